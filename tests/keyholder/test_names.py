"""A keyholder before a demand: when it opens names, and each thing for which it refuses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demanded import Case, DemandAt, add, case, definition_in, demand_at, entries, sign
from undersign.host import demand_folder, folder
from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder import names, withdrawals
from undersign.keyholder.approvals import NotApproved, approve
from undersign.keyholder.keys import Alarmed, KeyholderFolder
from undersign.keyholder.sealed import SealedNames
from undersign.protocol import demands
from undersign.protocol.encoding import Document, b64, decode, encode, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony
from undersign.rehearsal import demand, phones

__all__ = ["demand_at"]


def opened(found: Case) -> list[Document]:
    """Approve and open."""
    return names.open_names(found.own, found.box, found.sealed, found.now, found.approved())


def refused(found: Case) -> str:
    """Return the reason for which it does not open, which leaves nothing behind."""
    with pytest.raises(Refused) as problem:
        opened(found)
    assert found.own.memory("opened") == {}
    return problem.value.reason


def test_it_opens_once_everything_holds_and_gives_the_same_again(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        parts = opened(found)
        assert [(part["kind"], part["keyholder"], len(part["names"])) for part in parts] == [("part", 1, 6)]
        assert opened(found) == parts
        assert found.own.memory("opened")[found.definition.box_id.hex()]["people"] == []


def test_it_does_not_open_without_the_approval_of_a_person(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        with pytest.raises(NotApproved):
            names.open_names(found.own, found.box, found.sealed, found.now, None)
        other = approve(found.own, bytes(32), 0, 0)
        with pytest.raises(NotApproved):
            names.open_names(found.own, found.box, found.sealed, found.now, other)
        assert found.own.memory("opened") == {}


def test_it_does_not_open_before_the_approved_time(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        later = approve(found.own, found.definition.box_id, found.now + 1, found.now)
        with pytest.raises(Refused) as problem:
            names.open_names(found.own, found.box, found.sealed, found.now, later)
        assert problem.value.reason == "too_early"


def test_it_does_not_open_before_withdrawing_has_ended_by_its_own_clock(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        found.now = found.definition.fields["withdrawing_ends"] - 1
        assert refused(found) == "too_early"


def test_it_does_not_open_without_a_request(demand_at: DemandAt) -> None:
    with case(demand_at("closed")) as found:
        assert refused(found) == "opening_request_wrong"


def test_it_does_not_open_what_too_few_signed(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        sign(host, (5, 5, 5, 5))
        demand.close(host, definition_in(host))
    with case(path) as found:
        assert refused(found) == "nothing_opens"


def test_it_does_not_open_while_an_alarm_stands(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        found.own.raise_alarm("the record shrank", Path("evidence"), 0)
        with pytest.raises(Alarmed):
            opened(found)


def test_it_leaves_what_concerns_its_employer_to_the_others(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        card = {**found.own.card, "employer": " rehearsal employer OHIO "}
        write_atomically(found.own.path / "card.json", encode(card) + b"\n")
        found.own = KeyholderFolder(found.own.path)
        assert refused(found) == "rule_impossible"


def test_it_refuses_a_second_set(demand_at: DemandAt, tmp_path: Path) -> None:
    path = demand_at("closed")
    shutil.copytree(path, tmp_path / "other")
    with folder.opened(path) as host:
        demand.ask_to_open(host, definition_in(host))
    with case(path) as found:
        opened(found)
        kept, before = found.own.memory("opened"), found.own.path
    with folder.opened(tmp_path / "other") as host:
        drop(tmp_path / "other")
        demand.ask_to_open(host, definition_in(host))
    with case(tmp_path / "other") as found:
        write_atomically(found.own.path / "memory" / "opened.json", (before / "memory/opened.json").read_bytes())
        assert kept == found.own.memory("opened")
        with pytest.raises(Refused) as problem:
            opened(found)
        assert problem.value.reason == "opened_before"


def drop(path: Path) -> None:
    """Lose the host's first sealed name."""
    sealed = next((path / "sealed").iterdir())
    sealed.write_bytes(b"".join(sealed.read_bytes().splitlines(keepends=True)[1:]))


def test_it_refuses_two_requests(demand_at: DemandAt) -> None:
    path = demand_at("asked")
    with folder.opened(path) as host:
        add(host, {**entries(host, "opening_request")[0], "requests": 7})
    with case(path) as found, pytest.raises(HostProblem, match="opening_requests_two"):
        opened(found)


def test_it_refuses_a_request_that_calls_missing_what_it_holds(demand_at: DemandAt) -> None:
    path = demand_at("closed")
    with case(path) as found:
        every = found.sealed
        assert len(SealedNames(found.own, found.definition.box_id).take(found.box, every)) == 8
        drop(path)
        demand.ask_to_open(found.host, found.definition)
        found.sealed = []
        assert refused(found) == "opening_request_wrong"


def test_it_opens_without_what_nobody_has_and_refuses_what_it_was_not_given(demand_at: DemandAt) -> None:
    path = demand_at("closed")
    with case(path) as found:
        drop(path)
        demand.ask_to_open(found.host, found.definition)
        kept = found.sealed[1:]
        found.sealed = kept[:-1]
        assert refused(found) == "opening_request_wrong"
        found.sealed = kept
        assert sum(len(part["names"]) for part in opened(found)) == 5


def _other_salt(document: Document) -> Document:
    return {**document, "salt": b64(bytes(32))}


def _other_envelope(document: Document) -> Document:
    return {**document, "envelope": b64(bytes(32))}


def _no_form(document: Document) -> Document:
    return {**document, "more": 1}


@pytest.mark.parametrize("spoil", [_other_salt, _other_envelope, _no_form])
def test_a_name_that_fits_no_envelope_is_nobodys(demand_at: DemandAt, spoil: Callable[[Document], Document]) -> None:
    with case(demand_at("asked")) as found:
        right = found.sealed
        found.sealed = [spoil(right[0]), *right[1:]]
        assert refused(found) == "opening_request_wrong"
        found.sealed = [spoil(right[0]), *right]
        assert opened(found)


def withdrawal(path: Path, heeded: Callable[[Case], None]) -> Case:
    """Let a keyholder be handed a withdrawal that the host does not get; go on as `heeded` says."""
    with folder.opened(path) as host:
        signing = sign(host)
        found = Case(host)
        box = found.box
        assert box.rules
        document = phones.take_back(box.rules, signing.signers[0])
        withdrawals.take_withdrawal(found.own, found.definition, box.rules, document, host.now())
        withdrawals.take_withdrawal(found.own, found.definition, box.rules, document, host.now())
        assert len(withdrawals.handed(found.own, box.rules)) == 1
        heeded(found)
        demand.close(host, found.definition)
        demand.ask_to_open(host, found.definition)
        found.now, found.sealed = host.now(), demand_folder.sealed_names(host, found.definition.box_id)
        return found


def test_it_refuses_a_set_that_ignores_a_withdrawal(demand_at: DemandAt) -> None:
    found = withdrawal(demand_at("fixed"), lambda _: None)
    assert refused(found) == "withdrawal_ignored"


def test_a_withdrawal_that_the_host_has_as_well_is_heeded(demand_at: DemandAt) -> None:
    def hand_over(found: Case) -> None:
        box = found.box
        assert box.rules
        kept = found.own.path / "memory" / f"withdrawals-{found.definition.box_id.hex()}.jsonl"
        document = decode(kept.read_bytes().strip())
        demand_folder.take_signed(found.host, found.definition, box.rules, [(document, None)])

    found = withdrawal(demand_at("fixed"), hand_over)
    assert sum(len(part["names"]) for part in opened(found)) == 5
    held = SealedNames(found.own, found.definition.box_id).documents()
    assert len(held) == 7  # the one that was taken back is not kept


def test_only_withdrawals_in_time_are_taken(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("fixed")) as host:
        signing = sign(host, (5, 5))
        found = Case(host)
        rules, ends = found.box.rules, found.definition.fields["withdrawing_ends"]
        assert rules
        envelope, _ = phones.sign(rules, signing.signers[0])
        for document, seconds, reason in (
            (envelope, host.now(), "sequence_not_allowed"),
            (phones.take_back(rules, signing.signers[0]), ends, "too_late"),
            ({**phones.take_back(rules, signing.signers[0]), "level": 10}, host.now(), "envelope_changed"),
        ):
            with pytest.raises(Refused) as problem:
                withdrawals.take_withdrawal(found.own, found.definition, rules, document, seconds)
            assert problem.value.reason == reason
        assert withdrawals.handed(found.own, rules) == []


def test_it_deletes_what_stays_sealed_and_opens_no_more(demand_at: DemandAt) -> None:
    with case(demand_at("opened")) as found:
        store = SealedNames(found.own, found.definition.box_id)
        assert len(store.documents()) == 8
        said = names.delete_names(found.own, found.box, found.now)
        assert (said["kind"], said["keyholder"], said["names"]) == ("deleted", 1, 2)
        opens = {each["envelope"] for entry in entries(found.host, "opened") for each in entry["names"]}
        assert {each["envelope"] for each in store.documents()} == opens
        assert names.delete_names(found.own, found.box, found.now) == said
        with pytest.raises(Refused) as problem:
            opened(found)
        assert problem.value.reason == "opened_before"


def test_it_deletes_nothing_while_the_opening_is_under_way(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        opened(found)
        with pytest.raises(Refused) as problem:
            names.delete_names(found.own, found.box, found.now)
        assert problem.value.reason == "too_early"
        assert len(SealedNames(found.own, found.definition.box_id).documents()) == 8


@pytest.mark.parametrize(("levels", "wait"), [((5, 5, 5), names.MISSED_SECONDS), ((5,) * 6, names.GIVEN_UP_SECONDS)])
def test_names_that_nobody_asks_for_are_erased_after_a_while(
    demand_at: DemandAt, levels: tuple[int, ...], wait: int
) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        sign(host, levels)
        demand.close(host, definition_in(host))
    with case(path) as found:
        store, over = SealedNames(found.own, found.definition.box_id), found.definition.fields["withdrawing_ends"]
        assert len(store.take(found.box, found.sealed)) == len(levels)
        with pytest.raises(Refused) as problem:
            names.delete_names(found.own, found.box, over + wait - 1)
        assert problem.value.reason == "too_early"
        with pytest.raises(Refused) as problem:  # the host was down, and the last batch may still come
            names.delete_names(found.own, found.box, over + wait)
        assert problem.value.reason == "too_early"
    with folder.opened(path) as host:
        for _ in range(names.TICKS_AFTER):
            host.tick()
    with case(path) as found:
        said = names.delete_names(found.own, found.box, over + wait)
        assert (said["names"], SealedNames(found.own, found.definition.box_id).documents()) == (len(levels), [])


def test_the_parts_of_any_two_keyholders_give_the_names(demand_at: DemandAt) -> None:
    path = demand_at("asked")
    found = {}
    for number in (2, 3):
        with case(path, number) as each:
            found[number] = opened(each)
            box, keys = each.box, {i: k.sign for i, k in enumerate(_ceremony(each).keyholders, 1)}
            sealed = SealedNames(each.own, each.definition.box_id).take(box, ())
    assert box.rules
    assert box.team
    assert isinstance(box.count, demands.Count)
    opening = demands.Opening(box.rules, box.team, box.count, unb64(found[2][0]["request"]))
    parts = opening.read_parts([*found[2], *found[3]], keys)
    shown = opening.open_names([sealed[head.digest] for head in box.count.opens], parts)
    assert sorted(name[0] for name in shown if name) == [f"Rehearsal Person {i}" for i in range(1, 7)]


def _ceremony(found: Case) -> Ceremony:
    box = found.box
    assert box.ceremony
    return box.ceremony


def test_secrets_are_readable_by_nobody_else(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        opened(found)
        kept = [each for each in found.own.path.rglob("*") if found.definition.box_id.hex() in each.name]
        assert len(kept) == 3
        assert {each.stat().st_mode & 0o077 for each in kept} == {0}
        assert "Rehearsal" not in repr(SealedNames(found.own, found.definition.box_id).take(found.box, ()))


def test_the_names_of_a_void_demand_are_erased_at_its_end(demand_at: DemandAt) -> None:
    path = demand_at("asked")
    with folder.opened(path) as host:
        strike: Document = {"v": 1, "kind": "strike", "hash": b64(definition_in(host).fields["intro"])}
        add(host, {**strike, "by": b64(bytes(32)), "why": "a test"})
    with case(path) as found:
        assert refused(found) == "struck_definition"
        assert len(SealedNames(found.own, found.definition.box_id).take(found.box, found.sealed)) == 8
        assert names.delete_names(found.own, found.box, found.now)["names"] == 8
        assert SealedNames(found.own, found.definition.box_id).documents() == []
