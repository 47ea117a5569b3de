# SPDX-License-Identifier: MIT
"""ratio: what one operation takes on the stack and on the heap, as dumbbells on a log
axis: equal lengths are equal ratios."""

from typing import Any

from matplotlib.ticker import LogLocator

from .comparison import Row
from .panels import READABLE, Line, Panel, Skip, direct, key, layout, lines_of, marks, write
from .run import ALLOCATORS, Run
from .style import Slide, Theme, colours, new_slide, text_size
from .units import digits, human_time, plain, shortened


def draw(run: Run, theme: Theme) -> Any:
    lines, series = lines_of(run)
    rows = [row for line in lines for row in line.cells.values() if _drawable(row)]
    if not rows:
        raise Skip("no case has a time on both the stack and the heap")
    lines.sort(
        key=lambda line: -max((r.ratio for r in line.cells.values() if _drawable(r)), default=0)
    )
    slide = new_slide(theme, title(rows), SUBTITLE, run.caption())
    colour = colours(theme, series, ALLOCATORS)
    named = direct(slide, [lines], series)
    if len(series) > 1 and not named:
        slide = key(slide, series, colour)
    for panel in layout(slide, [lines]):
        _draw_panel(slide, panel, rows, series, colour)
        if named and panel.lines[0] is lines[0]:
            _name_series(slide, panel, series)
    return slide.figure


SUBTITLE = (
    "Time per operation: ring on the stack, dot on the heap; a longer line is a larger ratio. "
    "Dashed, with a hollow dot: not resolved"
)


def title(rows: list[Row]) -> str:
    resolved = [row for row in rows if row.resolved]
    if not resolved:
        return "No difference between stack and heap could be resolved in this run"
    most = max(resolved, key=lambda row: row.ratio)
    least = min(resolved, key=lambda row: row.ratio)
    if len({row.scenario for row in resolved}) == 1:
        return f"{shortened(plain(most.scenario), 28)}: {_times(most)} the stack's time on the heap ({shortened(most.allocator, 18)})"
    return (
        f"On the heap the same work takes {_times(least)} ({shortened(plain(least.scenario), 28)}) "
        f"to {_times(most)} ({shortened(plain(most.scenario), 28)}) the time"
    )


def _times(row: Row) -> str:
    return f"{digits(row.ratio)}×"


def _drawable(row: Row) -> bool:
    return row.known and row.baseline_value > 0 and row.value > 0


def _draw_panel(
    slide: Slide, panel: Panel, rows: list[Row], series: list[str], colour: dict[str, str]
) -> None:
    axes = panel.axes
    points = panel.mark_points(len(series))
    each = points >= READABLE
    points = points if each else panel.points * 0.85
    ends = [end for row in rows for end in (row.baseline_value, row.value)]
    low, high = min(ends) * 0.8, max(ends) * 1.1
    widest = "unresolved  jemalloc" if each else "00000 – 00000×"
    room = (text_size(slide.figure, widest, points)[0] + 30) / panel.width
    axes.set_xscale("log")
    axes.set_xlim(low, high * (high / low) ** (room / (1 - room)))
    axes.xaxis.set_major_formatter(lambda value, _: human_time(value, 1))
    subs = (1, 2, 5) if high / low < 300 and panel.width > 900 else (1,)
    axes.xaxis.set_major_locator(LogLocator(subs=subs, numticks=max(3, int(panel.width / 95))))
    axes.minorticks_off()
    axes.set_xlabel("time per operation, log scale", fontsize=14, loc="left")
    for _, name, row, y, height in marks(panel, series):
        if _drawable(row):
            _dumbbell(slide, panel, row, y, panel.height * height, colour[name])
        if each:
            end = max(row.baseline_value, row.value) if _drawable(row) else low
            write(slide, panel, end, y, _label(row), points, 12)
    for number, line in enumerate(panel.lines if not each else []):
        write(slide, panel, _line_end(line, low), number + 0.5, _range(line), points, 12)


def _name_series(slide: Slide, panel: Panel, series: list[str]) -> None:
    """The allocators' names above the first line's marks' right ends."""
    for number, name, row, y, _ in marks(panel, series):
        if number == 0 and len(series) > 1:
            end = max(row.baseline_value, row.value) if _drawable(row) else panel.axes.get_xlim()[0]
            points = panel.mark_points(len(series))
            offset = text_size(slide.figure, _label(row) + "0", points)[0] * 0.72
            write(slide, panel, end, y, shortened(name, 18), points, 12 + offset)


def _dumbbell(slide: Slide, panel: Panel, row: Row, y: float, room: float, colour: str) -> None:
    """`room`: pixels that the mark may take in height."""
    size = min(13.0, room * 0.55)
    axes, heap = panel.axes, colour if row.resolved else slide.theme.paper
    dash = "-" if row.resolved else (0, (2, 2))
    axes.plot([row.baseline_value, row.value], [y, y], color=colour, linewidth=size * 0.3,
              linestyle=dash, gid=f"line-{row.scenario}-{row.allocator}")  # fmt: skip
    interval = [row.baseline_value + row.delta_low, row.baseline_value + row.delta_high]
    axes.plot([max(end, 1e-9) for end in interval], [y, y], color=slide.theme.ink, linewidth=1.5)
    for value, face in ((row.baseline_value, slide.theme.paper), (row.value, heap)):
        axes.plot(value, y, "o", markersize=size, markerfacecolor=face, markeredgecolor=colour,
                  markeredgewidth=max(1.0, size * 0.15))  # fmt: skip


def _label(row: Row) -> str:
    if not _drawable(row):
        return "failed" if row.verdict == "failed" else "no verdict"
    return _times(row) if row.resolved else "unresolved" if row.verdict == "unresolved" else "same"


def _range(line: Line) -> str:
    rows = sorted((r for r in line.cells.values() if _drawable(r)), key=lambda row: row.ratio)
    if not rows:
        return "no verdict"
    ends = digits(rows[0].ratio), digits(rows[-1].ratio)
    mark = "" if all(row.resolved for row in line.cells.values()) else " *"
    return f"{ends[0]} – {ends[1]}×{mark}" if ends[0] != ends[1] else f"{ends[0]}×{mark}"


def _line_end(line: Line, low: float) -> float:
    return max(
        [max(r.baseline_value, r.value) for r in line.cells.values() if _drawable(r)] + [low]
    )
