"""The page of a report: one file that loads nothing, runs nothing and hides nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.reports.cases import NASTY, NEW_YORK, SURVEY, Page, nasty
from tests.reports.reading import grade
from undersign.reports import words
from undersign.reports.page import render_page
from undersign.reports.results import SurveyResult

TEXT = render_page(SURVEY)
PAGE = Page(TEXT)


def shown(**changed: Any) -> Page:  # noqa: ANN401 - takes any field of a result
    return Page(render_page(replace(SURVEY, **changed)))


def test_the_page_asks_no_other_place_for_anything() -> None:
    assert not re.search(r"https?:|//|@import|url\(", TEXT, re.IGNORECASE)
    links = [value for _, said in PAGE.elements for name, value in said.items() if name in {"href", "src", "action"}]
    assert links
    assert all(link.startswith("#") for link in links)


def test_the_page_runs_nothing() -> None:
    assert not {"script", "iframe", "object", "embed", "form", "link", "base", "img"} & {
        tag for tag, _ in PAGE.elements
    }
    assert not [name for _, said in PAGE.elements for name in said if name.startswith("on") or name == "style"]


def test_the_browser_is_told_to_load_and_run_nothing_else() -> None:
    policy = next(said["content"] for tag, said in PAGE.elements if tag == "meta" and "http-equiv" in said)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_element_is_closed() -> None:
    assert PAGE.unclosed == []


def test_each_link_within_the_page_leads_somewhere_and_no_name_is_used_twice() -> None:
    names = [said["id"] for _, said in PAGE.elements if "id" in said]
    assert len(names) == len(set(names))
    targets = {said["href"].removeprefix("#") for tag, said in PAGE.elements if tag == "a"}
    assert targets <= set(names)


def test_each_group_is_in_the_list_and_has_a_part_with_charts() -> None:
    sections = [said for tag, said in PAGE.elements if tag == "section"]
    charts = [said for tag, said in PAGE.elements if tag == "svg"]
    assert len(sections) == 3
    assert len(charts) == 6
    assert PAGE.words.count("New York") == 2


def test_what_joined_a_group_is_named() -> None:
    assert "12 envelopes, from Ohio, Guam" in PAGE.text()


def test_what_stayed_shut_is_counted_with_its_reason() -> None:
    assert "Hawaii: 4 envelopes. Fewer than 10 came in." in PAGE.text()


def test_nothing_shut_is_said() -> None:
    assert words.NOTHING_SHUT in shown(shut=()).text()


def test_each_check_is_shown_with_its_verdict_and_reason() -> None:
    for said in ("The record was never rewritten. pass", "The list is not in this folder.", "FAIL", "Ohio differs."):
        assert said in PAGE.text()


def test_a_page_without_checks_says_so() -> None:
    assert words.NOT_CHECKED in shown(verdicts=()).text()


def test_made_up_answers_are_marked_and_others_are_not() -> None:
    marked = shown(made_up=True).text()
    assert words.MADE_UP_MARK in marked
    assert words.MADE_UP in marked
    assert words.MADE_UP_MARK not in PAGE.text()


def test_all_counts_stand_in_the_page() -> None:
    assert "No answer 2" in PAGE.text()
    assert "from 40000 10" in PAGE.text()


def test_median_and_quartiles_stand_beside_the_chart() -> None:
    for said in (
        "A quarter get less than $35,000",
        "Half get less (the median) $43,000",
        "A quarter get more than $50,000",
    ):
        assert said in PAGE.text()


def test_a_quartile_in_the_open_bin_says_only_what_it_is_above() -> None:
    group = replace(NEW_YORK, totals=((0, 0, 0, 0, 0, 0, 30, 0), NEW_YORK.totals[1]))
    assert "Half get less (the median) $80,000 or more" in shown(groups=(group,)).text()


def test_columns_of_unequal_range_are_said_to_be_so() -> None:
    assert words.UNEVEN in PAGE.text()


def test_a_group_in_which_nobody_answered_says_so() -> None:
    group = replace(NEW_YORK, totals=((0,) * 7 + (30,), NEW_YORK.totals[1]))
    assert words.NO_ANSWERS in shown(groups=(group,)).text()


def test_a_survey_in_which_nothing_was_opened_still_has_a_page() -> None:
    assert "No group was large enough to be opened." in shown(groups=()).text()


def test_counts_that_are_not_known_are_left_out() -> None:
    assert "Who could answer" in PAGE.text()
    assert "Who could answer" not in shown(listed=None, requests=None).text()


def test_the_yardsticks_are_named_with_their_sources() -> None:
    for said in ("Poverty line, 3 people $27,320", "US Bureau of Labor Statistics", "list up to 2022-12-31"):
        assert said in PAGE.text()


@pytest.mark.parametrize("result", [nasty(), replace(nasty(), made_up=True)], ids=["plain", "made up"])
def test_no_outside_text_can_break_out_of_its_place(result: SurveyResult) -> None:
    text = render_page(result)
    page = Page(text)
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    assert "onerror" not in {name for _, said in page.elements for name in said}
    assert page.unclosed == []
    assert NASTY not in text


def test_progress_is_told_after_each_group() -> None:
    steps: list[tuple[int, int]] = []
    render_page(SURVEY, lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_the_same_result_gives_the_same_page() -> None:
    assert render_page(SURVEY) == TEXT


def test_our_own_sentences_can_be_read_after_seven_years_of_school() -> None:
    ours = [value for name, value in vars(words).items() if name.isupper()]
    sentences = [sentence for value in ours for sentence in ([value] if isinstance(value, str) else value)]
    assert len(sentences) > 10
    assert grade(" ".join(sentence if sentence.endswith(".") else f"{sentence}." for sentence in sentences)) <= 7


def test_the_page_without_other_peoples_texts_can_be_read_after_seven_years_of_school() -> None:
    paragraphs = re.findall(r"<(?:p|li|dd)>([^<]+)</", re.sub(r"<svg.*?</svg>", "", TEXT, flags=re.DOTALL))
    assert grade(" ".join(paragraph.rstrip(".") + "." for paragraph in paragraphs)) <= 7
