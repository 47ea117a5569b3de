#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Can other tools read what `escapebench export` writes? Runs the code of these tools, from their
checkouts.

    evidence/feeds.py RUN OTAVA GITHUB_ACTION_BENCHMARK BENCHER_SCHEMA

RUN is the folder of a run, with samples.csv; OTAVA and GITHUB_ACTION_BENCHMARK are checkouts of
apache/otava and of benchmark-action/github-action-benchmark; BENCHER_SCHEMA is bencher's
services/console/public/bmf.json. Needs build/release/escapebench, python3-jsonschema,
libbenchmark-tools and npm (esbuild, zod).
"""

import importlib.abc
import importlib.machinery
import json
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

COMPARE = "/usr/share/benchmark/compare.py"
PROGRAM = Path(__file__).resolve().parents[1] / "build/release/escapebench"


def export(run: str, name: str, *more: str) -> Any:
    words = [str(PROGRAM), "export", run, "--format", name, *more]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Replaces packages that otava imports for other sources than JSON."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        absent = ("google", "configargparse", "ruamel", "pg8000", "expandvars", "slack_sdk",
                  "dateparser", "pystache", "requests", "validators", "pytz", "humanize",
                  "tabulate", "scipy", "signal_processing_algorithms")  # fmt: skip
        known = name.split(".")[0] in absent
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if known else None

    def create_module(self, spec: Any) -> ModuleType:
        module = MagicMock(name=spec.name)
        module.__path__ = []
        return module  # type: ignore

    def exec_module(self, module: ModuleType) -> None:
        pass


def ask_otava(run: str, checkout: str) -> None:
    """Otava's importer must read a list of two runs and make a series for each metric."""
    sys.meta_path.append(Absent())
    sys.path.insert(0, checkout)
    from otava.data_selector import DataSelector  # type: ignore
    from otava.importer import JsonImporter  # type: ignore
    from otava.test_config import create_json_test_config  # type: ignore

    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        runs = export(run, "otava") * 2
        json.dump(runs, file)
        file.flush()
        selector = DataSelector()
        selector.since_time = datetime(2020, 1, 1, tzinfo=timezone.utc)
        config = create_json_test_config("escapebench", {"file": file.name})
        series = JsonImporter().fetch_data(config, selector)
    wanted = {metric["name"]: metric["value"] for metric in runs[0]["metrics"]}
    assert series.data == {name: [value, value] for name, value in wanted.items()}
    print(f"otava: JsonImporter gave {len(series.data)} series of {len(series.time)} runs")


DRIVER = """
import {{ extractResult }} from '{source}/src/extract.ts';
const config = {{ tool: 'customSmallerIsBetter', outputFilePath: '{file}' }};
extractResult(config).then((r) => console.log(JSON.stringify(r.benches)));
"""
STUB = "export const context = { payload: { head_commit: { id: 'x' } } };"
BUILD = """npm init -y >/dev/null && npm install --silent --no-audit --no-fund esbuild zod@4 &&
npx esbuild driver.ts --bundle --platform=node --alias:@actions/github=./github.js \
    --outfile=driver.cjs --log-level=error && node driver.cjs"""


def ask_github_action(run: str, checkout: str) -> None:
    """github-action-benchmark's extractResult must return what was exported."""
    written = export(run, "gha")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "gha.json").write_text(json.dumps(written))
        (place / "github.js").write_text(STUB)
        (place / "src").symlink_to(Path(checkout).resolve() / "src")
        source = DRIVER.format(source=".", file=place / "gha.json")
        (place / "driver.ts").write_text(source)
        command = BUILD.replace("esbuild driver.ts", "esbuild driver.ts --preserve-symlinks")
        done = subprocess.run(
            ["sh", "-c", command], cwd=place, check=True, capture_output=True, text=True
        )
    assert json.loads(done.stdout) == written
    print(f"github-action-benchmark: extractResult gave {len(written)} results, as written")


def ask_google_benchmark(run: str) -> None:
    """google/benchmark's compare.py must show every name of an export held to itself, without a
    change."""
    for words in ([], ["--aggregates-only"]):
        written = export(run, "gbench", *words)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(written, file)
            file.flush()
            tool = ["/usr/bin/python3", COMPARE, "--no-color", "benchmarks", file.name, file.name]
            shown = subprocess.run(tool, check=True, capture_output=True, text=True).stdout
        same = {line.split()[0] for line in shown.splitlines() if line.split()[1:2] == ["+0.0000"]}
        assert same >= {entry["name"] for entry in written["benchmarks"]}
        print(f"google/benchmark: compare.py {' '.join(words)} showed {len(same)} names as equal")


def ask_bencher(run: str, schema: str) -> None:
    import jsonschema

    written = export(run, "bmf")
    jsonschema.validate(written, json.loads(Path(schema).read_text(encoding="utf-8")))
    print(f"bencher: {len(written)} benchmarks are valid by {Path(schema).name}")


def main() -> None:
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    run, otava, action, schema = sys.argv[1:]
    ask_google_benchmark(run)
    ask_bencher(run, schema)
    ask_github_action(run, action)
    ask_otava(run, otava)


main()
