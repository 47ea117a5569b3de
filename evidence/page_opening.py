# SPDX-License-Identifier: MIT
"""How long pages take to open in headless Chromium; for history-page.py and report-page.py."""

from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900")
TIMES = """
const done = arguments[0], [navigation] = performance.getEntriesByType("navigation");
requestAnimationFrame(() => setTimeout(() =>
  done([performance.getEntriesByName("drawn")[0].startTime, navigation.loadEventEnd])));
"""


def open_page(page: Path) -> tuple[float, float]:
    """Seconds from the navigation's start until the page has drawn its first picture (its mark
    `drawn`), and until all of it is read, by the browser's own clock. A new browser each time."""
    options = webdriver.ChromeOptions()
    for word in FLAGS:
        options.add_argument(word)
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        browser.get(page.as_uri())
        drawn, read = browser.execute_async_script(TIMES)
        return drawn / 1000, read / 1000
    finally:
        browser.quit()


def tell(page: Path, times: int = 5) -> None:
    """Prints the page's size, and how long it took each time."""
    found = [open_page(page) for _ in range(times)]
    print(f"{page.name}: {page.stat().st_size / 1e6:.2f} MB")
    print("drawn after", ", ".join(f"{drawn:.2f}" for drawn, _ in found), "s")
    print("all read after", ", ".join(f"{read:.2f}" for _, read in found), "s")
