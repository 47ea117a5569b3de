# SPDX-License-Identifier: MIT
"""bill: the parts of an escape's cost in Go: allocating, then collecting. Each part begins where
the one before ends. One panel for the oldest version of Go, one for the newest."""

import statistics
from dataclasses import dataclass
from typing import Any

from . import finding
from .catalogue import go_version
from .comparison import Row
from .panels import Skip, line_names
from .run import Run, smallest
from .style import MARGIN, WIDTH, Slide, Theme, new_axes, new_slide, put, text_size
from .units import human_time, time_unit

MOST = 16  # rows
CUT = 3  # times the median of the rows: bars longer than that are cut, and end in an arrow
STEPS = (("alloc", "allocate"), ("heap", "collect"))


@dataclass(frozen=True)
class Bill:
    """One scenario in one lane: `alloc` less the stack, `collect` the rest up to the heap."""

    alloc: Row
    collect: Row
    whole: Row


def bills_of(run: Run) -> dict[str, dict[str, Bill]]:
    """Lane to scenario to its bill. Only bills whose three figures are known."""
    steps = [row for row in run.steps if row.metric == "time" and go_version(row.allocator)]
    alloc = smallest([row for row in steps if row.variant == "alloc"])
    collect = smallest([row for row in steps if row.baseline == "alloc"])
    found: dict[str, dict[str, Bill]] = {}
    for place, whole in smallest(run.times()).items():
        if place in alloc and place in collect:
            bill = Bill(alloc[place], collect[place], whole)
            if all(row.known for row in (bill.alloc, bill.collect, bill.whole)):
                found.setdefault(place[1], {})[place[0]] = bill
    return {lane: found[lane] for lane in finding.lanes_of(run) if lane in found}


def draw(run: Run, theme: Theme) -> Any:
    bills = bills_of(run)
    if not bills:
        raise Skip("no lane of Go has its steps alloc and heap")
    lanes = list(dict.fromkeys([next(iter(bills)), list(bills)[-1]]))
    names = sorted({name for lane in lanes for name in bills[lane]},
                   key=lambda n: -max(bills[l][n].whole.delta for l in lanes if n in bills[l]))  # fmt: skip
    shown = names[:MOST]
    note = "Allocating and collecting per operation, with 95 % intervals of the sum"
    note += f"; the {MOST} dearest of {len(names)} scenarios" if len(names) > MOST else ""
    end = _reach(bills, lanes, shown)
    every = [
        bills[lane][name].whole.delta for lane in lanes for name in shown if name in bills[lane]
    ]
    note += "; arrow: cut bar" if max(every) > end else ""
    below = [b for lane in lanes for n, b in bills[lane].items() if n in shown and is_less(b, end)]
    note += "; hatched: below 0" if below else ""
    slide = new_slide(theme, title(bills[lanes[-1]], lanes[-1]), note, run.caption())
    labels = line_names(run.times())
    _draw(slide, [(lane, bills[lane]) for lane in lanes], shown, labels, end)
    return slide.figure


def is_less(bill: Bill, high: float) -> bool:
    """Whether collecting is drawn as a piece that is taken off the allocating."""
    return bill.collect.delta < 0 and bill.whole.delta <= high


def _reach(bills: dict[str, dict[str, Bill]], lanes: list[str], names: list[str]) -> float:
    """The cost at which bars are cut: CUT times the median, if any bar is longer; else the end of
    the longest."""
    rows = [bills[lane][name].whole for lane in lanes for name in names if name in bills[lane]]
    median = statistics.median(row.delta for row in rows)
    inside = [row.delta_high for row in rows if row.delta <= CUT * median or median <= 0]
    return max(inside)


def title(bills: dict[str, Bill], lane: str) -> str:
    shares = [b.collect.delta / b.whole.delta for b in bills.values() if b.whole.delta > 0]
    share = max(0.0, statistics.median(shares)) if shares else 0.0
    return f"In {lane} collecting is {share:.0%} of the median bill".replace("%", " %")


def _draw(slide: Slide, lanes: list[tuple[str, dict[str, Bill]]], names: list[str],
          labels: dict[str, str], high: float) -> None:  # fmt: skip
    """`high`: the cost at which bars are cut."""
    top = slide.top + 50
    height = min(80.0, (slide.bottom - 44 - top) / len(names))
    points = min(20.0, height * 0.45)
    left = MARGIN + max(text_size(labels[n], points)[0] for n in names) + 14
    width = (WIDTH - MARGIN - left - 30 * (len(lanes) - 1)) / len(lanes)
    for line, name in enumerate(names):
        put(slide.figure, left - 14, top + (line + 0.5) * height, labels[name], points, ha="right",
            va="center_baseline", color=slide.theme.ink)  # fmt: skip
    for place, (lane, of) in enumerate(lanes):
        x = left + place * (width + 30)
        after = text_size(lane, 20, weight="bold")[0] + 24
        put(slide.figure, x, slide.top, lane, 20, weight="bold", color=slide.theme.ink)
        for (_, word), colour in zip(STEPS, (slide.theme.stack, slide.theme.heap)):
            put(slide.figure, x + after, slide.top + 2, "■", 18, color=colour)
            put(slide.figure, x + after + 24, slide.top + 2, word, 18, color=slide.theme.ink)
            after += text_size(word, 18)[0] + 50
        axes = new_axes(slide.figure, slide.theme, (x, top, width, height * len(names)))
        axes.set_ylim(len(names), 0)
        axes.set_yticks([])
        drawn = [of[n] for _, of in lanes for n in names if n in of]
        _set_scale(slide, axes, width, drawn, high, points)
        _draw_lane(slide, axes, [of.get(n) for n in names], high, points)


def _set_scale(slide: Slide, axes: Any, width: float, bills: list[Bill], high: float,
               points: float) -> None:  # fmt: skip
    """The same for all lanes: from nothing, or from the lowest of `bills`, to `high`."""
    factor, unit = time_unit(high)
    room = text_size("000.0 ns", points)[0] + 20
    whole = [bill for bill in bills if bill.whole.delta <= high]
    low = min([0.0, *(b.whole.delta_low for b in whole), *(b.collect.delta for b in whole)])
    low = max(low, -high)
    axes.set_xlim(low, low + (high - low) / max(0.3, 1 - room / width))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value / factor:g} {unit}".replace("-", "−"))
    axes.locator_params(axis="x", nbins=max(2, int(width / 140)))
    axes.axvline(0, color=slide.theme.faint, linewidth=2)


def _draw_lane(slide: Slide, axes: Any, bills: list[Bill | None], high: float,
               points: float) -> None:  # fmt: skip
    for line, bill in enumerate(bills):
        y = line + 0.5
        if bill is None:
            axes.annotate("no verdict", (0, y), (8, 0), textcoords="offset points", fontsize=points,
                          va="center_baseline", color=slide.theme.faint)  # fmt: skip
            continue
        name = f"{bill.whole.scenario}-{bill.whole.allocator}"
        cut = bill.whole.delta > high
        shrunk = high / bill.whole.delta if cut else 1.0  # a cut bar keeps its proportions
        first = bill.alloc.delta * shrunk
        first = min(first, high) if cut else first
        axes.barh(y, first, 0.62, color=slide.theme.stack, gid=f"alloc-{name}")
        rest = max(0.0, high - first) if cut else bill.collect.delta
        look: dict[str, Any] = {"color": slide.theme.heap}
        if is_less(bill, high):
            look = {"facecolor": slide.theme.paper, "edgecolor": slide.theme.heap, "hatch": "////"}
        axes.barh(y, rest, 0.62, left=first, gid=f"collect-{name}", **look)
        if cut:
            axes.plot(high, y, ">", color=slide.theme.ink, markersize=points * 0.8, clip_on=False,
                      gid=f"cut-{name}")  # fmt: skip
        else:
            axes.plot([bill.whole.delta_low, bill.whole.delta_high], [y, y],
                      color=slide.theme.ink, linewidth=2.5)  # fmt: skip
        end = high if cut else max(0, first, first + rest, min(bill.whole.delta_high, high))
        axes.annotate(human_time(bill.whole.delta), (end, y), (16 if cut else 8, 0),
                      textcoords="offset points", fontsize=points, va="center_baseline",
                      color=slide.theme.ink, annotation_clip=False)  # fmt: skip
