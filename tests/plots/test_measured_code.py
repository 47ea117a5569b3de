# SPDX-License-Identifier: MIT
"""The machine code that the report and the slides show."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from conftest import STORED, program
from escapeplots import machine_code
from escapeplots.run import read_run


def test_the_machine_code_is_the_measured_programs(tmp_path: Path) -> None:
    """Both sides of return_pointer are shown. Only the heap side calls the allocation pair."""
    measured = Path(program())
    run = Path(shutil.copytree(STORED, tmp_path / "run"))
    machine = json.loads((run / "machine.json").read_text(encoding="utf-8"))
    for name, said in (
        ("0" * 40, "another build"),
        (build_id(measured), "the program that measured"),
    ):
        machine["build"]["id"] = name
        (run / "machine.json").write_text(json.dumps(machine))
        code = machine_code.read_code(read_run(run), measured)
        assert said in code.remark and name[:12] in code.remark
    stack, heap = (code.side("return_pointer", variant) for variant in ("stack", "heap"))
    assert [text for text, kind in stack if kind == "call"] == []
    calls = [text for text, kind in heap if kind == "call"]
    assert len(calls) == 2 and all("allocation_pair" in text for text in calls)
    assert [text for text, kind in heap if kind == "name"][-1] == "heap:"


def build_id(path: Path) -> str:
    notes = subprocess.run(["readelf", "-n", path], capture_output=True, text=True, check=True)
    found = re.search(r"Build ID: ([0-9a-f]+)", notes.stdout)
    assert found
    return found[1]
