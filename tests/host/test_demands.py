"""The host's side of a demand: what it takes in, what it asks, what it publishes, what it deletes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demanded import (
    LISTED,
    Case,
    DemandAt,
    case,
    definition_in,
    demand_at,
    entries,
)
from undersign.host import demand_folder, demands, folder
from undersign.host.demands import Demand
from undersign.host.files import HostProblem
from undersign.keyholder import names
from undersign.protocol import boxes, phrase
from undersign.protocol.encoding import Document, b64, encode, sha256, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import signed
from undersign.rehearsal import demand, phones, team
from undersign.rehearsal.demand import Signing, Wanted

__all__ = ["demand_at"]

LISTS = {"book": b64(bytes(32)), "size": 3, "root": b64(bytes(32))}


def test_a_definition_from_plain_values_says_what_was_wanted() -> None:
    kept: list[str] = []

    def text(content: str) -> str:
        kept.append(content)
        return b64(bytes([len(kept)]) * 32)

    wanted = Demand("Title", "Text", (5, 20), 100, 200, 60, room=True, draft=bytes(32))
    issuers = [b64(bytes([i]) * 32) for i in (1, 2, 3)]
    document = demands.demand_document(wanted, LISTS, b64(bytes(32)), issuers, "example.org/x", bytes(32), text)
    found = boxes.read_definition(document).fields
    assert (found["kind"], found["levels"], found["k"], found["room"]) == ("demand", [5, 20], 5, True)
    assert (found["draft"], found["signing_ends"], found["withdrawing_ends"]) == (bytes(32), 100, 200)
    assert kept == ["Everyone on the list", "Title", "Text"]
    assert "readers" not in found


def test_a_request_leaves_out_names_that_were_not_received(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("closed")) as host:
        definition, heads = definition_in(host), demand.examined(host, definition_in(host)).entries.heads
        received = {head.digest for head in heads if head.place == 5} - {next(h.digest for h in heads if h.place == 5)}
        document = demands.request_document(definition, heads, received, (9, bytes(32)), LISTED, 8)
        assert (document["level"], document["opens"], len(document["missing"]), document["envelopes"]) == (5, 5, 3, 8)
        count = demands.asked_count(definition, heads, document)
        assert {head.digest for head in count.heads} == received
        with pytest.raises(Refused) as problem:
            demands.request_document(definition, heads, set(), (9, bytes(32)), LISTED, 8)
        assert problem.value.reason == "nothing_opens"


def parts_of(path: Path, *numbers: int) -> list[Document]:
    """Return the parts of some keyholders."""
    found = []
    for number in numbers:
        with case(path, number) as each:
            found += names.open_names(each.own, each.box, each.sealed, each.now, each.approved())
    return found


def test_a_part_that_does_not_hold_is_left_out_and_another_takes_its_place(demand_at: DemandAt) -> None:
    path = demand_at("asked")
    parts = parts_of(path, 1, 2, 3)
    with folder.opened(path) as host:
        wrong = demand_folder.publish(host, Case(host).box, [{**parts[0], "first": 1}, parts[2], parts[1]])
        assert [each.split(". ")[0] for each in wrong] == ["The part of keyholder 1 was left out"]
        assert entries(host, "result")[0]["keyholders"] == [2, 3]
        team.cosign(host)
        box = Case(host).box
        assert (box.problems.all(), box.unfit) == ([], "")


def test_too_few_parts_publish_nothing(demand_at: DemandAt) -> None:
    path = demand_at("asked")
    parts = parts_of(path, 1)
    with folder.opened(path) as host:
        with pytest.raises(Refused) as problem:
            demand_folder.publish(host, Case(host).box, parts)
        assert problem.value.reason == "keyholders_too_few"
        assert entries(host, "part") == entries(host, "opened") == []


def test_only_what_keyholders_end_a_demand_with_is_entered_as_it_is(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("asked")) as host:
        for document in ({"kind": "opened"}, {"kind": "deleted", "box": b64(bytes(32))}):
            with pytest.raises(HostProblem):
                demand_folder.add_entries(host, definition_in(host), [document])


def test_asking_twice_asks_once(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("asked")) as host:
        size = host.public_size
        demand_folder.ask_to_open(host, definition_in(host))
        assert (host.public_size, len(entries(host, "opening_request"))) == (size, 1)


def given(signing: Signing, level: int = 5) -> tuple[Document, Document]:
    """Return what one more person sends who signs."""
    signing.ask([8])
    box = demand.examined(signing.host, signing.definition)
    assert box.rules
    return phones.sign(box.rules, phones.Signer(signing.seeds[8], level, "Ana", "peer", signing.answers[8]))


@pytest.mark.parametrize(
    "reason", ["name_wrong_commitment", "wrong_box", "too_late", "nothing sent", "name_proof_wrong"]
)
def test_nothing_is_kept_of_what_does_not_hold(demand_at: DemandAt, reason: str) -> None:
    path = demand_at("signed")
    with folder.opened(path) as host:
        signing = Signing.of(host, definition_in(host))
        envelope, sealed = given(signing)
        rules, more = demand.examined(host, signing.definition).rules, dict(sealed)
        assert rules
        if reason == "name_wrong_commitment":
            more["salt"] = b64(bytes(32))
        elif reason == "wrong_box":
            more["box"] = b64(bytes(32))
        elif reason == "too_late":
            host.move_clock(signing.definition.fields["signing_ends"])
        elif reason == "name_proof_wrong":
            envelope, more = moved(signing, envelope, sealed)
        before = len(demand_folder.sealed_names(host, rules.box_id))
        pair = (envelope, None if reason == "nothing sent" else more)
        with pytest.raises(Refused) as problem:
            demand_folder.take_signed(host, signing.definition, rules, [pair])
        assert problem.value.reason == ("name_wrong_commitment" if reason == "nothing sent" else reason)
        assert len(demand_folder.sealed_names(host, rules.box_id)) == before


def moved(signing: Signing, envelope: Document, sealed: Document) -> tuple[Document, Document]:
    """Return an envelope at another level with the name that was sealed for the first."""
    secret = phrase.envelope_secret(signing.seeds[8], signing.definition.box_id)
    fields = {name: value for name, value in envelope.items() if name != "signature"}
    other = signed(secret, "envelope", {**fields, "level": 10})
    return other, {**sealed, "envelope": b64(sha256(encode(other)))}


def test_the_host_keeps_no_name_that_stays_sealed(demand_at: DemandAt) -> None:
    opened, ended = demand_at("opened", "one"), demand_at("ended", "two")
    with folder.opened(opened) as host:
        assert len(demand_folder.sealed_names(host, definition_in(host).box_id)) == 8
    with folder.opened(ended) as host:
        kept = {unb64(each["envelope"]) for each in demand_folder.sealed_names(host, definition_in(host).box_id)}
        published = {unb64(each["envelope"]) for entry in entries(host, "opened") for each in entry["names"]}
        assert kept == published


def test_no_stock_no_demand(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("fixed")) as host:
        listed, reader = host.books[Signing.of(host, definition_in(host)).list_name], Case(host).box.listed
        assert reader
        wanted = Wanted().demand(host.now())
        with pytest.raises(HostProblem, match="stock"):
            demand_folder.fix_demand(host, wanted, listed, reader.reader, host.notes["ceremony"])
