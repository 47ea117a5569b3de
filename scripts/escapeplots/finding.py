# SPDX-License-Identifier: MIT
"""Says what a run found: a title of at most 60 letters, and two sentences."""

import statistics
from collections import Counter

from .catalogue import GROUP_NAMES, TABLE, go_version, group_of, in_order
from .comparison import Row
from .run import Run, smallest
from .units import human_time, plain, shortened

TITLE, LANE, NAME = 60, 18, 40  # letters


def cells_of(run: Run) -> dict[str, dict[str, Row]]:
    """Scenario to lane to the time row at the smallest size, in the order of the talk."""
    cells: dict[str, dict[str, Row]] = {}
    for (scenario, lane), row in smallest(run.times()).items():
        cells.setdefault(scenario, {})[lane] = row
    return cells


def lanes_of(run: Run) -> list[str]:
    return in_order({row.allocator for row in run.times()})


def by_group(cells: dict[str, dict[str, Row]]) -> dict[str, list[str]]:
    """The scenarios of each group, in the groups' order. Within a group the dearest in the first
    lane comes first; scenarios without a cost there come last."""
    lanes = in_order({lane for of in cells.values() for lane in of})
    groups: dict[str, list[str]] = {name: [] for name in GROUP_NAMES}
    for scenario, of in cells.items():
        groups[group_of(next(iter(of.values())).origin, scenario)].append(scenario)
    first = lanes[0] if lanes else ""

    def rank(scenario: str) -> float:
        row = cells[scenario].get(first)
        return -row.delta if row and row.known else float("inf")

    return {name: sorted(of, key=rank) for name, of in groups.items() if of}


def for_the_stage(cells: dict[str, dict[str, Row]], count: int) -> list[str]:
    """At most `count` scenarios: first those that represent the articles, then others that have a
    cost. A scenario with a lane that is not resolved is replaced by one of its group without."""
    wanted: list[str] = TABLE["stage"]
    origin = {s: next(iter(of.values())).origin for s, of in cells.items()}
    clear = [s for s, of in cells.items() if all(row.resolved for row in of.values())]
    chosen: list[str] = []
    for one in wanted:
        for scenario in [s for s in cells if origin[s] == one]:
            group = group_of(one, scenario)
            others = [s for s in clear if group_of(origin[s], s) == group
                      and origin[s] not in wanted and s not in chosen]  # fmt: skip
            chosen.append(others[0] if scenario not in clear and others else scenario)
    priced = [s for s, of in cells.items() if any(row.known for row in of.values())]
    first = [s for s in dict.fromkeys(chosen) if s in priced]
    return [*first, *(s for s in priced if s not in first)][:count]


def medians(cells: dict[str, dict[str, Row]]) -> dict[str, float]:
    """Each lane's median cost over the articles' scenarios (over all, if the run has none of the
    articles'). Medians of different scenarios could not be compared, so they are over the
    scenarios that have a cost in every lane that has any, as `escapebench show` has them; over each
    lane's own, if there is no such scenario."""
    rows = [row for of in cells.values() for row in of.values()
            if row.known and row.verdict not in ("no-verdict", "failed")]  # fmt: skip
    told = [row for row in rows if group_of(row.origin, row.scenario) in _ARTICLES] or rows
    lanes = in_order({row.allocator for row in told})
    seen = Counter(row.scenario for row in told)
    told = [row for row in told if seen[row.scenario] == len(lanes)] or told
    return {lane: statistics.median(r.delta for r in told if r.allocator == lane) for lane in lanes}


_ARTICLES = {group["name"] for group in TABLE["groups"] if group["article"]}


def title(cells: dict[str, dict[str, Row]]) -> str:
    """The title, of at most TITLE letters."""
    found = medians(cells)
    if not found:
        return "No escape cost could be resolved in this run"
    lanes = _worth_a_title(found)
    costs = [f"{human_time(found[lane], 2)} {with_lane(lane)}" for lane in lanes]
    what = plain(next(iter(cells))).capitalize() if len(cells) == 1 else "An escape"
    for words in (f"{what} costs {', '.join(costs)}", f"{what} costs {costs[0]}",
                  f"An escape costs {costs[0]}"):  # fmt: skip
        if len(words) <= TITLE:
            return words
    return f"An escape costs {human_time(found[lanes[0]], 2)}"


def with_lane(lane: str) -> str:
    return f"in {lane}" if go_version(lane) else f"with {shortened(lane, LANE)}"


def _worth_a_title(found: dict[str, float]) -> list[str]:
    """The lanes of the title: the first, and the newest Go; without Go, the cheapest."""
    first = next(iter(found))
    go = [lane for lane in found if go_version(lane)]
    other = go[-1] if go else min(found, key=found.__getitem__)
    return [first] if other == first else [first, other]


def sentences(run: Run) -> list[str]:
    """Two sentences: what the median escape costs in each lane, and the range of costs."""
    cells = cells_of(run)
    found = medians(cells)
    if not found:
        return ["No escape cost could be resolved in this run."]
    costs = [f"{human_time(cost, 2)} {with_lane(lane)}" for lane, cost in found.items()]
    told = [row for of in cells.values() for row in of.values()
            if row.resolved and row.allocator == next(iter(found)) and row.delta > 0]  # fmt: skip
    count = len({row.scenario for row in told})
    text = [f"A value that escapes to the heap costs {_listed(costs)}: the median scenario."]
    if count > 1:
        least, most = (pick(told, key=lambda row: row.delta) for pick in (min, max))
        text.append(
            f"{with_lane(next(iter(found))).capitalize()}, {count} scenarios range from "
            f"{human_time(least.delta, 2)} ({shortened(plain(least.scenario), NAME)}) to "
            f"{human_time(most.delta, 2)} ({shortened(plain(most.scenario), NAME)})."
        )
    return text


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
