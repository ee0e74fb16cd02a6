"""The measure of how hard a page is to read, itself measured."""

from __future__ import annotations

import pytest

from tests.web import reading

HARD_ENGLISH = (
    "The organisational representatives unanimously acknowledged considerable administrative "
    "responsibilities regarding confidentiality obligations throughout interdepartmental communications."
)
HARD_SPANISH = (
    "Las representaciones organizativas reconocieron unánimemente considerables responsabilidades administrativas "
    "relacionadas con obligaciones de confidencialidad interdepartamental."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("sol", 1),
        ("ahora", 3),
        ("nadie", 2),
        ("día", 2),
        ("quien", 1),
        ("guerra", 2),
        ("país", 2),
        ("ruido", 2),
        ("muy", 1),
        ("yo", 1),
        ("apoyo", 3),
        ("aéreo", 4),
        ("ciudad", 2),
        ("bueyes", 2),
        ("palabras", 3),
    ],
)
def test_spanish_syllables_are_counted(word: str, count: int) -> None:
    assert reading.syllables(word) == count


@pytest.mark.parametrize(("language", "text"), [("en", HARD_ENGLISH), ("es", HARD_SPANISH)])
def test_a_hard_page_fails(language: str, text: str) -> None:
    with pytest.raises(AssertionError):
        reading.check(f"<main><p>{text}</p></main>", language)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "The cat sat on the mat."), ("es", "El gato se sentó en la mesa.")]
)
def test_an_easy_page_passes(language: str, text: str) -> None:
    reading.check(f"<main><p>{text}</p></main>", language)


def test_a_page_without_words_fails() -> None:
    with pytest.raises(AssertionError):
        reading.check("<header>Hello there.</header><main></main>", "en")


def test_headers_citations_and_members_own_texts_are_not_read() -> None:
    page = (
        "<header>Top</header><main><h1>One</h1><p>Two <cite>law</cite> <span data-own>mine <b>too</b></span> three.</p>"
        "<br><p data-own>not</p><p>Four.</p></main><footer>Foot</footer>"
    )
    assert reading.blocks(page) == ["One", "Two three.", "Four."]
    assert reading.words(page) == 4


def test_headings_of_a_long_page_are_no_sentences() -> None:
    text = "We go out to the yard. " * 8
    assert reading.sentences(f"<main><h1>Heading</h1><p>{text}</p></main>") == text.strip()
    assert reading.sentences("<main><h1>Heading</h1><p>We go.</p></main>") == "Heading. We go."


def test_numbers_of_an_address_are_found_and_digits_of_an_id_are_not() -> None:
    address = "http://localhost:8000/surveys/a750b218ff/receipt?m=750&rate=17.50#12.5"
    assert reading.numbers(address) == {"8000", "750", "17.50", "12.5"}
