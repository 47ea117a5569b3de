# SPDX-License-Identifier: MIT
"""Writes a run as one HTML file that needs no other: it contains the run's rows, the machine, the
scenarios' sources, and the Chart.js that is installed on this computer."""

import json
import math
import os
import re
from html import escape
from pathlib import Path
from typing import Any

from . import docs_text, finding, machine_code
from .bill import bills_of
from .comparison import COLUMNS, NAMES, Row
from .machines import names_of
from .run import ALLOCATORS, Run, in_order
from .size_sweep import sweeps_of
from .waterfall import LIVE, RUNGS, Ladder, label, ladders_of
from .source import ROOT, read_source
from .style import DARK, LIGHT, colours
from .units import human_size, plain

PAGE = Path(__file__).parent / "page"
SCRIPTS = ("data.js", "charts.js", "page.js", "matrix.js", "scenario.js", "router.js")
LIBRARIES = (
    Path("/usr/share/javascript/chart.js/chart.min.js"),
    ROOT / "node_modules/chart.js/dist/chart.umd.js",
)
TEXTS = NAMES | {"verdict", "note"}
DOTS = 40  # turns drawn for each side
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


def _row_values(row: Row) -> list[Any]:
    """The row's values in COLUMNS' order. Figures are rounded to visible digits; unknown ones are
    null."""
    values = [getattr(row, column) for column in COLUMNS]
    return [_brief(v) if isinstance(v, float) else v for v in values]


def _brief(number: float) -> float | None:
    return None if math.isnan(number) else float(f"{number:.8g}")


def _packed(rows: list[Row]) -> dict[str, Any]:
    """The rows as columns. A text that occurs in many rows is written once."""
    columns: dict[str, Any] = {}
    values = list(zip(*map(_row_values, rows))) if rows else [() for _ in COLUMNS]
    for name, cells in zip(COLUMNS, values):
        if name in TEXTS:
            words = list(dict.fromkeys(cells))
            places = {word: place for place, word in enumerate(words)}
            columns[name] = {"words": words, "at": [places[cell] for cell in cells]}
        else:
            columns[name] = cells
    return columns


def _cases(run: Run) -> list[dict[str, Any]]:
    """The matrix: groups, scenarios, and each lane's row as an index into `run.rows`."""
    place = {id(row): number for number, row in enumerate(run.rows)}
    cells = finding.cells_of(run)
    return [
        {"group": group, "scenario": name,
         "cells": {lane: place[id(row)] for lane, row in cells[name].items()}}
        for group, names in finding.by_group(cells).items() for name in names
    ]  # fmt: skip


def _other(run: Run, name: str) -> dict[str, Any]:
    """The part of another run that is compared: the matrix's cells."""
    costs = {
        scenario: {lane: [_brief(r.delta), _brief(r.delta_low), _brief(r.delta_high), r.verdict,
                          r.size_bytes] for lane, r in of.items()}
        for scenario, of in finding.cells_of(run).items()
    }  # fmt: skip
    return {"name": name, "caption": run.caption(), "costs": costs}


def _turns(run: Run) -> dict[str, Any]:
    """For each case of the matrix a visible number of times of kept turns, and how many turns
    were dropped for which reason."""
    found: dict[str, Any] = {}
    if run.samples is None:
        return found
    for scenario, of in finding.cells_of(run).items():
        for lane, row in of.items():
            turns = run.samples.of(row)
            kept, dropped = turns[turns["kept"]], turns[~turns["kept"]]
            found[f"{scenario} {lane}"] = {
                "base": _spread(list(kept["base"])), "subject": _spread(list(kept["subject"])),
                "kept": len(kept), "dropped": {why: int(n) for why, n in dropped["reason"].value_counts().items()},
            }  # fmt: skip
    return found


def _spread(values: list[float]) -> list[float]:
    """At most DOTS of the values, evenly over their order."""
    ordered = sorted(values)
    step = max(1.0, len(ordered) / DOTS)
    count = min(len(ordered), DOTS)
    return [float(f"{ordered[min(len(ordered) - 1, int(i * step))]:.4g}") for i in range(count)]


def _scenarios(run: Run, program: Path | None) -> tuple[dict[str, Any], str]:
    """The content of each scenario's page, and a remark on the machine code."""
    try:
        code = machine_code.read_code(run, program)
        remark = code.remark
    except machine_code.NoCode as reason:
        code, remark = machine_code.Code(), f"No machine code: {reason}."
    found = {}
    for scenario in dict.fromkeys(row.scenario for row in run.rows):
        source = read_source(run, scenario)
        if source:
            found[scenario] = {
                "title": source.title, "text": "\n\n".join(source.chunks),
                "current": source.current, "go": _go_text(source.go),
                "line": docs_text.go_line(scenario), "escapes": docs_text.escapes(scenario),
                "said": docs_text.diagnostics(source),
                "code": {v: code.side(scenario, v) for v in ("stack", "heap")},
            }  # fmt: skip
    return found, remark


def _go_text(text: str) -> str:
    """The Go source without the lines of licence and package."""
    return re.sub(r"\A(//[^\n]*\n|\s*\n|package [^\n]*\n)*", "", text).rstrip()


def _steps(run: Run) -> dict[str, dict[str, list[list[Any]]]]:
    """Scenario to lane to its ladder: name, cost and interval of each step."""
    found: dict[str, dict[str, list[list[Any]]]] = {}
    least = {name: next(iter(of.values())) for name, of in finding.cells_of(run).items()}
    for (scenario, size, live), of in ladders_of(run).items():
        row = least.get(scenario)
        if row and (row.size_bytes, row.live) == (size, live):
            found[scenario] = {
                lane: [[RUNGS.get(r.variant, r.variant), *map(_brief, (r.delta, r.delta_low, r.delta_high))]
                       for r in ladder.steps]
                for lane, ladder in of.items()
            }  # fmt: skip
    for lane, bills in bills_of(run).items():
        for scenario, bill in bills.items():
            found.setdefault(scenario, {})[lane] = [
                [word, *map(_brief, (r.delta, r.delta_low, r.delta_high))]
                for word, r in (("allocate", bill.alloc), ("collect", bill.collect))
            ]
    return found


def _data(runs: list[Run], style: str | None, program: Path | None) -> dict[str, Any]:
    run = runs[0]
    names = in_order({row.allocator for row in run.rows})
    scenarios, remark = _scenarios(run, program)
    return {
        "columns": _packed(run.rows),
        "lanes": finding.lanes_of(run),
        "cases": _cases(run),
        "others": [_other(r, n) for r, n in list(zip(runs, names_of(runs)))[1:]],
        "turns": _turns(run),
        "sources": scenarios,
        "steps": _steps(run),
        "code": remark,
        "sweeps": list(sweeps_of(run)),
        "style": style,
        "colours": {theme.name: colours(theme, names, ALLOCATORS) for theme in (LIGHT, DARK)},
    }


def _step_cells(ladder: Ladder) -> list[str]:
    """The cells of a ladder: indirection and new memory, the allocator, the live objects if any,
    the whole."""
    cells = [label(row) for row in ladder.steps]
    return [*cells, "", label(ladder.whole)] if len(cells) == 3 else [*cells, label(ladder.whole)]


def steps_of(run: Run) -> str:
    """The table of ladders, the smallest cost first. A case without known steps has none."""
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
    """All facts of machine.json. Nested names are joined by dots."""
    facts = dict(_flat("", {k: v for k, v in run.machine.items() if k != "check"}))
    return (
        _list(facts) if facts else "<p>Not recorded: there is no machine.json beside the CSV.</p>"
    )


def _flat(prefix: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [item for k, v in value.items() for item in _flat(f"{prefix}{k}.", v)]
    if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        entries = [entry.values() if isinstance(entry, dict) else [entry] for entry in value]
        words = [" ".join(str(v) for v in entry if v is not None) for entry in entries]
        return [(prefix[:-1], "; ".join(words))]
    if isinstance(value, list):
        value = " ".join(map(str, value))
    return [(prefix[:-1], "not known" if value is None else value)]


def _believed(run: Run) -> str:
    """Says in a few words whether the machine was fit for measuring."""
    entries = run.machine.get("check")
    findings = [f for f in entries if isinstance(f, dict)] if isinstance(entries, list) else []
    ratings = [f.get("status") for f in findings]
    if not ratings:
        return "not checked"
    bad = [str(f.get("name")) for f in findings if f.get("status") == "bad"]
    counts = f"{ratings.count('ok')} of {len(ratings)} checks fine"
    return f"{counts}; bad: {', '.join(bad)}" if bad else f"{counts}, none bad"


def _check(run: Run) -> str:
    """The findings as a table. Missing fields are left empty."""
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
    """Chart.js's code, safe inside a script element, and its version."""
    code = path.read_text(encoding="utf-8")
    code = re.sub(r"//# sourceMappingURL=\S+", "", code).replace("</script", "<\\/script")
    version = re.search(r"Chart\.js v([\d.]+)", code)
    return code, version[1] if version else "of unknown version"


def page(runs: list[Run], output: Path, library: Path, style: str | None = None,
         program: Path | None = None) -> str:  # fmt: skip
    run = runs[0]
    code, version = _library(library)
    data = json.dumps(_data(runs, style, program), allow_nan=False, separators=(",", ":"))
    parts = {
        "name": escape(run.name),
        "summary": escape(summary(run)),
        "caption": escape(run.caption()),
        "believed": escape(_believed(run)),
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
