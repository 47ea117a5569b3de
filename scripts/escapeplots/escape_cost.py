# SPDX-License-Identifier: MIT
"""escape-cost: the picture for one slide: heap minus stack, per scenario and allocator."""

import statistics
from typing import Any

from .bars import cut_remark, draw_bars
from .panels import Line, lines_of
from .run import ALLOCATORS, Run
from .style import Theme, colours, new_slide
from .units import human_time


def draw(run: Run, theme: Theme) -> Any:
    lines, series = lines_of(run)
    slide = new_slide(theme, title(lines, series), subtitle(run, lines), run.caption())
    draw_bars(slide, lines, series, colours(theme, series, ALLOCATORS))
    return slide.figure


def title(lines: list[Line], series: list[str]) -> str:
    """What the resolved costs say together."""
    rows = [row for line in lines for row in line.cells.values() if row.resolved]
    if not rows:
        return "No escape cost could be resolved in this run"
    if len(lines) == 1:
        costs = " and ".join(f"{human_time(row.delta, 2)} with {row.allocator}" for row in rows)
        return f"{lines[0].label}: the heap costs {costs}"
    medians = {
        name: statistics.median(row.delta for row in rows if row.allocator == name)
        for name in series
        if any(row.allocator == name for row in rows)
    }
    costs = ", ".join(f"{human_time(cost, 2)} with {name}" for name, cost in medians.items())
    return f"An escape to the heap costs {costs}: the median of {len(lines)} scenarios"


def subtitle(run: Run, lines: list[Line]) -> str:
    words = ["Heap minus stack per operation, with 95 % intervals"]
    if any("," in line.label for line in lines):
        words.append("of several sizes the smallest")
    rows = [row for line in lines for row in line.cells.values()]
    words += cut_remark(lines)
    if not all(row.resolved for row in rows):
        words.append("hatched or *: not resolved")
    return "; ".join(words)
