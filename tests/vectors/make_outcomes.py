"""Makes vectors/outcomes: `python -m tests.vectors.make_outcomes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.definitions import hashed
from tests.vectors.outcomes import ASK, KEYS, PROMISE, entry, fields
from tests.vectors.people import key, secret
from tests.vectors.run_outcomes import OPERATIONS
from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import signed

HERE: Final = "made by tests/vectors/make_outcomes.py"
FIELD: Final = "document_field"
KINDS: Final = ("delivered", "answer", "promise", "promise_outcome", "reply")


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def places() -> Iterator[Case]:
    """Name a demand; find keys among those that opened."""
    yield good("name", "outcome_name", "How outcomes name a demand.", {"box": "07" * 32})
    for number, about in [(1, "One key."), (5, "Five keys."), (6, "Six keys."), (8, "Eight keys.")]:
        keys = [key(f"signer {each}").hex() for each in range(number)]
        for at in {0, number // 2, number - 1}:
            yield good(f"place_{number}_{at}", "outcome_place", about, {"keys": keys, "key": keys[at]})
    given = {"keys": [each.hex() for each in KEYS], "key": key("Gil").hex()}
    yield Case("place_none", "outcome_place", "A key whose name did not open.", HERE, given, "outcome_signer")


def documents() -> Iterator[Case]:
    """Make each kind, and read it back."""
    for kind in KINDS:
        who = "link" if kind == "reply" else "Ana"
        given = {"secret": secret(who).hex(), "kind": kind, "fields": fields(kind)}
        yield good(f"make_{kind}", "outcome_document", f"An entry of the kind {kind}.", given)
        yield good(f"read_{kind}", "outcome_read", f"Reading the kind {kind}.", {"document": entry(kind)})
    none = {"secret": secret("Ana").hex(), "kind": "rumor", "fields": fields("answer")}
    yield Case("make_unknown", "outcome_document", "An unknown kind.", HERE, none, FIELD)


WRONG: Final[list[tuple[str, str, str, Document]]] = [
    ("status", "answer", "An unknown status.", {"status": "soon"}),
    ("ask_eight", "answer", "An eighth ask.", {"ask": 8}),
    ("day", "answer", "A day that no calendar has.", {"day": "2026-02-30"}),
    ("path_long", "answer", "A path longer than any.", {"path": [hashed("x")] * 21}),
    ("field", "answer", "An unknown field.", {"why": "no"}),
    ("how", "delivered", "Delivered in an unknown way.", {"how": "pigeon"}),
    ("signers_few", "delivered", "Four signers.", {"signers": {"count": 4, "root": hashed("root")}}),
    ("asks_none", "delivered", "No ask.", {"asks": []}),
    ("asks_eight", "delivered", "Eight asks.", {"asks": [ASK] * 8}),
    ("due", "promise", "A promise without a day.", {"due": None}),
    ("outcome", "promise_outcome", "An unknown outcome of a promise.", {"outcome": "late"}),
    ("reply_path", "reply", "A reply that names a place among the signers.", {"index": 0}),
]


def refused() -> Iterator[Case]:
    """Entries that are none, one file for each way of being wrong."""
    for name, kind, about, changes in WRONG:
        document = {**fields(kind, **changes), "v": 1, "kind": kind, "key": b64(key("Ana"))}
        given = {"document": signed(secret("Ana"), f"outcome/{kind}", document)}
        yield Case(f"{name}_wrong", "outcome_read", about, HERE, given, FIELD)
    answer = entry("answer")
    unsigned = {name: value for name, value in answer.items() if name != "signature"}
    short = {**answer, "demand": "AAEC"}
    for name, about, document, expect in [
        ("changed", "A status changed later.", {**answer, "status": "met"}, "signature_wrong"),
        ("purpose", "Signed for another purpose.", signed(secret("Ana"), "answer", unsigned), "signature_wrong"),
        ("other_key", "Signed with another key.", entry_by_other(), "signature_wrong"),
        ("unsigned", "No signature.", unsigned, FIELD),
        ("kind", "Another kind of document.", {**answer, "kind": "who"}, FIELD),
        ("short", "A name of three bytes.", short, "size_wrong"),
    ]:
        yield Case(f"read_{name}", "outcome_read", about, HERE, {"document": document}, expect)


def entry_by_other() -> Document:
    """Return an answer that names one key and is signed with another."""
    document = {**fields("answer"), "v": 1, "kind": "answer", "key": b64(key("Ana"))}
    return signed(secret("Bo"), "outcome/answer", document)


def courses() -> Iterator[Case]:
    """Follow a demand through the host's book."""
    start = entry("delivered")
    broken, repaired = entry("promise_outcome"), entry("promise_outcome", "Chi", outcome="repaired")
    met = entry("answer", "Bo", status="met")
    whole = entry("answer", ask=0, status="ignored")
    stories: list[tuple[str, str, list[Document]]] = [
        ("delivered", "Delivered, and nothing more.", [start]),
        ("others", "Entries of other kinds are passed over.", [{"v": 1, "kind": "who"}, start]),
        (
            "disagree",
            "Two signers say different things.",
            [start, entry("answer"), met],
        ),
        ("again", "The last word of each signer counts.", [start, entry("answer"), entry("answer", status="met")]),
        ("whole", "A word on the demand as a whole.", [start, whole, entry("answer", "Bo", status="ignored")]),
        ("repaired", "Broken, and repaired later.", [start, PROMISE, broken, repaired]),
        ("replied", "The employer replies.", [start, entry("reply")]),
    ]
    for name, about, entries in stories:
        yield good(f"course_{name}", "outcome_course", about, {"documents": entries})
    stranger = {**fields("answer"), "index": 0}
    for name, about, entries, expect in [
        ("undelivered", "An answer before the delivery.", [entry("answer")], "outcome_unknown"),
        ("twice", "Delivered twice.", [start, entry("delivered", "Bo")], "outcome_repeated"),
        ("stranger", "By somebody whose name did not open.", [start, stranger_entry(stranger)], "outcome_signer"),
        ("place", "A key at another's place.", [start, entry("answer", "Bo", "Ana")], "outcome_signer"),
        ("ask", "A third of two asks.", [start, entry("answer", ask=3)], "outcome_unknown"),
        ("promise", "The outcome of a promise nobody gave.", [start, broken], "outcome_unknown"),
        ("early", "Answered before it was delivered.", [start, entry("answer", day="2026-03-01")], "day_wrong"),
        ("reply_other", "A reply with another key.", [start, entry("reply", signer="Ana")], "outcome_signer"),
        ("reply_twice", "Two replies.", [start, entry("reply"), entry("reply")], "outcome_repeated"),
        ("level", "Fewer names than the level asks for.", [entry("delivered", level=7)], FIELD),
        ("invented", "Delivered by a key outside its own set.", [invented()], "outcome_signer"),
    ]:
        yield Case(f"course_{name}", "outcome_course", about, HERE, {"documents": entries}, expect)
    keys = [each.hex() for each in KEYS]
    given = {"document": start, "keys": keys}
    yield good("opened", "outcome_opened", "Delivered for exactly those who opened.", given)
    other = {**given, "keys": keys[1:]}
    yield Case("opened_other", "outcome_opened", "Delivered for one more than opened.", HERE, other, "outcome_signer")


def stranger_entry(given: Document) -> Document:
    """Return an answer by somebody who did not sign the demand."""
    document = {**given, "v": 1, "kind": "answer", "key": b64(key("Gil"))}
    return signed(secret("Gil"), "outcome/answer", document)


def invented() -> Document:
    """Return a delivery whose signers are not those that it proves."""
    return entry("delivered", signers={"count": 6, "root": hashed("root")})


if __name__ == "__main__":
    write("outcomes", [case for each in (places, documents, refused, courses) for case in each()])
