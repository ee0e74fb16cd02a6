"""What a letter says of its own: in both languages, and in plain words."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from tests.reports.reading import grade
from tests.web.reading import ease
from undersign.reports.letters.words import ENGLISH, SPANISH, Words

BRACES = re.compile(r"\{[a-z]+\}")


def sentences(words: Words) -> list[str]:
    """Return all that is said, with something in place of what one letter fills in."""
    found: list[str] = []
    for field in fields(words):
        value = getattr(words, field.name)
        found += [value] if isinstance(value, str) else list(value.values() if isinstance(value, dict) else value)
    return found


def prose(words: Words) -> str:
    return " ".join(BRACES.sub("5", text).rstrip(".:") + "." for text in sentences(words) if len(text.split()) > 3)


def test_both_languages_fill_in_the_same() -> None:
    pairs = zip(sentences(ENGLISH), sentences(SPANISH), strict=True)
    assert [(one, other) for one, other in pairs if sorted(BRACES.findall(one)) != sorted(BRACES.findall(other))] == []


def test_nothing_is_said_in_english_in_a_spanish_letter() -> None:
    assert set(sentences(ENGLISH)) & set(sentences(SPANISH)) == {"{page} / {pages}"}


def test_english_can_be_read_after_seven_years_of_school() -> None:
    assert grade(prose(ENGLISH)) <= 7


def test_spanish_is_easy_to_read() -> None:
    assert ease(prose(SPANISH)) >= 70


@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["en", "es"])
def test_there_is_a_sentence_for_each_kind_of_step(words: Words) -> None:
    assert set(words.step) == {"meet", "file", "funder", "press", "walkout"}
    assert all(words.step.values())
