#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Measures how long a large history takes to be read, to be written as a page, and to be opened
in Chromium.

    evidence/history-page.py [PROGRAM [COMMITS [SCENARIOS [LANES]]]]

The history is synthetic: 10,000 commits, 40 scenarios and 6 lanes by default. The opening time is
from the navigation's start until the first picture is drawn, and until the data of all cases
is read, by the browser's clock.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "ci"))

from page_opening import tell  # noqa: E402
from test_history import make_history  # noqa: E402


def main() -> None:
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/escapebench")
    commits, scenarios, lanes = (int(n) for n in (sys.argv[2:] + ["10000", "40", "6"])[:3])
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "history"
        make_history(
            history, commits, scenarios, [f"lane{i}" for i in range(lanes)], commits // 2, 3
        )
        start = time.monotonic()
        page = subprocess.run(
            [program, "history", "page", "--folder", history],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        written = time.monotonic() - start
        print(f"{commits} commits, {scenarios} scenarios, {lanes} lanes: ", end="")
        print(f"read, searched and written in {written:.1f} s")
        tell(Path(page))


main()
