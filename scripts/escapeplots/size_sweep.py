# SPDX-License-Identifier: MIT
"""size-sweep: escape cost of one scenario against the value's size, with a line for each
allocator and the cache sizes of the machine measured on."""

import math
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
    put,
    text_size,
)
from .units import digits, human_size, human_time, plain, shortened

LEAST = 3  # sizes that make a sweep
NAMES = 230  # pixels at the right of a line for its name

Curve = dict[str, list[Row]]  # allocator to rows by size


def draw(run: Run, theme: Theme, scenario: str | None = None) -> Any:
    """Draws one sweep: that of the scenario, else the one with the most sizes."""
    sweeps = sweeps_of(run)
    if not sweeps:
        raise Skip(f"no scenario has a known cost at {LEAST} sizes or more")
    chosen = scenario if scenario in sweeps else next(iter(sweeps))
    curve = sweeps[chosen]
    slide = new_slide(theme, title(chosen, curve), subtitle(run, curve), run.caption())
    names = in_order({name for name in curve})
    box = (MARGIN + 110.0, slide.top + 40, WIDTH - 2 * MARGIN - 110.0 - NAMES, 0.0)
    box = (*box[:3], slide.bottom - 50 - box[1])
    _draw_sweep(slide, run, box, curve, colours(theme, names, ALLOCATORS))
    return slide.figure


def sweeps_of(run: Run) -> dict[str, Curve]:
    """Scenarios with enough sizes, those with the most first."""
    sweeps: dict[str, Curve] = {}
    rows = run.times()
    for row in sorted(rows, key=lambda row: row.size_bytes):
        least_live = min(r.live for r in rows if r.scenario == row.scenario)
        if row.known and row.live == least_live:
            sweeps.setdefault(row.scenario, {}).setdefault(row.allocator, []).append(row)
    enough = {name: curve for name, curve in sweeps.items() if _sizes(curve) >= LEAST}
    return dict(sorted(enough.items(), key=lambda item: -_sizes(item[1])))


def _sizes(curve: Curve) -> int:
    return max(map(len, curve.values()))


def title(scenario: str, curve: Curve) -> str:
    """Says how much the cost changes in the first lane whose two ends are resolved."""
    what = shortened(plain(scenario), 40).capitalize()
    for name, rows in curve.items():
        growth = _growth(rows)
        if growth:
            ends = f"{human_size(rows[0].size_bytes)} to {human_size(rows[-1].size_bytes)}"
            return f"{what}, {ends}: {digits(growth, 2)}× the cost {finding.with_lane(name)}"
    return f"{what}: no resolved change over its sizes"


def _growth(rows: list[Row]) -> float:
    """The last size's cost over the first's; 0 if either is unresolved."""
    if len(rows) < 2 or not (rows[0].resolved and rows[-1].resolved) or rows[0].delta <= 0:
        return 0.0
    return max(0.0, rows[-1].delta / rows[0].delta)


def subtitle(run: Run, curve: Curve) -> str:
    words = ["Heap minus stack per operation against the value's size, with 95 % intervals"]
    if any(not row.resolved for rows in curve.values() for row in rows):
        words.append("hollow: not resolved")
    if not caches(run):
        words.append("cache sizes not recorded")
    return "; ".join(words)


def caches(run: Run) -> list[tuple[str, int]]:
    """Name and bytes of each cache. Entries of another form in machine.json are left out."""
    found = run.entry("machine", "topology", "caches")
    pairs = [(c.get("name"), c.get("bytes")) for c in found or [] if isinstance(c, dict)]
    return [(str(n)[:20], b) for n, b in pairs if isinstance(b, int) and 0 < b < 1 << 50]


def _draw_sweep(
    slide: Slide, run: Run, box: tuple[float, float, float, float], curve: Curve,
    colour: dict[str, str],
) -> None:  # fmt: skip
    axes, theme = new_axes(slide.figure, slide.theme, box), slide.theme
    rows = [row for points in curve.values() for row in points]
    axes.set_xscale("log", base=2)
    _scale(axes, rows)
    _mark_caches(slide, axes, run, rows, box)
    last = max(row.size_bytes for row in rows)
    for name, points in curve.items():
        if points[-1].size_bytes < last:  # lead the eye to the name
            ends = ([points[-1].size_bytes, last], [points[-1].delta] * 2)
            axes.plot(*ends, color=colour[name], linewidth=1.5, linestyle=":")
        _draw_curve(axes, theme, points, colour[name])
    tails = {name: (float(last), r[-1].delta) for name, r in curve.items()}
    name_curves(slide, axes, tails, box[1] + box[3], colour)
    sizes = sorted({row.size_bytes for row in rows})
    _size_ticks(slide, axes, sizes, box[2])
    axes.grid(axis="y", color=theme.grid, linewidth=1)
    axes.yaxis.set_major_formatter(lambda value, _: human_time(value, 2) if value else "0")


def _scale(axes: Any, rows: list[Row]) -> None:
    """Sets the axis: from zero, or logarithmic if costs differ too much. Where some costs are
    negative, it is linear around zero."""
    high = max(row.delta_high for row in rows)
    low = min(row.delta_low for row in rows)
    least = min(row.delta for row in rows)
    near = max(-least, min((row.delta for row in rows if row.delta > 0), default=0.0))
    if least <= 0 and near > 0 and high / near > 30:
        axes.set_yscale("symlog", linthresh=near)
        axes.set_ylim(-3 * near, high * 2)
        axes.set_yticks(_ticks_outside(near, -3 * near, high * 2))
        axes.set_ylabel("escape cost, log scale except around 0", fontsize=14)
        axes.axhline(0, color="#888888", linewidth=1.5)
    elif least > 0 and high / least > 30:
        axes.set_yscale("log")
        low = max(low, least * 0.5)
        axes.set_ylim(low / (high / low) ** 0.07, high * (high / low) ** 0.07)
        axes.set_ylabel("escape cost, log scale", fontsize=14)
    else:
        high = min(high, 3 * max(row.delta for row in rows)) or 1.0  # wide intervals do not count
        low = max(low, -high)
        axes.set_ylim(min(0.0, low * 1.1), high * 1.12)
        axes.set_ylabel("escape cost", fontsize=14)
        axes.axhline(0, color="#888888", linewidth=1.5)


def _ticks_outside(near: float, low: float, high: float) -> list[float]:
    """Zero, and the powers of ten from `low` to `high` that lie outside of -near to near, where
    labels would overlap."""
    first, last = math.ceil(math.log10(near)), math.floor(math.log10(high))
    powers = [10.0**k for k in range(first, last + 1)]
    return [0.0, *powers, *(-power for power in powers if -power >= low)]


def _draw_curve(axes: Any, theme: Theme, rows: list[Row], colour: str) -> None:
    x = [row.size_bytes for row in rows]
    for row in rows:
        axes.plot([row.size_bytes] * 2, [row.delta_low, row.delta_high], color=colour, linewidth=3,
                  alpha=0.6, solid_capstyle="butt")  # fmt: skip
    axes.plot(x, [row.delta for row in rows], color=colour, linewidth=3.5,
              gid=f"curve-{rows[0].scenario}-{rows[0].allocator}")  # fmt: skip
    for row in rows:
        face = colour if row.resolved else theme.paper
        axes.plot(row.size_bytes, row.delta, "o", markersize=11, markerfacecolor=face,
                  markeredgecolor=colour, markeredgewidth=2.5)  # fmt: skip


def _mark_caches(
    slide: Slide, axes: Any, run: Run, rows: list[Row], box: tuple[float, float, float, float]
) -> None:
    low, high = min(r.size_bytes for r in rows), max(r.size_bytes for r in rows)
    axes.set_xlim(low / 1.5, high * 1.25)
    for name, size in caches(run):
        if low / 1.5 < size < high * 1.25:
            axes.axvline(size, color=slide.theme.faint, linewidth=1.5, linestyle=(0, (4, 4)))
            x = axes.transData.transform((size, 1))[0]
            put(slide.figure, x, box[1] - 6, f"{name} {human_size(size)}", 14, ha="center",
                va="bottom", color=slide.theme.faint)  # fmt: skip


def _size_ticks(slide: Slide, axes: Any, sizes: list[int], width: float) -> None:
    """The measured sizes, as many as fit."""
    room = max(text_size(human_size(size), 15)[0] for size in sizes) + 24
    span = math.log2(sizes[-1] / sizes[0]) or 1.0
    chosen: list[int] = []
    for size in sizes:
        if not chosen or math.log2(size / chosen[-1]) / span * width * 0.8 >= room:
            chosen.append(size)
    axes.set_xticks(chosen, [human_size(size) for size in chosen])
    axes.minorticks_off()
