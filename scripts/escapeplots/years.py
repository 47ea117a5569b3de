# SPDX-License-Identifier: MIT
"""years: the cost of an escape in each version of Go. A panel for each group of scenarios: the
median of the scenarios that every version has. A dot is hollow if one of its costs has no
verdict."""

import math
import statistics
from dataclasses import dataclass
from typing import Any

from . import finding
from .catalogue import go_version
from .comparison import Row
from .dots import short
from .panels import Skip
from .run import Run
from .style import MARGIN, WIDTH, Slide, Theme, new_axes, new_slide, put, text_size
from .units import human_time, shortened

GAP = 50  # pixels between panels
HEAD, TICKS = 34, 50  # pixels of a panel for its group's name and for the versions'
POINTS = 15.0  # type of costs and versions


@dataclass(frozen=True)
class GroupLine:
    """A group's median cost, ns, in each version, and whether all of its costs are resolved."""

    cost: dict[str, float]
    resolved: dict[str, bool]


def draw(run: Run, theme: Theme) -> Any:
    versions = [lane for lane in finding.lanes_of(run) if go_version(lane)]
    if len(versions) < 2:
        raise Skip("fewer than two versions of Go in this run")
    whole = _complete(run, versions)
    if not whole:
        raise Skip("no scenario has a cost above nothing in all versions of Go")
    lines = _lines(whole, versions)
    count = f"{len(whole)} that each version has a cost of"
    note = "Heap minus stack per operation, each group from 0 on its own scale; "
    note += f"median of a group's scenarios ({count})"
    if not all(all(line.resolved.values()) for line in lines.values()):
        note += "; hollow: some of its costs have no verdict"
    slide = new_slide(theme, title(whole, versions), note, run.caption())
    _draw(slide, lines, versions)
    return slide.figure


def _complete(run: Run, versions: list[str]) -> dict[str, dict[str, Row]]:
    """The scenarios whose whole interval is above zero in each version."""
    return {
        name: {v: of[v] for v in versions}
        for name, of in finding.cells_of(run).items()
        if all(v in of and of[v].known and of[v].delta_low > 0 for v in versions)
    }


def _lines(whole: dict[str, dict[str, Row]], versions: list[str]) -> dict[str, "GroupLine"]:
    return {
        group: GroupLine(
            {v: statistics.median(whole[s][v].delta for s in names) for v in versions},
            {v: all(whole[s][v].resolved for s in names) for v in versions},
        )
        for group, names in finding.by_group(whole).items()
    }


def title(whole: dict[str, dict[str, Row]], versions: list[str]) -> str:
    """Says how the median scenario's cost changed."""
    first, last = versions[0], versions[-1]
    change = statistics.median(of[last].delta / of[first].delta for of in whole.values()) - 1
    if abs(change) < 0.01:
        return f"From {first} to {last} an escape costs the same"
    word = "cheaper" if change < 0 else "dearer"
    return f"From {first} to {last} an escape got {abs(change):.0%} {word}".replace("%", " %")


def _draw(slide: Slide, lines: dict[str, GroupLine], versions: list[str]) -> None:
    """A panel for each group, side by side in as many rows as are needed."""
    across = next(n for n in range(1, 5) if n == 4 or n * min(n, 2) >= len(lines))
    down = -(-len(lines) // across)
    width = (WIDTH - 2 * MARGIN - GAP * (across - 1)) / across
    height = (slide.bottom - slide.top) / down
    for number, (group, line) in enumerate(lines.items()):
        x = MARGIN + number % across * (width + GAP)
        y = slide.top + number // across * height
        put(slide.figure, x, y, shortened(group, 30), 20, weight="bold", color=slide.theme.heap)
        box = (x, y + HEAD, width, height - HEAD - TICKS)
        _draw_group(slide, box, group, line, versions)


def _draw_group(slide: Slide, box: tuple[float, float, float, float], group: str, line: GroupLine,
                versions: list[str]) -> None:  # fmt: skip
    axes, colour = new_axes(slide.figure, slide.theme, box), slide.theme.stack
    costs = [line.cost[version] for version in versions]
    places = range(len(versions))
    axes.set_xlim(-0.5, len(versions) - 0.5)
    axes.set_ylim(0, max(costs) * 1.3)
    axes.set_yticks([])
    axes.axhline(0, color=slide.theme.faint, linewidth=2)
    axes.plot(places, costs, linewidth=4, color=colour, gid=f"group-{group}")
    names, texts = [short(v) for v in versions], [human_time(cost, 2) for cost in costs]
    told = _fitting(slide, box[2] / len(versions), names + texts, len(versions))
    axes.set_xticks([places[p] for p in told], [names[p] for p in told])
    for place in places:
        face = colour if line.resolved[versions[place]] else slide.theme.paper
        axes.plot(place, costs[place], "o", markersize=11, markeredgewidth=2.5,
                  markeredgecolor=colour, markerfacecolor=face, zorder=3)  # fmt: skip
        if place in told:
            beside = costs[max(0, place - 1) : place] + costs[place + 1 : place + 2]
            below = statistics.mean(beside) > costs[place]  # where the line does not go
            axes.annotate(texts[place], (place, costs[place]), (0, -11 if below else 11),
                          textcoords="offset points", fontsize=POINTS, ha="center",
                          va="top" if below else "bottom", color=slide.theme.ink)  # fmt: skip


def _fitting(slide: Slide, room: float, words: list[str], count: int) -> list[int]:
    """The places, evenly from the last, at which words have room beside each other."""
    widest = max(text_size(word, POINTS)[0] for word in words) + 12
    return list(range(count - 1, -1, -max(1, math.ceil(widest / room))))[::-1]
