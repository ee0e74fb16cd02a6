"""Bars for questions that are not about pay."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.reports.cases import NASTY, SUPERVISION
from undersign.reports.bars import bars
from undersign.reports.look import DO, SOFT
from undersign.reports.results import Question

SVG = "{http://www.w3.org/2000/svg}"


def drawn(question: Question, totals: tuple[int, ...]) -> ET.Element:
    return ET.fromstring(bars(question, totals))  # noqa: S314 - our own chart


def texts(chart: ET.Element) -> list[str]:
    return [element.text or "" for element in chart.iter(f"{SVG}text")]


def test_each_option_has_a_bar_and_no_answer_a_grey_one() -> None:
    chart = drawn(SUPERVISION, (5, 5, 18, 2))
    colours = [element.get("fill") for element in chart.iter(f"{SVG}path") if element.get("fill")]
    assert [colour for colour in colours if colour in {DO, SOFT}] == [DO, DO, DO, SOFT]


def test_words_and_numbers_stand_at_each_bar() -> None:
    found = texts(drawn(SUPERVISION, (5, 1200, 18, 2)))
    assert {"Yes", "Sometimes", "No", "No answer", "5", "1,200", "18", "2"} == set(found)


def test_a_long_option_is_broken_into_lines() -> None:
    words = "a rather long answer with many words that no phone could show in one line"
    found = texts(drawn(Question("x", "x", (words,)), (3, 0)))
    assert words not in found
    assert words in " ".join(found)


def test_markup_in_an_option_is_text() -> None:
    chart = drawn(Question("x", "x", (NASTY,)), (3, 0))
    assert {element.tag for element in chart.iter()} <= {f"{SVG}{name}" for name in ("svg", "g", "path", "text")}


def test_no_answers_at_all_still_give_a_chart() -> None:
    assert "0" in texts(drawn(SUPERVISION, (0, 0, 0, 0)))
