"""Writing to the record: the tree is the protocol's, ticks go forward, and everything is whole or not there."""

from __future__ import annotations

import secrets

import pytest
from django.db import transaction

from tests.cast import ANA, BO, DEE
from tests.web.record import people
from undersign.host.files import HostProblem
from undersign.protocol import record, tree
from undersign.protocol.encoding import Document
from undersign.protocol.errors import Refused
from undersign.protocol.notes import Checkpoint
from undersign.web.home import Home
from undersign.web.record import access, actions
from undersign.web.record.models import Leaf, Proof, Text, Tick, Tree

LATER = 4_000_000_000.0  # after whatever the fixture's tick is


def entry(number: int) -> Document:
    """Return an entry that says nothing."""
    return {"v": 1, "kind": "test", "number": number}


def ticked(count: int) -> Checkpoint:
    """Add ticks; return the last checkpoint."""
    start = Tick.objects.count()
    found = [actions.tick(LATER + 60 * (start + number)) for number in range(count)]
    assert found[-1] is not None
    return found[-1]


@pytest.mark.usefixtures("site")
def test_root_tiles_and_bundles_are_those_of_the_protocol() -> None:
    found = ticked(600)
    leaves = [bytes(each.leaf) for each in Tick.objects.order_by("position")]
    whole = tree.Tree(map(tree.leaf_hash, leaves))
    assert (found.size, found.root) == (601, whole.root())
    tiles = list(tree.tiles_for(0, 601))
    assert {(each.level, each.number, each.width) for each in tiles} == {
        (0, 0, 256),
        (0, 1, 256),
        (0, 2, 89),
        (1, 0, 2),
    }
    for level, number, width in [*tiles, tree.Tile(0, 2, 5), tree.Tile(1, 0, 1)]:
        assert access.tile(level, number, width) == whole.tile(level, number, width)
    assert access.bundle(2, 89) == tree.encode_bundle(leaves[512:])
    assert access.bundle(2, 90) is None
    assert access.tile(0, 2, 90) is None
    assert tree.root_from_tiles(601, lambda each: access.tile(*each) or b"") == found.root


@pytest.mark.usefixtures("site")
def test_a_tick_comes_once_and_missed_ones_are_skipped() -> None:
    assert actions.tick(LATER) is not None
    assert actions.tick(LATER) is None
    assert actions.tick(LATER - 600) is None
    assert actions.tick(LATER + 6000) is not None
    assert Tick.objects.count() == 3


@pytest.mark.usefixtures("site")
def test_readers_see_only_what_a_tick_has_proven() -> None:
    assert actions.append("members", [entry(1), entry(2)]) == [1, 2]
    assert [number for number, _ in access.entries("members")] == [0]
    ticked(1)
    assert [number for number, _ in access.entries("members")] == [0, 1, 2]
    assert [each for _, each in access.entries("members", 1)] == [entry(1), entry(2)]
    before = Proof.objects.count()
    ticked(3)
    assert Proof.objects.count() == before


@pytest.mark.usefixtures("site")
def test_a_book_reads_whole_against_its_proofs() -> None:
    for number in range(5):
        actions.append("members", [entry(number)])
        ticked(1)
    reader, frontier = record.BookReader(whole=True), tree.Frontier()
    for leaf in access.leaves("members"):
        reader.feed(bytes(leaf.value), bytes(leaf.salt), bytes(leaf.entry))
        frontier.append(tree.leaf_hash(bytes(leaf.value)))
    assert (reader.root(), access.proven_at("members", Tree.objects.get().size)) == (frontier.root(), 6)
    assert access.proven_at("members", 1) == 1
    assert access.proven_at("members", 0) == 0


@pytest.mark.usefixtures("site")
def test_what_the_caller_takes_back_was_never_there() -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            actions.append("members", [entry(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert actions.append("members", [entry(2)]) == [1]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "entries", [[entry(1), {"v": 1}], [entry(1), {"v": 1, "kind": "x", "text": "y" * 2**20}], [entry(1), {"kind": "x"}]]
)
def test_one_wrong_entry_keeps_all_of_them_out(entries: list[Document]) -> None:
    with pytest.raises(Refused):
        actions.append("members", entries)
    assert Leaf.objects.filter(book__audience="members").count() == 1
    assert access.book("members").size == 1


def text(content: str) -> tuple[bytes, Document]:
    """Return hash and document of a free text."""
    salt = secrets.token_bytes(32)
    return record.text_hash(salt, content), record.text_document(salt, content)


@pytest.mark.usefixtures("site")
def test_a_struck_text_is_gone_and_the_record_says_who_and_why() -> None:
    hashed, document = text("A name that must not stay.")
    actions.append("members", [entry(1)], [document])
    assert b"must not stay" in b"".join(access.text_lines("members"))
    actions.strike("members", hashed, people.key(ANA), "a name")
    ticked(1)
    assert list(access.text_lines("members")) == []
    assert Text.objects.get().salt is None
    *_, (_, last) = access.entries("members")
    assert (last["kind"], last["why"]) == ("strike", "a name")
    for audience in ("members", "host"):
        with pytest.raises(HostProblem):
            actions.strike(audience, hashed, people.key(ANA), "again")


@pytest.mark.usefixtures("site")
def test_a_text_that_does_not_give_its_hash_keeps_the_entry_out() -> None:
    _, document = text("one")
    with pytest.raises(Refused):
        actions.append("members", [entry(1)], [{**document, "text": "two"}])
    assert access.book("members").size == 1


@pytest.mark.usefixtures("site")
def test_a_text_that_is_sent_twice_is_kept_once() -> None:
    _, document = text("one")
    actions.append("members", [entry(1)], [document])
    with pytest.raises(Refused):
        actions.append("members", [entry(2)], [document])
    assert (access.book("members").size, Text.objects.count()) == (2, 1)


@pytest.mark.usefixtures("site")
def test_the_files_of_the_client_are_entered_once_for_each_change() -> None:
    files: list[Document] = [{"path": "a.js", "hash": "x"}]
    assert [actions.note_client(files), actions.note_client(files), actions.note_client([])] == [True, False, True]
    assert actions.note_client(files)


def test_a_team_needs_the_founders_of_the_record(site: Home) -> None:
    held = people.meeting()
    with pytest.raises(Refused, match="other founders"):
        people.add_team(held)
    actions.append("host", [people.founding(site.origin)])
    people.add_team(held)
    people.add_team(held)
    assert access.team() is None
    ticked(1)
    standing = access.team()
    assert standing
    assert standing[0].hash == held.ceremony.hash
    with pytest.raises(Refused, match="does not follow"):
        people.add_team(people.meeting("second"))


def test_a_team_of_another_kind_or_with_a_wrong_signature_is_refused(site: Home) -> None:
    actions.append("host", [people.founding(site.origin)])
    with pytest.raises(Refused):
        people.add_team(people.meeting("real", rehearsal=False))
    held = people.meeting()
    with pytest.raises(Refused):
        actions.add_team(held.ceremony.document, held.transcript, [held.signed[0]] * 3)
    ticked(1)
    assert access.team() is None


def test_words_come_back_as_they_were_written(site: Home) -> None:
    word = people.vouch(site.origin, BO, DEE, 20_000)
    actions.append("members", [word])
    ticked(1)
    assert [each for _, each in access.entries("members", 1)] == [word]
