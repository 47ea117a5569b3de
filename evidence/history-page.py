#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Measures how long a large history takes to be read, to be written as a page, and to be opened
in Chromium.

    evidence/history-page.py [PROGRAM [COMMITS [SCENARIOS [LANES]]]]

The history is synthetic: 10,000 commits, 40 scenarios and 6 lanes by default. The opening time is
from the navigation's start until the first picture is drawn, by the browser's clock.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "ci"))

from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from test_history import make_history  # noqa: E402


def open_page(page: Path) -> float:
    """Seconds until the page has drawn its first picture."""
    options = webdriver.ChromeOptions()
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900"):
        options.add_argument(word)
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        browser.get(page.as_uri())
        browser.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => setTimeout(done))"
        )
        assert browser.execute_script("return document.body.dataset.ready") == "1"
        entry = "performance.getEntriesByType('navigation')[0]"
        return float(browser.execute_script(f"return {entry}.loadEventEnd")) / 1000
    finally:
        browser.quit()


def main() -> None:
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/escapebench")
    commits, scenarios, lanes = (int(n) for n in (sys.argv[2:] + ["10000", "40", "6"])[:3])
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "history"
        make_history(
            history, commits, scenarios, [f"lane{i}" for i in range(lanes)], commits // 2, 3
        )
        start = time.monotonic()
        page = subprocess.run(
            [program, "history", "page", "--folder", history],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        written = time.monotonic() - start
        size = Path(page).stat().st_size / 1e6
        print(f"{commits} commits, {scenarios} scenarios, {lanes} lanes: {size:.1f} MB")
        print(f"read, searched and written in {written:.1f} s")
        print("opened in", ", ".join(f"{open_page(Path(page)):.2f}" for _ in range(3)), "s")


main()
