# SPDX-License-Identifier: MIT
"""Finds the places of a figure's text. No text may be clipped, overlap or be too small to read.
A figure is drawn once for all of these questions, and again after a change."""

from functools import lru_cache
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


class Box(NamedTuple):
    """Edges in pixels, from the picture's lower left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


class Words(NamedTuple):
    """A text that is drawn: its box, and its size in points."""

    text: str
    box: Box
    points: float


class Drawn(NamedTuple):
    """A figure as it was drawn: its texts; the boxes of its marks; and the share of each half of
    its body that is not paper. Nothing here holds the figure, which may be freed."""

    texts: list[Words]
    marks: list[Box]
    ink: dict[str, float]


_drawn: WeakKeyDictionary[Any, Drawn] = WeakKeyDictionary()


@lru_cache(maxsize=1)
def _renderer(width: int, height: int, dpi: float) -> Any:
    """One for all figures: each has 8 MB, and remembers how large a text is."""
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(width, height, dpi)


def drawn(figure: Any) -> Drawn:
    from matplotlib.text import Text

    if figure not in _drawn or figure.stale:
        renderer = _renderer(*figure.canvas.get_width_height(), figure.dpi)
        renderer.clear()
        figure.draw(renderer)
        hidden = _off_scale(figure)
        texts = [
            Words(t.get_text(), Box(*t.get_window_extent(renderer).extents), t.get_fontsize())
            for t in figure.findobj(Text)
            if t.get_visible() and t.get_text().strip() and id(t) not in hidden
        ]
        _drawn[figure] = Drawn(texts, _marks(figure, renderer), _ink(renderer))
        figure.stale = False  # to ask for a text's box sets it
    return _drawn[figure]


def boxes(figure: Any) -> list[tuple[str, Box]]:
    """Every text that is drawn, with its box in pixels."""
    return [(words.text, words.box) for words in drawn(figure).texts]


def clipped(figure: Any) -> list[str]:
    width, height = figure.canvas.get_width_height()
    return [
        text
        for text, box in boxes(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]


def _shared(left: list[Box], right: list[Box]) -> tuple[Any, Any]:
    """How many pixels each of the left boxes shares with each of the right ones, across and
    down; below 0: so many lie between them. A row for each of the left."""
    import numpy

    a, b = (numpy.array(some).reshape(-1, 4).T for some in (left, right))
    across = numpy.minimum.outer(a[2], b[2]) - numpy.maximum.outer(a[0], b[0])
    down = numpy.minimum.outer(a[3], b[3]) - numpy.maximum.outer(a[1], b[1])
    return across, down


def overlapping(figure: Any) -> list[tuple[str, str]]:
    texts = drawn(figure).texts
    across, down = _shared(*[[words.box for words in texts]] * 2)
    found = ((across > SLACK) & (down > SLACK)).nonzero()
    return [(texts[i].text, texts[j].text) for i, j in zip(*found) if i < j]


def _marks(figure: Any, renderer: Any) -> list[Box]:
    """Each bar, and each marker of a line."""
    found = []
    for axes in figure.axes:
        found += [Box(*patch.get_window_extent(renderer).extents) for patch in axes.patches]
        for line in axes.lines:
            if line.get_marker() in ("None", None, "", " "):
                continue
            half = line.get_markersize() / 2 * figure.dpi / 72
            for x, y in line.get_transform().transform(line.get_xydata()):
                found.append(Box(x - half, y - half, x + half, y + half))
    return found


def over_marks(figure: Any) -> list[str]:
    """Texts that stand on a bar or on a dot."""
    texts = drawn(figure).texts
    across, down = _shared([words.box for words in texts], drawn(figure).marks)
    on_any = ((across > SLACK) & (down > 2 * SLACK)).any(axis=1)
    return [words.text for words, on in zip(texts, on_any) if on]


def small(figure: Any) -> list[str]:
    """Texts whose type is below 14 pixels of 1920."""
    return [words.text for words in drawn(figure).texts if words.points < READABLE - 0.01]


def _ink(renderer: Any) -> dict[str, float]:
    import numpy

    body = numpy.asarray(renderer.buffer_rgba())[BODY[0] : BODY[1]]
    inked = numpy.zeros(body.shape[:2], dtype=bool)
    for channel in range(3):
        values, paper = body[:, :, channel], int(body[0, 0, channel])
        inked |= (values < paper - 40) | (values > paper + 40)
    middle = inked.shape[1] // 2
    return {"left": inked[:, :middle].mean(), "right": inked[:, middle:].mean()}


def empty_halves(figure: Any) -> list[str]:
    """The halves of the picture's body, left and right, that are nearly empty."""
    return [name for name, share in drawn(figure).ink.items() if share < LEAST_INK]
