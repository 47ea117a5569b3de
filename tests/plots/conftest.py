# SPDX-License-Identifier: MIT
"""What the tests share: the stored run, made-up runs, and how text boxes are read."""

import csv
import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, Iterator

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STORED = HERE / "run"
sys.path.insert(0, str(ROOT / "scripts"))

import escapeplots.plots_cli  # noqa: E402, F401
import escapeplots.report_cli  # noqa: E402, F401
from escapeplots.__main__ import main as escapeplots  # noqa: E402
from escapeplots.comparison import COLUMNS  # noqa: E402
from escapeplots.run import Run, read_run  # noqa: E402
from escapeplots import style  # noqa: E402

gc.freeze()  # no collection looks at what the imports made

# Three quarters of a picture's time are its PNG and its PDF, half of that the PDF's fonts as
# TrueType. call() writes SVG alone, and test_fresh.py all three as a user does.
ALL_FORMATS = style.FORMATS
style.FORMATS = ("svg",)
style.SETTINGS["pdf.fonttype"] = 3

ALLOCATORS = ("glibc", "jemalloc", "mimalloc", "tcmalloc", "boehm")
COUNTERS = {"instructions": 10.0, "branch-misses": 0.01, "LLC-load-misses": 0.002}


def _time_cells(dice: random.Random, scale: float, verdict: str) -> list[Any]:
    if verdict == "no-verdict":
        return [""] * 8
    base, delta = dice.uniform(1.4, 30), dice.uniform(3, 20) * scale
    half = 2 * delta if verdict == "unresolved" else delta / 50
    ratio = (base + delta) / base
    return [base, base + delta, delta, delta - half, delta + half, ratio, ratio * 0.9, ratio * 1.1]


def _case(dice: random.Random, name: str, size: int, allocator: str, scale: float) -> list[Any]:
    verdict = dice.choices(["slower", "unresolved", "no-verdict"], [12, 1, 1])[0]
    place = [name, "X1", size, 1, allocator, "heap", "stack"]
    tail = [verdict, 5, 60, 70, ""]
    rows = [place + ["time", "ns/op"] + _time_cells(dice, scale, verdict) + tail]
    for metric, factor in COUNTERS.items():
        delta = scale * factor * dice.uniform(1, 5)
        cells = [5, 5 + delta, delta, delta * 0.98, delta * 1.02, "", "", ""]
        rows.append(place + [metric, "1/op"] + cells + tail)
    return rows


def write_synthetic(path: Path, scenarios: int, allocators: tuple[str, ...] = ALLOCATORS) -> Path:
    """A catalogue of that many scenarios. Every ninth has six sizes; some cost much more."""
    dice = random.Random(scenarios)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for i in range(scenarios):
            name = f"a_scenario_with_a_long_name_{i}"
            scale = dice.choice([1, 1, 1, 1, 4, 30, 5000]) if i else 1
            for size in (64, 256, 1024, 4096, 65536, 1 << 20) if i % 9 == 0 else (16,):
                for allocator in allocators:
                    grown = scale * (1 + size / 8192)
                    writer.writerows(_case(dice, name, size, allocator, grown))
    return path


STEPS = {  # variant and baseline to their cost in ns; with more than one alive
    ("reused", "stack"): 3.5,
    ("bump", "reused"): 0.7,
    ("lifo", "bump"): 2.5,
    ("heap", "lifo"): 4.0,
}


def _laddered_rows(size: int, live: int, allocator: str, scale: float) -> Iterator[list[Any]]:
    """The escape cost with an interval of 2 %, and the steps that add up to it."""
    steps = dict(STEPS)
    steps["lifo", "bump"] *= scale
    steps["heap", "lifo"] *= scale * live / 4096
    if live == 1:
        del steps["heap", "lifo"]
        steps["heap", "bump"] = steps.pop(("lifo", "bump"))
    whole = sum(steps.values())
    for (variant, baseline), delta in {("heap", "stack"): whole, **steps}.items():
        place = ["sweep", "X1", size, live, allocator, variant, baseline]
        cells = [1.5, 1.5 + delta, delta, delta * 0.98, delta * 1.02, 2.0, 1.9, 2.1]
        yield [*place, "time", "ns/op", *cells, "slower", 5, 60, 70, ""]


def write_laddered(path: Path) -> Path:
    """One scenario with its ladders: two sizes, four live sets, a collector at a much higher cost."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for size in (64, 4096):
            for live in (1, 64, 4096, 65536):
                for number, allocator in enumerate(ALLOCATORS):
                    scale = 40 if allocator == "boehm" else 1 + number / 4
                    writer.writerows(_laddered_rows(size, live, allocator, scale))
    return path


GO = ("go1.19", "go1.22", "go1.27")
ORIGINS = ("P1", "P2", "S1", "S4", "R5a", "R4a", "N3", "sizes")


def write_go(path: Path) -> Path:
    """glibc and three versions of Go, each cheaper than the last, with Go's steps."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, origin in enumerate(ORIGINS):
            for place, lane in enumerate(("glibc", *GO)):
                whole = (8.0 if lane == "glibc" else 24.0 - 4 * place) * (1 + number)
                steps = {("heap", "stack"): whole}
                if lane != "glibc":
                    steps |= {("alloc", "stack"): whole / 4, ("heap", "alloc"): whole * 3 / 4}
                for (variant, baseline), delta in steps.items():
                    cells = [2.0, 2 + delta, delta, delta * 0.98, delta * 1.02, 2.0, 1.9, 2.1]
                    case = [f"case_{number}", origin, 8, 1, lane, variant, baseline]
                    writer.writerow([*case, "time", "ns/op", *cells, "slower", 9, 60, 70, ""])
    return path


@pytest.fixture(scope="session")
def go(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return read_run(write_go(tmp_path_factory.mktemp("go") / "go.csv"))


@pytest.fixture(scope="session")
def laddered(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return read_run(write_laddered(tmp_path_factory.mktemp("laddered") / "laddered.csv"))


@pytest.fixture(scope="session")
def stored() -> Run:
    return read_run(STORED)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return read_run(write_synthetic(tmp_path_factory.mktemp("many") / "many.csv", 40))


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> Run:
    path = tmp_path_factory.mktemp("single") / "single.csv"
    return read_run(write_synthetic(path, 1, ("glibc",)))


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Path]:
    """The stored run in a folder that a test may break."""
    yield Path(shutil.copytree(STORED, tmp_path / "run"))


def _run_in_child(script: str, words: list[str]) -> int:
    """The exit status of a script's Python part, as escapeplots/__main__.py gives it."""
    for fd, name, errors in ((1, "stdout", "strict"), (2, "stderr", "backslashreplace")):
        setattr(sys, name, open(fd, "w", errors=errors, closefd=False))
    try:
        sys.argv = ["escapeplots", script, *words]
        return escapeplots()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:  # as Python itself does
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def call(script: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs one of scripts/ from a folder that is not the checkout.

    The script's Python part runs in a fork of this process, which saves a second of imports
    a call. test_no_module_comes_from_the_current_folder and test_fresh start the scripts."""
    command = [script, *map(os.fsdecode, words)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                gc.freeze()  # a collection would copy every page that holds an object
                os.chdir("/")
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                status = _run_in_child(script, command[1:])
            finally:
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(command, status, *texts)


def start(script: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """As call, but starts the script itself."""
    command = [str(ROOT / "scripts" / script), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def program() -> str:
    """The escapebench to measure with; ctest gives it."""
    path = os.environ.get("PROGRAM", "")
    if not path:
        pytest.skip("PROGRAM names no escapebench: the run is not made by ctest")
    return path


CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--disable-dev-shm-usage --window-size=1400,1000"
).split()


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One headless Chromium for reports and decks."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs python3-selenium")
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip("needs chromium and chromium-driver")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in [*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(service=Service(str(DRIVER)), options=options)
    yield started
    started.quit()
