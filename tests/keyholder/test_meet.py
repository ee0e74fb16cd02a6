"""undersign keyholder meet: the number is compared first, and then the program goes to the end of the meeting."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from tests import founding
from tests.keyholder.played import PlayedSite, begin, played
from tests.rehearsed import undersign
from undersign.keyholder import carried
from undersign.keyholder.keys import KeyholderFolder, read_card
from undersign.keyholder.mirror import Site
from undersign.protocol.encoding import Document, b64
from undersign.protocol.keyholders import Ceremony, fingerprint, read_ceremony

PLACES = {"ceremony_message": "messages", "drill": "drills", "succession": "successions"}


class Carrier:
    """Lets a played site carry one meeting: whatever was posted to it stands there."""

    def __init__(self, site: PlayedSite, document: Document) -> None:
        self.site, self.document = site, document
        self.hash = read_ceremony(document).hash.hex()
        site.more["/meetings.json"] = json.dumps({"meetings": [self.hash]}).encode()
        self.refresh()

    def refresh(self) -> None:
        """Give what was said so far."""
        said: dict[str, list[Document]] = {name: [] for name in PLACES.values()}
        for where, what in list(self.site.sent):
            for each in what["messages"] if where.endswith("/messages") else []:
                said[PLACES[each["kind"]]].append(each)
        whole = {"ceremony": self.document, **said}
        self.site.more[f"/meetings/{self.hash}.json"] = json.dumps(whole).encode()


@pytest.fixture
def owns(tmp_path: Path) -> list[KeyholderFolder]:
    """Give three keyholders."""
    return [KeyholderFolder.create(tmp_path / str(number), f"Chapter {number}", "") for number in (1, 2, 3)]


@pytest.fixture
def carrier(tmp_path: Path, owns: list[KeyholderFolder]) -> Iterator[Carrier]:
    """Serve a record before its first key meeting, and carry one."""
    cards = [read_card(each.path / "card.json") for each in owns]
    names = [{name: each[name] for name in ("name", "sign", "age", "employer")} for each in cards]
    document: Document = {"v": 1, "kind": "ceremony", "keyholders": names, "t": 2, "rehearsal": True}
    document |= {"founders": [b64(founding.key(each)) for each in founding.FOUNDERS], "nonce": b64(bytes(32))}
    with played(begin(tmp_path / "host", meeting=False)) as site:
        yield Carrier(site, document)


def number_of(carrier: Carrier) -> str:
    """Return what keyholders read aloud."""
    return fingerprint(bytes.fromhex(carrier.hash))


def others(carrier: Carrier, owns: list[KeyholderFolder], done: threading.Event) -> None:
    """Let the other keyholders' programs go on until the first one is done, and pass on what all said."""
    ends = time.monotonic() + 600
    while not done.is_set() and time.monotonic() < ends:
        for own in owns:
            carried.advance(own, Site(carrier.site.address, own.seed), bytes.fromhex(carrier.hash))
            carrier.refresh()


def test_it_goes_from_the_number_to_the_drill(carrier: Carrier, owns: list[KeyholderFolder]) -> None:
    done = threading.Event()
    thread = threading.Thread(target=others, args=(carrier, owns[1:], done))
    thread.start()
    try:
        spaced = f" {number_of(carrier)} "
        ended = undersign(
            "keyholder", "meet", owns[0].path, carrier.site.address, "--fingerprint", spaced, "--every", 1
        )
    finally:
        done.set()
        thread.join()
    assert ended.code == 0, ended.words
    for said in ("2 of these 3 open together", "1. Chapter 1", "REHEARSAL", "same key", "The drill is done"):
        assert said in ended.words
    ceremony: Ceremony = read_ceremony(carrier.document)
    assert owns[0].has_share(ceremony)
    assert owns[0].outbox(ceremony) == []


@pytest.mark.parametrize("read", ["1", "12345 " * 8])
def test_another_number_stops_it_before_anything_is_said(
    read: str, carrier: Carrier, owns: list[KeyholderFolder]
) -> None:
    ended = undersign("keyholder", "meet", owns[0].path, carrier.site.address, "--fingerprint", read)
    assert (ended.code, "The numbers differ. STOP" in ended.complaint) == (3, True)
    assert carrier.site.sent == []


@pytest.mark.parametrize("typed", ["no", "", "y", "maybe"])
def test_without_the_persons_yes_nothing_is_said(
    typed: str, carrier: Carrier, owns: list[KeyholderFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: typed)
    ended = undersign("keyholder", "meet", owns[0].path, carrier.site.address)
    assert ended.code == 3
    assert carrier.site.sent == []


def test_the_number_is_shown_in_full(
    carrier: Carrier, owns: list[KeyholderFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "no")
    ended = undersign("keyholder", "meet", owns[0].path, carrier.site.address)
    assert number_of(carrier).replace(" ", "") in "".join(ended.said.split())


def test_a_stranger_is_not_let_in(carrier: Carrier, tmp_path: Path) -> None:
    stranger = KeyholderFolder.create(tmp_path / "stranger", "Stranger", "")
    assert undersign("keyholder", "meet", stranger.path, carrier.site.address).code == 3
    ended = undersign("keyholder", "meet", stranger.path, carrier.site.address, carrier.hash[:8])
    assert (ended.code, "not yours" in ended.complaint) == (4, True)


def test_a_meeting_with_other_founders_is_refused(carrier: Carrier, owns: list[KeyholderFolder]) -> None:
    stranger = b64(founding.meeting().ceremony.keyholders[0].sign)
    founders = [*carrier.document["founders"][:2], stranger]
    other = Carrier(carrier.site, {**carrier.document, "founders": founders})
    ended = undersign("keyholder", "meet", owns[0].path, carrier.site.address, other.hash[:9])
    assert (ended.code, "other founders" in ended.complaint) == (4, True)
    assert carrier.site.sent == []


def test_who_prepares_posts_the_ceremony(carrier: Carrier, tmp_path: Path) -> None:
    path = tmp_path / "ceremony.json"
    path.write_bytes(json.dumps(carrier.document, sort_keys=True, separators=(",", ":")).encode())
    ended = undersign("ceremony", "post", path, carrier.site.address)
    assert (ended.code, carrier.hash in ended.said) == (0, True)
    assert carrier.site.sent == [("/meetings", {"ceremony": carrier.document})]
