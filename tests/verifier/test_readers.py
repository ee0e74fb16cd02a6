"""Who may see what of a demand: readers of names that are not public, and what each export lets its reader check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from tests.demanded import DemandAt, add, definition_in, demand_at, finish, fixed, receipts, sign
from tests.verifier.judging import expect_only, failing, verdicts
from undersign.host import export, folder
from undersign.protocol.encoding import Document, b64
from undersign.protocol.errors import Refused
from undersign.rehearsal import demand, team
from undersign.rehearsal.demand import Wanted
from undersign.verifier.report import verify

__all__ = ["demand_at"]

RESULT = "result_equals_opening"
LIST, PASS = "envelopes_within_list", "every_envelope_had_a_pass"


def for_readers(path: Path) -> pyrage.x25519.Identity:
    """Play a demand whose names are for one reader; return the reader's key."""
    reader = pyrage.x25519.Identity.generate()
    fixed(path, Wanted(readers=(str(reader.to_public()),)))
    with folder.opened(path) as host:
        sign(host)
        finish(host)
        demand.delete_rest(host, definition_in(host))
    return reader


def decrypting(identity: pyrage.x25519.Identity) -> Callable[[bytes], bytes]:
    """Return what opens the files of one reader."""

    def decrypt(data: bytes) -> bytes:
        try:
            plain: bytes = pyrage.decrypt(data, [identity])
        except pyrage.DecryptError:
            raise Refused("share_for_another") from None
        return plain

    return decrypt


def test_names_for_readers_are_for_them_alone(tmp_path: Path) -> None:
    path = tmp_path / "host"
    reader = for_readers(path)
    found = verdicts(path, receipts(path))
    assert found[RESULT] == ("cannot be checked here", found[RESULT].reason)
    assert found[RESULT].reason.endswith("the names are for their readers")
    assert {verdict.outcome for name, verdict in found.items() if name != RESULT} == {"pass"}
    assert b"Rehearsal Person" not in b"".join(each.read_bytes() for each in path.glob("books/*/*.jsonl"))
    with_key = {claim.name: verdict for claim, verdict in verify(path, receipts(path), decrypt=decrypting(reader))}
    assert {verdict.outcome for verdict in with_key.values()} == {"pass"}


def test_names_for_readers_that_stand_in_the_clear_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "host"
    fixed(path, Wanted(readers=(str(pyrage.x25519.Identity.generate().to_public()),)))
    with folder.opened(path) as host:
        sign(host)
        demand.close(host, definition_in(host))
        demand.ask_to_open(host, definition_in(host))
        box = demand.examined(host, definition_in(host))
        assert box.opening
        opened: Document = {"v": 1, "kind": "opened", "box": b64(definition_in(host).box_id)}
        name = {"envelope": b64(bytes(32)), "salt": b64(bytes(32)), "sealed": b64(bytes(656))}
        add(host, {**opened, "request": b64(box.opening.hash), "first": 0, "names": [name]})
    expect_only(path, RESULT, "names for readers stand in the clear")


@pytest.mark.parametrize("reader", ["signers", "recipient", "members", "keyholders"])
def test_every_reader_checks_what_it_may_see(demand_at: DemandAt, tmp_path: Path, reader: str) -> None:
    path = demand_at("ended")
    with folder.opened(path) as host:
        box = definition_in(host).box_id
    export.export(path, tmp_path / "out", reader, box if reader in export.READERS_OF_A_BOX else None)
    found = verdicts(tmp_path / "out", receipts(path))
    unknown = {name for name, verdict in found.items() if verdict.outcome != "pass"}
    assert unknown == {"signers": set(), "recipient": {PASS, LIST}, "members": {LIST}, "keyholders": set()}[reader]
    assert not failing(tmp_path / "out")
    if reader == "recipient":
        assert "passes cannot be tied to people here" in found[PASS].reason
        assert "its list is for the people on it to read; attested by 2 keyholders" in found[LIST].reason


def test_keyholders_find_out_about_readers_names_no_more_than_their_parts(tmp_path: Path) -> None:
    path = tmp_path / "host"
    for_readers(path)
    with folder.opened(path) as host:
        own = team.keyholder_folders(host)[2]
        box = demand.examined(host, definition_in(host), own)
        assert box.names
        assert sorted(box.names.given) == [1, 2]
        assert (box.names.names, box.names.hidden) == (None, True)
        assert box.unfit == ""
