# SPDX-License-Identifier: MIT
"""The headings that pictures and tables put scenarios under."""

import re

from conftest import ROOT
from escapeplots.catalogue import TABLE, group_of


def test_groups_are_those_of_the_catalogue() -> None:
    """groups.json finds a heading by origin, scenarios/index.def by name. Both agree."""
    words = re.findall(r"^(GROUP|SCENARIO)\(\"?([^\")]+)\"?(?:, (\w+))?",
                       (ROOT / "scenarios/index.def").read_text(), flags=re.MULTILINE)  # fmt: skip
    articles = {group["name"] for group in TABLE["groups"] if group["article"]}
    heading, checked = "", 0
    for kind, name, source in words:
        if kind == "GROUP":
            heading = name
            assert (source == "ARTICLES") == (heading in articles), heading
            continue
        file = (ROOT / f"scenarios/{name}.c").read_text(encoding="utf-8")
        origin = re.search(r'\.origin = "([^"]+)"', file)
        if origin:
            assert group_of(origin[1], name) == heading, name
            checked += 1
    assert checked > 35
