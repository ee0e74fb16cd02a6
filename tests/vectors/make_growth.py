"""Makes vectors/growth: `python -m tests.vectors.make_growth`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.definitions import DAY_SECONDS, ENDS, definition
from tests.vectors.people import (
    HARBOR,
    HILL,
    ORIGIN,
    key,
    listed,
    moved,
    rule,
    secret,
    staff,
    taken_back,
    vouch,
    whole,
)
from tests.vectors.run_growth import OPERATIONS
from undersign.protocol import boxes
from undersign.protocol.encoding import Document, b64
from undersign.protocol.growth import saying_document
from undersign.protocol.vouches import workplace_id

HERE: Final = "made by tests/vectors/make_growth.py"
DEMAND: Final = definition("demand")
ROOM: Final = definition("demand", room=True)
START: Final = ENDS - 9 * DAY_SECONDS
FIXED: Final[dict[str, Any]] = {
    "origin": ORIGIN,
    "entries": whole(staff(8), first=rule("workplace", b64(workplace_id(HARBOR)))),
}
ANA, BO, CHI, DEE, ELI = (f"Harbor House {number}" for number in (4, 5, 6, 7, 8))
LATE: Final = [vouch(ANA, "Late"), vouch(BO, "Late"), listed("Late")]

Late = Sequence[tuple[int, Document]]  # seconds after START


def grown(late: Late, *asks: tuple[str, int], document: Document = DEMAND) -> dict[str, Any]:
    """Return an input: what came late, and who asks when."""
    return {
        "definition": document,
        "list": FIXED,
        "late": [{"seconds": START + after, "entry": entry} for after, entry in late],
        "asks": [{"member": key(name).hex(), "seconds": START + after} for name, after in asks],
    }


def at(after: int, *entries: Document) -> list[tuple[int, Document]]:
    """Return entries that come at one time."""
    return [(after, entry) for entry in entries]


def says(who: str, kind: str, member: str = "Late", document: Document = DEMAND) -> Document:
    """Return an objection or a confirmation."""
    return saying_document(secret(who), kind, boxes.box_id(document), key(member))


CAME: Final = at(0, *LATE)
STOPPED: Final = [*CAME, *at(60, says(CHI, "objection"))]
SETTLED: Final = [*STOPPED, *at(90, says(DEE, "confirmation"), says(ELI, "confirmation"))]


def good(name: str, about: str, given: dict[str, Any], format_: str = "growth") -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def growing() -> Iterator[Case]:
    """Let a list grow as it may."""
    day = DAY_SECONDS
    yield good("fixed", "Whoever was listed from the start may ask at once.", grown([], (ANA, 0)))
    yield good("late", "A late entry may ask after 24 hours.", grown(CAME, ("Late", day)))
    yield good("settled", "Two others have confirmed the person.", grown(SETTLED, ("Late", day)))
    fixed = at(60, says(CHI, "objection", ANA), says(DEE, "confirmation", ANA), says(ELI, "confirmation", ANA))
    yield good("settled_fixed", "The same for one who was listed from the start.", grown(fixed, (ANA, 91)))
    others = [*STOPPED, *at(80, vouch(ANA, "Next"), vouch(BO, "Next"), listed("Next"))]
    yield good("others", "An objection stops that entry only.", grown(others, ("Next", day + 80), (CHI, 99)))
    room = [*CAME, *at(60, *(says(who, "confirmation", document=ROOM) for who in (DEE, ELI)))]
    yield good(
        "room", "In a room two who are there confirm, and nobody waits.", grown(room, ("Late", 61), document=ROOM)
    )
    given = {"secret": secret(CHI).hex(), "kind": "objection", "box": boxes.box_id(DEMAND).hex()}
    yield good("objection", "An objection as it is signed.", {**given, "member": key("Late").hex()}, "growth_saying")


def entries_refused() -> Iterator[Case]:
    """Let a list grow as it may not."""
    day = DAY_SECONDS

    def refused(name: str, expect: str, about: str, given: dict[str, Any]) -> Case:
        return Case(name, "growth", about, HERE, given, expect)

    yield refused("waiting", "too_early", "A late entry one second before 24 hours.", grown(CAME, ("Late", day - 1)))
    yield refused("stranger", "member_not_listed", "Somebody who is not on the list.", grown(CAME, ("Ghost", day)))
    yield refused("survey", "list_grew", "The list of a survey.", grown(CAME, document=definition()))
    yield refused("after_signing", "too_late", "When signing has ended.", grown(at(9 * day, *LATE)))
    yield refused("without_vouches", "vouch_missing", "A late entry without vouches.", grown(at(0, listed("Late"))))
    back = at(0, *LATE[:2], taken_back(ANA, "Late"), LATE[2])
    yield refused("taken_back", "vouch_missing", "A vouch taken back before the entry.", grown(back))
    hill = at(0, HILL, vouch(ANA, "Late", HILL), vouch(BO, "Late", HILL), listed("Late", HILL))
    yield refused("outside", "member_not_listed", "A late entry outside the rule.", grown(hill))
    givers = [name for name in ("founder 1", "founder 2", "founder 3") if _gave(name, ANA)][:2]
    move = at(0, *(moved(giver, ANA, "Late") for giver in givers), listed("Late"))
    yield refused("moved", "document_field", "The new key of a place whose old key is on the list.", grown(move))
    room = grown(CAME, ("Late", 9 * day - 1), document=ROOM)
    yield refused("room_unconfirmed", "too_early", "In a room, confirmed by nobody.", room)


def _gave(giver: str, to: str) -> bool:
    """Return whether somebody vouched for somebody in the fixed list."""
    pair = (b64(key(giver)), b64(key(to)))
    return any((word.get("from"), word.get("to")) == pair for word in FIXED["entries"])


def sayings_refused() -> Iterator[Case]:
    """Object and confirm where that is not allowed."""
    day = DAY_SECONDS
    expect = "objection_not_allowed"

    def refused(name: str, about: str, *late: tuple[int, Document], why: str = expect) -> Case:
        return Case(name, "growth", about, HERE, grown(late), why)

    objected = grown(STOPPED, ("Late", 2 * day))
    yield Case("stopped", "growth", "Objected to, confirmed by nobody.", HERE, objected, "member_objected")
    one = grown([*STOPPED, *at(90, says(DEE, "confirmation"))], ("Late", 2 * day))
    yield Case("stopped_one", "growth", "Objected to, confirmed by one.", HERE, one, "member_objected")
    about = "Confirmed by two within 24 hours: the wait holds all the same."
    yield Case("settled_waiting", "growth", about, HERE, grown(SETTLED, ("Late", 100)), "too_early")
    yield refused("confirm_voucher", "A voucher confirms.", *STOPPED, *at(90, says(ANA, "confirmation")))
    gone = at(0, *LATE[:2], vouch(CHI, "Late"), taken_back(CHI, "Late"), LATE[2])
    again = [*gone, *at(60, says(DEE, "objection")), *at(90, says(CHI, "confirmation"))]
    yield refused("confirm_former_voucher", "One who took a vouch back confirms.", *again)
    yield refused("confirm_objector", "The objector confirms.", *STOPPED, *at(90, says(CHI, "confirmation")))
    twice = says(DEE, "confirmation")
    yield refused("confirm_twice", "One confirms twice.", *STOPPED, *at(90, twice, twice))
    yield refused("confirm_early", "Nobody has objected.", *CAME, *at(60, says(DEE, "confirmation")))
    yield refused("object_twice", "One objects twice.", *STOPPED, *at(90, says(CHI, "objection")))
    yield refused("object_settled", "The entry is settled.", *SETTLED, *at(99, says("Harbor House 3", "objection")))
    yield refused("object_oneself", "An objection to oneself.", *at(60, says(CHI, "objection", CHI)))
    yield refused("object_unknown", "An objection to nobody's entry.", *at(60, says(CHI, "objection", "Ghost")))
    stranger = at(60, says("Ghost", "objection"))
    yield refused("object_stranger", "Somebody outside objects.", *CAME, *stranger, why="member_not_listed")
    waiting = at(60, says("Late", "objection", ANA))
    yield refused("object_waiting", "A late entry objects while it waits.", *CAME, *waiting, why="too_early")
    back = at(90, says("Late", "objection", CHI))
    yield refused("object_back", "One who is stopped objects in turn.", *STOPPED, *back, why="member_objected")
    other = at(60, says(CHI, "objection", document=ROOM))
    yield refused("object_other_box", "An objection made for another demand.", *CAME, *other, why="wrong_box")
    forged = {**says(CHI, "objection"), "by": b64(key(DEE))}
    yield refused("object_forged", "In another's name.", *CAME, *at(60, forged), why="signature_wrong")
    turned = {**says(CHI, "objection"), "kind": "confirmation"}
    yield refused(
        "object_turned", "An objection made a confirmation.", *STOPPED, *at(90, turned), why="signature_wrong"
    )


if __name__ == "__main__":
    write("growth", [case for each in (growing, entries_refused, sayings_refused) for case in each()])
