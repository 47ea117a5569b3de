# SPDX-License-Identifier: MIT
"""The content of a deck, slide by slide. deck_files.py writes the same slides as .pptx and as
HTML. A slide is a dictionary; all entries are optional:

title, kicker   its sentence, and a small line above it
code            lines of runs [text, colour, bold], at CODE_POINTS
big             [a cost in large type, what it is]
bars            [label, value in ns, text, colour] from zero
steps           [label, start, cost, text]: those shown so far; `scale` is the axis' end
lines           sentences in large type
table           rows of [text, background or ""]; the first row is the head
notes           what the speaker says
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from pygments import lex
from pygments.lexers import CLexer, GoLexer

from . import docs_text, finding
from .bill import bills_of
from .comparison import Row
from .escape_cost import cost_text
from .heat import Shades
from .panels import line_names
from .run import ALLOCATORS, Run, go_version
from .slide import token_look
from .source import Source, read_source, shortest
from .style import Theme, colours
from .units import human_size, human_time, plain, shortened
from .waterfall import RUNGS, label, ladders_of, share

Slide = dict[str, Any]
NAME, KICKER, HEADLINE = 32, 60, 90  # letters
CODE_POINTS, CODE_LETTERS, CODE_LINES = 20, 53, 17  # of a slide that is 960 points wide


def deck(run: Run, theme: Theme, scenarios: list[str], lanes: list[str]) -> dict[str, Any]:
    """Makes the whole deck: the `scenarios` in this order, with `lanes` only."""
    maker = Maker(run, theme, lanes)
    slides = [maker.opening(), maker.overview(scenarios)]
    remarks = []
    for scenario in scenarios:
        made, remark = maker.scenario(scenario)
        slides += made
        remarks += [remark] if remark else []
    slides.append(maker.closing())
    look = {"paper": theme.paper, "ink": theme.ink, "faint": theme.faint, "shade": theme.shade,
            "stack": theme.stack, "heap": theme.heap}  # fmt: skip
    return {"title": slides[0]["title"], "caption": run.caption(), "look": look,
            "points": CODE_POINTS, "slides": slides, "remarks": remarks}  # fmt: skip


class Maker:
    """Makes the slides of one run."""

    def __init__(self, run: Run, theme: Theme, lanes: list[str]) -> None:
        self.run, self.theme, self.lanes = run, theme, lanes
        every = finding.cells_of(run)
        self.cells = {
            s: {lane: of[lane] for lane in lanes if lane in of} for s, of in every.items()
        }
        self.cells = {s: of for s, of in self.cells.items() if of}
        self.colour = colours(theme, lanes, ALLOCATORS)
        self.ladders = {case[0]: of for case, of in reversed(ladders_of(run).items())}
        self.bills = bills_of(run)

    def opening(self) -> Slide:
        build = [self.run.fact("build", "compiler"), self.run.fact("build", "flags")]
        entries = self.run.entry("allocators")
        known = [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
        versions = [
            f"{e.get('name')} {str(e.get('version'))[:12]}" for e in known if e.get("version")
        ]
        lines = [
            self.run.cpu or "CPU not recorded",
            " ".join(word for word in build if word),
            ", ".join(versions) or ", ".join(self.lanes),
            "Stack and heap take turns in one process; fresh processes are the replicates; 95 % intervals",
        ]
        lines = [line for line in lines if line]
        notes = f"{' '.join(finding.sentences(self.run))} {self.run.caption()}"
        return {"title": finding.title(self.cells) if self.cells else "Nothing was timed in this run",
                "kicker": "What an escape from stack to heap costs", "lines": lines, "notes": notes}  # fmt: skip

    def overview(self, scenarios: list[str]) -> Slide:
        """A table for up to ten of the deck's scenarios."""
        priced = {s: self.cells[s] for s in scenarios if s in self.cells}
        chosen = finding.for_the_stage(priced, 10) or list(priced)[:10]
        shade = Shades(self.theme, [row for s in chosen for row in self.cells[s].values()])
        names = line_names(self.run.times())
        table: list[list[Any]] = [[["", ""], *([lane[:14], ""] for lane in self.lanes)]]
        for scenario in chosen:
            cells = [self.cells[scenario].get(lane) for lane in self.lanes]
            table.append(
                [
                    [shortened(names[scenario], NAME), ""],
                    *([cost_text(c), _hex(shade.of(c))] for c in cells),
                ]
            )
        note = f"{len(chosen)} of {len(priced)} scenarios. " if len(chosen) < len(priced) else ""
        return {"title": "Heap minus stack, per operation", "kicker": f"{note}In brackets: not resolved",
                "table": table, "notes": " ".join(finding.sentences(self.run))}  # fmt: skip

    def scenario(self, name: str) -> tuple[list[Slide], str]:
        """Makes a scenario's slides. Returns them, and remarks about slides that could not be
        made."""
        source = read_source(self.run, name)
        row = next(iter(self.cells.get(name, {}).values()), None)
        newest = [r for lane, r in self.cells.get(name, {}).items() if go_version(lane)][-1:]
        notes = self._notes(name, list(dict.fromkeys([row, *newest])) if row else [])
        kicker = shortened(plain(name), KICKER) + (
            f", {human_size(row.size_bytes)}" if row and row.size_bytes else ""
        )
        title = shortened(source.title if source else plain(name).capitalize(), HEADLINE)
        pages = list(self._code(source)) if source else []
        slides = [{"title": title, "kicker": f"{kicker}: {word}", "code": code, "notes": notes}
                  for word, code in pages] or [{"title": title, "kicker": kicker, "notes": notes}]  # fmt: skip
        for slide, (word, _) in zip(slides, pages or [("", [])]):
            slide |= self._cost(name, newest[0] if word.startswith("Go") and newest else row)
        slides += self._steps(name, title, kicker, notes)
        remark = "" if source else f"{name}: no code: this checkout has no scenarios/{name}.c"
        return slides, remark

    def _notes(self, name: str, rows: list[Row]) -> str:
        """What escapes, the cost in each of `rows` with its interval, and the command."""
        escapes = docs_text.escapes(name)
        words = [f"What escapes: {escapes}" if escapes else ""]
        for row in (row for row in rows if row.known):
            low, high = human_time(row.delta_low), human_time(row.delta_high)
            words.append(
                f"{human_time(row.delta)} {_verb(row)} {row.allocator}, 95 % interval {low} to {high}."
            )
        size = f" --size {rows[0].size_bytes}" if rows and rows[0].size_bytes else ""
        words.append(f"escapebench run {name}{size}")
        return " ".join(word for word in words if word)

    def _code(self, source: Source) -> Iterator[tuple[str, list[Any]]]:
        """The pages of code, Go's first, then C's; each has at most CODE_LINES lines."""
        go = "\n".join(line for line in source.go.splitlines()
                       if not line.startswith(("//", "package ", "import ")))  # fmt: skip
        for word, text, lexer in (
            ("Go", go, GoLexer()),
            ("C", shortest(source, 3 * CODE_LINES), CLexer()),
        ):
            pages = paged(text)
            for number, page in enumerate(pages):
                of = f" {number + 1} of {len(pages)}" if len(pages) > 1 else ""
                yield word + of, self._coloured("\n".join(page), lexer)

    def _coloured(self, text: str, lexer: Any) -> list[list[list[Any]]]:
        lines: list[list[list[Any]]] = [[]]
        for kind, piece in lex(text, lexer):
            colour, weight = token_look(self.theme, kind, piece)
            for place, part in enumerate(piece.split("\n")):
                if place:
                    lines.append([])
                if part:
                    lines[-1].append([part, colour, weight == "bold"])
        return lines[: len(text.splitlines())]

    def _cost(self, name: str, row: Row | None) -> Slide:
        if row is None:
            return {"big": ["–", "no time in this run"]}
        bars = [[lane[:14], max(0.0, r.delta) if r.known else 0.0, cost_text(r), self.colour[lane]]
                for lane, r in self.cells[name].items()]  # fmt: skip
        return {"big": [cost_text(row), f"{_verb(row)} {row.allocator}"], "bars": bars}

    def _steps(self, name: str, title: str, kicker: str, notes: str) -> list[Slide]:
        """One slide for each step. Each shows the steps so far; the last one the whole, which is
        measured by itself: medians need not add up to the last digit."""
        slides: list[Slide] = []
        for lane, steps, whole in self._ladders(name):
            at, drawn = 0.0, []
            ends = [0.0, whole.delta]
            for words, row in steps:
                drawn.append([words, min(at, at + row.delta), abs(row.delta), label(row)])
                at += row.delta
                ends.append(at)
            drawn.append(["the escape", min(0.0, whole.delta), abs(whole.delta), cost_text(whole)])
            for count in range(1, len(drawn) + 1):
                slides.append({"title": title, "kicker": f"{kicker}: the steps with {lane}",
                               "steps": drawn[:count], "scale": max(ends), "notes": notes,
                               "places": len(drawn), "colour": self.colour[lane]})  # fmt: skip
        return slides

    def _ladders(self, name: str) -> list[tuple[str, list[tuple[str, Row]], Row]]:
        """The first lane's steps and its whole cost, and the newest Go's."""
        found = []
        of = self.ladders.get(name, {})
        lane = next((lane for lane in self.lanes if lane in of), None)
        if lane:
            words = [(f"{r.variant}: {RUNGS[r.variant]}" if r.variant in RUNGS else r.variant, r)
                     for r in of[lane].steps]  # fmt: skip
            found.append((lane, words, of[lane].whole))
        go = [lane for lane in self.lanes if go_version(lane) and name in self.bills.get(lane, {})]
        if go:
            bill = self.bills[go[-1]][name]
            parts = [("allocate", bill.alloc), ("collect", bill.collect)]
            found.append((go[-1], parts, bill.whole))
        return found

    def closing(self) -> Slide:
        """The last slide: three sentences."""
        lines = [*finding.sentences(self.run)[:2]]
        shares = [(lane, part) for of in self.ladders.values() for lane, ladder in of.items()
                  if lane == self.lanes[0] and (part := share(ladder)) is not None]  # fmt: skip
        if shares:
            middle = sorted(part for _, part in shares)[len(shares) // 2]
            lines.append(f"{shares[0][0]}'s own work is {middle:.0f} % of the median escape's cost; "
                         "the rest is the way there.")  # fmt: skip
        lines.append("Measured with escapebench: " + self.run.caption())
        return {"title": "For the wall", "lines": lines[:4], "notes": self.run.caption()}


def _number(version: str) -> str:
    """The first number of a version's text, else its beginning."""
    match = re.search(r"\d+(\.\d+)+", version)
    return match[0] if match else version[:12]


def _verb(row: Row) -> str:
    return "in" if go_version(row.allocator) else "with"


def _hex(colour: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour)


def paged(text: str) -> list[list[str]]:
    """Pages of at most CODE_LINES lines of CODE_LETTERS letters: whole pieces where they fit."""
    pages: list[list[str]] = []
    for piece in text.strip("\n").split("\n\n"):
        lines = [part for line in piece.splitlines() for part in _wrapped(line)]
        if pages and len(pages[-1]) + 1 + len(lines) <= CODE_LINES:
            pages[-1] += ["", *lines]
            continue
        pages += [lines[i : i + CODE_LINES] for i in range(0, len(lines), CODE_LINES)]
    return pages


def _wrapped(line: str) -> list[str]:
    line = line.replace("\t", "  ").replace("    ", "  ").rstrip()
    lead = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, CODE_LETTERS, subsequent_indent=lead[:20] + "    ",
                         break_long_words=True, drop_whitespace=False) or [""]  # fmt: skip
