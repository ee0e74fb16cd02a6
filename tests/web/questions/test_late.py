"""What was not sent in time, or went wrong: what a question's page and its receipt say of it."""

from __future__ import annotations

import re

import pytest

from tests.web import reading
from tests.web.questions.asking import Asked

UNSENT, OUT_UNSENT = "You sealed your answer, but it is still only", "You took your answer back, but that is still only"
LATE, OUT_LATE = "This was not confirmed in time.", "You took your answer back, but that was not confirmed in time."
CHECK = "Press “Check it now” to see if it arrived."
REASON = re.compile(r'<p data-reason="(\w+)" hidden>(.*?)</p>')


def text(page: str) -> str:
    """Return a page without its markup."""
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def test_what_came_too_late_is_not_said_to_wait_for_being_sent(asked: Asked) -> None:
    box, clock = asked.met, asked.evening.clock
    for ends, said in ((0, (True, True)), (box.signing_ends, (False, True)), (box.withdrawing_ends, (False, False))):
        clock.now = max(clock.now, ends)
        receipt = text(asked.page(f"/questions/{box.hex}/receipt"))
        assert (UNSENT in receipt, OUT_UNSENT in receipt) == said
        assert (f"{LATE} {CHECK} If not, it does not count." in receipt) != said[0]
        assert (f"{OUT_LATE} {CHECK} If not, your answer still counts." in receipt) != said[1]
    page = text(asked.page(f"/questions/{box.hex}"))
    assert f"{LATE} Your receipt can tell if it arrived. If not, it does not count." in page
    assert CHECK not in page


def test_only_the_door_says_what_came_too_late(asked: Asked) -> None:
    """It alone knows whether the same bytes may have come before."""
    for more in ("", "/receipt"):
        page = asked.page(f"/questions/{asked.met.hex}{more}")
        assert 'data-reason="too_late"' not in page
        assert "The time for this is over" not in page


def test_what_goes_wrong_is_said_in_the_same_words_as_under_a_demand(asked: Asked) -> None:
    of_question, of_demand = (
        dict(REASON.findall(asked.page(f"/{path}/receipt")))
        for path in (f"questions/{asked.first.hex}", f"demands/{asked.demand.box.hex}")
    )
    assert {"already", "text_differs", "unreachable", "other"} <= of_question.keys()
    assert of_question.items() <= of_demand.items()


@pytest.mark.parametrize(("language", "spoken"), [("", "en"), ("/es", "es")])
def test_it_can_be_read_by_most(asked: Asked, language: str, spoken: str) -> None:
    asked.evening.clock.now = asked.met.withdrawing_ends
    for more in ("", "/receipt"):
        page = asked.page(f"{language}/questions/{asked.met.hex}{more}")
        assert (LATE in page) == (spoken == "en")
        reading.check(page, spoken)
