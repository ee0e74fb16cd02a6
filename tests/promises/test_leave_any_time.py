"""leave_any_time: a member takes their data along, and withdraws what they gave where that is still possible."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rehearsed import HostAt, box_files, box_id, done, examined, plain_counts, undersign
from undersign.host import folder
from undersign.host.inbox import Inbox, receipt
from undersign.protocol import closing, phrase
from undersign.protocol.encoding import b64, decode, encode
from undersign.protocol.envelopes import Rules, check_envelope, envelope_document
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key
from undersign.rehearsal.people import Devices


def rules_of(host: Path) -> Rules:
    """Return what the box asks of envelopes."""
    rules = examined(host).rules
    assert rules
    return rules


def withdrawal(host: Path, member: int) -> bytes:
    """Return what withdraws a member's envelope: it takes the twelve words, and the pass that they give again."""
    box = box_id(host)
    seed = [seed for seed, _ in Devices(host).members(box).values()][member]
    secret = phrase.envelope_secret(seed, box)
    path = host / "inbox" / f"{box.hex()}.jsonl"
    waiting = {decode(line)["key"]: decode(line) for line in path.read_bytes().splitlines()}
    first = waiting[b64(public_key(secret))]
    return encode(envelope_document(secret, rules_of(host), 1, first["tag"], b"", first["pass"]))


def hand_in(host: Path, data: bytes) -> Path:
    """Hand an envelope to the host; return the file of the receipt."""
    kept = host.parent / "receipt"
    with folder.opened(host) as opened:
        inbox = Inbox(opened, box_id(host))
        (promise,) = inbox.take([data], opened.notes["boxes"][box_id(host).hex()]["by_tick"])
        inbox.close()
        kept.write_bytes(receipt(promise, data))
    return kept


def test_who_withdraws_is_not_counted_and_can_check_it(host_at: HostAt) -> None:
    host = host_at("sealed")
    own = (host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts").read_bytes().splitlines()[0] + b"\n"
    hand_in(host, withdrawal(host, 0))
    done("open", host, "--workers", 1)
    result = next(line.entry for line in box_files(host).lines() if (line.entry or {}).get("kind") == "result") or {}
    everyone = sum(sum(counts) for counts in plain_counts().values())
    assert sum(group["count"] for group in result["groups"]) == everyone - 1
    new_york = plain_counts()["New York"]
    assert result["groups"][1]["totals"] == [[new_york[0] - 1, *new_york[1:]]]  # the first row says "never"
    mine = host.parent / "mine"
    mine.write_bytes(own)
    assert "receipt 1: it was withdrawn" in done("verify", host, "--receipts", mine, "--workers", 1)


def test_a_withdrawal_is_checked_like_any_envelope(host_at: HostAt) -> None:
    host = host_at("sealed")
    rules, data = rules_of(host), withdrawal(host, 0)
    assert check_envelope(rules, decode(data)).withdraws
    with pytest.raises(Refused) as refused:
        check_envelope(rules, {**decode(data), "seq": 2})
    assert refused.value.reason == "envelope_changed"


def test_a_withdrawal_that_the_host_ignores_is_noticed_by_the_keyholder_who_was_told(host_at: HostAt) -> None:
    host = host_at("sealed")
    told = check_envelope(rules_of(host), decode(withdrawal(host, 0)))
    done("open", host, "--workers", 1)  # without it
    with pytest.raises(Refused) as refused:
        closing.check_withdrawals(examined(host).entries.heads, [told])
    assert refused.value.reason == "withdrawal_ignored"


def test_withdrawing_ends_with_its_time_and_not_with_signing(host_at: HostAt) -> None:
    definition = examined(host_at("fixed")).definition
    assert definition
    signing, withdrawing = (definition.fields[name] for name in ("signing_ends", "withdrawing_ends"))
    closing.check_time(definition, signing, withdraws=True)
    with pytest.raises(Refused) as refused:
        closing.check_time(definition, withdrawing, withdraws=True)
    assert refused.value.reason == "too_late"
    with pytest.raises(Refused):
        closing.check_time(definition, signing, withdraws=False)


def test_what_a_member_takes_along_can_be_checked_without_the_host(
    host_at: HostAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, away = host_at("opened"), tmp_path / "away"
    away.mkdir()
    done("host", "export", host, away / "record", "--for", "members")
    receipts = (host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts").read_bytes().splitlines()
    (away / "mine").write_bytes(receipts[3] + b"\n")
    shutil.rmtree(host)
    monkeypatch.chdir(away)
    ended = undersign("verify", "record", "--receipts", "mine", "--workers", 1)
    assert ended.code == 0
    assert "receipt 1: it is in the set that was counted" in ended.said
    assert "recorded at tick" in ended.said
