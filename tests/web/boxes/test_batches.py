"""Batches: every promise is kept, nobody's envelope stands with too few others, keys go when nothing waits for them."""

from __future__ import annotations

import logging
import tarfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.web import start
from tests.web.boxes.signing import Signing, digest, send, standing
from undersign.host.files import HostProblem
from undersign.protocol.encoding import b64
from undersign.protocol.envelopes import counted
from undersign.web import backup
from undersign.web.boxes import access
from undersign.web.boxes.batches import actions
from undersign.web.boxes.envelopes import access as waiting
from undersign.web.boxes.models import Box, Parcel, Waiting
from undersign.web.record import actions as record
from undersign.web.record.models import Text, Tree

TICK = 60


def sign_all(signing: Signing, box: Box, *who: int) -> list[bytes]:
    """Let people sign; return the hashes of their envelopes."""
    found = []
    for each in who:
        envelope, parcel = signing.signature(each, box)
        signing.send(box, envelope, parcel)
        found.append(digest(envelope))
    return found


def to(signing: Signing, seconds: int) -> None:
    """Let it be a time, and the record tick."""
    signing.evening.clock.now = seconds
    signing.evening.tick(0)


def test_what_came_in_time_stands_at_the_promised_tick(signing: Signing) -> None:
    for who in range(6):
        signing.send(signing.drafted, signing.draft(who))
        signing.evening.clock.pass_by(7)
    for _ in range(3):
        signing.evening.tick()
    signing.check_promises()


@pytest.mark.parametrize("late", [0, 1, 59])
@pytest.mark.parametrize("missed", [0, 1, 5])
def test_a_promise_holds_whenever_the_next_tick_comes(signing: Signing, late: int, missed: int) -> None:
    clock = signing.evening.clock
    clock.now = int(clock.now) // TICK * TICK + late
    signing.send(signing.drafted, signing.draft(0))
    signing.evening.tick(TICK * (missed + 1))
    signing.evening.tick()
    signing.evening.tick()
    signing.check_promises()


def test_an_envelope_that_comes_while_its_batch_is_entered_stands_under_the_next_tick(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch has read what waits, and the clock has passed its end, when another one is written."""
    signing.send(signing.drafted, signing.draft(0))
    second, enter = signing.draft(1), actions._enter  # noqa: SLF001 - the moment in question
    began = signing.evening.clock.now

    def meanwhile(box: Box, chosen: list[object]) -> None:
        ended = signing.evening.clock.now
        signing.evening.clock.now = began  # it was let in before the end, and kept only now
        signing.send(signing.drafted, second)
        signing.evening.clock.now = ended
        enter(box, chosen)  # type: ignore[arg-type]  # what it was given

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_enter", meanwhile)
        signing.evening.tick()
    assert Waiting.objects.count() == 1
    signing.evening.tick()
    signing.evening.tick()
    assert standing(signing.drafted)[-1] == digest(second)
    signing.check_promises()


def test_a_clock_that_stands_still_breaks_no_promise(signing: Signing) -> None:
    signing.send(signing.drafted, signing.draft(0))
    for _ in range(3):
        signing.evening.tick(0)  # nothing is due
    assert Waiting.objects.count() == 1
    for _ in range(3):
        signing.evening.tick()
    signing.check_promises()


def test_a_clock_set_back_promises_no_tick_that_was_made(signing: Signing) -> None:
    ahead = Tree.objects.get().last_tick + 4
    record.tick(ahead * TICK)
    promise = signing.send(signing.drafted, signing.draft(0))
    assert promise["tick"] > ahead
    for _ in range(8):
        signing.evening.tick()
    signing.check_promises()


def test_a_tick_whose_batch_fails_is_made_and_the_batch_follows(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing.send(signing.drafted, signing.draft(0))

    def broken(*_: object) -> None:
        raise HostProblem("x")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_enter", broken)
        signing.evening.tick()
    assert Waiting.objects.count() == 1
    signing.evening.tick()
    assert standing(signing.drafted)[-1] == digest(signing.draft(0))


def test_a_batch_that_fails_half_way_leaves_everything_waiting(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing(signing.drafted)
    signing.send(signing.drafted, signing.draft(0))

    def broken(*_: object) -> None:
        raise HostProblem("x")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_drop_withdrawn", broken)
        signing.evening.tick()
    assert standing(signing.drafted) == before
    assert Waiting.objects.count() == 1


def test_a_demand_that_is_no_room_shows_nobody_before_there_are_others(signing: Signing) -> None:
    box = signing.daily
    sent = sign_all(signing, box, 0, 1, 2, 3, 4)
    for _ in range(30):
        signing.evening.tick()
    assert standing(box) == []
    to(signing, box.signing_ends)
    assert standing(box) == []
    to(signing, box.signing_ends + TICK)
    assert sorted(standing(box)) == sorted(sent)
    signing.evening.tick()
    signing.check_promises()


def test_some_stay_behind_so_that_the_last_is_not_alone(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TOGETHER", 2)
    box = signing.daily
    first = sign_all(signing, box, 0, 1, 2)
    to(signing, box.signing_ends - 2000)
    assert standing(box) == []
    first += sign_all(signing, box, 3, 4)
    to(signing, box.signing_ends - 1000)
    entered = set(standing(box))
    assert len(entered) == 3
    assert entered < set(first)
    last = sign_all(signing, box, 5)
    to(signing, box.signing_ends + TICK)
    assert set(standing(box)[3:]) == {*first, *last} - entered
    assert len(standing(box)) == 6
    signing.evening.tick()
    signing.check_promises()


def test_who_stays_behind_is_chance(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TOGETHER", 2)
    sign_all(signing, signing.daily, 0, 1, 2, 3, 4)
    held, _ = actions._held(signing.daily, signing.daily.signing_ends - 600)  # noqa: SLF001 - the choice itself
    now = signing.daily.signing_ends - 600
    turns = [actions._turn(signing.daily, held, now) for _ in range(200)]  # noqa: SLF001 - the same
    chosen = [frozenset(each.envelope.key for each in turn) for turn in turns]
    assert len(set(chosen)) == 10  # 3 of 5; that one is missing has a chance below 10 ** -8


def test_withdrawals_enter_with_others_or_at_the_end(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TOGETHER", 2)
    box = signing.daily
    sign_all(signing, box, 0, 1, 2, 3)
    to(signing, box.signing_ends - 2000)
    assert len(standing(box)) == 2
    signing.send(box, signing.withdrawal(0, box))
    to(signing, box.signing_ends - 1000)
    assert len(standing(box)) == 2
    signing.evening.clock.now = box.signing_ends
    signing.send(box, signing.withdrawal(1, box))
    to(signing, box.signing_ends + TICK)
    assert len(standing(box)) == 5
    to(signing, box.withdrawing_ends)
    assert len(standing(box)) == 5
    to(signing, box.withdrawing_ends + TICK)
    assert len(standing(box)) == 6
    assert len(counted(access.heads(box))) == 2
    signing.evening.tick()
    signing.check_promises()


def test_what_came_in_the_last_moment_enters_with_the_others(signing: Signing) -> None:
    box = signing.room
    sign_all(signing, box, 0, 1, 2)
    late = signing.signature(3, box)
    signing.evening.clock.now = box.signing_ends - 0.001
    signing.send(box, *late)
    to(signing, box.signing_ends)
    assert standing(box) == []
    to(signing, box.signing_ends + TICK)
    assert len(standing(box)) == 4


def test_the_sealed_name_of_a_withdrawn_signature_goes(signing: Signing) -> None:
    box = signing.room
    sign_all(signing, box, 0, 1)
    signing.send(box, signing.withdrawal(0, box))
    to(signing, box.signing_ends + TICK)
    (left,) = Parcel.objects.filter(box=box)
    assert bytes(left.envelope) == digest_of(signing, box, 1)


def digest_of(signing: Signing, box: Box, who: int) -> bytes:
    """Return the hash of somebody's envelope in the book that withdraws nothing."""
    key = signing.at(who, box).envelope(1, 5, b"")["key"]
    return next(bytes(row.digest) for row in box.envelopes.filter(withdraws=False) if b64(bytes(row.key)) == key)


def test_a_sealed_name_that_comes_after_its_withdrawal_is_not_kept(signing: Signing) -> None:
    """Of two devices one withdraws; the signature of the other, sent before the end, comes in with a later batch."""
    box = signing.daily
    signing.send(box, signing.withdrawal(0, box))
    held, _ = actions._held(box, box.signing_ends)  # noqa: SLF001 - as if this batch had been entered
    actions._enter(box, held)  # noqa: SLF001 - the same
    sign_all(signing, box, 0, 1)
    to(signing, box.signing_ends + TICK)
    assert len(standing(box)) == 3
    assert Parcel.objects.filter(box=box).count() == 1


def test_two_devices_with_one_seq_both_stand_and_the_smaller_hash_counts(signing: Signing) -> None:
    box = signing.room
    one, other = (sign_all(signing, box, 0)[0] for _ in range(2))
    to(signing, box.signing_ends + TICK)
    assert sorted(standing(box)) == sorted([one, other])
    assert [head.digest for head in counted(access.heads(box))] == [min(one, other)]


def test_the_order_in_the_book_is_chance(signing: Signing) -> None:
    sent = [signing.draft(0, f"Words {number}", seq=number) for number in range(12)]
    for each in sent:
        signing.send(signing.drafted, each)
    signing.evening.tick()
    found = standing(signing.drafted)[-12:]
    assert sorted(found) == sorted(map(digest, sent))
    assert found != [digest(each) for each in sent]
    assert found != sorted(found)


def test_a_key_is_erased_only_once_nothing_waits_for_it(signing: Signing) -> None:
    sign_all(signing, signing.daily, 0)
    (path,) = waiting.folder().iterdir()
    for _ in range(20):
        signing.evening.tick()
        assert path.exists()
    to(signing, signing.daily.signing_ends + TICK)
    assert standing(signing.daily)
    for _ in range(25):
        signing.evening.tick()
    assert list(waiting.folder().iterdir()) == []


def test_what_a_killed_process_left_of_a_key_goes(signing: Signing) -> None:
    waiting.folder().mkdir()
    left = waiting.folder() / ".0123456789abcdef"
    left.write_bytes(b"half")
    actions.erase_keys(left.stat().st_mtime)
    assert left.exists()
    actions.erase_keys(left.stat().st_mtime + actions.PART_SECONDS + 1)
    assert not left.exists()
    assert signing.drafted.state == Box.OPEN


def test_what_waits_under_a_lost_key_stops_nothing_else_and_is_told(
    signing: Signing, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("undersign"), "propagate", True)
    box = signing.room
    lost = sign_all(signing, box, 0)
    (path,) = waiting.folder().iterdir()
    path.unlink()
    kept = sign_all(signing, box, 1, 2)  # under a new key for the same batch
    to(signing, box.signing_ends + TICK)
    assert sorted(standing(box)) == sorted(kept)
    assert Waiting.objects.count() == 1
    again = signing.signature(0, box)
    assert send(box, *again).error == "too_late"
    to(signing, box.withdrawing_ends + 2 * TICK)
    assert Waiting.objects.count() == 0
    assert "they came too late: 1 envelopes" in caplog.text
    assert b64(lost[0]) not in caplog.text


def test_a_key_that_was_cut_off_is_as_good_as_lost(signing: Signing) -> None:
    sign_all(signing, signing.room, 0)
    (path,) = waiting.folder().iterdir()
    path.write_bytes(b"short")
    assert send(signing.room, *signing.signature(1, signing.room)).error == "host_problem"
    to(signing, signing.room.signing_ends + TICK)
    assert standing(signing.room) == []


def test_whatever_comes_too_late_for_the_opening_request_stays_out(signing: Signing) -> None:
    """It is written a tick after the end at the earliest, so nothing was promised for it."""
    box = signing.room
    sign_all(signing, box, 0, 1, 2, 3, 4)
    rows = list(Waiting.objects.all())
    signing.evening.end(box)
    assert box.state == Box.ASKED
    before = standing(box)
    key = waiting.key(bytes(box.box_id), rows[0].ends)
    envelope, parcel = signing.signature(5, box)
    size = waiting.size_of(access.definition(box), 2)
    data = waiting.seal(key, size, envelope, parcel)
    Waiting.objects.create(pk=7, box=box, ends=rows[0].ends, data=data)
    signing.evening.tick()
    assert (standing(box), Waiting.objects.count()) == (before, 0)


def test_a_struck_word_of_the_definition_ends_the_box(signing: Signing) -> None:
    box = signing.room
    sign_all(signing, box, 0, 1, 2, 3, 4)
    hashed = bytes(Text.objects.filter(book=box.book).first().hash)  # type: ignore[union-attr]  # there are two
    record.strike(box.book.name, hashed, bytes(32), "A named client.")
    signing.evening.tick()
    box.refresh_from_db()
    assert box.state == Box.VOID
    assert send(box, *signing.signature(5, box)).error == "struck_definition"
    signing.evening.end(box)
    assert box.state == Box.VOID
    assert Parcel.objects.filter(box=box).count() == 0
    signing.check_promises()


def test_no_backup_holds_what_waits_or_a_key_of_a_batch(
    signing: Signing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sent,) = sign_all(signing, signing.room, 0)
    (path,) = waiting.folder().iterdir()
    key, row = path.read_bytes(), bytes(Waiting.objects.get().data)
    monkeypatch.setattr(backup, "_one_moment", nullcontext)  # the test is in a transaction of its own
    backup._pack(start.HOME, tmp_path, tmp_path / "plain", lambda *_: None)  # noqa: SLF001 - before it is encrypted
    with tarfile.open(tmp_path / "plain") as tar:
        files = {each.name: tar.extractfile(each) for each in tar if each.isfile()}
        found = {name: file.read() for name, file in files.items() if file}
    assert "rows.jsonl" in found
    assert not any("batches" in name for name in found)
    everything = b"\n".join(found.values())
    assert b"boxes.Envelope" in everything
    assert b"boxes.Waiting" not in everything
    for secret in (key, row, row[12:], sent):
        assert not any(form in everything for form in (secret, b64(secret).encode(), secret.hex().encode()))
