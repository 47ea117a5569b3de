# SPDX-License-Identifier: MIT
"""Rows of a slide: each has a name at the left and a mark for each series. Rows of very different
magnitude are in panels with scales of their own. Many rows are in two columns."""

import math
from dataclasses import dataclass
from typing import Any, Iterator

from .comparison import Row
from .run import Run, in_order, middle, smallest
from .style import MARGIN, WIDTH, Slide, new_axes, put, text_size
from .units import human_size, plain, shortened

LABEL = 34  # letters of a row's name
ONE_COLUMN = 14  # rows that one column holds in large type
AXIS = 66  # pixels under a panel for its ticks
GUTTER = 50  # pixels between columns
SPREAD = 12  # a row this much cheaper than its panel's first starts a new panel
READABLE = 10.1  # points, 14 pixels: smaller labels of single marks are left out
NO_CASES = "no heap variant has a time row in this run"


class Skip(Exception):
    """This run has not the data for a picture. The text says which data."""


@dataclass(frozen=True)
class Line:
    """One row of the slide: a name, and a CSV row for each series that has one."""

    label: str
    cells: dict[str, Row]


@dataclass(frozen=True)
class Panel:
    """Axes whose y runs down from 0; line i is centred on i + 0.5."""

    lines: list[Line]
    axes: Any
    height: float  # pixels of a line
    width: float  # pixels of the axes
    points: float  # size of the names
    group: int

    def slot(self, place: int, count: int) -> tuple[float, float]:
        """The middle and height, in lines, of mark `place` of `count`."""
        height = 0.8 / count
        return 0.1 + (place + 0.5) * height, height

    def mark_points(self, count: int) -> float:
        """The type size that fits a mark's height. Sizes below 9 are too small to read."""
        return min(16.0, self.height * 0.8 / count * 0.66)


def line_names(rows: list[Row]) -> dict[str, str]:
    """Scenario to label, with the size if the run has several sizes of it."""
    sizes: dict[str, set[int]] = {}
    for row in rows:
        sizes.setdefault(row.scenario, set()).add(row.size_bytes)
    return {
        name: shortened(plain(name), LABEL) + (f", {human_size(min(s))}" if len(s) > 1 else "")
        for name, s in sizes.items()
    }


def lines_of(run: Run) -> tuple[list[Line], list[str]]:
    """A line for each scenario, the dearest first, and the allocators as series."""
    rows = run.times()
    if not rows:
        raise Skip(NO_CASES)
    names = line_names(rows)
    cells: dict[str, dict[str, Row]] = {}
    for (scenario, allocator), row in smallest(rows).items():
        cells.setdefault(scenario, {})[allocator] = row
    lines = [Line(names[scenario], row) for scenario, row in cells.items()]
    return by_cost(lines), in_order({row.allocator for row in rows})


def by_cost(lines: list[Line]) -> list[Line]:
    """Sorts lines: the dearest first, those without a known cost last."""
    return sorted(lines, key=lambda line: _rank(middle(list(line.cells.values()))))


def _rank(cost: float) -> float:
    return -cost if math.isfinite(cost) else math.inf


def magnitudes(lines: list[Line]) -> list[list[Line]]:
    """Splits sorted lines into groups whose bars can share an axis from zero."""
    groups: list[list[Line]] = []
    first = math.inf
    for line in lines:
        cost = middle(list(line.cells.values()))
        if not groups or (math.isfinite(cost) and abs(cost) * SPREAD < first and len(groups) < 4):
            groups.append([])
            first = abs(cost)
        groups[-1].append(line)
    return groups


def _columns(groups: list[list[Line]]) -> list[list[tuple[int, list[Line]]]]:
    """Splits groups into one or two columns, so that the higher one is as low as possible."""
    total = sum(map(len, groups))
    if total <= ONE_COLUMN:
        return [list(enumerate(groups))]
    cuts = [_cut(groups, left) for left in range(1, total)]
    return min(cuts, key=lambda columns: max(map(_weight, columns)))


def _weight(column: list[tuple[int, list[Line]]]) -> float:
    """The height of groups in lines. An axis counts as two lines."""
    return sum(len(lines) + 2 for _, lines in column)


def _cut(groups: list[list[Line]], left: int) -> list[list[tuple[int, list[Line]]]]:
    columns: list[list[tuple[int, list[Line]]]] = [[], []]
    for number, group in enumerate(groups):
        first = max(0, left)
        for column, part in zip(columns, (group[:first], group[first:])):
            if part:
                column.append((number, part))
        left -= len(group)
    return columns


def _line_height(columns: list[list[tuple[int, list[Line]]]], room: float) -> float:
    heights = [
        (room - AXIS * len(column)) / sum(len(lines) for _, lines in column) for column in columns
    ]
    return min(*heights, 96.0)


def _names_width(slide: Slide, column: list[tuple[int, list[Line]]], points: float) -> float:
    names = [line.label for _, lines in column for line in lines]
    return max(text_size(name, points)[0] for name in names) + 14


def layout(slide: Slide, groups: list[list[Line]]) -> list[Panel]:
    """Makes axes for every group and writes the names. The caller draws the marks."""
    columns = _columns(groups)
    height = _line_height(columns, slide.bottom - slide.top)
    points = min(20.0, max(READABLE, height * 0.42))
    width = (WIDTH - 2 * MARGIN - GUTTER * (len(columns) - 1)) / len(columns)
    panels = []
    for place, column in enumerate(columns):
        names = _names_width(slide, column, points)
        x, y = MARGIN + place * (width + GUTTER), slide.top
        for group, lines in column:
            box = (x + names, y, width - names, height * len(lines))
            panels.append(_panel(slide, box, lines, points, group))
            y += height * len(lines) + AXIS
    return panels


def _panel(
    slide: Slide,
    box: tuple[float, float, float, float],
    lines: list[Line],
    points: float,
    group: int,
) -> Panel:
    axes = new_axes(slide.figure, slide.theme, box)
    axes.set_ylim(len(lines), 0)
    axes.set_yticks([])
    axes.grid(axis="x", color=slide.theme.grid, linewidth=1)
    height = box[3] / len(lines)
    for place, line in enumerate(lines):
        middle_y = box[1] + (place + 0.5) * height
        put(slide.figure, box[0] - 12, middle_y, line.label, points, color=slide.theme.ink,
            ha="right", va="center_baseline")  # fmt: skip
        if place:
            axes.axhline(place, color=slide.theme.grid, linewidth=1)
    return Panel(lines, axes, height, box[2], points, group)


def marks(panel: Panel, series: list[str]) -> Iterator[tuple[int, str, Row, float, float]]:
    """Line number, series, CSV row, y and height of every mark."""
    for number, line in enumerate(panel.lines):
        for place, name in enumerate(series):
            if name in line.cells:
                y, height = panel.slot(place, len(series))
                yield number, name, line.cells[name], number + y, height


def direct(slide: Slide, groups: list[list[Line]], series: list[str]) -> bool:
    """Whether the marks are high enough for labels. The labels of the first line then name the
    series, so no key is needed."""
    rows = sum(map(len, groups))
    height = (slide.bottom - slide.top - AXIS * len(groups)) / rows
    complete = groups[0][0].cells.keys() >= set(series)
    points = height * 0.8 / len(series) * 0.66
    return rows <= ONE_COLUMN and complete and points >= READABLE


def key(slide: Slide, series: list[str], colour: dict[str, str]) -> Slide:
    """Draws a key: a square and a name for each series. Returns the rest of the slide."""
    x, y = float(MARGIN), slide.top + 4
    for name in series:
        put(slide.figure, x, y, "■", 18, color=colour[name], va="center")
        x += text_size("■", 18)[0] + 8
        put(slide.figure, x, y, shortened(name, 24), 17, color=slide.theme.ink, va="center")
        x += text_size(shortened(name, 24), 17)[0] + 36
    return Slide(slide.figure, slide.theme, slide.top + 40, slide.bottom)


def write(
    slide: Slide, panel: Panel, x: float, y: float, text: str, points: float, gap: float = 8
) -> None:
    """Writes a mark's label, `gap` points to its right."""
    panel.axes.annotate(
        text, (x, y), (gap, 0), textcoords="offset points", va="center_baseline", ha="left",
        fontsize=points, color=slide.theme.ink, annotation_clip=False,
    )  # fmt: skip
