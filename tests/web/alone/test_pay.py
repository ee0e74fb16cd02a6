"""Check my pay: what is asked, what is answered, and that wrong input comes back whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web import start
from tests.web.demands.test_weight import whole
from tests.web.reading import check
from undersign.reference.living_wages import COLUMNS, FILE

ASKED: dict[str, Any] = {
    "state": "NY",
    "city": "",
    "pay": "17.50",
    "unit": "hour",
    "paid": "35",
    "unpaid": "5",
    "household": "3",
    "job": "",
}
MOST = 15_000
TAG = re.compile(r"<[^>]+>")
ROW = 'NY,3,"one adult, two children","una persona adulta, dos niños",45.10,Our count,https://x.example/a,2026-02-15\n'


def page(visitor: Client, language: str = "", **other: str) -> str:
    """Return the page that answers what is usually asked, with other values for some of it."""
    answer = visitor.post(f"{language}/pay", ASKED | other)
    assert answer.status_code == 200
    return answer.content.decode()


def words(found: str) -> str:
    """Return what stands in the text of a page."""
    return " ".join(TAG.sub(" ", found[found.index("<main") : found.index("</main>")]).split())


def answered(visitor: Client, language: str = "", **other: str) -> str:
    """Return the words of an answer, without the form that follows it."""
    found = page(visitor, language, **other)
    assert 'class="wages"' in found
    return words(found[: found.index("<form")] + "</main>")


@pytest.fixture
def living() -> Iterator[Path]:
    """Return where the table of living wages stands, which is empty again afterwards."""
    path = start.HOME.path / FILE
    yield path
    path.unlink(missing_ok=True)


def test_the_answer_says_each_figure_with_its_source(visitor: Client) -> None:
    said = answered(visitor)
    for part in (
        "You are paid $17.50 an hour for 35 hours a week. That is $31,850 a year before tax.",
        "116.6% of the poverty line. For 3 people it is $27,320 in 2026.",
        "Your pay is $4,530 a year above it.",
        "48 contiguous states and DC",
        "Source: US Department of Health and Human Services, poverty guidelines, 2026",
        "Dollars an hour in New York, from",
        "Social and Human Service Assistants $17.30 $19.13 $22.69 $26.99 $30.98",
        "Of 100 people in this job, 10 to 25 earn less. After unpaid hours: Of 100 people in this job, fewer than 10",
        "Source: US Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2025",
        "$15.31 is what each hour brings you if your 5 unpaid hours a week count too.",
        "the unpaid hours of a year would come to $4,550",
        "It is $7.25 an hour. Your pay is $17.50. With the unpaid hours, it is $15.31.",
        "has been $7.25 since July 24, 2009",
        "It gives no legal advice.",
        "Your state or city may set a higher minimum wage.",
        "Taxes and benefits",
    ):
        assert part in said


def test_pay_for_a_year_is_held_against_the_same_figures(visitor: Client) -> None:
    said = answered(visitor, pay="$31,850", unit="year")
    assert "You are paid $17.50 an hour for 35 hours a week. That is $31,850 a year" in said
    assert "116.6%" in said


def test_without_unpaid_hours_nothing_is_said_of_them(visitor: Client) -> None:
    said = answered(visitor, unpaid="0")
    assert "After unpaid hours" not in said
    assert "With the unpaid hours" not in said


def test_one_person_is_one_person(visitor: Client) -> None:
    assert "For one person it is $15,960" in answered(visitor, household="1")


def test_pay_below_the_line_and_the_minimum_is_told(visitor: Client) -> None:
    said = answered(visitor, pay="7", paid="40", unpaid="0")
    assert "a year below it" in said
    assert "That is less than this law asks for in most jobs." in said


def test_an_hour_that_falls_below_the_minimum_by_unpaid_hours_is_told(visitor: Client) -> None:
    assert "That is less than this law asks for" in answered(visitor, pay="8", paid="40", unpaid="10")


def test_a_job_from_the_list_stands_first(visitor: Client) -> None:
    said = answered(visitor, job="21-1015")
    assert 0 < said.index("Rehabilitation Counselors $") < said.index("Social and Human Service Assistants $")


def test_a_city_gives_the_figures_of_its_area(visitor: Client) -> None:
    said = answered(visitor, city="syracuse")
    assert "Dollars an hour in Syracuse, NY, from" in said
    assert "Social and Human Service Assistants $17.68 $19.58 $22.76" in said


def test_a_wider_area_says_that_it_stands_in(visitor: Client) -> None:
    said = answered(visitor, state="CO", city="Grand Junction")
    assert "Community Health Workers, Colorado $" in said
    assert "BLS gives no wages for this job in Grand Junction, CO. Shown instead: Colorado." in said


def test_a_territory_has_no_line_and_says_so(visitor: Client) -> None:
    said = answered(visitor, state="PR")
    assert "no federal poverty guideline for Puerto Rico" in said
    assert "% of the poverty line" not in said


def test_a_name_that_fits_several_areas_offers_them(visitor: Client) -> None:
    found = page(visitor, city="nonmetropolitan")
    assert "This fits several areas. Choose one below." in found
    offered = re.findall(r'<option value="([0-9]{7})">([^<]+)', found)
    assert len(offered) == 3
    code, name = offered[0]
    assert f"Dollars an hour in {name}, from" in answered(visitor, city="nonmetropolitan", area=code)


def test_a_name_that_fits_none_offers_the_areas_of_the_state_or_all_of_it(visitor: Client) -> None:
    found = page(visitor, city="Atlantis")
    assert "We know no area of that name in this state." in found
    assert "Syracuse, NY" in found
    assert "Philadelphia" not in found
    assert "Dollars an hour in New York, from" in answered(visitor, city="Atlantis", area="all")


def test_where_there_are_no_areas_none_is_offered(visitor: Client) -> None:
    found = page(visitor, state="AS", city="Pago Pago")
    assert "There are no figures for a smaller area here." in found
    assert 'id="area"' not in found


def test_an_area_of_another_state_is_not_taken(visitor: Client) -> None:
    assert "Choose one below" in page(visitor, city="Atlantis", area="0010180")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("state", "", "Choose a state."),
        ("state", "ZZ", "Choose a state."),
        ("pay", "", "Write your pay in dollars"),
        ("pay", "a lot", "Write your pay in dollars"),
        ("pay", "-5", "Write your pay in dollars"),
        ("pay", "1e3", "Write your pay in dollars"),
        ("pay", "17.5.0", "Write your pay in dollars"),
        ("pay", "9" * 30, "Write your pay in dollars"),
        ("pay", "0", "less than 1 dollar an hour"),
        ("pay", "36,400", "more than 1,000 dollars an hour"),
        ("unit", "month", "Choose an hour or a year."),
        ("paid", "0", "more than 0"),
        ("paid", "", "such as 40 or 37.5"),
        ("paid", "169", "A week has 168 hours. This is more."),
        ("unpaid", "140", "Paid and unpaid hours together are more."),
        ("unpaid", "", "Write 0 if there are none."),
        ("unpaid", "none", "Write 0 if there are none."),
        ("household", "0", "from 1 to 20"),
        ("household", "21", "from 1 to 20"),
        ("household", "2.5", "from 1 to 20"),
        ("job", "99-9999", "Choose a job from the list."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    visitor: Client, field: str, typed: str, says: str
) -> None:
    found = page(visitor, **{field: typed, "city": "Syracuse"})
    assert 'class="wages"' not in found
    assert f'<a href="#{field}">' in found
    assert found.count(says) == 2  # above the form, and at the field
    kept = ASKED | {"city": "Syracuse", field: typed}
    assert all(f'value="{kept[name]}"' in found for name in ("city", "pay", "paid", "unpaid", "household"))
    assert field == "state" or '<option value="NY" selected>' in found


def test_a_year_of_very_little_is_asked_about(visitor: Client) -> None:
    assert "Is it the pay for an hour?" in page(visitor, pay="17.50", unit="year")


@pytest.mark.parametrize("typed", ["17.50", "17,50", "$17.50", " 17.5 ", "$ 17.50", "17.5000"])
def test_pay_is_read_as_people_write_it(visitor: Client, typed: str) -> None:
    assert "You are paid $17.50 an hour" in answered(visitor, pay=typed)


def test_what_was_typed_cannot_become_part_of_the_page(visitor: Client) -> None:
    assert "<script>x" not in page(visitor, city='"><script>x', pay="<script>x")


def test_the_form_below_the_answer_holds_what_was_typed(visitor: Client) -> None:
    form = page(visitor, city="albany", job="21-1015").partition("<form")[2]
    assert 'value="Albany-Schenectady-Troy, NY"' in form
    assert '<option value="21-1015" selected>' in form
    assert 'value="17.50"' in form


def test_the_answer_can_be_had_in_the_other_language_without_typing_again(visitor: Client) -> None:
    assert 'formaction="/es/pay"' in page(visitor)
    assert 'formaction="/pay"' in page(visitor, "/es")


def test_an_address_with_pay_in_it_shows_an_empty_form(visitor: Client) -> None:
    found = visitor.get("/pay?pay=17.50&state=NY").content.decode()
    assert '<option value="NY" selected>' not in found
    assert 'id="pay"' in found


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_else_is_taken(visitor: Client, method: str) -> None:
    assert getattr(visitor, method)("/pay").status_code == 405


def test_living_wages_of_the_host_stand_there_without_a_restart(visitor: Client, living: Path) -> None:
    assert "What a living costs" not in answered(visitor)
    living.write_text(f"{','.join(COLUMNS)}\n{ROW}")
    said = answered(visitor)
    assert "New York: one adult, two children $45.10 an hour. Your pay is $27.60 an hour less." in said
    assert "After unpaid hours, it is $29.79 less." in said
    assert "Our count , Feb. 15, 2026" in said
    assert "una persona adulta, dos niños" in answered(visitor, "/es")
    assert "What a living costs" not in answered(visitor, household="2")
    assert "What a living costs" not in answered(visitor, state="OH")


def test_a_table_of_living_wages_that_broke_is_told(visitor: Client, living: Path) -> None:
    living.write_text("nonsense")
    assert "the site cannot read them now" in answered(visitor)


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize(
    "other",
    [{}, {"city": "Syracuse", "unpaid": "0"}, {"state": "PR", "household": "1"}, {"pay": "130", "job": "29-2053"}],
)
def test_every_answer_is_easy_to_read(visitor: Client, living: Path, language: str, other: dict[str, str]) -> None:
    living.write_text(f"{','.join(COLUMNS)}\n{ROW}")
    check(page(visitor, language, **other), "es" if language else "en")


@pytest.mark.parametrize("language", ["", "/es"])
def test_form_and_answer_stay_below_15_kb(visitor: Client, language: str) -> None:
    assert whole(visitor.get(f"{language}/pay").content.decode()) < MOST
    assert whole(page(visitor, language, city="nonmetropolitan", state="TX")) < MOST
    assert whole(page(visitor, language, city="Syracuse", job="21-1015")) < MOST


def test_the_first_page_leads_there(visitor: Client) -> None:
    assert 'href="/pay"' in visitor.get("/").content.decode()
    assert 'href="/es/pay"' in visitor.get("/es/").content.decode()
