# SPDX-License-Identifier: MIT
"""Odd runs and stored full catalogues. In every picture no text is clipped, overlaps or is too
small to read; no half is empty; no scenario and no lane is missing. Each has report and deck."""

import csv
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from boxes import clipped, empty_halves, over_marks, overlapping, small
from conftest import ROOT, STORED, call, write_synthetic
from escapeplots import deck, finding, plots_cli, slide
from escapeplots.comparison import COLUMNS
from escapeplots.panels import Skip
from escapeplots.run import Run, read_run, smallest
from escapeplots.style import LIGHT

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


def twice(run: Run) -> list[Run]:
    """The run, and the same from another machine, for the picture of machines."""
    return [run, replace(run, machine={**run.machine, "machine": {"cpu": {"name": "Other CPU"}}})]


def go_rows() -> list[Cell]:
    """Two versions of Go and nothing else, with the steps of the bill."""
    rows = []
    for i, (name, origin) in enumerate(
        zip(names(9), ("P1", "P2", "S1", "S4", "R5a", "R4a", "N3", "N1", "L6"))
    ):
        for lane, whole in (("go1.19", 24.0 + i), ("go1.27", 12.0 + 20 * i)):
            rows.append(case(name, lane, cells(whole), origin=origin))
            for variant, baseline, cost in (
                ("alloc", "stack", whole * 0.7),
                ("heap", "alloc", whole * 0.3),
            ):
                step = case(name, lane, cells(cost), origin=origin)
                rows.append([*step[:5], variant, baseline, *step[7:]])
    return rows


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
    "killed run": [case("the_first", "glibc", cells(5.0)), case("the_second", "glibc", [""] * 8, "no-verdict")],
    "signs in names": [case(name, lane, cells(5.0 + k)) for name in (
                       "<script>alert(1)</script>", r"\frac{a}{b}$x^2$", "a&amp;b\"c'd", "../../up", "%s{0}#?")
                       for k, lane in enumerate(("glibc", "<b>lane</b>"))],
    "long names": [case(("n" + str(i)) * 60, "lane" * 12 + str(k), cells(5.0 + k), "slower", "other")
                   for i in range(4) for k in range(4)],
}  # fmt: skip


FULL = ROOT / "results/reference/2026-11-27-epyc-rigorous"
GO = ROOT / "results/reference/2026-11-28-xeon-go"
KINDS = [*ODD, "only Go", "sixty scenarios", "full catalogue", "full catalogue with Go"]


def odd_run(kind: str, folder: Path) -> Run:
    """The stored full catalogue; or one made in `folder`, of a machine whose names are long."""
    if kind.startswith("full catalogue"):
        return read_run(GO if kind.endswith("Go") else FULL)
    path = folder / "comparison.csv"
    if kind == "sixty scenarios":
        write_synthetic(path, 60)
    else:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(
                [COLUMNS, *(ODD[kind] if kind in ODD else go_rows())]
            )
    machine = json.loads((STORED / "machine.json").read_text(encoding="utf-8"))
    machine["machine"]["host"] = machine["machine"]["cpu"]["name"] = LONG
    machine["state"] = "running" if kind == "killed run" else machine.get("state")
    (folder / "machine.json").write_text(json.dumps(machine), encoding="utf-8")
    return read_run(folder)


@pytest.fixture(scope="module", params=KINDS)
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return odd_run(request.param, tmp_path_factory.mktemp("odd"))


@pytest.fixture(scope="module")
def drawn(odd: Run) -> dict[str, Any]:
    """Every picture that the run can give."""
    figures = {}
    for name, draw in plots_cli.pictures(twice(odd), LIGHT, None, 8).items():
        try:
            figures[name] = draw()
        except Skip as reason:
            assert str(reason)
    return figures


def test_pictures_are_right(drawn: dict[str, Any]) -> None:
    for name, figure in drawn.items():
        assert clipped(figure) == [], name
        assert overlapping(figure) == [], name
        assert over_marks(figure) == [], name
        assert small(figure) == [], name
        assert empty_halves(figure) == [], name
    assert {"escape-cost", "escape-cost-top-8", "heat"} <= set(drawn)


def test_no_scenario_and_no_lane_is_left_out(odd: Run, drawn: dict[str, Any]) -> None:
    rows = smallest(odd.times())
    marks = {
        line.get_gid()
        for axes in drawn["escape-cost"].axes
        for line in axes.lines
        if line.get_gid()
    }
    assert {f"{'dot' if r.known else 'none'}-{s}-{lane}" for (s, lane), r in rows.items()} <= marks
    matrix = drawn["heat"]
    assert {f"cell-{s}-{lane}" for s, lane in rows} == {p.get_gid() for p in matrix.artists if p.get_gid()} | {
        p.get_gid() for p in matrix.patches if p.get_gid()}  # fmt: skip


def test_title_is_short_and_the_deck_has_all(odd: Run) -> None:
    assert len(finding.title(finding.cells_of(odd))) <= finding.TITLE
    content = deck.deck(odd, LIGHT, slide.scenarios_of(odd), finding.lanes_of(odd))
    text = json.dumps(content)
    for scenario in slide.scenarios_of(odd):
        name = json.dumps(scenario.replace("_", " "))[1:-1]
        assert name.lower() in text.lower()


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
