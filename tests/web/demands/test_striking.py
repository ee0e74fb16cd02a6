"""A text of a draft or a demand that must not stay: reported by those on its list, struck by a steward."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web import reading
from tests.web.boxes.evening import ASKS, Evening
from tests.web.demands import drafting
from tests.web.network import browser_of, let_in, phone
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import decode
from undersign.verifier.report import verify
from undersign.web import home
from undersign.web.boxes.models import Box
from undersign.web.demands.models import Demand, DraftBox, TextReport
from undersign.web.record import access as record
from undersign.web.record import exports
from undersign.web.stewards import access as stewards
from undersign.web.stewards import actions as steward_actions

NAMED = "Mr. X fell ill on our shift."
STEWARD = 5


@pytest.fixture
def drafted(evening: Evening) -> DraftBox:
    """Return a room's drafts, on a site of which Fay is a steward."""
    (home.current().path / "who.toml").write_text(stewards.made_up(evening.people[STEWARD].key))
    steward_actions.publish_who()
    return evening.room()


def report(evening: Evening, who: int, address: str, why: str = "person") -> int:
    """Let somebody report a text; return the status."""
    return browser_of(evening.people[who]).post(f"{address}/report", {"why": why}).status_code


def page(evening: Evening, address: str, who: int = STEWARD) -> str:
    """Return a page as somebody reads it, by default a steward."""
    answer = browser_of(evening.people[who]).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def decide(evening: Evening, decision: str) -> None:
    """Let a steward decide about the first reported text."""
    number = TextReport.objects.order_by("id").values_list("pk", flat=True)[0]
    answer = browser_of(evening.people[STEWARD]).post(f"/steward/texts/{number}", {"decision": decision})
    assert answer.status_code == 302


def fails(evening: Evening, folder: Path) -> set[str]:
    """Return which claims fail of all that the site holds."""
    evening.witness()
    exports.export(folder, "keyholders")
    return {claim.name for claim, verdict in verify(folder) if verdict.outcome == "FAIL"}


def strikes(box: Box) -> list[str]:
    """Return why texts beside the book of a box were struck."""
    entries = (decode(bytes(leaf.entry)) for leaf in record.leaves(box.book.name, 0, record.book(box.book.name).size))
    return [str(entry["why"]) for entry in entries if entry["kind"] == "strike"]


def test_a_steward_strikes_a_draft_that_a_member_reported(evening: Evening, drafted: DraftBox, tmp_path: Path) -> None:
    digest = drafting.write(evening, drafted, 0, NAMED)
    drafting.write(evening, drafted, 1, drafts.comment_text(digest, "Take that out."))
    address = f"/drafts/{drafted.box.hex}/{digest.hex()}"
    assert f'href="{address}/report"' in drafting.shown(evening, 2, drafted)
    reading.check(page(evening, f"{address}/report", 2), "en")
    reading.check(page(evening, f"/es{address}/report", 2), "es")
    assert report(evening, 2, address) == 302
    assert report(evening, 2, address, "harm") == 302  # once for each member
    assert TextReport.objects.count() == 1
    listed = page(evening, "/steward/texts")
    assert "Chi" in listed
    assert "It could harm somebody" in listed
    assert NAMED not in listed
    number = TextReport.objects.get().pk
    for before, language in (("", "en"), ("/es", "es")):
        for each in ("/steward/texts", f"/steward/texts/{number}"):
            reading.check(page(evening, before + each), language)
    assert NAMED in page(evening, f"/steward/texts/{number}")
    assert "read a draft or a demand that was reported" in page(evening, "/me/looks", 0)
    decide(evening, "person")
    shown = drafting.shown(evening, 2, drafted)
    assert NAMED not in shown
    assert "A text stood here. It was struck." in shown
    assert "Take that out." in shown
    assert strikes(drafted.box) == ["person"]
    assert NAMED.encode() not in b"".join(record.rest_lines(drafted.box.book.name, 0, None))
    assert not TextReport.objects.exists()
    assert fails(evening, tmp_path / "all") == set()


def test_who_is_not_on_the_list_reports_nothing(evening: Evening, drafted: DraftBox) -> None:
    digest = drafting.write(evening, drafted, 0, NAMED)
    let_in(evening.people, phone("Gus"), evening.place)
    evening.people.append(let_in(evening.people[2:], phone("Hal"), evening.place))
    assert report(evening, 6, f"/drafts/{drafted.box.hex}/{digest.hex()}") == 404
    assert report(evening, 0, f"/drafts/{drafted.box.hex}/{'0' * 64}") == 404
    for address in ("/steward/texts", "/steward/texts/1"):
        assert browser_of(evening.people[0]).get(address).status_code == 404


def test_a_steward_may_keep_it(evening: Evening, drafted: DraftBox) -> None:
    digest = drafting.write(evening, drafted, 0, NAMED)
    report(evening, 1, f"/drafts/{drafted.box.hex}/{digest.hex()}", "coworker")
    decide(evening, "keep")
    assert NAMED in drafting.shown(evening, 2, drafted)
    assert not TextReport.objects.exists()
    assert "There is nothing to decide." in page(evening, "/steward/texts")


@pytest.mark.parametrize("by", ["demand", "draft"])
def test_a_struck_demand_is_void_and_its_drafts_go_with_it(
    evening: Evening, drafted: DraftBox, tmp_path: Path, by: str
) -> None:
    text = asks_text({**ASKS, "reasons": NAMED})
    drafting.write(evening, drafted, 2, drafts.proposal_text(drafting.proposal({"reasons": NAMED}, title="Pay")))
    demand = evening.put_up(drafted, title="Pay", text=text)
    evening.at(3, demand.box).sign("Dee Example", "Peer", 5)
    draft = bytes(demand.put_up or b"")
    named = f"/demands/{demand.box.hex}" if by == "demand" else f"/drafts/{drafted.box.hex}/{draft.hex()}"
    assert report(evening, 0, named) == 302
    assert NAMED in page(evening, f"/steward/texts/{TextReport.objects.get().pk}")
    decide(evening, "person")
    evening.tick()
    demand = Demand.objects.get(pk=demand.pk)
    assert demand.box.state == Box.VOID
    assert strikes(demand.box) == ["person", "person"]
    assert strikes(drafted.box) == ["person", "person"]
    shown = page(evening, f"/demands/{demand.box.hex}", 0) + drafting.shown(evening, 0, drafted)
    assert NAMED not in shown
    assert "This demand was struck" in shown
    assert fails(evening, tmp_path / "all") == set()
