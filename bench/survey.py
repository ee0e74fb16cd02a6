"""`survey`: the whole job from a CSV to a verified report, timed, and its first rows with one process and with two."""

import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench.frame import CannotRun, figure, finish, machine, say
from bench.timing import once

ROOT = Path(__file__).parent.parent
COMMAND = "undersign.cli.main"
SPEEDUP_ROWS = 3_000


@dataclass(frozen=True)
class Outcome:
    """What one run of the job ended in: counts, and the two checks that must hold."""

    rows: int
    sealed: int
    refused: int
    groups: int
    equal_to_plain: bool
    verified: bool


def run(arguments: list[str]) -> None:
    """Run the job on the CSV that the arguments name, or on the shipped answers, and print the line."""
    path = source(arguments)
    say(machine())
    outcomes: list[Outcome] = []
    seconds = once(lambda: outcomes.append(carry_out(path, None, 2)))
    one, two = (once(lambda workers=workers: carry_out(path, SPEEDUP_ROWS, workers)) for workers in (1, 2))
    finish("survey", figures(outcomes[0], one / two, seconds))


def source(arguments: list[str]) -> Path:
    """Return the CSV to read. Raises CannotRun for a second argument or a file that isn't there."""
    if len(arguments) > 1:
        raise CannotRun("it takes one argument, the path of a CSV file")
    path = Path(arguments[0]) if arguments else shipped()
    if not path.is_file():
        raise CannotRun(f"there is no file {path}")
    return path
