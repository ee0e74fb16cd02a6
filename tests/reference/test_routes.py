"""The list of routes: what it holds, that nothing unchecked is counted, and that a changed line is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from undersign.reference.errors import BrokenFile, UnknownFigure
from undersign.reference.routes import texts
from undersign.reference.routes.routes import FILE, RULES_FILE, route, routes
from undersign.reference.routes.schema import NO_DAYS
from undersign.reference.routes.standing import CHECKS, SAID, Standing


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Change one place of a shipped file that is there exactly once."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def test_there_are_26_with_ids_of_their_own() -> None:
    assert len(routes()) == len({one.id for one in routes()}) == 26


def test_a_route_says_all_that_the_list_says() -> None:
    found = route("labor_board")
    assert (found.body, found.citation) == ("NLRB regional office", "29 USC 157, 158, 160(b)")
    assert (found.path, found.starts, found.must) == ("worker", "happened", "file_and_serve")
    assert (found.standing, found.verified, found.as_of) == (Standing.SEEN, True, None)


def test_a_route_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownFigure, match="no route 'nowhere'"):
        route("nowhere")


def test_what_was_not_checked_has_no_rule() -> None:
    unchecked = [one for one in routes() if not one.verified]
    assert {one.id for one in unchecked} == {
        *("state_board", "federal_labor_board", "union_vote", "insurance_law", "insured_plan"),
        *("medicaid_grievance", "emergency", "provider_discrimination", "addiction_records"),
    }
    assert all(one.rule is None and one.no_day == "unverified" for one in unchecked)


def test_checked_lines_without_a_rule_say_why() -> None:
    assert {one.id: one.no_day for one in routes() if one.verified and one.rule is None} == {
        "coverage_test": "not_a_complaint",
        "public_plan": "not_in_citation",
        "medicaid_direct": "state_may_give_less",
        "protection": "no_limit_seen",
    }


def test_every_wording_of_the_list_is_known_and_none_is_left_over() -> None:
    assert {one.verification for one in routes()} == set(CHECKS)


def test_a_day_on_which_the_text_stood_so_is_kept() -> None:
    assert route("external_review").as_of == date(2026, 9, 25)
    assert route("coverage_test").as_of == date(2026, 6, 20)


def test_a_source_that_points_above_is_followed() -> None:
    assert route("medicaid_hearing").source == route("medicaid_plan").source
    assert route("medicaid_direct").source == route("medicaid_plan").source
    assert not [one.id for one in routes() if one.source.startswith("same")]


def test_a_deadline_that_points_above_keeps_the_law_that_sets_it() -> None:
    assert route("unpaid_travel").citation == "29 CFR 785.38, .39, .41"
    assert route("unpaid_travel").counted_by == route("unpaid_hours").citation == "29 USC 207, 255(a)"


def test_every_key_has_its_words() -> None:
    assert set(texts.TEXTS) == {one.id for one in routes()}
    assert set(texts.SINCE) == set(texts.STARTS)
    assert set(texts.STARTS) == {one.starts for one in routes() if one.starts}
    assert set(texts.MUST) == {one.must for one in routes() if one.must}
    assert set(texts.ALSO) == {one.also.condition for one in routes() if one.also}
    assert set(texts.NO_DAY) == {one.no_day for one in routes() if one.no_day} == set(NO_DAYS) - {""}
    assert set(SAID) == set(Standing)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (FILE, ",NOT FOUND - per-state table needed", ",surely right", "'surely right' in the column 'verification'"),
        (FILE, "http://www.flra.gov/fsa_4116", "somewhere", "'somewhere' in the column 'source'"),
        (FILE, "NLRB regional office", "", "'' in the column 'body'"),
        (FILE, "5 USC 7118(a)(4)", "the law", "'the law' in the column 'citation'"),
        (FILE, ",30 days,", ",60 days,", "written for other words"),
        (FILE, ",secondary", ",seen", "does not agree with how well"),
        (FILE, ',quotes eeoc.gov\n"same', ',secondary\n"same', "does not agree with how well"),
        (FILE, ",same,quoted", ",same as above (id 1),quoted", "not above"),
        (RULES_FILE, "file_and_serve,6,months", "file_and_serve,6,weeks", "'weeks' in the column 'unit'"),
        (RULES_FILE, "file_and_serve,6,months", "file_and_serve,0,months", "'0' in the column 'amount'"),
        (RULES_FILE, "file_and_serve,6,months", "file_and_serve,,months", "half a rule for 'labor_board'"),
        (RULES_FILE, "10,days,keep_care", "10,,keep_care", "half a rule for 'medicaid_plan'"),
        (RULES_FILE, "not_in_citation", "", "half a rule for 'public_plan'"),
        (RULES_FILE, "not_in_citation", "unverified", "does not agree with how well"),
        (RULES_FILE, "not_in_citation", "who knows", "'who knows' in the column 'no_day'"),
        (RULES_FILE, "\nsafety,", "\nlabor_board,", "same id twice"),
        (RULES_FILE, "\nsafety,", "\nSafety,", "'Safety' in the column 'id'"),
    ],
)
def test_a_line_that_is_not_what_it_should_be_is_refused(copy: Path, name: str, old: str, new: str, said: str) -> None:
    spoil(copy, name, old, new)
    with pytest.raises(BrokenFile) as refused:
        routes()
    assert said in str(refused.value)


def test_a_rule_without_its_line_is_refused(copy: Path) -> None:
    path = copy / RULES_FILE
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(BrokenFile, match="same number of rows"):
        routes()
