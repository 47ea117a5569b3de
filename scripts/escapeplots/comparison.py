# SPDX-License-Identifier: MIT
"""comparison.csv: one Row per case, variant and metric, checked line by line.

A cell that is empty is unknown: NaN here, never 0.
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

COLUMNS = (
    "scenario,origin,size_bytes,live,allocator,variant,baseline,metric,unit,baseline_value,value,"
    "delta,delta_low,delta_high,ratio,ratio_low,ratio_high,verdict,workers,turns_kept,turns_total,"
    "note"
).split(",")
VERDICTS = ("slower", "faster", "same", "unresolved", "no-verdict", "failed")


class BadInput(Exception):
    """A file that is not what it should be; the text names the file, and the line if it is one."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {what}")


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


TEXTS = {"scenario", "origin", "allocator", "variant", "baseline", "metric", "unit", "note"}
WHOLE = {"size_bytes", "live", "workers", "turns_kept", "turns_total"}


def _cell(column: str, text: str) -> str | int | float:
    if column in TEXTS:
        return text
    if column in WHOLE:
        return int(text)
    if column == "verdict":
        if text not in VERDICTS:
            raise ValueError(f"not one of {', '.join(VERDICTS)}")
        return text
    number = float(text) if text else math.nan
    if text and not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def _row(path: Path, line: int, cells: dict[str, str]) -> Row:
    values: dict[str, str | int | float] = {}
    for column in COLUMNS:
        try:
            values[column] = _cell(column, cells[column])
        except ValueError as error:
            raise BadInput(path, line, f"{column} is '{cells[column]}': {error}") from None
    if not values["scenario"] or not values["metric"]:
        raise BadInput(path, line, "the scenario or the metric has no name")
    return Row(line=line, **values)  # type: ignore[arg-type]


def _check_header(path: Path, header: list[str]) -> None:
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise BadInput(path, 1, f"not a comparison.csv: no column {', '.join(missing)}")


def read_comparison(path: Path) -> list[Row]:
    """All rows of the file; columns may stand in any order, and there may be more."""
    rows = []
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.reader(file, strict=True)
            header: list[str] = next(reader, [])
            _check_header(path, header)
            for cells in reader:
                if len(cells) != len(header):
                    what = f"{len(cells)} cells where the header has {len(header)}"
                    raise BadInput(path, reader.line_num, what)
                rows.append(_row(path, reader.line_num, dict(zip(header, cells))))
    except UnicodeDecodeError:
        raise BadInput(path, len(rows) + 2, "not UTF-8 text") from None
    except csv.Error as error:
        raise BadInput(path, reader.line_num, str(error)) from None
    return rows
