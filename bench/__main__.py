"""Run one benchmark by name, or all of them: `python -m bench [NAME [ARGUMENT ...]]`.

Exit codes: 0 all ran; 1 a benchmark failed; 2 wrong name or argument, or something it needs is missing.
"""

from __future__ import annotations

import importlib
import sys

from bench.frame import CannotRun, say

NAMES = (
    "envelopes",
    "names",
    "peers",
    "survey",
    "record",
    "browser",
    "pages",
    "door",
    "restore",
    "fuzz",
    "letter",
    "signing",
    "hours",
)
"""The benchmarks, in the order in which all of them run. `bench/NAME.py` has `run(arguments: list[str]) -> None`."""

USAGE = f"""Usage: bench [NAME [ARGUMENT ...]]

Names: {", ".join(NAMES)}. Without a name all of them run, one after the other.
survey takes the path of a CSV file; without it the data shipped with the project is used.
Explanations go to standard error; standard output gets one line per benchmark.
"""


def main(arguments: list[str]) -> int:
    """Run what the arguments name and return the exit code."""
    if arguments and arguments[0] in {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    if arguments and arguments[0] not in NAMES:
        say(f"There is no benchmark called {arguments[0]!r}. The names are: {', '.join(NAMES)}.")
        return 2
    chosen = arguments[:1] or list(NAMES)
    return max(run_one(name, arguments[1:]) for name in chosen)


def run_one(name: str, arguments: list[str]) -> int:
    """Run one benchmark. A missing tool or file ends it with a sentence and exit code 2, not with a trace."""
    say(f"{name}:")
    try:
        importlib.import_module(f"bench.{name}").run(arguments)
    except CannotRun as reason:
        say(f"{name} can't run: {reason}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
