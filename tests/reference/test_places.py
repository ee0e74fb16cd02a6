"""States, and finding one in what people write about where they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersign.reference.errors import UnknownFigure
from undersign.reference.places import outside_the_country, place, places, state_of


def test_there_are_fifty_states_dc_and_five_territories() -> None:
    kinds = [where.kind for where in places()]
    assert [kinds.count(kind) for kind in ("state", "district", "territory")] == [50, 1, 5]
    assert len({where.code for where in places()}) == len({where.fips for where in places()}) == 56


@pytest.mark.parametrize("text", ["NY", "ny", " New York ", "new  york", "36"])
def test_a_state_is_found_by_code_name_or_fips(text: str) -> None:
    assert place(text).code == "NY"


@pytest.mark.parametrize("text", ["", "XX", "Ontario", "N", "New", "x" * 1000])
def test_what_is_no_state_is_refused_with_what_to_give(text: str) -> None:
    with pytest.raises(UnknownFigure, match="two letters such as NY"):
        place(text)


@pytest.mark.parametrize("where", places(), ids=lambda where: where.code)
def test_each_state_is_read_from_its_name_and_from_its_code_after_a_town(where: object) -> None:
    code, name = getattr(where, "code", ""), getattr(where, "name", "")
    assert state_of(f"Anytown, {code}") == code
    assert state_of(f"Anytown, {code}, USA") == code
    assert state_of(f"Anytown/{code}/USA") == code
    assert state_of(f"Anytown, {name}") == code


SAID = {
    "Nashville, TN": "TN",
    "Madison, Wi": "WI",
    "NYC": "NY",
    "ny,ny": "NY",
    "New York": "NY",
    "New York City ": "NY",
    "Chicago": "IL",
    "Chicago suburbs": "IL",
    "Greater Boston": "MA",
    "Bay Area, California": "CA",
    "LA": "CA",
    "Greater LA area": "CA",
    "Lafayette LA": "LA",
    "New Orleans, LA": "LA",
    "Philly": "PA",
    "SF": "CA",
    "Washington DC": "DC",
    "Washington, D.C.": "DC",
    "Washington, DC area": "DC",
    "Washington/DC/USA": "DC",
    "DC metro": "DC",
    "Washington state": "WA",
    "Seattle, Washington, USA": "WA",
    "Western Washington": "WA",
    "Vancouver, WA": "WA",
    "Washington, PA": "PA",
    "remote - Ohio": "OH",
    "Remote (based in Ohio)": "OH",
    "Twin Cities, MN": "MN",
    "Boston/MA/USA": "MA",
    "(York)(Pa)(USA)": "PA",
    "buffalo n.y. usa": "NY",
    "N. Carolina": "NC",
    "NE Ohio": "OH",
    "Mt. Pleasant, SC": "SC",
    "Saint Louis": "MO",
    "Winston-Salem": "NC",
    "Coeur d'Alene": "ID",
    "Colorado Springs, CO 80918": "CO",
    "Kansas City, KS": "KS",
    "Kansas City, Missouri": "MO",
    "Indiana, PA": "PA",
    "West Virginia": "WV",
    "New Mexico": "NM",
    "Arlington, VA (DC metro)": "VA",
    "portland or usa": "OR",
    "Portland, Me": "ME",
    "Indianapolis In": "IN",
    "doylestown pa": "PA",
    "ERIE PA": "PA",
    "San Juan, PR": "PR",
    "Georgia": "GA",
    "Paris, TX": "TX",
    "Lebanon, NH": "NH",
    "Mexico, MO": "MO",
    "Ontario, California": "CA",
    "Melbourne, FL": "FL",
    "Jax, FL but company is in Dallas": "FL",
    "Richmond, VA (company is in Brooklyn, New York)": "VA",
}

UNCLEAR = [
    "",
    "   ",
    "USA",
    "United States",
    "Remote",
    "Midwest",
    "New England",
    "Washington",
    "Washington, USA",
    "portland",
    "Portland",
    "Columbus",
    "Springfield",
    "Kansas City",
    "Manhattan",
    "Cambridge",
    "Vancouver",
    "Melbourne",
    "St. Petersburg",
    "Orange County",
    "Jersey",
    "NY/NJ",
    "DC/MD/VA",
    "Oregon/Washington",
    "New York and New Jersey",
    "Chicago/New York",
    "SF/NY",
    "Los Angeles and Boston",
    "London/New York",
    "Ontario, CA",
    "Germany (US Army)",
    "Remote (company based near Philly)",
    "My head office is in Arlington, VA",
    "in",
    "or",
    "me",
    "hi",
    "ok",
    "la di da",
    "tell me",
    "work in",
    "either or",
    "I work from home",
    "your face",
    "12345",
    "???",
]

ABROAD = [
    "Canada",
    "Toronto ON",
    "Toronto, Ontario, Canada",
    "Toronto, CA",
    "Vancouver, BC",
    "Montréal",
    "London",
    "London UK",
    "Cambridge, England",
    "Nova Scotia",
    "Perth, WA, Australia",
    "Tbilisi, Georgia",
    "Bangalore, IN",
    "Berlin, DE",
    "Mexico City",
    "Guadalajara, Jalisco, Mexico",
    "São Paulo",
    "Ireland",
]


@pytest.mark.parametrize(("text", "code"), SAID.items())
def test_a_text_that_names_one_state_gives_it(text: str, code: str) -> None:
    assert state_of(text) == code
    assert not outside_the_country(text)


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_text_that_names_no_state_or_several_gives_none(text: str) -> None:
    assert state_of(text) is None
    assert not outside_the_country(text)


@pytest.mark.parametrize("text", ABROAD)
def test_a_text_that_names_another_country_is_outside(text: str) -> None:
    assert outside_the_country(text)
    assert state_of(text) is None


@given(st.text(max_size=300))
def test_any_text_gives_a_code_or_none_and_never_both_a_state_and_abroad(text: str) -> None:
    found = state_of(text)
    assert found is None or found in {where.code for where in places()}
    assert not (found is not None and outside_the_country(text))


@given(st.lists(st.sampled_from(sorted({*SAID, *UNCLEAR, *ABROAD})), min_size=2, max_size=4))
def test_joined_texts_never_break_the_reader(parts: list[str]) -> None:
    assert state_of(" / ".join(parts)) in {None, *(where.code for where in places())}


def test_a_very_long_text_is_read_in_a_moment() -> None:
    assert state_of("a " * 1_000_000) is None
