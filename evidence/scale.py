#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How much time and memory does `escapebench compare` need for a large lab?

Makes synthetic runs, compares all of them with the first, and prints time, peak memory and how
well the verdicts agree with the truth.

  evidence/scale.py [--runs 2000] [--program FILE] [--keep DIR]

A run has 40 scenarios x 5 allocators and every row that a machine without PMU
gets. Each worker's cost has the spread that the address layout gives it (3 %,
docs/compare.md); 15 workers make a trimmed mean and an interval as
harness/figures/estimate.c does. Against the first run, in every other run one scenario
in four costs 30 % more, one in four 30 % less, the rest the same.

Exit status: 0 if compare took at most 10 s and 200 MB and no verdict was wrong in more than 5 %
of the comparisons.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
SCENARIOS, WORKERS, SPREAD, SHIFT = 40, 15, 0.03, 0.30
ALLOCATORS = ("glibc", "jemalloc", "mimalloc", "tcmalloc", "boehm")
COUNTERS = (
    "cycles instructions branch-misses L1-dcache-load-misses LLC-load-misses "
    "dTLB-load-misses page-faults context-switches"
).split()
HEADER = (
    "scenario,origin,size_bytes,live,allocator,variant,baseline,metric,unit,baseline_value,value,"
    "delta,delta_low,delta_high,ratio,ratio_low,ratio_high,verdict,workers,turns_kept,turns_total,note"
)
T_975_8 = 2.306004135204166  # scipy.stats.t.ppf(0.975, 8): of 15 workers 3 are trimmed at each end
SECONDS_MOST, MEGABYTES_MOST = 10, 200


def interval(costs: Array) -> tuple[Array, Array]:
    """The 20 % trimmed mean of each row and half its 95 % interval."""
    cut = WORKERS // 5
    ordered = np.sort(costs, axis=1)
    centre = ordered[:, cut:-cut].mean(axis=1)
    ordered[:, :cut] = ordered[:, cut : cut + 1]
    ordered[:, -cut:] = ordered[:, -cut - 1 : -cut]
    kept = WORKERS - 2 * cut
    error = np.sqrt(ordered.var(axis=1, ddof=1) * (WORKERS - 1) / (kept * (kept - 1)))
    return centre, T_975_8 * error


def true_factor(run: int, scenario: int) -> float:
    if run % 2 == 0:
        return 1.0
    return (1.0, 1.0 + SHIFT, 1.0, 1.0 - SHIFT)[scenario % 4]


class Maker:
    """The parts that all runs share, so that 2,000 runs are written in a minute."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        cases = SCENARIOS * len(ALLOCATORS)
        self.scenario = np.repeat(np.arange(SCENARIOS), len(ALLOCATORS))
        self.costs = np.exp(self.random.uniform(np.log(5), np.log(200), cases))
        self.base = self.random.uniform(1, 4, cases)
        self.keys = [
            f"scenario_{s:02},P{s + 1},64,1,{a},heap,stack"
            for s in range(SCENARIOS)
            for a in ALLOCATORS
        ]
        self.rest = [self._other_rows(key) for key in self.keys]

    @staticmethod
    def _other_rows(key: str) -> str:
        lines = [
            f"{key},{name},1/op,,,,,,,,,no-verdict,0,300,320,no PMU: this machine offers no hardware counters"
            for name in COUNTERS
        ]
        for name, value in (("allocs", 1), ("alloc-bytes", 64), ("usable-bytes", 72)):
            lines.append(f"{key},{name},1/op,0,{value},{value},{value},{value},,,,slower,1,0,0,")
        return "\n".join(lines) + "\n"

    def write(self, folder: Path, run: int) -> None:
        factor = np.array([true_factor(run, s) for s in self.scenario])
        cost = self.costs * factor
        spread = SPREAD * (cost + self.base)  # of the operation's time, as layout's is
        noise = self.random.standard_normal((len(cost), WORKERS))
        centre, half = interval(cost[:, None] + spread[:, None] * noise)
        half = np.maximum(half, 0.002 * (centre + self.base))
        rows = [HEADER + "\n"]
        columns = (self.keys, self.rest, self.base.tolist(), centre.tolist(), half.tolist())
        for key, rest, b, c, h in zip(*columns):
            low, high = c - h, c + h
            rows.append(
                f"{key},time,ns/op,{b!r},{b + c!r},{c!r},{low!r},{high!r},{1 + c / b!r},"
                f"{1 + low / b!r},{1 + high / b!r},slower,{WORKERS},300,320,\n"
            )
            rows.append(rest)
        folder.mkdir()
        (folder / "comparison.csv").write_text("".join(rows))
        (folder / "machine.json").write_text(json.dumps(machine(run), indent=2))


def machine(run: int) -> dict[str, object]:
    files = ("l1tf", "mds", "meltdown", "retbleed", "spec_store_bypass", "spectre_v1", "spectre_v2")
    return {
        "schema": 1,
        "state": "complete",
        "machine": {
            "host": f"node{run:04}",
            "cpu": {"name": f"Synthetic CPU {run % 7}", "family": "6", "model": str(run % 7)},
            "system": {"kernel": "6.1.0", "architecture": "x86_64"},
            "topology": {"cores": 16, "pus": 32},
            "mitigations": {name: "Mitigation: what the kernel says about it" for name in files},
        },
        "build": {
            "commit": "0123456789",
            "dirty": False,
            "compiler": "GNU 12.2.0",
            "type": "Release",
        },
        "allocators": [
            {"name": name, "file": f"/usr/lib/{name}.so", "version": "1"} for name in ALLOCATORS
        ],
        "settings": {"effort": "normal", "precision": 1.0, "seed": "1"},
    }


def compare(program: str, runs: list[Path], output: Path) -> tuple[int, float, float]:
    """Status, seconds and MB of one compare; the child is the only one waited for by pid."""
    with output.open("wb") as stream:
        start = time.monotonic()
        child = subprocess.Popen(
            [program, "compare", "--across-machines", "--format", "csv", *map(str, runs)],
            stdout=stream,
        )
        _, status, usage = os.wait4(child.pid, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - start, usage.ru_maxrss / 1024


def judge(output: Path, runs: list[Path]) -> tuple[Counter[tuple[str, str]], int]:
    """Counts how often each truth got each verdict, and how many runs had a false one."""
    number = {str(path): i for i, path in enumerate(runs)}
    seen: Counter[tuple[str, str]] = Counter()
    false = set()
    names = {1.0: "same", 1.0 + SHIFT: "slower", 1.0 - SHIFT: "faster"}
    with output.open(newline="") as stream:
        for row in csv.DictReader(stream):
            if row["metric"] != "time":
                continue
            run = number[row["run"]]
            truth = names[true_factor(run, int(row["scenario"][-2:]))]
            seen[truth, row["verdict"]] += 1
            if row["verdict"] in ("slower", "faster") and row["verdict"] != truth:
                false.add(run)
    return seen, len(false)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--program", default="build/release/escapebench")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep the runs there [deleted]")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        runs = [folder / f"run-{i:04}" for i in range(arguments.runs)]
        maker = Maker(arguments.seed)
        for i, path in enumerate(runs):
            maker.write(path, i)
        size = sum(os.path.getsize(path / "comparison.csv") for path in runs)
        output = folder / "compare.csv"
        status, seconds, megabytes = compare(arguments.program, runs, output)
        if status != 0:
            print(f"compare ended with status {status}")
            return 1
        seen, false = judge(output, runs)
    cases = SCENARIOS * len(ALLOCATORS)
    print(
        f"{len(runs)} runs of {cases} cases, {size / 1e6:.0f} MB: {seconds:.1f} s, {megabytes:.0f} MB"
    )
    for (truth, verdict), count in sorted(seen.items()):
        print(f"  truly {truth:7} called {verdict:10} {count:8}")
    print(f"  runs with a false verdict: {false} of {len(runs) - 1}")
    fine = seconds <= SECONDS_MOST and megabytes <= MEGABYTES_MOST and 20 * false <= len(runs)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
