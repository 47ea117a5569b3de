#!/usr/bin/python3
"""Fails if an include between the rooms of harness/ goes up, or if includes form a circle.

    scripts/dev/check_rooms.py [CHECKOUT]

harness/rooms.txt has the order of the rooms from top to bottom. Rules:

- A room includes only itself and rooms below it. harness/scenario.h includes no file of the
  project. bench/ may include all rooms, harness/ never bench/. A scenario includes
  harness/scenario.h and scenarios/ only.
- No two modules include each other, neither directly nor through others. A module is NAME.c,
  NAME.h and NAME_internal.h.
- A room has at most 2,000 lines and a README.md of at most 15 lines. A C or Python file and
  a script has at most 400 lines.
- A module of harness/ or bench/ has a test of its name, tests/*/test_NAME.c, is part of one
  that has (NAME_PART), or has a line in tests/tested_elsewhere.txt that names its tests.
"""

import re
import sys
from pathlib import Path

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
ROOM_LINES, FILE_LINES, README_LINES = 2000, 400, 15


def read_rooms() -> list[str]:
    """The rooms from top to bottom."""
    lines = (ROOT / "harness/rooms.txt").read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def find_included(path: Path) -> list[tuple[int, str]]:
    """Line number and path from the root of every file of ours that `path` includes."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match:
            continue
        for base in (path.parent, ROOT):
            target = (base / match[1]).resolve()
            if target.is_file() and target.is_relative_to(ROOT):
                found.append((number, str(target.relative_to(ROOT))))
                break
    return found


def find_place(name: str) -> str:
    """The room of a file of harness/, else its first folder."""
    parts = name.split("/")
    if parts[0] == "harness":
        return parts[1] if len(parts) > 2 else "scenario.h"
    return parts[0]


def explain_arrow(rooms: list[str], source: str, target: str) -> str:
    """Why an include is not allowed; empty when it is."""
    here, there = find_place(source), find_place(target)
    if source == "harness/scenario.h":
        return "scenario.h includes no file of the project"
    if here == "scenarios":
        allowed = there in ("scenario.h", "scenarios")
        return "" if allowed else "a scenario sees harness/scenario.h and scenarios/ only"
    if here not in rooms:
        return ""
    if there not in rooms:
        return "" if there == "scenario.h" else "harness/ includes no other folder of the project"
    return f"{there} is above {here}" if rooms.index(there) < rooms.index(here) else ""


def find_circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle of includes; empty without one."""
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str]:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return []
        for other in sorted(graph.get(module, ())):
            circle = walk(other, [*way, module])
            if circle:
                return circle
        done.add(module)
        return []

    for module in sorted(graph):
        circle = walk(module, [])
        if circle:
            return circle
    return []


def check_readmes(rooms: list[str]) -> list[str]:
    faults = []
    for room in rooms:
        path = ROOT / "harness" / room / "README.md"
        length = len(path.read_text().splitlines()) if path.is_file() else 0
        if not 0 < length <= README_LINES:
            faults.append(f"harness/{room}/README.md: {length} lines; 1 to {README_LINES}")
    return faults


def check_tests() -> list[str]:
    """Modules without a test, and lines of the list that are not needed or lead nowhere."""
    tests = {p.stem.removeprefix("test_") for p in (ROOT / "tests").rglob("test_*.*")}
    modules = {p.stem for f in ("harness", "bench") for p in (ROOT / f).rglob("*.c")}
    faults, listed = [], set()
    path = ROOT / "tests/tested_elsewhere.txt"
    for line in path.read_text().splitlines() if path.is_file() else []:
        if not line.strip() or line.startswith("#"):
            continue
        module, _, places = line.partition(":")
        listed.add(module)
        if module not in modules or module in tests:
            faults.append(f"{path.relative_to(ROOT)}: {module} needs no line")
        for place in places.split():
            if place.removeprefix("test_") not in tests:
                faults.append(f"{path.relative_to(ROOT)}: no test is called {place}")
    parts = {m for m in modules for t in tests | listed if m.startswith(f"{t}_")}
    for module in sorted(modules - tests - parts - listed):
        faults.append(f"{module}.c: no tests/*/test_{module}.c and no line in {path.name}")
    return faults


def count_lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def is_code(path: Path) -> bool:
    """Whether a file is in C or Python, or a script."""
    if path.suffix or not path.is_file():
        return path.suffix in (".c", ".h", ".py")
    return path.read_bytes().startswith(b"#!")


def check_lengths() -> list[str]:
    """Files of code that are too long."""
    folders = ("harness", "scenarios", "bench", "evidence", "scripts", "tests")
    paths = sorted(p for f in folders for p in (ROOT / f).rglob("*") if is_code(p))
    return [
        f"{path.relative_to(ROOT)}: {count_lines(path)} lines; at most {FILE_LINES}"
        for path in paths
        if count_lines(path) > FILE_LINES
    ]


def main() -> int:
    rooms, faults = read_rooms(), []
    graph: dict[str, set[str]] = {}
    lines = dict.fromkeys(rooms, 0)
    folders = ("harness", "scenarios", "bench")
    paths = sorted(p for f in folders for p in (ROOT / f).rglob("*.[ch]"))
    for path in paths:
        source = str(path.relative_to(ROOT))
        if find_place(source) in lines:
            lines[find_place(source)] += count_lines(path)
        module = re.sub(r"(_internal)?\.[ch]$", "", source)
        for number, target in find_included(path):
            why = explain_arrow(rooms, source, target)
            if why:
                faults.append(f"{source}:{number}: includes {target}: {why}")
            other = re.sub(r"(_internal)?\.[ch]$", "", target)
            if other != module:
                graph.setdefault(module, set()).add(other)
    unknown = {p.name for p in (ROOT / "harness").iterdir() if p.is_dir()} - set(rooms)
    faults += [f"harness/{name}: not in harness/rooms.txt" for name in sorted(unknown)]
    faults += [f"{r}: {n} lines; at most {ROOM_LINES}" for r, n in lines.items() if n > ROOM_LINES]
    faults += check_lengths() + check_readmes(rooms) + check_tests()
    circle = find_circle(graph)
    if circle:
        faults.append("a circle of includes: " + " -> ".join(circle))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
