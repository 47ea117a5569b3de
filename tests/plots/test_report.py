# SPDX-License-Identifier: MIT
"""The report in headless Chromium, opened from disk: sort, filter, hover, keyboard, source. The
report has the CSV's figures, logs no error and makes no network request."""

import json
import math
import re
from pathlib import Path
from typing import Any, Iterator

import pytest
from conftest import ROOT, STORED, call
from escapeplots.comparison import Row, read_comparison
from escapeplots.finding import lanes_of
from escapeplots.report import steps_of
from escapeplots.run import Run, read_run, smallest
from test_odd_runs import KINDS, odd_run

pytest.importorskip("selenium.webdriver", reason="needs python3-selenium")
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

FINDING = {
    "status": "warn",
    "name": "governor",
    "read": "powersave <b>",
    "effect": "slow",
    "fix": "x",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stored run's report, with a finding of `check` in machine.json."""
    import shutil

    run = Path(shutil.copytree(STORED, tmp_path_factory.mktemp("report") / "run"))
    machine = json.loads((run / "machine.json").read_text(encoding="utf-8"))
    (run / "machine.json").write_text(json.dumps({**machine, "check": [FINDING]}))
    other = tmp_path_factory.mktemp("other") / "other.csv"
    text = (STORED / "comparison.csv").read_text(encoding="utf-8")
    other.write_text(text.replace(",8,1,glibc,heap,stack,time", ",8,1,glibc,heap,stack,x"))
    result = call("report", run, "--against", other)
    assert result.returncode == 0, result.stderr
    return run / "report.html"


@pytest.fixture
def opened(driver: Any, page: Path) -> Iterator[Any]:
    """All cases, freshly loaded. Afterwards the page must have logged and requested nothing."""
    yield from judged(driver, page, "#/cases")


@pytest.fixture
def answer(driver: Any, page: Path) -> Iterator[Any]:
    """The same for what the page opens with."""
    yield from judged(driver, page, "")


def judged(driver: Any, page: Path, fragment: str) -> Iterator[Any]:
    driver.get("about:blank")
    driver.get_log("browser")
    driver.get_log("performance")
    driver.get(page.as_uri() + fragment)
    yield driver
    assert driver.get_log("browser") == []
    asked = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = [
        m["params"]["request"]["url"] for m in asked if m["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in urls if not url.startswith("data:")] == [page.as_uri()]


def times() -> list[Row]:
    rows = read_comparison(STORED / "comparison.csv")
    return [row for row in rows if row.metric == "time" and row.variant == "heap"]


def by_cost(rows: list[Row]) -> list[Row]:
    """At the start the page has the highest cost first and unknown costs last."""
    return sorted(rows, key=lambda row: math.inf if math.isnan(row.delta) else -row.delta)


def column(driver: Any, number: int) -> list[str]:
    """All cells of a column at once: one call of the driver each takes seconds."""
    script = (
        "return [...document.querySelectorAll('#table tbody tr')].map(r => r.cells[%d].textContent)"
    )
    return list(driver.execute_script(script % number))


def choose(driver: Any, select: str, value: str) -> None:
    """By the keyboard, as a reader without a mouse would."""
    driver.find_element(By.ID, select).send_keys(value)
    assert driver.execute_script(f"return document.getElementById('{select}').value") == value


def number_in(text: str) -> float:
    """The first time in the text, in ns."""
    found = re.search(r"([−-]?[\d.]+) (ns|µs|ms)\b", text)
    assert found, text
    return float(found[1].replace("−", "-")) * {"ns": 1, "µs": 1e3, "ms": 1e6}[found[2]]


def test_opens_with_the_dearest_first(opened: Any) -> None:
    assert "A value that escapes to the heap costs" in opened.find_element(By.TAG_NAME, "h1").text
    assert column(opened, 0) == [row.scenario for row in by_cost(times())]


def test_steps_are_told_with_the_cheapest_ladder_first(laddered: Run) -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", steps_of(laddered))[1:]
    assert len(rows) == 2 * 4 * 5
    first = re.findall(r"<td>(.*?)</td>", rows[0])
    assert first[:3] == ["sweep, 64 B", "1", "glibc"]
    steps = [cell.removesuffix(" ns") for cell in first[3:]]
    assert steps == ["+3.5", "+0.70", "+2.50", "", "+6.7"]
    assert "No case" in steps_of(Run(laddered.path, laddered.rows))


def test_sorts_both_ways(opened: Any) -> None:
    button = '#table button[data-key="ratio"]'
    opened.find_element(By.CSS_SELECTOR, button).click()
    ratios = [float(text.rstrip("×")) for text in column(opened, 10) if text]
    assert ratios == sorted(ratios, reverse=True) and len(ratios) > 5
    opened.find_element(By.CSS_SELECTOR, button).send_keys(Keys.ENTER)
    ratios = [float(text.rstrip("×")) for text in column(opened, 10) if text]
    assert ratios == sorted(ratios)
    head = opened.find_element(By.CSS_SELECTOR, '#table th[aria-sort="ascending"]')
    assert head.text.startswith("ratio")


def test_filters(opened: Any) -> None:
    opened.find_element(By.ID, "search").send_keys("slice jemalloc")
    wanted = [r for r in times() if "slice" in r.scenario and r.allocator == "jemalloc"]
    assert column(opened, 0) == [row.scenario for row in by_cost(wanted)]
    choose(opened, "variant", "static")
    assert column(opened, 0) == ["box_slice_element"]
    assert opened.find_element(By.ID, "count").text.startswith("1 of ")


def test_other_figures_are_there(opened: Any) -> None:
    choose(opened, "metric", "allocs")
    assert set(column(opened, 8)) == {"1.00 1/op", "0 1/op"}


def test_hover_reads_the_csv(opened: Any) -> None:
    """Under the mouse every row shows the CSV's cost and interval."""
    canvas = opened.find_element(By.ID, "cost-chart")
    for place, row in list(enumerate(by_cost(times())))[:4]:
        opened.execute_script("arguments[0].scrollIntoView()", canvas)
        script = """const c = charts.cost; const p = c.getDatasetMeta(0).data[arguments[0]];
            return [p.x - c.width / 2, p.y - c.height / 2]"""
        x, y = opened.execute_script(script, place)
        ActionChains(opened).move_to_element_with_offset(canvas, round(x), round(y)).perform()
        text = opened.find_element(By.ID, "cost-reading").text
        assert text.startswith(f"{row.scenario}, ") and row.allocator in text
        assert number_in(text) == pytest.approx(row.delta, rel=0.01)
        low, high = text[text.index("(") : text.index(")")].split("…")
        assert number_in(low) == pytest.approx(row.delta_low, rel=0.01)
        assert number_in(high) == pytest.approx(row.delta_high, rel=0.01)
        shown = opened.execute_script("return charts.cost.tooltip.body[0].lines[0]")
        assert shown == text


def test_chart_draws_the_rows_of_the_table(opened: Any) -> None:
    costs, spans = opened.execute_script("return charts.cost.data.datasets.map(d => d.data)")
    for row, cost, span in zip(by_cost(times()), costs, spans):
        if cost is not None:
            assert cost == pytest.approx(row.delta, rel=1e-7)
            assert span[1] == pytest.approx(row.delta_high, rel=1e-7)
            assert span[0] >= row.delta_low - 1e-6 * abs(row.delta_low)
    assert len(costs) == len(times())


def test_keyboard_walks_the_charts(opened: Any) -> None:
    canvas = opened.find_element(By.ID, "cost-chart")
    canvas.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    row = by_cost(times())[1]
    text = opened.find_element(By.ID, "cost-reading").text
    assert row.scenario in text and number_in(text) == pytest.approx(row.delta, rel=0.01)
    opened.find_element(By.ID, "sweep-chart").send_keys(Keys.END)
    assert "64 KiB" in opened.find_element(By.ID, "sweep-reading").text


def test_source_opens_beside_the_numbers(opened: Any) -> None:
    opened.find_element(By.ID, "search").send_keys("return_pointer glibc")
    button = opened.find_element(By.CSS_SELECTOR, "#table td button")
    button.send_keys(Keys.ENTER)
    text = opened.find_element(By.CSS_SELECTOR, "#table tr.source").text
    assert "VARIANT(heap, i)" in text and "go_new" in text and "slower" in text
    button.send_keys(Keys.ENTER)
    assert opened.find_elements(By.CSS_SELECTOR, "#table tr.source") == []


def test_machine_check_and_files(answer: Any, page: Path) -> None:
    opened = answer
    summary = opened.find_element(By.CSS_SELECTOR, "#machine summary")
    assert "AMD EPYC" in summary.text and "0 of 1 checks fine, none bad" in summary.text
    summary.click()
    text = opened.find_element(By.TAG_NAME, "header").text
    assert "AMD EPYC" in text
    finding = opened.find_element(By.CSS_SELECTOR, "#check tbody tr").text
    assert all(word in finding for word in FINDING.values())
    links = [link.get_attribute("href") for link in opened.find_elements(By.CSS_SELECTOR, "li a")]
    assert links == [
        (page.parent / n).as_uri() for n in ("comparison.csv", "samples.csv", "machine.json")
    ]
    assert "MIT" in opened.find_element(By.TAG_NAME, "footer").text


def test_light_and_dark(opened: Any) -> None:
    paper = "return getComputedStyle(document.body).backgroundColor"
    before = opened.execute_script(paper)
    opened.find_element(By.ID, "theme").click()
    assert opened.execute_script(paper) != before


def test_prints(opened: Any) -> None:
    import base64

    pdf = opened.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert base64.b64decode(pdf["data"]).startswith(b"%PDF")
    assert opened.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def matrix(driver: Any) -> dict[str, list[str]]:
    """Scenario to its cells' first lines, in the order shown."""
    script = """return [...document.querySelectorAll('#matrix tbody tr')].map(r =>
        [r.dataset.scenario, [...r.querySelectorAll('td.cost')].map(c => c.firstChild.textContent)])"""
    return dict(driver.execute_script(script))


def shown(row: Row | None) -> str:
    if row is None:
        return "–"
    if not row.known:
        return "no verdict"
    if row.verdict == "same":
        return "≈ 0"
    factor, unit = next((f, u) for f, u in ((1e3, "µs"), (0, "ns")) if abs(row.delta) >= f)
    value = row.delta / (factor or 1)
    size = abs(value)
    text = f"{value:.{0 if size >= 10 else 1 if size >= 1 else 2}f} {unit}".replace("-", "−")
    return text if row.resolved else f"({text})"


def test_the_answer_is_the_csv(answer: Any) -> None:
    rows = smallest(read_run(STORED).times())
    lanes = ("glibc", "jemalloc")
    found = matrix(answer)
    assert found.keys() == {scenario for scenario, _ in rows}
    for scenario, cells in found.items():
        assert cells == [shown(rows.get((scenario, lane))) for lane in lanes]


def test_the_answer_sorts_and_finds(answer: Any) -> None:
    rows = smallest(read_run(STORED).times())
    answer.find_element(By.CSS_SELECTOR, '#matrix button[data-sort="glibc"]').click()
    costs = [rows[name, "glibc"].delta for name in matrix(answer) if rows[name, "glibc"].known]
    assert costs == sorted(costs, reverse=True)
    answer.find_element(By.ID, "find").send_keys("slice")
    assert matrix(answer) and all("slice" in name for name in matrix(answer))


def test_a_cell_says_what_lies_behind_it(answer: Any) -> None:
    cell = answer.find_element(By.CSS_SELECTOR, '[data-scenario="return_pointer"] td.cost')
    ActionChains(answer).move_to_element(cell).perform()
    row = smallest(read_run(STORED).times())["return_pointer", "glibc"]
    text = answer.find_element(By.ID, "matrix-reading").text
    assert number_in(text) == pytest.approx(row.delta, rel=0.01)
    low, high = text[text.index("(") : text.index(")")].split("…")
    assert number_in(low) == pytest.approx(row.delta_low, rel=0.01)
    assert number_in(high) == pytest.approx(row.delta_high, rel=0.01)
    assert f"{row.workers} workers, {row.turns_kept} of {row.turns_total} turns kept" in text
    cell.click()
    answer.back()
    first = answer.find_element(By.CSS_SELECTOR, "#matrix td.cost")
    first.send_keys(Keys.ARROW_DOWN)
    assert answer.execute_script("return document.activeElement.dataset.lane") == "glibc"


def test_another_run_stands_beside(answer: Any) -> None:
    """Equal figures show no change, and a case that the other run lacks shows none."""
    small = answer.find_element(By.CSS_SELECTOR, '[data-scenario="runtime_size_slice"] small').text
    assert small in ("(0.0 %)", "(−0.0 %)", "(+0.0 %)")
    assert answer.find_elements(By.CSS_SELECTOR, '[data-scenario="return_pointer"] td small') != []


def test_a_scenario_has_a_page_with_an_address(answer: Any, page: Path) -> None:
    answer.find_element(By.LINK_TEXT, "return pointer").click()
    assert answer.current_url.endswith("#/s/return_pointer")
    view = answer.find_element(By.ID, "view-scenario").text
    for words in ("foo_val3 := 13", "moved to heap: foo_val3", "VARIANT(heap, i)", "func Heap",
                  "turns kept; dropped: "):  # fmt: skip
        assert words in view, words
    assert "Machine code" in view
    answer.back()
    assert answer.find_element(By.ID, "matrix").is_displayed()
    answer.get(page.as_uri() + "#/s/runtime_size_slice")
    assert "runtime size slice" in answer.find_element(By.ID, "scenario-title").text


def test_fits_a_phone_and_its_size_is_small(driver: Any, page: Path) -> None:
    size = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for fragment in ("", "#/s/return_pointer", "#/cases"):
        driver.get("about:blank")
        driver.get(page.as_uri() + fragment)
        assert driver.execute_script("return document.documentElement.scrollWidth <= 390"), fragment
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert page.stat().st_size < 1_500_000


def test_a_comparison_with_a_long_name_fits_a_phone(
    driver: Any, copied: Path, tmp_path: Path
) -> None:
    other = copied.rename(tmp_path / "a-run-with-a-name-as-long-as-some-machines-have-it-in-a-lab")
    output = tmp_path / "report.html"
    assert call("report", STORED, "--against", other, "--output", output).returncode == 0
    size = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get(output.as_uri())
    assert driver.find_element("id", "against-hint").is_displayed()
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation(driver: Any, page: Path, theme: str) -> None:
    import subprocess

    install = subprocess.run([ROOT / "scripts/escapeplots/npm/install"], capture_output=True,
                             text=True, check=False)  # fmt: skip
    if install.returncode:
        pytest.skip(f"axe-core cannot be had: {install.stderr.strip()}")
    axe = Path(install.stdout.strip(), "node_modules/axe-core/axe.min.js").read_text("utf-8")
    for fragment in ("", "#/s/return_pointer", "#/cases"):
        driver.get("about:blank")
        driver.get(page.as_uri() + fragment)
        driver.execute_script(
            f"setTheme('{theme}'); document.getElementById('machine').open = true"
        )
        driver.execute_script(axe)
        found = driver.execute_async_script("axe.run().then(arguments[0])")
        violations = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]
        assert violations == [], fragment


def test_the_full_catalogue_is_small_and_opens_fast(driver: Any, tmp_path: Path) -> None:
    run, output = ROOT / "results/reference/2026-11-27-epyc-rigorous", tmp_path / "full.html"
    result = call("report", run, "--output", output)
    assert result.returncode == 0, result.stderr
    assert output.stat().st_size <= 1_500_000
    driver.get("about:blank")
    driver.get(output.as_uri())
    names = {row.scenario for row in read_run(run).times()}
    assert matrix(driver).keys() == names
    script = "const t = performance.getEntriesByType('navigation')[0]; return t.domComplete"
    print(f"the full report opened in {driver.execute_script(script):.0f} ms")


@pytest.mark.parametrize("kind", KINDS)
def test_odd_runs_are_shown(kind: str, driver: Any, tmp_path: Path) -> None:
    """No scenario and no lane is missing, each has a page, nothing is wider than the window,
    and nothing is logged."""
    run = odd_run(kind, tmp_path)
    output = tmp_path / "report.html"
    assert call("report", run.path, "--output", output).returncode == 0
    driver.get_log("browser")
    for width in (1400, 390):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        driver.get("about:blank")
        driver.get(output.as_uri())
        assert matrix(driver).keys() == {row.scenario for row in run.times()}
        heads = (
            "return [...document.querySelectorAll('#matrix thead button')].map(b => b.dataset.sort)"
        )
        assert driver.execute_script(heads)[2:] == lanes_of(run)
        wide = "return document.documentElement.scrollWidth"
        assert driver.execute_script(wide) <= width
        for link in driver.find_elements(By.CSS_SELECTOR, '#matrix th[scope="row"] a')[:1]:
            name = link.text
            link.click()
            assert driver.find_element(By.ID, "scenario-title").text.startswith(name)
            assert driver.execute_script(wide) <= width
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert driver.get_log("browser") == []
