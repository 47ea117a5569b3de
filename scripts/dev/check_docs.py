#!/usr/bin/python3
"""Fails if the documentation points to a file or a line that does not exist.

    scripts/dev/check_docs.py [--write] [CHECKOUT]

Two rules. Every relative link of a Markdown file leads to a file. Every reference of the
form `PATH:LINE` (`NAME`) names a line that has the word NAME. With --write the line is
corrected to that of NAME's definition, or else to that of its first use.
"""

import re
import sys
from pathlib import Path

WRITE = "--write" in sys.argv
PLACES = [a for a in sys.argv[1:] if a != "--write"]
ROOT = Path(PLACES[0] if PLACES else Path(__file__).resolve().parents[2])
REFERENCE = re.compile(r"`([\w./-]+):(\d+)`(\s+)\(`(\w+)`\)")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def without_comments(line: str) -> str:
    """The line's code: what is left without comments and preprocessor directives."""
    return re.sub(r"^\s*[*#].*|/\*.*?(\*/|$)", "", line)


def find_definition(lines: list[str], name: str) -> int:
    """The line, from 1, that defines `name`, or that has it first; 0: none."""
    word = re.compile(rf"\b{name}\b")
    uses = [n for n, line in enumerate(lines, 1) if word.search(line)]
    code = [n for n in uses if word.search(without_comments(lines[n - 1]))]
    definitions = [
        n
        for n in code
        if not lines[n - 1].startswith((" ", "\t")) and not lines[n - 1].rstrip().endswith(";")
    ]
    return (definitions or code or uses or [0])[0]


def check_references(path: Path, text: str) -> tuple[str, list[str]]:
    """The text with right line numbers, and what was wrong with it."""
    faults = []

    def correct(match: re.Match[str]) -> str:
        file, line, name = match[1], int(match[2]), match[4]
        target = ROOT / file
        lines = target.read_text().splitlines() if target.is_file() else []
        right = find_definition(lines, name)
        if right == 0:
            faults.append(f"{path.relative_to(ROOT)}: {file} has no {name}")
            return match[0]
        if not WRITE and right != line:
            faults.append(
                f"{path.relative_to(ROOT)}: {name} is at {file}:{right}, not {line}; "
                "`make format` corrects it"
            )
        return f"`{file}:{right}`{match[3]}(`{name}`)"

    return REFERENCE.sub(correct, text), faults


def check_links(path: Path, text: str) -> list[str]:
    faults = []
    for target in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if "://" not in target and not target.startswith("mailto:"):
            if not (path.parent / target).exists():
                faults.append(f"{path.relative_to(ROOT)}: no file behind the link {target}")
    return faults


def main() -> int:
    faults = []
    for path in sorted(
        [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "results/README.md"]
    ):
        text = path.read_text()
        corrected, wrong = check_references(path, text)
        faults += wrong + check_links(path, text)
        if WRITE and corrected != text:
            path.write_text(corrected)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
