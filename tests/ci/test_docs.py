# SPDX-License-Identifier: MIT
"""docs/ci.md, followed line by line from an empty folder; then its workflow, as GitHub runs it."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, call

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def follow(page: str, folder: Path, environment: dict[str, str]) -> Path:
    """Does what the blocks say: files are written, commands run. Gives the example's folder."""
    script = ["set -eu"]
    for language, name, text in BLOCK.findall(page):
        if name:
            script.append(
                f"mkdir -p $(dirname {name})\ncat >{name} <<'END-OF-{name}'\n{text}END-OF-{name}"
            )
        elif language == "sh":
            script.append(text)
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "example"


def inputs_of(workflow: Path) -> dict[str, str]:
    """The action's inputs in a workflow with one call of it."""
    yaml = pytest.importorskip("yaml")
    steps = yaml.safe_load(workflow.read_text())["jobs"]["gate"]["steps"]
    (step,) = [step for step in steps if "escapebench" in step["uses"]]
    return {name: str(value) for name, value in step["with"].items()}


def action_variables(inputs: dict[str, str]) -> dict[str, str]:
    """What action.yml makes of its inputs: the variables of its step."""
    yaml = pytest.importorskip("yaml")
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert set(inputs) <= set(action["inputs"])
    step = action["runs"]["steps"][0]
    assert step["run"] == '"$GITHUB_ACTION_PATH/scripts/ci" --from-environment'
    values = {name: inputs.get(name, item["default"]) for name, item in action["inputs"].items()}
    return {
        variable: values[re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", text).group(1)]  # type: ignore
        for variable, text in step["env"].items()
    }


def test_the_example_project_is_built_and_gated(program: str, tmp_path: Path) -> None:
    if not shutil.which("valgrind"):
        pytest.skip("valgrind is not installed")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "escapebench").symlink_to(program)
    identity = {
        f"GIT_{who}_{what}": "t@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    environment = {
        **kept,
        **identity,
        "ESCAPEBENCH": str(ROOT),
        "PATH": f"{tools}:{os.environ['PATH']}",
    }
    project = follow((ROOT / "docs" / "ci.md").read_text(), tmp_path, environment)

    base = call("git", "-C", project, "rev-parse", "HEAD^").strip()
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": base}}}))
    variables = action_variables(inputs_of(project / ".github/workflows/escapes.yml"))
    github = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }
    shutil.rmtree(project / "escapebench-run")
    call(
        *[ROOT / "scripts" / "ci", "--from-environment"],
        status=3,
        cwd=project,
        env={**environment, **github, **variables},
    )
    assert "verdict=regression" in (tmp_path / "output").read_text()
    assert "## escapebench: regression" in (tmp_path / "summary.md").read_text()


def test_gitlab_has_the_inputs_of_the_action() -> None:
    yaml = pytest.importorskip("yaml")
    gitlab = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text())[".escapebench"]
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    for variable, text in action["runs"]["steps"][0]["env"].items():
        name = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", text).group(1)  # type: ignore
        assert gitlab["variables"][variable] == action["inputs"][name]["default"]
    assert gitlab["script"] == ['"$CI_PROJECT_DIR/../escapebench/scripts/ci" --from-environment']


def test_the_page_names_every_input() -> None:
    yaml = pytest.importorskip("yaml")
    page = (ROOT / "docs" / "ci.md").read_text()
    for name in yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]:
        assert f"`{name}`" in page, name
