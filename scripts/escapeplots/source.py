# SPDX-License-Identifier: MIT
"""A scenario's C source, as the run's commit had it where git still knows it."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .run import Run

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """`chunks`: the file's top-level pieces between its includes and its table."""

    path: str
    text: str
    title: str  # the scenario's own sentence
    chunks: list[str]
    current: bool  # from the work tree: the run's commit is not known here


def read_source(run: Run, scenario: str) -> Source | None:
    """None when this checkout has no such scenario."""
    if not re.fullmatch(r"[a-z0-9_]+", scenario):
        return None
    path = f"scenarios/{scenario}.c"
    commit = run.fact("build", "commit") or ""
    text = _at_commit(commit, path)
    current = text is None
    if text is None and (ROOT / path).is_file():
        text = (ROOT / path).read_text(encoding="utf-8")
    if text is None:
        return None
    title = re.search(r'\.title = "([^"]*)"', text)
    return Source(path, text, title[1] if title else scenario, _chunks(text), current)


def _at_commit(commit: str, path: str) -> str | None:
    if not re.fullmatch(r"[0-9a-f]{7,40}", commit):
        return None
    command = ["git", "-C", str(ROOT), "show", f"{commit}:{path}"]
    try:
        shown = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return shown.stdout if shown.returncode == 0 else None


def _chunks(text: str) -> list[str]:
    """Split at blank lines that no brace encloses; without comment, includes and table."""
    text = re.sub(r"\A\s*/\*.*?\*/", "", text, flags=re.DOTALL)
    chunks: list[str] = []
    lines: list[str] = []
    depth = 0
    for line in text.splitlines() + [""]:
        if not line.strip() and depth == 0:
            chunks.append("\n".join(lines))
            lines = []
        else:
            lines.append(re.sub(r"\s*\\$", "", line))
            depth += line.count("{") - line.count("}")
    return [chunk for chunk in chunks if chunk and not _is_frame(chunk)]


def _is_frame(chunk: str) -> bool:
    """What is not timed: includes, set-up, the table, lines that only spell out sizes."""
    if re.match(r"const struct scenario |#define SIZE|static void (setup|teardown)\(", chunk):
        return True
    return all(re.match(r"#include|[A-Z_]+\([0-9, ]*\)$", line) for line in chunk.splitlines())


def shortest(source: Source, lines: int) -> str:
    """The variants, and as many of the pieces before them as fit in `lines`."""
    chosen = {i for i, chunk in enumerate(source.chunks) if "VARIANT(" in chunk}
    for i in reversed(range(len(source.chunks))):
        if i not in chosen and _height(source, chosen | {i}) <= lines:
            chosen.add(i)
    text = "\n\n".join(source.chunks[i] for i in sorted(chosen)).splitlines()
    if len(text) > lines:
        text = text[: lines - 1] + [f"/* ... the rest is in {source.path} */"]
    return "\n".join(text)


def _height(source: Source, chosen: set[int]) -> int:
    return sum(source.chunks[i].count("\n") + 2 for i in chosen) - 1
