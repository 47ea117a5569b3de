# SPDX-License-Identifier: MIT
"""live-set: escape cost against the number of live objects, with a line for each allocator."""

from typing import Any

from . import finding
from .comparison import Row
from .curve_names import name_curves
from .panels import Skip
from .run import ALLOCATORS, Run, in_order
from .style import (
    MARGIN,
    WIDTH,
    Slide,
    Theme,
    colours,
    new_axes,
    new_slide,
)
from .units import digits, human_size, human_time, plain, shortened

LEAST = 3  # live sets that make a line
NAMES = 210  # pixels at the right of a line for its name

Case = tuple[str, int]  # scenario, size
Curve = dict[str, list[Row]]  # allocator to rows by live objects


def draw(run: Run, theme: Theme, case: str | None = None) -> Any:
    found = curves_of(run)
    if not found:
        raise Skip(f"no case has a known cost with {LEAST} numbers of live objects or more")
    chosen = next((c for c in found if case and case.split(":")[0] == c[0]), next(iter(found)))
    curve = found[chosen]
    case_name = f"{plain(chosen[0])}, {human_size(chosen[1])}"
    words = f"{case_name}: heap minus stack against objects alive, freed in the order that they"
    slide = new_slide(theme, title(chosen, curve),
                      f"{words} were allocated, with 95 % intervals", run.caption())  # fmt: skip
    _draw(slide, curve, colours(theme, in_order(set(curve)), ALLOCATORS))
    return slide.figure


def curves_of(run: Run) -> dict[Case, Curve]:
    """Cases with enough live sets, those with the most first."""
    cases: dict[Case, Curve] = {}
    for row in sorted(run.times(), key=lambda row: row.live):
        if row.known and row.live > 0 and row.delta > 0:
            case = cases.setdefault((row.scenario, row.size_bytes), {})
            case.setdefault(row.allocator, []).append(row)
    most = {case: max(map(len, curve.values())) for case, curve in cases.items()}
    order = sorted((case for case in cases if most[case] >= LEAST), key=lambda case: -most[case])
    return {case: cases[case] for case in order}


def title(case: Case, curve: Curve) -> str:
    """Says how much the cost changes in the first lane whose two ends are resolved."""
    for name, rows in curve.items():
        if len(rows) > 1 and rows[0].resolved and rows[-1].resolved and rows[0].delta > 0:
            growth = digits(rows[-1].delta / rows[0].delta, 2)
            many = f"{rows[-1].live:,}".replace(",", " ")
            words = f"{many} live objects make an escape {growth}× as dear"
            full = f"{words} {finding.with_lane(name)}"
            return full if len(full) <= finding.TITLE else words
    return f"{shortened(plain(case[0]), 40).capitalize()}: no resolved change with live objects"


def _draw(slide: Slide, curve: Curve, colour: dict[str, str]) -> None:
    box = (MARGIN + 90, slide.top + 10, WIDTH - 2 * MARGIN - 90 - NAMES, 0.0)
    box = (box[0], box[1], box[2], slide.bottom - box[1] - 70)
    axes = new_axes(slide.figure, slide.theme, box)
    rows = [row for points in curve.values() for row in points]
    lives = sorted({row.live for row in rows})
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xlim(lives[0] / 1.3, lives[-1] * 1.15)
    axes.set_ylim(
        min(r.delta for r in rows if r.delta > 0) * 0.7, max(r.delta_high for r in rows) * 1.3
    )
    for name, points in curve.items():
        x = [row.live for row in points]
        for row in points:
            ends = [max(row.delta_low, 1e-3), row.delta_high]
            axes.plot([row.live] * 2, ends, color=colour[name], linewidth=3, alpha=0.6)
        axes.plot(x, [r.delta for r in points], color=colour[name], linewidth=3.5,
                  gid=f"live-{name}")  # fmt: skip
        for row in points:
            axes.plot(row.live, row.delta, "o", markersize=11, markeredgewidth=2.5,
                      markerfacecolor=colour[name] if row.resolved else slide.theme.paper,
                      markeredgecolor=colour[name])  # fmt: skip
    axes.set_xticks(lives, [f"{live:,}".replace(",", " ") for live in lives])
    axes.set_yticks([t for t in TICKS if axes.get_ylim()[0] < t < axes.get_ylim()[1]])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: human_time(value, 1))
    axes.set_xlabel("live objects, log scale", fontsize=15)
    axes.set_ylabel("escape cost, log scale", fontsize=15)
    axes.grid(axis="y", color=slide.theme.grid, linewidth=1)
    tails = {name: (float(rows[-1].live), rows[-1].delta) for name, rows in curve.items()}
    name_curves(slide, axes, tails, box[1] + box[3], colour)


TICKS = [m * 10.0**e for e in range(-1, 7) for m in (1, 2, 5)]
