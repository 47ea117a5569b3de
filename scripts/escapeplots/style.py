# SPDX-License-Identifier: MIT
"""The style of a slide: 1920 x 1080 pixels, title, caption, light or dark. Lengths are in pixels
from the top left corner. 100 pixels are one inch, so a point is 1.39 pixels."""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from .table import write_whole  # noqa: E402

WIDTH, HEIGHT, DPI = 1920, 1080, 100
MARGIN = 60
FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class Theme:
    """Colours of Okabe and Ito, which colour-blind readers can distinguish, too."""

    name: str
    paper: str
    ink: str
    faint: str
    grid: str
    shade: str
    stack: str
    heap: str
    series: tuple[str, ...]


LIGHT = Theme(
    "light", "#ffffff", "#1a1a1a", "#5a5a5a", "#dedede", "#f4f5f7", "#0072b2", "#d55e00",
    ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8a8a8a"),
)  # fmt: skip
DARK = Theme(
    "dark", "#14171c", "#f2f2f2", "#b0b4ba", "#343941", "#1e2229", "#56b4e9", "#e8743b",
    ("#56b4e9", "#e69f00", "#00b386", "#cc79a7", "#e8743b", "#f0e442", "#a0a0a0"),
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK}
SETTINGS = {
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "svg.fonttype": "none",  # text stays text, so that it can be found, read aloud and edited
    "svg.hashsalt": "escapebench",  # the same run gives the same file
    "pdf.fonttype": 42,
    "axes.unicode_minus": True,
    "text.parse_math": False,  # a name may hold a $ or a backslash
}


def text_size(text: str, points: float, **font: str) -> tuple[float, float]:
    """Width and height in pixels, of any slide: all have the same settings and dots an inch."""
    return _text_size(text, points, tuple(font.items()))


@lru_cache(maxsize=10_000)
def _text_size(text: str, points: float, font: tuple[tuple[str, str], ...]) -> tuple[float, float]:
    figure, renderer = _ruler()
    written: Any = figure.text(0, 0, text)
    written.set(fontsize=points, **dict(font))
    box = written.get_window_extent(renderer)
    written.remove()
    return box.width, box.height


@lru_cache(maxsize=1)
def _ruler() -> tuple[Figure, Any]:
    """A figure to write on, and what measures its texts. To make a figure takes longer than to
    measure a text."""
    figure = Figure(dpi=DPI)
    return figure, FigureCanvasAgg(figure).get_renderer()


def wrap(text: str, points: float, width: float, **font: str) -> str:
    """Breaks lines at spaces so that none is wider than `width` pixels."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_size(longer, points, **font)[0] <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def put(figure: Figure, x: float, y: float, text: str, points: float, **font: Any) -> Any:
    """Writes text. Its top left corner is at x, y unless `font` aligns it otherwise."""
    font = {"va": "top", "ha": "left", **font}
    return figure.text(x / WIDTH, 1 - y / HEIGHT, text, fontsize=points, **font)


def new_axes(figure: Figure, theme: Theme, box: tuple[float, float, float, float]) -> Any:
    """Makes axes whose frame fills the box (x, y, width, height)."""
    x, y, width, height = box
    place = (x / WIDTH, 1 - (y + height) / HEIGHT, width / WIDTH, height / HEIGHT)
    axes = figure.add_axes(place, facecolor="none")
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(colors=theme.faint, length=0, labelsize=15, pad=6)
    axes.xaxis.label.set_color(theme.faint)
    axes.yaxis.label.set_color(theme.faint)
    axes.set_axisbelow(True)
    return axes


def rising(wanted: list[float]) -> list[float]:
    """The non-decreasing values that are nearest to the wanted ones."""
    blocks: list[tuple[float, int]] = []  # mean and count of neighbours that must be equal
    for value in wanted:
        mean, count = value, 1
        while blocks and blocks[-1][0] > mean:
            other, others = blocks.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        blocks.append((mean, count))
    return [mean for mean, count in blocks for _ in range(count)]


def spread_out(wanted: list[float], gap: float) -> list[float]:
    """Places as near to the wanted ones as possible, at least `gap` apart, in the same order."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    flat = rising([wanted[i] - place * gap for place, i in enumerate(order)])
    places = [0.0] * len(wanted)
    for place, i in enumerate(order):
        places[i] = flat[place] + place * gap
    return places


@dataclass(frozen=True)
class Slide:
    """A figure with title and caption. The rest is the body."""

    figure: Figure
    theme: Theme
    top: float
    bottom: float


def new_slide(theme: Theme, title: str, subtitle: str, caption: str) -> Slide:
    matplotlib.rcdefaults()  # so that no matplotlibrc in the current folder has an effect
    matplotlib.rcParams.update(SETTINGS)
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=theme.paper)
    FigureCanvasAgg(figure)
    room = WIDTH - 2 * MARGIN
    points = 31.0
    while points > 22 and wrap(title, points, room, weight="bold").count("\n") > 1:
        points -= 1
    title = wrap(title, points, room, weight="bold")
    put(figure, MARGIN, 40, title, points, weight="bold", color=theme.ink)
    top = 40 + text_size(title, points, weight="bold")[1] + 16
    if subtitle:
        subtitle = wrap(subtitle, 18, room)
        put(figure, MARGIN, top, subtitle, 18, color=theme.faint)
        top += text_size(subtitle, 18)[1]
    caption = wrap(caption, 13, room)
    height = text_size(caption, 13)[1]
    put(figure, MARGIN, HEIGHT - 24, caption, 13, color=theme.faint, va="bottom")
    return Slide(figure, theme, top + 28, HEIGHT - 24 - height - 20)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Writes name.svg, .png and .pdf; the same input gives the same bytes."""
    paths = []
    for kind in FORMATS:
        path = folder / f"{name}.{kind}"
        write_whole(path, encoded(figure, kind))
        paths.append(path)
    return paths


def encoded(figure: Figure, kind: str) -> bytes:
    """The content of a file of that kind, one of FORMATS."""
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[kind]
    content = io.BytesIO()
    figure.savefig(content, format=kind, dpi=DPI, facecolor=figure.get_facecolor(),
                   metadata=metadata)  # fmt: skip
    picture = content.getvalue()
    return _with_other_fonts(picture) if kind == "svg" else picture


def _with_other_fonts(svg: bytes) -> bytes:
    """Names Verdana, which is as wide as DejaVu Sans, for machines without the latter."""
    svg = svg.replace(b"'DejaVu Sans'", b"'DejaVu Sans', Verdana, sans-serif")
    return svg.replace(b"'DejaVu Sans Mono'", b"'DejaVu Sans Mono', Menlo, Consolas, monospace")


def colours(theme: Theme, names: list[str], fixed: tuple[str, ...]) -> dict[str, str]:
    """A colour for each name. Fixed names always have the same colour. Other names get the
    remaining colours, which are used again if there are more names than colours."""
    own = {name: theme.series[fixed.index(name)] for name in names if name in fixed}
    free = [c for c in theme.series if c not in own.values()] or list(theme.series)
    others = [name for name in names if name not in fixed]
    return own | {name: free[place % len(free)] for place, name in enumerate(others)}
