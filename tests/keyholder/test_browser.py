"""A browser reads the record as a keyholder's program does: the same tree, the same books, and no lie passes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import founding
from tests.cast import ANA, BO, DEE
from tests.habits.tree import ROOT
from tests.keyholder.played import ORIGIN, PlayedSite, begin, grow, played
from undersign.protocol import notes, tree
from undersign.protocol.encoding import b64
from undersign.verifier.folder import Folder

NODE = str(Path(sys.executable).parent / "node")
VOUCHES = [founding.vouch(ORIGIN, giver, DEE, 20_000) for giver in (ANA, BO)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedSite]:
    """Serve a record of more than one tile."""
    path = begin(tmp_path_factory.mktemp("played") / "host")
    for number in range(300):
        grow(path, members=VOUCHES if number == 270 else None)
    with played(path) as found:
        yield found


def read(site: PlayedSite, before: int = 1) -> dict[str, Any]:
    """Return what a browser finds."""
    command = [NODE, "tests/client/read_site.js", site.address, str(before)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - ours
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("before", [1, 200, 256, 300, 302])
def test_a_browser_reads_the_same_record(before: int, site: PlayedSite) -> None:
    leaves = [tree.leaf_hash(each) for each in Folder(site.path).public_leaves(before)]
    assert read(site, before) == {"size": 302, "host": 4, "members": 3, "root": b64(tree.root(leaves)), "asked": 0}


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("record/tile/0/000", "tile_wrong"),
        ("record/tile/entries/001.p/46", "leaf_wrong"),
        ("record/tile/1/000.p/1", "proof_wrong"),
        ("books/host/leaves", "leaf_wrong"),
        ("books/members/entries.jsonl", "leaf_wrong"),
        ("books/members/proofs.jsonl", "proof_wrong"),
        ("record/checkpoint", "note_unsigned"),
    ],
)
def test_a_changed_file_is_refused(file: str, reason: str, site: PlayedSite) -> None:
    path = site.path / file
    before = path.read_bytes()
    if file == "record/checkpoint":
        claimed = Folder(site.path).claimed(before)
        path.write_bytes(notes.sign_checkpoint(bytes(32), claimed))
    elif file.endswith("jsonl"):
        old, new = (b"20000", b"20001") if "entries" in file else (b'"size":3', b'"size":2')
        path.write_bytes(before.replace(old, new))
    else:
        path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    try:
        assert read(site) == {"refused": reason}
    finally:
        path.write_bytes(before)
