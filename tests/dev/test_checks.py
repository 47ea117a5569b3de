# SPDX-License-Identifier: MIT
"""The checks of make lint, on copies of this tree with one fault each."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(check: str, tree: Path) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / "scripts/dev" / check), str(tree)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


@pytest.fixture(name="tree")
def copied(tmp_path: Path) -> Path:
    for folder in ("harness", "scenarios", "bench", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for place in (ROOT / "tests").rglob("test_*.*"):
        (tmp_path / place.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place.relative_to(ROOT)).touch()
    shutil.copy(ROOT / "tests/tested_elsewhere.txt", tmp_path / "tests")
    (tmp_path / "results").mkdir()
    (tmp_path / "results/README.md").touch()
    return tmp_path


def include(path: Path, header: str) -> None:
    path.write_text(f'#include "{header}"\n' + path.read_text())


@pytest.mark.parametrize(
    "source, header, fault",
    [
        ("harness/base/stats.c", "harness/machine/machine.h", "machine is above base"),
        ("harness/quiet/probe.h", "harness/run/run.h", "run is above quiet"),
        (
            "harness/worker/worker.c",
            "bench/plan.h",
            "harness/ includes no other folder of the project",
        ),
        ("scenarios/nothing.c", "harness/base/rng.h", "a scenario sees harness/scenario.h"),
        ("harness/scenario.h", "harness/base/rng.h", "scenario.h includes no file of the project"),
        ("harness/base/csv.h", "harness/base/csvfile.h", ""),
    ],
)
def test_an_include_that_goes_up_is_named(tree: Path, source: str, header: str, fault: str) -> None:
    before = run("check_rooms.py", tree)[1].splitlines()
    include(tree / source, header)
    status, said = run("check_rooms.py", tree)
    new = [line for line in said.splitlines() if line not in before]
    assert [line for line in new if fault and fault in line and source in line] or not fault
    assert (status == 1 and new) or not fault


def test_a_circle_in_a_room_is_named(tree: Path) -> None:
    include(tree / "harness/base/csv.h", "harness/base/csvfile.h")
    include(tree / "harness/base/csvfile.h", "harness/base/csv.h")
    status, said = run("check_rooms.py", tree)
    assert status == 1 and "a circle of includes: harness/base/csv -> " in said


def test_a_module_without_a_test_is_named(tree: Path) -> None:
    (tree / "harness/base/orphan.c").write_text("")
    status, said = run("check_rooms.py", tree)
    assert status == 1 and "orphan.c: no tests/*/test_orphan.c" in said


@pytest.mark.parametrize("name", ["harness/base/long.h", "scripts/long.py", "scripts/long"])
def test_a_long_file_is_named(tree: Path, name: str) -> None:
    (tree / "scripts").mkdir()
    (tree / name).write_text("#!/bin/sh\n" + 400 * "\n")
    status, said = run("check_rooms.py", tree)
    assert status == 1 and f"{name}: 401 lines; at most 400" in said


def test_a_wrong_line_and_a_dead_link_are_named(tree: Path) -> None:
    page = tree / "docs/page.md"
    page.write_text("[here](nowhere.md) `harness/scenario.h:1` (`allocation_pair`)\n")
    status, said = run("check_docs.py", tree)
    assert status == 1 and "no file behind the link nowhere.md" in said
    assert "allocation_pair is at harness/scenario.h:" in said


def test_write_corrects_the_line(tree: Path) -> None:
    page = tree / "docs/page.md"
    page.write_text("`harness/base/rng.h:1` (`rng_below`)\n")
    check = str(ROOT / "scripts/dev/check_docs.py")
    subprocess.run([sys.executable, check, "--write", str(tree)], check=False)
    line = int(page.read_text().split(":")[1].split("`")[0])
    assert "rng_below" in (ROOT / "harness/base/rng.h").read_text().splitlines()[line - 1]


def test_a_comment_behind_code_is_no_definition(tree: Path) -> None:
    (tree / "harness/base/late.c").write_text(
        "static int seen; /* by late_call */\n\nint late_call(void)\n{\n    return seen;\n}\n"
    )
    (tree / "docs/page.md").write_text("`harness/base/late.c:1` (`late_call`)\n")
    status, said = run("check_docs.py", tree)
    assert status == 1 and "late_call is at harness/base/late.c:3, not 1" in said
