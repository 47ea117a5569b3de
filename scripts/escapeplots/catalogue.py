# SPDX-License-Identifier: MIT
"""The order of the talk: scenarios in the groups of the articles, allocators, Go's versions."""

import json
import re
from pathlib import Path

TABLE = json.loads((Path(__file__).parent / "groups.json").read_text(encoding="utf-8"))
GROUPS: dict[str, str] = {o: group["name"] for group in TABLE["groups"] for o in group["origins"]}
ORIGINS: list[str] = list(GROUPS)
EXCEPTIONS: dict[str, str] = {
    name: group["name"] for group in TABLE["groups"] for name in group.get("scenarios", [])
}
OTHER: str = TABLE["other"]
GROUP_NAMES: list[str] = [group["name"] for group in TABLE["groups"]] + [OTHER]
ALLOCATORS = ("glibc", "jemalloc", "mimalloc", "tcmalloc", "boehm")
GO = re.compile(r"go(\d+)\.(\d+)(.*)")


def group_of(origin: str, scenario: str) -> str:
    """The heading of a scenario, as in scenarios/index.def. index.def goes by name; this function
    goes by origin, so that a table of another checkout has groups, too."""
    return EXCEPTIONS.get(scenario, GROUPS.get(origin, OTHER))


def rank_of(origin: str) -> int:
    """The place of the origin in the talk. Unknown origins come last."""
    return ORIGINS.index(origin) if origin in GROUPS else len(ORIGINS)


def go_version(lane: str) -> tuple[int, int, str] | None:
    """(1, 27, "") for the lane go1.27; None for a lane that is an allocator."""
    match = GO.fullmatch(lane)
    return (int(match[1]), int(match[2]), match[3]) if match else None


def lane_rank(lane: str) -> tuple[int, int, int, str]:
    """Allocators in the usual order, others by name, then Go's versions from old to new."""
    version = go_version(lane)
    if version:
        return (2, *version)
    if lane in ALLOCATORS:
        return (0, ALLOCATORS.index(lane), 0, lane)
    return (1, 0, 0, lane)


def in_order(lanes: set[str]) -> list[str]:
    return sorted(lanes, key=lane_rank)
