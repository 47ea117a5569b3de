# SPDX-License-Identifier: MIT
"""The pictures: nothing clipped or overlapping, a mark for each known row, axes from zero,
titles and captions that say what the CSV says."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from boxes import boxes, clipped, overlapping
from escapeplots import counters, distribution, escape_cost, live_set, machines, ratio
from escapeplots import size_sweep, slide, waterfall
from escapeplots.panels import Skip
from escapeplots.run import Run, smallest
from escapeplots.style import DARK, LIGHT, THEMES, save

PICTURES = {
    "escape-cost": escape_cost.draw,
    "ratio": ratio.draw,
    "size-sweep": size_sweep.draw,
    "waterfall": waterfall.draw,
    "live-set": live_set.draw,
    "counters": counters.draw,
    "distribution": distribution.draw,
}
DELTAS = ("delta", "delta_low", "delta_high")
GIVEN = {  # what each run can give; the rest is a Skip
    "stored": {"escape-cost", "ratio", "size-sweep", "distribution"},
    "many": {"escape-cost", "ratio", "size-sweep", "counters"},
    "single": {"escape-cost", "ratio", "size-sweep", "counters"},
    "laddered": {"escape-cost", "ratio", "waterfall", "live-set"},
}


def svg_of(figure: Any, folder: Path) -> str:
    save(figure, folder, "picture")
    return (folder / "picture.svg").read_text(encoding="utf-8")


def marks_in(svg: str, prefix: str) -> int:
    return len(re.findall(f'id="{prefix}-', svg))


@pytest.mark.parametrize("style", THEMES)
@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("run_name", GIVEN)
def test_text_is_whole_and_apart(
    run_name: str, name: str, style: str, request: pytest.FixtureRequest
) -> None:
    run = request.getfixturevalue(run_name)
    if name not in GIVEN[run_name]:
        with pytest.raises(Skip, match=r"\w+ \w+"):
            PICTURES[name](run, THEMES[style])
        return
    figure = PICTURES[name](run, THEMES[style])
    assert clipped(figure) == []
    assert overlapping(figure) == []


def test_overlap_is_seen() -> None:
    """The check itself: two labels on one spot, and one over the edge."""
    from escapeplots.style import new_slide, put

    figure = new_slide(LIGHT, "title", "", "caption").figure
    put(figure, 500, 500, "one", 20)
    put(figure, 505, 505, "two", 20)
    put(figure, 1900, 700, "beyond the edge", 20)
    assert overlapping(figure) == [("one", "two")]
    assert clipped(figure) == ["beyond the edge"]


@pytest.mark.parametrize("run_name", GIVEN)
def test_a_bar_for_each_known_cost(
    run_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    run = request.getfixturevalue(run_name)
    rows = [row for row in smallest(run.times()).values() if row.known]
    svg = svg_of(escape_cost.draw(run, LIGHT), tmp_path)
    assert marks_in(svg, "bar") == len(rows)
    svg = svg_of(ratio.draw(run, LIGHT), tmp_path)
    assert marks_in(svg, "line") == len(rows)


def test_a_curve_for_each_allocator(many: Run, tmp_path: Path) -> None:
    svg = svg_of(size_sweep.draw(many, LIGHT), tmp_path)
    shown = list(size_sweep.sweeps_of(many).values())[: size_sweep.MOST]
    assert marks_in(svg, "curve") == sum(map(len, shown))


def test_steps_lead_from_zero_to_the_whole(laddered: Run) -> None:
    """Each bar starts where the one before ends; the last is the escape cost."""
    figure = waterfall.draw(laddered, LIGHT, "sweep:4096")
    bars = {p.get_gid(): p for axes in figure.axes for p in axes.patches if p.get_gid()}
    for allocator in ("glibc", "boehm"):
        chain = [bars[f"step-{allocator}-{number}"] for number in range(3)]
        end = 0.0
        for bar in chain:
            assert bar.get_x() == pytest.approx(end)
            end = bar.get_x() + bar.get_width()
        whole = bars[f"step-{allocator}-3"]
        assert (whole.get_x(), whole.get_width()) == (0, pytest.approx(end))


def test_a_collector_has_its_own_scale(laddered: Run) -> None:
    figure = waterfall.draw(laddered, LIGHT)
    limits = {axes.get_xlim() for axes in figure.axes}
    assert len(limits) == 2
    assert [text for text, _ in boxes(figure)].count("own scale") == 1


def test_the_share_of_the_allocator_is_said(laddered: Run) -> None:
    case = waterfall.choose(waterfall.ladders_of(laddered), None)
    assert case == ("sweep", 64, 1)
    share = round(100 * 2.5 / (3.5 + 0.7 + 2.5))
    said = waterfall.title(case, waterfall.ladders_of(laddered)[case])
    assert f"{share}\u00a0% with glibc" in said


def test_a_line_for_each_allocator_and_a_point_for_each_live_set(
    laddered: Run, tmp_path: Path
) -> None:
    figure = live_set.draw(laddered, LIGHT, "sweep")
    assert marks_in(svg_of(figure, tmp_path), "live") == 5
    points = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert len(points) == 5 * 4
    case = ("sweep", 64)
    curve = live_set.curves_of(laddered)[case]
    grown = curve["glibc"][-1].delta / curve["glibc"][0].delta
    assert f"{grown:.0f}× with glibc" in live_set.title(case, curve)


def test_bars_start_at_zero(stored: Run) -> None:
    for axes in escape_cost.draw(stored, LIGHT).axes:
        assert axes.get_xscale() == "linear"
        assert axes.get_xlim()[0] <= 0 < axes.get_xlim()[1]
        for patch in axes.patches:
            assert patch.get_x() == 0


def test_bars_are_as_long_as_the_costs(stored: Run) -> None:
    rows = {f"bar-{r.scenario}-{r.allocator}": r for r in smallest(stored.times()).values()}
    axes = escape_cost.draw(stored, LIGHT).axes
    lengths = {patch.get_gid(): patch.get_width() for a in axes for patch in a.patches}
    assert lengths == {name: row.delta for name, row in rows.items() if row.known}


def test_a_bar_that_would_hide_the_others_is_cut(many: Run) -> None:
    """One allocator a thousand times as dear: its bars end in arrows."""
    cheap = [row for row in many.times() if row.resolved and row.delta < 100]
    factor = {"boehm": 1000.0}
    rows = [
        replace(row, **{c: getattr(row, c) * factor.get(row.allocator, 1) for c in DELTAS})
        for row in cheap
        if sum(row.scenario == other.scenario for other in cheap) == 5
    ]
    figure = escape_cost.draw(replace(many, rows=rows), LIGHT)
    dear = {row.scenario for row in rows}
    arrows = {line.get_gid() for a in figure.axes for line in a.lines if line.get_gid()}
    assert dear and arrows == {f"cut-{name}-boehm" for name in dear}
    for axes in figure.axes:
        widths = {p.get_gid(): p.get_width() for p in axes.patches}
        assert len({width for name, width in widths.items() if "boehm" in name}) == 1
        others = [width for name, width in widths.items() if "boehm" not in name]
        assert max(others) > axes.get_xlim()[1] / 8
    assert "arrow: a bar that was cut" in "".join(t.get_text() for t in figure.texts)


def test_unresolved_bars_are_not_filled(many: Run) -> None:
    rows = {f"bar-{r.scenario}-{r.allocator}": r for r in smallest(many.times()).values()}
    patches = [patch for a in escape_cost.draw(many, LIGHT).axes for patch in a.patches]
    hollow = {patch.get_gid() for patch in patches if patch.get_facecolor()[3] == 0}
    unresolved = {name for name, row in rows.items() if row.known and not row.resolved}
    assert unresolved and hollow == unresolved


def test_svg_keeps_text(stored: Run, tmp_path: Path) -> None:
    svg = svg_of(escape_cost.draw(stored, LIGHT), tmp_path)
    row = smallest(stored.times())["return_pointer", "glibc"]
    for text in ("return pointer", "runtime size slice, 64 B", f"{row.delta:.2f} ns", "jemalloc"):
        assert text in svg
    for fact in ("AMD EPYC", "gcc 12.2.0", "2026-11-22", "commit ", "effort normal"):
        assert fact in svg


def test_title_is_computed(stored: Run) -> None:
    import statistics

    lines, series = escape_cost.lines_of(stored)
    glibc = [r.delta for r in smallest(stored.times()).values() if r.allocator == "glibc"]
    assert f"{statistics.median(glibc):.1f} ns with glibc" in escape_cost.title(lines, series)


def test_png_is_a_slide(stored: Run, tmp_path: Path) -> None:
    save(escape_cost.draw(stored, DARK), tmp_path, "picture")
    png = (tmp_path / "picture.png").read_bytes()
    size = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    assert size == (1920, 1080)
    assert (tmp_path / "picture.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_run_gives_the_same_svg(stored: Run, tmp_path: Path) -> None:
    first = svg_of(ratio.draw(stored, LIGHT), tmp_path / "a")
    assert first == svg_of(ratio.draw(stored, LIGHT), tmp_path / "b")


def test_caches_are_marked(stored: Run) -> None:
    texts = [text for text, _ in boxes(size_sweep.draw(stored, LIGHT))]
    assert "L1d 48 KiB" in texts


def test_distribution_shows_every_turn(stored: Run) -> None:
    row = distribution.choose(stored, "return_pointer:8:glibc")
    assert stored.samples
    turns = stored.samples.of(row)
    figure = distribution.draw(stored, LIGHT, "return_pointer:8:glibc")
    shown = {c.get_gid(): len(c.get_offsets()) for c in figure.axes[0].collections}
    assert shown["kept-base"] == shown["kept-subject"] == turns["kept"].sum() == 60
    assert shown["dropped-base"] <= 2 and len(turns) == 62  # 15 more turns only counted
    assert any("60 of 62 kept" in text for text, _ in boxes(figure))


def test_counters_say_where_they_are_from(many: Run) -> None:
    texts = " ".join(text for text, _ in boxes(counters.draw(many, LIGHT)))
    assert "hardware counters" in texts and "instructions" in texts


def test_callgrind_stands_in(single: Run) -> None:
    from dataclasses import replace

    rows = [
        replace(r, metric="callgrind-instructions", delta_low=float("nan"), delta_high=float("nan"))
        for r in single.rows
        if r.metric == "instructions"
    ]
    run = replace(single, rows=[r for r in single.rows if r.metric == "time"] + rows)
    figure = counters.draw(run, LIGHT)
    assert clipped(figure) == [] and overlapping(figure) == []
    texts = " ".join(text for text, _ in boxes(figure))
    assert "callgrind, not read from the CPU" in texts.replace("\n", " ")


@pytest.mark.parametrize("style", THEMES)
def test_machines_stand_side_by_side(stored: Run, many: Run, style: str, tmp_path: Path) -> None:
    from dataclasses import replace

    other = replace(stored, machine={**stored.machine, "machine": {"cpu": {"name": "Other CPU"}}})
    figure = machines.draw([stored, other], THEMES[style])
    assert clipped(figure) == [] and overlapping(figure) == []
    svg = svg_of(figure, tmp_path)
    glibc = [r for r in smallest(stored.times()).values() if r.allocator == "glibc" and r.known]
    assert marks_in(svg, "bar") == 2 * len(glibc)
    assert "Other CPU" in svg and "AMD EPYC" in svg
    with pytest.raises(Skip, match="share no scenario"):
        machines.draw([stored, many], THEMES[style])
    with pytest.raises(Skip, match="one run only"):
        machines.draw([stored], THEMES[style])


@pytest.mark.parametrize("style", THEMES)
def test_slides_show_code_and_cost(stored: Run, style: str, tmp_path: Path) -> None:
    for scenario in slide.scenarios_of(stored):
        figure = slide.draw(stored, THEMES[style], scenario)
        assert clipped(figure) == [] and overlapping(figure) == [], scenario
    svg = svg_of(slide.draw(stored, THEMES[style], "return_pointer"), tmp_path)
    assert "go_new" in svg and "free" in svg
    assert marks_in(svg, "bar") == 2


def test_no_slide_without_source(single: Run) -> None:
    with pytest.raises(Skip, match="no scenarios/a_scenario"):
        slide.draw(single, LIGHT, "a_scenario_with_a_long_name_0")
