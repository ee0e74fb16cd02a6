"""Two numbers of one workplace: whoever works there under either is on its lists, for keyholders and verifiers too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web import start
from tests.web.boxes.evening import Evening
from tests.web.network import Phone, let_in, member_of, phone
from tests.web.workplaces import places
from undersign.protocol import vouches
from undersign.protocol.encoding import b64
from undersign.verifier.report import verify
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.models import Box
from undersign.web.demands import access as demand_access
from undersign.web.demands.models import Demand
from undersign.web.people import access, actions
from undersign.web.record import exports
from undersign.web.workplaces.models import Workplace


@pytest.fixture
def other(evening: Evening) -> tuple[bytes, list[Phone]]:
    """Return another number of the same place, and who works there; the last has one vouch for each number."""
    number = places.add(evening.people[2], "Harbor Home", "Hill Serv.")
    places.confirm(evening.people[3], number)
    ida, jo, kim = phone("Ida"), phone("Jo"), phone("Kim")
    let_in(evening.people[2:4], ida, number)
    let_in(evening.people[2:4], jo, number)
    let_in(evening.people[4:6], kim, evening.place)
    bo, day = evening.people[5], access.today()
    actions.write(vouches.taken_back_document(bo.secret, start.ORIGIN, kim.key, day), member_of(bo))
    actions.write(vouches.vouch_document(ida.secret, start.ORIGIN, kim.key, "peer", number, day), member_of(ida))
    return number, [ida, jo, kim]


def listed(box: Box) -> set[bytes]:
    """Return who is on a list."""
    return {bytes(each) for each in box.listed.values_list("member", flat=True)}


def keys(*people: Phone) -> set[bytes]:
    """Return the keys of people."""
    return {each.key for each in people}


def test_one_number_alone_covers_its_own_people(evening: Evening, other: tuple[bytes, list[Phone]]) -> None:
    assert listed(evening.room().box) == keys(*evening.people)
    assert set(lists.workers(Workplace.objects.get(id_hash=other[0]))) == keys(*other[1][:2])


def test_after_a_merge_drafts_and_demands_are_for_all(
    evening: Evening, other: tuple[bytes, list[Phone]], tmp_path: Path
) -> None:
    number, people = other
    places.join(people[0], evening.people[0], number, evening.place)
    everybody = keys(*evening.people, *people)
    evening.people += people
    drafted = evening.room()
    assert listed(drafted.box) == everybody
    assert {bytes(each) for each in drafted.box.listed.values_list("workplace", flat=True)} == {evening.place}
    demand = evening.put_up(drafted, len(everybody) - 1)
    assert listed(demand.box) == everybody
    for who in range(len(everybody)):
        evening.at(who, demand.box).sign(f"Example {who}", "Peer", 5)
    evening.end(demand.box)
    evening.keyholders.open_names(demand.box)
    evening.tick()
    evening.witness()
    assert len(demand_access.names(Demand.objects.get(pk=demand.pk))) == len(everybody)
    exports.export(tmp_path / "all", "keyholders")
    found = {claim.name: verdict for claim, verdict in verify(tmp_path / "all")}
    assert "FAIL" not in {verdict.outcome for verdict in found.values()}, found


def test_a_merge_brings_the_others_late_onto_a_list_that_may_grow(
    evening: Evening, other: tuple[bytes, list[Phone]]
) -> None:
    number, people = other
    demand = evening.put_up(evening.room(), levels=[5])
    places.join(people[1], evening.people[1], number, evening.place)
    evening.tick()
    late = demand.box.listed.filter(late=True).values_list("member", flat=True)
    assert {bytes(each) for each in late} == keys(*people)


def test_what_was_parted_is_apart(evening: Evening, other: tuple[bytes, list[Phone]]) -> None:
    number, people = other
    places.join(people[0], evening.people[0], number, evening.place)
    places.part(people[0], number, evening.place)
    assert [b64(bytes(each.id_hash)) for each in lists.places("workplace", b64(number))] == [b64(number)]
    assert listed(evening.room().box) == keys(*evening.people)
