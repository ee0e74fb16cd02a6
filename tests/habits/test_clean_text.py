"""No file names a registry or a path of one machine, and none says that it is unfinished.

The patterns are written so that this file does not match them itself.
"""

from __future__ import annotations

import re

import pytest

from tests.habits.tree import matching, texts

REGISTRY = re.compile(
    r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(org|com)|yarn[p]kg|conda\.any|registr[y]\.|index[-]url|find[-]links"
    r"|\"resolve[d]\"|fi[l]e://",
)
MACHINE = re.compile(r"(?<![\w.:/*$}-])/(work|root|opt|home|Users|mnt)/\w")
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X|NotImplemented[E]rror)\b")
NOT_RUN = re.compile(
    r"pytest\.mark\.(skip|xfail)|pytest\.(skip|xfail|importorskip)\(|\b(test|it|describe)\.(skip|todo|only)\b"
)
NOT_OURS = {"LICENSE"}


def lines_with(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the lines in which a pattern stands."""
    return [line.strip()[:200] for line in text.splitlines() if pattern.search(line)]


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE, UNFINISHED], ids=["registry", "machine", "unfinished"])
def test_no_text_has_it(pattern: re.Pattern[str]) -> None:
    found = {name: lines_with(pattern, text) for name, text in texts().items() if name not in NOT_OURS}
    assert found
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_test_is_left_out() -> None:
    tests = [name for name in matching(".py", ".js", under="tests/") if name != "tests/habits/test_clean_text.py"]
    assert [name for name in tests if NOT_RUN.search(texts()[name])] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, "https://" + "py" + "pi.org/simple"),
        (REGISTRY, "--extra-index" + "-url=x"),
        (MACHINE, "see /" + "home/ana/x"),
        (UNFINISHED, "# TO" + "DO: later"),
        (NOT_RUN, "@pytest.mark." + "skip"),
    ],
)
def test_a_pattern_finds_what_it_is_for(pattern: re.Pattern[str], text: str) -> None:
    assert lines_with(pattern, text) == [text]
