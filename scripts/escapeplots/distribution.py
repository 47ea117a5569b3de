# SPDX-License-Identifier: MIT
"""distribution: every turn of one case: kept ones as dots, dropped ones as crosses."""

import random
from typing import Any

import pandas

from .comparison import Row
from .panels import Skip
from .run import Run
from .style import HEIGHT, MARGIN, WIDTH, Slide, Theme, new_axes, new_slide, put
from .units import human_size, human_time, plain, time_unit

LANES = ("base", "subject")


def draw(run: Run, theme: Theme, case: str | None = None) -> Any:
    if run.samples is None:
        raise Skip("there is no samples.csv beside the comparison.csv")
    row = choose(run, case)
    turns = run.samples.of(row)
    if turns.empty:
        raise Skip(f"samples.csv has no timed turn of {name_of(row)}")
    slide = new_slide(theme, title(row, turns), subtitle(turns), run.caption())
    _draw_lanes(slide, row, turns)
    return slide.figure


def name_of(row: Row) -> str:
    return f"{plain(row.scenario)}, {human_size(row.size_bytes)}, {row.allocator}"


def choose(run: Run, case: str | None) -> Row:
    """Finds the case SCENARIO[:SIZE[:ALLOCATOR]]; without one, the first resolved case."""
    rows = run.times()
    if not rows:
        raise Skip("this run has no case with a heap variant")
    if case is None:
        return next((row for row in rows if row.resolved), rows[0])
    wanted = case.split(":")
    for row in rows:
        if wanted == [row.scenario, str(row.size_bytes), row.allocator][: len(wanted)]:
            return row
    raise Skip(f"the run has no case '{case}'")


def title(row: Row, turns: pandas.DataFrame) -> str:
    kept = turns[turns["kept"]]
    if kept.empty:
        return f"{name_of(row)}: none of {len(turns)} turns was quiet enough to count"
    base, subject = kept["base"], kept["subject"]
    apart = base.max() < subject.min()
    words = "every kept heap turn is slower than every stack turn" if apart else "the two overlap"
    medians = f"{human_time(base.median())} on the {row.baseline}, {human_time(subject.median())}"
    return f"{name_of(row)}: {medians} on the {row.variant}; {words}"


def subtitle(turns: pandas.DataFrame) -> str:
    dropped = turns[~turns["kept"]]
    text = f"One dot a turn: {len(turns) - len(dropped)} of {len(turns)} kept"
    counts = dropped["reason"].value_counts()
    reasons = ", ".join(f"{count} {reason}" for reason, count in counts.items())
    return text + (f"; dropped, as crosses: {reasons}" if reasons else "; none dropped")


def _limits(turns: pandas.DataFrame) -> tuple[float, float]:
    """The axis: from zero, so that distance is cost, to a limit that contains the kept turns and
    most others."""
    shown = turns[turns["kept"]] if turns["kept"].any() else turns
    high = max(shown["base"].max(), shown["subject"].max())
    return 0.0, float(high) * 1.25


def _draw_lanes(slide: Slide, row: Row, turns: pandas.DataFrame) -> None:
    theme = slide.theme
    box = (MARGIN + 130.0, slide.top, WIDTH - 2 * MARGIN - 130.0, slide.bottom - slide.top - 60)
    axes = new_axes(slide.figure, theme, box)
    low, high = _limits(turns)
    axes.set_xlim(low, high)
    axes.set_ylim(2, 0)
    axes.set_yticks([])
    axes.grid(axis="x", color=theme.grid, linewidth=1)
    axes.axhline(1, color=theme.grid, linewidth=1)
    factor, unit = time_unit(high)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value / factor:g}")
    axes.set_xlabel(f"{unit} per operation in one turn", fontsize=14, loc="left")
    names = (row.baseline, row.variant)
    for lane, (column, colour) in enumerate(zip(LANES, (theme.stack, theme.heap))):
        middle = box[1] + box[3] * (lane + 0.5) / 2
        put(slide.figure, MARGIN, middle, names[lane], 24, weight="bold", color=theme.ink,
            va="center")  # fmt: skip
        _draw_lane(slide, axes, turns, column, lane, colour, high)


def _draw_lane(
    slide: Slide, axes: Any, turns: pandas.DataFrame, column: str, lane: int, colour: str,
    high: float,
) -> None:  # fmt: skip
    """Draws kept turns above and dropped ones below. Their height has no meaning; it keeps dots
    apart."""
    dice = random.Random(lane)
    for kept, low, reach, style in (
        (True, 0.16, 0.44, {"marker": "o", "s": 70, "alpha": 0.55, "linewidths": 0}),
        (False, 0.72, 0.2, {"marker": "x", "s": 70, "alpha": 0.8, "linewidths": 2}),
    ):
        values = turns[turns["kept"] == kept][column]
        inside = values[values <= high]
        heights = [lane + low + reach * dice.random() for _ in inside]
        face = colour if kept else slide.theme.faint
        word = "kept" if kept else "dropped"
        axes.scatter(inside, heights, color=face, gid=f"{word}-{column}", **style)
        beyond = len(values) - len(inside)
        if beyond:
            y = 1 - axes.transData.transform((0, lane + low + reach / 2))[1] / HEIGHT
            put(slide.figure, WIDTH - MARGIN, y * HEIGHT, f"{beyond} beyond →", 15, ha="right",
                va="center", color=slide.theme.ink,
                bbox={"facecolor": slide.theme.paper, "edgecolor": "none"})  # fmt: skip
        if kept and len(values):
            _mark_median(slide, axes, float(values.median()), lane)


def _mark_median(slide: Slide, axes: Any, value: float, lane: int) -> None:
    axes.plot([value, value], [lane + 0.12, lane + 0.64], color=slide.theme.ink, linewidth=3)
    axes.annotate(
        f"median {human_time(value)}", (value, lane + 0.1), (0, 0), textcoords="offset points",
        va="bottom", ha="center", fontsize=17, color=slide.theme.ink,
    )  # fmt: skip
