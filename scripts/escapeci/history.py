# SPDX-License-Identifier: MIT
"""A history in a git branch: jobs add runs to it, also at the same time, and one job writes its
page."""

import shutil
import time
from pathlib import Path

import measure
from tree import Stop, git

IDENTITY = ("-c", "user.name=escapebench", "-c", "user.email=escapebench@localhost")
ATTEMPTS = 40


def newest(head: Path, branch: str) -> str:
    """The commit of `branch` at origin; empty if there is no such branch."""
    there = git(head, "ls-remote", "--exit-code", "origin", f"refs/heads/{branch}")
    if there.returncode == 2:
        return ""
    if there.returncode != 0:
        raise Stop(f"git cannot ask origin for the branch {branch}: {there.stderr.strip()}")
    fetched = git(head, "fetch", "--quiet", "--depth=1", "origin", there.stdout.split()[0])
    if fetched.returncode != 0:
        raise Stop(f"git cannot fetch the branch {branch}: {fetched.stderr.strip()}")
    return there.stdout.split()[0]


def check_out(head: Path, branch: str, folder: Path) -> str:
    """Makes a work tree of the branch in `folder`, an empty one if there is no such branch yet.
    Returns the branch's commit at origin, or an empty text.
    """
    remove(head, folder)
    commit = newest(head, branch)
    done = git(head, "worktree", "add", "--detach", "--force", str(folder), commit or "HEAD")
    if done.returncode == 0 and not commit:
        done = git(folder, "checkout", "--quiet", "--orphan", f"new-{branch}-{time.time_ns()}")
        git(folder, "rm", "-r", "-f", "--quiet", "--ignore-unmatch", ".")
    if done.returncode != 0:
        raise Stop(f"git cannot check out the branch {branch}: {done.stderr.strip()}")
    return commit


def remove(head: Path, folder: Path) -> None:
    git(head, "worktree", "remove", "--force", str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    git(head, "worktree", "prune")


def add(program: Path, head: Path, branch: str, run: Path, scratch: Path) -> None:
    """Adds the run to the branch at origin, as a run of the checkout's commit.

    If another job pushes in between, the branch is fetched and the run is added again. Entries
    have unique names, so there is never a conflict.
    """
    commit = git(head, "rev-parse", "HEAD").stdout.strip()
    shown = git(head, "show", "--no-patch", "--format=%cI", "HEAD").stdout.strip()
    folder, seen = scratch / "history", []
    for attempt in range(ATTEMPTS):
        seen.append(check_out(head, branch, folder))
        if seen[-4:].count(seen[-1]) == 4:
            break  # no job pushed in between, so that is not the reason
        words = ("--folder", folder, "--commit", commit, "--time", shown)
        if measure.call(program, "history", "add", run, *words).returncode != measure.FINE:
            raise Stop("`escapebench history add` failed; the log says why")
        git(folder, "add", "--all")
        made = git(folder, *IDENTITY, "commit", "--quiet", "-m", f"a run of {commit[:12]}")
        pushed = git(folder, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        remove(head, folder)
        if made.returncode == 0 and pushed.returncode == 0:
            return
        time.sleep(0.1 + 0.1 * attempt)
    raise Stop(
        f"git could not push to the branch {branch} of origin: "
        f"{(made.stderr + pushed.stderr).strip()}; the job needs permission to write contents"
    )


def page(program: Path, head: Path, branch: str, output: Path, scratch: Path) -> Path:
    """Writes the history's page into the folder `output`. Returns its path."""
    folder = scratch / "history"
    check_out(head, branch, folder)
    output.mkdir(parents=True, exist_ok=True)
    path = output / "index.html"
    done = measure.call(program, "history", "page", "--folder", folder, "--output", path)
    remove(head, folder)
    if done.returncode != measure.FINE:
        raise Stop(f"`escapebench history page` failed for the branch {branch}; the log says why")
    return path
