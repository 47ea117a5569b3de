# SPDX-License-Identifier: MIT
"""Every Go that is found, on the Go originals: what its compiler prints and its runtime
allocates is what the originals claim for that version, and its machine code has the
allocations where they are said to be.

The lanes are built by scripts/go-lanes, as for a run. Without a Go all is skipped.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Dict, List, NamedTuple, Set, Tuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/dev"))
import go_claims  # noqa: E402

CLAIMS = go_claims.read_all()
ENVIRONMENT = dict(os.environ, GOGC="100", GOMAXPROCS="1", GODEBUG="gcshrinkstackoff=1")

# The runtime's functions that allocate; some names have a size or kind behind them.
ALLOCATES = re.compile(
    r"runtime\.(newobject|mallocgc|makeslice|makechan|makemap|growslice|convT|concatstring"
    r"|slicebytetostring|newproc|rawstring|rawbyteslice|moveSlice)"
)


class Lane(NamedTuple):
    name: str
    minor: int
    library: Path
    go: str


def build_lanes() -> List[Lane]:
    subprocess.run([ROOT / "scripts/go-lanes"], check=True, stdout=subprocess.DEVNULL)
    lanes = []
    for library in sorted((ROOT / "build/go/lanes").glob("go1.*.so")):
        if re.fullmatch(r"go1\.\d+", library.stem):
            minor = int(library.stem[4:])
            go = library.with_suffix(".from").read_text(encoding="utf-8").strip()
            lanes.append(Lane(library.stem, minor, library, go))
    return lanes


LANES = build_lanes()
each_lane = pytest.mark.parametrize("lane", LANES, ids=[lane.name for lane in LANES])


def test_a_lane_was_built() -> None:
    if not LANES:
        pytest.skip("no Go toolchain: no claim about Go was checked")
    failed = list((ROOT / "build/go/lanes").glob("*.error"))
    assert not failed, [path.read_text(encoding="utf-8") for path in failed]


# ---- what the compiler prints ----


def printed(lane: Lane) -> Dict[str, Set[Tuple[int, str]]]:
    """Line and text of each message about the heap, by original."""
    messages: Dict[str, Set[Tuple[int, str]]] = defaultdict(set)
    text = lane.library.with_suffix(".diagnostics").read_text(encoding="utf-8")
    for name, line, said in re.findall(r"^(\w+)/\1\.go:(\d+):\d+: (.*)$", text, re.M):
        messages[name].add((int(line), said))
    return messages


@each_lane
def test_the_compiler_prints_what_the_originals_claim(lane: Lane) -> None:
    said = printed(lane)
    faults = []
    for name, claims in CLAIMS.items():
        expected = {(m.line, m.text) for m in claims.messages if m.range.holds(lane.minor)}
        of_heap = {m for m in said[name] if "escapes to heap" in m[1] or "moved to heap" in m[1]}
        faults += [f"{name}.go:{n}: it does not print '{t}'" for n, t in expected - said[name]]
        faults += [f"{name}.go:{n}: it prints '{t}'" for n, t in of_heap - expected]
    assert not faults, f"{lane.name}:\n" + "\n".join(sorted(faults))


# ---- what the runtime allocates ----


@each_lane
def test_the_runtime_allocates_what_the_originals_claim(lane: Lane) -> None:
    said = subprocess.run(
        [sys.executable, Path(__file__).with_name("lane.py"), lane.library],
        env=ENVIRONMENT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    sums: Dict[Tuple[str, int], Set[int]] = defaultdict(set)
    rows = 0
    for line in said.splitlines():
        name, variant, size, *numbers = line.split(",")
        declared, found = tuple(map(int, numbers[:2])), tuple(map(int, numbers[2:4]))
        claimed = CLAIMS[name].allocated(variant, int(size), lane.minor)
        who = f"{lane.name}, {name}, {size}, {variant}: objects and bytes"
        assert declared == claimed, f"{who}: go-lanes and go_claims.py read differently"
        if variant not in ("released", "retained") or claimed != (0, 0):
            assert found == claimed, who  # of other leaks a run tells what they hold
        if variant in ("stack", "heap"):
            sums[name, int(size)].add(int(numbers[4]))
        rows += 1
    assert rows == sum(len(claims.functions) for claims in CLAIMS.values())
    for case, results in sums.items():
        assert len(results) == 1, f"{lane.name}, {case}: stack and heap compute different sums"


def sizes_of_types(library: Path) -> Dict[str, int]:
    """The runtime's own types, from the library's debugging information."""
    said = subprocess.run(
        ["readelf", "--debug-dump=info", library], capture_output=True, text=True, check=False
    ).stdout
    pairs = re.findall(
        r"DW_TAG_structure_type\)\n.*DW_AT_name +: (?:\(.*?\): )?([\w./]+)\n"
        r".*DW_AT_byte_size +: (\d+)", said,
    )  # fmt: skip
    return {name: int(size) for name, size in pairs}


@each_lane
def test_the_runtimes_types_are_as_large_as_claimed(lane: Lane) -> None:
    found = sizes_of_types(lane.library)
    for name, claims in CLAIMS.items():
        for size in claims.sizes:
            if size.range.holds(lane.minor):
                assert found.get(size.type) == size.bytes, f"{lane.name}, {name}: {size.type}"


# ---- the machine code ----


def calls_of(lane: Lane) -> Dict[str, List[str]]:
    """What each of the library's own functions calls, in the order of its code; of a call
    through a register the operand."""
    said = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", lane.library],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    functions = re.findall(r"^[0-9a-f]+ <((?:escapes/|main\.)[^>]*)>:\n((?:.+\n)*)", said, re.M)
    operand = r"\b(?:call|jmp) +(?:[0-9a-f]+ <([^>+]+)>|(\*.*))$"
    return {
        name: [near or far for near, far in re.findall(operand, code, re.M)]
        for name, code in functions
    }


def allocators_of(calls: Dict[str, List[str]], function: str) -> Set[str]:
    """The allocating functions that it calls, itself or through other originals."""
    seen: Set[str] = set()
    waiting = [function]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += calls.get(name, [])
    return {name for name in seen if ALLOCATES.match(name)}


on_x86 = pytest.mark.skipif(os.uname().machine != "x86_64", reason="reads x86-64 instructions")

# A value that may be small is boxed by a call, which looks at it first; an append looks at
# the capacity first.
MAY_ALLOCATE = {
    "static": {"runtime.convT64"},
    "stack": {"runtime.growslice"},
}


@on_x86
@each_lane
def test_originals_call_the_allocator_where_they_are_said_to_allocate(lane: Lane) -> None:
    calls = calls_of(lane)
    for name, claims in CLAIMS.items():
        for variant, size in claims.functions:
            function = f"escapes/{name}.{variant.capitalize()}{size or ''}"
            assert function in calls, f"{lane.name}: {function} is gone: it was inlined"
            if variant in ("released", "retained"):
                continue
            found = allocators_of(calls, function)
            if claims.allocated(variant, size, lane.minor)[0] > 0:
                assert found, f"{lane.name}: {function} does not allocate"
            else:
                rest = found - MAY_ALLOCATE.get(variant, set())
                assert not rest, f"{lane.name}: {function} allocates by {rest}"


@on_x86
@each_lane
def test_the_loop_calls_an_original_for_each_operation_and_nothing_else(lane: Lane) -> None:
    calls = calls_of(lane)
    inside = [name for name in calls["main.loop"] if not name.startswith("runtime.morestack")]
    inside.remove("main.loop")  # again, with a larger stack
    assert len(inside) == 1 and inside[0].startswith("*%"), f"{lane.name}: {inside}"
    batch = [
        "clock" if "nanotime" in name else "loop"
        for name in calls["main.lane_batch"]
        if "nanotime" in name or name == "main.loop"
    ]
    assert batch == ["clock", "loop", "clock"], f"{lane.name}: {batch}"
