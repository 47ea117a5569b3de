# SPDX-License-Identifier: MIT
"""Calls escapebench: measures base and head in turns, compares, asks for tables."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from tree import Stop

FINE, NOT_MEASURED, USAGE, REGRESSION, UNRESOLVED, NOT_COMPARABLE = range(6)


class Compared(NamedTuple):
    """One comparison: compare's exit status and its JSON."""

    status: int
    json: dict[str, Any]


class Wanted(NamedTuple):
    """What to measure."""

    scenarios: list[str]
    allocators: list[str]
    effort: str
    counts: bool
    threshold: str

    def run_words(self, allocators: list[str]) -> list[str]:
        words = [*self.scenarios, "--effort", self.effort]
        if allocators:
            words += ["--allocator", ",".join(allocators)]
        return words + (["--counters", "callgrind"] if self.counts else [])

    def gate_words(self) -> list[str]:
        if self.counts:
            return ["--metric", "callgrind-instructions", "--threshold", "0"]
        return ["--threshold", self.threshold, "--threshold-abs", "0.5ns"]


def call(program: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a program. Its messages go to standard error; its output is returned."""
    return subprocess.run(
        [str(program), *(str(word) for word in words)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )


def ended(command: str, status: int) -> Stop:
    """Says how a command of escapebench ended that gave no result."""
    number = -status if status < 0 else status - 128
    if number in {s.value for s in signal.Signals}:
        return Stop(f"`escapebench {command}` was interrupted ({signal.Signals(number).name})")
    return Stop(f"`escapebench {command}` ended with status {status}; the log says why")


def run(program: Path, wanted: Wanted, allocators: list[str], output: Path) -> Path:
    """Measures one run into the folder `output`. A row without a figure is no error."""
    done = call(program, "run", *wanted.run_words(allocators), "--quiet", "--output", output)
    if done.returncode > NOT_MEASURED or not (output / "comparison.csv").is_file():
        raise ended("run", done.returncode)
    return output


def compare(
    program: Path, wanted: Wanted, base: str | Path, head: str | Path, *words: str
) -> Compared:
    """Compares and gates two runs."""
    done = call(program, "compare", base, head, *wanted.gate_words(), *words, "--format", "json")
    if done.returncode in (NOT_MEASURED, USAGE):
        raise ended("compare", done.returncode)
    return Compared(done.returncode, json.loads(done.stdout) if done.stdout.strip() else {})


def read_comparison(path: Path) -> dict[str, Any]:
    """The JSON of a comparison that another job wrote. Refuses a file that is not that."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    tables = found.get("comparisons") if isinstance(found, dict) else None
    if isinstance(found, dict) and isinstance(tables, list) and all(map(_is_table, tables)):
        return found
    raise Stop(f"{path} is not the JSON of `escapebench compare`")


def _is_table(table: Any) -> bool:
    """Whether the table's rows and runs are objects, and each row names its case."""
    if not isinstance(table, dict):
        return False
    rows, runs = table.get("rows"), table.get("runs", [])
    if not isinstance(rows, list) or not isinstance(runs, list):
        return False
    if not all(isinstance(entry, dict) for entry in rows + runs):
        return False
    return all(isinstance(row.get(name), str) for row in rows for name in ("case", "variant"))


def together(programs: tuple[Path, Path], wanted: Wanted, output: Path) -> Compared | None:
    """Measures two programs, base and head, whose workers take turns within one run. None: the
    base's workers do not understand the head's parent.
    """
    base, head = programs
    words = [*wanted.run_words(wanted.allocators), "--quiet", "--against", str(base)]
    done = call(head, "run", *words, "--output", str(output / "run"))
    if done.returncode == USAGE:
        return None
    if done.returncode > NOT_MEASURED or not (output / "run/comparison.csv").is_file():
        raise ended("run", done.returncode)
    return compare(head, wanted, output / "run-against", output / "run")


def in_turns(programs: tuple[Path, Path], wanted: Wanted, rounds: int, output: Path) -> Compared:
    """Measures two programs, base and head: short runs of both take turns, and all workers are
    compared. For counts, which do not depend on time, one run of each is enough.
    """
    for i in range(1 if wanted.counts else rounds):
        for side in (0, 1) if i % 2 == 0 else (1, 0):
            folder = output / f"{('base', 'head')[side]}-{i + 1:02d}"
            run(programs[side], wanted, wanted.allocators, folder)
    return compare(programs[1], wanted, f"{output}/base-*", f"{output}/head-*", "--pool")


def libraries(
    program: Path, wanted: Wanted, trees: tuple[Path, Path], output: Path
) -> list[Compared]:
    """Measures allocators of the project, NAME=PATH: those of both trees take turns within one
    run."""
    lanes, names = [], []
    for allocator in wanted.allocators:
        name, _, path = allocator.partition("=")
        if path:
            names.append(name)
            lanes += [f"{name}-base={trees[0] / path}", f"{name}={trees[1] / path}"]
        else:
            lanes.append(name)
    run(program, wanted, lanes, output / "run")
    return [
        compare(program, wanted, f"{output}/run@{name}-base", f"{output}/run@{name}")
        for name in names
    ]


def matrix(program: Path, folder: Path) -> str:
    """The run as one Markdown matrix under lines on the run; empty if this version of escapebench
    has none."""
    done = subprocess.run(
        [str(program), "show", str(folder), "--format", "markdown"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != FINE:
        return ""
    lines, blank, table = done.stdout.partition("\n\n")
    return lines.replace("\n", "  \n") + blank + table  # two spaces: Markdown breaks the line


def cpu_key(program: Path, folder: Path) -> str:
    """The name of the run's CPU, microcode and kernel line."""
    done = call(program, "history", "key", folder)
    if done.returncode != FINE:
        raise Stop("`escapebench history key` failed; the log says why")
    return done.stdout.strip()
