"""The letter as plain text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.letters.cases import FIVE, LETTER, NASTY, many, signed
from undersign.reports.letters.text import WIDTH, letter_text

TEXT = letter_text(LETTER)


def test_no_line_is_longer_than_it_may_be() -> None:
    assert max(len(line) for line in letter_text(replace(LETTER, reasons="word " * 300)).splitlines()) <= WIDTH


def test_an_address_stays_in_one_piece() -> None:
    address = f"https://undersign.example/{'a-' * 60}"
    assert address in letter_text(replace(LETTER, check_address=address)).splitlines()


def test_all_that_is_asked_and_said_is_there() -> None:
    for said in (
        "The undersigned: 5 peer support workers of Harbor House",
        "February 1, 2027",
        "To: The director, Harbor House",
        "1. One paid hour of supervision each week.\n   By March 1, 2027",
        "We write our notes at home.\n\nFour of us left.",
        "https://undersign.example/answer/only-once",
        "  On March 20, 2027, if 5 or more of us sign for it",
        "* 14 of 19 wrote notes at home.",
        "Had to sign: 5",
    ):
        assert said in TEXT


def test_every_name_is_there_with_its_title_if_it_has_one() -> None:
    assert "* Ana Quiroga, Peer specialist\n* Bo Lindqvist, Recovery coach\n" in TEXT
    assert "* Dee O'Neill\n" in TEXT
    assert letter_text(many(5000)).count("\n* Kim") == 5000


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_written_as_it_is(name: str) -> None:
    assert f"* {name}, Peer\n" in letter_text(signed(name))


def test_a_right_to_left_name_keeps_its_directions_to_itself() -> None:
    assert "* \u2068שרה\u2069, Peer\n" in letter_text(signed("שרה"))


def test_there_is_nothing_to_scan_in_a_text() -> None:
    assert "Scan" not in TEXT


def test_what_is_not_there_has_no_heading() -> None:
    text = letter_text(replace(LETTER, evidence=(), steps=(), reasons="", reply_address=None))
    assert not [said for said in ("Why we ask", "If the answer", "What we found", "works once") if said in text]


def test_a_rehearsal_says_so_first() -> None:
    assert letter_text(replace(LETTER, rehearsal=True)).startswith("REHEARSAL. This is a rehearsal.")
    assert "ehearsal" not in TEXT


def test_names_stand_in_the_same_order_whoever_came_first() -> None:
    assert letter_text(replace(LETTER, names=tuple(reversed(FIVE)))) == TEXT
