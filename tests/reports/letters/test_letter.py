"""What can't be a letter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.reports.letters.cases import LETTER


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"asks": ()}, "asks for something"),
        ({"names": ()}, "0 names"),
        ({"level": 6}, "5 names, 6 needed"),
        ({"level": 0}, "0 needed"),
        ({"listed": 4}, "4 listed"),
        ({"check_address": "javascript:alert(1)"}, "not the address of a page"),
        ({"reply_address": "undersign.example/answer"}, "not the address of a page"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(LETTER, **changed)


def test_the_address_that_works_once_is_not_told_in_passing() -> None:
    assert "only-once" not in repr(LETTER)
