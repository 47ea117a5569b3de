# SPDX-License-Identifier: MIT
"""scripts/columns.awk: cells by name, whatever the order of the columns."""

import subprocess
from pathlib import Path

COLUMNS = Path(__file__).parents[2] / "scripts/columns.awk"


def awk(program: str, *files: Path) -> subprocess.CompletedProcess[str]:
    command = ["awk", "-F,", COLUMNS.read_text(encoding="utf-8") + program, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_cells_are_found_by_name_in_each_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("metric,delta\ntime,9\ncycles,3\n", encoding="utf-8")
    other.write_text("delta,metric\n10,time\n", encoding="utf-8")
    done = awk('is("metric", "time") { print of("delta"), of("delta") < 10 }', one, other)
    assert (done.returncode, done.stdout) == (0, "9 1\n10 0\n")


def test_a_name_that_is_no_column_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("metric,delta\ntime,9\n", encoding="utf-8")
    done = awk('{ print of("nme") }', file)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == f"{file}: there is no column nme\n"
