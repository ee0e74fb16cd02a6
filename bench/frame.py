"""What all benchmarks share: where text goes, the form of the last line, and the error for a missing tool."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
VALUE = re.compile(r"\S+\Z")


class CannotRun(Exception):
    """Something that the benchmark needs is missing. The message says what, and the one line that installs it."""


def say(text: str) -> None:
    """Write one line of explanation to standard error, at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def figure(value: float | str, digits: int = 2) -> str:
    """Return a value as it stands in a result line: numbers with fixed digits after the point, words as they are."""
    return f"{value:.{digits}f}" if isinstance(value, float) else str(value)


def result_line(name: str, figures: dict[str, str]) -> str:
    """Return `NAME: key=value key=value ...`, without a line end.

    Raises ValueError if a key or value would make the line ambiguous (blanks, an empty value, an equals sign in a key).
    """
    if not figures:
        raise ValueError(f"{name} has no figures")
    for key, value in figures.items():
        if not KEY.match(key) or not VALUE.match(value):
            raise ValueError(f"{key}={value} can't stand in a result line")
    return f"{name}: " + " ".join(f"{key}={value}" for key, value in figures.items())


def finish(name: str, figures: dict[str, str]) -> None:
    """Print the one line on standard output with which every benchmark ends."""
    sys.stdout.write(result_line(name, figures) + "\n")
    sys.stdout.flush()


def machine() -> str:
    """Describe this machine in one line: processor, cores, system and Python, as in docs/performance.md."""
    return f"{processor()}, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def processor() -> str:
    """Return the processor's own name where the system tells it (Linux), otherwise what Python knows."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{models[0]}, {len(models)} cores" if models else platform.processor() or "unknown processor"
