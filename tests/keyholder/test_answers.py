"""A keyholder's answers: what was answered is on the disk before any answer leaves, and stays there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from undersign.keyholder.answers import Answered
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import sha256
from undersign.protocol.errors import Refused

BOX = bytes(range(32))
ANA, BO = b"a" * 32, b"b" * 32


@pytest.fixture
def mine(tmp_path: Path) -> KeyholderFolder:
    """Give a keyholder who has answered nobody."""
    return KeyholderFolder.create(tmp_path / "keyholder", "Kim", "")


def kept(mine: KeyholderFolder) -> Path:
    """Return the file of what was answered."""
    return mine.path / "memory" / f"answered-{BOX.hex()}"


def test_what_was_answered_is_known_after_a_restart(mine: KeyholderFolder) -> None:
    Answered(mine, BOX).admit([(ANA, b"one"), (BO, b"two")])
    assert Answered(mine, BOX).requests == {ANA: sha256(b"one"), BO: sha256(b"two")}


def test_another_box_is_another_matter(mine: KeyholderFolder) -> None:
    Answered(mine, BOX).admit([(ANA, b"one")])
    Answered(mine, bytes(32)).admit([(ANA, b"other")])
    assert Answered(mine, bytes(32)).requests == {ANA: sha256(b"other")}


def test_the_same_request_again_adds_nothing(mine: KeyholderFolder) -> None:
    for _ in range(3):
        Answered(mine, BOX).admit([(ANA, b"one"), (ANA, b"one")])
    assert len(kept(mine).read_bytes()) == 64


def test_one_wrong_request_keeps_all_that_came_with_it_out(mine: KeyholderFolder) -> None:
    answered = Answered(mine, BOX)
    answered.admit([(ANA, b"one")])
    with pytest.raises(Refused) as refused:
        answered.admit([(BO, b"two"), (ANA, b"another")])
    assert refused.value.reason == "pass_used_twice"
    assert answered.requests == Answered(mine, BOX).requests == {ANA: sha256(b"one")}


@pytest.mark.parametrize("cut", [1, 31, 63])
def test_a_record_cut_off_by_a_crash_was_never_answered(mine: KeyholderFolder, cut: int) -> None:
    Answered(mine, BOX).admit([(ANA, b"one"), (BO, b"two")])
    kept(mine).write_bytes(kept(mine).read_bytes()[: 64 + cut])
    again = Answered(mine, BOX)
    assert again.requests == {ANA: sha256(b"one")}
    again.admit([(BO, b"three")])
    assert Answered(mine, BOX).requests == {ANA: sha256(b"one"), BO: sha256(b"three")}


def test_an_answer_waits_until_the_disk_has_it(mine: KeyholderFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bytes] = []
    real = os.fsync

    def sync(number: int) -> None:
        real(number)
        synced.append(kept(mine).read_bytes())

    monkeypatch.setattr(os, "fsync", sync)
    Answered(mine, BOX).admit([(ANA, b"one")])
    assert ANA + sha256(b"one") in synced


def test_a_full_disk_leaves_a_member_unanswered(mine: KeyholderFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Answered(mine, BOX)
    answered.admit([(ANA, b"one")])

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            answered.admit([(BO, b"two")])
    assert BO not in answered.requests
    answered.admit([(BO, b"three")])
    assert Answered(mine, BOX).requests == {ANA: sha256(b"one"), BO: sha256(b"three")}


def test_only_the_keyholder_reads_whom_they_answered(mine: KeyholderFolder) -> None:
    Answered(mine, BOX).admit([(ANA, b"one")])
    assert stat.S_IMODE(kept(mine).stat().st_mode) == 0o600


def test_every_answered_request_must_still_stand(mine: KeyholderFolder) -> None:
    answered = Answered(mine, BOX)
    answered.admit([(ANA, b"one"), (BO, b"two")])
    answered.check_still_there({ANA: sha256(b"one"), BO: sha256(b"two"), b"c" * 32: bytes(32)})
    for standing in ({ANA: sha256(b"one")}, {ANA: sha256(b"one"), BO: sha256(b"other")}, {}):
        with pytest.raises(Refused) as refused:
            answered.check_still_there(standing)
        assert refused.value.reason == "request_missing"
