"""A file that somebody hands over: a withdrawal that a host did not take, or might pass over."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from undersign.host.files import HostProblem
from undersign.keyholder import duties, status, withdrawals
from undersign.keyholder.duties import BoxState
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.sentences import sentence
from undersign.protocol import boxes
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import Document, b64, decode
from undersign.protocol.errors import Refused
from undersign.verifier.examination import examine_record
from undersign.verifier.folder import Folder
from undersign.verifier.problems import FolderProblem

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.envelopes import Rules

FILE_MOST: Final = 2**16
LAST_SECONDS: Final = 120  # before the end, in which none is kept: the site may get it too late, and heed it never
SEALED: Final = "This file holds a sealed envelope, not a withdrawal: it takes nothing back. Nothing was kept."
NO_FILE: Final = "This file holds no withdrawal. Its sender saves it on the page of the receipt. Nothing was kept."


@dataclass(frozen=True)
class Taken:
    """A withdrawal that is kept. `new`: it was not here before; `given`: the site has taken it too."""

    box: BoxState
    new: bool
    given: bool

    def sentences(self) -> list[str]:
        """Return what to tell whoever handed it over."""
        kind, until = self.box.kind, status.when(self.box.opens_at)
        what = f'It takes back one envelope in this {kind}: "{self.box.title}".'
        kept = "It is kept." if self.new else "It was handed in before, and is kept."
        counts = f"It is in time: taking back ends at {until}. Your program opens nothing of this box without it."
        on = "The site has taken it as well." if self.given else "The site has not taken it. Your program tries again."
        return [what, f"{kept} {counts}", on]


def take(own: KeyholderFolder, data: bytes, now: float) -> Taken:
    """Keep the withdrawal in a file, then hand it on to the site. `now`: by this machine's clock.

    Raises HostProblem with a sentence if it is none that counts; FolderBusy; Alarmed; OSError if the disk is full.
    """
    own.check_no_alarm()
    document = _read(data)
    with own.waited_for():
        name, state = _box(own, str(document.get("box")))
        definition, rules = _rules(own, name, bytes.fromhex(state.box))
        try:
            # Two minutes earlier than the door: else whoever brings one in the last moment keeps the box shut.
            seconds = int(now) + status.ahead(own) + LAST_SECONDS
            new = withdrawals.take_withdrawal(own, definition, rules, document, seconds)
        except Refused as problem:
            raise HostProblem(_refusal(state, problem)) from None
        kept = asdict(replace(state, again=True))  # so that the next round goes through this box
        own.remember(duties.MEMORY, {**own.memory(duties.MEMORY), name: kept})
    return Taken(state, new, withdrawals.through_door(status.site(own), rules.box_id, document))


def _read(data: bytes) -> Document:
    try:
        document = decode(data.strip()) if len(data) <= FILE_MOST else {}
    except Refused:
        document = {}
    if document.get("kind") == "receipt":
        raise HostProblem("This is a receipt, not a withdrawal: it takes nothing back. Nothing was kept.")
    if document.get("kind") != "envelope":
        raise HostProblem(NO_FILE)
    if document.get("body"):
        raise HostProblem(SEALED)
    return document


def _box(own: KeyholderFolder, written: str) -> tuple[str, BoxState]:
    """Return the name and the state of the box that a document names. Raises HostProblem."""
    for name, state in duties.states(own).items():
        if state.box and b64(bytes.fromhex(state.box)) == written:
            return name, state
    raise HostProblem(
        "Your program knows no such box, as of its last round. Nothing was kept. Let it do a round, and try again; "
        "if it is a box of another site, another keyholder is meant."
    )


def _rules(own: KeyholderFolder, name: str, box: bytes) -> tuple[Definition, Rules]:
    """Return the rules of a box out of the copy of the record; each part is named by its hash, down from the box's id.

    Raises HostProblem if the copy is not whole now.
    """
    try:
        record = examine_record(Folder(own.path / "mirror"))
        if record.host is not None and record.members is not None:
            for line in next(each for each in record.of("box") if each.name == name).lines():
                if line.entry and line.entry["kind"] == "definition":
                    definition = read_definition(line.entry["definition"])
                    if definition.box_id == box:
                        _, team = record.host.team_of(definition.fields["ceremony"])
                        keys = record.members.keys.get(definition.fields["ceremony"], {})
                        return definition, boxes.box_rules(definition, team.key, team.t, keys)
    except (Refused, FolderProblem, StopIteration):
        pass
    raise HostProblem("The copy of the record is not whole now. Nothing was kept. Try again after the next round.")


def _refusal(state: BoxState, problem: Refused) -> str:
    if problem.reason == "too_late":
        until = status.when(state.opens_at)
        return f"It comes too late: taking back ends at {until}, and the site must have it before. It was not kept."
    if problem.reason in ("envelope_changed", "signature_wrong"):
        return "Its signature does not hold: something in the file was changed. It was not kept."
    return f"This is no withdrawal that counts. {sentence(problem)} It was not kept."
