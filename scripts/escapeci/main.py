# SPDX-License-Identifier: MIT
"""scripts/ci: builds, measures, compares and reports, the same in every CI system."""

import argparse
import json
import math
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Mapping

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # because -I leaves it out

import history  # noqa: E402
import measure  # noqa: E402
import report  # noqa: E402
from measure import Compared, Wanted  # noqa: E402
from platform_ci import Platform  # noqa: E402
from tree import Neutral, Stop, base_tree, build, find_program, git  # noqa: E402

FROM = "--from-environment"
VALUES = (
    *("SCENARIOS", "ALLOCATORS", "EFFORT", "DETECT", "GATE", "BASELINE"),
    *("STORE", "BUILD", "PROGRAM", "FAIL_ON", "HISTORY", "PAGE"),
)
EPILOG = """exit status: 0 fine, or neutral: no answer, the summary has the reason;
1 nothing could be measured; 2 usage; 3 a regression, with --fail-on regression"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/ci",
        description="Measures what escapes cost at a commit and gates it, in any CI system.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--scenarios", default="", help="names or patterns, separated by blanks (default: all)")
    add(
        "--allocators",
        default="",
        help="names, separated by commas; NAME=PATH: a library of the checkout",
    )
    add("--effort", default="quick", choices=["quick", "normal", "rigorous"],
        help="as of `escapebench run` (default: quick)")  # fmt: skip
    add(
        "--detect",
        default="5%",
        metavar="PCT",
        help="gate a case that is slower by more than this and by 0.5 ns (default: 5%%)",
    )
    add("--gate", default="time", choices=["time", "counts"],
        help="time (default): see --detect; counts: one instruction more")  # fmt: skip
    add("--baseline", default="base", choices=["base", "stored", "none"],
        help="base (default): the base commit; stored: the run of the same CPU in --store")  # fmt: skip
    add(
        "--base",
        default="",
        metavar="COMMIT",
        help="the base commit (default: what the CI system says)",
    )
    add("--store", default="", metavar="FOLDER", help="the stored runs, one for each CPU")
    add("--keep", action="store_true", help="put this run into --store")
    add("--build", default="", metavar="COMMAND", help="builds a checkout of the project")
    add("--program", default="", metavar="PATH", help="the project's own escapebench, built by it")
    add(
        "--rounds",
        default=6,
        type=int,
        help="how many runs of each program, if their workers cannot take turns (default: 6)",
    )
    add("--history", default="", metavar="BRANCH", help="add the run to this branch of origin")
    add(
        "--page",
        default="",
        metavar="FOLDER",
        help="measure nothing; write the history's page to this folder",
    )
    add(
        "--across",
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="measure nothing; compare these runs of a matrix",
    )
    add("--output", default="escapebench-run", metavar="FOLDER",
        help="the results (default: escapebench-run)")  # fmt: skip
    add("--checkout", default=".", metavar="FOLDER", help="the project (default: .)")
    add("--fail-on", default="regression", choices=["regression", "never"],
        help="whether a regression makes the exit status 3 (default: regression)")  # fmt: skip
    add("--no-summary", action="store_true", help="write no summary for the CI system")
    add(
        "--from-environment",
        action="store_true",
        help="read the options from variables such as SCENARIOS and FAIL_ON",
    )
    words = sys.argv[1:]
    return parser.parse_args(environment_words(os.environ) if FROM in words else words)


def environment_words(environment: Mapping[str, str]) -> list[str]:
    """The command line given by a workflow's variables. Empty variables count as not set.

    A workflow's inputs are passed as variables, because in a script's text they could run
    commands.
    """
    words = []
    for name in VALUES:
        value = environment.get(name, "")
        if value:
            words.append(f"--{name.lower().replace('_', '-')}={value}")
    if environment.get("NAME"):
        words.append(f"--output={environment['NAME']}")
    words += ["--keep"] if environment.get("KEEP") == "true" else []
    words += ["--no-summary"] if environment.get("SUMMARY") == "false" else []
    across = environment.get("ACROSS", "").split()
    return words + (["--across", *across] if across else [])


def described(tree: Path) -> str:
    """The tree's commit for a reader: its short name and its subject."""
    shown = git(tree, "show", "--no-patch", "--format=%h (%s)", "HEAD")
    return f"commit {shown.stdout.strip()}" if shown.returncode == 0 else str(tree)


class Job:
    """One call: its options, the folder of results, and the text to be reported."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.platform = Platform()
        self.head = Path(options.checkout).resolve()
        self.output = Path(options.output).resolve()
        self.wanted = Wanted(
            options.scenarios.split(),
            [name for name in options.allocators.split(",") if name],
            options.effort,
            options.gate == "counts",
            options.detect,
        )
        self.words: list[str] = []
        self.run = self.output / "run"

    def measure(self, scratch: Path) -> tuple[Path, list[Compared]]:
        """Builds, measures, and compares as --baseline says."""
        options = self.options
        build(self.head, options.build, "the checkout")
        program = find_program(options.program, self.head, HERE.parents[1])
        if options.baseline == "base":
            try:
                return program, self.against_base(program, scratch)
            except Neutral as reason:
                self.neutral(str(reason))
        measure.run(program, self.wanted, self.head_lanes(), self.run)
        return program, self.against_stored(program) if options.baseline == "stored" else []

    def head_lanes(self) -> list[str]:
        lanes = (allocator.partition("=") for allocator in self.wanted.allocators)
        return [f"{name}={self.head / path}" if path else name for name, _, path in lanes]

    def against_base(self, program: Path, scratch: Path) -> list[Compared]:
        """Measures base and head in turns, on this runner."""
        options = self.options
        owns_library = any("=" in allocator for allocator in self.wanted.allocators)
        if not options.program and not owns_library:
            raise Neutral(
                "base and head would measure the same: name what the project builds, with "
                "--allocators NAME=PATH or --program PATH"
            )
        base = base_tree(self.head, options.base or self.platform.base_commit(), scratch)
        self.words.append(f"BASE is {described(base)}, NEW is {described(self.head)}.")
        try:
            build(base, options.build, "the base commit")
            if owns_library:
                return measure.libraries(program, self.wanted, (base, self.head), self.output)
            return [self.two_programs(base / options.program, program)]
        finally:
            git(self.head, "worktree", "remove", "--force", str(base))

    def two_programs(self, base: Path, head: Path) -> Compared:
        """Measures both programs with workers in turns. Counts need no turns, and older builds
        cannot take turns."""
        if not self.wanted.counts:
            compared = measure.together((base, head), self.wanted, self.output)
            if compared:
                return compared
            self.words.append(
                "The base commit's workers do not understand the head's: short runs took turns."
            )
        self.run = self.output / "head-01"
        return measure.in_turns((base, head), self.wanted, self.options.rounds, self.output)

    def against_stored(self, program: Path) -> list[Compared]:
        """Compares this run with the stored one of the same CPU. With a stored run of another CPU
        only counts gate."""
        store = Path(self.options.store or "escapebench-baselines").resolve()
        key = measure.cpu_key(program, self.run)
        compared: list[Compared] = []
        others = sorted(path.name for path in store.iterdir()) if store.is_dir() else []
        if key in others:
            self.words.append(f"BASE is the stored run of {key}, NEW is this run.")
            compared = [measure.compare(program, self.wanted, store / key, self.run)]
        elif others:
            self.other_cpu(program, store / others[-1], key, compared)
        else:
            self.neutral(f"no run is stored for {key} yet")
        if self.options.keep:
            shutil.rmtree(store / key, ignore_errors=True)
            shutil.copytree(self.run, store / key)
        return compared

    def other_cpu(self, program: Path, stored: Path, key: str, compared: list[Compared]) -> None:
        """Compares with a stored run of another CPU, whose counts can show the change, but whose
        times cannot."""
        if self.wanted.counts:
            compared.append(measure.compare(program, self.wanted, stored, self.run))
            self.words.append(
                f"BASE is the stored run of another CPU ({stored.name}), NEW is this run: counts, "
                "no times."
            )
            return
        self.neutral(
            f"this runner's CPU is {key}, stored runs are of {stored.name}: times of different "
            "CPUs do not gate; with --gate counts they would"
        )
        words = ("--across-machines", "--metric", "ratio")
        across = measure.compare(program, self.wanted, stored, self.run, *words)
        self.words.append(
            f"For information, the ratios of heap to stack, which depend less on the CPU, beside "
            f"those of {stored.name}: {report.conclusion(across.json) or 'no case in common'}."
        )

    def summarise(self, text: str) -> None:
        """Writes to summary.md, and to the job's summary unless the options say no."""
        platform = Platform({}) if self.options.no_summary else self.platform
        platform.summarise(text, self.output / "summary.md")

    def neutral(self, reason: str) -> None:
        self.platform.warn(f"neutral: {reason}")
        self.words.append(f"**Neutral**: {reason}.")


def verdict_of(compared: list[Compared]) -> str:
    """The verdict. It is a pass only if at least half of the cases of every comparison have an
    answer."""
    statuses = {one.status for one in compared}
    if measure.REGRESSION in statuses:
        return "regression"
    if not statuses or statuses & {measure.UNRESOLVED, measure.NOT_COMPARABLE}:
        return "neutral"
    answers = [report.answers(one.json) for one in compared]
    return "pass" if all(2 * with_one >= cases for with_one, cases in answers) else "neutral"


def tell(job: Job, program: Path, compared: list[Compared]) -> str:
    """Writes the summary and the outputs. Returns the verdict."""
    verdict = verdict_of(compared) if compared or job.options.baseline != "none" else "none"
    lines = [f"## escapebench: {verdict}", *job.words]
    for i, one in enumerate(compared):
        name = "compare.json" if i == 0 else f"compare-{i + 1}.json"
        (job.output / name).write_text(json.dumps(one.json), encoding="utf-8")
        lines.append(report.conclusion(one.json) + ".")
        lines += [] if job.wanted.counts else [report.visible_words(one.json)]
        unanswered = report.unanswered_words(one.json)
        if unanswered:
            lines.append(unanswered)
            job.platform.warn(unanswered)
    if verdict == "neutral" and compared:
        job.neutral(report.why_neutral([one.json for one in compared]))
        lines.append(job.words[-1])
    if job.wanted.counts and compared:
        lines.append(
            "Compared were instruction counts. They do not show what caches, branch predictors, "
            "store forwarding and the kernel cost."
        )
    lines.append(measure.matrix(program, job.run))
    text = "\n\n".join(line for line in lines if line) + "\n"
    job.summarise(text)
    visible = report.visible_change(compared[0].json) if compared else None
    known = f"{visible[1]:.2g}" if visible and math.isfinite(visible[1]) else ""
    job.platform.output(verdict=verdict, run=str(job.output), detectable=known)
    return verdict


def tell_across(job: Job) -> str:
    """Reports on the jobs of a matrix: what the change did on each CPU, and whether that
    differs."""
    comparisons, runs = {}, []
    for folder in map(Path, job.options.across):
        if (folder / "compare.json").is_file():
            comparisons[folder.name] = measure.read_comparison(folder / "compare.json")
        runs += sorted(folder.glob("run"))[:1] or sorted(folder.glob("head-01"))[:1]
    lines = ["## escapebench: CPUs side by side"]
    if comparisons:
        lines += [
            "What the change did on each CPU. The last column is the part of it that depends on "
            "the CPU, with its 95 % interval.",
            report.across_table(comparisons),
        ]
    if len(runs) > 1:
        program = find_program(job.options.program, job.head, HERE.parents[1])
        lines.append(
            "What the CPUs themselves differ in, at this commit: the differences that are certain, "
            "the largest first."
        )
        for metric, words in (("time", "Times"), ("ratio", "Ratios of heap to stack")):
            how = ["--across-machines", "--metric", metric, "--format", "markdown"]
            how += ["--only", "slower,faster", "--sort", "change"]
            table = measure.call(program, "compare", *runs, *how).stdout
            lines.append(f"<details><summary>{words}</summary>\n\n{table}\n</details>")
    job.summarise("\n\n".join(lines) + "\n")
    return "none"


def add_to_history(job: Job, program: Path, scratch: Path) -> bool:
    """Adds the run to the history's branch. Returns whether it is there; if not, the report says
    why."""
    try:
        history.add(program, job.head, job.options.history, job.run, scratch)
    except Stop as reason:
        print(f"scripts/ci: {reason}", file=sys.stderr)
        job.summarise(f"**The history has not got this run**: {reason}.\n")
        return False
    return True


def write_page(job: Job, scratch: Path) -> None:
    """Writes the history's page, for a job that publishes it."""
    build(job.head, job.options.build, "the checkout")
    program = find_program(job.options.program, job.head, HERE.parents[1])
    branch = job.options.history or "escapebench-history"
    print(history.page(program, job.head, branch, Path(job.options.page).resolve(), scratch))


def main() -> int:
    job = Job(arguments())
    earlier = [path.name for path in job.output.glob("*") if (path / "comparison.csv").exists()]
    if earlier:
        print(
            f"scripts/ci: {job.options.output} holds an earlier run ({earlier[0]}): remove the "
            "folder, or name another with --output",
            file=sys.stderr,
        )
        return 2
    job.output.mkdir(parents=True, exist_ok=True)
    try:
        if job.options.across:
            tell_across(job)
            return 0
        with tempfile.TemporaryDirectory(prefix="escapebench-ci-") as folder:
            scratch = Path(folder)
            if job.options.page:
                write_page(job, scratch)
                return 0
            program, compared = job.measure(scratch)
            verdict = tell(job, program, compared)
            if job.options.history and not add_to_history(job, program, scratch):
                return 1
    except Stop as reason:
        print(f"scripts/ci: {reason}", file=sys.stderr)
        job.summarise(f"## escapebench: not measured\n\n{reason}\n")
        job.platform.output(verdict="not-measured", run=str(job.output), detectable="")
        return 1
    return 3 if verdict == "regression" and job.options.fail_on == "regression" else 0


if __name__ == "__main__":
    sys.exit(main())
