# SPDX-License-Identifier: MIT
"""A run: its folder's files as one object. Only comparison.csv must be there."""

import json
import math
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .comparison import BadInput, Row, read_comparison
from .units import human_time

CONTROL = "nothing"
RUNGS = {"reused", "bump", "lifo"}  # variants that are steps of a ladder
ALLOCATORS = ("glibc", "jemalloc", "mimalloc", "tcmalloc", "boehm")


@dataclass(frozen=True)
class Run:
    """`rows` are the scenarios' own; the ladders' are in `steps`, each against the rung
    before it. `machine` is machine.json as it stands, {} when there is none."""

    path: Path
    rows: list[Row]
    steps: list[Row] = field(default_factory=list)
    machine: dict[str, Any] = field(default_factory=dict)
    samples: Path | None = None

    def times(self, variant: str = "heap") -> list[Row]:
        """The time rows of one variant, without the control, in the file's order."""
        return [
            row
            for row in self.rows
            if row.metric == "time" and row.variant == variant and row.scenario != CONTROL
        ]

    def fact(self, *keys: str) -> str | None:
        """machine.json's text at keys; None when it is not there."""
        at: Any = self.machine
        for key in keys:
            at = at.get(key) if isinstance(at, dict) else None
        return None if at is None else str(at)

    @property
    def cpu(self) -> str | None:
        return self.fact("machine", "cpu", "name")

    @property
    def name(self) -> str:
        """What tells this run from others: its CPU, else its folder or file."""
        if self.cpu:
            return self.cpu
        return self.path.name if self.path.is_dir() else self.path.stem

    @property
    def floor(self) -> float:
        """The noise floor in ns: the widest reach of the control's intervals; NaN without."""
        reach = [
            max(abs(row.delta_low), abs(row.delta_high))
            for row in self.rows
            if row.scenario == CONTROL and row.metric == "time" and row.known
        ]
        return max(reach) if reach else math.nan

    def caption(self, cpu: bool = True) -> str:
        """CPU, compiler, date, commit, effort: what a figure must say of its origin."""
        dirty = "+changes" if self.fact("build", "dirty") == "True" else ""
        compiler = self.fact("build", "compiler")
        parts = [
            cpu and (self.cpu or f"CPU not recorded ({self.path.name} only)"),
            compiler and f"{compiler.replace('GNU ', 'gcc ')} {self.fact('build', 'flags') or ''}",
            (self.fact("start") or "")[:10],
            self.fact("build", "commit") and f"commit {self.fact('build', 'commit')}{dirty}",
            self.fact("settings", "effort") and f"effort {self.fact('settings', 'effort')}",
            self.fact("state") == "partial" and "partial run",
            math.isfinite(self.floor) and f"noise floor ±{human_time(self.floor, 1)}",
        ]
        return " · ".join(part.strip() for part in parts if part)


def in_order(allocators: set[str]) -> list[str]:
    """The usual order of the talk, then whatever else there is."""
    known = [name for name in ALLOCATORS if name in allocators]
    return known + sorted(allocators - set(known))


def smallest(rows: list[Row]) -> dict[tuple[str, str], Row]:
    """Each scenario and allocator at the smallest size and live set that has a row."""
    chosen: dict[tuple[str, str], Row] = {}
    least: dict[str, tuple[int, int]] = {}
    for row in rows:
        place = (row.size_bytes, row.live)
        least[row.scenario] = min(place, least.get(row.scenario, place))
    for row in rows:
        if (row.size_bytes, row.live) == least[row.scenario]:
            chosen[row.scenario, row.allocator] = row
    return chosen


def middle(rows: list[Row]) -> float:
    """The median cost of what is known; NaN of nothing."""
    known = [row.delta for row in rows if row.known]
    return statistics.median(known) if known else math.nan


def _read_machine(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        machine = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise BadInput(path, error.lineno, error.msg) from None
    except UnicodeDecodeError:
        raise BadInput(path, 1, "not UTF-8 text") from None
    if not isinstance(machine, dict):
        raise BadInput(path, 1, "not a JSON object")
    return machine


def read_run(path: Path) -> Run:
    """A run's folder, or one comparison.csv; a CSV's neighbours belong to it too only
    when it has the name that a run gives it."""
    table = path / "comparison.csv" if path.is_dir() else path
    if not table.is_file():
        what = "no comparison.csv in it" if path.is_dir() else "no such file or folder"
        raise BadInput(path, 0, what)
    everything = read_comparison(table)
    rows = [row for row in everything if not RUNGS & {row.variant, row.baseline}]
    steps = [row for row in everything if RUNGS & {row.variant, row.baseline}]
    if path.is_file() and path.name != "comparison.csv":
        return Run(path, rows, steps)
    samples = table.parent / "samples.csv"
    machine = _read_machine(table.parent / "machine.json")
    return Run(path, rows, steps, machine, samples if samples.is_file() else None)
