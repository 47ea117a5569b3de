# SPDX-License-Identifier: MIT
"""scripts/ci as the workflows run it, with GitHub's variables and files imitated in a folder.

The project under test is a small repository whose "build" makes an escapebench: a script that
calls the real one, or in the newest commit the one with an instruction planted at every malloc.
"""

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, STORED, call, counted_once
from project import CI, Project

CI_WORDS = ["--build", "sh build.sh", "--program", "bin/escapebench", "--allocators", "glibc",
            "--scenarios", "return_pointer"]  # fmt: skip


@pytest.fixture(name="program", scope="session")
def fixture_program(program: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return counted_once(program, tmp_path_factory.mktemp("program"))


@pytest.fixture(name="planted", scope="session")
def fixture_planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """escapebench with one more instruction at every malloc."""
    found = os.environ.get("PLANTED", str(ROOT / "build/gcc/tests/escapebench-plus-1-instruction"))
    if not Path(found).exists() or not shutil.which("valgrind"):
        pytest.skip("no planted escapebench, or no valgrind")
    return counted_once(found, tmp_path_factory.mktemp("planted"))


def test_pull_request_with_one_more_instruction_is_a_regression(
    program: str, planted: str, tmp_path: Path
) -> None:
    project = Project(tmp_path, program, planted)
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    project.ci(status=3)
    assert project.outputs()["verdict"] == "regression"
    assert "## escapebench: regression" in project.summary()
    assert f"BASE is commit {project.base[:7]} (builds with {program}), NEW is" in project.summary()
    assert "return_pointer" in project.summary()
    assert "They do not show what caches" in project.summary()
    assert re.search(r"effort quick  \nmachine: .*  \nlanes: glibc", project.summary())
    run = Path(project.outputs()["run"])
    assert (run / "compare.json").is_file() and (run / "head-01" / "comparison.csv").is_file()
    assert len(project.git("worktree", "list").splitlines()) == 1, "the base tree is gone"


def test_a_regression_may_be_told_without_failing(
    program: str, planted: str, tmp_path: Path
) -> None:
    project = Project(tmp_path, program, planted)
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    project.ci(status=0, FAIL_ON="never")
    assert project.outputs()["verdict"] == "regression"


def test_push_compares_with_the_commit_before(program: str, planted: str, tmp_path: Path) -> None:
    project = Project(tmp_path, planted, program)
    project.event = {"before": project.base}
    project.ci()
    assert project.outputs()["verdict"] == "pass"


def test_the_first_push_has_nothing_to_compare_with(
    program: str, planted: str, tmp_path: Path
) -> None:
    project = Project(tmp_path, planted, program)
    project.event = {"before": "0" * 40}
    said = project.ci()
    assert "::warning" in said and project.outputs()["verdict"] == "neutral"
    assert "named no base commit" in project.summary()


def test_times_say_what_they_could_have_seen(program: str, tmp_path: Path) -> None:
    """On any machine the status is no failure, and the summary has a limit in percent."""
    project = Project(tmp_path, program, program)
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    project.ci(GATE="time", DETECT="400%")
    assert project.outputs()["verdict"] in ("pass", "neutral")
    told = project.summary()
    assert "would have been found" in told or "no change could have been seen" in told
    run = Path(project.outputs()["run"])
    starts = [
        json.loads((run / name / "machine.json").read_text())["start"]
        for name in ("run", "run-against")
    ]
    assert starts[0] == starts[1], "workers of base and head took turns within one run"


def test_a_base_of_another_version_takes_turns_run_by_run(program: str, tmp_path: Path) -> None:
    """Runs of a build whose workers do not understand the head's plans can be compared."""
    old = tmp_path / "old"
    old.write_text(f'#!/bin/sh\n[ "$1" != worker ] || exit 1\nexec {program} "$@"\n')
    old.chmod(0o755)
    project = Project(tmp_path / "p", str(old), program)
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    words = [*CI_WORDS, "--gate", "time", "--detect", "400%", "--rounds", "1"]
    call(CI, *words, "--base", project.base, cwd=project.tree, env=project.variables())
    assert "short runs took turns" in project.summary()
    run = project.tree / "escapebench-run"
    assert (run / "base-01").is_dir() and (run / "head-01").is_dir()


def comparing(
    project: Project, folder: Path, verdicts: list[tuple[str, bool, float]], status: int
) -> str:
    """A program whose `compare` prints the given verdict, answer, and half width in percent."""
    rows = [
        {"case": f"case_{i}", "variant": "heap", "control": False, "verdict": verdict,
         "answers_gate": answers, "note": None if half else "too few quiet turns: 3 of 80 kept",
         "percent": {"centre": 0.5, "low": 0.5 - half, "high": 0.5 + half} if half else None}
        for i, (verdict, answers, half) in enumerate(verdicts)
    ]  # fmt: skip
    runs = [{"conclusion": None}, {"conclusion": "NEW: no difference shown"}]
    (folder / "said").write_text(json.dumps({"comparisons": [{"runs": runs, "rows": rows}]}))
    fake = folder / "fake"
    fake.write_text(
        f"#!/bin/sh\ncase $1 in compare) cat {folder}/said; exit {status} ;; show) exit 0 ;; esac\n"
        f'for word; do [ "$before" = --output ] && out=$word; before=$word; done\n'
        f"cp -r {STORED} $out; cp -r {STORED} $out-against\n"
    )
    fake.chmod(0o755)
    return str(fake)


@pytest.mark.parametrize(
    ("verdicts", "status", "wanted", "words"),
    [
        ([("same", True, 0.7)] * 4, 0, "pass", "A change of 1.2 % would have been found in half"),
        ([("no-verdict", False, 0)] * 4, 4, "neutral", "too few quiet turns: 3 of 80 kept"),
        ([("same", True, 0.7)] + [("unresolved", False, 40)] * 3, 0, "neutral",
         "3 of 4 cases give no answer: case_1, case_2, case_3"),
        ([("same", True, 0.7)] * 3 + [("no-verdict", False, 0)], 0, "pass",
         "1 of 4 cases give no answer: case_3"),
    ],
)  # fmt: skip
def test_noise_is_never_red_and_never_silent(
    tmp_path: Path, verdicts: list[tuple[str, bool, float]], status: int, wanted: str, words: str
) -> None:
    project = Project(tmp_path / "p", "/bin/true", "/bin/false")
    fake = comparing(project, tmp_path, verdicts, status)
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    said = project.ci(GATE="time", BUILD=f"mkdir -p bin; cp {fake} bin/escapebench")
    assert project.outputs()["verdict"] == wanted
    assert words in project.summary()
    unanswered = any(not answers for _, answers, _ in verdicts)
    assert ("::warning" in said) == unanswered
    assert ("**Neutral**" in project.summary()) == (wanted == "neutral")
    everywhere = all(half for _, _, half in verdicts)
    assert bool(project.outputs()["detectable"]) == everywhere


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        (["interrupted: 2 of 5 workers"] * 3 + [None],
         "the run was interrupted (in 3 of 4)"),
        (["out of time: 2 of 5 workers; no steady state in 1 of 2 workers"] * 2
         + ["too few quiet turns: 3 of 80 kept"] * 1 + [None],
         "the run was out of time (in 2 of 4); "
         "too few turns were quiet, the runner is too noisy (in 1 of 4)"),
        (["ended early: 2 of 5 workers (no space left)"] * 4, "the run ended early (in 4 of 4)"),
        (["valgrind is not installed"] * 4, "valgrind is not installed (in 4 of 4)"),
    ],
)  # fmt: skip
def test_the_reason_of_no_answer_is_the_runs_own(
    tmp_path: Path, notes: list[str | None], words: str
) -> None:
    """Noise is named only where there was noise."""
    project = Project(tmp_path / "p", "/bin/true", "/bin/false")
    fake = comparing(project, tmp_path, [("no-verdict", False, 0)] * 4, 4)
    said = json.loads((tmp_path / "said").read_text())
    for row, note in zip(said["comparisons"][0]["rows"], notes):
        row.update(note=note, answers_gate=note is None)
    (tmp_path / "said").write_text(json.dumps(said))
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    project.ci(GATE="time", BUILD=f"mkdir -p bin; cp {fake} bin/escapebench")
    assert words in project.summary()
    noise = any("quiet" in (note or "") for note in notes)
    assert ("noisy" in project.summary()) == noise


def test_an_interrupted_run_says_so(tmp_path: Path) -> None:
    project = Project(tmp_path, "/bin/true", "/bin/false")
    fake = "printf '#!/bin/sh\\nkill -TERM $$\\n' >bin/escapebench; chmod +x bin/escapebench"
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    project.ci(status=1, GATE="time", BUILD=f"mkdir -p bin; {fake}")
    assert "was interrupted (SIGTERM)" in project.summary()


def test_matrix_tells_the_cpu_from_the_change(program: str, planted: str, tmp_path: Path) -> None:
    """Three jobs. The change costs something on the second CPU only."""
    for name, head in (("run-a", program), ("run-b", planted), ("run-c", program)):
        project = Project(tmp_path / name, program, head)
        project.event = {"pull_request": {"base": {"sha": project.base}}}
        project.ci(NAME=str(tmp_path / "all" / name), FAIL_ON="never")
    variables = project.variables(ACROSS="run-a run-b run-c", PROGRAM=program, NAME="across")
    call(CI, "--from-environment", cwd=tmp_path / "all", env=variables)
    told = project.summary()
    heads = ("case", "change on run-a", "change on run-b", "change on run-c", "change x CPU")
    assert "| " + " | ".join(heads) + " |" in told
    (row,) = re.findall(r"^\| return_pointer/glibc.*", told, re.MULTILINE)
    assert "(run-b less run-a): **depends on the CPU**" in row
    assert "Ratios of heap to stack" in told and "escapebench: ratio" in told


def stored_change(folder: Path, percents: dict[str, float]) -> None:
    """What a job of a matrix leaves: the changes of its cases, each with an interval of 1 %."""
    rows = [
        {
            "case": case,
            "variant": "heap",
            "percent": {"centre": percent, "low": percent - 1, "high": percent + 1},
        }
        for case, percent in percents.items()
    ]
    folder.mkdir()
    (folder / "compare.json").write_text(json.dumps({"comparisons": [{"rows": rows}]}))


@pytest.mark.parametrize("odd", [0.0, 12.0])
def test_matrix_of_many_cases_begins_with_the_finding(tmp_path: Path, odd: float) -> None:
    """A reader of the summary sees at once whether the change depends on the CPU."""
    same = {f"case_{i}/glibc": 3.0 for i in range(50)}
    stored_change(tmp_path / "run-a", same)
    stored_change(tmp_path / "run-b", {**same, "case_49/glibc": 3.0 + odd})
    call(CI, "--across", "run-a", "run-b", cwd=tmp_path)
    told = (tmp_path / "escapebench-run" / "summary.md").read_text()
    seen, _, folded = told.partition("<details>")
    rows = re.findall(r"^\| (case_\S+)", told, re.MULTILINE)
    assert len(rows) == len(set(rows)) == 50
    assert len(re.findall(r"^\| case_", seen, re.MULTILINE)) == 20
    assert "30 more cases" in folded
    if odd:
        assert "In 1 of 50 cases the change depends on the CPU**: case_49/glibc/heap." in seen
        assert rows[0] == "case_49/glibc/heap"
    else:
        assert "In none of 50 cases does the change certainly depend on the CPU." in seen


@pytest.mark.parametrize("text", ["{", "[]", '{"comparisons": [{"rows": [{}], "runs": []}]}'])
def test_what_is_no_comparison_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "run-a").mkdir()
    (tmp_path / "run-a/compare.json").write_text(text)
    done = subprocess.run([CI, "--across", "run-a"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert (
        done.stderr == "scripts/ci: run-a/compare.json is not the JSON of `escapebench compare`\n"
    )


def test_shallow_clone_fetches_the_base_commit(program: str, planted: str, tmp_path: Path) -> None:
    project = Project(tmp_path, program, planted)
    origin = project.tree
    project.git("config", "uploadpack.allowAnySHA1InWant", "true")
    project.tree = tmp_path / "shallow"
    call("git", "clone", "-q", "--depth=1", f"file://{origin}", project.tree)
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    project.ci(status=3)
    assert project.outputs()["verdict"] == "regression"


def test_shallow_clone_that_cannot_fetch_is_neutral(
    program: str, planted: str, tmp_path: Path
) -> None:
    project = Project(tmp_path, program, planted)
    origin = project.tree
    project.tree = tmp_path / "shallow"
    call("git", "clone", "-q", "--depth=1", f"file://{origin}", project.tree)
    shutil.rmtree(origin)
    project.event = {"pull_request": {"base": {"sha": project.base}}}
    said = project.ci()
    assert "::warning" in said and "fetch-depth: 0" in said
    assert project.outputs()["verdict"] == "neutral"


def test_without_sudo_the_missing_packages_are_named(tmp_path: Path) -> None:
    """No escapebench, packages missing, no right to install: not measured, with the reason."""
    home, tools = tmp_path / "escapebench", tmp_path / "tools"
    shutil.copytree(ROOT / "scripts" / "escapeci", home / "scripts" / "escapeci")
    shutil.copy(CI, home / "scripts")
    said = "Packages are missing. sudo sh -c 'apt-get install libhwloc-dev'"
    (home / "Makefile").write_text(f'build:\n\t@echo "{said}"; exit 1\n')
    tools.mkdir()
    sudo = tools / "sudo"
    sudo.write_text("#!/bin/sh\nexit 1\n")
    sudo.chmod(sudo.stat().st_mode | stat.S_IXUSR)
    project = Project(tmp_path / "p", "true", "false")
    variables = project.variables(PROGRAM="", PATH=f"{tools}:/usr/bin:/bin")
    done = subprocess.run(
        [home / "scripts" / "ci", "--from-environment"],
        cwd=project.tree,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "apt-get install libhwloc-dev" in project.summary()
    assert project.outputs()["verdict"] == "not-measured"


def test_an_earlier_run_is_not_overwritten(program: str, tmp_path: Path) -> None:
    """The refusal comes before anything is built, and leaves the earlier summary alone."""
    project = Project(tmp_path, program, program)
    output = project.runner / "escapebench-run"
    shutil.copytree(STORED, output / "run")
    (output / "summary.md").write_text("earlier")
    done = subprocess.run(
        [CI, "--from-environment"],
        cwd=project.tree,
        env=project.variables(BUILD="touch built"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and "holds an earlier run (run): remove the folder" in done.stderr
    assert (output / "summary.md").read_text() == "earlier"
    assert not (project.tree / "built").exists()


def test_a_broken_build_is_not_a_regression(program: str, tmp_path: Path) -> None:
    project = Project(tmp_path, program, program)
    project.ci(status=1, BUILD="echo the compiler failed; exit 1")
    assert "the compiler failed" in project.summary()
    assert project.outputs()["verdict"] == "not-measured"


def test_other_cpu_than_the_baselines(program: str, tmp_path: Path) -> None:
    """A stored run of another CPU: its times do not gate, and that is said."""
    project = Project(tmp_path, program, program)
    store = tmp_path / "store"
    more = {"BASELINE": "stored", "STORE": str(store), "GATE": "time"}
    project.ci(**more, KEEP="true")
    assert "no run is stored for" in project.summary()
    (key,) = [path.name for path in store.iterdir()]
    shutil.rmtree(project.runner / "escapebench-run")
    project.ci(**more)
    assert f"no run is stored for {key}" not in project.summary().split("## escapebench")[-1]
    other = store / "another-cpu"
    (store / key).rename(other)
    text = (other / "machine.json").read_text()
    machine = json.loads(text)
    machine["machine"]["cpu"]["name"] = "Another CPU"
    (other / "machine.json").write_text(json.dumps(machine))
    shutil.rmtree(project.runner / "escapebench-run")
    said = project.ci(**more)
    assert "::warning" in said and project.outputs()["verdict"] == "neutral"
    assert "times of different CPUs do not gate" in project.summary()


def test_counts_gate_whatever_the_cpu(program: str, planted: str, tmp_path: Path) -> None:
    project = Project(tmp_path, program, planted)
    store = tmp_path / "store"
    more = {"BASELINE": "stored", "STORE": str(store)}
    project.ci(**more, KEEP="true")
    (stored,) = store.iterdir()
    stored.rename(store / "another-cpu")
    shutil.rmtree(project.runner / "escapebench-run")
    project.ci(**more)
    assert project.outputs()["verdict"] == "pass"
    assert "of another CPU" in project.summary()
