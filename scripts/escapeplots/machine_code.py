# SPDX-License-Identifier: MIT
"""The machine code of a scenario's two sides, from the program that measured it."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .run import Run
from .source import ROOT

PROGRAM = ROOT / "build/release/escapebench"
PAIR = "allocation_pair"
MOST = 110  # instructions of one side


class NoCode(Exception):
    """There is no machine code to show. The text says why."""


@dataclass(frozen=True)
class Code:
    """`functions`: file of a scenario to function to its list of instructions. `remark`: what a
    reader must know of the program."""

    functions: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    remark: str = ""

    def side(self, scenario: str, variant: str) -> list[list[str]]:
        """The lines of a variant: the functions of its own file that its loop calls, then the
        loop. Each line is [text, "call" | "name" | ""]; "call" marks calls of the allocation
        pair."""
        functions = self.functions.get(scenario, {})
        lines: list[list[str]] = []
        reached = _reached(functions, variant)
        for name in reached[1:] + reached[:1]:
            lines.append([f"{name}:", "name"])
            lines += [[text, "call" if PAIR in text else ""] for text in functions[name]]
        return lines if len(lines) <= MOST else [*lines[:MOST], ["...", "name"]]


def _reached(functions: dict[str, list[str]], root: str) -> list[str]:
    found = [root] if root in functions else []
    for name in found:
        for text in functions[name]:
            match = re.search(r"(?:call|jmp)\s+(\w+)$", text)
            if match and match[1] in functions and match[1] not in found:
                found.append(match[1])
    return found


def read_code(run: Run, program: Path | None = None) -> Code:
    """Reads the code of `program`; without one, of the escapebench here that measured the run, or
    of another. Raises NoCode if the program, objdump or symbols are missing."""
    here = [program] if program else [PROGRAM, Path(shutil.which("escapebench") or PROGRAM)]
    found = [path for path in here if path.is_file()]
    path = next((p for p in found if _measured(run, p)), found[0] if found else here[0])
    if not path.is_file():
        raise NoCode("the measured program is not here (build/release/escapebench, or --program)")
    symbols = _output(["objdump", "-t", str(path)])
    owners = _owners(symbols)
    if not owners:
        raise NoCode(f"{path.name} has no symbols")
    functions: dict[str, dict[str, list[str]]] = {}
    for address, name, body in _disassembled(path, _pair(symbols)):
        file = owners.get((address, name))
        if file:
            functions.setdefault(file, {})[name] = body
    return Code(functions, _remark(run, path))


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoCode(f"{command[0]}: {error}") from None
    if done.returncode:
        raise NoCode(f"{command[0]}: {done.stderr.decode('utf-8', 'replace').strip()[:200]}")
    return done.stdout.decode("utf-8", "replace")


def _owners(table: str) -> dict[tuple[int, str], str]:
    """Address and name of each local function to its source file, without the ending."""
    owners: dict[tuple[int, str], str] = {}
    file = ""
    for line in table.splitlines():
        if match := re.match(r"\S+ l +df \*ABS\*\s+\S+\s+(\S*)", line):
            file = match[1].removesuffix(".c")
        elif match := re.match(r"(\S+) l +F \.text\s+\S+\s+(\S+)$", line):
            owners[int(match[1], 16), match[2]] = file
    return owners


def _pair(symbols: str) -> dict[int, str]:
    """The address of each of the allocation pair's pointers (harness/scenario.h) to its name."""
    match = re.search(rf"^(\S+) .* {PAIR}$", symbols, flags=re.MULTILINE)
    at = int(match[1], 16) if match else -64
    return {at: f"{PAIR}.malloc", at + 8: f"{PAIR}.free"}


def _disassembled(path: Path, pair: dict[int, str]) -> list[tuple[int, str, list[str]]]:
    found: list[tuple[int, str, list[str]]] = []
    words = ["objdump", "-d", "--no-show-raw-insn", "--section=.text", str(path)]
    for line in _output(words).splitlines():
        if match := re.match(r"([0-9a-f]+) <([^>]+)>:$", line):
            found.append((int(match[1], 16), match[2], []))
        elif found and "\t" in line:
            text = _readable(line.split("\t", 1)[1], found[-1][1], pair)
            if not text.startswith(("nop", "cs nop", "data16", "xchg %ax,%ax")):
                found[-1][2].append(text)
    return found


def _readable(text: str, name: str, pair: dict[int, str]) -> str:
    """Writes jumps within the function as offsets, calls by name, and addresses in memory by
    symbol. objdump names a pointer of the allocation pair after its initial value."""
    text = re.sub(r"\s+", " ", text).strip()
    if match := re.search(r"\*?0x[0-9a-f]+\(%rip\) # ([0-9a-f]+) <", text):
        if int(match[1], 16) in pair:
            return text[: match.start()] + "*" + pair[int(match[1], 16)]
    text = re.sub(rf"\b[0-9a-f]+ <{re.escape(name)}(\+0x[0-9a-f]+)?>", r"\1", text)
    text = re.sub(r"\b[0-9a-f]+ <([^>+]+)>$", r"\1", text)
    return re.sub(r"0x[0-9a-f]+\(%rip\) # [0-9a-f]+ <([^>]+)>", r"\1", text)


def _measured(run: Run, path: Path) -> bool:
    """Whether the run was measured by this very program: its build id is in machine.json."""
    return _build_id(path) != "" and run.fact("build", "id") == _build_id(path)


@lru_cache
def _build_id(path: Path) -> str:
    """The linker's fingerprint in hexadecimal; "" without one."""
    match = re.search(r"Build ID: ([0-9a-f]+)", _output(["readelf", "-n", str(path)]))
    return match[1] if match else ""


def _remark(run: Run, path: Path) -> str:
    if _measured(run, path):
        return f"From the program that measured this run, build id {_build_id(path)[:12]}."
    version = re.search(r"\(([0-9a-f]{7,})", _output([str(path), "--version"]))
    return (
        f"From another build than the one that measured: commit {version[1] if version else 'unknown'}, "
        f"build id {_build_id(path)[:12] or 'unknown'}; measured was commit "
        f"{run.fact('build', 'commit') or 'unknown'}, build id {(run.fact('build', 'id') or 'unknown')[:12]}. "
        "The option --program names the one that measured."
    )
