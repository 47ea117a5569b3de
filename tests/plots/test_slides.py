# SPDX-License-Identifier: MIT
"""Every slide of the stored full catalogue and of the odd runs: as pages of LibreOffice and as
slides in Chromium nothing is missing, empty, clipped, overlapping or too small to read."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from escapeplots import deck, deck_files, slide
from escapeplots.finding import lanes_of
from escapeplots.style import LIGHT
from test_odd_runs import KINDS, odd_run

Decks = dict[str, tuple[dict[str, Any], Path]]
READABLE = 14  # pixels of 1920
LEAST_INK = 0.002  # the share of each half of a page


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> Decks:
    """Each run's deck, and the folder that it was written into."""
    made = {}
    for kind in KINDS:
        run = odd_run(kind, tmp_path_factory.mktemp("odd"))
        content = deck.deck(run, LIGHT, slide.scenarios_of(run), lanes_of(run))
        folder = tmp_path_factory.mktemp("deck")
        try:
            deck_files.write_deck(content, folder)
        except deck_files.NoPackages as reason:
            pytest.skip(f"the deck's packages cannot be had: {reason}")
        made[kind] = content, folder
    return made


def ink(path: Path) -> list[float]:
    """The share of each half, left and right, that is not paper."""
    image = pytest.importorskip("PIL.Image").open(path).convert("L")
    width, height = image.size
    halves = [image.crop((0, 0, width // 2, height)), image.crop((width // 2, 0, width, height))]
    return [sum(half.histogram()[:230]) / (width // 2 * height) for half in halves]


def to_pdf(decks: list[Path], folder: Path) -> None:
    """Each .pptx as .pdf in `folder`, by one LibreOffice: its start takes as long as a deck."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    words = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*words, *map(str, decks)], check=True, capture_output=True, timeout=600)


def test_pages_are_as_many_as_slides_and_no_half_is_empty(decks: Decks, tmp_path: Path) -> None:
    """The .pptx opened by LibreOffice."""
    for content, folder in decks.values():
        page = (folder / "deck.html").read_text(encoding="utf-8")
        assert page.count("<section>") == len(content["slides"])
        assert not re.search(r"<[^>]*(src|href)=.?http", page.split("<script>")[0])
    if not shutil.which("soffice") or not shutil.which("pdftoppm"):
        pytest.skip("needs libreoffice-impress and poppler-utils")
    files = []
    for place, (_, folder) in enumerate(decks.values()):
        files.append(shutil.copy(folder / "deck.pptx", tmp_path / f"{place}.pptx"))
    to_pdf(files, tmp_path)
    for place, (kind, (content, _)) in enumerate(decks.items()):
        draw = ["pdftoppm", "-r", "24", "-gray", tmp_path / f"{place}.pdf", tmp_path / f"{place}"]
        subprocess.run(list(map(str, draw)), check=True, timeout=120)
        pages = sorted(tmp_path.glob(f"{place}-*.pgm"))
        assert len(pages) == len(content["slides"]), kind
        for number, path in enumerate(pages):
            assert min(ink(path)) > LEAST_INK, f"{kind}: {content['slides'][number]['title']}"


LOOK = """
const found = [], scale = 1920 / 1280;
for (const section of document.querySelectorAll('.slides > section')) {
  section.hidden = false; section.style.display = 'block';
  const page = section.getBoundingClientRect(), shrunk = page.width / section.offsetWidth;
  const name = section.querySelector('h2').textContent;
  const parts = [...section.children].filter((e) => e.tagName !== 'ASIDE' && e.textContent.trim());
  const boxes = parts.map((e) => {
    const range = document.createRange();
    range.selectNodeContents(e);
    const inner = range.getBoundingClientRect(), outer = e.getBoundingClientRect();
    return { e, left: Math.min(inner.left, outer.left), right: Math.max(inner.right, e.tagName === 'PRE' ? outer.left : outer.right),
             top: outer.top, bottom: Math.max(inner.bottom, outer.bottom) };
  });
  for (const b of boxes) {
    if (b.left < page.left - 1 || b.right > page.right + 1 || b.bottom > page.top + 720 * shrunk + 1)
      found.push(`clipped: ${name}: ${b.e.tagName} ${b.e.className}`);
    for (const c of boxes)
      if (b !== c && b.e.compareDocumentPosition(c.e) & 4 &&
          Math.min(b.right, c.right) - Math.max(b.left, c.left) > 3 &&
          Math.min(b.bottom, c.bottom) - Math.max(b.top, c.top) > 3)
        found.push(`overlap: ${name}: ${b.e.tagName} ${b.e.className} and ${c.e.tagName} ${c.e.className}`);
  }
  for (const e of section.querySelectorAll('*'))
    if (e.tagName !== 'ASIDE' && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) &&
        parseFloat(getComputedStyle(e).fontSize) * scale < arguments[0])
      found.push(`small: ${name}: ${e.textContent.slice(0, 40)}`);
  section.style.display = '';
}
return found;
"""


def test_slides_are_whole_apart_and_large_enough(decks: Decks, driver: Any) -> None:
    for kind, (content, folder) in decks.items():
        driver.get((folder / "deck.html").as_uri())
        shown = driver.execute_script(
            "return document.querySelectorAll('.slides > section').length"
        )
        assert shown == len(content["slides"])
        assert driver.execute_script(LOOK, READABLE) == [], kind
