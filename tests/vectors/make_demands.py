"""Makes vectors/demands: `python -m tests.vectors.make_demands`."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.definitions import definition, hashed, head, written
from tests.vectors.make_openings import hexes
from tests.vectors.people import secret
from tests.vectors.petition import Signature, held, in_order, keys, parts_of, rules_of, sign
from tests.vectors.run_demands import OPERATIONS
from undersign.protocol import boxes, demands
from undersign.protocol.demands import Opening
from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.protocol.names import Place, seal_name
from undersign.protocol.signatures import signed

HERE: Final = "made by tests/vectors/make_demands.py"
TEN_BILLION: Final = 10**10

Values = dict[str, Any]

DEMAND: Final = definition("demand")
READ: Final = boxes.read_definition(DEMAND)
RULES: Final = rules_of(READ)
SIGNED: Final = [
    *(sign(RULES, name) for name in ("Ana Ruiz", "Bo Lee", "Chi Obi", "Dee Moss", "Quinn O'Hara")),
    sign(RULES, "unreadable", readable=False),
    sign(RULES, "Later Only", 10),
]
HEADS: Final = [each.head for each in SIGNED]
COUNT: Final = demands.count_demand(READ, HEADS)
ASKED: Final = demands.request_document(READ, COUNT, (90, bytes(32)), 40, 20, len(HEADS))
OPENING: Final = Opening(RULES, held().team, COUNT, sha256(encode(ASKED)))
SEALED: Final = in_order(COUNT, SIGNED, RULES)
PARTS: Final = parts_of(OPENING, SEALED)


def good(name: str, format_: str, about: str, given: Values) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](copy.deepcopy(given)) or None)


def team() -> Values:
    """Return the team as a vector gives it."""
    found = held().team
    return {"ceremony": held().ceremony.hash.hex(), "t": found.t, "key": found.key.hex(), "shares": hexes(found.shares)}


def envelope(one: Signature) -> Values:
    """Return an envelope as a vector gives it."""
    found = one.envelope
    return {"digest": found.digest.hex(), "key": found.key.hex(), "seq": found.seq, "level": found.place} | {
        "body": found.body.hex()
    }


def base(**more: Any) -> Values:  # noqa: ANN401 - fields of an input
    """Return the input that most operations share."""
    given = {"definition": DEMAND, "heads": written(HEADS), "team": team(), "request": OPENING.request.hex()}
    return {**given, "envelopes": [envelope(each) for each in SIGNED], **more}


def counts() -> Iterator[Case]:
    """Count demands."""

    def case(*levels: int, **more: object) -> Values:
        heads = [head(f"signer {number}", level) for number, level in enumerate(levels)]
        return {"definition": DEMAND, "heads": written(heads), **more}

    def without(given: Values, *numbers: int) -> Values:
        return {**given, "missing": [given["heads"][number]["digest"] for number in numbers]}

    name = "demand_count"
    yield good("count", name, "Five of level 5 open; one of level 10 does not.", case(5, 5, 5, 5, 5, 10))
    yield good("count_ten", name, "Ten in all open at level 10.", case(*[5] * 6, *[10] * 4))
    yield good("count_skips", name, "Four of level 5 and six of level 10 open at 10.", case(*[5] * 4, *[10] * 6))
    back = written([head("signer 0", 5, 1, withdraws=True)])
    given = case(*[5] * 6)
    yield good("count_withdrawn", name, "Six less one who withdrew.", {**given, "heads": given["heads"] + back})
    yield good("count_missing", name, "Six less one whose sealed name is missing.", without(given, 2))
    nothing = "nothing_opens"
    yield Case("count_four", name, "Four of level 5.", HERE, case(*[5] * 4, *[10] * 5), nothing)
    yield Case("count_none", name, "No envelopes.", HERE, case(), nothing)
    few = without(case(*[5] * 5), 0)
    yield Case("count_missing_one", name, "Five less one whose sealed name is missing.", HERE, few, nothing)
    yield Case("count_level", name, "A level that is not listed.", HERE, case(*[5] * 5, 7), "level_unknown")
    survey = {**case(), "definition": definition()}
    yield Case("count_survey", name, "A survey has no levels.", HERE, survey, "rule_impossible")
    yield good("shows", "demand_would_open", "What a page shows: how many would open now.", case(5, 5, 5, 5, 5, 10))
    yield good("shows_nothing", "demand_would_open", "Below the least level it shows 0.", case(5, 5, 5, 5, 10))
    for percent, listed in ((30, 41), (5, 20), (100, 7)):
        given = {"percent": percent, "listed": listed}
        yield good(f"share_{percent}_{listed}", "demand_level", "A share of the list, rounded up, at least 5.", given)


def sealed_names() -> Iterator[Case]:
    """Check what keyholders are sent."""
    one, other = SIGNED[0], SIGNED[1]
    given = base(envelope=envelope(one), document=one.document)
    name = "demand_sealed_check"
    yield good("sealed", name, "A sealed name with its salt.", given)

    def refused(case: str, expect: str, about: str, document: Document, to: Signature = one) -> Case:
        return Case(
            f"sealed_{case}", name, about, HERE, {**given, "envelope": envelope(to), "document": document}, expect
        )

    wrong = "name_wrong_commitment"
    yield refused(
        "of_another", wrong, "Another's sealed name.", {**other.document, "envelope": b64(one.envelope.digest)}
    )
    yield refused("for_another", wrong, "Sent for another envelope.", one.document, other)
    yield refused("salt", wrong, "Another salt.", {**one.document, "salt": hashed("salt")})
    place = Place(RULES.box_id, one.envelope.key, 5, 0)
    again = seal_name(RULES.key, place, "Ana Ruiz", "boss", random_from("vectors/demands/again"))
    yield refused("again", wrong, "Sealed anew after signing.", {**one.document, "sealed": b64(again)})
    yield refused("box", "wrong_box", "For another box.", {**one.document, "box": hashed("other")})
    yield refused("short", "size_wrong", "A byte is missing.", {**one.document, "sealed": b64(one.data[:-1])})
    yield refused("field", "document_field", "A field too many.", {**one.document, "more": 1})
    lifted = _lifted()
    about = "A name sealed for another demand, with the commitment that fits."
    case = {**given, "envelope": envelope(lifted), "document": lifted.document}
    yield Case("sealed_lifted", name, about, HERE, case, "name_proof_wrong")


def _lifted() -> Signature:
    """Return a signature of another demand, as somebody might bring it into this one."""
    elsewhere = sign(rules_of(boxes.read_definition(definition("demand", k=6, levels=[6]))), "Ana Ruiz")
    sent = demands.sealed_name_document(RULES.box_id, elsewhere.envelope.digest, elsewhere.salt, elsewhere.data)
    return Signature(elsewhere.envelope, elsewhere.salt, elsewhere.data, sent)


def requests() -> Iterator[Case]:
    """Check what asks for the opening."""
    name = "demand_request"
    given = base(opening_request=ASKED)
    yield good("request", name, "A request for the set and level of the rule.", given)
    wrong = "opening_request_wrong"
    all_but_one = demands.count_demand(READ, HEADS, {HEADS[0].digest})
    left_out = demands.request_document(READ, all_but_one, (90, bytes(32)), 40, 20, len(HEADS))
    yield Case(
        "request_left_out", name, "One is called missing and is not.", HERE, base(opening_request=left_out), wrong
    )
    wrongs: list[tuple[str, str, str, Document]] = [
        ("box", "wrong_box", "For another box.", {"box": hashed("other")}),
        ("set", wrong, "For another set.", {"set": b64(bytes(64))}),
        ("level", wrong, "At another listed level.", {"level": 10}),
        ("opens", wrong, "One name more.", {"opens": 7}),
        ("opens_endless", wrong, "Ten billion names.", {"opens": TEN_BILLION}),
        ("missing", wrong, "Something is called missing.", {"missing": [hashed("missing")]}),
        ("groups", "document_field", "Groups, as a survey has them.", {"groups": []}),
    ]
    for case, expect, about, change in wrongs:
        changed: Document = {**ASKED, **change}
        yield Case(f"request_{case}", name, about, HERE, {**given, "opening_request": changed}, expect)


def openings() -> Iterator[Case]:
    """Open names from keyholders' parts."""
    sent = [each.document for each in SIGNED]
    given = base(sealed=sent, keys=hexes(list(keys().values())), parts=PARTS)
    share, signing = held().shares[0].secret.hex(), held().secrets[0].hex()
    make = base(sealed=sent, keyholder=1, share=share, secret=signing, random="vectors/demands/make")
    yield good("parts", "demand_parts_make", "A keyholder's part.", make)
    yield good("open", "demand_open", "Five names open, one cannot be read, one stays shut.", given)
    others = {**given, "parts": parts_of(OPENING, SEALED, (3, 1))}
    yield good("open_others", "demand_open", "Two others give the same.", others)
    one, two = PARTS

    def refused(name: str, expect: str, about: str, *parts: Document) -> Case:
        return Case(f"open_{name}", "demand_open", about, HERE, {**given, "parts": list(parts)}, expect)

    def again(**changes: object) -> Document:
        rest = {name: value for name, value in two.items() if name != "signature"}
        return signed(held().secrets[1], "part", {**rest, **changes})

    wrong = "partial_opening_wrong"
    yield refused("one", "keyholders_too_few", "One keyholder of the two needed.", one)
    yield refused("changed", "signature_wrong", "A part changed on the way.", one, {**two, "names": one["names"]})
    yield refused("renamed", "signature_wrong", "In another's name.", one, {**two, "keyholder": 3})
    yield refused("unknown", "keyholder_unknown", "Keyholder 4 of three.", one, again(keyholder=4))
    yield refused("wrong", wrong, "Signed, and wrong.", one, again(names=one["names"]))
    yield refused(
        "swapped", wrong, "Two names have changed places.", one, again(names=[*two["names"][1::-1], *two["names"][2:]])
    )
    yield refused("few", wrong, "A name is missing.", one, again(names=two["names"][:-1]))
    yield refused("many", wrong, "A name too many.", one, again(names=[*two["names"], two["names"][0]]))
    yield refused("first", wrong, "The names before are missing.", one, again(first=1))
    yield refused("twice", wrong, "The same part twice.", one, two, two)
    yield refused("box", "wrong_box", "For another box.", one, again(box=hashed("other")))
    yield refused("request", "opening_request_wrong", "For another request.", one, again(request=hashed("other")))
    yield refused("short", "size_wrong", "A part of 95 bytes.", one, again(names=[b64(bytes(95))]))


def results() -> Iterator[Case]:
    """Check what is published."""
    parts = OPENING.read_parts(PARTS, keys())
    opened = OPENING.open_names(SEALED, parts)
    published = OPENING.opened_documents(SEALED, opened)
    given = base(keys=hexes(list(keys().values())), parts=PARTS, opened=published)
    yield good("published", "demand_opened_check", "Every name is what the parts give.", given)
    rows = published[0]["names"]
    named = next(number for number, row in enumerate(rows) if "name" in row)
    blank = next(number for number, row in enumerate(rows) if "name" not in row)

    def refused(name: str, about: str, *names: Document, expect: str = "result_differs", **more: object) -> Case:
        document = {**published[0], "names": list(names), **more}
        return Case(f"published_{name}", "demand_opened_check", about, HERE, {**given, "opened": [document]}, expect)

    def with_row(number: int, **changes: object) -> list[Document]:
        return [{**row, **changes} if at == number else row for at, row in enumerate(rows)]

    yield refused("other_name", "Another name.", *with_row(named, name="Somebody Else"))
    yield refused("other_title", "Another job title.", *with_row(named, title="boss"))
    yield refused("invented", "A name for what cannot be read.", *with_row(blank, name="Ghost", title="peer"))
    bare = {name: value for name, value in rows[named].items() if name not in {"name", "title"}}
    yield refused("hidden", "A name called unreadable.", *rows[:named], bare, *rows[named + 1 :])
    half = {name: value for name, value in rows[named].items() if name != "title"}
    yield refused("half", "A name without job title.", *rows[:named], half, *rows[named + 1 :])
    yield refused("left_out", "A name is left out.", *rows[1:])
    yield refused("order", "In another order.", *rows[::-1])
    late = SIGNED[-1]
    more = {"envelope": b64(late.envelope.digest), "salt": b64(late.salt), "sealed": b64(late.data)}
    yield refused(
        "beyond", "A name whose level was not reached.", *rows, {**more, "name": "Later Only", "title": "peer"}
    )
    yield refused("first", "Names before it are missing.", *rows, first=1)
    yield refused("salt", "Another salt.", *with_row(named, salt=hashed("salt")), expect="name_wrong_commitment")
    yield refused("request", "For another request.", *rows, expect="opening_request_wrong", request=hashed("other"))
    yield from _ends(given, OPENING.result_document([1, 2], opened))


def _ends(given: Values, result: Document) -> Iterator[Case]:
    name = "demand_result_check"
    yield good("result", name, "Five names, one unreadable, at level 5.", {**given, "result": result})
    wrongs: list[tuple[str, str, str, Document]] = [
        ("more", "result_differs", "One more.", {"opened": 6, "unreadable": 0}),
        ("level", "result_differs", "Another level.", {"level": 10}),
        ("keyholders", "result_differs", "Other keyholders.", {"keyholders": [1, 3]}),
        ("box", "wrong_box", "Of another box.", {"box": hashed("other")}),
        ("request", "opening_request_wrong", "Of another request.", {"request": hashed("other")}),
    ]
    for case, expect, about, change in wrongs:
        changed: Document = {**result, **change}
        yield Case(f"result_{case}", name, about, HERE, {**given, "result": changed}, expect)


def deletions() -> Iterator[Case]:
    """Say what is deleted, and that it was."""
    hashes = [each.envelope.digest.hex() for each in SIGNED]
    given = base(held=[*hashes, bytes(32).hex()], opened=True)
    yield good("delete_rest", "demand_to_delete", "What did not open, and what nobody signed.", given)
    yield good("delete_all", "demand_to_delete", "Nothing opened: all of it.", {**given, "opened": False})
    document = demands.deleted_document(held().secrets[1], READ, COUNT.heads, 2, 7)
    case = {"definition": DEMAND, "keys": hexes(list(keys().values())), "document": document}
    yield good("deleted", "demand_deleted", "A keyholder's word.", case)
    for name, expect, about, other in [
        ("number", "signature_wrong", "Another number.", {**document, "names": 6}),
        ("unknown", "keyholder_unknown", "Keyholder 4 of three.", {**document, "keyholder": 4}),
        ("box", "wrong_box", "Of another box.", _of_another_box()),
        ("stranger", "signature_wrong", "By somebody else.", _by_stranger()),
    ]:
        yield Case(f"deleted_{name}", "demand_deleted", about, HERE, {**case, "document": other}, expect)


def _of_another_box() -> Document:
    other = boxes.read_definition(definition("demand", batch=60))
    return demands.deleted_document(held().secrets[1], other, COUNT.heads, 2, 7)


def _by_stranger() -> Document:
    return demands.deleted_document(secret("Ana"), READ, COUNT.heads, 2, 7)


if __name__ == "__main__":
    made = (counts, sealed_names, requests, openings, results, deletions)
    write("demands", [case for each in made for case in each()])
