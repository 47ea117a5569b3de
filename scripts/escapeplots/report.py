# SPDX-License-Identifier: MIT
"""One HTML file that holds all it needs: the run's rows, its machine, its scenarios'
sources, and Chart.js as it is installed on this computer."""

import json
import math
import os
import re
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from . import finding
from .run import ALLOCATORS, Run, in_order
from .size_sweep import sweeps_of
from .waterfall import LIVE, RUNGS, Ladder, label, ladders_of
from .source import ROOT, read_source
from .style import DARK, LIGHT, colours
from .units import human_size, plain

PAGE = Path(__file__).parent / "page"
SCRIPTS = ("data.js", "charts.js", "page.js")
LIBRARIES = (
    Path("/usr/share/javascript/chart.js/chart.min.js"),
    ROOT / "node_modules/chart.js/dist/chart.umd.js",
)
FILES = ("comparison.csv", "samples.csv", "machine.json")


class NoLibrary(Exception):
    """Chart.js is not installed."""


def find_library(asked: Path | None) -> Path:
    for path in [asked] if asked else LIBRARIES:
        if path.is_file():
            return path
    raise NoLibrary(
        "Chart.js is not installed: on Debian apt-get install libjs-chart.js, elsewhere "
        "npm install chart.js and --library node_modules/chart.js/dist/chart.umd.js"
    )


def summary(run: Run) -> str:
    return " ".join(finding.sentences(run))


def _data(run: Run, style: str | None) -> dict[str, Any]:
    rows = [
        {
            key: None if isinstance(v, float) and math.isnan(v) else v
            for key, v in asdict(row).items()
        }
        for row in run.rows
    ]
    names = in_order({row.allocator for row in run.rows})
    sources = {}
    for scenario in dict.fromkeys(row.scenario for row in run.rows):
        source = read_source(run, scenario)
        if source:
            code = "\n\n".join(source.chunks)
            sources[scenario] = {"title": source.title, "text": code, "current": source.current}
    return {
        "rows": rows,
        "sources": sources,
        "sweeps": list(sweeps_of(run)),
        "style": style,
        "colours": {theme.name: colours(theme, names, ALLOCATORS) for theme in (LIGHT, DARK)},
    }


def _step_cells(ladder: Ladder) -> list[str]:
    """The way and the new memory; the allocator; the live objects, if any; the whole."""
    cells = [label(row) for row in ladder.steps]
    return [*cells, "", label(ladder.whole)] if len(cells) == 3 else [*cells, label(ladder.whole)]


def steps_of(run: Run) -> str:
    """The ladders of the smallest costs first; a case whose steps are not known has none."""
    found = [
        (ladder.whole.delta, case, name, ladder)
        for case, of in ladders_of(run).items()
        for name, ladder in of.items()
    ]
    if not found:
        return "<p>No case of this run has known steps between stack and heap.</p>"
    head = ["case", "alive", "allocator", RUNGS["reused"], RUNGS["bump"], RUNGS["heap"], LIVE]
    lines = []
    for _, (scenario, size, live), name, ladder in sorted(found, key=lambda entry: entry[:3]):
        case = f"{plain(scenario)}, {human_size(size)}"
        cells = [case, str(live), name, *_step_cells(ladder)]
        lines.append(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>")
    heads = "".join(f"<th>{escape(word)}</th>" for word in [*head, "the escape cost"])
    table = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return (
        "<p>Each step less the one before, the smallest escape cost first; "
        "the steps of a line add up to it.</p>"
        f"<details><summary>{len(found)} ladders</summary>"
        f'<div class="wide"><table id="steps">{table}</table></div></details>'
    )


def _list(facts: dict[str, Any]) -> str:
    items = "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in facts.items())
    return f"<dl>{items}</dl>"


def _machine(run: Run) -> str:
    """All that machine.json says, its nesting as dotted names."""
    facts = dict(_flat("", {k: v for k, v in run.machine.items() if k != "check"}))
    return (
        _list(facts) if facts else "<p>Not recorded: there is no machine.json beside the CSV.</p>"
    )


def _flat(prefix: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [item for k, v in value.items() for item in _flat(f"{prefix}{k}.", v)]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        words = [" ".join(str(v) for v in entry.values() if v is not None) for entry in value]
        return [(prefix[:-1], "; ".join(words))]
    if isinstance(value, list):
        value = " ".join(map(str, value))
    return [(prefix[:-1], "not known" if value is None else value)]


def _check(run: Run) -> str:
    """The findings as a table; each field is shown when it is there."""
    findings = run.machine.get("check")
    if not isinstance(findings, list) or not findings:
        return "<p>Not recorded in this run.</p>"
    fields = ("status", "name", "read", "effect", "fix")
    head = "".join(f"<th>{field}</th>" for field in fields)
    lines = []
    for finding in filter(lambda entry: isinstance(entry, dict), findings):
        status = re.sub(r"\W", "", str(finding.get("status", "")))
        cells = "".join(f"<td>{escape(str(finding.get(f) or ''))}</td>" for f in fields)
        lines.append(f'<tr class="{status}">{cells}</tr>')
    return (
        f'<table id="check"><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
    )


def _files(run: Run, output: Path) -> str:
    folder = run.path if run.path.is_dir() else run.path.parent
    names = FILES if run.path.is_dir() or run.path.name == FILES[0] else (run.path.name,)
    found = [folder / name for name in names] + sorted((folder / "plots").glob("*.svg"))
    links = []
    for path in filter(Path.is_file, found):
        where = os.path.relpath(path, output.parent)
        links.append(f'<li><a href="{escape(where)}">{escape(path.name)}</a></li>')
    return f"<ul>{''.join(links)}</ul>"


def _library(path: Path) -> tuple[str, str]:
    """The code, safe inside a script element, and its version."""
    code = path.read_text(encoding="utf-8")
    code = re.sub(r"//# sourceMappingURL=\S+", "", code).replace("</script", "<\\/script")
    version = re.search(r"Chart\.js v([\d.]+)", code)
    return code, version[1] if version else "of unknown version"


def page(run: Run, output: Path, library: Path, style: str | None = None) -> str:
    code, version = _library(library)
    data = json.dumps(_data(run, style), allow_nan=False, separators=(",", ":"))
    parts = {
        "name": escape(run.name),
        "summary": escape(summary(run)),
        "caption": escape(run.caption()),
        "css": (PAGE / "page.css").read_text(encoding="utf-8"),
        "steps": steps_of(run),
        "machine": _machine(run),
        "check": _check(run),
        "files": _files(run, output),
        "version": escape(version),
        "licence": escape((PAGE / "chart.js-licence.txt").read_text(encoding="utf-8")),
        "data": data.replace("<", "\\u003c"),
        "library": code,
        "script": "\n".join((PAGE / name).read_text(encoding="utf-8") for name in SCRIPTS),
    }
    text = (PAGE / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], text)
