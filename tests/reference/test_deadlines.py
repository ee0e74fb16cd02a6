"""Last days, each worked out by hand in deadline_cases.json. The day from which a time runs is not counted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersign.reference.errors import UnknownFigure
from undersign.reference.routes.deadlines import Deadline, last_day
from undersign.reference.routes.holidays import is_working_day
from undersign.reference.routes.routes import Route, route, routes

COUNTED = [one for one in routes() if one.rule]
CASES = json.loads((Path(__file__).parent / "deadline_cases.json").read_text(encoding="utf-8"))["cases"]
WITHOUT = [one for one in routes() if not one.rule]


def count(key: str, start: date) -> Deadline:
    found = last_day(route(key), start)
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['route']}-{case['start']}")
def test_the_last_day(case: dict[str, str | None]) -> None:
    found = count(str(case["route"]), date.fromisoformat(str(case["start"])))
    also = found.also.day.isoformat() if found.also else None
    days = [each.isoformat() for each in (found.counted, found.day, found.act_by)]
    assert [*days, also] == [case[name] for name in ("counted", "day", "act_by", "also")], case["because"]


def test_each_rule_has_a_day_worked_out_by_hand() -> None:
    assert {case["route"] for case in CASES} == {one.id for one in COUNTED}


def test_a_second_day_holds_on_a_condition() -> None:
    conditions = {one.id: one.also.condition for one in COUNTED if one.also}
    assert {key: count(key, date(2026, 3, 4)).condition for key in conditions} == conditions
    assert {case["route"] for case in CASES if case["also"]} == set(conditions)


def test_a_moved_day_says_so() -> None:
    assert count("external_review", date(2026, 11, 28)).moved
    assert not count("labor_board", date(2026, 8, 28)).moved


@pytest.mark.parametrize("one", [one for one in COUNTED if not one.also], ids=lambda one: one.id)
def test_without_a_second_rule_there_is_no_second_day(one: Route) -> None:
    found = last_day(one, date(2026, 3, 4))
    assert found is not None
    assert (found.also, found.condition) == (None, "")


def test_only_the_labor_board_must_be_filed_and_served() -> None:
    assert [one.id for one in routes() if one.must == "file_and_serve"] == ["labor_board"]


@pytest.mark.parametrize("one", WITHOUT, ids=lambda one: one.id)
def test_without_a_rule_there_is_no_day_and_a_reason(one: Route) -> None:
    assert last_day(one, date(2026, 3, 4)) is None
    assert one.no_day


@pytest.mark.parametrize("start", [date(1999, 12, 31), date(2101, 1, 1), date.min, date.max])
def test_a_day_out_of_all_reason_is_refused(start: date) -> None:
    with pytest.raises(UnknownFigure, match="from 2000 to 2100"):
        last_day(route("labor_board"), start)


@given(st.sampled_from(COUNTED), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_last_day_comes_later_and_the_safe_day_is_a_working_day(one: Route, start: date) -> None:
    found = last_day(one, start)
    assert found is not None
    assert start < found.counted <= found.day
    assert found.act_by <= found.day
    assert is_working_day(found.act_by)
    assert is_working_day(found.day) or not one.rule or not one.rule.moves
