# SPDX-License-Identifier: MIT
"""Writes a deck as deck.pptx, with native charts and tables by pptxgenjs, and as deck.html, one
file that contains reveal.js. Both packages are from npm and are installed once for each lock
file."""

import json
import subprocess
from html import escape
from pathlib import Path
from typing import Any

from .table import write_whole

NPM = Path(__file__).parent / "npm"
PAGE = Path(__file__).parent / "page"


class NoPackages(Exception):
    """npm's packages cannot be installed. The text says why."""


def packages() -> Path:
    """The folder of npm's packages. Installs them if they are missing."""
    try:
        done = subprocess.run([NPM / "install"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise NoPackages(str(error)) from None
    if done.returncode:
        raise NoPackages(done.stderr.strip() or "npm failed")
    return Path(done.stdout.strip()) / "node_modules"


def write_deck(deck: dict[str, Any], folder: Path) -> list[Path]:
    modules = packages()
    folder.mkdir(parents=True, exist_ok=True)
    pptx, page = folder / "deck.pptx", folder / "deck.html"
    words = ["node", str(NPM / "pptx.cjs"), str(modules), str(pptx)]
    done = subprocess.run(
        words, input=json.dumps(deck), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoPackages(
            f"node: {done.stderr.strip().splitlines()[-1] if done.stderr else 'failed'}"
        )
    write_whole(page, html(deck, modules / "reveal.js/dist").encode("utf-8"))
    return [pptx, page]


def html(deck: dict[str, Any], reveal: Path) -> str:
    slides = "\n".join(_section(slide, deck) for slide in deck["slides"])
    look = "".join(f"--{name}:{value};" for name, value in deck["look"].items())
    licence = (reveal.parent / "LICENSE").read_text("utf-8").replace("--", "- -")
    parts = {
        "title": escape(deck["title"]),
        "css": (reveal / "reveal.css").read_text("utf-8") + f":root{{{look}}}"
        + (PAGE / "deck.css").read_text("utf-8"),
        "slides": slides,
        "reveal": _script(reveal / "reveal.js"),
        "notes": _script(reveal / "plugin/notes.js"),
        "licence": "reveal.js: " + licence,
    }  # fmt: skip
    text = (PAGE / "deck.html").read_text("utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{{{name}}}}}", part, 1)
    return text


def _script(path: Path) -> str:
    text = path.read_text("utf-8").replace("</script", "<\\/script")
    return "\n".join(line for line in text.splitlines() if "sourceMappingURL" not in line)


def _section(slide: dict[str, Any], deck: dict[str, Any]) -> str:
    body = [
        f'<p class="kicker">{escape(slide.get("kicker", ""))}</p>',
        f'<h2>{escape(slide["title"])}</h2>',
    ]
    if "lines" in slide:
        body.append(
            f'<div class="lines">{"".join(f"<p>{escape(line)}</p>" for line in slide["lines"])}</div>'
        )
    if "code" in slide:
        body.append(f'<pre class="{"" if "big" in slide else "wide"}">{_code(slide["code"])}</pre>')
    if "big" in slide:
        cost, what = (escape(str(words)) for words in slide["big"])
        body.append(
            f'<div class="cost{" many" if len(slide.get("bars", [])) > 6 else ""}"><p class="big">{cost}</p><p>{what}</p>{_bars(slide.get("bars", []))}</div>'
        )
    if "steps" in slide:
        body.append(_steps(slide))
    if "table" in slide:
        body.append(_table(slide["table"]))
    notes = f'<aside class="notes">{escape(slide.get("notes", ""))}</aside>'
    return (
        f'<section>{"".join(body)}<p class="caption">{escape(deck["caption"])}</p>{notes}</section>'
    )


def _code(lines: list[Any]) -> str:
    return "\n".join(
        "".join(f'<span style="color:{c};font-weight:{700 if bold else 400}">{escape(t)}</span>' for t, c, bold in line)
        for line in lines
    )  # fmt: skip


def _bars(bars: list[Any]) -> str:
    high = max((value for _, value, _, _ in bars), default=0) or 1
    return "".join(
        f'<p class="bar"><span>{escape(label)}</span><i style="width:{100 * value / high:.1f}%;background:{colour}"></i>'
        f"<b>{escape(text)}</b></p>" for label, value, text, colour in bars)  # fmt: skip


def _steps(slide: dict[str, Any]) -> str:
    high = slide["scale"] or 1
    rows = "".join(
        f'<p><span>{escape(label)}</span><em><i style="margin-left:{max(0.0, 100 * at / high):.2f}%;'
        f'width:{min(100.0, 100 * cost / high):.2f}%;background:{slide["colour"]}"></i></em><b>{escape(text)}</b></p>'
        for label, at, cost, text in slide["steps"])  # fmt: skip
    return f'<div class="steps" style="--places:{slide["places"]}">{rows}</div>'


def _table(rows: list[Any]) -> str:
    def cells(row: list[Any], word: str) -> str:
        return "".join(f"<{word}{_fill(colour)}>{escape(text)}</{word}>" for text, colour in row)

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows[1:])
    columns, longest = len(rows[0]), max(len(row[0][0]) for row in rows)
    few = ' class="few"' if len(rows) <= 6 and columns <= 5 and longest <= 24 else ""
    few = few or (' class="many"' if columns > 7 else "")
    return (
        f'<table{few}><thead><tr>{cells(rows[0], "th")}</tr></thead><tbody>{body}</tbody></table>'
    )


def _fill(colour: str) -> str:
    return f' style="background:{colour};color:{ink_on(colour)}"' if colour else ""


def ink_on(colour: str) -> str:
    """Black or white, whichever stands out more on #rrggbb."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return (
        "#000000"
        if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > 0.18
        else "#ffffff"
    )
