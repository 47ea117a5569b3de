# SPDX-License-Identifier: MIT
"""machines: the escape cost of several runs side by side, with one allocator."""

import statistics
from typing import Any

from .bars import cut_remark, draw_bars
from .comparison import Row
from .panels import Line, Skip, by_cost, line_names
from .run import Run, in_order, smallest
from .style import Theme, colours, new_slide
from .units import human_time


def draw(runs: list[Run], theme: Theme) -> Any:
    if len(runs) < 2:
        raise Skip("one run only; name others with --against (AGAINST=)")
    names = names_of(runs)
    allocator = shared_allocator(runs)
    lines = lines_of(runs, names, allocator)
    if not any(row.known for line in lines for row in line.cells.values()):
        raise Skip(f"no case has a known cost with {allocator}")
    caption = " | ".join(f"{name}: {run.caption(cpu=False)}" for name, run in zip(names, runs))
    note = f"Heap minus stack per operation with {allocator} in each run, with 95 % intervals"
    note = "; ".join([note, *cut_remark(lines)])
    slide = new_slide(theme, title(lines, names, allocator), note, caption)
    draw_bars(slide, lines, names, colours(theme, names, ()))
    return slide.figure


def _compiler(run: Run) -> str:
    return run.fact("build", "compiler") or ""


def _file(run: Run) -> str:
    return run.path.stem


def names_of(runs: list[Run]) -> list[str]:
    """Each run's CPU; if several runs have the same CPU, with more facts that distinguish
    them."""
    names = [run.name for run in runs]
    for tell in (_compiler, _file):
        if len(set(names)) == len(names):
            break
        extra = [tell(run) for run in runs]
        if len(set(extra)) > 1:
            names = [f"{name}, {word}" if word else name for name, word in zip(names, extra)]
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if names.count(name) > 1:
            names[place] = f"{name} #{seen[name]}"
    return names


def shared_allocator(runs: list[Run]) -> str:
    common = set.intersection(*({row.allocator for row in run.times()} for run in runs))
    if not common:
        raise Skip("the runs share no allocator with time rows")
    return in_order(common)[0]


def lines_of(runs: list[Run], names: list[str], allocator: str) -> list[Line]:
    """A line for each scenario that at least two runs have at the same size."""
    found: dict[tuple[str, int], dict[str, Row]] = {}
    for name, run in zip(names, runs):
        for row in smallest(run.times()).values():
            if row.allocator == allocator:
                found.setdefault((row.scenario, row.size_bytes), {})[name] = row
    labels = line_names([row for run in runs for row in run.times()])
    shared = {place: cells for place, cells in found.items() if len(cells) > 1}
    if not shared:
        raise Skip("the runs share no scenario at the same size")
    return by_cost([Line(labels[scenario], cells) for (scenario, _), cells in shared.items()])


def title(lines: list[Line], names: list[str], allocator: str) -> str:
    """The title: the median cost of each run over the cases that all runs resolved."""
    whole = [
        line for line in lines if all(n in line.cells and line.cells[n].resolved for n in names)
    ]
    if not whole:
        return f"Escape cost with {allocator} on {len(names)} machines: no case resolved on all"
    medians = {n: statistics.median(line.cells[n].delta for line in whole) for n in names}
    dear, cheap = max(medians, key=medians.__getitem__), min(medians, key=medians.__getitem__)
    if human_time(medians[cheap], 2) == human_time(medians[dear], 2):
        where = "both runs" if len(names) == 2 else f"all {len(names)} runs"
        return f"An escape costs {human_time(medians[cheap], 2)} with {allocator} in {where}"
    return (
        f"An escape costs {human_time(medians[cheap], 2)} on {cheap} and "
        f"{human_time(medians[dear], 2)} on {dear}: the median of {len(whole)} scenarios"
    )
