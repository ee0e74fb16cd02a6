"""Keyholders of a journey: three people whose programs watch the site, each a process of its own."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.journeys.people import SHOTS, Site, examine
from tests.journeys.server import COMMAND, END_SECONDS
from undersign.keyholder import status
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.stock import STOCK, draw_key
from undersign.protocol.encoding import encode, sha256
from undersign.protocol.keyholders import Ceremony, read_ceremony
from undersign.protocol.passes import SecretIssuingKey, issuing_key_document
from undersign.rehearsal import programs

SECONDS = 90  # until something happens that takes a few on a machine with nothing else to do
APPROVE = "I approve: open the names then, if the rule is met"


def until(what: str, condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"in {SECONDS} seconds it did not happen: {what}"
        time.sleep(0.2)


def size(site: Site, path: str = "checkpoint") -> int:
    """Return the size in a checkpoint of the record; 0 if it is not there."""
    try:
        with urlopen(f"{site.address}/record/{path}", timeout=10) as answer:  # noqa: S310 - our own server
            return int(answer.read().splitlines()[1]) if answer.status == 200 else 0  # 204: there is none
    except HTTPError as problem:
        with closing(problem):
            if problem.code != 404:
                raise
            return 0


def witnessed(site: Site) -> int:
    """Return up to which size enough keyholders cosigned the record."""
    return size(site, "checkpoints/witnessed")


@dataclass
class Keyholder:
    """Somebody whose program watches the site from a folder of their own."""

    folder: Path
    running: subprocess.Popen[bytes]

    def said(self) -> str:
        """Return what the program has said so far."""
        return (self.folder / "said").read_text()

    @property
    def link(self) -> str:
        """The link to the program's own page, good for one browser, once."""
        return (self.folder / "secret" / "page-link").read_text()


@contextmanager
def watching(site: Site, folders: Sequence[Path], *options: object, every: int = 1) -> Iterator[list[Keyholder]]:
    """Let the programs of keyholders run, each a process of its own, with so many seconds between rounds."""
    keyholders = []
    try:
        for each in folders:
            given = [each, site.address, "--every", every, *options]
            command = [*COMMAND, "keyholder", "run", *map(str, given)]
            with (each / "said").open("wb") as said:
                running = subprocess.Popen(  # noqa: S603 - our own command
                    command, env=site.server.environment, stdout=said, stderr=said
                )
            keyholders.append(Keyholder(each, running))
        yield keyholders
    finally:
        for keyholder in keyholders:
            keyholder.running.terminate()
            keyholder.running.wait(END_SECONDS)


@cache
def _drawn(number: int) -> SecretIssuingKey:
    """Draw an issuing key, once for all journeys of this process: it takes long, and shows nothing."""
    return draw_key(number)


def _restock(site: Site, people: Sequence[KeyholderFolder]) -> None:
    """Lay a stock of issuing keys into the keyholders' folders, as if their programs had drawn it."""
    ceremony = programs.wait_for("the ceremony in the record", lambda: _ceremony(site))
    for each in people:
        for number in range(STOCK):
            key = _drawn(number)
            document = issuing_key_document(each.seed, ceremony.hash, each.index(ceremony), number, key.n)
            each.save_issuing_key(number, sha256(encode(document)), key)


def _ceremony(site: Site) -> Ceremony | None:
    with urlopen(f"{site.address}/record/books/host/entries.jsonl") as answer:  # noqa: S310 - our own server
        entries = [json.loads(line)["entry"] for line in answer]
    return next((read_ceremony(each) for each in entries if each["kind"] == "ceremony"), None)


@contextmanager
def meeting(site: Site, folder: Path, founders: Sequence[bytes]) -> Iterator[list[Keyholder]]:
    """Let three keyholders hold their meeting over the site; then their programs run, by the clock of the rehearsal."""
    site.home.move_clock(0)
    people = programs.meet(folder, site.address, founders)
    _restock(site, people)
    with watching(site, [each.path for each in people], "--clock", site.home.clock, every=2) as keyholders:
        yield keyholders


def waits_for(keyholder: Keyholder, title: str) -> str:
    """Wait until a keyholder's program asks its person about a demand; return the demand's id in hex."""
    folder = KeyholderFolder(keyholder.folder)
    return programs.wait_for(f"{folder.path.name} is asked", lambda: _known(folder).get(title))


def _known(folder: KeyholderFolder) -> dict[str, str]:
    return {each.title: each.box for each in status.boxes(folder)}


def approves_on_page(site: Site, keyholder: Keyholder, title: str) -> None:
    """Let a keyholder approve on the page of their program, in a browser of their own."""
    waits_for(keyholder, title)
    page = site.new_page()
    page.goto(keyholder.link)
    section = page.locator("section", has_text=title)
    examine(page, SHOTS / f"{site.name}-keyholder-asked.png")
    section.get_by_role("button", name=APPROVE).click()
    section.get_by_role("button", name="Take back my approval").wait_for()
    examine(page, SHOTS / f"{site.name}-keyholder-approved.png")
    page.context.close()


def approves(site: Site, keyholder: Keyholder, title: str) -> None:
    """Let a keyholder approve by the command."""
    box = waits_for(keyholder, title)
    assert f"Approved: {title}" in site.server.command("keyholder", "approve", keyholder.folder, box[:16])
