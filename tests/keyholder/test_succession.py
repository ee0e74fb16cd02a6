"""One team follows another: both cosign, and one that a host made up raises the alarm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import founding
from tests.keyholder.played import ORIGIN, PlayedSite, begin, grow, keyholder, played
from tests.vectors.meeting import Meeting
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.run import Alarm, run_once
from undersign.protocol import notes
from undersign.protocol.encoding import b64
from undersign.protocol.keyholders import SUCCESSION_PURPOSE, cosigners, succession
from undersign.protocol.signatures import sign
from undersign.verifier.folder import Folder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PlayedSite]:
    """Serve a record with its first team."""
    with played(begin(tmp_path / "host")) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> KeyholderFolder:
    """Give the folder of a keyholder of that team."""
    return keyholder(tmp_path / "own")


def hand_over(path: Path) -> Meeting:
    """Enter a second team, to which two of the first have handed over."""
    first = founding.meeting()
    held = founding.meeting("next", previous=b64(first.ceremony.hash))
    word = succession(first.ceremony, held.ceremony)
    signed = [b64(sign(first.secrets[index], SUCCESSION_PURPOSE, word)) for index in (0, 1)]
    words = [{"keyholder": index, "value": value} for index, value in enumerate(signed, 1)]
    team = {"v": 1, "kind": "team", "transcript": held.transcript, "signatures": [b64(each) for each in held.signed]}
    grow(path, host=[held.ceremony.document, {**word, "signatures": words}, team])
    return held


def test_after_a_hand_over_the_old_team_and_the_new_one_cosign(
    site: PlayedSite, own: KeyholderFolder, tmp_path: Path
) -> None:
    run_once(own, site.address)
    held = hand_over(site.path)
    new = KeyholderFolder.create(tmp_path / "new", "New", "")
    (new.path / "secret" / "sign").write_bytes(held.secrets[0])
    for each, ceremony in ((own, founding.meeting().ceremony), (new, held.ceremony)):
        site.posted.clear()
        assert run_once(each, site.address).cosigned
        note = Folder(site.path).checkpoint() + site.looks[-1]["line"].encode()
        assert notes.open_note(note, [cosigners(ORIGIN, ceremony)[0]]).signatures


def test_a_team_that_nobody_handed_over_to_raises_the_alarm(site: PlayedSite, own: KeyholderFolder) -> None:
    run_once(own, site.address)
    held = founding.meeting("next", previous=b64(founding.meeting().ceremony.hash))
    team = {"v": 1, "kind": "team", "transcript": held.transcript, "signatures": [b64(each) for each in held.signed]}
    grow(site.path, host=[held.ceremony.document, team])
    with pytest.raises(Alarm):
        run_once(own, site.address)
