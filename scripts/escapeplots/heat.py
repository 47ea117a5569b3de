# SPDX-License-Identifier: MIT
"""heat: a table of scenario x lane. Each cell has the cost and a colour for its magnitude."""

import math
from dataclasses import dataclass
from typing import Any

from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Rectangle

from . import finding
from .comparison import Row
from .dots import DotRow, short
from .escape_cost import GUTTER, columns_of, cost_text, rows_of, scenarios_in
from .panels import NO_CASES, Skip, line_names
from .run import Run
from .style import HEIGHT, MARGIN, WIDTH, Slide, Theme, new_slide, put, text_size

HEADS = 44  # pixels for the lanes' names


def draw(run: Run, theme: Theme) -> Any:
    cells = finding.cells_of(run)
    if not cells:
        raise Skip(NO_CASES)
    lanes = finding.lanes_of(run)
    slide = new_slide(theme, finding.title(cells), "", run.caption())
    rows = rows_of(cells, line_names(run.times()))
    columns = columns_of(rows, slide.bottom - slide.top - HEADS)
    cut = len(cells) - scenarios_in(columns)
    note = "Heap minus stack per operation; in brackets: not resolved; –: not measured"
    note += f"; {cut} rows have no room here and are in the report" if cut else ""
    slide = new_slide(theme, finding.title(cells), note, run.caption())
    shade = Shades(slide.theme, [row for of in cells.values() for row in of.values()])
    top, most = slide.top + HEADS, max(map(len, columns))
    height = min(58.0 if most > 5 else 200.0, (slide.bottom - top) / most)
    width = (WIDTH - 2 * MARGIN - GUTTER * (len(columns) - 1)) / len(columns)
    points = min(19.0, height * 0.42)
    shown = [row for column in columns for row in column]
    names = max(text_size(row.label, points, weight="bold")[0] for row in shown) + 16
    names = min(names, width * 0.5)
    each = (width - names) / len(lanes)
    type_sizes = Type(
        points,
        _fitting(slide, [short(lane) for lane in lanes], each - 10, min(16.0, points)),
        _fitting(
            slide, [cost_text(r) for row in shown for r in row.cells.values()], each - 8, points
        ),
    )
    for place, column in enumerate(columns):
        x = MARGIN + place * (width + GUTTER)
        _draw_column(slide, column, lanes, shade, (x, top, names, each, height), type_sizes)
    return slide.figure


def _rgb(colour: Any) -> tuple[float, float, float]:
    red, green, blue = map(float, to_rgb(colour))
    return red, green, blue


class Shades:
    """Colours for costs: pale for the cheapest resolved one, full for the dearest."""

    def __init__(self, theme: Theme, rows: list[Row]) -> None:
        costs = [row.delta for row in rows if row.resolved and row.delta > 0]
        self.low, self.high = (min(costs), max(costs)) if costs else (1.0, 10.0)
        self.theme = theme
        self.map = LinearSegmentedColormap.from_list("cost", (theme.shade, theme.heap))

    def of(self, row: Row | None) -> tuple[float, float, float]:
        if row is None or not row.resolved or row.delta <= 0:
            return _rgb(self.theme.paper)
        span = math.log(self.high / self.low)
        part = math.log(row.delta / self.low) / span if span else 0.5
        return _rgb(self.map(0.06 + 0.94 * part))

    def ink(self, colour: tuple[float, float, float]) -> str:
        """Black or white, whichever has more contrast."""
        light = [c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        bright = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
        return "#000000" if (bright + 0.05) / 0.05 > 1.05 / (bright + 0.05) else "#ffffff"


@dataclass(frozen=True)
class Type:
    """Points of the scenarios' names, of the lanes' and of the costs, the same in all columns."""

    names: float
    lanes: float
    costs: float


def _draw_column(slide: Slide, rows: list[DotRow], lanes: list[str], shade: Shades,
                 place: tuple[float, float, float, float, float], type_sizes: Type) -> None:  # fmt: skip
    """`place`: left and top edge, width of the names, width and height of a cell."""
    x, top, names, each, height = place
    for number, lane in enumerate(lanes):
        put(slide.figure, x + names + (number + 0.5) * each, top - 12, short(lane), type_sizes.lanes,
            ha="center",
            va="bottom", weight="bold", color=slide.theme.ink)  # fmt: skip
    for line, row in enumerate(rows):
        y = top + line * height
        weight, colour = ("normal", slide.theme.ink) if row.cells else ("bold", slide.theme.heap)
        put(slide.figure, x + names - 12, y + height / 2, row.label, type_sizes.names, ha="right",
            va="center_baseline", weight=weight, color=colour)  # fmt: skip
        for number, lane in enumerate(lanes if row.cells else []):
            box = (x + names + number * each, y, each, height)
            _draw_cell(slide, row.cells.get(lane), box, shade, type_sizes.costs)


def _fitting(slide: Slide, words: list[str], room: float, points: float) -> float:
    """The largest type up to `points` in which each word fits."""
    widest = max(text_size(word, points, weight="bold")[0] for word in set(words) | {"0"})
    return min(points, points * room / widest)


def _draw_cell(slide: Slide, row: Row | None, box: tuple[float, float, float, float],
               shade: Shades, points: float) -> None:  # fmt: skip
    x, y, width, height = box
    colour = shade.of(row)
    slide.figure.add_artist(Rectangle(
        ((x + 1) / WIDTH, 1 - (y + height - 1) / HEIGHT), (width - 2) / WIDTH, (height - 2) / HEIGHT,
        transform=slide.figure.transFigure, facecolor=colour, edgecolor="none",
        gid=f"cell-{row.scenario}-{row.allocator}" if row else None))  # fmt: skip
    put(slide.figure, x + width / 2, y + height / 2, cost_text(row), points, ha="center",
        va="center_baseline", color=shade.ink(colour))  # fmt: skip
