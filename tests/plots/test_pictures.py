# SPDX-License-Identifier: MIT
"""The pictures: nothing clipped or overlapping, a mark for each known row, axes from zero,
titles and captions that say what the CSV says."""

import re
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Callable

import pytest
from boxes import boxes, clipped, empty_halves, overlapping, over_marks, small
from conftest import ALL_FORMATS
from escapeplots import bill, counters, distribution, escape_cost, finding, heat, live_set
from escapeplots import machines, ratio, size_sweep, slide, waterfall, years
from escapeplots.panels import Skip
from escapeplots.run import Run, read_run, smallest
from escapeplots.style import DARK, LIGHT, THEMES, encoded, save

PICTURES = {
    "escape-cost": escape_cost.draw,
    "top": lambda run, theme: escape_cost.draw(run, theme, 8),
    "heat": heat.draw,
    "years": years.draw,
    "bill": bill.draw,
    "ratio": ratio.draw,
    "size-sweep": size_sweep.draw,
    "waterfall": waterfall.draw,
    "live-set": live_set.draw,
    "counters": counters.draw,
    "distribution": distribution.draw,
}
DELTAS = ("delta", "delta_low", "delta_high")
ALWAYS = {"escape-cost", "top", "heat", "ratio"}
GIVEN = {  # what each run can give; the rest is a Skip
    "stored": ALWAYS | {"size-sweep", "distribution"},
    "many": ALWAYS | {"size-sweep", "counters"},
    "single": ALWAYS | {"size-sweep", "counters"},
    "laddered": ALWAYS | {"waterfall", "live-set"},
    "go": ALWAYS | {"years", "bill"},
}


Picture = Callable[..., Any]


@pytest.fixture(scope="session")
def picture(request: pytest.FixtureRequest) -> Picture:
    """Draws a picture of a run once: all tests look at the same figure, and none changes it."""

    @cache
    def draw(run_name: str, name: str, style: str = "light") -> Any:
        return PICTURES[name](request.getfixturevalue(run_name), THEMES[style])

    return draw


def svg_of(figure: Any) -> str:
    return encoded(figure, "svg").decode()


def marks_in(svg: str, prefix: str) -> int:
    return len(re.findall(f'id="{prefix}-', svg))


@pytest.mark.parametrize("style", THEMES)
@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("run_name", GIVEN)
def test_text_is_whole_and_apart(run_name: str, name: str, style: str, picture: Picture) -> None:
    if name not in GIVEN[run_name]:
        with pytest.raises(Skip, match=r"\w+ \w+"):
            picture(run_name, name, style)
        return
    figure = picture(run_name, name, style)
    assert clipped(figure) == []
    assert overlapping(figure) == []
    assert over_marks(figure) == []
    assert small(figure) == []
    assert empty_halves(figure) == []


def test_faults_are_seen() -> None:
    """The checks find two labels at one place, one over the edge, one on a bar, one on a dot, one
    that is too small, and an empty right half."""
    from escapeplots.style import new_axes, new_slide, put

    figure = new_slide(LIGHT, "title", "", "caption").figure
    assert empty_halves(figure) == ["left", "right"]
    put(figure, 500, 500, "one", 20)
    put(figure, 505, 505, "two", 20)
    put(figure, 500, 950, "tiny", 10.0)
    axes = new_axes(figure, LIGHT, (100, 200, 400, 200))
    axes.barh(0, 1)
    assert empty_halves(figure) == ["right"]
    put(figure, 1900, 700, "beyond the edge", 20)
    axes.plot([3], [0], "o", markersize=12)
    axes.annotate("on a bar", (0.2, 0), va="center", fontsize=12)
    axes.annotate("dotted", (3, 0), va="center", ha="center", fontsize=12)
    assert overlapping(figure) == [("one", "two")]
    assert clipped(figure) == ["beyond the edge"]
    assert over_marks(figure) == ["on a bar", "dotted"]
    assert small(figure) == ["tiny"]


@pytest.mark.parametrize("run_name", GIVEN)
def test_a_mark_for_each_known_cost(
    run_name: str, request: pytest.FixtureRequest, picture: Picture
) -> None:
    run = request.getfixturevalue(run_name)
    rows = [row for row in smallest(run.times()).values() if row.known]
    svg = svg_of(picture(run_name, "escape-cost"))
    assert marks_in(svg, "dot") == len(rows)
    assert marks_in(svg, "none") == len(smallest(run.times())) - len(rows)
    svg = svg_of(picture(run_name, "heat"))
    assert marks_in(svg, "cell") == len(smallest(run.times()))
    svg = svg_of(picture(run_name, "ratio"))
    assert marks_in(svg, "dot") == len([r for r in rows if r.ratio > 0])


def test_a_curve_for_each_allocator(many: Run, picture: Picture) -> None:
    svg = svg_of(picture("many", "size-sweep"))
    first = next(iter(size_sweep.sweeps_of(many).values()))
    assert marks_in(svg, "curve") == len(first)


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


def test_a_collector_has_its_own_scale(picture: Picture) -> None:
    figure = picture("laddered", "waterfall")
    limits = {axes.get_xlim() for axes in figure.axes}
    assert len(limits) == 2
    assert [text for text, _ in boxes(figure)].count("own scale") == 1


def test_the_share_of_the_allocator_is_said(laddered: Run) -> None:
    case = waterfall.choose(waterfall.ladders_of(laddered), None)
    assert case == ("sweep", 64, 1)
    share = round(100 * 2.5 / (3.5 + 0.7 + 2.5))
    said = waterfall.title(case, waterfall.ladders_of(laddered)[case])
    assert f"{share} % of an escape" in said and said.startswith("glibc")


def test_a_line_for_each_allocator_and_a_point_for_each_live_set(laddered: Run) -> None:
    figure = live_set.draw(laddered, LIGHT, "sweep")
    assert marks_in(svg_of(figure), "live") == 5
    points = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert len(points) == 5 * 4
    case = ("sweep", 64)
    curve = live_set.curves_of(laddered)[case]
    grown = curve["glibc"][-1].delta / curve["glibc"][0].delta
    assert f" live objects make an escape {grown:.0f}× as dear" in live_set.title(case, curve)


def twice(run: Run, factor: float = 1.0) -> list[Run]:
    """The run, and another with costs of that factor."""
    other = [replace(r, **{c: getattr(r, c) * factor for c in DELTAS}) for r in run.rows]
    cpu = {"machine": {"cpu": {"name": "Other CPU"}}}
    return [run, replace(run, rows=other, machine={**run.machine, **cpu})]


def test_bars_start_at_zero_and_are_as_long_as_the_costs(stored: Run) -> None:
    figure = machines.draw(twice(stored), LIGHT)
    rows = {r.scenario: r for r in smallest(stored.times()).values() if r.allocator == "glibc"}
    lengths = {patch.get_gid(): patch.get_width() for a in figure.axes for patch in a.patches}
    assert lengths == {f"bar-{n}-glibc": row.delta for n, row in rows.items() if row.known}
    for axes in figure.axes:
        assert axes.get_xscale() == "linear" and axes.get_xlim()[0] <= 0 < axes.get_xlim()[1]
        assert all(patch.get_x() == 0 for patch in axes.patches)


def test_a_bar_that_would_hide_the_others_is_cut(stored: Run) -> None:
    """On one machine everything costs a thousand times as much: its bars end in arrows."""
    figure = machines.draw([*twice(stored), twice(stored, 1000.0)[1]], LIGHT)
    arrows = [line for a in figure.axes for line in a.lines if "cut-" in str(line.get_gid())]
    assert arrows
    assert "arrow: a bar that was cut" in "".join(t.get_text() for t in figure.texts)


def dots_of(figure: Any) -> dict[str, Any]:
    lines = [line for axes in figure.axes for line in axes.lines if line.get_gid()]
    return {line.get_gid()[4:]: line for line in lines if line.get_gid().startswith("dot-")}


def test_dots_stand_at_the_costs(stored: Run, picture: Picture) -> None:
    rows = {f"{r.scenario}-{r.allocator}": r for r in smallest(stored.times()).values()}
    dots = dots_of(picture("stored", "escape-cost"))
    assert dots.keys() == {name for name, row in rows.items() if row.known}
    for name, dot in dots.items():
        if dot.axes.get_xscale() == "log":
            assert dot.get_xdata()[0] == rows[name].delta
        else:  # the strip for what is below the axis
            assert rows[name].delta < min(
                a.get_xlim()[0] for a in dot.figure.axes if a.get_xscale() == "log"
            )


def test_unresolved_dots_are_hollow(many: Run, picture: Picture) -> None:
    rows = {f"{r.scenario}-{r.allocator}": r for r in smallest(many.times()).values()}
    dots = dots_of(picture("many", "escape-cost"))
    hollow = {name for name, dot in dots.items() if dot.get_markerfacecolor() == LIGHT.paper}
    unresolved = {name for name, row in rows.items() if row.known and not row.resolved}
    assert unresolved and hollow == unresolved


def test_each_lane_has_a_colour_and_a_shape_of_its_own(picture: Picture) -> None:
    dots = dots_of(picture("go", "escape-cost"))
    looks = {
        n.rsplit("-", 1)[1]: (d.get_marker(), d.get_markerfacecolor()) for n, d in dots.items()
    }
    assert len({shape for shape, _ in looks.values()}) == len({c for _, c in looks.values()}) == 4


def test_rows_stand_in_groups_by_the_first_lane(go: Run) -> None:
    groups = finding.by_group(finding.cells_of(go))
    assert list(groups) == ["Returning", "Boxing", "Containers", "Closures", "Channels",
                            "Make and new", "Beyond the articles"]  # fmt: skip
    assert groups["Returning"] == ["case_1", "case_0"]  # the dearest first


@pytest.mark.parametrize("run_name", GIVEN)
def test_titles_are_short(run_name: str, picture: Picture) -> None:
    for name in GIVEN[run_name] & {"escape-cost", "top", "heat", "years", "bill", "waterfall",
                                   "live-set"}:  # fmt: skip
        title = picture(run_name, name).texts
        bold = [t.get_text() for t in title if t.get_weight() == "bold" and t.get_fontsize() > 29.5]
        assert bold and len(bold[0]) <= finding.TITLE


def test_the_bill_adds_up(go: Run, picture: Picture) -> None:
    figure = picture("go", "bill")
    bars = {p.get_gid(): p for axes in figure.axes for p in axes.patches if p.get_gid()}
    for lane in ("go1.19", "go1.27"):
        alloc, collect = bars[f"alloc-case_0-{lane}"], bars[f"collect-case_0-{lane}"]
        assert alloc.get_x() == 0 and collect.get_x() == alloc.get_width()
        whole = smallest(go.times())["case_0", lane].delta
        assert collect.get_x() + collect.get_width() == pytest.approx(whole)
    assert any("75 % of the median bill" in text for text, _ in boxes(figure))


def test_collecting_below_zero_is_hatched(go: Run) -> None:
    less = [
        replace(row, delta=-0.5) if row.baseline == "alloc" and row.scenario == "case_0" else row
        for row in go.steps
    ]
    figure = bill.draw(replace(go, steps=less), LIGHT)
    bars = {p.get_gid(): p for axes in figure.axes for p in axes.patches if p.get_gid()}
    assert (
        bars["collect-case_0-go1.27"].get_hatch() and not bars["collect-case_1-go1.27"].get_hatch()
    )
    assert any(text.endswith("; hatched: below 0") for text, _ in boxes(figure))


def test_the_years_say_how_the_cost_moved(picture: Picture) -> None:
    figure = picture("go", "years")
    assert any("From go1.19 to go1.27 an escape got 40 % cheaper" == t for t, _ in boxes(figure))
    lines = [line for axes in figure.axes for line in axes.lines if line.get_gid()]
    assert len(figure.axes) == len(lines) == 7
    assert list(lines[0].get_ydata()) == [30.0, 24.0, 18.0]
    assert all(axes.get_ylim()[0] == 0 for axes in figure.axes)


def test_svg_keeps_text(stored: Run, picture: Picture) -> None:
    svg = svg_of(picture("stored", "escape-cost"))
    row = smallest(stored.times())["return_pointer", "glibc"]
    for text in ("return pointer", "runtime size slice, 64 B", f"{row.delta:.1f} ns", "jemalloc"):
        assert text in svg
    for fact in ("AMD EPYC", "gcc 12.2.0", "2026-11-22", "commit ", "effort normal"):
        assert fact in svg


def test_title_is_computed(stored: Run) -> None:
    import statistics

    glibc = [r.delta for r in smallest(stored.times()).values()
             if r.allocator == "glibc" and r.resolved]  # fmt: skip
    title = finding.title(finding.cells_of(stored))
    assert title.startswith(f"An escape costs {statistics.median(glibc):.1f} ns with glibc")


def test_medians_are_over_the_scenarios_that_all_lanes_have(stored: Run) -> None:
    one_lane_less, without = finding.cells_of(stored), finding.cells_of(stored)
    del one_lane_less["return_pointer"]["glibc"]
    del without["return_pointer"]
    assert finding.medians(one_lane_less) == finding.medians(without)


@pytest.mark.parametrize("folder", ["2026-11-27-epyc-rigorous", "2026-11-28-xeon-go"])
def test_medians_are_those_of_show(folder: str) -> None:
    """The C program and the pictures tell one median, of one set of scenarios: of those whose
    value lives on the heap."""
    from conftest import ROOT, program

    path = ROOT / "results/reference" / folder
    words = [program(), "show", str(path)]
    shown = " ".join(
        subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    )
    told = shown.partition("of the articles' scenarios is ")[2]
    lanes = re.findall(r"(\d+\.\d)(?: ns)? (?:in|with) (go\d\.\d+|\w+)", told.partition(". ")[0])
    medians = finding.medians(finding.cells_of(read_run(path)))
    assert {lane: cost for cost, lane in lanes} == {k: f"{v:.1f}" for k, v in medians.items()}


def test_png_is_a_slide(stored: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escapeplots.style.FORMATS", ALL_FORMATS)
    save(escape_cost.draw(stored, DARK), tmp_path, "picture")
    png = (tmp_path / "picture.png").read_bytes()
    size = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    assert size == (1920, 1080)
    assert (tmp_path / "picture.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_run_gives_the_same_svg(stored: Run) -> None:
    first = svg_of(ratio.draw(stored, LIGHT))
    assert first == svg_of(ratio.draw(stored, LIGHT))


def test_caches_are_marked(picture: Picture) -> None:
    texts = [text for text, _ in boxes(picture("stored", "size-sweep"))]
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


def test_counters_say_where_they_are_from(picture: Picture) -> None:
    texts = " ".join(text for text, _ in boxes(picture("many", "counters")))
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
def test_machines_stand_side_by_side(stored: Run, many: Run, style: str) -> None:
    from dataclasses import replace

    other = replace(stored, machine={**stored.machine, "machine": {"cpu": {"name": "Other CPU"}}})
    figure = machines.draw([stored, other], THEMES[style])
    assert clipped(figure) == [] and overlapping(figure) == []
    svg = svg_of(figure)
    glibc = [r for r in smallest(stored.times()).values() if r.allocator == "glibc" and r.known]
    assert marks_in(svg, "bar") == 2 * len(glibc)
    assert "Other CPU" in svg and "AMD EPYC" in svg
    with pytest.raises(Skip, match="share no scenario"):
        machines.draw([stored, many], THEMES[style])
    with pytest.raises(Skip, match="one run only"):
        machines.draw([stored], THEMES[style])


@pytest.mark.parametrize("style", THEMES)
def test_slides_show_code_and_cost(stored: Run, style: str) -> None:
    drawn = {s: slide.draw(stored, THEMES[style], s) for s in slide.scenarios_of(stored)}
    for scenario, figure in drawn.items():
        assert clipped(figure) == [] and overlapping(figure) == [], scenario
    svg = svg_of(drawn["return_pointer"])
    assert "go_new" in svg and "free" in svg
    assert marks_in(svg, "bar") == 2


def test_no_slide_without_source(single: Run) -> None:
    with pytest.raises(Skip, match="no scenarios/a_scenario"):
        slide.draw(single, LIGHT, "a_scenario_with_a_long_name_0")
