# SPDX-License-Identifier: MIT
"""years: the cost of an escape in each version of Go. A line for each group of scenarios: the
median of the scenarios that every version has. A dot is hollow if one of its costs has no
verdict."""

import statistics
from dataclasses import dataclass
from typing import Any

from . import finding
from .catalogue import go_version
from .comparison import Row
from .panels import Skip
from .run import Run
from .style import HEIGHT, MARGIN, WIDTH, Slide, Theme, new_axes, new_slide, put, spread_out
from .units import human_time

NAMES = 330  # pixels at the right of a line for its name


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
    note = f"Heap minus stack per operation, log scale; median of a group's scenarios ({count})"
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
    box = (MARGIN + 100, slide.top, WIDTH - 2 * MARGIN - 100 - NAMES, slide.bottom - slide.top - 44)
    axes = new_axes(slide.figure, slide.theme, box)
    axes.set_yscale("log")
    costs = [cost for line in lines.values() for cost in line.cost.values()]
    axes.set_ylim(min(costs) / 1.3, max(costs) * 1.3)
    axes.set_xlim(-0.15, len(versions) - 0.95)
    ticks = [m * 10.0**e for e in range(-2, 10) for m in (1, 2, 5)]
    axes.set_yticks([t for t in ticks if axes.get_ylim()[0] < t < axes.get_ylim()[1]])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: human_time(value, 1))
    axes.set_xticks(range(len(versions)), versions)
    axes.grid(axis="y", color=slide.theme.grid, linewidth=1)
    for number, (group, line) in enumerate(lines.items()):
        colour = slide.theme.series[number % len(slide.theme.series)]
        style = "-" if number < len(slide.theme.series) else "--"
        axes.plot(range(len(versions)), [line.cost[v] for v in versions], style, linewidth=4,
                  color=colour, gid=f"group-{group}")  # fmt: skip
        for place, version in enumerate(versions):
            face = colour if line.resolved[version] else slide.theme.paper
            axes.plot(place, line.cost[version], "o", markersize=11, markeredgewidth=2.5,
                      markeredgecolor=colour, markerfacecolor=face, zorder=3)  # fmt: skip
    last = versions[-1]
    ends = [axes.transData.transform((0, line.cost[last]))[1] for line in lines.values()]
    for (group, line), y in zip(lines.items(), spread_out([HEIGHT - end for end in ends], 32)):
        text = f"{group}, {human_time(line.cost[last], 2)}"
        put(slide.figure, box[0] + box[2] + 12, y, text, 18, va="center", color=slide.theme.ink)
