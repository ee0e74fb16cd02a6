"""A question in a real browser: asked first from a proposal, answered, its receipt, taken back, what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.boxes.evening import ASKS, Evening
from tests.web.demands import drafting
from tests.web.demands.tab import Drawn, Tab
from tests.web.people.clock import standing
from tests.web.questions.asking import NO, YES, close
from undersign.web.boxes.models import Box
from undersign.web.demands.models import First
from undersign.web.home import Home

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(drawn: Drawn, site: Home, monkeypatch: pytest.MonkeyPatch) -> Evening:  # noqa: ARG001 - kept, and a record
    """Return the evening's six, whose words a browser can have."""
    return Evening.of_six(standing(monkeypatch))


def answer(tab: Tab, box: Box, choice: str) -> None:
    """Answer a question to the receipt: the page, a look at it, the receipt."""
    page = tab.page
    page.goto(f"/questions/{box.hex}")
    page.get_by_label(choice, exact=True).check()
    tab.look()
    page.evaluate("() => { document.querySelector('.asks li').textContent = 'Something else' }")
    page.click("#answer-form button[type=submit]")
    tab.shows("review")
    assert page.inner_text("#chosen dd") == choice
    assert ASKS["asks"][0]["what"] in page.inner_text("#recorded"), "from the record, whatever the page says"
    tab.look()
    page.click("#seal")
    page.wait_for_url("**/receipt")


def test_a_question_is_asked_first_answered_taken_back_and_opened(tabs: Callable[[int], Tab], evening: Evening) -> None:
    drafted = evening.room()
    drafting.propose(evening, drafted, 0)
    evening.keyholders.restock(2)
    asker = tabs(1)
    asker.page.goto(f"/drafts/{drafted.box.hex}")
    asker.page.goto(asker.link("#first"))
    asker.look()
    asker.page.fill("#length", "20")
    asker.page.click("#ask-first")
    asker.shows("sent")
    evening.tick()
    evening.tick()
    box = First.objects.get().box
    assert box.signing_ends - int(evening.clock.now) in range(1000, 1201)
    evening.witness()
    evening.give_passes(box)

    ana, bo = tabs(0), tabs(2)
    answer(ana, box, "Yes")
    ana.shows("received")
    ana.look()
    answer(bo, box, "No answer")
    bo.shows("received")
    bo.page.click("#withdraw")
    bo.page.click("#withdraw-now")
    bo.shows("out_received")
    for who in (1, 3, 4, 5):
        evening.at(who, box).answer([NO if who == 1 else YES])
    box = close(evening, box)
    assert box.state == Box.OPENED

    ana.page.goto(f"/questions/{box.hex}")
    assert "4 of 5 who answered would sign." in ana.page.inner_text("main")
    ana.look()
    ana.page.click("#see-receipt")
    ana.shows("received")
    ana.page.click("#check")
    ana.shows("recorded")
    ana.look()
    ana.page.goto("/demands")
    ana.look()
    bo.page.goto(f"/drafts/{drafted.box.hex}")
    assert "4 of 5 who answered would sign." in bo.page.inner_text("main")
    bo.look()
