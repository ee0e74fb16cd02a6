"""Words that a steward strikes while somebody has them before them: their phone does not call that tampering."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.boxes.evening import Evening
from tests.web.demands import drafting
from tests.web.demands.tab import Tab
from tests.web.demands.test_signing_browser import fill
from tests.web.demands.test_writing_browser import evening
from tests.web.questions.asking import ask_first_words
from undersign.protocol import drafts
from undersign.web.boxes.models import Box
from undersign.web.demands.models import First
from undersign.web.demands.striking import actions
from undersign.web.demands.striking.access import Reported

__all__ = ["evening"]
pytestmark = pytest.mark.django_db(transaction=True)


def strike(evening: Evening, box: Box, digest: bytes = b"") -> None:
    """Strike all words of a demand, or a draft; the record learns of it at the next tick."""
    actions.strike(Reported(0, box, digest, []), evening.people[5].key, "person")


def is_gone(tab: Tab) -> None:
    """Wait for what the page says then."""
    tab.page.locator("[data-reason=text_gone]").wait_for()
    tab.look()


def test_a_demand_that_is_struck_before_the_review(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand, tab = evening.put_up(evening.room(), levels=[5, 6]), tabs(0)
    tab.page.goto(f"/demands/{demand.box.hex}/sign")
    strike(evening, demand.box)
    fill(tab, demand)
    is_gone(tab)
    evening.tick()
    tab.page.goto(f"/demands/{demand.box.hex}")
    assert "This demand was struck" in tab.page.inner_text("main")


def test_a_question_that_is_struck_before_the_review(tabs: Callable[[int], Tab], evening: Evening) -> None:
    drafted, tab = evening.room(), tabs(0)
    evening.keyholders.restock(2)
    evening.at(4, drafted.box).write(drafts.proposal_text(drafting.proposal()))
    evening.at(5, drafted.box).write(ask_first_words())
    evening.tick()
    evening.tick()
    evening.witness()
    first = First.objects.get()
    tab.page.goto(f"/questions/{first.box.hex}")
    strike(evening, drafted.box, bytes(first.draft))
    tab.page.get_by_label("Yes", exact=True).check()
    tab.page.click("#answer-form button[type=submit]")
    is_gone(tab)


def test_a_draft_that_is_struck_before_it_is_put_up(tabs: Callable[[int], Tab], evening: Evening) -> None:
    found, tab = evening.room(), tabs(2)
    proposed = drafting.propose(evening, found, 0)
    tab.page.goto(f"/drafts/{found.box.hex}/{proposed.hex()}/put-up")
    strike(evening, found.box, proposed)
    evening.witness()
    tab.page.click("#put-up")
    is_gone(tab)
