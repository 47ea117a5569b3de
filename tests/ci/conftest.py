# SPDX-License-Identifier: MIT
"""What the tests of CI's parts share: the program under test and a stored run."""

import os
import subprocess
from pathlib import Path
from shlex import quote

import pytest

ROOT = Path(__file__).parents[2]
STORED = ROOT / "tests" / "plots" / "run"


@pytest.fixture(scope="session")
def program() -> str:
    """The escapebench that CMake built, or the release build."""
    found = os.environ.get("PROGRAM", str(ROOT / "build/release/escapebench"))
    if not Path(found).exists():
        pytest.skip("escapebench is not built")
    return found


def call(*words: str | Path, status: int = 0, **options: object) -> str:
    """What a command prints; fails unless it exits with `status`."""
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, **options  # type: ignore
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


COUNTED_ONCE = """#!/bin/sh
case "$*" in
    "run "*" --counters callgrind "*) ;;
    *) exec {program} "$@" ;;
esac
for word; do [ "$before" = --output ] && out=$word; before=$word; done
kept={folder}/$(echo "${{*%%--output*}}" | cksum | tr ' ' -)
[ ! -e "$kept" ] || exec cp -r "$kept" "$out"
{program} "$@"
status=$?
cp -r "$out" "$kept"
exit $status
"""


def counted_once(program: str, folder: Path) -> str:
    """The program, whose counts are exact: a run with callgrind is made once for all tests, and
    where the same words ask for it again, its files are copied."""
    path = folder / "escapebench"
    path.write_text(COUNTED_ONCE.format(program=quote(program), folder=quote(str(folder))))
    path.chmod(0o755)
    return str(path)
