# SPDX-License-Identifier: MIT
"""From a fresh quick run to pictures, slides and a report."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ALL_FORMATS, call, program, start
from escapeplots.run import read_run, smallest


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "run"
    words = ["return_pointer", "runtime_size_slice", "nothing", "--allocator", "glibc"]
    command = [program(), "run", *words, "--effort", "quick", "--quiet", "--output", str(folder)]
    # 1: a noisy machine leaves rows without a verdict, and they must be drawn too.
    assert subprocess.run(command, check=False).returncode in (0, 1)
    return folder


def test_pictures_of_a_fresh_run(fresh: Path) -> None:
    result = call("plots", fresh)
    assert result.returncode == 0, result.stderr
    result = start("plots", fresh, "--only", "escape-cost")
    assert result.returncode == 0, result.stderr
    assert all((fresh / f"plots/escape-cost.{kind}").is_file() for kind in ALL_FORMATS)
    known = [row for row in smallest(read_run(fresh).times()).values() if row.known]
    svg = (fresh / "plots/escape-cost.svg").read_text(encoding="utf-8")
    assert svg.count('id="dot-') == len(known)
    assert "return pointer" in svg and "effort quick" in svg


def test_slides_of_a_fresh_run(fresh: Path) -> None:
    result = start("slides", fresh, "--scenario", "return_pointer")
    if shutil.which("npm"):
        assert result.returncode == 0, result.stderr
    else:  # the pictures are made all the same
        assert "deck: not made: npm is not installed" in result.stderr
    assert "go_new" in (fresh / "slides/return_pointer.svg").read_text(encoding="utf-8")


def test_report_of_a_fresh_run(fresh: Path) -> None:
    assert start("report", fresh).returncode == 0
    assert "return_pointer" in (fresh / "report.html").read_text(encoding="utf-8")
