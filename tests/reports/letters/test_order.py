"""The order of names: by alphabet, so that a place in it means nothing."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from undersign.reports.letters.letter import Signer
from undersign.reports.letters.order import in_order


def ordered(*names: str) -> list[str]:
    return [signer.name for signer in in_order(Signer(name, "") for name in names)]


def test_accents_and_capitals_do_not_move_a_name() -> None:
    assert ordered("Zoe", "Óscar", "émile", "Eli", "Ñico", "Nora") == ["Eli", "émile", "Ñico", "Nora", "Óscar", "Zoe"]


def test_accents_count_between_names_that_are_else_equal() -> None:
    assert ordered("Núñez", "Nunez", "Nunezo") == ["Nunez", "Núñez", "Nunezo"]


def test_scripts_stand_together() -> None:
    assert ordered("王小明", "שרה", "Zoe", "Мария", "محمد", "Ana") == ["Ana", "Zoe", "Мария", "שרה", "محمد", "王小明"]


def test_vowel_signs_of_hindi_count_and_points_of_hebrew_do_not() -> None:
    assert ordered("कि", "का") == ["का", "कि"]
    assert ordered("שָׂרָה ב", "שרה א") == ["שרה א", "שָׂרָה ב"]


def test_equal_names_are_put_in_order_by_their_titles() -> None:
    two = (Signer("Ana", "Recovery coach"), Signer("Ana", "Peer"))
    assert in_order(two) == (two[1], two[0])


@given(st.lists(st.builds(Signer, st.text(max_size=8), st.text(max_size=4)), max_size=8))
def test_the_order_says_nothing_about_who_came_first(names: list[Signer]) -> None:
    shuffled = random.Random(1).sample(names, len(names))  # noqa: S311 - any other order will do
    assert in_order(shuffled) == in_order(names)
