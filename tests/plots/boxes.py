# SPDX-License-Identifier: MIT
"""Where the text of a figure stands: nothing may be clipped or overlap."""

from typing import Any

SLACK = 2.5  # pixels: boxes hold room for letters' tails


def _off_scale(figure: Any) -> set[int]:
    """Labels of ticks outside the view: matplotlib makes them but does not draw them."""
    hidden = set()
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            low, high = sorted((low, high))
            margin = (high - low) * 1e-6
            for tick in axis.get_major_ticks():
                if not low - margin <= tick.get_loc() <= high + margin:
                    hidden |= {id(tick.label1), id(tick.label2)}
    return hidden


def boxes(figure: Any) -> list[tuple[str, Any]]:
    """Every text that is drawn, with its box in pixels."""
    from matplotlib.text import Text

    figure.canvas.draw()
    hidden = _off_scale(figure)
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in texts if id(t) not in hidden]


def clipped(figure: Any) -> list[str]:
    width, height = figure.canvas.get_width_height()
    return [
        text
        for text, box in boxes(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]


def overlapping(figure: Any) -> list[tuple[str, str]]:
    found, all_boxes = [], boxes(figure)
    for i, (text, a) in enumerate(all_boxes):
        for other, b in all_boxes[i + 1 :]:
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            down = min(a.y1, b.y1) - max(a.y0, b.y0)
            if across > SLACK and down > SLACK:
                found.append((text, other))
    return found
