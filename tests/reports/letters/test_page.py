"""The letter as a page to read and to print."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.reports.cases import Page
from tests.reports.letters.cases import FIVE, LETTER, NASTY, signed
from undersign.reports.letters.page import letter_page

TEXT = letter_page(LETTER)
PAGE = Page(TEXT)


def test_the_page_runs_nothing_and_loads_nothing() -> None:
    tags = {tag for tag, _ in PAGE.elements}
    assert not {"script", "iframe", "object", "embed", "form", "link", "base", "img"} & tags
    assert not [name for _, said in PAGE.elements for name in said if name.startswith("on") or name in {"style", "src"}]
    assert re.search(r"default-src 'none'; style-src 'sha256-[\w+/=]+'", TEXT)


def test_it_links_to_the_check_page_and_to_the_answer_only() -> None:
    assert [said["href"] for tag, said in PAGE.elements if tag == "a"] == [LETTER.reply_address, LETTER.check_address]


def test_every_element_is_closed() -> None:
    assert PAGE.unclosed == []


def test_all_that_is_asked_and_said_is_there() -> None:
    for said in ("The director, Harbor House", "Notes are paid time. By March 15, 2027", "14 of 19", "5 names"):
        assert said in PAGE.text()
    assert all(signer.name in PAGE.words for signer in FIVE)


@pytest.mark.parametrize("name", [*NASTY, "<script>alert(1)</script>\"'&"])
def test_a_text_can_not_break_out_of_its_place(name: str) -> None:
    letter = replace(signed(name, title=name), to=name, workplace=name, title=name, reasons=name, evidence=(name,))
    page = Page(letter_page(letter))
    assert page.unclosed == []
    assert page.words.count(" ".join(name.split())) >= 6
    assert "script" not in {tag for tag, _ in page.elements}


def test_each_text_of_a_member_has_its_own_direction() -> None:
    page = Page(letter_page(signed("שרה", title="Peer")))
    assert ("strong", {"dir": "rtl"}) in page.elements
    assert ("span", {"dir": "ltr"}) in page.elements


def test_the_page_says_its_language() -> None:
    assert '<html lang="es">' in letter_page(replace(LETTER, language="es"))


def test_a_rehearsal_says_so() -> None:
    assert "This is a rehearsal." in Page(letter_page(replace(LETTER, rehearsal=True))).text()
    assert "ehearsal" not in PAGE.text()
