"""Next steps start by themselves on their date, for those who signed, whom the host knows only by envelope keys."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.web.boxes.evening import Evening
from tests.web.days import ahead, noon
from tests.web.demands.following import Signer, nobody, opened, send
from tests.web.network import browser_of
from tests.web.questions.asking import close
from undersign.protocol.encoding import b64, encode, sha256
from undersign.rehearsal.network import NotDone
from undersign.verifier.report import verify
from undersign.web.boxes import access as boxes
from undersign.web.boxes.models import Box
from undersign.web.demands import access
from undersign.web.demands.followup import access as followup
from undersign.web.demands.followup import public, showing
from undersign.web.demands.models import Demand, Step
from undersign.web.questions import access as questions
from undersign.web.record.exports import export

DAY: Final = 86_400
BEGINS: Final = ahead(63)
STEPS: Final = [
    {"what": "meet", "says": "We meet the director together.", "number": 5, "date": BEGINS},
    {"what": "press", "says": "We go to the paper.", "number": 6, "date": BEGINS},
]


@pytest.fixture(scope="module")
def made(begun: Evening) -> Demand:
    """Make a demand with two next steps, whose five names have opened."""
    return opened(begun, steps=STEPS)


@pytest.fixture
def demand(made: Demand, evening: Evening) -> Demand:  # noqa: ARG001 - it is this evening's
    """Return it as it was when it was made."""
    return Demand.objects.get(pk=made.pk)


def later(evening: Evening, demand: Demand) -> list[Step]:
    """Let the date of the steps come; return those that were begun."""
    evening.clock.now = noon(BEGINS)
    evening.keyholders.restock()
    evening.tick()
    evening.witness()
    return list(demand.steps.order_by("number"))


def test_nothing_starts_before_the_letter_was_delivered(evening: Evening, demand: Demand) -> None:
    assert later(evening, demand) == []


@pytest.mark.parametrize("status", ["met", "partly", "withdrawn"])
def test_nothing_starts_after_a_yes(evening: Evening, demand: Demand, status: str) -> None:
    send(Signer(evening, demand).delivers())
    send(Signer(evening, demand).document("answer", ask=1, status=status))
    assert later(evening, demand) == []


def test_nothing_starts_before_its_date(evening: Evening, demand: Demand) -> None:
    send(Signer(evening, demand).delivers())
    send(Signer(evening, demand).document("answer", ask=1, status="refused"))
    evening.tick()
    assert not demand.steps.exists()


@pytest.mark.parametrize("status", ["refused", "ignored", None])
def test_a_no_or_silence_starts_what_was_announced(evening: Evening, demand: Demand, status: str | None) -> None:
    send(Signer(evening, demand).delivers())
    if status:
        send(Signer(evening, demand).document("answer", ask=1, status=status))
    first, second = later(evening, demand)
    assert first.box
    assert (second.box, second.reason) == (None, "below_k")  # five signed, and it needs six
    assert {bytes(each.member) for each in first.box.listed.all()} == set(followup.signer_keys(demand))
    page = browser_of(evening.people[5]).get(f"/demands/{demand.box.hex}/after").content.decode()
    assert "Cannot start" in page
    assert "Has started." in page


def test_a_broken_promise_starts_it_too(evening: Evening, demand: Demand) -> None:
    ana = Signer(evening, demand)
    send(ana.delivers())
    send(ana.document("answer", ask=1, status="partly"))
    promise, texts = ana.document("promise", ask=1, what=("$22 by May",), due=ahead(46))
    send((promise, texts))
    send(ana.document("promise_outcome", promise=b64(sha256(encode(promise))), outcome="broken"))
    assert later(evening, demand)


def test_signers_take_the_step_by_their_envelope_keys(evening: Evening, demand: Demand, tmp_path: Path) -> None:
    send(Signer(evening, demand).delivers())
    step = later(evening, demand)[0].box
    assert step
    evening.witness()
    for who in range(5):
        evening.at(who, step).ask()
    with pytest.raises(NotDone):
        evening.at(5, step).ask()  # on the list of the demand, but did not sign it
    evening.witness()
    evening.keyholders.answer(step)
    for who in range(5):
        evening.at(who, step).sign(f"{evening.people[who].nickname} Example", "Peer", 5)
    evening.end(step)
    evening.keyholders.open_names(step)
    evening.tick()
    evening.witness()
    step.refresh_from_db()
    assert step.state == Box.OPENED
    assert len(access.names(step.demand)) == 5
    export(tmp_path / "all", "keyholders")
    found = {claim.name: verdict for claim, verdict in verify(tmp_path / "all")}
    assert {name: verdict for name, verdict in found.items() if verdict.outcome == "FAIL"} == {}
    assert boxes.list_rule(step) == "signers"


def test_a_step_that_too_few_sign_stays_shut_and_counts_as_missed(
    evening: Evening, demand: Demand, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(Signer(evening, demand).delivers())
    step = later(evening, demand)[0].box
    assert step
    evening.witness()
    for who in range(4):
        evening.at(who, step).ask()
    evening.witness()
    evening.keyholders.answer(step)
    for who in range(4):
        evening.at(who, step).sign(f"{evening.people[who].nickname} Example", "Peer", 5)
    evening.end(step)
    assert step.state == Box.SHUT
    assert access.names(step.demand) == []
    assert [each.state for each in showing.steps(demand)] == ["missed", "few"]
    browser = browser_of(evening.people[0])
    evening.people[0].sign_in()
    for address in (f"/demands/{demand.box.hex}/after", f"/demands/{step.hex}"):
        page = browser.get(address).content.decode()
        assert "Example" not in page
        assert "Not enough signed" in page or "Nothing opened" in page
    evening.clock.now += 100 * DAY  # the quarter is over
    assert public.periods() == []  # two that ended would tell an employer too much
    monkeypatch.setattr(public, "K_LEAST", 1)
    counted = public.periods()
    assert (sum(each.opened for each in counted), sum(each.missed for each in counted)) == (1, 1)


def test_nobody_outside_finds_a_step(evening: Evening, demand: Demand) -> None:
    send(Signer(evening, demand).delivers())
    step = later(evening, demand)[0].box
    assert step
    answer = nobody().get(f"/record/books/{step.book.name}/entries.jsonl")
    assert answer.status_code == 404
    asked = nobody().post(
        f"/boxes/{demand.box.hex}/signer/answers", {"key": b64(bytes(32))}, content_type="application/json"
    )
    assert asked.status_code == 404


def test_a_walkout_is_voted_on_and_nobody_is_named(evening: Evening) -> None:
    vote = {"what": "walkout", "says": "We walk out for an hour.", "number": 5, "date": BEGINS}
    demand = opened(evening, steps=[vote])
    send(Signer(evening, demand).delivers())
    [step] = later(evening, demand)
    assert step.box
    assert (step.box.kind, boxes.definition(step.box).fields["quorum"]) == ("survey", 5)
    evening.witness()
    for who in range(5):
        evening.at(who, step.box).ask()
    evening.witness()
    evening.keyholders.answer(step.box)
    for who in range(5):
        evening.at(who, step.box).answer([[0 if who < 3 else 1]])
    box = close(evening, step.box)
    assert [(each.asked, each.yes, each.no) for each in questions.totals(box)] == [("We walk out for an hour.", 3, 2)]
    for path in (f"/demands/{demand.box.hex}/after", f"/questions/{box.hex}"):
        page = browser_of(evening.people[0]).get(path).content.decode()
        assert "3 of 5 signers who answered say yes." in " ".join(page.split()), path
