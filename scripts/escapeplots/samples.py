# SPDX-License-Identifier: MIT
"""samples.csv: the turns of one case, kept and dropped."""

from io import BytesIO
from pathlib import Path

import pandas

from .comparison import BadInput, Row

NEEDED = ["scenario", "size_bytes", "live", "allocator", "worker", "turn", "kept", "reason"]


def read_turns(path: Path, case: Row) -> pandas.DataFrame:
    """The timed turns of the row's case, with kept, reason and the ns of its two variants in
    `base` and `subject`. The last line may be cut short: a killed run ends like that."""
    variants = [f"{case.baseline}_ns", f"{case.variant}_ns"]
    table = _read(path)
    for column in NEEDED + variants:
        if column not in table.columns:
            raise BadInput(path, 1, f"not a samples.csv with this case: no column {column}")
    mine = table[
        (table["scenario"] == case.scenario)
        & (table["allocator"] == case.allocator)
        & (_number(path, table, "size_bytes") == case.size_bytes)
        & (_number(path, table, "live") == case.live)
    ]
    turns = pandas.DataFrame(
        {
            "kept": _number(path, mine, "kept") == 1,
            "reason": mine["reason"],
            "base": _number(path, mine, variants[0]),
            "subject": _number(path, mine, variants[1]),
        }
    )
    return turns.dropna(subset=["base", "subject"])  # counting turns carry no time


def _read(path: Path) -> pandas.DataFrame:
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if not whole:
        raise BadInput(path, 1, "empty: there is no header")
    cells = whole[: whole.find(b"\n")].count(b",")
    for number, line in enumerate(whole.splitlines(), 1):
        if b'"' not in line and line.count(b",") != cells:
            what = f"{line.count(b',') + 1} cells where the header has {cells + 1}"
            raise BadInput(path, number, what)
    try:
        return pandas.read_csv(BytesIO(whole), dtype=str, keep_default_na=False)
    except (pandas.errors.ParserError, UnicodeDecodeError) as error:
        raise BadInput(path, 0, str(error).strip()) from None


def _number(path: Path, table: pandas.DataFrame, column: str) -> pandas.Series:
    numbers = pandas.to_numeric(table[column], errors="coerce")
    wrong = table.index[numbers.isna() & (table[column] != "")]
    if len(wrong):
        line = int(wrong[0]) + 2
        raise BadInput(path, line, f"{column} is '{table[column][wrong[0]]}', not a number")
    return numbers
