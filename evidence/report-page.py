#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How long the report of a run takes to open in headless Chromium, and how large it is.

    evidence/report-page.py [RUN...]

RUN is a run's folder [results/reference/2026-11-28-xeon-go]; the report is of the first, beside
the others.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from page_opening import tell

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    first, *others = sys.argv[1:] or [str(ROOT / "results/reference/2026-11-28-xeon-go")]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        against = ["--against", *others] if others else []
        subprocess.run(
            [ROOT / "scripts/report", first, *against, "--output", page], check=True, stdout=2
        )
        tell(page)


main()
