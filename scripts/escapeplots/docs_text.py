# SPDX-License-Identifier: MIT
"""Texts about a scenario from docs/scenarios.md and the Go original: the article's Go line, what
escapes, and what the compiler's -m prints."""

import re
from functools import lru_cache

from .source import ROOT, Source

SECTION = re.compile(r"^### (.+)$", re.MULTILINE)


@lru_cache(maxsize=1)
def _sections() -> dict[str, str]:
    """Scenario to the text of its section, which several scenarios may share."""
    path = ROOT / "docs/scenarios.md"
    if not path.is_file():
        return {}
    parts = SECTION.split(path.read_text(encoding="utf-8"))[1:]
    found = {}
    for heading, body in zip(parts[::2], parts[1::2]):
        for name in re.findall(r"\b[a-z]\w*(?= \(|,|$)", heading):
            found[name] = body.split("\n## ")[0]
    return found


def go_line(scenario: str) -> str:
    """The article's Go line; "" if the docs have none."""
    body = _sections().get(scenario, "").strip()
    match = re.match(r"`([^`]+)`", body) or re.match(r"```go\n(.+?)```", body, flags=re.DOTALL)
    return match[1].strip() if match else ""


def escapes(scenario: str) -> str:
    """What the docs say escapes, without their markup."""
    body = _sections().get(scenario, "")
    match = re.search(
        r"\*\*(?:What )?[Ee]scapes\.?\*\*[:.]?\s*(.+?)(?=\*\*|\n- |\n\n|\Z)", body, re.DOTALL
    )
    return re.sub(r"\s+", " ", match[1].replace("`", "")).strip() if match else ""


def diagnostics(source: Source) -> list[str]:
    """The lines of the Go original for which -m prints something, and what it prints; where
    that is so in some versions of Go only, with their range."""
    said = []
    for line, claims in re.findall(r"^(.*?)\s*// (-m[ :].+)$", source.go, flags=re.MULTILINE):
        for versions, text in re.findall(r"-m(?: ([\d.-]+))?: (.+?)(?= // -m|$)", claims):
            where = f" (go {versions})" if versions else ""
            said.append(f"{line.strip()}    // {text}{where}")
    return said
