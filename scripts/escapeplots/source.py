# SPDX-License-Identifier: MIT
"""A scenario's C and Go source, from the run's commit if git has it, else from the work tree."""

import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .run import Run

ROOT = Path(__file__).resolve().parents[2]
VARIANT = "VARIANT("


@dataclass(frozen=True)
class Source:
    """`chunks`: the top-level pieces between the includes and the table of the file, or, if the
    file only includes a shared header with the variants, of that header. `go`: the original; ""
    if there is none."""

    path: str
    text: str
    title: str  # the scenario's own sentence
    chunks: list[str]
    current: bool  # from the work tree, because git lacks the run's commit
    go: str

    @property
    def name(self) -> str:
        return Path(self.path).stem


def read_source(run: Run, scenario: str) -> Source | None:
    """Reads the source; None if this checkout has no such scenario."""
    if not re.fullmatch(r"[a-z0-9_]+", scenario):
        return None
    commit = run.fact("build", "commit") or ""
    path = f"scenarios/{scenario}.c"
    text, current = _read(commit, path)
    if text is None:
        return None
    title, body = _title(text), text
    if VARIANT not in text:
        header = _shared_header(commit, text)
        if header is not None:
            title, body = _title(header, text), header
    go = _read(commit, f"scenarios/{scenario}.go")[0] or ""
    return Source(path, body, title or scenario, _chunks(body), current, go)


def _read(commit: str, path: str) -> tuple[str | None, bool]:
    """The file's text, and whether it is the work tree's."""
    text = _at_commit(commit, path)
    if text is not None:
        return text, False
    if (ROOT / path).is_file():
        return (ROOT / path).read_text(encoding="utf-8"), True
    return None, True


@lru_cache(maxsize=512)
def _at_commit(commit: str, path: str) -> str | None:
    if not re.fullmatch(r"[0-9a-f]{7,40}", commit):
        return None
    command = ["git", "-C", str(ROOT), "show", f"{commit}:{path}"]
    try:
        shown = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return None
    return shown.stdout.decode("utf-8", "replace") if shown.returncode == 0 else None


def _shared_header(commit: str, text: str) -> str | None:
    """The included header that has the variants, if any."""
    for name in re.findall(r'^#include "(gort/[a-z0-9_]+\.h)"', text, flags=re.MULTILINE):
        header = _read(commit, f"scenarios/{name}")[0]
        if header and VARIANT in header:
            return header
    return None


def _title(text: str, call: str = "") -> str:
    """The text of `.title`. In a header `.title` is part of a macro and may end with a parameter,
    whose value is taken from `call`, the file that uses the macro."""
    match = re.search(r'\.title = "([^"]*)"[ \t]*(\w*)', text)
    if not match:
        return ""
    macro = re.search(r"#define (\w+)\(([^)]*)\)[^#]*?\.title = ", text, flags=re.DOTALL)
    if not match[2] or not macro:
        return match[1]
    names = [name.strip() for name in macro[2].split(",")]
    used = re.search(rf"{macro[1]}\(([^;]*)\)", call)
    words = [word.strip().strip('"') for word in used[1].split(",")] if used else []
    if match[2] not in names or len(words) != len(names):
        return match[1]
    return match[1] + words[names.index(match[2])]


def _chunks(text: str) -> list[str]:
    """Splits at blank lines outside of braces. Leaves out comment, includes and table."""
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
    """Whether a piece is not timed: includes, guards, set-up, the table, lists of sizes."""
    if re.match(r"const struct scenario |#define \w+(\(|\Z)|static void (setup|teardown)\(", chunk):
        return VARIANT not in chunk
    return all(
        re.match(r"#include|#ifndef|#endif|#define \w+$|/\* -+ .* -+ \*/$|[A-Z_]+\([0-9, ]*\)$", line)
        for line in chunk.splitlines()
    )  # fmt: skip


def shortest(source: Source, lines: int) -> str:
    """The variants, and as many pieces before them as fit in `lines`; for a file without
    variants, its beginning."""
    chosen = {i for i, chunk in enumerate(source.chunks) if VARIANT in chunk}
    for i in reversed(range(len(source.chunks))):
        if i not in chosen and _height(source, chosen | {i}) <= lines:
            chosen.add(i)
    text = "\n\n".join(source.chunks[i] for i in sorted(chosen)) or source.text
    return cut(text.splitlines(), lines, source.path)


def cut(text: list[str], lines: int, path: str) -> str:
    """Cuts to at most `most` lines. The last line then says where the rest is."""
    if len(text) > lines:
        text = text[: lines - 1] + [f"/* ... the rest is in {path} */"]
    return "\n".join(text)


def _height(source: Source, chosen: set[int]) -> int:
    return sum(source.chunks[i].count("\n") + 2 for i in chosen) - 1
