"""Every way of saying no has one name and one sentence, is used somewhere, and is the same in both languages."""

from __future__ import annotations

import ast
import re

import pytest

from tests.habits.tree import matching, read
from undersign.protocol.errors import REASONS

PYTHON = [name for name in matching(".py", under="undersign/") if name != "undersign/protocol/errors.py"]
BROWSER = [name for name in matching(".js", under="client/") if name != "client/protocol/reasons.js"]
QUOTED = re.compile(r"""["'`]([a-z0-9_]+)["'`]""")
THROWN = re.compile(r"""\bnew Refused\(\s*["'`]([a-z0-9_]+)["'`]""")


def raised(text: str) -> set[str]:
    """Return the names that a module refuses with, as literals."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args]
    literals = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Refused"]
    return {node.value for node in literals if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def browser_reasons() -> dict[str, str]:
    """Return the names and sentences that client/protocol/reasons.js lists."""
    return dict(re.findall(r'^  ([a-z0-9_]+):\s+"(.+)",$', read("client/protocol/reasons.js"), re.MULTILINE))


def test_every_name_is_used() -> None:
    used = {name for path in [*PYTHON, *BROWSER] for name in QUOTED.findall(read(path))}
    assert set(REASONS) - used == set()


@pytest.mark.parametrize("path", PYTHON)
def test_python_refuses_with_known_names_only(path: str) -> None:
    assert raised(read(path)) <= set(REASONS)


def test_javascript_says_the_same_sentences() -> None:
    listed = browser_reasons()
    assert listed
    assert {name: REASONS.get(name) for name in listed} == listed


@pytest.mark.parametrize("path", BROWSER)
def test_javascript_refuses_with_names_that_it_lists(path: str) -> None:
    assert set(THROWN.findall(read(path))) <= set(browser_reasons())


@pytest.mark.parametrize("name", REASONS)
def test_every_name_has_a_sentence(name: str) -> None:
    assert re.fullmatch(r"[A-Z][^\n]+\.", REASONS[name])


def test_names_stand_in_order() -> None:
    assert list(REASONS) == sorted(REASONS)


def test_an_unknown_name_would_be_seen() -> None:
    assert raised('raise Refused("no_such_name", "what")') == {"no_such_name"}
