"""A keyholder as witness: it cosigns what has only grown, and remembers what it cosigned before the line leaves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rehearsed import HostAt
from undersign.host.files import HostProblem
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.witness import check_record, cosign
from undersign.protocol import notes
from undersign.protocol.encoding import b64, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, cosigners, read_ceremony
from undersign.verifier.folder import Folder
from undersign.verifier.problems import FolderProblem

NOW = 1_800_000_000


@pytest.fixture
def agreed(host_at: HostAt) -> Ceremony:
    """Give the rehearsal's ceremony."""
    files = next(each for each in Folder(host_at("met", "agreed")).books().values() if each.first.audience == "host")
    return read_ceremony(next(line.entry for line in files.lines() if line.entry and line.entry["kind"] == "ceremony"))


def keyholder(host: Path, index: int = 1) -> KeyholderFolder:
    """Return a keyholder's own folder."""
    return KeyholderFolder(host / "rehearsal" / "keyholders" / str(index))


def refusal(own: KeyholderFolder, agreed: Ceremony, host: Path) -> str:
    """Return why a keyholder does not cosign, and check that it remembers what it did before."""
    before = own.memory("record")
    with pytest.raises((Refused, HostProblem, FolderProblem)) as refused:
        cosign(own, agreed, Folder(host), NOW)
    assert own.memory("record") == before
    return str(getattr(refused.value, "reason", refused.value))


def test_a_cosignature_holds_under_the_keyholders_name_and_time(host_at: HostAt, agreed: Ceremony) -> None:
    host = host_at("opened")
    line = cosign(keyholder(host, 2), agreed, Folder(host), NOW)
    note = Folder(host).checkpoint().splitlines(keepends=True)
    bare = b"".join(note[:5])
    key = cosigners(Folder(host).about()["origin"], agreed)[1]
    (signed,) = notes.open_note(bare + line, [key]).signatures
    assert (signed.key, signed.seconds) == (key, NOW)


def test_what_was_cosigned_is_remembered(host_at: HostAt, agreed: Ceremony) -> None:
    host = host_at("sealed")
    own = keyholder(host)
    own.remember("record", {})
    cosign(own, agreed, Folder(host), NOW)
    checkpoint = Folder(host).claimed(Folder(host).checkpoint())
    kept = own.memory("record")
    assert (kept["size"], unb64(kept["root"]), kept["origin"]) == (checkpoint.size, checkpoint.root, checkpoint.origin)


def test_a_record_that_grew_is_cosigned_and_one_that_shrank_is_not(host_at: HostAt, agreed: Ceremony) -> None:
    early, late = host_at("fixed", "early"), host_at("opened", "late")
    own = keyholder(early)
    assert cosign(own, agreed, Folder(late), NOW)
    assert refusal(own, agreed, early) == "proof_wrong"
    assert cosign(own, agreed, Folder(late), NOW)


@pytest.mark.parametrize("spoilt", ["root", "leaf", "unsigned", "cut", "no checkpoint"])
def test_a_record_that_does_not_hold_is_not_cosigned(spoilt: str, host_at: HostAt, agreed: Ceremony) -> None:
    host = host_at("opened")
    own = keyholder(host)
    path = host / "record" / "checkpoint"
    lines = path.read_bytes().splitlines(keepends=True)
    leaves = max((host / "record" / "tile" / "entries" / "000.p").iterdir(), key=lambda each: int(each.name))
    if spoilt == "root":
        other = notes.Checkpoint(Folder(host).about()["origin"], int(lines[1]), bytes(32))
        path.write_bytes(notes.sign_checkpoint((host / "secret" / "host").read_bytes(), other))
    elif spoilt == "leaf":
        data = bytearray(leaves.read_bytes())
        data[-1] ^= 1
        leaves.write_bytes(data)
    elif spoilt == "unsigned":
        path.write_bytes(b"".join(lines[:4]) + lines[5])
    elif spoilt == "cut":
        leaves.write_bytes(leaves.read_bytes()[:-3])
    else:
        path.unlink()
    assert refusal(own, agreed, host) in {"proof_wrong", "note_unsigned", "truncated", "file_missing"}


def test_another_origin_or_host_key_is_another_record(host_at: HostAt, agreed: Ceremony) -> None:
    host = host_at("opened")
    own = keyholder(host)
    for changed in ({"origin": "other.example"}, {"host_key": b64(bytes(32))}):
        own.remember("record", {**own.memory("record"), **changed})
        assert "is not the record" in refusal(own, agreed, host)
        own.remember("record", {**own.memory("record"), "origin": Folder(host).about()["origin"]})


def test_a_keyholder_of_another_ceremony_cosigns_nothing(host_at: HostAt, agreed: Ceremony, tmp_path: Path) -> None:
    stranger = KeyholderFolder.create(tmp_path / "stranger", "Stranger", "")
    assert refusal(stranger, agreed, host_at("opened")) == "keyholder_unknown"


def test_who_has_seen_nothing_yet_trusts_the_first_record_it_sees(host_at: HostAt) -> None:
    host = host_at("fixed")
    own = keyholder(host)
    shutil.rmtree(own.path / "memory")
    note, checkpoint = check_record(own, Folder(host))
    assert note == Folder(host).checkpoint()
    assert checkpoint.size == len(list(Folder(host).public_leaves()))
