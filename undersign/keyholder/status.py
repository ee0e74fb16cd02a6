"""How a keyholder's program stands: its last round, what is in its way, its alarm, each box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from undersign.keyholder import approvals
from undersign.keyholder.duties import BoxState, states
from undersign.keyholder.keys import EXACTLY, KeyholderFolder

MEMORY: Final = "status"
NAMED: Final = "demand"  # the kind of box whose opening needs the person


def note(  # noqa: PLR0913 - what is remembered
    own: KeyholderFolder, address: str, size: int, *, seconds: float, ahead: int, cosigned: bool
) -> None:
    """Remember a round that went well. `ahead`: by how many seconds the clock of a rehearsal was ahead."""
    found = {"site": address, "size": size, "seconds": int(seconds), "ahead": ahead, "cosigned": cosigned}
    own.remember(MEMORY, {**found, "trouble": ""})


def site(own: KeyholderFolder) -> str:
    """Return the address of the site of the last round that went well; "" before."""
    return str(own.memory(MEMORY).get("site", ""))


def ahead(own: KeyholderFolder) -> int:
    """Return by how much the clock was ahead then; 0 but in a rehearsal."""
    return int(own.memory(MEMORY).get("ahead", 0))


def note_trouble(own: KeyholderFolder, trouble: str) -> None:
    """Remember why the last round came to nothing."""
    own.remember(MEMORY, {**own.memory(MEMORY), "trouble": trouble})


def when(seconds: float) -> str:
    """Return a time as the person's own clock shows it."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M (%Z)")


def about(own: KeyholderFolder) -> Iterator[str]:
    """Yield sentences on how the program stands."""
    if own.alarm.exists():
        yield "THE RECORD WAS WRONG. Nothing is cosigned or opened until you clear the alarm."
        lines = own.alarm.read_text(errors="replace").splitlines()
        yield from (each for each in lines if not each.startswith(EXACTLY))
    found = own.memory(MEMORY)
    if "seconds" in found:
        did = (
            "checked and cosigned"
            if found["cosigned"]
            else "checked, and not cosigned: no key meeting is in the record"
        )
        yield f"The last round was at {when(found['seconds'])}: {did}, {found['size']} ticks of {found['site']}."
    else:
        yield "No round has gone well yet."
    if found.get("trouble"):
        yield f"The round after that came to nothing: {found['trouble']}"


def boxes(own: KeyholderFolder) -> list[BoxState]:
    """Return the boxes whose rules are known: first those that wait for the person, then the one that opens last."""
    found = [each for each in states(own).values() if each.box]
    return sorted(found, key=lambda each: (each.kind != NAMED or each.done, -each.opens_at))


def about_box(own: KeyholderFolder, box: BoxState) -> Iterator[str]:
    """Yield sentences on what the program is asked to open, and why that is or is not allowed."""
    yield from box.sentences
    if box.trouble and not any(box.trouble in each for each in box.sentences):
        yield box.trouble
    approved = approvals.approval(own, bytes.fromhex(box.box)) if box.kind == NAMED and not box.done else None
    if approved is not None:
        yield f"You have approved that the names open at {when(approved.not_before)} or after, if the rule is met."
    elif box.kind == NAMED and not box.done:
        yield "You have not approved that the names open. Without you, your program does not open them."
