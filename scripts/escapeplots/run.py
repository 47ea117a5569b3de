# SPDX-License-Identifier: MIT
"""A run: the files of its folder as one object. Only comparison.csv must exist."""

import math
import statistics
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .catalogue import ALLOCATORS, go_version, in_order, lane_rank, rank_of
from .comparison import Row, read_comparison
from .machine_file import read_machine
from .samples import Samples, read_samples
from .table import BadInput, printable
from .units import human_time

__all__ = [
    "ALLOCATORS",
    "CONTROL",
    "Run",
    "go_version",
    "in_order",
    "middle",
    "read_run",
    "smallest",
]
CONTROL = "nothing"
RUNGS = ("alloc", "reused", "bump", "lifo")  # steps of a ladder; alloc: Go's
VARIANTS = ("heap", "static", "value", "pointer", "kept", "mapped", "pointers", *RUNGS)


@dataclass(frozen=True)
class Run:
    """`rows` are the rows of the scenarios' own variants. The ladders' rows are in `steps`, each
    against the rung before it. `machine` is machine.json's content, {} if there is none."""

    path: Path
    rows: list[Row]
    steps: list[Row] = field(default_factory=list)
    machine: dict[str, Any] = field(default_factory=dict)
    samples_file: Path | None = None

    @cached_property
    def samples(self) -> Samples | None:
        """The turns, read at the first use; None without a samples.csv."""
        return read_samples(self.samples_file) if self.samples_file else None

    def times(self, variant: str = "heap") -> list[Row]:
        """The time rows of one variant, without the control, in the file's order."""
        return [
            row
            for row in self.rows
            if row.metric == "time" and row.variant == variant and row.scenario != CONTROL
        ]

    def only(self, lanes: list[str]) -> "Run":
        """A copy of the run with these lanes alone."""
        kept = [[r for r in rows if r.allocator in lanes] for rows in (self.rows, self.steps)]
        return replace(self, rows=kept[0], steps=kept[1])

    def fact(self, *keys: str) -> str | None:
        """The text at keys in machine.json, shortened for a caption; None if it is missing."""
        at = self.entry(*keys)
        return None if at is None or isinstance(at, (dict, list)) else printable(str(at), 80)

    def entry(self, *keys: str) -> Any:
        """The value at keys in machine.json; None if it is missing."""
        at: Any = self.machine
        for key in keys:
            at = at.get(key) if isinstance(at, dict) else None
        return at

    @property
    def state(self) -> str | None:
        """Says what a reader must know of an incomplete run."""
        words = {"running": "still running or killed", "partial": "partial run"}
        return words.get(self.fact("state") or "")

    @property
    def cpu(self) -> str | None:
        """The CPU as people call it: with its microarchitecture, family and model where the run
        recorded them."""
        return self.fact("machine", "cpu", "description") or self.fact("machine", "cpu", "name")

    @property
    def name(self) -> str:
        """A name that distinguishes the run: its CPU, else its folder or file."""
        if self.cpu:
            return self.cpu
        return printable(self.path.name if self.path.is_dir() else self.path.stem, 80)

    @property
    def floor(self) -> float:
        """The noise floor in ns: the largest distance of the control's intervals from 0; NaN
        without control."""
        reach = [
            max(abs(row.delta_low), abs(row.delta_high))
            for row in self.rows
            if row.scenario == CONTROL and row.metric == "time" and row.known
        ]
        return max(reach) if reach else math.nan

    def caption(self, cpu: bool = True) -> str:
        """CPU, compiler, date, commit, effort, variables of the workers (run --env) and labels,
        which every picture states."""
        pairs = [self.entry("environment", "asked"), self.entry("labels")]
        dirty = "+changes" if self.fact("build", "dirty") == "True" else ""
        compiler = self.fact("build", "compiler")
        parts = [
            cpu and (self.cpu or f"CPU not recorded ({printable(self.path.name, 80)} only)"),
            compiler and f"{compiler.replace('GNU ', 'gcc ')} {self.fact('build', 'flags') or ''}",
            (self.fact("start") or "")[:10],
            self.fact("build", "commit") and f"commit {self.fact('build', 'commit')}{dirty}",
            self.fact("settings", "effort") and f"effort {self.fact('settings', 'effort')}",
            *(
                f"{printable(key, 40)}={printable(str(value), 40)}"
                for named in pairs
                for key, value in (named.items() if isinstance(named, dict) else ())
            ),
            self.state,
            math.isfinite(self.floor) and f"noise floor ±{human_time(self.floor, 1)}",
        ]
        return " · ".join(part.strip() for part in parts if part)


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
    """The median of the known costs; NaN if there are none."""
    known = [row.delta for row in rows if row.known]
    return statistics.median(known) if known else math.nan


def _order(row: Row) -> tuple[Any, ...]:
    """Sorts by the order of the talk, so that a table in another order gives the same
    pictures."""
    known = VARIANTS.index(row.variant) if row.variant in VARIANTS else len(VARIANTS)
    rung = RUNGS.index(row.variant) if row.variant in RUNGS else len(RUNGS)
    is_step = bool({row.variant, row.baseline} & set(RUNGS))
    return (rank_of(row.origin), row.scenario, row.size_bytes, row.live, *lane_rank(row.allocator),
            rung if is_step else known, row.variant, row.baseline, row.metric)  # fmt: skip


def read_run(path: Path) -> Run:
    """Reads a run's folder, or one comparison.csv. Files beside the CSV are read only if the CSV
    has the name that a run gives it."""
    table = path / "comparison.csv" if path.is_dir() else path
    if not table.is_file():
        what = "no comparison.csv in it" if path.is_dir() else "no such file or folder"
        raise BadInput(path, 0, what)
    everything = sorted(read_comparison(table), key=_order)
    steps = [row for row in everything if {row.variant, row.baseline} & set(RUNGS)]
    rows = [row for row in everything if not {row.variant, row.baseline} & set(RUNGS)]
    if path.is_file() and path.name != "comparison.csv":
        return Run(path, rows, steps)
    samples = table.parent / "samples.csv"
    machine = read_machine(table.parent / "machine.json")
    return Run(path, rows, steps, machine, samples if samples.is_file() else None)
