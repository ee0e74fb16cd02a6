"""Texts made fit for a line."""

from __future__ import annotations

import pytest

from undersign.reports.letters.signs import direction, isolated, tidy


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("  Ana \n\t Quiroga ", "Ana Quiroga"),
        ("Ana\u202egnorw\u202c", "Anagnorw"),
        ("A\u0000n\u0007a", "Ana"),
        ("Ana\ufeff\u200b\u2066", "Ana"),
        ("e\u0301", "é"),
        ("می\u200cکنم", "می\u200cکنم"),
        ("\ue000", "\ue000"),
    ],
)
def test_hidden_signs_go_and_the_rest_stays(written: str, set_as: str) -> None:
    assert tidy(written) == set_as


@pytest.mark.parametrize(
    ("text", "way"),
    [("Ana", "ltr"), ("שרה Ana", "rtl"), ("Ana שרה", "ltr"), ("12 محمد", "rtl"), ("12", "ltr"), ("", "ltr")],
)
def test_a_text_is_read_as_its_first_letter_is(text: str, way: str) -> None:
    assert direction(text) == way


def test_only_texts_with_right_to_left_signs_are_set_apart() -> None:
    assert isolated("Ana") == "Ana"
    assert isolated("Ana שרה") == "\u2068Ana שרה\u2069"
