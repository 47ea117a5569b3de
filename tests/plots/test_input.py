# SPDX-License-Identifier: MIT
"""Bad input is refused with its line. From incomplete input as much is drawn as it allows. A CSV
alone is enough."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ALL_FORMATS, STORED, call, write_synthetic
from escapeplots.comparison import read_comparison
from escapeplots.run import read_run
from escapeplots.table import BadInput

HEADER, *LINES = (STORED / "comparison.csv").read_text(encoding="utf-8").splitlines()


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "broken, words",
    [
        (LINES[2].replace(",glibc,", ","), "ratio_high is 'no-verdict': not a number"),
        (LINES[2] + ",more", "23 cells where the header has 22"),
        (LINES[0].replace(",0,", ",zero,", 1), "size_bytes is 'zero'"),
        (LINES[0].replace("ns/op,", "ns/op,x", 1), "baseline_value is 'x"),
        (LINES[0].replace(",same,", ",maybe,").replace(",unresolved,", ",maybe,"), "verdict is"),
        (LINES[0].replace("ns/op,", "ns/op,inf,").replace(",,", ",", 1), "baseline_value is 'inf'"),
        ('nothing,"control', "unexpected end of data"),
        ("," + LINES[0].split(",", 1)[1], "has no name"),
    ],
)
def test_broken_line_is_named(tmp_path: Path, broken: str, words: str) -> None:
    if words == "baseline_value is 'inf'":
        cells = LINES[0].split(",")
        cells[9] = "inf"
        broken = ",".join(cells)
    path = write(tmp_path / "broken.csv", HEADER, *LINES[:3], broken)
    with pytest.raises(BadInput) as error:
        read_comparison(path)
    assert str(error.value).startswith(f"{path}:5: ") and words in str(error.value)


@pytest.mark.parametrize("script", ["plots", "slides", "report"])
def test_scripts_refuse_in_one_line(tmp_path: Path, script: str) -> None:
    path = write(tmp_path / "broken.csv", HEADER, *LINES[:3], "a,b")
    result = call(script, path)
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr == f"{path}:5: size_bytes is '': not a whole number of 0 and more\n"
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    result = call("plots", path)
    assert result.returncode == 2 and str(path) in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_missing_is_said(tmp_path: Path) -> None:
    assert "no such file" in call("plots", tmp_path / "none").stderr
    assert "no comparison.csv" in call("plots", tmp_path).stderr


def test_broken_machine_json_is_named(copied: Path) -> None:
    (copied / "machine.json").write_text('{\n  "schema": 1,\n  oops\n}', encoding="utf-8")
    result = call("plots", copied)
    assert result.returncode == 2 and "machine.json:3: " in result.stderr


def test_labels_and_variables_are_in_the_caption(copied: Path) -> None:
    path = copied / "machine.json"
    machine = json.loads(path.read_text(encoding="utf-8"))
    assert "bios=" not in read_run(copied).caption()
    machine["labels"] = {"bios": "1.2", "rack": "7\x1b[31m"}
    machine["environment"] = {"asked": {"MALLOC_CONF": "tcache:false"}}
    path.write_text(json.dumps(machine), encoding="utf-8")
    caption = read_run(copied).caption()
    assert "MALLOC_CONF=tcache:false · bios=1.2 · rack=7" in caption and "\x1b" not in caption


def test_broken_samples_are_named(copied: Path) -> None:
    path = copied / "samples.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[6] = "return_pointer,P1"
    write(path, *lines)
    result = call("plots", copied, "--only", "distribution")
    assert result.returncode == 2 and "samples.csv:7: size_bytes is ''" in result.stderr


def test_cells_without_a_column_are_refused(copied: Path) -> None:
    path = copied / "samples.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    write(path, *lines[:6], lines[6] + ",,", *lines[7:])
    assert read_run(copied).samples is not None
    write(path, *lines[:6], lines[6] + ",1", *lines[7:])
    with pytest.raises(BadInput, match="samples.csv:7: 61 cells where the header has 60"):
        read_run(copied).samples


def test_killed_run_keeps_its_whole_lines(copied: Path) -> None:
    """A kill cuts the last line of samples.csv short."""
    path = copied / "samples.csv"
    path.write_bytes(path.read_bytes()[:-40])
    result = call("plots", copied, "--only", "distribution")
    assert result.returncode == 0 and (copied / "plots/distribution.svg").is_file()


def test_empty_run_says_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "empty.csv", HEADER)
    result = call("plots", path)
    lines = result.stdout.splitlines()
    assert result.returncode == 1 and result.stderr == "" and len(lines) == 11
    assert all(": not drawn: " in line for line in lines)
    assert call("report", path).returncode == 0


def test_single_case_gives_what_makes_sense(tmp_path: Path) -> None:
    rows = [line for line in LINES if line.startswith("return_pointer,") and ",glibc," in line]
    path = write(tmp_path / "one.csv", HEADER, *rows)
    result = call("plots", path)
    assert result.returncode == 0
    made = {p.stem for p in (tmp_path / "one-plots").iterdir()}
    assert made == {"escape-cost", "escape-cost-top-8", "heat", "ratio"}
    assert "size-sweep: not drawn: " in result.stdout


def test_rows_without_time_do_no_harm(tmp_path: Path) -> None:
    """Retention scenarios have bytes, not times, and variants of their own."""
    row = (
        "cache_keeps_slice,L1,1024,1,glibc,retained,released,retained-bytes,B,"
        "16,1040,1024,1024,1024,65,,,slower,0,0,0,"
    )
    path = write(tmp_path / "with.csv", HEADER, *LINES, row)
    run = read_run(path)
    assert {r.scenario for r in run.times()} == {r.scenario for r in read_run(STORED).times()}
    assert call("plots", path).returncode == 0
    assert call("report", path).returncode == 0
    alone = write(tmp_path / "alone.csv", HEADER, row)
    assert call("plots", alone).returncode == 1
    assert call("report", alone).returncode == 0


def test_bare_csv_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine's CSV, with nothing of this checkout but scripts/."""
    monkeypatch.setattr("escapeplots.style.FORMATS", ALL_FORMATS)
    path = write_synthetic(tmp_path / "theirs.csv", 6)
    result = call(
        "plots", path, "--against", STORED, "--output", tmp_path / "out", "--style", "dark"
    )
    assert result.returncode == 0, result.stderr
    for name in ("escape-cost", "ratio", "size-sweep", "counters"):
        for kind in ALL_FORMATS:
            assert (tmp_path / "out" / f"{name}.{kind}").stat().st_size > 1000
    assert "machines: not drawn: the runs share no scenario" in result.stdout


def test_only_the_pictures_that_are_named(copied: Path) -> None:
    result = call("plots", copied, "--only", "heat", "--output", copied / "some")
    assert result.returncode == 0, result.stderr
    assert {path.stem for path in (copied / "some").iterdir()} == {"heat"}
    result = call("plots", copied, "--only", "het")
    assert result.returncode == 2
    assert "there is no picture het; there are escape-cost, " in result.stderr


def test_lost_output_is_an_error_in_one_line(copied: Path) -> None:
    """Output that cannot be written, as on a full disk."""
    script = Path(__file__).parents[2] / "scripts/escapeplots"
    words = [sys.executable, "-I", str(script), "plots", str(copied), "--only", "heat"]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "standard output: No space left on device\n"


def test_no_half_of_a_file_is_left(tmp_path: Path) -> None:
    """A limit of files' sizes imitates a full disk. Files that were there before stay."""
    page = tmp_path / "page.html"
    page.write_text("older", encoding="utf-8")
    script = Path(__file__).parents[2] / "scripts/report"
    line = 'ulimit -f 8; exec "$0" "$1" --output "$2"'
    words = ["bash", "-c", line, str(script), str(STORED), str(page)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stderr == f"{page}: File too large\n"
    assert page.read_text(encoding="utf-8") == "older"
    assert sorted(tmp_path.iterdir()) == [page]
