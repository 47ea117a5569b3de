# SPDX-License-Identifier: MIT
"""The CI system: GitHub Actions, GitLab CI, or none; what each says of the commit, and how to
report to it."""

import json
import os
from pathlib import Path
from typing import Any, Mapping

NO_COMMIT = "0" * 40


class Platform:
    """What the CI system says of the commit, and how to send messages to it."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.environment = environment

    def _event(self) -> dict[str, Any]:
        path = self.environment.get("GITHUB_EVENT_PATH", "")
        if not path or not Path(path).is_file():
            return {}
        event = json.loads(Path(path).read_text(encoding="utf-8"))
        return event if isinstance(event, dict) else {}

    def base_commit(self) -> str:
        """The commit to compare with; empty if the CI system names none."""
        event = self._event()
        pull = event.get("pull_request")
        if isinstance(pull, dict):
            return str(pull.get("base", {}).get("sha", ""))
        candidates = (
            event.get("before", ""),
            self.environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", ""),
            self.environment.get("CI_COMMIT_BEFORE_SHA", ""),
        )
        return next((str(c) for c in candidates if c and c != NO_COMMIT), "")

    def warn(self, text: str) -> None:
        """A line that the CI system shows beside the commit."""
        if self.environment.get("GITHUB_ACTIONS"):
            print(f"::warning title=escapebench::{text}", flush=True)
        else:
            print(f"warning: {text}", flush=True)

    def summarise(self, text: str, fallback: Path) -> None:
        """Adds Markdown to the job's summary, and keeps it in `fallback`."""
        fallback.write_text(text, encoding="utf-8")
        path = self.environment.get("GITHUB_STEP_SUMMARY")
        if path:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(text)
        else:
            print(text)

    def output(self, **values: str) -> None:
        """Sets the step's outputs, for later steps."""
        path = self.environment.get("GITHUB_OUTPUT")
        if path:
            with Path(path).open("a", encoding="utf-8") as file:
                file.writelines(f"{name}={value}\n" for name, value in values.items())
