# SPDX-License-Identifier: MIT
"""comparison.csv: one Row per case, variant and metric, checked line by line.

A cell that is empty is unknown: NaN here, never 0.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from .table import BadInput, Text, convert, printable, read_lines, read_text
from .table import to_name, to_number, to_whole

COLUMNS = (
    "scenario,origin,size_bytes,live,allocator,variant,baseline,metric,unit,baseline_value,value,"
    "delta,delta_low,delta_high,ratio,ratio_low,ratio_high,verdict,workers,turns_kept,turns_total,"
    "note"
).split(",")
VERDICTS = ("slower", "faster", "same", "unresolved", "no-verdict", "failed")
NAMES = {"scenario", "origin", "allocator", "variant", "baseline", "metric", "unit"}
WHOLE = {"size_bytes", "live", "workers", "turns_kept", "turns_total"}
NEVER_EMPTY = ("scenario", "allocator", "variant", "metric")


@dataclass(frozen=True)
class Row:
    """One line of the file. `unit` is ns/op for time; delta is value minus baseline."""

    line: int
    scenario: str
    origin: str
    size_bytes: int
    live: int
    allocator: str
    variant: str
    baseline: str
    metric: str
    unit: str
    baseline_value: float
    value: float
    delta: float
    delta_low: float
    delta_high: float
    ratio: float
    ratio_low: float
    ratio_high: float
    verdict: str
    workers: int
    turns_kept: int
    turns_total: int
    note: str

    @property
    def known(self) -> bool:
        """Whether there is a difference to show, with its interval."""
        return all(map(math.isfinite, (self.delta, self.delta_low, self.delta_high)))

    @property
    def resolved(self) -> bool:
        return self.known and self.verdict in ("slower", "faster")

    @property
    def place(self) -> tuple[object, ...]:
        """The key of a row: no two rows of a run have the same."""
        return (self.scenario, self.size_bytes, self.live, self.allocator, self.variant,
                self.baseline, self.metric)  # fmt: skip


def _verdict(text: str) -> str:
    if text not in VERDICTS:
        raise ValueError(f"not one of {', '.join(VERDICTS)}")
    return text


def _reader_of(column: str) -> Callable[[str], object]:
    if column in NAMES:
        return to_name
    if column in WHOLE:
        return to_whole
    if column == "note":
        return printable
    return _verdict if column == "verdict" else to_number


READERS = {column: _reader_of(column) for column in COLUMNS}


def _row(text: Text, line: int, cells: dict[str, str]) -> Row:
    values = {c: convert(text, line, c, cells[c], READERS[c]) for c in COLUMNS}
    for column in NEVER_EMPTY:
        if not values[column]:
            raise BadInput(text.path, line, f"the {column} has no name")
    row = Row(line=line, **values)  # type: ignore[arg-type]
    for figure in ("delta", "ratio"):
        low, high = getattr(row, f"{figure}_low"), getattr(row, f"{figure}_high")
        if low > high:
            raise BadInput(text.path, line, f"{figure}_low is above {figure}_high")
    return row


def read_comparison(path: Path) -> list[Row]:
    """Reads all rows of the file. Columns may have any order, and there may be others."""
    text = read_text(path, "scenario")
    rows: dict[tuple[object, ...], Row] = {}
    for line, cells in read_lines(text, COLUMNS, "comparison.csv"):
        row = _row(text, line, cells)
        if row.place in rows:
            what = f"the same case, variant and metric as line {rows[row.place].line}"
            raise BadInput(path, line, what)
        rows[row.place] = row
    return list(rows.values())
