#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Times the Go originals and the ports in one sitting: a Markdown table.

    evidence/go_beside_c.py [--effort quick|normal|rigorous]

Needs a Go toolchain. Go's figures are the fastest of 21 rounds, with
GOMAXPROCS=1 and its collector at work; C's are escapebench's own. Every cell
is "stack -> other (ratio)" in ns per operation; the last column is Go's
difference over glibc's, where glibc's is resolved. A second table has the median ratio of each kind.
"""

import argparse
import csv
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RUNGS = {"reused", "bump", "lifo"}  # of a ladder: no variants of the originals
ALLOCATORS = ("glibc", "jemalloc")
GROUPS = {
    "closures": "R4a R4b",
    "one word": "P0 P1 S1 S5 S6 S6u R0 R2 N2",
    "32 bytes": "P2 N3",
    "slices of strings": "S7",
    "into a map": "S2 S3 S4",
    "over a channel": "S8 R5a R5b R5c",
    "buffers of 1 KiB and more": "R3a R3b R3c R6n",
}


class Key(NamedTuple):
    scenario: str
    size: int
    variant: str


class Pair(NamedTuple):
    baseline: float
    value: float
    resolved: bool = True

    @property
    def cost(self) -> float:
        return self.value - self.baseline

    @property
    def ratio(self) -> float:
        return self.value / self.baseline

    def __str__(self) -> str:
        return f"{digits(self.baseline)} → {digits(self.value)} ({self.ratio:.3g})"


class Row(NamedTuple):
    origin: str
    key: Key
    c: dict[str, Pair]
    go: Pair | None


def digits(ns: float) -> str:
    return f"{ns:.1f}" if ns < 100 else f"{ns:.0f}"


def time_go(folder: Path) -> dict[Key, float]:
    """ns of every variant of the originals; size 0: the only size."""
    subprocess.run([ROOT / "scripts/dev/go-originals", folder], check=True)
    said = subprocess.run(
        [folder / "originals", "time"], check=True, capture_output=True, text=True
    )
    times = {}
    for name, variant, size, ns in csv.reader(said.stdout.splitlines()):
        times[Key(name, int(size), variant)] = float(ns)
    return times


def time_c(folder: Path, effort: str) -> list[dict[str, str]]:
    subprocess.run(["scripts/dev/build", "release"], check=True, cwd=ROOT)
    originals = sorted(path.stem for path in ROOT.glob("scenarios/*.go"))
    run = ["build/release/escapebench", "run", *originals, "--allocator", ",".join(ALLOCATORS)]
    run += ["--counters", "none", "--effort", effort, "--output", str(folder)]
    subprocess.run(run + ["--quiet"], cwd=ROOT, check=False)  # says so itself
    with open(folder / "comparison.csv", newline="", encoding="utf-8") as file:
        times = [row for row in csv.DictReader(file) if row["metric"] == "time"]
    return [row for row in times if not RUNGS & {row["variant"], row["baseline"]}]


def find_go(times: dict[Key, float], key: Key) -> Pair | None:
    for size in (key.size, 0):
        stack = times.get(Key(key.scenario, size, "stack"))
        value = times.get(Key(key.scenario, size, key.variant))
        if stack is not None and value is not None:
            return Pair(stack, value)
    return None


def paired(c: dict[str, str], resolved: bool) -> Pair:
    """The port's pair by its paired difference: both variants of one turn."""
    baseline = float(c["baseline_value"])
    return Pair(baseline, baseline + float(c["delta"]), resolved)


def join(c_rows: list[dict[str, str]], go: dict[Key, float]) -> list[Row]:
    rows: dict[Key, Row] = {}
    for c in c_rows:
        key = Key(c["scenario"], int(c["size_bytes"]), c["variant"])
        row = rows.setdefault(key, Row(c["origin"], key, {}, find_go(go, key)))
        if c["value"]:
            resolved = c["verdict"] in ("slower", "faster")
            row.c[c["allocator"]] = paired(c, resolved)
    return list(rows.values())


def print_table(rows: list[Row]) -> None:
    print("| origin | scenario | bytes | variant | Go | glibc | jemalloc | Go : C |")
    print("|---|---|--:|---|--:|--:|--:|--:|")
    for row in rows:
        glibc = row.c.get("glibc")
        cells = [str(row.go or ""), *(str(row.c.get(a, "")) for a in ALLOCATORS)]
        share = ""
        if row.go and glibc and glibc.resolved and abs(row.go.cost) > 1:
            share = f"{row.go.cost / glibc.cost:.1f}"
        scenario, size, variant = row.key
        print(
            f"| {row.origin} | {scenario} | {size} | {variant} "
            f"| {' | '.join(cells)} | {share} |"
        )


def median_ratio(pairs: list[Pair]) -> str:
    return f"{statistics.median(pair.ratio for pair in pairs):.2f}" if pairs else ""


def print_order(rows: list[Row]) -> None:
    """The median of heap/stack over each kind of escape, for Go and for C."""
    print("| escapes | Go | glibc | jemalloc |")
    print("|---|--:|--:|--:|")
    for name, origins in GROUPS.items():
        members = [
            row
            for row in rows
            if row.origin in origins.split() and row.key.variant == "heap" and row.go
            if not name.startswith("buffers") or row.key.size >= 1024
        ]
        cells = [median_ratio([row.go for row in members if row.go])]
        for a in ALLOCATORS:
            cells.append(median_ratio([row.c[a] for row in members if a in row.c]))
        print(f"| {name} | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--effort", default="normal")
    effort = parser.parse_args().effort
    with tempfile.TemporaryDirectory() as folder:
        go = time_go(ROOT / "build/go")
        c_rows = time_c(Path(folder) / "run", effort)
    rows = join(c_rows, go)
    print_table(rows)
    print()
    print_order(rows)


if __name__ == "__main__":
    main()
