"""A browser reads the record as a keyholder's program does: the same tree, the same books, and no lie passes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import founding
from tests.cast import ANA, BO, CHI, DEE, ELI
from tests.habits.tree import ROOT
from tests.keyholder.played import ORIGIN, PlayedSite, begin, grow, played, size
from tests.vectors.meeting import Meeting
from undersign.host.folder import opened
from undersign.protocol import notes, slots, tree
from undersign.protocol.encoding import b64, decode
from undersign.protocol.keyholders import SUCCESSION_PURPOSE, cosigners, succession
from undersign.protocol.signatures import public_key, sign
from undersign.verifier.folder import Folder

NODE = str(Path(sys.executable).parent / "node")
STRANGERS = tuple(b64(public_key(bytes([number]) * 32)) for number in range(3))
VOUCHES = [founding.vouch(ORIGIN, giver, DEE, 20_000) for giver in (ANA, BO)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedSite]:
    """Serve a record of more than one tile."""
    path = begin(tmp_path_factory.mktemp("played") / "host")
    for number in range(300):
        grow(path, members=VOUCHES if number == 270 else None)
    with played(path) as found:
        yield found


def read(site: PlayedSite, before: int = 1, seen: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what a browser finds."""
    command = [NODE, "tests/client/read_site.js", site.address, ORIGIN, str(before), json.dumps(seen)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - ours
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("before", [1, 200, 256, 300, 302])
def test_a_browser_reads_the_same_record(before: int, site: PlayedSite) -> None:
    leaves = [tree.leaf_hash(each) for each in Folder(site.path).public_leaves(before)]
    found = read(site, before)
    del found["seen"]
    assert found == {
        "size": 302,
        "host": 4,
        "members": 3,
        "stand": 4,
        "root": b64(tree.root(leaves)),
        "asked": 0,
        "witnessed": None,
        "hasTeam": True,
    }


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("record/tile/0/000", "tile_wrong"),
        ("record/tile/entries/001.p/46", "leaf_wrong"),
        ("record/tile/1/000.p/1", "proof_wrong"),
        ("books/host/leaves", "leaf_wrong"),
        ("books/members/entries.jsonl", "leaf_wrong"),
        ("books/members/proofs.jsonl", "proof_wrong"),
        ("books/host/head.json", "proof_wrong"),
        ("record/checkpoint", "note_unsigned"),
    ],
)
def test_a_changed_file_is_refused(file: str, reason: str, site: PlayedSite) -> None:
    path = site.path / file
    before = path.read_bytes()
    if file == "record/checkpoint":
        claimed = Folder(site.path).claimed(before)
        path.write_bytes(notes.sign_checkpoint(bytes(32), claimed))
    elif file == "books/host/head.json":
        path.write_bytes((path.parent.parent / "members" / "head.json").read_bytes())
    elif file.endswith("jsonl"):
        old, new = (b"20000", b"20001") if "entries" in file else (b'"size":3', b'"size":2')
        path.write_bytes(before.replace(old, new))
    else:
        path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    try:
        assert read(site) == {"refused": reason}
    finally:
        path.write_bytes(before)


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """Give the folder of a host whose key meeting was held, with a member."""
    path = begin(tmp_path / "host")
    grow(path, members=VOUCHES)
    grow(path)
    return path


@pytest.fixture
def shown(host: Path) -> Iterator[PlayedSite]:
    """Serve it."""
    with played(host) as found:
        yield found


def witness(path: Path, *indices: int, held: Meeting | None = None) -> None:
    """Let keyholders cosign the latest checkpoint, and give it as the one that is witnessed."""
    held, note = held or founding.meeting(), Folder(path).checkpoint()
    names = [each.name for each in cosigners(ORIGIN, held.ceremony)]
    lines = [notes.cosign(held.secrets[index], names[index], note, 1_767_225_700) for index in indices]
    (path / "record" / "checkpoints").mkdir(exist_ok=True)
    (path / "record" / "checkpoints" / "witnessed").write_bytes(note + b"".join(lines))


def test_a_browser_says_what_is_witnessed_and_up_to_when(shown: PlayedSite) -> None:
    witness(shown.path, 0, 2)
    cosigned = size(shown.path)
    grow(shown.path)
    tick = slots.parse_tick_leaf(list(Folder(shown.path).public_leaves())[cosigned - 1])[0]
    found = read(shown)
    assert found["witnessed"] == {"size": cosigned, "seconds": 60 * tick, "t": 2, "n": 3}
    assert found["seen"]["witnessed"] == cosigned
    witness(shown.path, 0)
    assert read(shown) == {"refused": "cosignatures_missing"}


def test_a_fork_beside_the_keyholders_note_on_the_real_tree_is_refused(shown: PlayedSite, tmp_path: Path) -> None:
    fork = shutil.copytree(shown.path, tmp_path / "fork")
    grow(fork, members=[founding.vouch(ORIGIN, CHI, ELI, 20_000)])
    for _ in range(3):
        grow(shown.path)
    witness(shown.path, 0, 1)
    shutil.copytree(shown.path / "record" / "checkpoints", fork / "record" / "checkpoints")
    shown.path = fork
    assert read(shown) == {"refused": "proof_wrong"}
    for _ in range(3):
        grow(fork)
    assert read(shown) == {"refused": "proof_wrong"}


def test_what_was_witnessed_stays_so(shown: PlayedSite) -> None:
    seen = read(shown)["seen"]
    assert read(shown, seen=seen)["witnessed"] is None
    witness(shown.path, 0, 1)
    older = (shown.path / "record" / "checkpoints" / "witnessed").read_bytes()
    grow(shown.path)
    witness(shown.path, 0, 1)
    seen = read(shown, seen=seen)["seen"]
    assert read(shown, seen=seen)["seen"] == seen
    (shown.path / "record" / "checkpoints" / "witnessed").write_bytes(older)
    assert read(shown, seen=seen) == {"refused": "cosignatures_missing"}
    (shown.path / "record" / "checkpoints" / "witnessed").unlink()
    assert read(shown, seen=seen) == {"refused": "cosignatures_missing"}


def test_a_note_without_keyholders_is_refused(tmp_path: Path) -> None:
    with played(begin(tmp_path / "early", meeting=False)) as site:
        assert read(site)["hasTeam"] is False
        witness(site.path, 0, 1)
        assert read(site) == {"refused": "cosignatures_missing"}


def second(path: Path, *signers: int, **changes: object) -> Meeting:
    """Enter a second team, for which some keyholders of the first have signed; with changes in its ceremony."""
    first = founding.meeting()
    held = founding.meeting("next", **{"previous": b64(first.ceremony.hash), **changes})
    word = succession(first.ceremony, held.ceremony)
    signed = [sign(first.secrets[index - 1], SUCCESSION_PURPOSE, word) for index in signers]
    words = [{"keyholder": index, "value": b64(each)} for index, each in zip(signers, signed, strict=True)]
    handed = [{**word, "signatures": words}] if words else []
    team = {"v": 1, "kind": "team", "transcript": held.transcript, "signatures": [b64(each) for each in held.signed]}
    grow(path, host=[held.ceremony.document, *handed, team])
    return held


def test_a_second_team_to_which_nobody_handed_over_is_refused(shown: PlayedSite) -> None:
    second(shown.path)
    assert read(shown) == {"refused": "document_field"}


@pytest.mark.parametrize("signers", [(1,), (1, 1), (1, 2, 2)])
def test_a_second_team_needs_t_of_the_first(signers: tuple[int, ...], shown: PlayedSite) -> None:
    second(shown.path, *signers)
    assert read(shown) == {"refused": "document_field"}


@pytest.mark.parametrize("change", [{"previous": b64(bytes(32))}, {"rehearsal": False}, {"founders": STRANGERS}])
def test_a_second_team_follows_the_first(change: dict[str, Any], shown: PlayedSite) -> None:
    second(shown.path, 1, 2, **change)
    assert read(shown) == {"refused": "document_field"}


def test_a_hand_over_with_a_wrong_signature_is_refused(shown: PlayedSite) -> None:
    first, held = founding.meeting(), founding.meeting("next", previous=b64(founding.meeting().ceremony.hash))
    value = b64(sign(first.secrets[0], SUCCESSION_PURPOSE, succession(first.ceremony, held.ceremony)))
    words = [{"keyholder": index, "value": value} for index in (1, 2)]
    team = {"v": 1, "kind": "team", "transcript": held.transcript, "signatures": [b64(each) for each in held.signed]}
    word = {**succession(first.ceremony, held.ceremony), "signatures": words}
    grow(shown.path, host=[held.ceremony.document, word, team])
    assert read(shown) == {"refused": "signature_wrong"}


@pytest.mark.parametrize("by_first", [True, False])
def test_after_the_hand_over_either_team_witnesses(shown: PlayedSite, *, by_first: bool) -> None:
    held = second(shown.path, 1, 3)
    assert read(shown)["witnessed"] is None
    witness(shown.path, 0, 2, held=None if by_first else held)
    assert read(shown)["witnessed"]["size"] == size(shown.path)


def cut_back(book: Path, proofs: int = 1) -> None:
    """Cut off whatever came after the first ticks at which a book grew."""
    lines = (book / "proofs.jsonl").read_bytes().splitlines(keepends=True)[:proofs]
    count = decode(lines[-1].strip())["size"]
    (book / "proofs.jsonl").write_bytes(b"".join(lines))
    (book / "leaves").write_bytes((book / "leaves").read_bytes()[: 32 * count])
    entries = (book / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (book / "entries.jsonl").write_bytes(b"".join(entries[:count]))


@pytest.mark.parametrize("name", ["host", "members"])
def test_a_book_that_was_cut_back_is_refused(name: str, shown: PlayedSite) -> None:
    book = shown.path / "books" / name
    cut_back(book)
    assert read(shown) == {"refused": "leaf_missing"}
    (book / "head.json").write_bytes((book / "proofs.jsonl").read_bytes())
    shown.more[f"/record/books/{name}/head.json"] = (book / "head.json").read_bytes()
    assert read(shown) == {"refused": "head_missing"}


@pytest.mark.parametrize("name", ["host", "members"])
def test_a_book_without_its_proof_at_the_last_tick_is_not_taken(name: str, shown: PlayedSite) -> None:
    (shown.path / "books" / name / "head.json").write_bytes(
        (shown.path / "books" / "host" / "proofs.jsonl").read_bytes()
    )
    assert "Error" in read(shown)["refused"]


def test_a_shadow_book_in_another_slot_is_not_the_members_book(shown: PlayedSite) -> None:
    with opened(shown.path) as host:
        shadow = host.add_book("box")
        host.tick()
    books = shown.path / "books"
    (books / "members").rename(books / "real")
    (books / shadow.path.name).rename(books / "members")
    assert read(shown) == {"refused": "document_field"}


def test_a_book_that_turned_into_another_between_two_checks_is_refused(shown: PlayedSite) -> None:
    seen = read(shown)["seen"]
    other = {**seen["books"]["members"], "root": b64(bytes(32))}
    larger = {**seen["books"]["members"], "size": 4}
    for kept in (other, larger):
        assert read(shown, seen={**seen, "books": {**seen["books"], "members": kept}}) == {"refused": "book_shrank"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"size": 900}, "book_shrank"),
        ({"root": b64(bytes(32))}, "proof_wrong"),
        ({"origin": "other.example"}, "proof_wrong"),
        ({"hostKey": b64(bytes(32))}, "proof_wrong"),
    ],
)
def test_a_record_that_is_not_the_one_seen_before_is_refused(
    change: dict[str, Any], reason: str, shown: PlayedSite
) -> None:
    assert read(shown, seen={**read(shown)["seen"], **change}) == {"refused": reason}


def test_a_member_is_not_told_that_all_is_well_without_the_members_book(shown: PlayedSite) -> None:
    shown.hidden = {"members"}
    assert "Error" in read(shown)["refused"]
