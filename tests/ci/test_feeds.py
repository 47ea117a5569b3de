# SPDX-License-Identifier: MIT
"""Exports for dashboards have the fields that their readers look up."""

import csv
import json
import math
from collections import Counter
from typing import Any

import pytest
from conftest import STORED, call


def rows() -> list[dict[str, str]]:
    """The stored run's rows that have a figure and are no step of a ladder."""
    rungs = ("reused", "bump", "lifo")
    with (STORED / "comparison.csv").open(encoding="utf-8") as file:
        return [
            row
            for row in csv.DictReader(file)
            if row["value"] and row["variant"] not in rungs and row["baseline"] not in rungs
        ]


def name_of(row: dict[str, str], column: str = "variant") -> str:
    place = f"{row['scenario']}/size:{row['size_bytes']}/live:{row['live']}"
    return f"{place}/{row['allocator']}/{row[column]}"


def test_bmf_is_benchers_schema(program: str) -> None:
    """bencher.dev/bmf.json: names hold measures, measures a value and maybe two bounds."""
    written = json.loads(call(program, "export", STORED, "--format", "bmf"))
    for name, measures in written.items():
        assert 0 < len(name) <= 1024
        for measure, metric in measures.items():
            assert 0 < len(measure) <= 64
            assert set(metric) <= {"value", "lower_value", "upper_value"}
            assert all(isinstance(number, (int, float)) for number in metric.values())
            assert "value" in metric
    for row in rows():
        assert written[name_of(row)][row["metric"]]["value"] == pytest.approx(float(row["value"]))
        if row["metric"] == "time" and row["delta"]:
            cost = written[name_of(row)]["escape-cost"]
            assert cost["value"] == pytest.approx(float(row["delta"]))
            assert cost["lower_value"] == pytest.approx(float(row["delta_low"]))
            assert cost["upper_value"] == pytest.approx(float(row["delta_high"]))


def test_gha_is_an_array_of_results(program: str) -> None:
    """src/extract.ts of github-action-benchmark: name, value, unit, maybe range and extra."""
    written = json.loads(call(program, "export", STORED, "--format", "gha"))
    assert written
    for result in written:
        assert (
            {"name", "value", "unit"} <= set(result) <= {"name", "value", "unit", "range", "extra"}
        )
        assert isinstance(result["value"], float) and math.isfinite(result["value"])
    assert Counter(result["name"] for result in written).most_common(1)[0][1] == 1


def test_otava_is_a_list_of_runs(
    program: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What JsonImporter of Apache Otava looks up: timestamp, metrics, attributes."""
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    (run,) = json.loads(call(program, "export", STORED, "--format", "otava"))
    assert run["timestamp"] > 1_700_000_000
    assert run["attributes"]["branch"] == "main"
    assert all(isinstance(value, str) for value in run["attributes"].values())
    names = Counter(metric["name"] for metric in run["metrics"])
    assert names.most_common(1)[0][1] == 1
    assert {f"{name_of(row)}/{row['metric']}" for row in rows()} <= set(names)


def test_openmetrics_is_read_by_prometheus_own_parser(program: str) -> None:
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    classic = pytest.importorskip("prometheus_client.parser")
    text = call(program, "export", STORED, "--format", "openmetrics")
    families = {family.name: family for family in parser.text_string_to_metric_families(text)}
    values = {
        (s.labels["scenario"], s.labels["size_bytes"], s.labels["live"], s.labels["allocator"])
        + (s.labels["variant"], s.labels["metric"]): s.value
        for s in families["escapebench_value"].samples
    }
    for row in rows():
        key = tuple(row[k] for k in ("scenario", "size_bytes", "live", "allocator"))
        assert values[key + (row["variant"], row["metric"])] == pytest.approx(float(row["value"]))
    # node_exporter's textfile collector reads the older text format
    assert len(list(classic.text_string_to_metric_families(text))) == len(families)


def test_gbench_aggregates_have_every_name_once(program: str) -> None:
    """A dashboard that keeps one value for each name sees no change in one run."""
    text = call(program, "export", STORED, "--format", "gbench", "--aggregates-only")
    entries = json.loads(text)["benchmarks"]
    assert entries and all(entry["run_type"] == "aggregate" for entry in entries)
    assert Counter(entry["name"] for entry in entries).most_common(1)[0][1] == 1
    kinds = Counter(entry["aggregate_name"] for entry in entries)
    assert kinds["mean"] == kinds["median"] == kinds["stddev"] == kinds["cv"] > 0
    costs = {entry["run_name"]: entry for entry in entries if "escape_cost" in entry}
    for row in rows():
        if row["metric"] == "time" and row["delta"] and name_of(row) in costs:
            assert costs[name_of(row)]["escape_cost_low"] == pytest.approx(float(row["delta_low"]))
    assert costs
