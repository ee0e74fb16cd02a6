"""The totals as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from tests.reports.cases import NASTY, NEW_YORK, SUPERVISION, SURVEY, nasty
from undersign.reports.tables import as_csv, as_json


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_each_total_has_a_line_with_its_group_question_and_option() -> None:
    found = rows(as_csv(SURVEY))
    assert found[0] == ["group", "question", "option", "count"]
    assert len(found) == 1 + 2 * (8 + 4)
    assert ["New York", "Is your supervision paid time?", "No", "18"] in found
    assert found[8] == ["New York", "What do you earn in a year?", "no answer", "2"]


def test_texts_with_commas_quotes_and_line_ends_come_back_whole() -> None:
    name = 'a, "b"\nc'
    found = rows(as_csv(replace(SURVEY, groups=(replace(NEW_YORK, name=name),))))
    assert found[1][0] == name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    question = replace(SUPERVISION, options=(text, "b", "c"))
    found = rows(as_csv(replace(SURVEY, questions=(SURVEY.questions[0], question))))
    assert found[9][2] == f"'{text}"


def test_the_json_holds_the_whole_result() -> None:
    found = json.loads(as_json(SURVEY))
    assert (found["opened"], found["envelopes"], found["k"], found["made_up"]) == (42, 46, 10, False)
    assert found["groups"][0]["answers"][1]["totals"] == [5, 5, 18, 2]
    assert found["groups"][0]["answers"][0]["estimates"]["median"] == 43000
    assert found["groups"][0]["answers"][1]["estimates"] is None
    assert found["shut"][0]["reason"] == "Fewer than 10 came in."
    assert found["checked"][2]["verdict"] == "FAIL"


def test_an_estimate_in_the_open_bin_is_given_as_its_lower_edge() -> None:
    group = replace(NEW_YORK, totals=((0, 0, 0, 0, 0, 0, 30, 0), NEW_YORK.totals[1]))
    found = json.loads(as_json(replace(SURVEY, groups=(group,))))
    assert found["groups"][0]["answers"][0]["estimates"]["median"] == {"at_least": 80_000}


def test_hostile_texts_come_back_whole() -> None:
    assert json.loads(as_json(nasty()))["title"] == NASTY
    assert rows(as_csv(nasty()))[1][0] == NASTY
