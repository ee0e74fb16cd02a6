"""A made-up demand on a served site, one signature short: drafted, put up and signed by made-up people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from undersign.keyholder import approvals
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, unb64
from undersign.protocol.errors import Refused
from undersign.rehearsal.network import Phone
from undersign.rehearsal.programs import wait_for
from undersign.rehearsal.signing import Answering, at

HOUR: Final = 3600
DAY: Final = 24 * HOUR
LEVEL: Final = 5
TITLE: Final = "Pay that we can live on, and supervision in paid time"
SIGNERS: Final = (
    ("Bo Marsh", "Peer support specialist"),
    ("Chi Okafor", "Peer support specialist"),
    ("Fay Lindqvist", "Recovery coach"),
    ("Gus Moreno", "Certified peer specialist"),
)


def asks(now: float) -> Document:
    """Return what the demand asks for, with days that count from a time."""

    def day(ahead: int) -> str:
        return datetime.fromtimestamp(now + ahead * DAY, UTC).date().isoformat()

    return {
        "to": "The director of Harbor Services",
        "asks": [
            {"what": "Pay every peer worker at least $23 an hour.", "by": day(90)},
            {"what": "Give each of us one hour of supervision a week, in paid time.", "by": day(60)},
            {"what": "Pay for the time in which we write our notes.", "by": day(60)},
        ],
        "reasons": "Half of us have a second job. Notes and supervision take five hours of our own time each week.",
        "reply_by": day(45),
        "names": "signers",
        "steps": [
            {"what": "meet", "says": "We come to the director together.", "number": 5, "date": day(52)},
            {"what": "funder", "says": "We write to the county, which pays for it.", "number": 6, "date": day(66)},
        ],
        "language": "en",
    }


@dataclass(frozen=True)
class Site:
    """What a made-up evening needs of its site: the time there, and a way to move it on."""

    now: Callable[[], float]
    move: Callable[[int], None]


def boxes(phone: Phone, kind: str) -> list[str]:
    """Return the ids of the boxes of a kind for which a phone may have a pass."""
    return [each["box"] for each in phone.web.get("/boxes/mine.json")["boxes"] if each["kind"] == kind]


def give_passes(people: Sequence[Phone], box: str) -> list[Answering]:
    """Let everybody ask for a pass, and wait until the keyholders' programs have answered."""
    phones = [at(each, box) for each in people]
    for each in phones:
        each.ask()
    wait_for("passes", lambda: all(_answered(each) for each in phones))
    return phones


def _answered(phone: Answering) -> bool:
    try:
        phone.held_pass()
    except Refused:
        return False
    return True


def one_short(people: Sequence[Phone], keyholders: Sequence[KeyholderFolder], site: Site) -> str:
    """Put a demand up, let four sign where five must, and the keyholders approve; return its id. Raises HostProblem.

    `people` are coworkers; the first of them has asked for a pass, as any phone does, and has not signed.
    """
    drafted = wait_for("the box for drafts", lambda: boxes(people[0], "draft"))[0]
    phones = give_passes(people, drafted)
    ends = int(site.now()) + 2 * DAY
    times = {"signing_ends": ends, "withdrawing_ends": ends + HOUR, "batch": DAY}
    fields = {"title": TITLE, "text": asks_text(asks(site.now())), "levels": [LEVEL], "rule": "workplace", **times}
    phones[1].write(drafts.put_up_text(fields))
    site.move(HOUR)
    demand = wait_for("the demand", lambda: boxes(people[0], "demand"))[0]
    signing = give_passes(people, demand)
    for phone, (name, title) in zip(signing[1:], SIGNERS, strict=False):
        phone.sign(name, title, LEVEL)
    for each in keyholders:
        approvals.approve(each, unb64(demand), signing[0].definition.fields["withdrawing_ends"], int(site.now()))
    return demand
