# SPDX-License-Identifier: MIT
"""The two trees: the checkout, and the base commit beside it."""

import shutil
import subprocess
from pathlib import Path


class Stop(Exception):
    """Nothing can be measured. The text says why, and what to do."""


class Neutral(Exception):
    """There is nothing to compare with. The text says why, and what to do."""


def git(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs git in `tree`. The caller checks the status."""
    return subprocess.run(
        ["git", "-C", str(tree), *words], capture_output=True, text=True, check=False
    )


def build(tree: Path, command: str, what: str) -> None:
    """Builds a tree with the user's command. Does nothing if the command is empty."""
    if not command:
        return
    done = subprocess.run(
        ["sh", "-c", command], cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-30:])
        raise Stop(f"building {what} failed: `{command}`\n\n```\n{tail}\n```")


def base_tree(head: Path, commit: str, folder: Path) -> Path:
    """Makes a work tree of the base commit in `folder`. Fetches the commit if the clone is
    shallow."""
    if not commit:
        raise Neutral("the CI system named no base commit; name one with --base")
    if git(head, "cat-file", "-e", f"{commit}^{{commit}}").returncode != 0:
        git(head, "fetch", "--quiet", "--depth=1", "origin", commit)
    if git(head, "cat-file", "-e", f"{commit}^{{commit}}").returncode != 0:
        raise Neutral(
            f"the clone does not have the base commit {commit[:10]} and could not fetch it; "
            "check out with fetch-depth: 0"
        )
    tree = folder / "base"
    git(head, "worktree", "prune")
    done = git(head, "worktree", "add", "--detach", "--force", str(tree), commit)
    if done.returncode != 0:
        raise Neutral(f"git could not check out the base commit: {done.stderr.strip()}")
    return tree


def find_program(wish: str, head: Path, home: Path) -> Path:
    """Finds the escapebench that measures: the one named, the installed one, or one that is built
    now.

    `wish` is a path, relative to the checkout; `home`: the folder of escapebench's sources.
    """
    if wish:
        return head / wish
    installed = shutil.which("escapebench")
    if installed:
        return Path(installed)
    if not (home / "Makefile").is_file():
        raise Stop("no escapebench on PATH, and no sources to build it from")
    print(f"escapebench is not installed: building it in {home}, for a minute or two", flush=True)
    build(home, "make build", "escapebench")
    return home / "build/release/escapebench"
