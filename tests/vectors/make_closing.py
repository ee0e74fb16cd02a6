"""Makes vectors/closing: `python -m tests.vectors.make_closing`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.definitions import DAY_SECONDS, ENDS, definition, hashed, head, written
from tests.vectors.meeting import ceremony_document
from tests.vectors.people import HARBOR, ORIGIN, key, rule, secret, workplace
from tests.vectors.run_closing import OPERATIONS
from undersign.protocol.boxes import promise_document
from undersign.protocol.encoding import Document, b64
from undersign.protocol.vouches import workplace_id

HERE: Final = "made by tests/vectors/make_closing.py"
TICK: Final = 29_000_000


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def times() -> Iterator[Case]:
    """Ask when an envelope may come in, and with which batch it goes into the book."""
    survey, room = definition(batch=7 * DAY_SECONDS), definition("demand", room=True, batch=60)
    drafts = definition("draft", room=True, batch=60)

    def case(document: Document, seconds: int, *, withdraws: bool = False) -> dict[str, Any]:
        return {"definition": document, "seconds": seconds, "withdraws": withdraws}

    yield good("time", "closing_time", "The next multiple of the interval.", case(survey, ENDS - 9 * DAY_SECONDS))
    yield good("time_last", "closing_time", "The end of signing comes first.", case(survey, ENDS - 1))
    yield good(
        "time_withdraw_early", "closing_time", "A withdrawal while signing.", case(survey, ENDS - 1, withdraws=True)
    )
    yield good("time_withdraw", "closing_time", "A withdrawal afterwards.", case(survey, ENDS, withdraws=True))
    yield good("time_room", "closing_time", "A room has no batch before signing ends.", case(room, ENDS - DAY_SECONDS))
    yield good("time_drafts", "closing_time", "Drafts of a room go in at every tick.", case(drafts, ENDS - DAY_SECONDS))
    late = case(survey, ENDS)
    yield Case("time_late", "closing_time", "An envelope when signing has ended.", HERE, late, "too_late")
    late = case(survey, ENDS + DAY_SECONDS, withdraws=True)
    yield Case("time_withdraw_late", "closing_time", "A withdrawal when that has ended.", HERE, late, "too_late")
    ended = {"definition": survey, "seconds": ENDS + DAY_SECONDS}
    yield good("ended", "closing_ended", "Withdrawing has ended.", ended)
    early = {**ended, "seconds": ENDS + DAY_SECONDS - 1}
    yield Case("ended_early", "closing_ended", "One second before.", HERE, early, "too_early")


def withdrawals() -> Iterator[Case]:
    """Compare a book with withdrawals that keyholders were handed."""
    first, back = head("Ana"), head("Ana", seq=1, withdraws=True)
    later = head("Ana", seq=2)
    others = [head("Bo"), head("Chi")]

    def case(heads: list[Any], handed: list[Any]) -> dict[str, Any]:
        return {"heads": written([*heads, *others]), "handed": written(handed)}

    name = "closing_withdrawals"
    yield good("withdrawal", name, "The book holds the withdrawal.", case([first, back], [back]))
    yield good("withdrawal_replaced", name, "The book holds a later ballot.", case([first, later], [back]))
    yield good("withdrawal_unneeded", name, "Nothing was handed in.", case([first], []))
    for which, about, given, expect in [
        ("ignored", "The book passes over the withdrawal.", case([first], [back]), "withdrawal_ignored"),
        ("of_nothing", "The book holds nothing of that key.", case([], [back]), "withdrawal_ignored"),
        ("beside", "Another body with the same seq.", case([first, head("Ana", seq=1)], [back]), "withdrawal_ignored"),
        ("none", "What was handed in withdraws nothing.", case([first], [first]), "sequence_not_allowed"),
    ]:
        yield Case(f"withdrawal_{which}", name, about, HERE, given, expect)


def requests() -> Iterator[Case]:
    """Look for the one opening request of a box."""
    one: Document = {"v": 1, "kind": "opening_request", "set": hashed("set")}
    name = "closing_request"
    yield good("request", name, "One request.", {"requests": [one]})
    yield good("request_twice", name, "The same request twice.", {"requests": [one, one]})
    yield Case("request_none", name, "None.", HERE, {"requests": []}, "opening_request_wrong")
    two = {"requests": [one, {**one, "set": hashed("another set")}]}
    yield Case("requests_two", name, "Two that differ.", HERE, two, "opening_requests_two")


def openers() -> Iterator[Case]:
    """Ask who may open a box."""

    def case(employers: list[str], *entries: Document) -> dict[str, Any]:
        ceremony, _, _ = ceremony_document(len(employers), len(employers) // 2 + 1, "vectors/closing")
        for keyholder, employer in zip(ceremony["keyholders"], employers, strict=True):
            keyholder["employer"] = employer
        return {"ceremony": ceremony, "list": {"origin": ORIGIN, "entries": list(entries)}}

    name, place = "closing_may_open", rule("workplace", b64(workplace_id(HARBOR)))
    team = ["Peers United", "", "Hope Inc"]
    yield good("openers", name, "One works for the employer.", case(team, place, HARBOR))
    spelled = [" peers UNITED ", "", ""]
    yield good("openers_case", name, "Case and outer spaces do not matter.", case(spelled, place, HARBOR))
    folded = workplace("Coast", "\u001cStra\u00dfe \u03a3\u0391\u03a3\u0085", "NY")
    written = case(["STRA\u1e9eE \u03c3\u03b1\u03c2\u2003", "Stra\u00dfe", ""], place, folded)
    yield good("openers_fold", name, "Letters that fold to others, and white space that is rare.", written)
    dotless = case(["\u0131nn", "", ""], place, workplace("Coast", "Inn", "NY"))
    yield good("openers_dotless", name, "A letter that only looks like another.", dotless)
    yield good(
        "openers_state", name, "In a list of a state employers do not matter.", case(team, rule("state", "NY"), HARBOR)
    )
    unknown = workplace("Coast", "", "NY")
    yield good("openers_unknown", name, "An unknown employer is nobody's.", case(team, place, unknown))
    few = case(["Peers United", "Peers United", ""], place, HARBOR)
    yield Case("openers_few", name, "Fewer than t remain.", HERE, few, "keyholders_too_few")


def promises() -> Iterator[Case]:
    """Hold a promise against a checkpoint."""
    promise = promise_document(secret("host"), bytes(32), bytes(32), TICK)
    given = {"promise": promise, "host_key": key("host").hex()}
    name = "closing_promise"
    yield good("promise", name, "The checkpoint holds it.", {**given, "tick": TICK, "holds": True})
    yield good("promise_early", name, "A checkpoint from before.", {**given, "tick": TICK - 1, "holds": False})
    broken = {**given, "tick": TICK, "holds": False}
    yield Case("promise_broken", name, "The checkpoint lacks it.", HERE, broken, "promise_broken")
    forged = {**broken, "host_key": key("Ana").hex()}
    yield Case("promise_forged", name, "A promise that the host did not make.", HERE, forged, "signature_wrong")


if __name__ == "__main__":
    made = (times, withdrawals, requests, openers, promises)
    write("closing", [case for each in made for case in each()])
