# SPDX-License-Identifier: MIT
"""escapebench history: entries, change points, blame, and the page in a browser."""

import csv
import json
import random
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Iterator

import pytest
from conftest import ROOT, STORED, call

COLUMNS = "scenario,size_bytes,live,allocator,variant,metric,unit,value,cost,cost_low,cost_high"


def make_history(
    folder: Path, commits: int, scenarios: int, lanes: list[str], step_at: int, percent: float
) -> None:
    """Made-up runs on one CPU; the first scenario's cost takes one step."""
    dice = random.Random(commits)
    cpu = folder / "Made-up-CPU-linux-6.1"
    cpu.mkdir(parents=True)
    for i in range(commits):
        stem = f"{i:06d}-commit{i:06d}"
        time = (
            f"20{i // 3650:02d}-{i // 280 % 12 + 1:02d}-{i // 10 % 28 + 1:02d}T{i % 10:02d}:00:00Z"
        )
        facts = f"name,value\ncommit,commit{i:06d}\ntime,{time}\nstart,{time}\ncpu,Made-up CPU\n"
        (cpu / f"{stem}.facts.csv").write_text(facts)
        lines = [COLUMNS]
        for s in range(scenarios):
            for lane in lanes:
                level = 10 * (1 + percent / 100) if s == 0 and i >= step_at else 10
                cost = level * (1 + dice.gauss(0, 0.005))
                numbers = f"{cost + 2:.5g},{cost:.5g},{cost * 0.993:.5g},{cost * 1.007:.5g}"
                lines.append(f"scenario_{s},8,1,{lane},heap,time,ns/op,{numbers}")
        (cpu / f"{stem}.csv").write_text("\n".join(lines) + "\n")


def test_an_entry_has_the_runs_costs_and_its_cpu(program: str, tmp_path: Path) -> None:
    where = ["--folder", tmp_path / "h"]
    when = ["--commit", "abc123", "--time", "2026-11-28T01:34:05-01:30"]
    table = Path(call(program, "history", "add", STORED, *where, *when).strip())
    assert table.parent.name == call(program, "history", "key", STORED).strip()
    with (STORED / "comparison.csv").open(encoding="utf-8") as file:
        runs = [row for row in csv.DictReader(file) if row["metric"] == "time" and row["delta"]]
    with table.open(encoding="utf-8") as file:
        kept = {
            (row["scenario"], row["size_bytes"], row["allocator"], row["variant"]): row
            for row in csv.DictReader(file)
            if row["metric"] == "time"
        }
    for row in runs:
        if row["variant"] in ("heap", "value", "static") and row["baseline"] == "stack":
            found = kept[row["scenario"], row["size_bytes"], row["allocator"], row["variant"]]
            assert float(found["cost"]) == float(row["delta"])
            assert float(found["cost_high"]) == float(row["delta_high"])
    facts = table.with_name(table.name.replace(".csv", ".facts.csv")).read_text()
    assert "commit,abc123\n" in facts and "time,2026-11-28T03:04:05Z\n" in facts


def test_jobs_may_add_at_once(program: str, tmp_path: Path) -> None:
    def add(_: int) -> str:
        return call(program, "history", "add", STORED, "--folder", tmp_path / "h").strip()

    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(add, range(24)))
    assert len(set(tables)) == 24
    assert not list((tmp_path / "h").rglob("*.partial"))
    assert len({Path(table).read_bytes() for table in tables}) == 1


def test_an_entry_without_its_table_is_passed_over(program: str, tmp_path: Path) -> None:
    make_history(tmp_path / "h", 10, 1, ["glibc"], 10, 0)
    (victim,) = (tmp_path / "h").rglob("000009-commit000009.csv")
    victim.unlink()
    call(program, "history", "page", "--folder", tmp_path / "h")
    told = call(program, "history", "blame", "scenario_0", "--folder", tmp_path / "h")
    assert "of 9 commits" in told


@pytest.mark.parametrize("percent", [3, 10])
def test_blame_names_the_commits_and_the_size(program: str, tmp_path: Path, percent: float) -> None:
    make_history(tmp_path / "h", 200, 2, ["glibc", "jemalloc"], 120, percent)
    told = call(program, "history", "blame", "scenario_0", "--folder", tmp_path / "h")
    found = re.findall(
        r"between commit(\d+) and commit(\d+): .*, \+([\d.]+) % \[\+([\d.]+), \+([\d.]+)\]", told
    )
    assert len(found) == 2, told
    for before, after, size, low, high in found:
        assert int(before) + 1 == int(after) and abs(int(after) - 120) <= 2
        assert float(low) - 0.1 <= percent <= float(high) + 0.1
        assert float(low) <= float(size) <= float(high)
    told = call(program, "history", "blame", "scenario_1", "--folder", tmp_path / "h")
    assert "no change in 2 series of 200 commits" in told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["history"], "add, page, blame and key"),
        (["history", "frobnicate"], "choose add, page, blame or key"),
        (["history", "add"], "wants a run"),
        (
            ["history", "page", "--folder", "nowhere"],
            "no history nowhere; 'escapebench history add",
        ),
        (["history", "page", "h"], "history page takes no 'h'"),
        (["history", "add", "x", "--time", "yesterday"], "is not a time such as"),
        (["history", "add", "x", "--time", "2026-11-28T03:04:05"], "is not a time such as"),
        (["history", "add", "x", "--time", "2026-11-28T03:04:05Z!"], "is not a time such as"),
        (["history", "blame", "--folder", "h"], "wants one scenario"),
        (["history", "blame", "nothing_of_that_name", "--folder", "h"], "no scenario of that name"),
    ],
)
def test_refusals_say_why(program: str, tmp_path: Path, words: list[str], why: str) -> None:
    make_history(tmp_path / "h", 3, 1, ["glibc"], 3, 0)
    said = call("sh", "-c", '"$0" "$@" 2>&1', program, *words, status=2, cwd=tmp_path)
    assert why in said and said.count("\n") == 1


# ---- the page ----


@pytest.fixture(name="browser", scope="module")
def fixture_browser() -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    driver = shutil.which("chromedriver")
    if not driver:
        pytest.skip("no chromedriver")
    options = webdriver.ChromeOptions()
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900"):
        options.add_argument(word)
    browser = webdriver.Chrome(options=options, service=Service(driver))
    yield browser
    browser.quit()


def test_the_page_shows_what_the_history_holds(program: str, browser: Any, tmp_path: Path) -> None:
    make_history(tmp_path / "h", 150, 3, ["glibc", "jemalloc"], 100, 10)
    page = Path(call(program, "history", "page", "--folder", tmp_path / "h").strip())
    browser.get(page.as_uri())
    assert browser.execute_script("return document.body.dataset.ready") == "1"
    rows = browser.execute_script(
        "return [...document.querySelectorAll('#changes tbody tr')].map((r) => r.innerText)"
    )
    assert len(rows) == 2 and rows[0].startswith("glibc") and "commit000" in rows[0]
    with next((tmp_path / "h").rglob("000042-*2.csv")).open(encoding="utf-8") as file:
        cost = float(next(csv.DictReader(file))["cost"])
    below = page.read_text().split("function points", 1)[1]
    assert 'id="s0"' not in below and below.count('<script type="text/plain" id="s') == 4
    shown = browser.execute_script("return [points(0).cost[42], points(0).half[42]]")
    assert shown == [pytest.approx(cost, rel=1e-6), pytest.approx(cost * 0.007, rel=1e-2)]
    drawn = browser.execute_script(
        "const c = document.getElementById('chart');"
        "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((x) => x > 0)"
    )
    assert drawn
    browser.get(page.as_uri() + "#case=scenario_2%2F8%2F1%2Fheap%2Ftime")
    browser.refresh()
    assert browser.execute_script("return document.getElementById('case').value").startswith(
        "scenario_2"
    )
    assert not browser.find_elements("css selector", "#changes tbody tr")
    browser.execute_script(
        "const b = chart.getBoundingClientRect();"
        "chart.dispatchEvent(new MouseEvent('mousemove', {clientX: b.left + 300, clientY: b.top + 50}))"
    )
    assert "glibc: " in browser.execute_script("return document.getElementById('tip').textContent")
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def test_names_cannot_end_the_page(program: str, tmp_path: Path) -> None:
    make_history(tmp_path / "h", 5, 1, ["</script><b>x"], 5, 0)
    text = Path(call(program, "history", "page", "--folder", tmp_path / "h").strip()).read_text()
    assert "</script><b>" not in text
    (meta,) = re.findall(r'id="meta">(.*)</script>', text)
    assert json.loads(meta)["series"][0]["allocator"] == "</script><b>x"


# ---- the atlas ----


def changed_run(
    folder: Path,
    factor: float,
    only: str = "",
    keep: tuple[str, ...] = (),
    start: str = "2026-11-30T00:00:00Z",
    **facts: Any,
) -> Path:
    """The stored run with every time's cost multiplied (`only`: of one scenario), and facts of the
    machine replaced; `keep`: of some scenarios."""
    shutil.copytree(STORED, folder)
    (folder / "samples.csv").unlink()
    with (folder / "comparison.csv").open(encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if not keep or row["scenario"] in keep]
        names = reader.fieldnames or []
    for row in rows:
        for column in ("delta", "delta_low", "delta_high"):
            if row["metric"] == "time" and row[column] and only in ("", row["scenario"]):
                row[column] = repr(float(row[column]) * factor)
    with (folder / "comparison.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    machine = json.loads((folder / "machine.json").read_text())
    machine["machine"].update(facts)
    machine["start"] = start
    (folder / "machine.json").write_text(json.dumps(machine))
    return folder


def test_the_atlas_names_outliers_and_what_differs(program: str, tmp_path: Path) -> None:
    atlas = ["--folder", tmp_path / "atlas"]
    for _ in range(3):
        call(program, "history", "add", STORED, *atlas)
    same = call(program, "atlas", changed_run(tmp_path / "same", 1), *atlas)
    assert "3 other runs are stored" in same and "\n0 of " in same
    assert "This machine is normal" in same
    odd = changed_run(tmp_path / "odd", 2, transparent_huge_pages="[always] madvise never")
    told = call(program, "atlas", odd, *atlas)
    assert re.search(r"\w+, \d+ B, \w+, heap: .* ns/op, in 3 other runs .* \(.* %\)", told), told
    assert "transparent_huge_pages: [always] madvise never, others" in told
    assert "host" not in told.split("Likely reasons")[1]
    assert "This machine is not normal: its times as a whole differ" in told
    shares = [abs(int(share)) for share in re.findall(r"\(([+-]\d+) %\)", told)]
    assert shares == sorted(shares, reverse=True)


def test_a_machine_is_normal_with_a_few_outliers(program: str, tmp_path: Path) -> None:
    """Any two runs of one machine have some."""
    atlas = ["--folder", tmp_path / "atlas"]
    call(program, "history", "add", STORED, *atlas)
    few = changed_run(tmp_path / "few", 2, only="return_pointer")
    told = call(program, "atlas", few, *atlas)
    assert re.search(r"\n[1-9]\d* of \d+ figures differ", told), told
    assert "This machine is normal: few of its figures differ" in told
    assert "Likely reasons" in told or "A busy neighbour" in told


def test_two_outliers_of_few_figures_may_be_chance(program: str, tmp_path: Path) -> None:
    atlas = ["--folder", tmp_path / "atlas"]
    call(program, "history", "add", STORED, *atlas)
    kept = ("nothing", "return_pointer", "map_of_slices")
    few = changed_run(tmp_path / "few", 1.3, only="return_pointer", keep=kept)
    told = call(program, "atlas", few, *atlas)
    assert re.search(r"\n2 of 1\d figures differ", told), told  # more than 10 %
    assert "This machine is normal" in told


def test_no_outlier_lies_within_what_the_stored_runs_differ_by(
    program: str, tmp_path: Path
) -> None:
    atlas = ["--folder", tmp_path / "atlas"]
    for name, factor in (("low", 1.0), ("high", 1.6)):
        run = changed_run(tmp_path / name, factor, start=f"2026-11-29T00:00:0{int(factor * 5)}Z")
        call(program, "history", "add", run, *atlas)
    between = call(program, "atlas", changed_run(tmp_path / "between", 1.5), *atlas)
    assert "2 other runs are stored" in between and "\n0 of " in between, between
    beyond = call(program, "atlas", changed_run(tmp_path / "beyond", 3), *atlas)
    assert "\n0 of " not in beyond


def test_a_run_is_not_held_to_itself(program: str, tmp_path: Path) -> None:
    call(program, "history", "add", STORED, "--folder", tmp_path / "atlas")
    call(program, "atlas", STORED, "--folder", tmp_path / "atlas", status=5)


def test_the_atlas_does_not_know_every_cpu(program: str, tmp_path: Path) -> None:
    call(program, "history", "add", STORED, "--folder", tmp_path / "atlas")
    key = call(program, "history", "key", STORED).strip()
    run = changed_run(tmp_path / "other", 1, cpu={"name": "Another CPU"})
    said = call(
        *["sh", "-c", '"$0" "$@" 2>&1', program, "atlas", run, "--folder", tmp_path / "atlas"],
        status=5,
    )
    assert "no other run on Another-CPU" in said and key in said
    assert "escapebench history add RUN --folder FOLDER" in said


def test_the_reference_atlas_can_be_read(program: str) -> None:
    atlas = ROOT / "results" / "reference" / "atlas"
    reference = ROOT / "results" / "reference" / "2026-11-27-epyc-rigorous"
    told = call(program, "atlas", reference, "--folder", atlas)
    assert " of " in told and "0 of 0 figures" not in told
