"""Boxes know no kind by name: an app that has one registers it, and nothing here is edited."""

from __future__ import annotations

import ast

from tests.habits.tree import matching, read
from undersign.protocol.envelopes import KINDS
from undersign.web.boxes import kinds

MODULES = matching(".py", under="undersign/web/boxes/")


def named(module: str) -> set[str]:
    """Return every text in a module's code."""
    return {
        each.value for each in ast.walk(ast.parse(module)) if isinstance(each, ast.Constant) and each.value in KINDS
    }


def test_no_kind_is_named_where_boxes_are() -> None:
    assert MODULES
    assert {name: found for name in MODULES if (found := named(read(name)))} == {}


def test_a_kind_that_is_named_is_seen() -> None:
    assert named('{"demand": 32}.get(kind)') == {"demand"}


def test_the_kinds_that_there_are_have_registered() -> None:
    assert set(kinds.KINDS) == {"draft", "demand", "survey"}
