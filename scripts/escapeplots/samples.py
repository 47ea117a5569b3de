# SPDX-License-Identifier: MIT
"""samples.csv: the turns of a run, kept and dropped."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas

from .comparison import Row
from .table import BadInput, Text, convert, read_header, read_text, refuse_twins, to_number

CASE = ["scenario", "size_bytes", "live", "allocator"]
NEEDED = [*CASE, "worker", "turn", "kept", "reason"]
WHOLE = ["size_bytes", "live", "worker", "turn", "kept"]


@dataclass(frozen=True)
class Samples:
    """The needed columns and the variants' times of samples.csv. Reading takes seconds, so a run
    is read once."""

    path: Path
    table: pandas.DataFrame

    def of(self, case: Row) -> pandas.DataFrame:
        """The timed turns of the row's case, with kept, reason, and the ns of its two variants in
        `base` and `subject`. Counting turns have no times and are left out."""
        variants = [f"{case.baseline}_ns", f"{case.variant}_ns"]
        for column in variants:
            if column not in self.table.columns:
                raise BadInput(self.path, 1, f"no column {column} for this case")
        mine = self.table[
            (self.table["scenario"] == case.scenario)
            & (self.table["allocator"] == case.allocator)
            & (self.table["size_bytes"] == case.size_bytes)
            & (self.table["live"] == case.live)
        ]
        turns = pandas.DataFrame(
            {
                "kept": mine["kept"] == 1,
                "reason": mine["reason"],
                "base": mine[variants[0]],
                "subject": mine[variants[1]],
            }
        )
        return turns.dropna(subset=["base", "subject"])


def read_samples(path: Path) -> Samples:
    """Reads the file. The last line may be cut short, as that of a killed run is."""
    text = read_text(path, "scenario")
    end = max(text.content.rfind("\n"), text.content.rfind("\r")) + 1
    content = text.content if text.whole else text.content[:end]
    table = _parse(text, content)
    columns = {name: table[name] for name in ("scenario", "allocator", "reason")}
    columns |= {name: _number(text, table, name, whole=True) for name in WHOLE}
    columns |= {name: _number(text, table, name) for name in _times(list(table.columns))}
    return Samples(path, pandas.DataFrame(columns))


def _times(names: list[str]) -> list[str]:
    """The columns with the variants' times."""
    skipped = ("batch_ns", "clock_cost_ns")
    return [name for name in names if name.endswith("_ns") and name not in skipped]


def _parse(text: Text, content: str) -> pandas.DataFrame:
    """All cells as text, indexed by line; cells that a line lacks are empty. pandas' own reader
    drops cells for which the header has no column."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=text.delimiter, strict=True)
    try:
        names = read_header(text, next(reader, []), NEEDED, "samples.csv")
        refuse_twins(text, names, _times(names))
        width, lines, rows = len(names), [], []
        for cells in reader:
            if any(cells[width:]):
                what = f"{len(cells)} cells where the header has {width}"
                raise BadInput(text.path, reader.line_num, what)
            if any(cells):
                lines.append(reader.line_num)
                rows.append(cells[:width] + [""] * (width - len(cells)))
    except csv.Error as error:
        raise BadInput(text.path, reader.line_num, str(error)) from None
    return pandas.DataFrame(rows, lines, names, dtype=str)


def _with_decimal_points(text: Text, cells: pandas.Series) -> pandas.Series:
    pointed = cells.str.contains(".", regex=False)
    if pointed.any():
        at = pointed.idxmax()
        convert(text, int(at), str(cells.name), cells[at], to_number)  # raises BadInput
    return cells.str.replace(",", ".", regex=False)


def _number(text: Text, table: pandas.DataFrame, column: str, whole: bool = False) -> pandas.Series:
    cells = table[column]
    if text.decimal_comma:
        cells = _with_decimal_points(text, cells)
    numbers = pandas.to_numeric(cells, errors="coerce")
    wrong = numbers.isna() & (cells != "") | cells.str.contains("_", regex=False)
    if whole:
        wrong |= numbers.isna() | (numbers < 0) | (numbers % 1 != 0)
    wrong |= numbers.abs() > 1e15
    if wrong.any():
        at = wrong.idxmax()
        what = "not a whole number of 0 and more" if whole else "not a number"
        raise BadInput(text.path, int(at), f"{column} is '{cells[at][:60]}': {what}")
    return numbers
