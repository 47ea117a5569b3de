# SPDX-License-Identifier: MIT
"""The deck has every scenario, and native charts and tables in the .pptx. The .pptx has as many
pages as the HTML has slides. No page is empty, and everything fits."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, STORED, call
from escapeplots import deck, deck_files, slide
from escapeplots.finding import lanes_of
from escapeplots.run import Run, read_run
from escapeplots.style import DARK, LIGHT

FULL = ROOT / "results/reference/2026-11-27-epyc-rigorous"
Deck = dict[str, Any]


def made(run: Run, names: list[str] | None = None) -> Deck:
    return deck.deck(run, LIGHT, names or slide.scenarios_of(run), lanes_of(run))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deck, Path]:
    """The stored run's deck, written."""
    folder, content = tmp_path_factory.mktemp("deck"), made(read_run(STORED))
    try:
        deck_files.write_deck(content, folder)
    except deck_files.NoPackages as reason:
        pytest.skip(f"the deck's packages cannot be had: {reason}")
    return content, folder


def words_of(content: Deck) -> str:
    return json.dumps(content, ensure_ascii=False)


def test_no_scenario_of_the_full_catalogue_is_missing() -> None:
    run = read_run(FULL)
    content = made(run)
    kickers = " | ".join(s.get("kicker", "") for s in content["slides"])
    for name in slide.scenarios_of(run):
        assert name.replace("_", " ") in kickers
    assert content["remarks"] == []
    assert "free on same l3" in kickers and "FREE_ELSEWHERE" not in words_of(content)


def test_code_is_split_where_it_does_not_fit() -> None:
    for one in made(read_run(FULL))["slides"]:
        lines = ["".join(text for text, _, _ in line) for line in one.get("code", [])]
        assert len(lines) <= deck.CODE_LINES
        assert all(len(line) <= deck.CODE_LETTERS for line in lines), lines
        assert one["notes"]


def test_steps_come_one_by_one_and_lead_to_the_whole() -> None:
    run = read_run(FULL)
    content = made(run, ["return_pointer"])
    steps = [s["steps"] for s in content["slides"] if "steps" in s]
    assert [len(s) for s in steps] == [1, 2, 3, 4]
    ends = [at + cost for _, at, cost, _ in steps[-1][:-1]]
    assert [at for _, at, _, _ in steps[-1][1:-1]] == pytest.approx(ends[:-1])
    (whole,) = [r for r in run.times() if (r.scenario, r.allocator) == ("return_pointer", "glibc")]
    assert steps[-1][-1][2] == whole.delta == pytest.approx(ends[-1], rel=0.05)
    (cost,) = {s["big"][0] for s in content["slides"] if "big" in s}
    assert steps[-1][-1][3] == cost, "one figure on all slides of a scenario"


def test_go_has_its_bill(go: Run) -> None:
    steps = [s for s in made(go, ["case_0"])["slides"] if "steps" in s]
    assert [label for label, *_ in steps[-1]["steps"]] == ["allocate", "collect", "the escape"]
    assert "go1.27" in steps[-1]["kicker"]


def test_go_code_has_gos_cost_and_c_code_cs() -> None:
    """Each page of code has the cost of its language, and all lanes as bars."""
    run = read_run(ROOT / "results/reference/2026-11-28-xeon-go")
    pages = [s for s in made(run, ["return_pointer"])["slides"] if "code" in s]
    assert len(pages) > 2
    for page in pages:
        word = page["kicker"].split(": ")[1].split()[0]
        assert page["big"][1] == {"Go": "in go1.27", "C": "with glibc"}[word]
        assert [lane for lane, *_ in page["bars"]] == lanes_of(run)
        assert "with glibc, 95 % interval" in page["notes"] and "in go1.27, 95 %" in page["notes"]


def test_notes_hold_the_sentence_the_interval_and_the_command() -> None:
    notes = made(read_run(FULL), ["return_pointer"])["slides"][2]["notes"]
    assert "foo_val3 only" in notes and "95 % interval 8.41 ns to 8.49 ns" in notes
    assert notes.endswith("escapebench run return_pointer --size 8")


def test_the_pptx_has_native_charts_and_real_text(files: tuple[Deck, Path]) -> None:
    content, folder = files
    with zipfile.ZipFile(folder / "deck.pptx") as pptx:
        names = pptx.namelist()
        slides = [n for n in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]
        assert len(slides) == len(content["slides"])
        charts = [n for n in names if re.fullmatch(r"ppt/charts/chart\d+\.xml", n)]
        assert len(charts) == sum("steps" in s or bool(s.get("bars")) for s in content["slides"])
        text = "".join(pptx.read(n).decode() for n in slides)
    assert "go_new" in text and "<a:tbl>" in text and not [n for n in names if n.endswith(".png")]


def test_only_lanes_and_dark(tmp_path: Path) -> None:
    words = ["--only", "return_pointer", "--lanes", "jemalloc", "--dark", "--output", tmp_path]
    result = call("slides", STORED, *words)
    if "deck: not made" in result.stderr:
        pytest.skip(result.stderr.strip())
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "deck.html").read_text(encoding="utf-8")
    assert DARK.paper in page and "with jemalloc" in page and "with glibc" not in page
    assert {p.stem for p in tmp_path.iterdir()} == {"deck", "return_pointer"}
    result = call("slides", STORED, "--lanes", "none")
    assert result.returncode == 2 and "the run has no none; it has glibc, jemalloc" in result.stderr


def test_one_that_cannot_be_drawn_does_not_stop_the_others(tmp_path: Path) -> None:
    result = call("slides", STORED, "--only", "no_such", "return_pointer", "--output", tmp_path)
    assert "no_such: not drawn: this checkout has no scenarios/no_such.c" in result.stdout
    assert (tmp_path / "return_pointer.svg").is_file()
