"""`survey`: the whole job from a CSV to a checked result, through the command line as anyone would run it.

Every row that can be read becomes a member with a pass and an envelope of their own; five keyholders, three of whom
open; the result is compared with the plain count of the same rows and the host's folder is verified. `speedup2` is the
same job on the first rows with one process, over the same with two.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.frame import CannotRun, figure, finish, machine, say
from undersign.rehearsal import made_up

ROOT = Path(__file__).parent.parent
PLAN = Path(__file__).with_name("survey.toml")
"""The survey file for CSV files with the columns of the public 2019 Ask a Manager salary survey."""

WORKERS = 2
SPEEDUP_ROWS = 3_000


@dataclass(frozen=True)
class Job:
    """A job to run: the answers, the survey file that fits them, how many rows (0: all), how many processes."""

    answers: Path
    plan: Path
    limit: int
    workers: int


@dataclass(frozen=True)
class Outcome:
    """What came out: counts, the two checks, and the seconds from the empty folder to the verified result."""

    rows: int
    sealed: int
    refused: int
    groups: int
    equal_to_plain: bool
    verified: bool
    seconds: float


def run(arguments: list[str]) -> None:
    """Run the job on the CSV (and survey file) that the arguments name, or on the shipped answers; print the line."""
    answers, plan = sources(arguments)
    say(machine())
    whole = timed(Job(answers, plan, 0, WORKERS))
    say(f"the first {SPEEDUP_ROWS:,} rows, with one process, then with two")
    one, two = (timed(Job(answers, plan, SPEEDUP_ROWS, workers)).seconds for workers in (1, 2))
    say(f"{one:.0f} s with one, {two:.0f} s with two")
    finish("survey", figures(whole, one / two))


def figures(outcome: Outcome, speedup: float) -> dict[str, str]:
    """Return the figures of the result line, in its order."""
    return {
        "rows": figure(outcome.rows),
        "sealed": figure(outcome.sealed),
        "refused": figure(outcome.refused),
        "groups": figure(outcome.groups),
        "equal_to_plain": "yes" if outcome.equal_to_plain else "no",
        "verify": "pass" if outcome.verified else "FAIL",
        "speedup2": figure(speedup),
        "seconds": figure(outcome.seconds, 0),
    }


def sources(arguments: list[str]) -> tuple[Path, Path]:
    """Return the CSV and the survey file. Raises CannotRun for a third argument or a file that isn't there."""
    if len(arguments) > 2:  # noqa: PLR2004 - the CSV and its survey file
        raise CannotRun("it takes the path of a CSV file and, if its columns are others, of a survey file (TOML)")
    answers, plan = made_up.ANSWERS, made_up.PLAN
    if arguments:
        answers, plan = Path(arguments[0]), Path(arguments[1]) if arguments[1:] else PLAN
    for path in (answers, plan):
        if not path.is_file():
            raise CannotRun(f"there is no file {path}")
    return answers, plan


def timed(job: Job) -> Outcome:
    """Run one job in a temporary folder and clear it away."""
    with tempfile.TemporaryDirectory(prefix="undersign-bench-") as temporary:
        return carry_out(job, Path(temporary) / "host")


def carry_out(job: Job, host: Path) -> Outcome:
    """Run every step of the job on a new host folder."""
    start = perf_counter()
    plan, answers, place = str(job.plan), str(job.answers), str(host)
    limit, workers = ("--limit", str(job.limit)), ("--workers", str(job.workers))
    step("host", "new", place, "--origin", "bench.example/undersign", "--rehearsal")
    step("ceremony", "rehearse", place, "--keyholders", "5", "--threshold", "3")
    step("survey", "new", place, plan, "--people", answers, *limit, *workers)
    sealed = step("survey", "seal", place, plan, answers, *limit, *workers)[1]
    opened = step("open", place, *workers)[1]
    verified = step("verify", place, *workers, may_fail=True)[0] == 0
    seconds = perf_counter() - start
    equal = step("compare", place, plan, answers, *limit, may_fail=True)[0] == 0
    rows, refused = told(r"(\d+) rows: \d+ can be sealed, (\d+) cannot", sealed)
    (count,), (groups,) = told(r"Sealed (\d+) rows", sealed), told(r"Opened: (\d+) groups", opened)
    return Outcome(rows, count, refused, groups, equal, verified, seconds)


def step(*arguments: str, may_fail: bool = False) -> tuple[int, str]:
    """Run one `undersign` command; return its exit code and what it printed. Progress bars stay on standard error.

    With `may_fail`, exit code 1 (a check said FAIL) is passed on; any other failure raises CannotRun.
    """
    say(f"> undersign {' '.join(arguments)}")
    start = perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", "undersign.cli.main", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    say(f"{done.stdout.rstrip()}\n  {perf_counter() - start:.1f} s")
    if done.returncode not in ({0, 1} if may_fail else {0}):
        raise CannotRun(f"`undersign {arguments[0]}` ended with exit code {done.returncode}")
    return done.returncode, done.stdout


def told(pattern: str, text: str) -> tuple[int, ...]:
    """Return the numbers in the first match in what a command printed. Raises CannotRun if it says nothing like it."""
    found = re.search(pattern, text)
    if found is None:
        raise CannotRun(f"the command printed nothing like {pattern!r}")
    return tuple(int(each) for each in found.groups())
