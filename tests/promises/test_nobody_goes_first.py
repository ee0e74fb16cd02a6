"""nobody_goes_first: what is sealed stays sealed until the rule is met; nobody sees who started it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from tests.rehearsed import HostAt, box_files, done, undersign
from tests.vectors.meeting import meeting
from tests.web.boxes.evening import Evening
from tests.web.demands import drafting
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import choices, drafts, envelopes, names, openings, passes
from undersign.protocol.boxes import Count
from undersign.protocol.encoding import b64, decode, encode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.points import Random
from undersign.protocol.signatures import public_key
from undersign.verifier.examination import BoxExamination
from undersign.web.boxes import access as boxes
from undersign.web.boxes.models import Envelope, Parcel, Waiting
from undersign.web.demands.drafts import actions
from undersign.web.demands.models import Demand, DraftBox, TurnedDown
from undersign.web.record import access as record
from undersign.web.workplaces.models import Workplace

BOX = bytes(range(32))
DRAFTERS = [bytes([i]) * 32 for i in (1, 2)]


def stream(label: str) -> Random:
    """Return bytes that are the same each time."""
    numbers = iter(range(10**6))
    return lambda size: (sha256(f"{label} {next(numbers)}".encode()) * 4)[:size]


def test_one_share_alone_gives_no_totals(own: KeyholderFolder, box: BoxExamination) -> None:
    assert box.sums
    assert box.ceremony
    assert isinstance(box.count, Count)
    points = [r for question in box.sums[0] for r, _ in question]
    part = openings.open_part(own.share(box.ceremony).secret, points, b"context", stream("one"))
    with pytest.raises(Refused) as refused:
        openings.combine(2, [1], [part.points])
    assert refused.value.reason == "keyholders_too_few"
    guessed = openings.combine(1, [1], [part.points])  # as if one were enough
    finder = choices.Totals(box.count.groups[0].count)
    for (_, c), shared in zip([pair for question in box.sums[0] for pair in question], guessed, strict=True):
        with pytest.raises(Refused) as nothing:
            finder.find(c, shared)
        assert nothing.value.reason == "tally_out_of_range"


def test_the_host_alone_can_only_ask(host_at: HostAt) -> None:
    host = host_at("sealed")
    shutil.rmtree(host / "rehearsal" / "keyholders")
    said = done("open", host, "--workers", 1)
    assert "keyholders cosign" in said
    kinds = {(line.entry or {}).get("kind") for line in box_files(host).lines()}
    assert kinds == {"book", "definition", "envelope"}


def test_before_the_opening_there_is_nothing_to_report(host_at: HostAt) -> None:
    host = host_at("asked")
    ended = undersign("report", host, host.parent / "report", "--no-verify")
    assert ended.code == 3
    assert "not open yet" in ended.complaint
    assert not (host.parent / "report").exists()


def test_what_somebody_answered_changes_neither_size_nor_form_of_an_envelope(host_at: HostAt) -> None:
    host = host_at("opened")
    sizes = {len(line) for line in box_files(host).rests()}
    assert len(sizes) == 1  # among them one who gave no answer
    bodies = [decode(line)["body"] for line in box_files(host).rests()]
    assert len({body[:80] for body in bodies}) == len(bodies)


@pytest.mark.parametrize(
    ("levels", "signed", "opens"),
    [
        ((5, 10), [5] * 4, None),
        ((5, 10), [5] * 5, 5),
        ((5, 10), [5] * 4 + [10] * 5, None),
        ((5, 10), [5] * 4 + [10] * 6, 10),
    ],
)
def test_a_name_stays_sealed_until_as_many_have_signed_as_its_signer_asked_for(
    levels: tuple[int, ...], signed: list[int], opens: int | None
) -> None:
    assert names.levels_reached(levels, signed) == opens


def test_a_sealed_name_does_not_open_with_fewer_than_t() -> None:
    held = meeting(3, 2)
    place = names.Place(BOX, public_key(DRAFTERS[0]), 5, 0)
    sealed = names.seal_name(held.team.key, place, "Ana Alvarez", "Peer specialist", stream("name"))
    found = names.check_sealed_name(held.team.key, place, sealed)
    part = names.open_part(held.shares[0].secret, found, bytes(32), stream("part"))
    with pytest.raises(Refused) as refused:
        names.combine(2, [1], [part])
    assert refused.value.reason == "keyholders_too_few"
    with pytest.raises(Refused):
        names.open_name(found, names.combine(1, [1], [part]))
    other = names.open_part(held.shares[2].secret, found, bytes(32), stream("other"))
    assert names.open_name(found, names.combine(2, [1, 3], [part, other])) == ("Ana Alvarez", "Peer specialist")
    assert b"Ana" not in sealed


def test_a_sealed_name_is_worth_nothing_in_another_box() -> None:
    held = meeting(3, 2)
    place = names.Place(BOX, public_key(DRAFTERS[0]), 5, 0)
    sealed = names.seal_name(held.team.key, place, "Ana Alvarez", "Peer specialist", stream("name"))
    with pytest.raises(Refused) as refused:
        names.check_sealed_name(held.team.key, place._replace(box_id=bytes(32)), sealed)
    assert refused.value.reason == "name_proof_wrong"


def test_nobody_sees_who_drafted(box: BoxExamination) -> None:
    """A draft is an envelope like others: of one size, under an envelope key, without the member's own."""
    assert box.rules
    rules = replace(box.rules, kind="draft", questions=())
    sent = []
    for drafter, words in zip(DRAFTERS, ("Ask for paid supervision.", "Another, longer text. " * 40), strict=True):
        held = passes.pass_document(bytes(32), [(1, bytes(384)), (2, bytes(384))])
        key = sha256(drafter)  # stands for the envelope key's secret, which nobody can tell from the member's
        document = envelopes.envelope_document(key, rules, 0, 0, drafts.draft_body(words), held)
        assert set(document) == {"v", "kind", "box", "key", "seq", "tag", "body", "pass", "signature"}
        sent.append(encode(document))
    assert len({len(each) for each in sent}) == 1


def test_nobody_can_see_who_drafted(evening: Evening) -> None:
    """Neither pages nor the box's record nor the host's own rows name an account or a member key beside a draft."""
    found = evening.room()
    proposed = drafting.propose(evening, found, 2)
    drafting.write(evening, found, 4, drafts.comment_text(proposed, "I would sign that."))
    demand = evening.put_up(found, who=3)
    named = [form for phone in evening.people for form in (phone.key.hex(), b64(phone.key), f">{phone.nickname}<")]
    for reader in range(6):
        pages = [drafting.shown(evening, reader, found, more) for more in ("", f"/{proposed.hex()}/put-up")]
        assert not [form for text in pages for form in named if form in text]
        assert "Coworker 3" in pages[0]
    said = "\n".join(str(entry) for _, entry in record.entries(found.box.book.name))
    said += "".join(map(str, boxes.rests(drafting.fresh(found).box))) + str(boxes.definition(demand.box).document)
    assert not [form for form in named if form in said]


def test_no_row_of_a_draft_holds_a_member(evening: Evening) -> None:
    found = evening.room()
    drafting.propose(evening, found, 2)
    evening.put_up(found, who=3)
    keys = [phone.key for phone in evening.people]
    for model in (Envelope, Waiting, Parcel, DraftBox, Demand, TurnedDown):
        for row in model.objects.values():
            assert not [name for name in row if "member" in name]
            assert not [key for key in keys for value in row.values() if isinstance(value, bytes) and key in value]


def test_below_k_passes_no_draft_shows_to_anybody(evening: Evening) -> None:
    found = actions.open_room(Workplace.objects.get(id_hash=evening.place))
    evening.witness()
    for who in range(4):
        evening.at(who, found.box).ask()
    evening.witness()
    evening.keyholders.answer(found.box)
    drafting.write(evening, found, 0, "Ask for paid supervision.")
    assert not [who for who in range(6) if "paid supervision" in drafting.shown(evening, who, found)]
