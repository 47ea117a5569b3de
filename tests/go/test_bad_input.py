# SPDX-License-Identifier: MIT
"""Toolchains and originals with a fault: the lane says why, and its other rows are measured.

PROGRAM is escapebench. Toolchains that are too old or want the network are scripts that
answer as such a go does. Originals with a fault are built by the oldest Go that is found.
"""

import csv
import os
import shutil
import subprocess
from pathlib import Path
from typing import Dict, List, Set

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("PROGRAM", str(ROOT / "build/release/escapebench"))

ANSWERS = """#!/bin/sh
case $1 in
version) echo "go version {version} linux/amd64" ;;
*) echo "{error}" >&2; exit 1 ;;
esac
"""


def fake_go(folder: Path, version: str, error: str) -> Path:
    go = folder / version / "go"
    go.parent.mkdir()
    go.write_text(ANSWERS.format(version=version, error=error), encoding="utf-8")
    go.chmod(0o755)
    return go


def build_lanes(root: Path, lanes: Path, toolchains: List[Path], path: str) -> str:
    """What scripts/go-lanes says; it must not fail. `path`: where it looks for commands."""
    environment = dict(
        os.environ,
        ESCAPEBENCH_GO=":".join(str(go) for go in toolchains),
        ESCAPEBENCH_GO_LANES=str(lanes),
        PATH=path,
    )
    return subprocess.run(
        [root / "scripts/go-lanes"], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def copy_tree(folder: Path) -> Path:
    """The part of the tree that go-lanes reads, without our toolchains."""
    for part in ("scripts", "scenarios", "harness/subject"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "CMakeLists.txt").touch()
    return folder


def rows_of(run: Path) -> List[Dict[str, str]]:
    with open(run / "comparison.csv", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def measure(run: Path, lanes: Path, *arguments: str) -> List[Dict[str, str]]:
    """The rows of a run. Whether the core was quiet does not matter."""
    subprocess.run(
        [PROGRAM, "run", *arguments, "--effort", "quick", "--counters", "none", "--max-time", "3"]
        + ["--quiet", "--output", run],
        env=dict(os.environ, ESCAPEBENCH_GO_LANES=str(lanes), XDG_STATE_HOME=str(run.parent)),
        check=False,
    )
    return rows_of(run)


def notes_of_failed(rows: List[Dict[str, str]], lane: str, scenario: str) -> Set[str]:
    """Empty: the scenario did not fail there."""
    return {
        row["note"]
        for row in rows
        if (row["allocator"], row["scenario"], row["verdict"]) == (lane, scenario, "failed")
    }


def test_a_go_that_cannot_build_is_named_with_the_reason(tmp_path: Path) -> None:
    toolchains = [
        fake_go(tmp_path, "go1.18.1", "never asked"),
        fake_go(tmp_path, "go1.98.0", "go: download go1.98: dial tcp: lookup proxy: no such host"),
    ]
    tree, lanes = copy_tree(tmp_path / "tree"), tmp_path / "lanes"
    said = build_lanes(tree, lanes, toolchains, "/bin:/usr/bin")
    assert "go1.18.1 (fails: go1.18 is too old: the originals need go1.19 or newer)" in said
    assert "go1.98.0 (fails: go does not build the originals: go: download go1.98: dial tcp" in said
    rows = measure(tmp_path / "run", lanes, "new_int", "--allocator", "glibc,go1.18,go1.98")
    assert any("too old" in note for note in notes_of_failed(rows, "go1.18", "new_int")), rows
    assert any("dial tcp" in note for note in notes_of_failed(rows, "go1.98", "new_int")), rows
    assert not notes_of_failed(rows, "glibc", "new_int")


HANGS = """#!/bin/sh
case $1 in
version) [ {asked} = version ] || echo "go version go1.97.0 linux/amd64" ;;
esac
[ $1 != {asked} ] || exec sleep 1000
"""


def test_what_is_named_and_is_no_go_is_said(tmp_path: Path) -> None:
    """A missing file, a folder, a file of no program; one that crashes, two that hang."""
    (tmp_path / "text").touch()
    programs = {"crash": "#!/bin/sh\nkill -SEGV $$\n"}
    programs.update({asked: HANGS.format(asked=asked) for asked in ("version", "build")})
    for name, text in programs.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    named = [tmp_path / name for name in ("missing", ".", "text", *programs)]
    tree, lanes = copy_tree(tmp_path / "tree"), tmp_path / "lanes"
    os.environ["ESCAPEBENCH_GO_PATIENCE"] = "1"
    try:
        said = build_lanes(tree, lanes, named, "/bin:/usr/bin")
    finally:
        del os.environ["ESCAPEBENCH_GO_PATIENCE"]
    for words in (
        f"{tmp_path}/missing (fails: there is no such file)",
        f"{tmp_path} (fails: it is a folder",
        f"{tmp_path}/text (fails: it cannot be executed)",
        f"{tmp_path}/crash (fails: 'go version' does not name a version of Go 1, status 139)",
        f"{tmp_path}/version (fails: 'go version' has not answered for 1 s)",
        "go1.97.0 (fails: go does not build the originals: it has not ended for 1 s)",
    ):
        assert words in said, (words, said)


FAULTS = {
    "new_int": "\nfunc Broken() { this is no Go }\n",
    "new_user": "\nvar nowhere *int\n\nfunc init() { spoil = func() { *nowhere = 1 } }\n",
    "return_pointer": "\nfunc init() { spoil = func() { for {} } }\n",
}


def spoil(tree: Path) -> None:
    """One original that is no Go, one that crashes the runtime, one that never returns."""
    for name, fault in FAULTS.items():
        path = tree / f"scenarios/{name}.go"
        text = path.read_text(encoding="utf-8")
        if "spoil" in fault:
            assert "func Heap(i int) int { " in text or "func Heap(i int) int {\n" in text
            text = text.replace("func Heap(i int) int {", "func Heap(i int) int {\n\tspoil()\n")
            text += "\nvar spoil func()\n"
        path.write_text(text + fault, encoding="utf-8")


def oldest_go() -> Path:
    found = sorted((ROOT / "build/go/root/usr/lib").glob("go-1.*/bin/go"))
    go = shutil.which("go") or (str(found[0]) if found else None)
    if not go:
        pytest.skip("no Go toolchain: originals with a fault were not tried")
    return Path(go)


def test_an_original_with_a_fault_fails_alone(tmp_path: Path) -> None:
    go = oldest_go()
    tree, lanes = copy_tree(tmp_path / "tree"), tmp_path / "lanes"
    spoil(tree)
    build_lanes(tree, lanes, [go], "/bin:/usr/bin")
    lane = next(path.stem for path in lanes.glob("go1.*.so"))
    scenarios = ["return_user", *FAULTS]
    rows = measure(tmp_path / "run", lanes, *scenarios, "--allocator", f"glibc,{lane}")
    of = {name: " ".join(notes_of_failed(rows, lane, name)) for name in scenarios}
    assert "syntax error" in of["new_int"], of
    assert "nil pointer dereference" in of["new_user"] or "signal" in of["new_user"], of
    assert "the worker hung and was killed" in of["return_pointer"], of
    assert not of["return_user"], of
    for name in scenarios:
        assert not notes_of_failed(rows, "glibc", name), name
