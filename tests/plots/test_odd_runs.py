# SPDX-License-Identifier: MIT
"""Ten odd runs and the stored full catalogue: in every picture all text is whole, apart and large
enough to be read, no scenario and no lane is missing; report and deck are made of each."""

import csv
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from boxes import boxes, clipped, overlapping
from conftest import ROOT, STORED, call, write_synthetic
from escapeplots import deck, escape_cost, finding, heat, plots_cli, slide
from escapeplots.comparison import COLUMNS
from escapeplots.panels import Skip
from escapeplots.run import Run, read_run, smallest
from escapeplots.style import LIGHT

SMALLEST = 10.0  # points, 13.9 pixels of 1920
LONG = "a-very-long-name-of-a-host-that-nobody-shortened." * 5
Cell = list[Any]


def cells(delta: float, half: float = 0.1, base: float = 2.0) -> Cell:
    ratio = [] if base == 0 else [(base + delta) / base] * 3
    return [base, base + delta, delta, delta - half, delta + half, *(ratio or ["", "", ""])]


def case(name: str, lane: str, figures: Cell, verdict: str = "slower", origin: str = "P1") -> Cell:
    place = [name, origin, 8, 1, lane, "heap", "stack", "time", "ns/op"]
    return [*place, *figures, verdict, 6, 50, 60, ""]


def lanes(count: int) -> list[str]:
    return ["glibc", "jemalloc", "mimalloc", "tcmalloc", "boehm", "mine", "go1.19", "go1.22",
            "go1.24", "go1.27"][:count]  # fmt: skip


def names(count: int) -> list[str]:
    return [f"scenario_number_{i}" for i in range(count)]


ODD: dict[str, list[Cell]] = {
    "one scenario": [case("alone", lane, cells(5.0)) for lane in lanes(5)],
    "one case": [case("alone", "glibc", cells(5.0))],
    "missing lanes": [case(n, lane, cells(5.0 + i)) for i, n in enumerate(names(9))
                      for lane in lanes(5)[i % 4 :]],
    "ten lanes": [case(n, lane, cells(5.0 + i + k)) for i, n in enumerate(names(12))
                  for k, lane in enumerate(lanes(10))],
    "costs of nothing": [case(n, lane, cells(0.0, 0.0), "same") for n in names(6)
                         for lane in lanes(3)],
    "negative costs": [case(n, lane, cells(-1.5 - i), "faster") for i, n in enumerate(names(8))
                       for lane in lanes(5)],
    "all kinds": [case(n, lane, cells(d, abs(d) / 2, b), v) for n, (d, b, v) in zip(names(7), (
                  (5.0, 2.0, "slower"), (-3.0, 4.0, "faster"), (0.0, 2.0, "same"), (1e-4, 1.0, "unresolved"),
                  (3e9, 1e3, "slower"), (7.0, 0.0, "slower"), (0.4, 1e6, "unresolved"))) for lane in lanes(5)],
    "no verdicts": [case(n, lane, [""] * 8, v) for n, v in zip(names(5), ("no-verdict", "failed") * 3)
                    for lane in lanes(5)],
    "long names": [case(("n" + str(i)) * 60, "lane" * 12 + str(k), cells(5.0 + k), "slower", "other")
                   for i in range(4) for k in range(4)],
}  # fmt: skip


FULL = ROOT / "results/reference/2026-11-27-epyc-rigorous"
KINDS = [*ODD, "sixty scenarios", "full catalogue"]


def odd_run(kind: str, folder: Path) -> Run:
    """The stored full catalogue; or one made in `folder`, of a machine whose names are long."""
    if kind == "full catalogue":
        return read_run(FULL)
    path = folder / "comparison.csv"
    if kind == "sixty scenarios":
        write_synthetic(path, 60)
    else:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *ODD[kind]])
    machine = json.loads((STORED / "machine.json").read_text(encoding="utf-8"))
    machine["machine"]["host"] = machine["machine"]["cpu"]["name"] = LONG
    (folder / "machine.json").write_text(json.dumps(machine), encoding="utf-8")
    return read_run(folder)


@pytest.fixture(scope="module", params=KINDS)
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return odd_run(request.param, tmp_path_factory.mktemp("odd"))


def test_pictures_are_right(odd: Run) -> None:
    drawn = set()
    for name, draw in plots_cli.pictures([odd], LIGHT, None, 8).items():
        try:
            figure = draw()
        except Skip as reason:
            assert str(reason)
            continue
        drawn.add(name)
        assert clipped(figure) == [], name
        assert overlapping(figure) == [], name
        if name.startswith(("escape-cost", "heat", "years", "bill")):
            small = [t for t in figure.findobj(lambda a: hasattr(a, "get_fontsize"))
                     if t.get_text().strip() and t.get_visible() and t.get_fontsize() < SMALLEST]  # fmt: skip
            assert [t.get_text() for t in small] == [], name
    assert {"escape-cost", "escape-cost-top-8", "heat"} <= drawn


def test_no_scenario_and_no_lane_is_left_out(odd: Run, tmp_path: Path) -> None:
    rows = smallest(odd.times())
    figure = escape_cost.draw(odd, LIGHT)
    marks = {line.get_gid() for axes in figure.axes for line in axes.lines if line.get_gid()}
    assert {f"{'dot' if r.known else 'none'}-{s}-{lane}" for (s, lane), r in rows.items()} <= marks
    matrix = heat.draw(odd, LIGHT)
    assert {f"cell-{s}-{lane}" for s, lane in rows} == {p.get_gid() for p in matrix.artists if p.get_gid()} | {
        p.get_gid() for p in matrix.patches if p.get_gid()}  # fmt: skip


def test_halves_are_not_empty(odd: Run) -> None:
    """Left and right half of the body each have text or marks."""
    for figure in (escape_cost.draw(odd, LIGHT), heat.draw(odd, LIGHT)):
        middles = [(box.x0 + box.x1) / 2 for _, box in boxes(figure)]
        assert min(middles) < 960 < max(middles)


def test_title_is_short_and_the_deck_has_all(odd: Run) -> None:
    assert len(finding.title(finding.cells_of(odd))) <= finding.TITLE
    content = deck.deck(odd, LIGHT, slide.scenarios_of(odd), finding.lanes_of(odd))
    text = json.dumps(content)
    for scenario in slide.scenarios_of(odd):
        assert scenario.replace("_", " ").lower() in text.lower()


class Loose(HTMLParser):
    """Counts elements."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1


def test_the_report_is_made(odd: Run, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    result = call("report", odd.path, "--output", output)
    assert result.returncode == 0, result.stderr
    page = Loose()
    page.feed(output.read_text(encoding="utf-8"))
    assert page.counts["h1"] == 1 and page.counts["script"] == 3
    assert output.stat().st_size <= 1_500_000


def test_ten_lanes_have_ten_looks() -> None:
    from escapeplots.dots import looks
    from escapeplots.style import colours

    found = looks(colours(LIGHT, lanes(10), ("glibc",)))
    assert len({(look.colour, look.shape) for look in found.values()}) == 10
    assert replace(found["glibc"], shape="s") != found["jemalloc"]
