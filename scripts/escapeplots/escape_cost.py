# SPDX-License-Identifier: MIT
"""escape-cost: the cost of each scenario's escape in each lane, as dots on a logarithmic axis,
grouped as the articles are. With `top`: a few scenarios, in large type that can be read from the
last row of a hall."""

from typing import Any, Callable

from . import finding
from .comparison import Row
from .dots import LEADERS, STRIP, DotPanel, DotRow, Scale, draw_rows, looks, name_lanes
from .dots import new_panel, scale_of, short
from .panels import NO_CASES, Skip, line_names
from .run import ALLOCATORS, Run, go_version
from .style import MARGIN, WIDTH, Slide, Theme, colours, new_slide, put, text_size
from .units import human_time

AXIS = 52  # pixels under a panel for its ticks
GUTTER = 40  # pixels between columns
COLUMN = 26  # rows that one column holds in large type
LEAST = 20.0  # pixels: no row is lower
MOST_COLUMNS = 3


def draw(run: Run, theme: Theme, top: int | None = None) -> Any:
    cells = finding.cells_of(run)
    if not cells:
        raise Skip(NO_CASES)
    if top is not None:
        chosen = finding.for_the_stage(cells, top)
        cells = {name: cells[name] for name in chosen} or cells
    every = [row for of in cells.values() for row in of.values()]
    names = line_names(run.times())
    rows = _stage_rows(cells, names) if top is not None else rows_of(cells, names)
    title = finding.title(finding.cells_of(run))
    slide = new_slide(theme, title, "", run.caption())
    columns = columns_of(rows, slide.bottom - slide.top - AXIS - LEADERS - 40)
    cut = len(cells) - scenarios_in(columns)
    note = _subtitle(run, cells, [r for c in columns for r in c], cut, top)
    slide = new_slide(theme, title, note, run.caption())
    draw_columns(slide, finding.lanes_of(run), columns, scale_of(every), top is not None)
    return slide.figure


def rows_of(cells: dict[str, dict[str, Any]], names: dict[str, str]) -> list[DotRow]:
    rows = []
    for group, scenarios in finding.by_group(cells).items():
        rows.append(DotRow(group, {}))
        rows += [DotRow(names[scenario], cells[scenario]) for scenario in scenarios]
    return rows


def _stage_rows(cells: dict[str, dict[str, Any]], names: dict[str, str]) -> list[DotRow]:
    """Rows with the cheapest scenario first."""
    rows = [row for row in rows_of(cells, names) if row.cells]
    lane = next(iter(next(iter(cells.values()))))
    known = {r.label: r.cells[lane].delta for r in rows if lane in r.cells and r.cells[lane].known}
    return sorted(rows, key=lambda row: known.get(row.label, float("inf")))


def columns_of(rows: list[DotRow], room: float) -> list[list[DotRow]]:
    """Columns of about equal length. No column ends with a heading, and each begins with one."""
    most = int(room / LEAST)
    count = 1 if len(rows) <= COLUMN else min(MOST_COLUMNS, max(2, -(-len(rows) // (most - 1))))
    rows = rows[: count * (most - 1)]
    columns: list[list[DotRow]] = []
    for left in range(count, 0, -1):
        end = -(-len(rows) // left)
        while end > 1 and end < len(rows) and not rows[end - 1].cells:
            end -= 1
        columns.append(rows[:end])
        rows = rows[end:]
    return _headed([column for column in columns if column])


def _headed(columns: list[list[DotRow]]) -> list[list[DotRow]]:
    """Repeats a group's heading in the next column if the group continues there."""
    heading: DotRow | None = None
    headed = []
    for column in columns:
        headed.append(column if not column[0].cells or heading is None else [heading, *column])
        heading = next((row for row in reversed(column) if not row.cells), heading)
    return headed


def scenarios_in(columns: list[list[DotRow]]) -> int:
    return sum(bool(row.cells) for column in columns for row in column)


def _subtitle(run: Run, cells: dict[str, dict[str, Any]], rows: list[DotRow], cut: int,
              top: int | None) -> str:  # fmt: skip
    shown = [row for dots in rows for row in dots.cells.values()]
    words = [
        "Heap minus stack per operation, log scale, with 95 % intervals; bar: time on the stack"
    ]
    if top is None and any("," in dots.label for dots in rows):
        words.append("of several sizes the smallest")
    if top is not None and len(cells) < len(finding.cells_of(run)):
        words.append(f"{len(cells)} of {len(finding.cells_of(run))} scenarios")
    if cut:
        words.append(f"{cut} rows have no room here and are in the report")
    return "; ".join(words + marks(shown))


def marks(shown: list[Row]) -> list[str]:
    """Explains the marks that occur among these dots."""
    words = []
    if any(row.known and not row.resolved for row in shown):
        words.append("hollow: not resolved")
    if any(not row.known for row in shown):
        words.append("×: no verdict")
    return words


def draw_columns(
    slide: Slide, lanes: list[str], columns: list[list[DotRow]], scale: Scale, stage: bool,
    text: Callable[[Any], str] | None = None,
) -> None:  # fmt: skip
    """`text`: makes the figure at a row's end from the first lane's cell [cost_text]."""
    look = looks(colours(slide.theme, lanes, ALLOCATORS))
    top = slide.top + LEADERS + (16 if stage else 0)
    most = max(map(len, columns))
    tallest = 110.0 if stage else 64.0
    height = min((slide.bottom - AXIS - top) / most, tallest if most > 5 else 250.0)
    points = min(29.0 if stage or most <= 5 else 20.0, height * 0.45)
    width = (WIDTH - 2 * MARGIN - GUTTER * (len(columns) - 1)) / len(columns)
    for place, rows in enumerate(columns):
        names = max(_label_width(slide, row, points) for row in rows) + 14
        names = min(names, width * 0.55)
        told = lanes_told(lanes) if stage else lanes[:1]
        texts = [(text or cost_text)(row.cells.get(lane)) for row in rows for lane in told]
        costs = max(text_size(t, points)[0] for t in [*texts, "00.0 ns"]) + 24
        x = MARGIN + place * (width + GUTTER)
        box = (x + names, top, width - names - costs * len(told), height * len(rows))
        panel = new_panel(slide, box, rows, scale, points)
        draw_rows(slide, panel, look, scale)
        for number, lane in enumerate(reversed(told)):
            _write_costs(slide, panel, lane, x + width - number * costs, text or cost_text)
        if place == 0:
            name_lanes(slide, panel, look, 22.0 if stage else 15.0)


def lanes_told(lanes: list[str]) -> list[str]:
    """The lanes whose figures stand at the rows' ends: the first, and the newest Go."""
    return list(dict.fromkeys([lanes[0], *[lane for lane in lanes if go_version(lane)][-1:]]))


def _label_width(slide: Slide, row: DotRow, points: float) -> float:
    weight = "normal" if row.cells else "bold"
    return text_size(row.label, points, weight=weight)[0]


def _write_costs(
    slide: Slide, panel: DotPanel, lane: str, right: float, text: Callable[[Any], str]
) -> None:
    """Writes the lane's figure as a number at each row's end, under the lane's name."""
    put(slide.figure, right, panel.box[1] - 8, short(lane), min(panel.points, 18), ha="right",
        va="bottom", weight="bold", color=slide.theme.ink)  # fmt: skip
    for place, dots in enumerate(panel.rows):
        if not dots.cells:
            continue
        y = panel.box[1] + (place + 0.5) * panel.height
        put(slide.figure, right, y, text(dots.cells.get(lane)), panel.points, ha="right",
            va="center_baseline", color=slide.theme.ink)  # fmt: skip


def cost_text(row: Any) -> str:
    """A cost as in a table's cell; in brackets if it is not resolved."""
    if row is None:
        return "–"
    if not row.known:
        return "failed" if row.verdict == "failed" else "no verdict"
    if row.verdict == "same":
        return "≈ 0"
    return human_time(row.delta, 2) if row.resolved else f"({human_time(row.delta, 2)})"
