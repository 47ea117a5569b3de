#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What an escape costs in each version of Go, beside glibc: Markdown tables.

    evidence/go_versions.py gather RUN... >WORKERS   from samples.csv of runs: a row for each worker
    evidence/go_versions.py versions WORKERS         heap less stack, a column for each lane
    evidence/go_versions.py bill WORKERS             stack, allocation and collections of each lane
    evidence/go_versions.py beside WORKERS           "stack -> other (ratio)" of Go and of glibc

The workers of several runs of one machine are pooled. A worker counts if it kept at least
TURNS_LEAST turns. Its figure is the mean over them under a collector, else the median, as in a
run. Intervals are 95 % t intervals of the mean over workers. With fewer than WORKERS_LEAST
workers there is no interval, and the cell is in brackets.
"""

import argparse
import csv
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, TextIO, Tuple

TURNS_LEAST, WORKERS_LEAST = 6, 5
T_95 = {4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26, 10: 2.23, 11: 2.20, 12: 2.18}
NORMAL_95 = 2.1
COLUMNS = ["scenario", "origin", "size_bytes", "lane", "run", "worker", "turns"]
VARIANTS = ["stack", "heap", "static", "value", "alloc"]

Case = Tuple[str, str, int]  # scenario, origin, size


class Estimate(NamedTuple):
    centre: float
    half: Optional[float]  # None: too few workers

    def __str__(self) -> str:
        text = digits(self.centre)
        return f"({text})" if self.half is None else f"{text} ±{digits(self.half)}"


def digits(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}"


# ---- workers from turns ----


def turn_times(row: Dict[str, str]) -> Dict[str, float]:
    """ns of one operation of each variant, at the reference clock."""
    present = [
        v
        for v in (
            "stack",
            "heap",
            "static",
            "value",
            "pointer",
            "kept",
            "mapped",
            "reused",
            "bump",
            "lifo",
            "alloc",
            "pointers",
        )
        if row[f"{v}_ops"]
    ]
    return {v: float(row[f"{v}_ns"]) for v in present if v in VARIANTS and row[f"{v}_ns"]}


def gather(runs: List[Path]) -> None:
    turns: Dict[Tuple[Case, str, str, str], List[Dict[str, float]]] = defaultdict(list)
    collecting = set()
    for run in runs:
        with open(run / "samples.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["kept"] != "1" or row["counter_group"]:
                    continue
                case = row["scenario"], row["origin"], int(row["size_bytes"])
                key = case, row["allocator"], run.name, row["worker"]
                turns[key].append(turn_times(row))
                if row["collections"]:
                    collecting.add(key)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS + VARIANTS)
    for key, times in sorted(turns.items()):
        if len(times) < TURNS_LEAST:
            continue
        under = key in collecting
        cells = []
        for variant in VARIANTS:
            seen = [t[variant] for t in times if variant in t]
            typical = statistics.fmean(seen) if under and seen else statistics.median(seen or [0])
            cells.append(f"{typical:.4f}" if seen else "")
        (scenario, origin, size), lane, run_name, worker = key
        out.writerow([scenario, origin, size, lane, run_name, worker, len(times)] + cells)


# ---- tables from workers ----

Workers = Dict[Tuple[Case, str], List[Dict[str, float]]]


def read(file: TextIO) -> Workers:
    workers: Workers = defaultdict(list)
    for row in csv.DictReader(file):
        case = row["scenario"], row["origin"], int(row["size_bytes"])
        times = {v: float(row[v]) for v in VARIANTS if row[v]}
        workers[case, row["lane"]].append(times)
    return workers


def estimate(workers: List[Dict[str, float]], plus: str, minus: str = "") -> Optional[Estimate]:
    """A variant's time, or its difference from another variant's."""
    seen = [
        w[plus] - (w[minus] if minus else 0)
        for w in workers
        if plus in w and (not minus or minus in w)
    ]
    if not seen:
        return None
    if len(seen) < WORKERS_LEAST:
        return Estimate(statistics.median(seen), None)
    t = T_95.get(len(seen) - 1, NORMAL_95)
    return Estimate(statistics.fmean(seen), t * statistics.stdev(seen) / len(seen) ** 0.5)


def lanes_of(workers: Workers) -> List[str]:
    return sorted({lane for _, lane in workers}, key=lambda lane: (lane != "glibc", lane))


def cases_of(workers: Workers, variant: str) -> List[Case]:
    return sorted(
        {case for (case, _), w in workers.items() if variant in w[0]},
        key=lambda case: (case[1], case[0], case[2]),
    )


def cell(value: Optional[Estimate]) -> str:
    return str(value) if value else ""


def print_versions(workers: Workers) -> None:
    lanes = lanes_of(workers)
    print("| origin | scenario | bytes | " + " | ".join(lanes) + " |")
    print("|---|---|--:|" + "--:|" * len(lanes))
    for case in cases_of(workers, "heap"):
        cells = [cell(estimate(workers.get((case, lane), []), "heap", "stack")) for lane in lanes]
        print(f"| {case[1]} | {case[0]} | {case[2]} | " + " | ".join(cells) + " |")


def print_bill(workers: Workers) -> None:
    lanes = [lane for lane in lanes_of(workers) if lane.startswith("go")]
    print(
        "| scenario | bytes | " + " | ".join(f"{lane}: allocate | collect" for lane in lanes) + " |"
    )
    print("|---|--:|" + "--:|--:|" * len(lanes))
    for case in cases_of(workers, "alloc"):
        cells = []
        for lane in lanes:
            seen = workers.get((case, lane), [])
            cells += [cell(estimate(seen, "alloc", "stack")), cell(estimate(seen, "heap", "alloc"))]
        print(f"| {case[0]} | {case[2]} | " + " | ".join(cells) + " |")


def pair(workers: List[Dict[str, float]], variant: str) -> str:
    base, value = estimate(workers, "stack"), estimate(workers, variant)
    if not base or not value:
        return ""
    text = f"{digits(base.centre)} → {digits(value.centre)} ({value.centre / base.centre:.3g})"
    return text if value.half is not None else f"[{text}]"


def print_beside(workers: Workers) -> None:
    lanes = lanes_of(workers)
    print("| origin | scenario | bytes | variant | " + " | ".join(lanes) + " |")
    print("|---|---|--:|---|" + "--:|" * len(lanes))
    for variant in ("heap", "static", "value"):
        for case in cases_of(workers, variant):
            cells = [pair(workers.get((case, lane), []), variant) for lane in lanes]
            print(f"| {case[1]} | {case[0]} | {case[2]} | {variant} | " + " | ".join(cells) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["gather", "versions", "bill", "beside"])
    parser.add_argument("files", nargs="+", type=Path, metavar="RUN or WORKERS")
    options = parser.parse_args()
    if options.what == "gather":
        gather(options.files)
        return
    with open(options.files[0], encoding="utf-8") as file:
        workers = read(file)
    {"versions": print_versions, "bill": print_bill, "beside": print_beside}[options.what](workers)


if __name__ == "__main__":
    main()
