"""Six people, one evening: from a draft to the names that open, and everything that stands in the record of it."""

from __future__ import annotations

from pathlib import Path

from tests.web.boxes.evening import Evening
from undersign.verifier.report import verify
from undersign.web.boxes.models import Box, Parcel, Waiting
from undersign.web.demands import access
from undersign.web.demands.models import Demand
from undersign.web.record.exports import export

TITLES = ["Peer specialist", "Peer specialist", "Recovery coach", "Peer specialist", "Certified peer", "Peer aide"]


def signed(evening: Evening, how_many: int) -> Demand:
    """Put a demand up, let so many sign it and its time end; return it."""
    demand = evening.put_up(evening.room())
    for who in range(how_many):
        phone = evening.people[who]
        evening.at(who, demand.box).sign(f"{phone.nickname} Example", TITLES[who], 5)
    evening.end(demand.box)
    return demand


def verdicts(folder: Path) -> dict[str, tuple[str, str]]:
    """Export the whole record for keyholders and verify it; return outcome and reason of each claim."""
    export(folder, "keyholders")
    return {claim.name: (verdict.outcome, verdict.reason) for claim, verdict in verify(folder)}


def test_five_sign_and_the_names_open(evening: Evening, tmp_path: Path) -> None:
    demand = signed(evening, 5)
    assert demand.box.state == Box.ASKED
    evening.keyholders.open_names(demand.box)
    evening.tick()
    evening.witness()
    demand.box.refresh_from_db()
    assert demand.box.state == Box.OPENED
    names = access.names(demand)
    assert min(names) == ("Ana Example", TITLES[0])
    assert len(names) == 5
    assert not Parcel.objects.exists()
    assert not Waiting.objects.exists()
    found = verdicts(tmp_path / "all")
    assert {name: told for name, told in found.items() if told[0] == "FAIL"} == {}
    assert found["result_equals_opening"][0] == "pass"


def test_four_sign_and_nothing_ever_opens(evening: Evening, tmp_path: Path) -> None:
    demand = signed(evening, 4)
    assert demand.box.state == Box.SHUT
    assert access.names(demand) == []
    assert not Parcel.objects.exists()
    assert {name: told for name, told in verdicts(tmp_path / "all").items() if told[0] == "FAIL"} == {}
