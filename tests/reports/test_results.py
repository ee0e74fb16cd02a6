"""A result that would show what must stay shut, or that does not add up, cannot be made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.cases import EDGES, NEW_YORK, PAY, SURVEY
from undersign.reports.results import Question


def test_a_group_smaller_than_k_is_refused() -> None:
    with pytest.raises(ValueError, match="12 envelopes, fewer than 13"):
        replace(SURVEY, k=13)


def test_totals_that_lack_the_number_without_an_answer_are_refused() -> None:
    short = replace(NEW_YORK, totals=(NEW_YORK.totals[0][:-1], NEW_YORK.totals[1]))
    with pytest.raises(ValueError, match="one for no answer"):
        replace(SURVEY, groups=(short,))


def test_a_group_without_totals_for_a_question_is_refused() -> None:
    with pytest.raises(ValueError, match="totals for 1 questions"):
        replace(SURVEY, groups=(replace(NEW_YORK, totals=NEW_YORK.totals[:1]),))


def test_a_total_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="the totals must be"):
        replace(SURVEY, groups=(replace(NEW_YORK, totals=(NEW_YORK.totals[0], (-1, 0, 0, 0))),))


@pytest.mark.parametrize("bins", [(1, 2, 3), (0, 1), (0, 2, 1), (0, 1, 1)])
def test_bins_that_are_not_one_rising_edge_for_each_option_are_refused(bins: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="one lower edge for each option"):
        Question("pay", "Pay?", ("a", "b", "c"), bins)


def test_a_question_without_options_is_refused() -> None:
    with pytest.raises(ValueError, match="no options"):
        Question("pay", "Pay?", ())


def test_a_day_that_is_no_iso_date_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        replace(SURVEY, opened_on="yesterday")


def test_a_survey_number_that_is_not_hexadecimal_is_refused() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        replace(SURVEY, box_id="xyz")


def test_all_opened_groups_together_are_the_sum_of_each() -> None:
    together = SURVEY.together()
    assert together is not None
    assert together.count == SURVEY.opened() == 42
    assert together.totals == ((1, 6, 12, 12, 5, 2, 2, 2), (7, 7, 26, 2))


def test_one_group_alone_has_no_sum_of_its_own() -> None:
    assert replace(SURVEY, groups=(NEW_YORK,)).together() is None


def test_the_bins_of_the_case_are_those_of_its_question() -> None:
    assert PAY.bins == EDGES
