# SPDX-License-Identifier: MIT
"""The history's branch: jobs that push at once lose nothing, and its page can be published."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, STORED, call

CI = ROOT / "scripts" / "ci"
JOBS = 8
IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@example.org"]


def fake_program(program: str, folder: Path) -> Path:
    """escapebench, but for `run`, which measures nothing and gives the stored run."""
    path = folder / "fake"
    path.write_text(
        f'#!/bin/sh\n[ "$1" = run ] || exec {program} "$@"\n'
        'for word; do [ "$before" = --output ] && out=$word; before=$word; done\n'
        f"cp -r {STORED} $out\n"
    )
    path.chmod(0o755)
    return path


@pytest.fixture(name="origin")
def fixture_origin(tmp_path: Path) -> Path:
    """A bare repository with a commit for each job."""
    work, bare = tmp_path / "work", tmp_path / "origin.git"
    call("git", "init", "-q", "-b", "main", work)
    for i in range(JOBS):
        (work / "file").write_text(str(i))
        call("git", "-C", work, "add", "-A")
        when = f"2026-11-28T0{i}:00:00+0100"
        dates = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
        call("git", "-C", work, *IDENTITY, "commit", "-q", "-m", str(i), env=dates)
    call("git", "clone", "-q", "--bare", work, bare)
    return bare


def job(
    origin: Path, folder: Path, program: Path, *words: str
) -> "subprocess.CompletedProcess[str]":
    """scripts/ci in a fresh shallow clone, as a workflow's job checks it out."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    kept["PATH"] = f"{folder}/tools:{kept['PATH']}"
    (folder / "tools").mkdir(parents=True)
    (folder / "tools/escapebench").symlink_to(program)
    return subprocess.run(
        [CI, *words], cwd=folder / "clone", env=kept, capture_output=True, text=True
    )


def clone(origin: Path, folder: Path, back: int) -> Path:
    call("git", "clone", "-q", f"file://{origin}", folder / "clone")
    call("git", "-C", folder / "clone", "checkout", "-q", f"HEAD~{back}")
    return folder


def test_jobs_at_once_all_get_into_the_branch(program: str, origin: Path, tmp_path: Path) -> None:
    fake = fake_program(program, tmp_path)
    folders = [clone(origin, tmp_path / f"job-{i}", i) for i in range(JOBS)]
    words = ["--baseline", "none", "--history", "costs"]
    with ThreadPoolExecutor(JOBS) as pool:
        done = list(pool.map(lambda folder: job(origin, folder, fake, *words), folders))
    assert [one.returncode for one in done] == [0] * JOBS, [one.stderr for one in done]

    files = call("git", "-C", origin, "ls-tree", "-r", "--name-only", "costs").splitlines()
    tables = [name for name in files if not name.endswith(".facts.csv")]
    assert len(tables) == JOBS and len(files) == 2 * JOBS
    assert call("git", "-C", origin, "rev-list", "--count", "costs").strip() == str(JOBS)
    times = sorted(name.split("/")[1].split("-")[0] for name in tables)
    assert times[1] == "20261128T000000Z", "times are the commits', in UTC"

    publisher = clone(origin, tmp_path / "publisher", 0)
    done_page = job(origin, publisher, fake, "--history", "costs", "--page", "public")
    assert done_page.returncode == 0, done_page.stderr
    text = (publisher / "clone/public/index.html").read_text()
    commits = call("git", "-C", origin, "log", "--format=%H", "main").split()
    assert all(commit in text for commit in commits)
    assert call("git", "-C", publisher / "clone", "worktree", "list").count("\n") == 1


def test_a_branch_that_may_not_be_pushed_to_is_told(
    program: str, origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho you may not; exit 1\n")
    hook.chmod(0o755)
    folder = clone(origin, tmp_path / "job", 0)
    done = job(
        *(origin, folder, fake_program(program, tmp_path)),
        *("--baseline", "none", "--history", "costs"),
    )
    assert done.returncode == 1
    assert "permission to write contents" in done.stderr and "you may not" in done.stderr
    told = (folder / "clone/escapebench-run/summary.md").read_text()
    assert "The history has not got this run" in told


def test_workflows_hold_nothing_but_the_call() -> None:
    yaml = pytest.importorskip("yaml")
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        for name, one in yaml.safe_load(path.read_text())["jobs"].items():
            for step in one["steps"]:
                run = step.get("run", "make test")
                assert re.match(r"make test\b", run), f"{path.name}, {name}: {run}"
