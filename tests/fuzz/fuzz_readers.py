#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fuzzes the Python readers of runs, and what plots, slides and report make of runs that they
took: a run is refused with BadInput, a line that names the file, or every part can be made of it.
Also scripts/ci's tables of compare's JSON.

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
SCRIPTS = HERE.parents[1] / "scripts"
sys.path[:0] = [str(SCRIPTS), str(SCRIPTS / "escapeci")]

from measure import read_comparison  # noqa: E402
from report import across_table  # noqa: E402
from tree import Stop  # noqa: E402
from escapeplots import deck, finding, report, slide  # noqa: E402
from escapeplots.panels import Skip  # noqa: E402
from escapeplots.plots_cli import pictures  # noqa: E402
from escapeplots.run import Run, read_run  # noqa: E402
from escapeplots.style import LIGHT  # noqa: E402
from escapeplots.table import BadInput  # noqa: E402

FILES = ("comparison.csv", "samples.csv", "machine.json")
RUN = {name: (HERE.parent / "plots/run" / name).read_bytes() for name in FILES}
TABLES = {name: list(csv.reader(io.StringIO(RUN[name].decode("utf-8")))) for name in FILES[:2]}
MACHINE = json.loads(RUN["machine.json"])
INTERVAL = {"centre": 1.5, "low": -0.5, "high": 3.5}
ROW = {"case": "return_pointer/8/1/glibc", "variant": "heap", "control": False,
       "answers_gate": False, "note": "out of time", "percent": INTERVAL}  # fmt: skip
COMPARISON = {
    "comparisons": [{"runs": [{"conclusion": "The same."}], "rows": [ROW, {**ROW, "note": ""}]}]
}
SEVERAL = 60  # runs between two of which all pictures are drawn

WORDS = strategies.sampled_from(
    ["", "-1", "1e308", "-1e308", "nan", "inf", "1_000", "1.000,5", "٣", "0x10", "1e-320", "$", "=1",
     r"\frac{", r"$\sqrt{x}$", "a" * 5000, "\ud800", "\x00", "\u202e", "é", "nothing", "time", "heap",
     "stack", "slower", "no-verdict", "alloc", "reused", "bump", "go1.27", "control", "18014398509481984",
     "return_pointer", "glibc", "P1", "collect", "0", "1e15", "4503599627370496", "stack_ns", "kept"]
)  # fmt: skip
CELL = WORDS | strategies.text(max_size=12) | strategies.floats().map(repr)
PLACE = strategies.tuples(strategies.integers(0, 9999), strategies.integers(0, 99))
JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.floats() | CELL,
    lambda inner: strategies.lists(inner, max_size=3)
    | strategies.dictionaries(strategies.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def few(draw: Any, values: Any, most: int) -> list[Any]:
    """None in half of the cases, so that most inputs have few changes."""
    return draw(strategies.just([]) | strategies.lists(values, min_size=1, max_size=most))


def change_columns(draw: Any, rows: list[list[str]]) -> None:
    """Other names in the header, columns doubled, dropped and moved."""
    for (_, column), cell in few(draw, strategies.tuples(PLACE, CELL), 2):
        rows[0][column % len(rows[0])] = cell
    for source, target in few(draw, PLACE, 2):
        rows[0][target % len(rows[0])] = rows[0][source % len(rows[0])]
    for (column, place), kind in few(draw, strategies.tuples(PLACE, strategies.integers(0, 2)), 1):
        for row in rows:
            cell = row.pop(column % len(row)) if kind else row[column % len(row)]
            if kind != 1:
                row.insert(place % (len(row) + 1), cell)


def change_rows(draw: Any, rows: list[list[str]]) -> None:
    """Other cells, rows replaced by others, rows too short and too long."""
    for (line, column), cell in few(draw, strategies.tuples(PLACE, CELL), 4):
        row = rows[line % len(rows)]
        row[column % len(row)] = cell
    for line, source in few(draw, PLACE, 2):
        rows[line % len(rows)] = list(rows[source % len(rows)])
    for line, width in few(draw, PLACE, 2):
        row = rows[line % len(rows)]
        row[:] = row[: 1 + width % len(row)] if width % 3 else [*row, "", "x" * (width % 2)]


@strategies.composite
def tables(draw: Any, name: str) -> bytes:
    """The table with some columns, cells and rows changed, with the separators of other programs."""
    first = draw(strategies.integers(1, len(TABLES[name]) - 1))
    last = draw(strategies.integers(first, len(TABLES[name])) | strategies.just(len(TABLES[name])))
    rows = [list(TABLES[name][0]), *(list(row) for row in TABLES[name][first:last])]
    change_rows(draw, rows)
    if all(rows):
        change_columns(draw, rows)
    text = io.StringIO(newline="")
    delimiter = draw(strategies.sampled_from(",,;\t"))
    if delimiter == ";" and draw(strategies.booleans()):
        rows = [[cell.replace(".", ",") for cell in row] for row in rows]
    csv.writer(text, delimiter=delimiter,
               lineterminator=draw(strategies.sampled_from(["\n", "\r\n", "\r"])),
               quoting=draw(strategies.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))).writerows(rows)  # fmt: skip
    mark = draw(strategies.sampled_from(["", "", "\ufeff"]))
    return (mark + text.getvalue()).encode("utf-8", "surrogatepass")


def places_of(value: Any) -> list[tuple[Any, Any]]:
    """Every container inside the value with each of its keys or indices."""
    inner = list(value.items() if isinstance(value, dict) else enumerate(value))
    here = [(value, key) for key, _ in inner]
    return here + [
        place for _, item in inner if isinstance(item, (dict, list)) for place in places_of(item)
    ]


@strategies.composite
def documents(draw: Any, document: Any) -> Any:
    """A copy of the JSON document in which values at any depth are replaced, and entries gone."""
    changed = json.loads(json.dumps(document))
    for number, gone in few(
        draw, strategies.tuples(strategies.integers(0, 9999), strategies.booleans()), 4
    ):
        places = places_of(changed)
        if places:
            container, key = places[number % len(places)]
            if gone:
                del container[key]
            else:
                container[key] = draw(JSON)
    return changed


@strategies.composite
def machines(draw: Any) -> bytes:
    machine = draw(documents(MACHINE))
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


def some(name: str, changed: Any) -> Any:
    """The file as it is, changed in its meaning or in its bytes."""
    return strategies.just(RUN[name]) | changed | mangled(name)


RUNS = strategies.fixed_dictionaries(
    {
        "comparison.csv": tables("comparison.csv") | mangled("comparison.csv"),
        "samples.csv": some("samples.csv", tables("samples.csv")),
        "machine.json": some("machine.json", machines()),
    }
)


class Count:
    tried = taken = 0


def draw_all(runs: list[Run]) -> None:
    run = runs[0]
    chosen = pictures(runs, LIGHT, None, 8)
    for name in slide.scenarios_of(run)[:3]:
        chosen[f"slide {name}"] = lambda name=name: slide.draw(run, LIGHT, name)
    for draw in chosen.values():
        try:
            draw()
        except Skip:
            pass


def make_all(folder: Path, base: Run) -> None:
    """What the three commands do with a run, files aside."""
    run = read_run(folder)
    assert run.samples is not None
    finding.sentences(run)
    run.caption()
    library = folder / "chart.js"
    library.write_text("", encoding="utf-8")
    for runs in ([run], [base, run]):
        report.page(runs, folder / "report.html", library, None, folder / "none").encode("utf-8")
    lanes = finding.lanes_of(run)
    if lanes:
        made = deck.deck(run, LIGHT, slide.scenarios_of(run), lanes)
        json.dumps(made, allow_nan=False).encode("utf-8")
    Count.taken += 1
    if Count.taken % SEVERAL == 1:
        draw_all([run])
        draw_all([base, run])


def repeat(test: Any, end: float, first_seed: int) -> None:
    """Calls the test with inputs of one seed after the other until `end`."""
    settled = settings(max_examples=100, deadline=None, database=None,
                       phases=[Phase.generate, Phase.shrink],
                       suppress_health_check=list(HealthCheck))(test)  # fmt: skip
    for number in itertools.count(first_seed * 1_000_000):
        if time.monotonic() > end:
            return
        seed(number)(settled)()


def fuzz(seconds: float, first_seed: int, folder: Path) -> None:
    """A tenth of the time is for scripts/ci, which reads one small file."""
    start = time.monotonic()
    base = read_run(HERE.parent / "plots/run")
    (folder / "run").mkdir()

    @given(RUNS)
    def try_run(files: dict[str, bytes]) -> None:
        if time.monotonic() > start + 0.9 * seconds:
            return
        Count.tried += 1
        for name, content in files.items():
            (folder / "run" / name).write_bytes(content)
        try:
            make_all(folder / "run", base)
        except BadInput as error:
            assert "\n" not in str(error), str(error)

    @given(documents(COMPARISON))
    def try_comparison(comparison: Any) -> None:
        path = folder / "compare.json"
        path.write_text(json.dumps(comparison), encoding="utf-8")
        try:
            across_table({"a": COMPARISON, "b": read_comparison(path)})
        except Stop as error:
            assert "\n" not in str(error), str(error)

    repeat(try_run, start + 0.9 * seconds, first_seed)
    repeat(try_comparison, start + seconds, first_seed)


if __name__ == "__main__":
    arguments = dict(enumerate(sys.argv))
    with tempfile.TemporaryDirectory(prefix="escapebench-fuzz-") as scratch:
        fuzz(float(arguments.get(1, 60)), int(arguments.get(2, 0)), Path(scratch))
    print(f"{Count.tried} runs tried, {Count.taken} taken, each of the others refused in one line")
