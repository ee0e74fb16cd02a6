"""The protocol has no clock, files, network or randomness of its own.

import-linter holds its imports (pyproject.toml) and biome its globals (biome.json); here is what neither sees.
"""

from __future__ import annotations

import ast
import re

import pytest

from tests.habits.tree import matching, read

PYTHON = matching(".py", under="undersign/protocol/")
BROWSER = matching(".js", under="client/protocol/")
REACHES_OUT = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
MAKES_KEYS = {"generate", "generate_private_key", "random_bytes", "randombytes", "random_seed", "urandom"}
JAVASCRIPT_REACHES_OUT = re.compile(r"\b(Math\.random|randomBytes|randomSecretKey|randomPrivateKey|getRandomValues)\b")


def impure_calls(text: str) -> list[str]:
    """Return the names called in a module that reach out of it or draw randomness."""
    names = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = node.func
            plain = called.id if isinstance(called, ast.Name) else ""
            attribute = called.attr if isinstance(called, ast.Attribute) else ""
            names += [plain] * (plain in REACHES_OUT) + [attribute] * (attribute in MAKES_KEYS)
    return names


def test_there_is_a_protocol_on_both_sides() -> None:
    assert PYTHON
    assert BROWSER


@pytest.mark.parametrize("name", PYTHON)
def test_the_protocol_neither_reaches_out_nor_draws_randomness(name: str) -> None:
    assert impure_calls(read(name)) == []


@pytest.mark.parametrize("name", BROWSER)
def test_the_browsers_protocol_draws_no_randomness(name: str) -> None:
    assert JAVASCRIPT_REACHES_OUT.findall(read(name)) == []


def test_an_impure_call_is_seen() -> None:
    assert impure_calls("open('x'); Ed25519PrivateKey.generate()") == ["open", "generate"]
