# SPDX-License-Identifier: MIT
"""A project that uses escapebench in CI, with GitHub's variables and files imitated."""

import json
import os
from pathlib import Path

from conftest import ROOT, call

CI = ROOT / "scripts" / "ci"


class Project:
    """A repository of two commits, and a runner's folder beside it."""

    def __init__(self, folder: Path, base: str, head: str) -> None:
        self.folder, self.tree = folder, folder / "project"
        self.tree.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        for program in (base, head):
            text = f"mkdir -p bin; printf '#!/bin/sh\\nexec {program} \"$@\"\\n' >bin/escapebench\n"
            (self.tree / "build.sh").write_text(text + "chmod +x bin/escapebench\n")
            (self.tree / ".gitignore").write_text("bin/\n")
            self.git("add", "-A")
            self.git("commit", "-q", "--allow-empty", "-m", "builds with " + program)
        self.base = self.git("rev-parse", "HEAD^").strip()
        self.runner = folder / "runner"
        self.runner.mkdir()
        self.event: dict[str, object] = {}

    def git(self, *words: str) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        return call("git", *identity, *words, cwd=self.tree)

    def variables(self, **more: str) -> dict[str, str]:
        """What GitHub sets, and action.yml's inputs."""
        (self.runner / "event.json").write_text(json.dumps(self.event))
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
        return {
            **kept,
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(self.runner / "event.json"),
            "GITHUB_STEP_SUMMARY": str(self.runner / "summary.md"),
            "GITHUB_OUTPUT": str(self.runner / "output"),
            "SCENARIOS": "return_pointer",
            "ALLOCATORS": "glibc",
            "GATE": "counts",
            "BUILD": "sh build.sh",
            "PROGRAM": "bin/escapebench",
            "NAME": str(self.runner / "escapebench-run"),
            **more,
        }

    def ci(self, status: int = 0, **more: str) -> str:
        """Runs it; gives what it printed."""
        return call(
            CI, "--from-environment", status=status, cwd=self.tree, env=self.variables(**more)
        )

    def summary(self) -> str:
        return (self.runner / "summary.md").read_text()

    def outputs(self) -> dict[str, str]:
        lines = (self.runner / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)
