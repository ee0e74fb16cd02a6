"""What drives a browser runs apart in `bin/test`, which knows it by its name."""

from __future__ import annotations

import re
from pathlib import PurePath

from tests.habits import tree

DRIVES = re.compile(r"^(?:from|import) playwright", re.MULTILINE)
APART = "tests/web/*/test_*_browser.py"


def test_a_test_in_a_browser_is_named_so() -> None:
    driving = [name for name in tree.matching(".py", under="tests/web/") if DRIVES.search(tree.read(name))]
    tests = [name for name in driving if PurePath(name).name.startswith("test_")]
    assert tests
    assert [name for name in tests if not PurePath(name).match(APART)] == []
    assert f"browsers=({APART})" in tree.read("bin/test")
