# SPDX-License-Identifier: MIT
"""Makes of the comparisons the verdict, the sentences and the tables of the summary."""

import itertools
import math
from collections import Counter
from statistics import NormalDist
from typing import Any, NamedTuple

NAMED = 3  # cases that a sentence names
SHOWN = 20  # rows of a table that are not folded away

WIDE = "the interval is wider than the threshold"

# What a row's note begins with, and what that says of the run.
REASONS = {
    "interrupted": "the run was interrupted",
    "ended early": "the run ended early",
    "out of time": "the run was out of time",
    "too few quiet turns": "too few turns were quiet, the runner is too noisy",
    WIDE: WIDE + ", the runner is too noisy for this effort",
}


class Interval(NamedTuple):
    """A centre with its 95 % interval."""

    centre: float
    low: float
    high: float

    @property
    def half(self) -> float:
        return (self.high - self.low) / 2

    def text(self, unit: str = " %") -> str:
        return f"{self.centre:+.1f}{unit} [{self.low:+.1f}, {self.high:+.1f}]"


def interval(cell: Any) -> Interval | None:
    """An interval of compare's JSON; None if it has none."""
    if not isinstance(cell, dict):
        return None
    numbers = [cell.get(name) for name in ("centre", "low", "high")]
    if not all(isinstance(n, (int, float)) and math.isfinite(n) for n in numbers):
        return None
    return Interval(*(float(n) for n in numbers if n is not None))


def rows_of(comparison: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of compare's JSON that are findings: not the control."""
    tables = comparison.get("comparisons") or [{}]
    return [row for row in tables[0].get("rows", []) if not row.get("control")]


def conclusion(comparison: dict[str, Any]) -> str:
    """compare's own sentence about the newer run."""
    runs = (comparison.get("comparisons") or [{}])[0].get("runs", [])
    return str(runs[-1].get("conclusion") or "") if runs else ""


def answers(comparison: dict[str, Any]) -> tuple[int, int]:
    """How many cases answer the gate's question, and how many there are."""
    rows = rows_of(comparison)
    return sum(bool(row.get("answers_gate")) for row in rows), len(rows)


def unanswered_words(comparison: dict[str, Any]) -> str:
    """Names how many cases have no answer, with the reason of the first; empty if all have
    one."""
    rows = [row for row in rows_of(comparison) if not row.get("answers_gate")]
    if not rows:
        return ""
    names = named([str(row["case"]) for row in rows])
    why = rows[0].get("note") or WIDE
    return (
        f"{len(rows)} of {len(rows_of(comparison))} cases give no answer: {names} "
        f"({rows[0]['case']}: {why})."
    )


def why_neutral(comparisons: list[dict[str, Any]]) -> str:
    """Why fewer than half of the cases have an answer: each reason with how many cases it holds
    for, the commonest first."""
    rows = [row for comparison in comparisons for row in rows_of(comparison)]
    found: Counter[str] = Counter()
    for row in rows:
        if not row.get("answers_gate"):
            clause = str(row.get("note") or WIDE).split(";")[0]
            found[REASONS.get(clause.split(":")[0], clause)] += 1
    reasons = "; ".join(f"{why} (in {count} of {len(rows)})" for why, count in found.most_common())
    return f"fewer than half of the cases answer the question: {reasons or 'there is no case'}"


def power_factor(cases: int) -> float:
    """How many half widths of a 95 % interval a change must have so that it is found.

    80 % power at 5 % false alarms over the whole table (Bonferroni), by the normal distribution.
    """
    quantile = NormalDist().inv_cdf
    return (quantile(1 - 0.025 / cases) + quantile(0.8)) / quantile(0.975)


def visible_change(comparison: dict[str, Any]) -> tuple[float, float] | None:
    """The change in percent that would have been found in half of the cases, and in all. None if
    no case has an interval; infinite if a case that is needed has none.
    """
    rows = rows_of(comparison)
    intervals = [interval(row.get("percent")) for row in rows]
    halves = sorted(i.half if i else math.inf for i in intervals)
    if not halves or halves[0] == math.inf:
        return None
    factor = power_factor(len(halves))
    return factor * halves[(len(halves) - 1) // 2], factor * halves[-1]


def visible_words(comparison: dict[str, Any]) -> str:
    """Says in one sentence how large a change the comparison could have found."""
    visible = visible_change(comparison)
    if visible is None:
        return "No case has an interval: no change could have been seen."
    half, most = visible
    if half == math.inf:
        return "A change would have been found in fewer than half of the cases: no other has an interval."
    all_of_them = f"one of {most:.2g} % in all" if most < math.inf else "none in those without one"
    words = f"A change of {half:.2g} % would have been found in half of the cases, {all_of_them}"
    return words + " (80 % power, 5 % false alarms over the table)."


class Interaction(NamedTuple):
    """The two machines between which a change differs most, and the difference."""

    machines: tuple[str, str]
    difference: Interval

    def clearance(self) -> float:
        """The distance of the interval from 0; negative if the interval contains 0."""
        return abs(self.difference.centre) - self.difference.half

    def is_certain(self) -> bool:
        return self.difference.low > 0 or self.difference.high < 0

    def text(self) -> str:
        words = f"{self.difference.text()} ({self.machines[1]} less {self.machines[0]})"
        return words + (": **depends on the CPU**" if self.is_certain() else "")


def interaction(change: dict[str, Interval], looks: int) -> Interaction | None:
    """The two machines between which a case's change differs most; None with fewer than two
    machines.

    The machines' runs are independent, so the squares of half widths add up. The interval is
    widened for `looks` such differences in the table (Bonferroni), so that 95 % holds for all of
    them together.
    """
    quantile = NormalDist().inv_cdf
    wider = quantile(1 - 0.025 / max(looks, 1)) / quantile(0.975)
    found: list[Interaction] = []
    for a, b in itertools.combinations(change, 2):
        half = wider * math.hypot(change[a].half, change[b].half)
        centre = change[b].centre - change[a].centre
        found.append(Interaction((a, b), Interval(centre, centre - half, centre + half)))
    return max(found, key=Interaction.clearance) if found else None


def changes_of(comparisons: dict[str, dict[str, Any]]) -> dict[str, dict[str, Interval]]:
    """For each case the change on each machine that has one."""
    changes: dict[str, dict[str, Interval]] = {}
    for machine, comparison in comparisons.items():
        for row in rows_of(comparison):
            percent = interval(row.get("percent"))
            if percent:
                changes.setdefault(f"{row['case']}/{row['variant']}", {})[machine] = percent
    return dict(sorted(changes.items()))


def named(names: list[str]) -> str:
    """The first few of some names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def across_words(found: dict[str, Interaction]) -> str:
    """Says in one sentence in which cases the change depends on the CPU."""
    certain = [name for name, most in found.items() if most.is_certain()]
    if not found:
        return "No case was measured on two CPUs."
    if not certain:
        return f"In none of {len(found)} cases does the change certainly depend on the CPU."
    return f"**In {len(certain)} of {len(found)} cases the change depends on the CPU**: {named(certain)}."


def across_table(comparisons: dict[str, dict[str, Any]]) -> str:
    """Markdown: in which cases the change depends on the CPU, what it did on each machine, and
    where the machines differ most. The most certain differences come first, and the rows after
    the first SHOWN are folded away."""
    names, changes = list(comparisons), changes_of(comparisons)
    looks = sum(math.comb(len(change), 2) for change in changes.values())
    most = {name: interaction(change, looks) for name, change in changes.items()}
    found = {name: one for name, one in most.items() if one}
    found = dict(sorted(found.items(), key=lambda item: -item[1].clearance()))
    head = ["case", *(f"change on {name}" for name in names), "change x CPU"]
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    rows = []
    for name in [*found, *(name for name in changes if name not in found)]:
        cells = [changes[name][m].text() if m in changes[name] else "" for m in names]
        depends = found[name].text() if name in found else ""
        rows.append("| " + " | ".join([name, *cells, depends]) + " |")
    text = across_words(found) + "\n\n" + "\n".join(lines + rows[:SHOWN]) + "\n"
    if rows[SHOWN:]:
        rest = "\n".join(lines + rows[SHOWN:])
        text += f"\n<details><summary>{len(rows) - SHOWN} more cases</summary>\n\n{rest}\n\n</details>\n"
    return text
