# SPDX-License-Identifier: MIT
"""Arguments reach the scripts that the Makefile calls as they were given, whatever letters they have."""

import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"
ODD = ["results/latest", "a b", "ö 'q' \"d\"", "$x $(y) %d", "new\nline", "semi;colon\\"]


@pytest.mark.parametrize("word", ODD)
@pytest.mark.parametrize("target", ["plots", "report"])
def test_a_run_of_any_name(tmp_path: Path, target: str, word: str) -> None:
    shutil.copy(MAKEFILE, tmp_path)
    for name, text in {"dev/bootstrap": "exit 0", target: 'printf "%s|" "$@"'}.items():
        script = tmp_path / "scripts" / name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        script.chmod(0o755)
    said = subprocess.run(
        ["make", "-s", target, f"RUN={word}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == f"{word}|", said.stderr
