#!/usr/bin/python3
"""What effect do the allowances for layouts and for whole runs have? For docs/compare.md.

Compares all pairs of runs of one build, without and with the allowances, and counts false
verdicts. To get the runs: evidence/false-alarms -n 6 -k FOLDER.

    evidence/spread-prior.py FOLDER/*-[ab]

Needs python3-scipy. Does not use harness/compare/compare.c, so that it checks that code, too.
"""

import csv
import itertools
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy
from scipy import stats

Case = tuple[str, ...]
KEPT_LEAST = 4  # of --effort quick
TOLERANCE = 1.05  # of the gate
VARIANTS = ("heap", "static", "value")


@dataclass
class Side:
    mean: float
    error: float
    df: float
    scale: float  # what percentages are of


def result_of(turns: numpy.ndarray, values: numpy.ndarray) -> float:
    """The mean over the stack's alignments of the median at each."""
    alignments = turns[:, 3]
    return float(
        numpy.mean([numpy.median(values[alignments == a]) for a in numpy.unique(alignments)])
    )


def read(folder: Path) -> dict[Case, numpy.ndarray]:
    """For each case the results of its workers: variant, baseline, difference."""
    turns: dict[Case, dict[str, list[tuple[float, float, float, float]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    best = numpy.inf
    with open(folder / "samples.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            best = min(best, float(row["slot_best"]))
            if row["kept"] != "1" or row["counter_group"] or row["scenario"] == "nothing":
                continue
            for variant in VARIANTS:
                if not row.get(f"{variant}_ns"):
                    continue
                case = (row["scenario"], row["size_bytes"], row["live"], row["allocator"], variant)
                turns[case][row["worker"]].append(
                    (
                        float(row[f"{variant}_ns"]),
                        float(row["stack_ns"]),
                        float(row["slot_before"]),
                        float(row["stack_offset"]) % 64,
                    )
                )
    results: dict[Case, numpy.ndarray] = {}
    for case, workers in turns.items():
        kept = [numpy.array(t) for t in workers.values() if len(t) >= KEPT_LEAST]
        quiet = [t for t in kept if numpy.median(t[:, 2]) <= TOLERANCE * best]
        if len(quiet) >= 5:
            results[case] = numpy.array(
                [
                    (result_of(t, t[:, 0]), result_of(t, t[:, 1]), result_of(t, t[:, 0] - t[:, 1]))
                    for t in quiet
                ]
            )
    return results


def side(results: numpy.ndarray, spread: float, prior_df: float) -> Side:
    run_spread = 0.01 if prior_df else 0.0
    costs = numpy.sort(results[:, 2])
    cut = len(costs) // 5
    kept = len(costs) - 2 * cut
    mean = float(costs[cut : len(costs) - cut].mean())
    winsorised = numpy.clip(costs, costs[cut], costs[len(costs) - cut - 1])
    larger = max(results[:, 0].mean(), results[:, 1].mean())
    df = kept - 1
    error = float(numpy.sqrt(((winsorised - winsorised.mean()) ** 2).sum() / (kept * df)))
    error = max(error, 0.002 * larger / stats.t.ppf(0.975, df))
    variance = (df * error**2 * kept + prior_df * (spread * larger) ** 2) / (df + prior_df)
    scale = max(abs(mean), float(results[:, 1].mean()))
    workers = variance / kept
    total = workers + (run_spread * larger) ** 2
    return Side(mean, float(numpy.sqrt(total)), df + prior_df, scale)


def holm(p: numpy.ndarray) -> numpy.ndarray:
    order = numpy.argsort(p)
    steps = p[order] * numpy.arange(len(p), 0, -1)
    adjusted = numpy.empty(len(p))
    adjusted[order] = numpy.minimum(1, numpy.maximum.accumulate(steps))
    return adjusted


def compare(
    base: dict[Case, numpy.ndarray],
    other: dict[Case, numpy.ndarray],
    spread: float,
    prior_df: float,
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Percentages, their half widths, and Holm's p values."""
    rows = []
    for case in base.keys() & other.keys():
        a, b = (side(run[case], spread, prior_df) for run in (base, other))
        error = float(numpy.hypot(a.error, b.error))
        df = error**4 / (a.error**4 / a.df + b.error**4 / b.df)
        percent = 100 / a.scale
        rows.append(
            (
                percent * (b.mean - a.mean),
                percent * stats.t.ppf(0.975, df) * error,
                2 * stats.t.sf(abs(b.mean - a.mean) / error, df),
            )
        )
    table = numpy.array(rows)
    return table[:, 0], table[:, 1], holm(table[:, 2])


def main() -> None:
    runs = [read(Path(folder)) for folder in sys.argv[1:]]
    pairs = list(itertools.combinations(runs, 2))
    for name, spread, df in [("as seen", 0.0, 0.0), ("with both allowances", 0.03, 2.0)]:
        alarms = beyond = 0
        covered, widths = [], []
        for base, other in pairs:
            percent, half, p = compare(base, other, spread, df)
            shown = (p < 0.05) & (abs(percent) + half > 1)
            alarms += bool(shown.any())
            beyond += bool((shown & (abs(percent) - half > 5)).any())
            covered.append(numpy.mean(abs(percent) <= half))
            widths.append(numpy.median(half))
        print(
            f"{name}: of {len(pairs)} pairs {alarms} with a false verdict, {beyond} with one "
            f"beyond 5 %; {100 * numpy.mean(covered):.1f} % of intervals hold 0, "
            f"median half width {numpy.mean(widths):.1f} %"
        )


if __name__ == "__main__":
    main()
