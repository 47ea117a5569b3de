# SPDX-License-Identifier: MIT
"""counters: what the heap's operation executes and misses more than the stack's."""

import math
from typing import Any

from .comparison import Row
from .panels import (
    ONE_COLUMN,
    READABLE,
    SPREAD,
    Line,
    Panel,
    Skip,
    direct,
    key,
    line_names,
    marks,
    write,
)
from .run import ALLOCATORS, CONTROL, Run, in_order, smallest
from .style import MARGIN, WIDTH, Slide, Theme, colours, new_axes, new_slide, put, text_size
from .units import human_count

WANTED = 4  # counters that fit a slide
VISIBLE = 0.01  # per operation; a smaller difference is shown as no effect
GAP = 26  # pixels between groups of rows
HARDWARE = ("instructions", "branch-misses", "L1-dcache-load-misses", "LLC-load-misses",
            "dTLB-load-misses", "cycles")  # fmt: skip
SIMULATED = ("callgrind-instructions", "callgrind-branch-mispredictions",
             "callgrind-D1-read-misses", "callgrind-LL-misses", "callgrind-data-reads",
             "callgrind-data-writes")  # fmt: skip


def draw(run: Run, theme: Theme) -> Any:
    metrics = metrics_of(run)
    if not metrics:
        raise Skip(f"no counter was read ({_reason(run)}); try `run --counters callgrind`")
    lines = _lines(run, metrics[0])
    series = in_order({name for line in lines for name in line.cells})
    count = len(lines)
    lines = lines[:ONE_COLUMN]
    groups = _groups(lines)
    note = _subtitle(count, len(groups))
    slide = new_slide(theme, title(lines, metrics[0]), note, _caption(run, metrics))
    colour = colours(theme, series, ALLOCATORS)
    named = direct(slide, [lines], series)
    if len(series) > 1 and not named:
        slide = key(slide, series, colour)
    _draw_columns(slide, run, groups, metrics, series, colour, named)
    return slide.figure


def metrics_of(run: Run) -> list[str]:
    """The counters to draw: hardware's if there are any, else callgrind's."""
    known = {row.metric for row in _rows(run) if math.isfinite(row.delta)}
    chosen = [metric for metric in HARDWARE if metric in known]
    chosen = chosen or [metric for metric in SIMULATED if metric in known]
    return chosen[:1] + [metric for metric in chosen[1:] if _moves(run, metric)][: WANTED - 1]


def _moves(run: Run, metric: str) -> bool:
    """Whether any of the rows to be drawn shows an effect."""
    return any(abs(row.delta) >= VISIBLE for row in _of(run, metric).values())


def _text(delta: float) -> str:
    return human_count(delta) if abs(delta) >= VISIBLE else "≈ 0"


def _rows(run: Run) -> list[Row]:
    return [row for row in run.rows if row.variant == "heap" and row.scenario != CONTROL]


def _of(run: Run, metric: str) -> dict[tuple[str, str], Row]:
    return smallest([row for row in _rows(run) if row.metric == metric])


def _reason(run: Run) -> str:
    """The file's reason why instructions are missing."""
    notes = [row.note for row in _rows(run) if row.metric in HARDWARE and row.note]
    return notes[0] if notes else "the run has no counter rows"


def _lines(run: Run, metric: str) -> list[Line]:
    cells: dict[str, dict[str, Row]] = {}
    for (scenario, allocator), row in _of(run, metric).items():
        if math.isfinite(row.delta):
            cells.setdefault(scenario, {})[allocator] = row
    names = line_names(_rows(run))
    lines = [Line(names[scenario], rows) for scenario, rows in cells.items()]
    return sorted(lines, key=lambda line: -_most(line))


def _most(line: Line) -> float:
    return max(row.delta for row in line.cells.values())


def title(lines: list[Line], metric: str) -> str:
    rows = [row for line in lines for row in line.cells.values()]
    low, high = min(row.delta for row in rows), max(row.delta for row in rows)
    what = _short(metric).replace("-", " ")
    more = (
        f"{human_count(low)} to {human_count(high)}"
        if human_count(low) != human_count(high)
        else human_count(high)
    )
    return f"An escape to the heap adds {more} {what} per operation"


def _groups(lines: list[Line]) -> list[list[Line]]:
    """Groups of lines of similar magnitude, which can share a scale."""
    groups: list[list[Line]] = []
    first = math.inf
    for line in lines:
        if not groups or (_most(line) * SPREAD < first and len(groups) < 3):
            groups.append([])
            first = _most(line)
        groups[-1].append(line)
    return groups


def _subtitle(count: int, groups: int) -> str:
    words = ["Heap minus stack per operation, with intervals where there are any"]
    if count > ONE_COLUMN:
        words.append(f"the {ONE_COLUMN} dearest of {count} scenarios")
    if groups > 1:
        words.append("rows set apart have scales of their own")
    return "; ".join(words)


def _short(metric: str) -> str:
    return metric.removeprefix("callgrind-")


def _caption(run: Run, metrics: list[str]) -> str:
    if metrics[0] in HARDWARE:
        return f"{run.caption()} · hardware counters"
    return f"{run.caption()} · simulated by valgrind's callgrind, not read from the CPU"


def _draw_columns(
    slide: Slide, run: Run, groups: list[list[Line]], metrics: list[str], series: list[str],
    colour: dict[str, str], named: bool,
) -> None:  # fmt: skip
    """A column of bars for each metric, headed by its name."""
    lines = [line for group in groups for line in group]
    top = slide.top + 34
    height = min((slide.bottom - 10 - top - GAP * (len(groups) - 1)) / len(lines), 96.0)
    points = min(18.0, height * 0.42)
    names = max(text_size(line.label, points)[0] for line in lines) + 16
    width = (WIDTH - 2 * MARGIN - names) / len(metrics)
    for place, metric in enumerate(metrics):
        x = MARGIN + names + place * width
        put(slide.figure, x, top - 8, _short(metric), 16, va="bottom", weight="bold",
            color=slide.theme.ink)  # fmt: skip
        rows, y = _of(run, metric), top
        for number, group in enumerate(groups):
            box = (x, y, width - 24, height * len(group))
            axes = new_axes(slide.figure, slide.theme, box)
            panel = Panel(
                [_same(line, rows) for line in group], axes, height, box[2], points, number
            )
            _draw_metric(slide, panel, series, colour, named and place == 0 and number == 0)
            if place == 0:
                _write_names(slide, panel, x, y)
            y += box[3] + GAP


def _same(line: Line, rows: dict[tuple[str, str], Row]) -> Line:
    """The rows of the same cases for another metric."""
    places = {name: (row.scenario, name) for name, row in line.cells.items()}
    return Line(line.label, {name: rows[at] for name, at in places.items() if at in rows})


def _write_names(slide: Slide, panel: Panel, x: float, y: float) -> None:
    for place, line in enumerate(panel.lines):
        put(slide.figure, x - 14, y + (place + 0.5) * panel.height, line.label, panel.points,
            ha="right", va="center_baseline", color=slide.theme.ink)  # fmt: skip


def _draw_metric(
    slide: Slide, panel: Panel, series: list[str], colour: dict[str, str], named: bool
) -> None:
    axes = panel.axes
    rows = [row for line in panel.lines for row in line.cells.values() if math.isfinite(row.delta)]
    high = max([row.delta for row in rows] + [0.0]) or 1.0
    low = min([row.delta for row in rows] + [0.0])
    points = panel.mark_points(len(series))
    each = points >= READABLE
    points = points if each else panel.points * 0.85
    widest = ("0.00000" if each else "000.0 k – 000.0 k") + (
        "  jemalloc" if named and len(series) > 1 else ""
    )
    room = text_size(widest, points)[0] + 16
    axes.set_xlim(low, low + (high - low) / max(0.2, 1 - room / panel.width))
    axes.set_ylim(len(panel.lines), 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.axvline(0, color=slide.theme.faint, linewidth=2)
    for number, name, row, y, height in marks(panel, series):
        if not math.isfinite(row.delta):
            continue
        axes.barh(y, row.delta, height * 0.86, color=colour[name],
                  gid=f"bar-{row.metric}-{row.scenario}-{row.allocator}")  # fmt: skip
        if row.known:
            axes.plot([row.delta_low, row.delta_high], [y, y], color=slide.theme.ink, linewidth=2)
        if each:
            tail = f"  {name}" if named and number == 0 and len(series) > 1 else ""
            write(slide, panel, max(row.delta, 0), y, _text(row.delta) + tail, points)
    for number, line in enumerate(panel.lines if not each else []):
        deltas = sorted(row.delta for row in line.cells.values() if math.isfinite(row.delta))
        if deltas:
            text = f"{_text(deltas[0])} – {_text(deltas[-1])}"
            write(slide, panel, max(deltas[-1], 0), number + 0.5, text, points)
