"""undersign keyholder init | meet: the keys of one's own, and the meeting in which all keyholders make one key."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame
from undersign.cli.ceremony import Own
from undersign.cli.frame import guarded, say
from undersign.host.files import HostProblem
from undersign.keyholder import carried
from undersign.keyholder.carried import Carried
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Site, Unreachable
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, fingerprint
from undersign.verifier.claims.verdict import amount

SiteAddress = Annotated[str, typer.Argument(help="The address of the site, such as https://example.org.")]


@guarded
def init(
    keyholder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, on your own computer.")],
    name: Annotated[str, typer.Option(help="The person's or organisation's name, as members will see it.")],
    employer: Annotated[
        str, typer.Option(help="The keyholder's employer, if any. It does not open boxes about it.")
    ] = "",
) -> None:
    """Make a keyholder's keys. Send the file card.json to whoever prepares the meeting; keep the rest."""
    KeyholderFolder.create(keyholder, name, employer)
    say.print(
        f"Made the keys in {keyholder}. Send {keyholder / 'card.json'}; never send the folder secret.", markup=False
    )


@guarded
def meet(
    keyholder: Own,
    url: SiteAddress,
    ceremony: Annotated[
        str, typer.Argument(help="The meeting's hash, or its first digits, if there are several.")
    ] = "",
    compared: Annotated[
        str, typer.Option("--fingerprint", help="The number that the others read to you, instead of a question.")
    ] = "",
    every: Annotated[int, typer.Option(min=1, max=3600, help="How many seconds to wait before looking again.")] = 2,
) -> None:
    """Take part in a key meeting that a site carries. Call the others first: you compare a number by voice.

    If the site has a team already, its keyholders hand over with the same command. Safe to start again at any time.
    """
    own = KeyholderFolder(keyholder)
    site = Site(url, own.seed)
    hashed = _which(own, site, ceremony)
    found = carried.fetch(site, hashed)
    found.part_of(own)
    show(found)
    _compare(found.ceremony, compared)
    _attend(own, site, hashed, every)


def _which(own: KeyholderFolder, site: Site, digits: str) -> bytes:
    """Return the hash of the meeting that is meant. Raises HostProblem."""
    hashes = [each for each in carried.opened(site) if each.hex().startswith(digits.lower())]
    if not digits:
        hashes = [each for each in hashes if _is_mine(own, site, each)]
    if len(hashes) != 1:
        listed = "".join(f"\n{each.hex()}" for each in hashes)
        raise HostProblem(f"{amount(len(hashes), 'meeting')} here could be meant. Nothing was done.{listed}")
    return hashes[0]


def _is_mine(own: KeyholderFolder, site: Site, hashed: bytes) -> bool:
    try:
        carried.fetch(site, hashed).part_of(own)
    except Refused:
        return False
    return True


def show(found: Carried) -> None:
    """Print who takes part, and the fingerprint."""
    ceremony = found.ceremony
    if ceremony.rehearsal:
        say.print("REHEARSAL: nothing that is sealed for this team is real.")
    say.print(f"{ceremony.t} of these {ceremony.n} open together:")
    for index, each in enumerate(ceremony.keyholders, 1):
        employer = f", employer: {each.employer}" if each.employer else ""
        say.print(frame.plain(f"  {index}. {each.name}{employer}"), markup=False)
    if found.before is not None:
        names = ", ".join(each.name for each in found.before.keyholders)
        say.print(frame.plain(f"They follow {names}; {found.before.t} of those hand over."), markup=False)
    groups = fingerprint(ceremony.hash).split()
    say.print("\nThe number of this meeting:\n")
    for half in (groups[:4], groups[4:]):
        say.print("    " + "     ".join("  ".join(each) for each in half) + "\n", style="bold")


def _compare(ceremony: Ceremony, compared: str) -> None:
    """Ask whether all read the same number. Raises HostProblem if not."""
    right = re.sub(r"\D", "", fingerprint(ceremony.hash))
    if compared:
        if re.sub(r"\s", "", compared) != right:
            raise HostProblem(
                "The numbers differ. STOP: somebody got another meeting. Nothing was sent. Tell the others."
            )
        return
    say.print("Read it to each other by voice, all of it. If one digit differs, stop.")
    if typer.prompt('Did everybody read the same number? Type "yes"', default="no").strip().lower() != "yes":
        raise HostProblem("Nothing was sent. Start again when you have compared the number.")


def _attend(own: KeyholderFolder, site: Site, hashed: bytes, every: int) -> None:
    """Go on until the meeting is over."""
    said: object = None
    while True:
        try:
            progress = carried.advance(own, site, hashed)
        except Unreachable as problem:
            frame.complain.print(frame.plain(str(problem)), markup=False)
            time.sleep(every)
            continue
        if progress.made and not isinstance(said, bool):
            say.print("All keyholders made the same key. Your share is in your folder. Now the drill.")
            said = True
        if progress.done:
            break
        if progress.awaited and said != progress.awaited:
            say.print(frame.plain(f"Waiting for {', '.join(progress.awaited)}."), markup=False)
            said = said if progress.made else progress.awaited
        time.sleep(every)
    done = "The drill is done: your shares open what is sealed for your key." if progress.made else "You handed over."
    say.print(
        f"{done} The meeting is over for you. Next: undersign keyholder run {own.path} {site.address}", markup=False
    )
