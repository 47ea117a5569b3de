# SPDX-License-Identifier: MIT
"""What the comparisons say: the verdict, the words and the tables of the summary."""

import math
from typing import Any, NamedTuple


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
    """An interval of compare's JSON; None where it has none."""
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
    """compare's own sentence on the newer run."""
    runs = (comparison.get("comparisons") or [{}])[0].get("runs", [])
    return str(runs[-1].get("conclusion") or "") if runs else ""


def visible_change(comparison: dict[str, Any]) -> tuple[float, float] | None:
    """The change that half of the cases, and all, would have shown: half widths in percent."""
    halves = sorted(p.half for row in rows_of(comparison) if (p := interval(row.get("percent"))))
    return (halves[len(halves) // 2], halves[-1]) if halves else None


def visible_words(comparison: dict[str, Any]) -> str:
    """What the comparison could have seen, in one sentence."""
    visible = visible_change(comparison)
    if visible is None:
        return "No case has an interval: no change could have been seen."
    half, most = visible
    return (
        f"A change of {half:.2g} % would have been found in half of the cases, "
        f"one of {most:.2g} % in all."
    )


def interactions(
    comparisons: dict[str, dict[str, Any]],
) -> list[tuple[str, dict[str, Interval], Interval | None]]:
    """For each case its change on each machine, and by how much the first two differ.

    The machines' runs are independent, so half widths add as squares.
    """
    changes: dict[str, dict[str, Interval]] = {}
    for machine, comparison in comparisons.items():
        for row in rows_of(comparison):
            name = f"{row['case']}/{row['variant']}"
            percent = interval(row.get("percent"))
            if percent:
                changes.setdefault(name, {})[machine] = percent
    names = list(comparisons)
    found = []
    for name, change in sorted(changes.items()):
        difference = None
        if len(names) > 1 and names[0] in change and names[1] in change:
            a, b = change[names[0]], change[names[1]]
            half = math.hypot(a.half, b.half)
            centre = b.centre - a.centre
            difference = Interval(centre, centre - half, centre + half)
        found.append((name, change, difference))
    return found


def across_table(comparisons: dict[str, dict[str, Any]]) -> str:
    """Markdown: what the change did on each machine, and where the machines differ."""
    names = list(comparisons)
    head = ["case", *(f"change on {name}" for name in names)]
    if len(names) > 1:
        head.append(f"{names[1]} less {names[0]}")
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    for name, change, difference in interactions(comparisons):
        cells = [name, *(change[m].text() if m in change else "" for m in names)]
        if len(names) > 1:
            cells.append(difference_words(difference))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def difference_words(difference: Interval | None) -> str:
    """Whether the change is another on the second machine."""
    if difference is None:
        return ""
    differs = difference.low > 0 or difference.high < 0
    return difference.text() + (": **depends on the CPU**" if differs else "")
