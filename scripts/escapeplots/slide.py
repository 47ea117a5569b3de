# SPDX-License-Identifier: MIT
"""One slide per scenario: its code on the left, its cost on the right."""

from typing import Any

from pygments import lex
from pygments.lexers import CLexer
from pygments.token import Comment, Keyword, Literal, Name

from .bars import draw_panel
from .comparison import Row
from .panels import Line, Panel, Skip
from .run import ALLOCATORS, Run, in_order, smallest
from .source import Source, read_source, shortest
from .style import MARGIN, WIDTH, Slide, Theme, colours, new_axes, new_slide, put
from .units import human_size, human_time, plain

CODE_WIDTH = 1110
COLUMN = 0.602 * 100 / 72  # pixels that a letter of DejaVu Sans Mono takes, per point
LEADING = 1.32 * 100 / 72
MOST_LINES = 33
HEAP_WORDS = ("malloc", "free", "go_new", "heap")


def scenarios_of(run: Run) -> list[str]:
    """The scenarios in the run's order. The control is one of them: it has code, and a cost of
    zero."""
    return list(dict.fromkeys(row.scenario for row in run.rows if row.metric == "time"))


def draw(run: Run, theme: Theme, scenario: str) -> Any:
    source = read_source(run, scenario)
    if source is None:
        raise Skip(f"this checkout has no scenarios/{scenario}.c")
    lines, size = _lines(run, scenario)
    slide = new_slide(theme, title(source, lines), subtitle(source, size), run.caption())
    _draw_code(slide, shortest(source, MOST_LINES))
    _draw_cost(slide, lines)
    return slide.figure


def _lines(run: Run, scenario: str) -> tuple[list[Line], int]:
    """A line for each variant, heap first, at the smallest size."""
    rows = [row for row in run.rows if row.metric == "time" and row.scenario == scenario]
    if not rows:
        raise Skip(f"the run has no time of {scenario}")
    variants = sorted(dict.fromkeys(row.variant for row in rows), key=lambda name: name != "heap")
    lines = []
    for variant in variants:
        cells = smallest([row for row in rows if row.variant == variant])
        label = f"{variant} − {rows[0].baseline}"
        lines.append(Line(label, {allocator: row for (_, allocator), row in cells.items()}))
    return lines, min(row.size_bytes for row in rows)


def title(source: Source, lines: list[Line]) -> str:
    known = [row for row in lines[0].cells.values() if row.resolved]
    if not known:
        return f"{source.title}: no cost resolved"
    return f"{source.title}: {' or '.join(_cost(row) for row in known[:2])}"


def _cost(row: Row) -> str:
    sign = "+" if row.delta >= 0 else ""
    return f"{sign}{human_time(row.delta, 2)} with {row.allocator}"


def subtitle(source: Source, size: int) -> str:
    size_text = f", {human_size(size)}" if size else ""
    note = "; the source is today's, the run's commit is not known here" if source.current else ""
    return f"{plain(source.path.removesuffix('.c').split('/')[-1])}{size_text}{note}"


def _kind(theme: Theme, kind: Any) -> tuple[str, str]:
    """Colour and weight of a token."""
    if kind in Comment and kind not in Comment.Preproc:
        return theme.faint, "normal"
    if kind in Keyword:
        return theme.stack, "bold"
    if kind in Literal:
        return theme.series[2], "normal"
    if kind in Name.Function:
        return theme.ink, "bold"
    return theme.ink, "normal"


def token_look(theme: Theme, kind: Any, text: str) -> tuple[str, str]:
    """Colour and weight of a token. Tokens that lead to the heap stand out."""
    colour, weight = _kind(theme, kind)
    return (theme.heap if text.strip() in HEAP_WORDS else colour), weight


def _draw_code(slide: Slide, code: str) -> None:
    """Draws the code. Each token is placed by its column, so that text stays text in the SVG."""
    rows = code.splitlines()
    height, width = slide.bottom - slide.top, max(map(len, rows))
    points = min(17.0, height / (len(rows) * LEADING), CODE_WIDTH / (width * COLUMN))
    row, column = 0, 0
    for kind, text in lex(code, CLexer(stripnl=False)):
        for place, piece in enumerate(text.split("\n")):
            if place:
                row, column = row + 1, 0
            if piece.strip():
                _put_token(slide, piece, kind, row, column, points)
            column += len(piece)


def _put_token(slide: Slide, piece: str, kind: Any, row: int, column: int, points: float) -> None:
    lead = len(piece) - len(piece.lstrip())
    colour, weight = token_look(slide.theme, kind, piece)
    x = MARGIN + (column + lead) * points * COLUMN
    y = slide.top + (row + 0.8) * points * LEADING
    put(slide.figure, x, y, piece.strip(), points, family="DejaVu Sans Mono", va="baseline",
        color=colour, weight=weight,
        parse_math=False)  # fmt: skip


def _draw_cost(slide: Slide, lines: list[Line]) -> None:
    """Draws bars, one group for each variant, with its name above the bars."""
    series = in_order({name for line in lines for name in line.cells})
    colour = colours(slide.theme, series, ALLOCATORS)
    x = MARGIN + CODE_WIDTH + 50
    height = min(300.0, (slide.bottom - slide.top - 100) / len(lines))
    box = (x, slide.top + 40, WIDTH - MARGIN - x, height * len(lines))
    axes = new_axes(slide.figure, slide.theme, box)
    axes.set_ylim(len(lines), 0)
    axes.set_yticks([])
    panel = Panel(lines, axes, height, box[2], 19, 0)
    for place, line in enumerate(lines):
        put(slide.figure, x, box[1] + place * height - 6, line.label, 17, weight="bold",
            color=slide.theme.ink, va="center")  # fmt: skip
    draw_panel(slide, panel, lines, series, colour, series, "")
