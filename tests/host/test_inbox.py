"""Envelopes between the promise and the book: promised at once, entered once, in an order that tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rehearsed import HostAt, box_files, box_id, examined
from undersign.host.folder import HostFolder, opened
from undersign.host.inbox import Inbox, batch, receipt
from undersign.protocol import boxes
from undersign.protocol.encoding import b64, decode, sha256, unb64
from undersign.protocol.signatures import public_key, verify_signed

ALL = 45


@contextmanager
def waiting_in(host: Path) -> Iterator[tuple[HostFolder, Inbox]]:
    """Open the folder and its inbox."""
    with opened(host) as found:
        inbox = Inbox(found, box_id(host))
        try:
            yield found, inbox
        finally:
            inbox.close()


def entered(host: Path) -> list[bytes]:
    """Return the envelopes in the box's book, in its order."""
    return list(box_files(host).rests())


class Killed(BaseException):
    """Ends a command where it stands."""


def killed(*_: object, **__: object) -> None:
    raise Killed


def test_the_host_promises_each_envelope_under_its_key(host_at: HostAt) -> None:
    host = host_at("sealed")
    with waiting_in(host) as (found, inbox):
        envelopes = list(inbox.waiting())
        assert len(envelopes) == ALL
        promises = inbox.promises(envelopes, 77)
        assert promises == inbox.promises(envelopes, 77)
        key = public_key(found.host_secret)
    for envelope, promise in zip(envelopes, promises, strict=True):
        verify_signed(key, "promise", promise)
        assert (unb64(promise["envelope"]), promise["tick"]) == (sha256(envelope), 77)
        assert boxes.PROMISE.keys() <= promise.keys()


def test_an_envelope_is_on_the_disk_before_it_is_promised(host_at: HostAt, monkeypatch: pytest.MonkeyPatch) -> None:
    host = host_at("sealed")
    with waiting_in(host) as (_, inbox):
        seen: list[int] = []

        def promise(*_: object) -> dict[str, object]:
            seen.append(inbox.path.read_bytes().count(b"\n"))
            return {}

        monkeypatch.setattr(boxes, "promise_document", promise)
        inbox.take([b'{"key":"new","v":1}'], 77)
        assert seen == [ALL + 1]
        assert {"new"} < inbox.keys()


def test_only_the_host_reads_what_waits(host_at: HostAt) -> None:
    host = host_at("sealed")
    assert {each.stat().st_mode & 0o777 for each in (host / "inbox").iterdir()} == {0o600}


def test_half_an_envelope_left_by_a_crash_is_cut_away(host_at: HostAt) -> None:
    host = host_at("sealed")
    path = host / "inbox" / f"{box_id(host).hex()}.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    with waiting_in(host) as (_, inbox):
        assert len(list(inbox.waiting())) == ALL
    assert path.read_bytes() == whole


def test_a_batch_enters_every_envelope_once_in_another_order(host_at: HostAt) -> None:
    host = host_at("sealed")
    with waiting_in(host) as (found, inbox):
        came = list(inbox.waiting())
        size = found.public_size
        assert batch(found, inbox.box, inbox) == ALL
        assert found.public_size == size + 1
        assert not inbox.path.exists()
    stands = entered(host)
    assert sorted(stands) == sorted(came)
    assert stands != came  # by chance once in 45! batches
    assert examined(host).problems.all() == []


def test_two_batches_are_shuffled_in_two_ways(host_at: HostAt) -> None:
    orders = []
    for name in ("one", "two"):
        host = host_at("sealed", name)
        with waiting_in(host) as (found, inbox):
            batch(found, inbox.box, inbox)
        orders.append(entered(host))
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]


def test_a_batch_cut_off_after_its_commit_enters_nothing_twice(
    host_at: HostAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = host_at("sealed")
    with monkeypatch.context() as patch, waiting_in(host) as (found, inbox):
        patch.setattr(Inbox, "close", killed)  # the first thing after the commit
        with pytest.raises(Killed):
            batch(found, inbox.box, inbox)
        patch.undo()
    assert len(entered(host)) == ALL
    with waiting_in(host) as (found, inbox):
        assert len(list(inbox.waiting())) == ALL
        assert batch(found, inbox.box, inbox) == 0
        assert not inbox.path.exists()
    assert len(set(entered(host))) == len(entered(host)) == ALL
    assert examined(host).problems.all() == []


def test_a_batch_cut_off_before_its_commit_enters_nothing(host_at: HostAt, monkeypatch: pytest.MonkeyPatch) -> None:
    host = host_at("sealed")
    with monkeypatch.context() as patch, waiting_in(host) as (found, inbox):
        patch.setattr(HostFolder, "save", killed)
        with pytest.raises(Killed):
            batch(found, inbox.box, inbox)
    with waiting_in(host) as (found, inbox):
        assert len(list(inbox.waiting())) == ALL
        assert entered(host) == []
        assert batch(found, inbox.box, inbox) == ALL
    assert len(set(entered(host))) == ALL


def test_an_envelope_that_was_handed_in_twice_is_entered_once(host_at: HostAt) -> None:
    host = host_at("sealed")
    with waiting_in(host) as (found, inbox):
        twice = list(inbox.waiting())[:3]
        inbox.take(twice, 77)
        assert batch(found, inbox.box, inbox) == ALL
    assert len(set(entered(host))) == len(entered(host)) == ALL
    assert examined(host).problems.all() == []


def test_a_later_batch_enters_what_came_since(host_at: HostAt) -> None:
    host = host_at("sealed")
    with waiting_in(host) as (found, inbox):
        came = list(inbox.waiting())
        inbox.path.write_bytes(b"".join(each + b"\n" for each in came[:40]))
        assert batch(found, inbox.box, inbox) == 40
        later = Inbox(found, inbox.box)
        later.take(came[38:], 77)
        assert batch(found, inbox.box, later) == 5
    assert sorted(entered(host)) == sorted(came)
    assert set(entered(host)[:40]) == set(came[:40])


def test_a_receipt_names_the_envelope_and_not_the_answer(host_at: HostAt) -> None:
    host = host_at("sealed")
    with waiting_in(host) as (_, inbox):
        (envelope,) = list(inbox.waiting())[:1]
        (promise,) = inbox.promises([envelope], 77)
    document = decode(receipt(promise, envelope).removesuffix(b"\n"))
    assert document.keys() == {"v", "kind", "box", "key", "envelope", "promise"}
    assert document["envelope"] == b64(sha256(envelope))
