#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fuzzes the Python readers of runs, and what plots, slides and report make of a run that they
took: a run is refused with BadInput, a line that names the file, or every part can be made of it.

    fuzz_readers.py [SECONDS [SEED]]     [60, 0]

Inputs are changed copies of tests/plots/run. Prints how many were tried, and how many of them
were taken; the first input that fails is printed with its traceback."""

import csv
import io
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings, strategies

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "scripts"))

from escapeplots import finding, report  # noqa: E402
from escapeplots.panels import Skip  # noqa: E402
from escapeplots.plots_cli import pictures  # noqa: E402
from escapeplots.run import read_run  # noqa: E402
from escapeplots.style import LIGHT  # noqa: E402
from escapeplots.table import BadInput  # noqa: E402

FILES = ("comparison.csv", "samples.csv", "machine.json")
RUN = {name: (HERE.parent / "plots/run" / name).read_bytes() for name in FILES}
TABLE = list(csv.reader(io.StringIO(RUN["comparison.csv"].decode("utf-8"))))
SEVERAL = 60  # runs between two of which all pictures are drawn

WORDS = strategies.sampled_from(
    ["", "-1", "1e308", "-1e308", "nan", "inf", "1_000", "1.000,5", "٣", "0x10", "1e-320", "$", "=1",
     r"\frac{", r"$\sqrt{x}$", "a" * 5000, "\ud800", "\x00", "‮", "é", "nothing", "time", "heap",
     "stack", "slower", "no-verdict", "alloc", "reused", "bump", "go1.27", "control", "18014398509481984"]
)  # fmt: skip
CELL = WORDS | strategies.text(max_size=12) | strategies.floats().map(repr)
PLACE = strategies.tuples(strategies.integers(0, 9999), strategies.integers(0, 99))
JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | CELL,
    lambda inner: strategies.lists(inner, max_size=3)
    | strategies.dictionaries(strategies.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@strategies.composite
def tables(draw: Any) -> bytes:
    """The table with some cells and rows changed, with the separators of other programs."""
    rows = [list(row) for row in TABLE[: draw(strategies.integers(2, len(TABLE)))]]
    for (line, column), cell in draw(strategies.lists(strategies.tuples(PLACE, CELL), max_size=4)):
        row = rows[line % len(rows)]
        row[column % len(row)] = cell
    for line, column in draw(strategies.lists(PLACE, max_size=2)):
        rows[line % len(rows)] = rows[column % len(rows)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=draw(strategies.sampled_from(",;\t")),
               lineterminator=draw(strategies.sampled_from(["\n", "\r\n", "\r"])),
               quoting=draw(strategies.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))).writerows(rows)  # fmt: skip
    return text.getvalue().encode("utf-8", "surrogatepass")


@strategies.composite
def machines(draw: Any) -> bytes:
    machine = json.loads(RUN["machine.json"])
    for key in draw(strategies.lists(strategies.sampled_from(sorted(machine)), max_size=3)):
        machine[key] = draw(JSON)
    return json.dumps(machine, ensure_ascii=draw(strategies.booleans())).encode(
        "utf-8", "surrogatepass"
    )


@strategies.composite
def mangled(draw: Any, name: str) -> bytes:
    """The file's bytes with a piece cut out, doubled or overwritten."""
    content = RUN[name]
    for _ in range(draw(strategies.integers(0, 3))):
        at = draw(strategies.integers(0, len(content)))
        end = at + draw(strategies.integers(0, 40))
        piece = draw(
            strategies.sampled_from([b"", content[at:end] * 2]) | strategies.binary(max_size=8)
        )
        content = content[:at] + piece + content[end:]
    return content


RUNS = strategies.fixed_dictionaries(
    {
        "comparison.csv": tables() | mangled("comparison.csv"),
        "samples.csv": mangled("samples.csv"),
        "machine.json": machines() | mangled("machine.json"),
    }
)


class Count:
    tried = taken = 0


def make_all(folder: Path) -> None:
    """What the three commands do with a run, files aside."""
    run = read_run(folder)
    assert run.samples is not None
    finding.sentences(run)
    run.caption()
    library = folder / "chart.js"
    library.write_text("", encoding="utf-8")
    report.page([run], folder / "report.html", library, None, None).encode("utf-8")
    Count.taken += 1
    if Count.taken % SEVERAL == 1:
        for draw in pictures([run], LIGHT, None, 8).values():
            try:
                draw()
            except Skip:
                pass


def fuzz(seconds: float, first_seed: int) -> None:
    end = time.monotonic() + seconds
    folder = Path(tempfile.mkdtemp(prefix="escapebench-fuzz-"))

    @settings(max_examples=100, deadline=None, database=None,
              phases=[Phase.generate, Phase.shrink],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(RUNS)
    def try_run(files: dict[str, bytes]) -> None:
        if time.monotonic() > end:
            return
        Count.tried += 1
        for name, content in files.items():
            (folder / name).write_bytes(content)
        try:
            make_all(folder)
        except BadInput as error:
            assert "\n" not in str(error), str(error)

    try:
        for number in itertools.count(first_seed * 1_000_000):
            if time.monotonic() > end:
                break
            seed(number)(try_run)()
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    print(f"{Count.tried} runs tried, {Count.taken} taken, each of the others refused in one line")


if __name__ == "__main__":
    arguments = dict(enumerate(sys.argv))
    fuzz(float(arguments.get(1, 60)), int(arguments.get(2, 0)))
