"""The histogram of pay: a column for each bin, the yardsticks, the median and the middle half."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from tests.reports.cases import EDGES, PAY, SUPERVISION
from undersign.reports.histogram import histogram
from undersign.reports.look import DO, INK, LINE, PAPER, SOFT
from undersign.reports.marks import Mark, marks_for

TOTALS = (1, 2, 8, 10, 4, 2, 1, 2)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(totals: tuple[int, ...] = TOTALS, marks: tuple[Mark, ...] = ()) -> ET.Element:
    return ET.fromstring(histogram(PAY, totals, marks))  # noqa: S314 - our own chart


def texts(chart: ET.Element) -> list[str]:
    return [element.text or "" for element in chart.iter(f"{SVG}text")]


def columns(chart: ET.Element) -> list[ET.Element]:
    return [element for element in chart.iter(f"{SVG}path") if element.get("fill") == DO]


def dashed(chart: ET.Element) -> list[ET.Element]:
    return [element for element in chart.iter(f"{SVG}line") if element.get("stroke-dasharray")]


def test_each_bin_has_a_column() -> None:
    assert len(columns(drawn())) == len(EDGES)


def test_the_open_last_bin_is_labelled_with_a_plus() -> None:
    labels = texts(drawn())
    assert "$0" in labels
    assert "$80k+" in labels


def test_each_yardstick_has_a_line_and_its_letter() -> None:
    marks = marks_for("NY")
    chart = drawn(marks=marks)
    assert [mark.letter for mark in marks] == ["A", "B", "C", "D", "E"]
    assert set("ABCDE") <= set(texts(chart))
    assert len(dashed(chart)) == 5


@pytest.mark.parametrize(
    "dollars", [(25_000, 25_001, 25_002, 25_003), (0, 1, 2), (80_000, 90_000, 10**7), (79_999, 80_000)]
)
def test_letters_of_close_yardsticks_do_not_lie_on_each_other(dollars: tuple[int, ...]) -> None:
    marks = tuple(Mark(letter, "x", amount, "y") for letter, amount in zip("ABCD", dollars, strict=False))
    chart = drawn(marks=marks)
    places = []
    for element in chart.iter(f"{SVG}text"):
        if element.text in {"A", "B", "C", "D"}:
            found = re.findall(r"-?\d+\.?\d*", element.get("transform") or "")
            shift = {"start": 1, "end": -1}.get(element.get("text-anchor") or "", 0)
            places.append((round(float(found[0])) + 6 * shift, round(float(found[1]))))
    assert len(places) == len(marks)
    for number, (x, y) in enumerate(places):
        assert all(abs(x - other) >= 10 or abs(y - row) >= 10 for other, row in places[:number])


def test_a_chart_uses_only_the_colours_that_the_style_sheet_turns_for_the_dark() -> None:
    text = histogram(PAY, TOTALS, marks_for(None))
    used = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text))
    assert used <= {INK, SOFT, LINE, DO, PAPER}


def test_a_chart_loads_and_runs_nothing() -> None:
    text = histogram(PAY, TOTALS, marks_for("NY"))
    assert not re.search(r"<script|<style|style=|<image|href|url\(|@import", text)


def test_a_chart_says_in_words_what_it_is() -> None:
    chart = drawn()
    assert chart.get("role") == "img"
    assert "28 in all" in (chart.get("aria-label") or "")


def test_no_answers_at_all_still_give_a_chart() -> None:
    assert len(columns(drawn((0,) * 8))) in {0, len(EDGES)}


def test_a_median_in_the_open_bin_still_gives_a_chart() -> None:
    assert len(columns(drawn((0, 0, 0, 0, 0, 0, 9, 1)))) == len(EDGES)


def test_a_question_without_bins_has_no_histogram() -> None:
    with pytest.raises(ValueError, match="no bins of pay"):
        histogram(SUPERVISION, (1, 2, 3, 4), ())


def test_the_same_totals_give_the_same_bytes() -> None:
    assert histogram(PAY, TOTALS, marks_for("NY")) == histogram(PAY, TOTALS, marks_for("NY"))
