# SPDX-License-Identifier: MIT
"""The names of lines, at their right ends: each with a leader in the line's colour."""

from typing import Any

from matplotlib.lines import Line2D

from .style import HEIGHT, WIDTH, Slide, put, spread_out, text_size
from .units import shortened

LEADER = 40  # pixels between a line's end and its name
LANE = 24  # letters of a name


def name_curves(
    slide: Slide, axes: Any, ends: dict[str, tuple[float, float]], bottom: float,
    colour: dict[str, str],
) -> None:  # fmt: skip
    """`ends`: name to its line's last point, in the data's units. `bottom`: pixels from the top
    that no name stands below. Names are moved apart where ends are close."""
    at = [axes.transData.transform(end) for end in ends.values()]
    left = max(x for x, _ in at) + LEADER
    points = 19.0
    widest = max((shortened(name, LANE) for name in ends), key=len)
    while points > 11 and left + text_size(widest, points)[0] > WIDTH - 10:
        points -= 1
    gap = min(1.6 * points, (bottom - slide.top) / max(1, len(ends)))
    places = spread_out([HEIGHT - y for _, y in at], gap)
    over = max(0.0, max(places) - bottom)
    for name, (x, y), place in zip(ends, at, places):
        xs, ys = (x + 10, left - 6), (HEIGHT - y, place - over)
        slide.figure.add_artist(Line2D(
            [v / WIDTH for v in xs], [1 - v / HEIGHT for v in ys], color=colour[name],
            linewidth=2, transform=slide.figure.transFigure))  # fmt: skip
        put(slide.figure, left, place - over, shortened(name, LANE), points, va="center",
            color=slide.theme.ink)  # fmt: skip
