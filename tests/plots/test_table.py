# SPDX-License-Identifier: MIT
"""Tables that a spreadsheet saved are read. A table that is not of a run, or has values that no
run can have measured, is refused in one line."""

import csv
import io
import json
import random
from pathlib import Path
from typing import Any, Callable

import pytest
from conftest import STORED, call
from escapeplots.comparison import COLUMNS, Row, read_comparison
from escapeplots.machine_file import read_machine
from escapeplots.run import read_run
from escapeplots.samples import read_samples
from escapeplots.table import BadInput

TEXT = (STORED / "comparison.csv").read_text(encoding="utf-8")
HEADER, *LINES = csv.reader(io.StringIO(TEXT, newline=""))
FIGURES = range(HEADER.index("baseline_value"), HEADER.index("ratio_high") + 1)
Rows = list[list[str]]


def written(rows: Rows, **how: Any) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **{"lineterminator": "\n", **how}).writerows(rows)
    return out.getvalue()


def short(rows: Rows) -> Rows:
    """Cells that are empty at a line's end left out."""
    return [row[: max(i + 1 for i, cell in enumerate(row) if cell)] for row in rows]


def moved(rows: Rows) -> Rows:
    """The columns in another order, with one of the reader's own in front."""
    order = list(range(len(HEADER)))
    random.Random(1).shuffle(order)
    return [["mine" if row is rows[0] else "x", *(row[i] for i in order)] for row in rows]


def comma(rows: Rows) -> Rows:
    return [[c.replace(".", ",") if i in FIGURES else c for i, c in enumerate(r)] for r in rows]


SPREADSHEETS: dict[str, Callable[[Rows], bytes]] = {
    "byte-order mark": lambda rows: b"\xef\xbb\xbf" + written(rows).encode(),
    "CRLF": lambda rows: written(rows, lineterminator="\r\n").encode(),
    "CR": lambda rows: written(rows, lineterminator="\r").encode(),
    "no end of the last line": lambda rows: written(rows, lineterminator="\r\n").encode()[:-2],
    "quoted": lambda rows: written(rows, quoting=csv.QUOTE_ALL).encode(),
    "short rows": lambda rows: written(short(rows), lineterminator="\r\n").encode(),
    "long rows": lambda rows: written([[*r, "", ""] for r in rows]).encode(),
    "sorted": lambda rows: written([rows[0], *sorted(rows[1:], reverse=True)]).encode(),
    "moved": lambda rows: written(moved(rows)).encode(),
    "empty lines": lambda rows: (written(rows) + "\n" + "," * 21 + "\n").encode(),
    "semicolons": lambda rows: written(comma(rows), delimiter=";").encode("utf-8-sig"),
    "tabs": lambda rows: written(rows, delimiter="\t").encode(),
}


def same(left: list[Row], right: list[Row]) -> bool:
    """Equal in all but their lines; unknown figures are equal."""
    cells = [[(c, repr(getattr(row, c))) for c in COLUMNS] for row in left]
    others = [[(c, repr(getattr(row, c))) for c in COLUMNS] for row in right]
    return cells == others


@pytest.mark.parametrize("kind", SPREADSHEETS)
def test_spreadsheets_are_read_as_what_they_are(tmp_path: Path, kind: str) -> None:
    (tmp_path / "comparison.csv").write_bytes(SPREADSHEETS[kind]([HEADER, *LINES]))
    read = read_run(tmp_path)
    assert same(read.rows, read_run(STORED).rows)


@pytest.mark.parametrize("kind", ["byte-order mark", "CRLF", "CR", "quoted", "moved", "tabs"])
def test_samples_are_read_likewise(tmp_path: Path, kind: str) -> None:
    text = (STORED / "samples.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    path = tmp_path / "samples.csv"
    if kind == "moved":
        path.write_text(written([list(reversed(row)) for row in rows]), encoding="utf-8")
    else:
        path.write_bytes(SPREADSHEETS[kind](rows))
    before, after = read_samples(STORED / "samples.csv").table, read_samples(path).table
    assert sorted(before.columns) == sorted(after.columns)
    assert before.equals(after[before.columns])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_was_cut_off_is_told(tmp_path: Path, end: str) -> None:
    path = tmp_path / "cut.csv"
    whole = written([HEADER, *LINES], lineterminator=end).encode()
    path.write_bytes(whole[: whole.rindex(b",same,") + 2])
    with pytest.raises(BadInput, match="the file ends in the middle of this line|verdict is"):
        read_comparison(path)
    path.write_bytes(written([HEADER, *LINES]).encode()[:-1])
    with pytest.raises(BadInput, match="the file ends in the middle of this line"):
        read_comparison(path)


def changed(column: str, cell: str, line: int = 0) -> str:
    rows = [list(row) for row in LINES]
    rows[line][HEADER.index(column)] = cell
    return written([HEADER, *rows])


@pytest.mark.parametrize(
    "content, words",
    [
        (written([HEADER, *LINES, LINES[3]]), "the same case, variant and metric as line 5"),
        (changed("delta", "1_000"), "delta is '1_000': not a number"),
        (changed("workers", "1_0"), "workers is '1_0': not a whole number"),
        (changed("size_bytes", "-1"), "size_bytes is '-1': not a whole number"),
        (changed("live", "1.5"), "live is '1.5': not a whole number"),
        (changed("value", "1e308"), "value is '1e308': beyond 1e+15"),
        (changed("delta_low", "-1e308"), "delta_low is '-1e308': beyond 1e+15"),
        (changed("value", "nan"), "value is 'nan': not a number"),
        (changed("delta_low", "5"), "delta_low is above delta_high"),
        (changed("scenario", "x" * 100_000), "scenario is 'xxx"),
        (changed("scenario", "a\nb"), "it has a control character"),
        (changed("allocator", ""), "the allocator has no name"),
        (written([HEADER, *comma(LINES)], delimiter=";").replace("1,47", "1.234,47", 1),
         "a decimal point between semicolons"),
        ("sep=;\n" + TEXT, "a line 'sep=' before the header"),
        (TEXT.replace("delta_high", "delta_low", 1), "no column delta_high"),
        (TEXT.replace("note\n", "note,note\n", 1), "two columns have the name note"),
    ],
)  # fmt: skip
def test_what_no_run_writes_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read_comparison(path)
    text = str(error.value)
    assert words in text and "\n" not in text and len(text) < 400


def test_samples_with_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "samples.csv"
    header, rest = (STORED / "samples.csv").read_text(encoding="utf-8").split("\n", 1)
    path.write_text(header.replace("heap_ns", "stack_ns", 1) + "\n" + rest, encoding="utf-8")
    with pytest.raises(BadInput, match="two columns have the name stack_ns"):
        read_samples(path)


def test_samples_with_decimal_points_between_semicolons_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "samples.csv"
    text = (STORED / "samples.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    path.write_text(written(rows, delimiter=";"), encoding="utf-8")
    with pytest.raises(BadInput, match="samples.csv:2: .*a decimal point between semicolons"):
        read_samples(path)


@pytest.mark.parametrize("script", ["plots", "slides", "report"])
def test_other_encodings_are_refused(tmp_path: Path, script: str) -> None:
    path = tmp_path / "odd.csv"
    for content, words in ((TEXT.encode("utf-16"), "UTF-16"), (b"scenario\n\xfc", "not UTF-8")):
        path.write_bytes(content)
        result = call(script, path)
        assert result.returncode == 2 and words in result.stderr
        assert len(result.stderr.splitlines()) == 1


MACHINE = json.loads((STORED / "machine.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "content, words",
    [
        (json.dumps({**MACHINE, "schema": 2}), "its schema is 2; this program reads schema 1"),
        (json.dumps({**MACHINE, "schema": True}), "its schema is true"),
        (json.dumps({k: v for k, v in MACHINE.items() if k != "schema"}), "its schema is null"),
        ('{"schema": 1, "x": ' + "[" * 1900 + "]" * 1900 + "}", "nested more than 32 levels"),
        ('{"schema": 1, "x": NaN}', "NaN is not a number of JSON"),
        ('{"schema": 1, "x": ' + "9" * 5000 + "}", "Exceeds the limit"),
        ("[]", "not a JSON object"),
        ("", "Expecting value"),
    ],
)
def test_odd_machine_files_are_refused(copied: Path, content: str, words: str) -> None:
    (copied / "machine.json").write_text(content, encoding="utf-8")
    result = call("plots", copied)
    assert result.returncode == 2 and words in result.stderr
    assert len(result.stderr.splitlines()) == 1 and result.stdout == ""


def test_odd_texts_are_drawn_in_one_clean_line(copied: Path) -> None:
    """Lone surrogates, control characters, 100 kB, formulas: all are treated as text."""
    odd = "$\\frac{" + "\ud800\x00\n<b>" + "x" * 100_000
    machine = {**MACHINE, "machine": {**MACHINE["machine"], "cpu": {"name": odd}}}
    machine["build"] = {**machine["build"], "compiler": odd, "commit": odd}
    (copied / "machine.json").write_text(json.dumps(machine), encoding="utf-8")
    text = TEXT.replace("return_pointer,", "$\\frac{{x_,")
    (copied / "comparison.csv").write_text(text, encoding="utf-8")
    for script in ("plots", "report", "slides"):
        result = call(script, copied)
        assert (
            result.returncode == 0 or "deck: not made: npm is not" in result.stderr
        ), result.stderr
        assert "Traceback" not in result.stderr + result.stdout
    svg = (copied / "plots/escape-cost.svg").read_text(encoding="utf-8")
    assert "$\\frac{{x " in svg and "x" * 200 not in svg


def test_machine_file_of_other_shapes_does_no_harm(copied: Path) -> None:
    """Each part may be missing or of another type."""
    for part in ([], "x", 7, None, {"topology": {"caches": [1, {"name": 5}, {"bytes": "x"}]}}):
        machine = {**MACHINE, "machine": part, "build": part, "check": part, "settings": part}
        (copied / "machine.json").write_text(json.dumps(machine), encoding="utf-8-sig")
        assert read_machine(copied / "machine.json")["schema"] == 1
        for script in ("plots", "report"):
            result = call(script, copied)
            assert result.returncode == 0, result.stderr


def test_a_killed_run_says_so(copied: Path) -> None:
    (copied / "machine.json").write_text(json.dumps({**MACHINE, "state": "running"}))
    for script in ("plots", "report"):
        result = call(script, copied)
        assert result.returncode == 0 and "still running or killed" in result.stderr
    assert "still running or killed" in (copied / "plots/escape-cost.svg").read_text()
    assert "still running or killed" in (copied / "report.html").read_text()


def test_no_module_comes_from_the_current_folder(tmp_path: Path) -> None:
    import subprocess

    from conftest import ROOT

    for name in ("matplotlib", "pandas", "escapeplots", "pygments", "json"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("open('/dev/stderr', 'w').write('planted')")
        (folder / "__main__.py").write_text("print('planted')")
    (tmp_path / "site.py").write_text("print('planted')")
    (tmp_path / "matplotlibrc").write_text("font.size: 90\n")
    for script in ("plots", "report", "slides"):
        command = [str(ROOT / "scripts" / script), "nowhere"]
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path)}
        result = subprocess.run(command, capture_output=True, text=True, check=False,
                                cwd=tmp_path, env=environment)  # fmt: skip
        assert "planted" not in result.stdout + result.stderr
        assert result.stderr == "nowhere: no such file or folder\n"


@pytest.mark.parametrize("name", ["o ö", "a'b\"c", "$(x) %s", "line\nbreak", b"caf\xe9"])
def test_folders_of_any_name(copied: Path, name: Any) -> None:
    import os

    folder = Path(os.fsdecode(name))
    folder = Path(copied.rename(copied.parent / folder))
    (folder / "machine.json").unlink()
    for script in ("plots", "report"):
        result = call(script, folder)
        assert result.returncode == 0 and result.stderr == "", result.stderr
    assert (folder / "plots/escape-cost.svg").is_file() and (folder / "report.html").is_file()
