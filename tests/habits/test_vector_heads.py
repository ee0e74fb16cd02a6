"""Every vector says in its head what to expect, which operation it is for, what it shows and where it comes from."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.habits.tree import matching, read
from tests.vectors.cases import parse

VECTORS = matching("", under="vectors/")


def test_there_are_vectors() -> None:
    assert VECTORS


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_is_one_case_that_explains_itself(name: str) -> None:
    assert re.fullmatch(r"vectors/[a-z_]+/[a-z0-9_]+\.txt", name)
    case = parse(PurePosixPath(name).stem, read(name))
    assert re.fullmatch(r"\S.*\.", case.about)
    assert case.input
