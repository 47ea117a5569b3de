# SPDX-License-Identifier: MIT
"""Rows of dots on a logarithmic axis, with a colour and a shape for each lane. Costs of zero and
less, which have no place on the axis, are in a strip left of it. Cases without a cost are at the
strip's end."""

import math
from dataclasses import dataclass
from typing import Any, Callable

from matplotlib.lines import Line2D

from .comparison import Row
from .style import HEIGHT, MARGIN, WIDTH, Slide, new_axes, put, rising, text_size
from .units import human_time, shortened

SHAPES = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "*")
STEPS = (1, 2, 5)
STRIP = 74  # pixels for the strip left of the axis
LANE = 18  # letters of a lane's name
SMALLEST = 10.1  # points: 14 pixels
LEADERS = 58  # pixels above a panel for the lanes' names


@dataclass(frozen=True)
class Look:
    """How a lane is drawn."""

    colour: str
    shape: str


@dataclass(frozen=True)
class Scale:
    """The axis, ns unless `text` says otherwise, the same in all panels of a picture."""

    low: float
    high: float
    text: Callable[[float], str] = lambda ns: human_time(ns, 1)


@dataclass(frozen=True)
class DotRow:
    """A heading (without cells), or a scenario with a CSV row for each lane."""

    label: str
    cells: dict[str, Row]


def looks(colours: dict[str, str]) -> dict[str, Look]:
    return {
        lane: Look(colour, SHAPES[place % len(SHAPES)])
        for place, (lane, colour) in enumerate(colours.items())
    }


def scale_of(rows: list[Row]) -> Scale:
    """A scale that contains the stack's times and all costs whose interval is above zero, rounded
    to whole steps. Costs below a millionth of the highest are ignored."""
    shown = [row for row in rows if row.known and row.delta > 0 and row.delta_low > 0] or [
        row for row in rows if row.known and row.delta > 0
    ]
    costs = [row.delta for row in shown]
    stack = [row.baseline_value for row in shown if row.baseline_value > 0]
    if not costs:
        return Scale(1.0, 10.0)
    high = _step(max(costs + stack), up=True)
    low = _step(max(min(costs + stack), high / 1e8), up=False)
    return Scale(low, high if high > 4 * low else low * 10)


def _step(value: float, up: bool) -> float:
    """The next 1, 2 or 5 of a decade."""
    decade = 10.0 ** math.floor(math.log10(value))
    steps = [decade * step for step in (*STEPS, 10)]
    fitting = [s for s in steps if s >= value * 1.02] if up else [s for s in steps if s <= value]
    return fitting[0] if up and fitting else 2 * steps[-1] if up else fitting[-1]


@dataclass(frozen=True)
class DotPanel:
    """One column of rows. In `axes` y counts rows downwards from 0; `strip` is left of it and has
    the same y."""

    rows: list[DotRow]
    axes: Any
    strip: Any
    box: tuple[float, float, float, float]
    points: float  # type size

    @property
    def height(self) -> float:
        return self.box[3] / len(self.rows)


def new_panel(slide: Slide, box: tuple[float, float, float, float], rows: list[DotRow],
              scale: Scale, points: float) -> DotPanel:  # fmt: skip
    x, y, width, height = box
    strip = new_axes(slide.figure, slide.theme, (x, y, STRIP, height))
    axes = new_axes(slide.figure, slide.theme, (x + STRIP, y, width - STRIP, height))
    for one in (strip, axes):
        one.set_ylim(len(rows), 0)
        one.set_yticks([])
    strip.set_xlim(0, 1)
    strip.set_xticks([])
    if any(row.known and row.delta < scale.low for dots in rows for row in dots.cells.values()):
        strip.set_xticks([0.5], [f"< {scale.text(scale.low)}"])
        strip.set_facecolor(slide.theme.shade)
    axes.set_xscale("log")
    axes.set_xlim(scale.low, scale.high)
    axes.minorticks_off()
    ticks = _ticks(slide, scale, width - STRIP, bool(len(strip.get_xticks())))
    axes.set_xticks(ticks, [scale.text(tick) for tick in ticks])
    axes.grid(axis="x", color=slide.theme.grid, linewidth=1)
    panel = DotPanel(rows, axes, strip, (x + STRIP, y, width - STRIP, height), points)
    for place, row in enumerate(rows):
        _write_label(slide, panel, x - 12, place, row)
    return panel


def _ticks(slide: Slide, scale: Scale, width: float, strip: bool) -> list[float]:
    """As many of 1, 2, 5 of each decade as fit, else of 1, 3, else 1. `strip`: the label of the
    strip needs room at the left."""
    decades = math.log10(scale.high / scale.low)
    widest = max((scale.text(end) for end in (scale.low, scale.high)), key=len)
    room = text_size("0" + widest, 15)[0] + 18
    fitting = [steps for steps, least in ((STEPS, 2), ((1, 3), 3))
               if width / decades * math.log10(least) > room]  # fmt: skip
    steps = fitting[0] if fitting else (1,)
    every = max(1, math.ceil(room / (width / decades))) if len(steps) == 1 else 1
    first = math.floor(math.log10(scale.low))
    last = math.ceil(math.log10(scale.high))
    values = [s * 10.0**e for e in range(first, last + 1, every) for s in steps]
    inside = [v for v in values if scale.low <= v <= scale.high * 1.0001]
    at = [math.log10(v / scale.low) / decades * width for v in inside]
    first_free = room * 0.9 if strip else -1.0
    return [v for v, x in zip(inside, at) if first_free < x <= width - room * 0.2]


def _write_label(slide: Slide, panel: DotPanel, right: float, place: int, row: DotRow) -> None:
    y = panel.box[1] + (place + 0.5) * panel.height
    if row.cells:
        put(slide.figure, right, y, row.label, panel.points, ha="right", va="center_baseline",
            color=slide.theme.ink)  # fmt: skip
        panel.axes.axhline(place + 1, color=slide.theme.grid, linewidth=1)
    else:
        put(slide.figure, right, y + panel.height * 0.08, row.label, panel.points, ha="right",
            va="center_baseline", weight="bold", color=slide.theme.heap)  # fmt: skip


def offset(place: int, count: int, room: float = 0.62) -> float:
    """A lane's distance from the row's middle, so that equal costs of several lanes are
    visible."""
    return (place - (count - 1) / 2) * room / max(count, 3)


def draw_rows(slide: Slide, panel: DotPanel, look: dict[str, Look], scale: Scale) -> None:
    size = max(5.0, min(15.0, panel.height * 0.3))
    for place, dots in enumerate(panel.rows):
        _draw_stack(slide, panel, place, dots, scale)
        for number, (lane, one) in enumerate(look.items()):
            if lane in dots.cells:
                y = place + 0.5 + offset(number, len(look))
                _draw_dot(slide, panel, dots.cells[lane], y, one, scale, size)


def _draw_stack(slide: Slide, panel: DotPanel, place: int, dots: DotRow, scale: Scale) -> None:
    """Draws the operation's time on the stack, from the first lane that has one."""
    known = [r.baseline_value for r in dots.cells.values() if r.known and r.baseline_value > 0]
    if known and scale.low <= known[0] <= scale.high:
        panel.axes.plot([known[0]] * 2, [place + 0.18, place + 0.82], color=slide.theme.faint,
                        linewidth=max(2.0, panel.height / 18), solid_capstyle="butt",
                        gid="stack")  # fmt: skip


def _draw_dot(
    slide: Slide, panel: DotPanel, row: Row, y: float, look: Look, scale: Scale, size: float
) -> None:
    """Draws a dot: filled if the cost is resolved, else hollow."""
    name = f"{row.scenario}-{row.allocator}"
    if not row.known:
        panel.axes.plot([0.992], [y], "x", transform=panel.axes.get_yaxis_transform(),
                        markersize=size * 0.7, color=look.colour, markeredgewidth=2,
                        clip_on=False, gid=f"none-{name}")  # fmt: skip
        return
    on_axis = scale.low <= row.delta <= scale.high
    if row.delta_high >= scale.low:
        ends = [max(row.delta_low, scale.low), min(row.delta_high, scale.high)]
        panel.axes.plot(ends, [y, y], color=look.colour, linewidth=max(1.5, size / 4),
                        solid_capstyle="butt")  # fmt: skip
    axes, x = (panel.axes, row.delta) if on_axis else (panel.strip, 0.5)
    if row.delta > scale.high:
        axes, x = panel.axes, scale.high
    axes.plot([x], [y], look.shape, markersize=size, clip_on=False, gid=f"dot-{name}", zorder=4,
              markerfacecolor=look.colour if row.resolved else slide.theme.paper,
              markeredgecolor=slide.theme.paper if row.resolved else look.colour,
              markeredgewidth=0.8 if row.resolved else 2)  # fmt: skip


def name_lanes(slide: Slide, panel: DotPanel, look: dict[str, Look], points: float) -> None:
    """Writes the lanes' names above the panel, with lines to their dots in the first row that has
    dots. A lane without a dot in that row has its shape beside its name and no line."""
    first = next(place for place, row in enumerate(panel.rows) if row.cells)
    cells = panel.rows[first].cells
    left, right = panel.box[0] - STRIP, WIDTH - MARGIN
    widths = _name_widths(slide, list(look), points)
    while sum(widths) > right - left and points > SMALLEST:
        points = max(SMALLEST, points - 1)
        widths = _name_widths(slide, list(look), points)
    at = [_place_of(panel, cells.get(lane)) for lane in look]
    order = sorted(range(len(at)), key=at.__getitem__)
    centres = _apart([at[i] for i in order], [widths[i] for i in order], left, right)
    for centre, i in zip(centres, order):
        lane = list(look)[i]
        _name_lane(slide, panel, lane, look[lane], centre, panel.box[1], points,
                   (first, i, len(look)), cells.get(lane))  # fmt: skip


def short(lane: str) -> str:
    return shortened(lane, LANE)


def _name_widths(slide: Slide, lanes: list[str], points: float) -> list[float]:
    return [text_size(short(lane), points)[0] + 34 for lane in lanes]


def _place_of(panel: DotPanel, row: Row | None) -> float:
    """The place of the lane's dot in pixels from the left; the axis' start if it has none."""
    if row is None or not row.known or row.delta <= 0:
        return panel.box[0]
    low, high = panel.axes.get_xlim()
    inside = min(max(row.delta, low), high)
    return panel.box[0] + math.log(inside / low) / math.log(high / low) * panel.box[2]


def _apart(wanted: list[float], widths: list[float], low: float, high: float) -> list[float]:
    """Centres near the wanted ones, in the same order, so that the names do not touch and stay
    inside."""
    gaps = [(a + b) / 2 for a, b in zip(widths, widths[1:])]
    shifts = [sum(gaps[:i]) for i in range(len(wanted))]
    flat = rising([w - s for w, s in zip(wanted, shifts)])
    places = [f + s for f, s in zip(flat, shifts)]
    right = max(0.0, places[-1] + widths[-1] / 2 - high)
    left = max(0.0, low - (places[0] - right - widths[0] / 2))
    return [p - right + left for p in places]


def _name_lane(
    slide: Slide, panel: DotPanel, lane: str, look: Look, centre: float, top: float, points: float,
    place: tuple[int, int, int], row: Row | None,
) -> None:  # fmt: skip
    y = top - LEADERS + 14
    width = text_size(short(lane), points)[0]
    put(slide.figure, centre + 12, y, short(lane), points, ha="center", va="center",
        color=slide.theme.ink)  # fmt: skip
    to_figure = slide.figure.transFigure
    marker = (centre - width / 2 - 4) / WIDTH, 1 - y / HEIGHT
    slide.figure.add_artist(_mark(marker, look, to_figure))
    if row is None or not row.known or row.delta <= 0:
        return
    first, number, count = place
    target = panel.axes.transData.transform((row.delta, first + 0.5 + offset(number, count)))
    slide.figure.add_artist(
        _line((centre, y + 13), (target[0], HEIGHT - target[1]), look, to_figure)
    )


def _mark(at: tuple[float, float], look: Look, transform: Any) -> Any:
    return Line2D([at[0]], [at[1]], marker=look.shape, color=look.colour, markersize=10,
                  linestyle="", transform=transform)  # fmt: skip


def _line(start: tuple[float, float], end: tuple[float, float], look: Look, transform: Any) -> Any:
    xs, ys = (start[0] / WIDTH, end[0] / WIDTH), (1 - start[1] / HEIGHT, 1 - end[1] / HEIGHT)
    return Line2D(xs, ys, color=look.colour, linewidth=1.2, alpha=0.7, transform=transform)
