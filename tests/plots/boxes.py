# SPDX-License-Identifier: MIT
"""Finds the places of a figure's text. No text may be clipped, overlap or be too small to read.
A figure is drawn once for all of these questions, and again after a change."""

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

SLACK = 2.5  # pixels: boxes hold room for letters' tails
READABLE = 14 * 72 / 100  # points: 14 pixels of a figure of 1920, at its 100 dots an inch
LEAST_INK = 0.002  # the share of each half of a picture's body that is not paper
BODY = (180, 1000)  # pixels from the top, between a picture's title and its caption


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


class Drawn(NamedTuple):
    """A figure as it was drawn: its texts with their boxes in pixels, the marks' left, bottom,
    right and top, and the share of each half of its body that is not paper."""

    texts: list[tuple[Any, Any]]
    marks: list[tuple[float, float, float, float]]
    ink: dict[str, float]


_drawn: WeakKeyDictionary[Any, Drawn] = WeakKeyDictionary()


def drawn(figure: Any) -> Drawn:
    from matplotlib.text import Text

    if figure not in _drawn or figure.stale:
        figure.canvas.draw()
        hidden = _off_scale(figure)
        renderer = figure.canvas.get_renderer()
        texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
        shown = [(t, t.get_window_extent(renderer)) for t in texts if id(t) not in hidden]
        _drawn[figure] = Drawn(shown, _marks(figure, renderer), _ink(figure))
        figure.stale = False  # to ask for a text's box sets it
    return _drawn[figure]


def boxes(figure: Any) -> list[tuple[str, Any]]:
    """Every text that is drawn, with its box in pixels."""
    return [(text.get_text(), box) for text, box in drawn(figure).texts]


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


def _marks(figure: Any, renderer: Any) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each bar and of each marker of a line, in pixels."""
    found = []
    for axes in figure.axes:
        for patch in axes.patches:
            box = patch.get_window_extent(renderer)
            found.append((box.x0, box.y0, box.x1, box.y1))
        for line in axes.lines:
            if line.get_marker() in ("None", None, "", " "):
                continue
            half = line.get_markersize() / 2 * figure.dpi / 72
            for x, y in line.get_transform().transform(line.get_xydata()):
                found.append((x - half, y - half, x + half, y + half))
    return found


def over_marks(figure: Any) -> list[str]:
    """Texts that stand on a bar or on a dot."""
    all_boxes, marks = boxes(figure), drawn(figure).marks
    return [
        text
        for text, box in all_boxes
        if any(
            min(box.x1, right) - max(box.x0, left) > SLACK
            and min(box.y1, top) - max(box.y0, bottom) > 2 * SLACK
            for left, bottom, right, top in marks
        )
    ]


def small(figure: Any) -> list[str]:
    """Texts whose type is below 14 pixels of 1920."""
    shown = [text for text, _ in drawn(figure).texts]
    return [text.get_text() for text in shown if text.get_fontsize() < READABLE - 0.01]


def _ink(figure: Any) -> dict[str, float]:
    import numpy

    body = numpy.asarray(figure.canvas.buffer_rgba())[BODY[0] : BODY[1], :, :3].astype("int16")
    inked = (abs(body - body[0, 0]) > 40).any(axis=2)
    middle = inked.shape[1] // 2
    return {"left": inked[:, :middle].mean(), "right": inked[:, middle:].mean()}


def empty_halves(figure: Any) -> list[str]:
    """The halves of the picture's body, left and right, that are nearly empty."""
    return [name for name, share in drawn(figure).ink.items() if share < LEAST_INK]
