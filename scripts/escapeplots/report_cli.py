# SPDX-License-Identifier: MIT
"""scripts/report: a run as one HTML page."""

import argparse
import sys
from pathlib import Path

from . import report as html
from .plots_cli import FINE, USAGE, guarded, read_runs
from .style import THEMES
from .table import write_whole


def report(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/report", description="Writes a run as one HTML page that needs no network."
    )
    parser.add_argument("run", type=Path, nargs="?", default=Path("results/latest"),
                        help="a run's folder or a comparison.csv (default: results/latest)")  # fmt: skip
    parser.add_argument("--against", type=Path, nargs="+", action="extend", default=[],
                        metavar="RUN", help="other runs to compare with")  # fmt: skip
    parser.add_argument("--program", type=Path, metavar="FILE",
                        help="the escapebench that measured (default: build/release/escapebench)")  # fmt: skip
    parser.add_argument("--output", type=Path, metavar="FILE",
                        help="the file to write (default: RUN/report.html)")  # fmt: skip
    parser.add_argument("--style", choices=THEMES,
                        help="colours (default: those of the reader's system)")  # fmt: skip
    parser.add_argument("--library", type=Path, metavar="FILE",
                        help="the file of Chart.js (default: the installed one)")  # fmt: skip
    arguments = parser.parse_args(words)

    def main() -> int:
        runs = read_runs([arguments.run, *arguments.against])
        output = arguments.output or _default(runs[0].path)
        try:
            library = html.find_library(arguments.library)
        except html.NoLibrary as error:
            print(error, file=sys.stderr)
            return USAGE
        text = html.page(runs, output, library, arguments.style, arguments.program)
        write_whole(output, text.encode("utf-8"))
        print(output)
        return FINE

    return guarded(main)


def _default(path: Path) -> Path:
    return path / "report.html" if path.is_dir() else path.with_name(f"{path.stem}-report.html")
