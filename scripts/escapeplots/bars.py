# SPDX-License-Identifier: MIT
"""Bars of escape cost with 95 % intervals: a group for each line, a bar for each series. Every
axis starts at zero. A bar that is much longer than the others is cut and ends in an arrow."""

import math
from typing import Any

from .comparison import Row
from .panels import READABLE, Line, Panel, direct, key, layout, magnitudes, marks, write
from .run import middle
from .style import Slide, text_size
from .units import human_time, shortened, time_unit

NAME = 24  # letters of a series' name beside a bar
CUT = 4  # times the typical cost of a panel's dearest line: longer bars are cut there


def draw_bars(slide: Slide, lines: list[Line], series: list[str], colour: dict[str, str]) -> None:
    """Draws the bars. The series are named at the first line's marks if these are large, else in
    a key."""
    groups = magnitudes(lines)
    named = direct(slide, groups, series)
    if len(series) > 1 and not named:
        slide = key(slide, series, colour)
    panels = layout(slide, groups)
    for panel in panels:
        names = series if named and len(series) > 1 and panel is panels[0] else []
        same = groups[panel.group]
        draw_panel(slide, panel, same, series, colour, names, reach=reach(same))


def reach(same: list[Line]) -> float:
    """The cost at which the bars of lines that share a scale are cut."""
    typical = [middle(list(line.cells.values())) for line in same]
    return CUT * max((cost for cost in typical if cost > 0), default=math.inf)


def cut_remark(lines: list[Line]) -> list[str]:
    """The part of a subtitle that explains draw_bars' arrows; empty if there are none."""
    for same in magnitudes(lines):
        rows = [row for line in same for row in line.cells.values() if row.known]
        if any(row.delta > reach(same) for row in rows):
            return ["arrow: a bar that was cut"]
    return []


def draw_panel(
    slide: Slide, panel: Panel, same: list[Line], series: list[str], colour: dict[str, str],
    named: list[str], what: str = "heap minus stack, ", reach: float = math.inf,
) -> None:  # fmt: skip
    """`same`: all lines that share this panel's scale. `named`: series to name at the first.
    `reach`: where bars are cut."""
    axes, theme = panel.axes, slide.theme
    rows = [row for line in same for row in line.cells.values() if row.known]
    high = min(reach, max((max(0.0, row.delta, row.delta_high) for row in rows), default=1.0))
    low = min((min(row.delta, row.delta_low) for row in rows), default=0.0)
    factor, unit = time_unit(high)
    points = panel.mark_points(len(series))
    each = points >= READABLE
    points = points if each else max(READABLE, panel.points * 0.85)
    widest = max((_label(row) for row in rows), key=len, default="no verdict")
    extra = max((len(shortened(name, NAME)) for name in named), default=0)
    room = text_size(widest + "0" * (extra + 1 if each else 5), points)[0] + 24
    left = min(0.0, low)
    right = left + (high - left) / max(0.2, 1 - room / panel.width)
    axes.set_xlim(left * 1.04, max(right, 1e-9))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value / factor:g}".replace("-", "−"))
    axes.set_xlabel(f"{what}{unit} per operation", fontsize=14, loc="left")
    axes.locator_params(axis="x", nbins=max(2, int(panel.width / 130)))
    axes.axvline(0, color=theme.faint, linewidth=2)
    for number, name, row, y, height in marks(panel, series):
        _draw_bar(slide, panel, row, y, height, colour[name], high)
        if each:
            text = _label(row)
            text = f"{text}  {shortened(name, NAME)}" if named and number == 0 else text
            write(slide, panel, min(high, _end(row)), y, text, points)
    if not each:
        for number, line in enumerate(panel.lines):
            cells = list(line.cells.values())
            end = min(high, max(map(_end, cells)))
            write(slide, panel, end, number + 0.5, _range(cells), points)


def _end(row: Row) -> float:
    return max(0.0, row.delta, row.delta_high) if row.known else 0.0


def _label(row: Row) -> str:
    if not row.known:
        return "failed" if row.verdict == "failed" else "no verdict"
    words = {"unresolved": "unresolved", "same": "no cost"}
    return words.get(row.verdict) or human_time(row.delta)


def _range(cells: list[Row]) -> str:
    known = sorted(row.delta for row in cells if row.known)
    if not known:
        return "no verdict"
    least, most = human_time(known[0]), human_time(known[-1])
    same_unit = least.split()[1] == most.split()[1]
    text = most if least == most else f"{least.split()[0] if same_unit else least} – {most}"
    return text + ("" if all(row.resolved for row in cells) else " *")


def _draw_bar(
    slide: Slide, panel: Panel, row: Row, y: float, height: float, colour: str, high: float
) -> None:
    """A resolved cost is filled; an unresolved one only outlined. `high`: the axis's end."""
    if not row.known:
        return
    style: dict[str, Any] = {"color": colour} if row.resolved else {"facecolor": "none", "edgecolor": colour,
                                                    "hatch": "////", "linewidth": 1.5}  # fmt: skip
    axes, name = panel.axes, f"{row.scenario}-{row.allocator}"
    axes.barh(y, min(row.delta, high), height * 0.86, gid=f"bar-{name}", **style)
    if row.delta > high:
        axes.plot(high, y, ">", color=colour, markersize=panel.height * height * 0.9,
                  clip_on=False, gid=f"cut-{name}")  # fmt: skip
        return
    axes.plot([row.delta_low, min(row.delta_high, high)], [y, y], color=slide.theme.ink,
              linewidth=min(3.0, panel.height * height * 0.12), solid_capstyle="butt")  # fmt: skip
