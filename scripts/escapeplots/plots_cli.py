# SPDX-License-Identifier: MIT
"""scripts/plots: draws the pictures of a run. Needs a CSV, but no C program."""

import argparse
import os
import re
import sys
from io import TextIOWrapper
from functools import partial
from pathlib import Path
from typing import Any, Callable

from . import (
    bill,
    counters,
    deck,
    deck_files,
    distribution,
    escape_cost,
    finding,
    heat,
    live_set,
    machines,
    ratio,
    size_sweep,
    slide,
)
from . import waterfall, years
from .panels import Skip
from .run import Run, read_run
from .style import THEMES, Theme, save
from .table import BadInput, printable

FINE, NOTHING, USAGE = 0, 1, 2
Pictures = dict[str, Callable[[], Any]]  # name to what draws it


def _parser(program: str, text: str, default: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description=text)
    parser.add_argument("run", type=Path, nargs="?", default=Path("results/latest"),
                        help="a run's folder or a comparison.csv (default: results/latest)")  # fmt: skip
    parser.add_argument("--output", type=Path, metavar="DIR",
                        help=f"folder of the files (default: {default})")  # fmt: skip
    parser.add_argument("--style", choices=THEMES, default="light",
                        help="colours for light (default) or dark paper")  # fmt: skip
    return parser


def _count(word: str) -> int:
    if not word.isascii() or not word.isdigit() or not 1 <= int(word) <= 12:
        raise argparse.ArgumentTypeError(f"'{word[:20]}' is not a number from 1 to 12")
    return int(word)


def output_folder(arguments: argparse.Namespace, name: str) -> Path:
    """The folder for pictures: beside the run's files, or, for a single CSV, a folder of the
    CSV's name."""
    if arguments.output:
        return Path(arguments.output)
    path = Path(arguments.run)
    return path / name if path.is_dir() else path.parent / f"{path.stem}-{name}"


def _make(pictures: Pictures, folder: Path) -> int:
    """Saves each picture. Prints one line for each that cannot be drawn; the others are still
    drawn."""
    made, failed = 0, 0
    for name, draw in pictures.items():
        try:
            paths = save(draw(), folder, name)
        except Skip as reason:
            print(f"{name}: not drawn: {reason}")
        except (BadInput, OSError):
            raise
        except Exception as error:
            failed += 1
            what = f"{type(error).__name__}: {printable(str(error), 200)}"
            print(f"{name}: not drawn: an error of this program: {what}", file=sys.stderr)
        else:
            made += 1
            print(f"{paths[0].with_suffix('')}.{{{','.join(p.suffix[1:] for p in paths)}}}")
    return FINE if made and not failed else NOTHING


def pictures(runs: list[Run], theme: Theme, case: str | None, top: int) -> Pictures:
    run = runs[0]
    chosen: Pictures = {
        "escape-cost": lambda: escape_cost.draw(run, theme),
        f"escape-cost-top-{top}": lambda: escape_cost.draw(run, theme, top),
        "heat": lambda: heat.draw(run, theme),
        "years": lambda: years.draw(run, theme),
        "bill": lambda: bill.draw(run, theme),
        "ratio": lambda: ratio.draw(run, theme),
        "size-sweep": lambda: size_sweep.draw(run, theme),
        "waterfall": lambda: waterfall.draw(run, theme, case),
        "live-set": lambda: live_set.draw(run, theme, case),
        "counters": lambda: counters.draw(run, theme),
        "distribution": lambda: distribution.draw(run, theme, case),
    }
    for scenario in list(size_sweep.sweeps_of(run))[1:]:
        chosen[f"size-sweep-{file_name(scenario)}"] = partial(size_sweep.draw, run, theme, scenario)
    if len(runs) > 1:
        chosen["machines"] = lambda: machines.draw(runs, theme)
    return chosen


def file_name(name: str) -> str:
    """A scenario's name as part of a file name, without letters that lead out of the folder."""
    return re.sub(r"[^\w.-]", "_", name)[:80]


def guarded(main: Callable[[], int]) -> int:
    """Runs a program. A file that cannot be read ends it with one line that names the place."""
    for stream in (sys.stdout, sys.stderr):  # the terminal may lack a letter
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = main()
        sys.stdout.flush()
        return status
    except BadInput as error:
        print(error, file=sys.stderr)
        return USAGE
    except OSError as error:
        place = printable(str(error.filename)) if error.filename else "standard output"
        if not isinstance(error, BrokenPipeError):  # a reader that has gone, as head does
            print(f"{place}: {error.strerror}", file=sys.stderr)
        if not error.filename:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE if error.filename else NOTHING


def read_runs(paths: list[Path]) -> list[Run]:
    """Reads the runs. Prints one line for each that is not complete."""
    runs = [read_run(path) for path in paths]
    for run in runs:
        if run.state:
            print(f"{printable(str(run.path))}: {run.state}", file=sys.stderr)
    return runs


def plots(words: list[str]) -> int:
    parser = _parser("scripts/plots", "Draws a run as SVG, PNG and PDF.", "RUN/plots")
    parser.add_argument("--against", type=Path, nargs="+", action="extend", default=[],
                        metavar="RUN", help="other runs, for the picture `machines`")  # fmt: skip
    parser.add_argument("--case", metavar="SCENARIO[:SIZE[:ALLOCATOR]]",
                        help="the case of `distribution`, `waterfall` and `live-set` "
                        "(default: the first that fits)")  # fmt: skip
    parser.add_argument("--top", type=_count, default=8, metavar="N",
                        help="how many scenarios `top` shows, the picture for the stage (default: 8)")  # fmt: skip
    parser.add_argument("--only", nargs="+", metavar="PICTURE",
                        help="draw these pictures, such as escape-cost and heat "
                        "(default: all that the run has data for)")  # fmt: skip
    arguments = parser.parse_args(words)

    def main() -> int:
        runs = read_runs([arguments.run, *arguments.against])
        theme = THEMES[arguments.style]
        folder = output_folder(arguments, "plots")
        chosen = pictures(runs, theme, arguments.case, arguments.top)
        unknown = [name for name in arguments.only or [] if name not in chosen]
        if unknown:
            print(f"--only: there is no picture {printable(', '.join(unknown), 100)}; "
                  f"there are {', '.join(chosen)}", file=sys.stderr)  # fmt: skip
            return USAGE
        return _make({name: chosen[name] for name in arguments.only or chosen}, folder)

    return guarded(main)


def slides(words: list[str]) -> int:
    text = "Makes a deck, as .pptx and as HTML, and a picture per scenario: code left, cost right."
    parser = _parser("scripts/slides", text, "RUN/slides")
    parser.add_argument("--only", "--scenario", nargs="+", metavar="NAME",
                        help="these scenarios (default: all of the run)")  # fmt: skip
    parser.add_argument("--lanes", metavar="LANE,LANE...",
                        help="these allocators and versions of Go (default: all of the run)")  # fmt: skip
    parser.add_argument("--dark", action="store_const", const="dark", dest="style",
                        help="the same as --style dark")  # fmt: skip
    arguments = parser.parse_args(words)

    def main() -> int:
        run, theme = read_runs([arguments.run])[0], THEMES[arguments.style]
        lanes: list[str] = arguments.lanes.split(",") if arguments.lanes else finding.lanes_of(run)
        unknown = [lane for lane in lanes if lane not in finding.lanes_of(run)]
        if unknown:
            print(f"--lanes: the run has no {printable(', '.join(unknown), 100)}; it has "
                  f"{', '.join(finding.lanes_of(run)) or 'none'}", file=sys.stderr)  # fmt: skip
            return USAGE
        run = run.only(lanes) if arguments.lanes else run
        names: list[str] = arguments.only or slide.scenarios_of(run)
        if not names:
            print("slides: not drawn: the run has no times")
            return NOTHING
        folder = output_folder(arguments, "slides")
        decked = _make_deck(run, theme, names, lanes, folder)
        drawings: Pictures = {
            file_name(name): partial(slide.draw, run, theme, name) for name in names
        }
        return max(decked, _make(drawings, folder))

    return guarded(main)


def _make_deck(run: Run, theme: Theme, names: list[str], lanes: list[str], folder: Path) -> int:
    if not lanes:
        print("deck: not made: the run has no escape cost")
        return FINE
    made = deck.deck(run, theme, names, lanes)
    try:
        for path in deck_files.write_deck(made, folder):
            print(path)
    except deck_files.NoPackages as reason:
        print(f"deck: not made: {reason}", file=sys.stderr)
        return NOTHING
    for remark in made["remarks"]:
        print(remark)
    return FINE
