#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Which prior on the spread of workers prevents false alarms? For docs/compare.md.

Simulates pairs of equal runs whose workers jump as those of real runs do, compares them by Yuen's
test with Bonferroni's correction, and prints for each rule how many pairs had a false alarm, how
many intervals contained 0, and how many cases were called the same within 1 %.

    evidence/prior-simulation.py [PAIRS]

Needs python3-scipy. Does not use harness/compare, so that it checks that code, too.
"""

import sys
from typing import Callable

import numpy
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[numpy.float64]

FLOOR = 0.002
CAUTIOUS_SD, CAUTIOUS_DF = 0.03, 2.0

# Workers' costs of a run of some cases: every worker has noise, and in a share of the
# cases a share of the workers is 5 % slower for its whole life.
WORLDS = {
    "all tight": (0.001, 0.0, 0.0),
    "3 in 10 cases jump": (0.001, 0.3, 0.15),
    "half of the cases jump": (0.002, 0.5, 0.3),
    "all cases jump": (0.002, 1.0, 0.3),
    "8 in 100 cases jump": (0.001, 0.08, 0.3),
}


def limma(variances: Floats, df: float) -> tuple[float, float]:
    """The scaled F fit of Smyth (2004), section 6.2: prior variance and its df."""
    logs = numpy.log(variances) - special.digamma(df / 2) + numpy.log(df / 2)
    spread = float(logs.var(ddof=1) - special.polygamma(1, df / 2))
    if spread <= 0:
        return float(numpy.exp(logs.mean())), 20.0
    low, high = 1e-3, 1e3
    for _ in range(100):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if special.polygamma(1, middle) > spread else (low, middle)
    prior = min(20.0, 2 * low)
    return (
        float(numpy.exp(logs.mean() + special.digamma(prior / 2) - numpy.log(prior / 2))),
        prior,
    )


Rule = Callable[[Floats, Floats, float], tuple[float, float]]


def nine_in_ten(raw: Floats, _: Floats, __: float) -> tuple[float, float]:
    return float(numpy.quantile(numpy.minimum(raw, CAUTIOUS_SD**2), 0.9)), CAUTIOUS_DF


RULES: dict[str, Rule] = {
    "as seen": lambda raw, winsorised, df: (0.0, 0.0),
    "cautious": lambda raw, winsorised, df: (CAUTIOUS_SD**2, CAUTIOUS_DF),
    "limma's fit": lambda raw, winsorised, df: limma(winsorised, df),
    "nine in ten": nine_in_ten,
}


def side(values: Floats) -> tuple[Floats, Floats, int]:
    """Trimmed means, variances as harness/base/stats.c has them, and values kept."""
    workers = values.shape[1]
    cut = workers // 5
    kept = workers - 2 * cut
    values = numpy.sort(values, axis=1)
    winsorised = numpy.clip(values, values[:, [cut]], values[:, [workers - cut - 1]])
    squares = ((winsorised - winsorised.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    floor = (FLOOR / stats.t.ppf(0.975, kept - 1)) ** 2 * kept
    return (
        values[:, cut : workers - cut].mean(axis=1),
        numpy.maximum(squares / (kept - 1), floor),
        kept,
    )


def compare(rule: Rule, runs: list[Floats]) -> tuple[bool, float, float]:
    means, errors, dfs = [], [], []
    for values in runs:
        mean, variance, kept = side(values)
        prior, df = rule(values.var(axis=1, ddof=1), variance, kept - 1)
        means.append(mean)
        errors.append(((kept - 1) * variance + df * prior) / (kept - 1 + df) / kept)
        dfs.append(kept - 1 + df)
    total = errors[0] + errors[1]
    welch = total**2 / (errors[0] ** 2 / dfs[0] + errors[1] ** 2 / dfs[1])
    difference = numpy.abs(means[1] - means[0])
    p = 2 * stats.t.sf(difference / numpy.sqrt(total), welch)
    half = stats.t.ppf(0.975, welch) * numpy.sqrt(total)
    return (
        bool(p.min() * len(p) < 0.05),
        float(numpy.mean(difference <= half)),
        float(numpy.mean(difference + half < 0.01)),
    )


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    random = numpy.random.default_rng(1)
    print(f"{'world':23} {'cases':>5} {'workers':>7}  rule         alarms  hold 0  same")
    for world, (noise, cases_jump, workers_jump) in WORLDS.items():
        for cases, workers in [(10, 5), (100, 5), (20, 10)]:
            told: dict[str, list[tuple[bool, float, float]]] = {name: [] for name in RULES}
            for _ in range(pairs):
                jumps = random.random((cases, 1)) < cases_jump
                runs = [
                    noise * random.normal(size=(cases, workers))
                    + 0.05 * jumps * (random.random((cases, workers)) < workers_jump)
                    for _ in range(2)
                ]
                for name, rule in RULES.items():
                    told[name].append(compare(rule, runs))
            for name, results in told.items():
                alarms, holds, same = numpy.mean(numpy.array(results, dtype=float), axis=0)
                print(
                    f"{world:23} {cases:5} {workers:7}  {name:12} "
                    f"{alarms:6.1%} {holds:7.1%} {same:5.0%}"
                )


if __name__ == "__main__":
    main()
