"""undersign open: from the last batch to the result, each step as soon as the keyholders have done theirs."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame
from undersign.cli.frame import guarded, say
from undersign.cli.survey import Box, examined
from undersign.host import folder, intake
from undersign.host.folder import HostFolder
from undersign.host.opening import ask_to_open, find_box, publish, sound_parts, take_batches
from undersign.keyholder.opening import open_box as keyholder_opens
from undersign.protocol.boxes import Definition, read_definition
from undersign.protocol.encoding import Document
from undersign.rehearsal import team
from undersign.verifier.folder import Folder


def definition_of(host: HostFolder, box: bytes) -> Definition:
    """Return the definition of a box of this host."""
    book = Folder(host.path).books()[host.books[host.notes["boxes"][box.hex()]["book"]].book_id]
    entry = next(line.entry for line in book.lines() if (line.entry or {}).get("kind") == "definition")
    return read_definition((entry or {})["definition"], box)


def _cosigned(host: HostFolder) -> bool:
    """Return whether the present checkpoint is cosigned; in a rehearsal, have it cosigned."""
    if host.rehearsal:
        team.cosign(host)
    if not intake.cosigned(host):
        say.print(
            "Now t keyholders cosign: each runs `undersign keyholder cosign`, and the host takes in what they write."
        )
        say.print("Then start this command again.")
        return False
    return True


@guarded
def open_(
    host: Annotated[Path, typer.Argument(help="The host's folder.")],
    box: Box = "",
    workers: frame.Workers = frame.CPUS,
    cluster: frame.Cluster = "",
) -> None:
    """Open a box whose time has come. In a rehearsal this plays every keyholder; else it says whose turn it is."""
    with folder.opened(host) as opened, frame.workers(workers, cluster) as executor:
        opened.waits = frame.waits
        identity = find_box(opened, box)
        kept = opened.notes["boxes"][identity.hex()]
        if kept.get("opened"):
            say.print("This box is open. Nothing was changed. See: undersign report")
            return
        if "request" not in kept and not _ask(opened, identity):
            return
        result = _finish(opened, identity, executor)
    if result:
        groups, shut = len(result["groups"]), len(result["shut"])
        say.print(f"Opened: {groups} groups, {sum(each['count'] for each in result['groups'])} envelopes.")
        if shut:
            say.print(f"{result['shut'][0]['count']} envelopes stay shut for good: fewer than k at the top.")


def _ask(host: HostFolder, box: bytes) -> bool:
    """Enter the last batch and the opening request; return whether the request is cosigned."""
    definition = definition_of(host, box)
    entered = take_batches(host, definition)
    say.print(f"{entered} envelopes were entered in the record, in random order.")
    if not _cosigned(host):
        return False
    ask_to_open(host, definition)
    return _cosigned(host)


def _finish(host: HostFolder, box: bytes, executor: Executor | None) -> Document | None:
    """Put the result together from the keyholders' parts, if t of them are there."""
    if not _cosigned(host):
        return None
    ceremony, _ = intake.standing_team(host)
    found = examined(host, box, executor)
    kept = host.notes["boxes"][box.hex()]
    parts = list(kept.get("parts", {}).values())
    if host.rehearsal:
        say.print("REHEARSAL: this machine plays the keyholders, so it checks the box once for all of them.")
        parts = [keyholder_opens(each, found, host.now()) for each in team.keyholder_folders(host)[: ceremony.t]]
    parts, wrong = sound_parts(found, parts, executor)
    for sentence in wrong:
        say.print(sentence, markup=False)
    if len(parts) < ceremony.t:
        say.print(f"{len(parts)} of {ceremony.t} keyholders have opened. Each runs `undersign keyholder open`;")
        say.print("the host takes in what they write. Then start this command again.")
        return None
    result = publish(host, found, parts, executor)
    _cosigned(host)
    return result
