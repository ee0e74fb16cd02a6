"""Files have at most 400 lines, functions at most 40. EXCEPTIONS is the one list of what may be longer, and why.

Functions in JavaScript are measured by biome; the last test here holds biome.json to the same number.
"""

from __future__ import annotations

import ast
import json

import pytest

from tests.habits.tree import matching, read

FILE_LINES = 400
FUNCTION_LINES = 40

EXCEPTIONS: dict[str, str] = {}
"""`path` or `path:function`, and the reason."""

CODE = [name for name in matching(".py", ".js", ".css", ".html") if not name.startswith("tests/")]
PYTHON = [name for name in CODE if name.endswith(".py")]


def long_functions(text: str) -> list[str]:
    """Return the names of the functions of a module that have too many lines, decorators not counted."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES]


def over_budget() -> set[str]:
    """Return everything that is too long, in the form in which EXCEPTIONS names it."""
    too_long = {name for name in CODE if len(read(name).splitlines()) > FILE_LINES}
    return too_long | {f"{name}:{function}" for name in PYTHON for function in long_functions(read(name))}


def test_nothing_is_longer_than_its_budget_but_the_exceptions() -> None:
    assert PYTHON
    assert over_budget() == set(EXCEPTIONS)


def test_every_exception_has_a_reason() -> None:
    assert all(EXCEPTIONS.values())


@pytest.mark.parametrize(("lines", "found"), [(FUNCTION_LINES, []), (FUNCTION_LINES + 1, ["long"])])
def test_a_function_is_measured_from_its_name_to_its_last_line(lines: int, found: list[str]) -> None:
    text = "def long():\n" + "    pass\n" * (lines - 1)
    assert long_functions(text) == found


def test_biome_holds_javascript_to_the_same_budget() -> None:
    rules = json.loads(read("biome.json"))["linter"]["rules"]
    assert rules["complexity"]["noExcessiveLinesPerFunction"]["options"]["maxLines"] == FUNCTION_LINES
