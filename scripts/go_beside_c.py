#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Times the Go originals and the ports in one sitting: a Markdown table.

    scripts/go_beside_c.py [--effort quick|normal|rigorous]

Needs a Go toolchain. Go's figures are the fastest of nine rounds, with
GOMAXPROCS=1 and its collector at work; C's are escapebench's own. Every cell
is "stack -> other (ratio)" in ns per operation; the last column is Go's
difference over glibc's. The last lines tell how well the orders agree.
"""

import argparse
import csv
import math
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ALLOCATORS = ("glibc", "jemalloc")


class Key(NamedTuple):
    scenario: str
    size: int
    variant: str


class Pair(NamedTuple):
    baseline: float
    value: float

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
    subprocess.run([ROOT / "scripts/go-originals", folder], check=True)
    said = subprocess.run(
        [folder / "originals", "time"], check=True, capture_output=True, text=True
    )
    times = {}
    for name, variant, size, ns in csv.reader(said.stdout.splitlines()):
        times[Key(name, int(size), variant)] = float(ns)
    return times


def time_c(folder: Path, effort: str) -> list[dict[str, str]]:
    subprocess.run(["scripts/build", "release"], check=True, cwd=ROOT)
    run = ["build/release/escapebench", "run", "--allocator", ",".join(ALLOCATORS)]
    run += ["--counters", "none", "--effort", effort, "--output", str(folder)]
    subprocess.run(run + ["--quiet"], cwd=ROOT, check=False)  # says so itself
    with open(folder / "comparison.csv", newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["metric"] == "time"]


def find_go(times: dict[Key, float], key: Key) -> Pair | None:
    for size in (key.size, 0):
        stack = times.get(Key(key.scenario, size, "stack"))
        value = times.get(Key(key.scenario, size, key.variant))
        if stack is not None and value is not None:
            return Pair(stack, value)
    return None


def join(c_rows: list[dict[str, str]], go: dict[Key, float]) -> list[Row]:
    rows: dict[Key, Row] = {}
    for c in c_rows:
        key = Key(c["scenario"], int(c["size_bytes"]), c["variant"])
        row = rows.setdefault(key, Row(c["origin"], key, {}, find_go(go, key)))
        if c["value"]:
            row.c[c["allocator"]] = Pair(float(c["baseline_value"]), float(c["value"]))
    return list(rows.values())


def print_table(rows: list[Row]) -> None:
    print("| origin | scenario | bytes | variant | Go | glibc | jemalloc | Go : C |")
    print("|---|---|--:|---|--:|--:|--:|--:|")
    for row in rows:
        glibc = row.c.get("glibc")
        cells = [str(row.go or ""), *(str(row.c.get(a, "")) for a in ALLOCATORS)]
        share = ""
        if row.go and glibc and min(abs(row.go.cost), abs(glibc.cost)) > 1:
            share = f"{row.go.cost / glibc.cost:.1f}"
        scenario, size, variant = row.key
        print(
            f"| {row.origin} | {scenario} | {size} | {variant} "
            f"| {' | '.join(cells)} | {share} |"
        )


def ranks(values: list[float]) -> list[float]:
    order = sorted(values)
    return [order.index(v) + (order.count(v) - 1) / 2 for v in values]


def spearman(a: list[float], b: list[float]) -> float:
    """The correlation of ranks; ties share a rank."""
    ra, rb = ranks(a), ranks(b)
    mean = (len(a) - 1) / 2
    above = sum((x - mean) * (y - mean) for x, y in zip(ra, rb))
    spread = sum((x - mean) ** 2 for x in ra) * sum((y - mean) ** 2 for y in rb)
    return above / math.sqrt(spread)


def print_order(rows: list[Row]) -> None:
    for what, most in (("of at most 400 bytes", 400), ("of all sizes", 1 << 40)):
        for allocator in ALLOCATORS:
            pairs = [
                (row.go, row.c[allocator])
                for row in rows
                if row.go and allocator in row.c and row.key.variant == "heap"
                if 0 < row.key.size <= most
            ]
            by_ratio = spearman(
                [g.ratio for g, _ in pairs], [c.ratio for _, c in pairs]
            )
            by_cost = spearman([g.cost for g, _ in pairs], [c.cost for _, c in pairs])
            print(
                f"{len(pairs)} escapes {what}, Go and {allocator}: rank correlation "
                f"of the ratios {by_ratio:.2f}, of the costs {by_cost:.2f}"
            )


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
