#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""When may a run stop measuring a case? For docs/decisions/002-stop-with-a-layout-prior.md.

    scripts/repeatability -k FOLDER && evidence/stopping.py FOLDER/run-*

Draws random workers of the runs, as a run would get them, until a rule stops, many times. Prints
for each case and rule how many 95 % intervals contain the figure of all workers, and how many
workers it took. Needs python3-scipy.
"""

import csv
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import numpy
from scipy import stats

DRAWS, LEAST, MOST = 500, 5, 45
PRECISION, FLOOR = 0.005, 0.002
LAYOUT_SPREAD, LAYOUT_DF = 0.03, 2  # harness/figures/estimate.c
TURNS = 6  # that a worker must have kept

Key = tuple[str, str, str]
Workers = dict[Key, list[tuple[float, float]]]


def read(folders: list[str]) -> Workers:
    """For every worker the median cost and the median time of the heap variant."""
    workers: Workers = defaultdict(list)
    for folder in folders:
        turns: dict[tuple[Key, str], list[tuple[float, float]]] = defaultdict(list)
        with open(Path(folder) / "samples.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["kept"] != "1" or row["counter_group"] or row["scenario"] == "nothing":
                    continue
                key = (row["scenario"], row["size_bytes"], row["allocator"])
                heap = float(row["heap_ns"])
                turns[key, row["worker"]].append((heap - float(row["stack_ns"]), heap))
        for (key, _), values in turns.items():
            if len(values) >= TURNS:
                cost, heap_ns = zip(*values)
                workers[key].append((statistics.median(cost), statistics.median(heap_ns)))
    return workers


def interval(values: numpy.ndarray, prior: float, df: float) -> tuple[float, float]:
    """Centre and half width for the 20 % trimmed mean, as in harness/base/stats.c."""
    n = len(values)
    cut = n // 5
    values = numpy.sort(values)
    kept = n - 2 * cut
    winsorised = numpy.clip(values, values[cut], values[n - cut - 1])
    variance = winsorised.var(ddof=1) * (n - 1) / (kept - 1)
    variance = ((kept - 1) * variance + df * prior**2) / (kept - 1 + df)
    reach = stats.t.ppf(0.975, kept - 1 + df) * (variance / kept) ** 0.5
    return float(values[cut : n - cut].mean()), float(reach)


def draw(pool: numpy.ndarray, time: float, rule: str) -> tuple[float, float, int]:
    """One run's centre, half width and number of workers."""
    values = numpy.random.choice(pool, MOST)
    for n in range(LEAST, MOST + 1):
        believed = LAYOUT_DF if rule == "with the prior" else 0
        centre, reach = interval(values[:n], LAYOUT_SPREAD * time, believed)
        narrow = max(reach, FLOOR * time) <= PRECISION * max(abs(centre), time - centre)
        if n == 22 if rule == "22 workers" else narrow:
            break
    centre, reach = interval(values[:n], 0, 0)
    return centre, max(reach, FLOOR * time), n


def main() -> None:
    for key, workers in read(sys.argv[1:]).items():
        pool = numpy.array([cost for cost, _ in workers])
        time = statistics.median(ns for _, ns in workers)
        truth, _ = interval(pool, 0, 0)
        told = []
        for rule in ("22 workers", "by its width", "with the prior"):
            runs = [draw(pool, time, rule) for _ in range(DRAWS)]
            held = sum(abs(centre - truth) <= reach for centre, reach, _ in runs) / DRAWS
            n = statistics.mean(n for _, _, n in runs)
            told.append(f"{rule} {held:.0%} (n {n:.0f})")
        print(f"{' '.join(key):34} {len(pool):5} workers:  {'  '.join(told)}", flush=True)


if __name__ == "__main__":
    main()
