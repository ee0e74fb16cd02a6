"""Wages by area and occupation."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from undersign.reference import wages
from undersign.reference.errors import UnknownFigure
from undersign.reference.places import place, places


def test_the_national_medians_are_the_published_ones() -> None:
    medians = [wages.national(code).hourly.percentiles[50].dollars for code in ("21-1093", "21-1094", "21-1099")]
    assert medians == [Decimal("22.08"), Decimal("24.93"), Decimal("27.28")]


def test_every_state_and_dc_has_wages_for_human_service_assistants() -> None:
    for where in places():
        row = wages.in_state(where, "21-1093")
        assert (row is not None) == (where.code not in {"AS", "MP"}), where.name


def test_an_occupation_that_is_not_in_the_tables_is_refused() -> None:
    with pytest.raises(UnknownFigure, match="99-9999"):
        wages.national("99-9999")


def test_a_row_that_bls_does_not_publish_is_none() -> None:
    assert wages.in_state(place("SD"), "21-1099") is None


def test_figures_that_bls_does_not_release_are_marked_as_missing() -> None:
    row = wages.in_state(place("AL"), "21-1099")
    assert row is not None
    assert {figure.mark for figure in row.hourly.percentiles.values()} == {"missing"}


def test_an_employment_that_bls_does_not_release_is_none() -> None:
    row = wages.in_state(place("MS"), "21-1093")
    assert row is not None
    assert row.employment is None
    assert row.hourly.percentiles[50].mark == "published"


def test_a_row_says_its_source_and_date() -> None:
    assert wages.national("21-1093").source.line() == (
        "US Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2025"
    )


def test_wages_by_industry_are_found_by_its_code() -> None:
    code = next(code for code, name in wages.industries().items() if name == "Offices of Physicians")
    row = wages.in_industry(code, "00-0000")
    assert row is not None
    assert row.area_name == "Offices of Physicians"


@pytest.mark.parametrize(
    ("part", "state", "name"),
    [
        ("Syracuse", "NY", "Syracuse, NY"),
        ("  syracuse ", "NY", "Syracuse, NY"),
        ("Springfield", "MA", "Springfield, MA"),
        ("Kansas City", "KS", "Kansas City, MO-KS"),
        ("Memphis", "MS", "Memphis, TN-MS-AR"),
        ("Sussex", "DE", "Sussex Delaware nonmetropolitan area"),
        ("New York-Newark", "NJ", "New York-Newark-Jersey City, NY-NJ"),
        ("Portland", "WA", "Portland-Vancouver-Hillsboro, OR-WA"),
    ],
)
def test_a_metro_area_is_found_by_part_of_its_name(part: str, state: str, name: str) -> None:
    assert wages.metro(part, place(state)).name == name


def test_several_areas_of_one_name_part_are_listed() -> None:
    with pytest.raises(UnknownFigure, match=r"fits several areas in New York.*Southwest New York"):
        wages.metro("nonmetropolitan", place("NY"))


def test_an_area_in_another_state_is_named() -> None:
    with pytest.raises(UnknownFigure, match=r"'Springfield' is not in New York.*Springfield, IL"):
        wages.metro("Springfield", place("NY"))


@pytest.mark.parametrize("part", ["Atlantis", "", "   ", "x" * 500])
def test_a_name_that_no_area_has_is_refused(part: str) -> None:
    with pytest.raises(UnknownFigure, match="Syracuse"):
        wages.metro(part, place("NY"))


@pytest.mark.parametrize(
    ("text", "mark"),
    [("-", "missing"), ("*", "missing"), ("**", "missing"), ("~", "missing"), ("", "missing"), ("#", "top-coded")],
)
def test_each_mark_of_bls_is_known(text: str, mark: str, copy: Path) -> None:
    path = copy / wages.STATE_FILE
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    column = rows[0].index("h_pct90")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *([*row[:column], text, *row[column + 1 :]] for row in rows[1:])])
    found = wages.national("21-1093").hourly.percentiles[90]
    assert (found.dollars, found.mark) == (None, mark)
