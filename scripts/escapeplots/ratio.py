# SPDX-License-Identifier: MIT
"""ratio: time on the heap over time on the stack, as dots on a logarithmic axis, grouped as the
articles are."""

import math
from dataclasses import replace
from typing import Any

from . import finding
from .comparison import Row
from .dots import LEADERS, Scale, scale_of
from .escape_cost import AXIS, columns_of, draw_columns, marks, rows_of, scenarios_in
from .panels import Skip, line_names
from .run import Run
from .style import Theme, new_slide
from .units import digits, plain, shortened


def draw(run: Run, theme: Theme) -> Any:
    cells = {
        name: {lane: as_ratio(row) for lane, row in of.items()}
        for name, of in finding.cells_of(run).items()
    }
    every = [row for of in cells.values() for row in of.values()]
    if not any(row.known for row in every):
        raise Skip("no case has a time on both the stack and the heap")
    rows = rows_of(cells, line_names(run.times()))
    slide = new_slide(theme, title(every), "", run.caption())
    columns = columns_of(rows, slide.bottom - slide.top - AXIS - LEADERS - 40)
    slide = new_slide(
        theme, title(every), _subtitle(every, len(cells) - scenarios_in(columns)), run.caption()
    )
    lowest = scale_of(every)
    scale = Scale(min(lowest.low, 1.0), lowest.high, lambda value: f"{digits(value, 1)}×")
    draw_columns(slide, finding.lanes_of(run), columns, scale, False, ratio_text)
    for axes in slide.figure.axes:
        if axes.get_xscale() == "log":
            axes.axvline(1, color=theme.faint, linewidth=2)
    return slide.figure


def as_ratio(row: Row) -> Row:
    """A copy of the row with the ratio in place of the cost, and without a time on the stack."""
    known = row.known and row.ratio > 0 and math.isfinite(row.ratio_low + row.ratio_high)
    ends = (row.ratio, row.ratio_low, row.ratio_high) if known else (math.nan,) * 3
    return replace(
        row, delta=ends[0], delta_low=ends[1], delta_high=ends[2], baseline_value=math.nan
    )


def title(rows: list[Row]) -> str:
    resolved = [row for row in rows if row.resolved]
    if not resolved:
        return "No difference between stack and heap was resolved"
    most, least = (pick(resolved, key=lambda row: row.delta) for pick in (max, min))
    if len({row.scenario for row in resolved}) == 1:
        return (
            f"{shortened(plain(most.scenario), 28).capitalize()} takes {_times(most)} on the heap"
        )
    return f"On the heap the same work takes {_times(least)} to {_times(most)} the time"


def _subtitle(rows: list[Row], cut: int) -> str:
    words = ["Time on the heap over time on the stack, log scale, with 95 % intervals; line: 1×"]
    if cut:
        words.append(f"{cut} rows have no room here and are in the report")
    return "; ".join(words + marks(rows))


def _times(row: Row) -> str:
    return f"{digits(row.delta, 2)}×"


def ratio_text(row: Row | None) -> str:
    """A ratio as in a table's cell; in brackets if it is not resolved."""
    if row is None:
        return "–"
    if not row.known:
        return "failed" if row.verdict == "failed" else "no verdict"
    return _times(row) if row.resolved or row.verdict == "same" else f"({_times(row)})"
