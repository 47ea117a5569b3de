# SPDX-License-Identifier: MIT
"""waterfall: the steps from stack to heap of one case, for each allocator. All share one scale,
except an allocator (a collector) whose cost would make the others too small."""

import statistics
from dataclasses import dataclass
from typing import Any

from .comparison import Row
from .panels import Skip
from .run import ALLOCATORS, Run, in_order
from .style import MARGIN, WIDTH, Slide, Theme, colours, new_axes, new_slide, put, text_size
from .units import digits, human_size, plain, time_unit

RUNGS = {  # what each rung adds to the one before, in plain words
    "reused": "the way through a pointer and two calls",
    "bump": "new memory, at its floor",
    "lifo": "the allocator",
    "heap": "the allocator",
}
LIVE = "many live objects"
PREFERRED = (("size_sweep", 64), ("return_pointer", 8))
GAP = 26  # pixels between panels
APART = 3  # a panel beyond this many times the usual reach has a scale of its own


@dataclass(frozen=True)
class Ladder:
    """One allocator's steps in their order, and the whole. Each is a median of its own over the
    turns, so the steps' sum comes near the whole and need not equal it."""

    steps: list[Row]
    whole: Row


Case = tuple[str, int, int]  # scenario, size, live


def draw(run: Run, theme: Theme, case: str | None = None) -> Any:
    found = ladders_of(run)
    if not found:
        raise Skip("no case of this run has known steps between stack and heap")
    chosen = choose(found, case)
    ladders = found[chosen]
    slide = new_slide(theme, title(chosen, ladders), subtitle(chosen), run.caption())
    _draw_panels(slide, ladders, colours(theme, list(ladders), ALLOCATORS))
    return slide.figure


def ladders_of(run: Run) -> dict[Case, dict[str, Ladder]]:
    """The complete ladders of each case, by allocator."""
    steps: dict[tuple[Case, str], list[Row]] = {}
    for row in run.steps:
        if row.metric == "time":
            place = (row.scenario, row.size_bytes, row.live)
            steps.setdefault((place, row.allocator), []).append(row)
    found: dict[Case, dict[str, Ladder]] = {}
    for whole in run.times():
        case = (whole.scenario, whole.size_bytes, whole.live)
        rows = steps.get((case, whole.allocator), [])
        complete = {"bump", "reused"} <= {row.baseline for row in rows}
        if complete and whole.known and all(row.known for row in rows):
            found.setdefault(case, {})[whole.allocator] = Ladder(rows, whole)
    return {case: {a: of[a] for a in in_order(set(of))} for case, of in found.items()}


def choose(found: dict[Case, dict[str, Ladder]], case: str | None) -> Case:
    """Finds the case SCENARIO[:SIZE[:ALLOCATOR]]; without one, a plain small object."""
    if case is not None:
        scenario, *size = case.split(":")[:2]
        for place in found:
            if place[0] == scenario and size in ([], [str(place[1])]):
                return place
    for scenario, bytes_ in PREFERRED:
        for place in found:
            if place[:2] == (scenario, bytes_):
                return place
    return next(iter(found))


def title(case: Case, ladders: dict[str, Ladder]) -> str:
    """Says how much of the cost is the allocator's own work, for the first allocator."""
    name, ladder = next(iter(ladders.items()))
    part = share(ladder)
    if part is None:
        return f"{plain(case[0])}, {human_size(case[1])}: the steps of an escape"
    return f"{name}'s own work is {digits(part, 2)} % of an escape's cost"


def share(ladder: Ladder) -> float | None:
    """The allocator's part of the escape cost in percent; None if it is not resolved."""
    own = next(row for row in ladder.steps if row.baseline == "bump")
    if not (ladder.whole.resolved and own.resolved and ladder.whole.delta > 0):
        return None
    return 100 * own.delta / ladder.whole.delta


def _words(row: Row) -> str:
    """What a step adds, in plain words. After lifo, heap adds the live objects."""
    return LIVE if row.baseline == "lifo" else RUNGS[row.variant]


def subtitle(case: Case) -> str:
    live = f"{case[2]} live objects; " if case[2] > 1 else ""
    return (
        f"{plain(case[0])}, {human_size(case[1])}: each step less the one before, ns per operation, with 95 % intervals; {live}"
        "all measured in the same turns"
    )


def _draw_panels(slide: Slide, ladders: dict[str, Ladder], colour: dict[str, str]) -> None:
    first = next(iter(ladders.values()))
    names = [(row.variant, _words(row)) for row in first.steps]
    names.append(("heap − stack", "the escape cost"))
    left = MARGIN + max(text_size(words, 16)[0] for _, words in names) + 20
    width = (WIDTH - MARGIN - left - GAP * (len(ladders) - 1)) / len(ladders)
    top, height = slide.top + 40, slide.bottom - slide.top - 40 - 60
    each = height / len(names)
    for number, (name, words) in enumerate(names):
        y = top + (number + 0.5) * each
        put(slide.figure, left - 16, y - 3, name, 18, ha="right", va="bottom", weight="bold",
            color=slide.theme.ink)  # fmt: skip
        put(slide.figure, left - 16, y + 3, words, 16, ha="right", color=slide.theme.faint)
    shared, alone = _scales(ladders)
    for place, (name, ladder) in enumerate(ladders.items()):
        x = left + place * (width + GAP)
        put(slide.figure, x, slide.top, name, 19, weight="bold", color=slide.theme.ink)
        if name in alone:
            after = x + text_size(name, 19, weight="bold")[0] + 10
            put(slide.figure, after, slide.top + 3, "own scale", 15, color=slide.theme.faint)
        axes = new_axes(slide.figure, slide.theme, (x, top, width, height))
        axes.set_ylim(len(names), 0)
        axes.set_yticks([])
        reach = _reach([ladder]) if name in alone else shared
        _draw_ladder(slide, axes, width, ladder, colour[name], reach)


def _scales(ladders: dict[str, Ladder]) -> tuple[tuple[float, float], set[str]]:
    """The common scale, and the allocators whose costs are too large for it."""
    highs = {name: _reach([ladder])[1] for name, ladder in ladders.items()}
    usual = statistics.median(highs.values())
    alone = {name for name, high in highs.items() if high > APART * usual}
    return _reach([ladder for name, ladder in ladders.items() if name not in alone]), alone


def _ends(ladder: Ladder) -> list[tuple[Row, float]]:
    """Each step with its start; the whole starts at 0."""
    at, ends = 0.0, []
    for row in ladder.steps:
        ends.append((row, at))
        at += row.delta
    return [*ends, (ladder.whole, 0.0)]


def _reach(ladders: list[Ladder]) -> tuple[float, float]:
    ends = [pair for ladder in ladders for pair in _ends(ladder)]
    high = max(at + max(row.delta, row.delta_high, 0.0) for row, at in ends)
    low = min(0.0, *(at + min(row.delta, row.delta_low) for row, at in ends))
    return low, high


def _draw_ladder(
    slide: Slide, axes: Any, width: float, ladder: Ladder, colour: str,
    reach: tuple[float, float],
) -> None:  # fmt: skip
    low, high = reach
    factor, unit = time_unit(high)
    room = max(text_size(label(row), 15)[0] for row, _ in _ends(ladder)) + 16
    axes.set_xlim(low, low + (high - low) / max(0.3, 1 - room / width))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value / factor:g} {unit}".replace("-", "−"))
    axes.locator_params(axis="x", nbins=max(2, int(width / 110)))
    axes.grid(axis="x", color=slide.theme.grid, linewidth=1)
    axes.axvline(0, color=slide.theme.faint, linewidth=2)
    ends = _ends(ladder)
    for number, (row, at) in enumerate(ends):
        y, whole = number + 0.5, row is ladder.whole
        axes.barh(y, row.delta, 0.62, left=at, color=colour, alpha=1.0 if whole else 0.75,
                  gid=f"step-{row.allocator}-{number}")  # fmt: skip
        interval = [at + row.delta_low, at + row.delta_high]
        axes.plot(interval, [y, y], color=slide.theme.ink, linewidth=3, solid_capstyle="butt")
        if not whole:  # a line to where the next step starts
            axes.plot([at + row.delta] * 2, [y, y + 1], color=slide.theme.faint, linewidth=1.5)
        right = max(interval[1], at, at + row.delta)
        axes.annotate(label(row), (right, y), (6, 0), textcoords="offset points", fontsize=15,
                      va="center_baseline", color=slide.theme.ink, annotation_clip=False)  # fmt: skip


def label(row: Row) -> str:
    """A cost with a sign and as many decimals as its interval supports."""
    factor, unit = time_unit(row.delta)
    half = (row.delta_high - row.delta_low) / 2 / factor
    decimals = 2 if half < 0.05 else 1 if half < 0.5 else 0
    return f"{row.delta / factor:+.{decimals}f} {unit}".replace("-", "−")
