"""Makes vectors/asks: `python -m tests.vectors.make_asks`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.definitions import hashed
from tests.vectors.run_asks import OPERATIONS
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, encode

HERE: Final = "made by tests/vectors/make_asks.py"
FIELD: Final = "document_field"
ASK: Final = {"what": "Paid supervision, one hour a week.", "by": "2026-03-01"}
STEP: Final = {"what": "meet", "says": "We ask for a meeting together.", "number": 5, "date": "2026-02-16"}
EVIDENCE: Final = {"box": hashed("survey"), "says": "Nine of twelve are paid below the floor."}
FEW: Final[Document] = {
    "to": "The director of North House",
    "asks": [ASK],
    "reasons": "",
    "reply_by": "2026-02-15",
    "names": "signers",
    "language": "en",
}
FULL: Final[Document] = {
    **FEW,
    "to": "Quien dirige la Casa del Norte",
    "asks": [{**ASK, "what": f"Petición número {number}"} for number in range(1, 8)],
    "reasons": "Trabajamos solos.\n¿Quién más?",
    "evidence": [EVIDENCE] * 3,
    "names": "recipient",
    "steps": [STEP, {**STEP, "what": "press", "number": 2**20}, {**STEP, "what": "walkout", "date": "2028-02-29"}],
    "language": "es",
}


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def text_of(**changes: object) -> str:
    """Return the canonical text of a demand with some fields changed, right or not; None takes a field away."""
    given = {"v": 1, "kind": "demand", **FEW, **changes}
    return encode({name: value for name, value in given.items() if value is not None}).decode()


def texts() -> Iterator[Case]:
    """Write demands, and read them back."""
    for name, about, given in [("few", "As little as a demand may say.", FEW), ("full", "All that it may.", FULL)]:
        yield good(f"text_{name}", "asks_text", about, {"fields": given})
        yield good(f"read_{name}", "asks_read", about, {"text": asks_text(given)})
    edge = {"to": "x" * 200, "asks": [{**ASK, "what": "\u00e9" * 200}], "reasons": "\n" * 1600}
    yield good("read_edge", "asks_read", "Texts as long as they may be.", {"text": text_of(**edge)})
    turned = {"to": "\u05d4\u05de\u05e0\u05d4\u05dc\u200f"}
    yield good("read_right_to_left", "asks_read", "A script from right to left.", {"text": text_of(**turned)})
    yield Case("text_none", "asks_text", "No ask.", HERE, {"fields": {**FEW, "asks": []}}, FIELD)
    yield Case("text_unknown", "asks_text", "An unknown field.", HERE, {"fields": {**FEW, "more": 1}}, FIELD)


FIELDS: Final[list[tuple[str, str, Document]]] = [
    ("asks_none", "No ask.", {"asks": []}),
    ("asks_eight", "An eighth ask.", {"asks": [ASK] * 8}),
    ("ask_empty", "An ask without words.", {"asks": [{**ASK, "what": ""}]}),
    ("ask_long", "An ask of 401 bytes.", {"asks": [{**ASK, "what": "\u00e9" * 200 + "x"}]}),
    ("ask_line", "A line feed in an ask.", {"asks": [{**ASK, "what": "a\nb"}]}),
    ("ask_undated", "An ask without a date.", {"asks": [{"what": ASK["what"]}]}),
    ("ask_unknown", "An unknown field of an ask.", {"asks": [{**ASK, "who": "us"}]}),
    ("date_impossible", "30 February.", {"asks": [{**ASK, "by": "2026-02-30"}]}),
    ("date_leap", "29 February of a year that has none.", {"reply_by": "2026-02-29"}),
    ("date_month", "A thirteenth month.", {"reply_by": "2026-13-01"}),
    ("date_zero", "The year 0.", {"reply_by": "0000-01-01"}),
    ("date_short", "A date without zeros.", {"reply_by": "2026-2-1"}),
    ("date_solid", "A date without hyphens.", {"reply_by": "20260215"}),
    ("date_week", "A date by its week.", {"reply_by": "2026-W07-1"}),
    ("date_line", "A line feed behind a date.", {"reply_by": "2026-02-15\n"}),
    ("date_digits", "Digits of another script.", {"reply_by": "\u0662\u0660\u0662\u0666-02-15"}),
    ("date_number", "A number is not a date.", {"reply_by": 20260215}),
    ("reply_missing", "No date for the reply.", {"reply_by": None}),
    ("to_empty", "Nobody is asked.", {"to": ""}),
    ("to_long", "An addressee of 201 bytes.", {"to": "x" * 201}),
    ("to_control", "A control character.", {"to": "a\u0007b"}),
    ("to_turned", "A character that turns the line round.", {"to": "a\u202eb"}),
    ("to_separated", "A line separator.", {"to": "a\u2028b"}),
    ("to_isolated", "A character that isolates a direction.", {"to": "a\u2066b"}),
    ("to_deleted", "The control character U+0085.", {"to": "a\u0085b"}),
    ("reasons_long", "Reasons of 1,601 bytes.", {"reasons": "x" * 1601}),
    ("reasons_return", "A carriage return.", {"reasons": "a\r\nb"}),
    ("reasons_missing", "No field for reasons.", {"reasons": None}),
    ("evidence_none", "An empty list of evidence.", {"evidence": []}),
    ("evidence_four", "A fourth piece of evidence.", {"evidence": [EVIDENCE] * 4}),
    ("evidence_empty", "Evidence that says nothing.", {"evidence": [{**EVIDENCE, "says": ""}]}),
    ("names_unknown", "Names for somebody unknown.", {"names": "boss"}),
    ("step_unknown", "An unknown step.", {"steps": [{**STEP, "what": "wait"}]}),
    ("step_few", "A step for four people.", {"steps": [{**STEP, "number": 4}]}),
    ("step_many", "A step for more people than a box can have.", {"steps": [{**STEP, "number": 2**20 + 1}]}),
    ("step_date", "A step on 31 April.", {"steps": [{**STEP, "date": "2026-04-31"}]}),
    ("step_silent", "A step that says nothing.", {"steps": [{**STEP, "says": ""}]}),
    ("steps_none", "An empty list of steps.", {"steps": []}),
    ("steps_four", "A fourth step.", {"steps": [STEP] * 4}),
    ("language", "A language in which no letter is set.", {"language": "fr"}),
    ("field_unknown", "An unknown field.", {"salary": 1}),
    ("kind", "Another kind of document.", {"kind": "survey"}),
]


def refused() -> Iterator[Case]:
    """Texts that are no demand, one file for each way of being wrong."""
    for name, about, changes in FIELDS:
        yield Case(name, "asks_read", about, HERE, {"text": text_of(**changes)}, FIELD)
    short = {"evidence": [{**EVIDENCE, "box": "AAEC"}]}
    yield Case("evidence_short", "asks_read", "A box of three bytes.", HERE, {"text": text_of(**short)}, "size_wrong")
    padded = {"evidence": [{**EVIDENCE, "box": hashed("survey") + "="}]}
    wrong = "encoding_base64"
    yield Case("evidence_padded", "asks_read", "A box with padding.", HERE, {"text": text_of(**padded)}, wrong)
    words = text_of()
    for name, about, text, expect in [
        ("spaced", "A space behind a comma.", words.replace(",", ", ", 1), "document_not_canonical"),
        ("order", "Fields in another order.", '{"v":1,' + words[1:-7] + "}", "document_not_canonical"),
        ("twice", "A field twice.", '{"asks":[],' + words[1:], "document_not_canonical"),
        ("fraction", "A number with a fraction.", words[:-2] + "1.0}", "document_not_canonical"),
        ("plain", "Plain words.", "Paid supervision", "document_not_json"),
        ("empty", "No text.", "", "document_not_json"),
        ("surrogate", "Half of a surrogate pair.", words.replace("North", "\ud800"), "document_not_json"),
        ("version", "Another version.", words[:-2] + "2}", FIELD),
    ]:
        yield Case(f"text_{name}", "asks_read", about, HERE, {"text": text}, expect)


def readers() -> Iterator[Case]:
    """Compare who sees the names with the readers of the definition."""
    wrong = "rule_impossible"
    for names, expect in [("recipient", "ok"), ("signers", wrong), ("public", wrong)]:
        given = {"text": text_of(names=names), "readers": True}
        yield Case(f"readers_{names}", "asks_readers", f"Readers, and names for: {names}.", HERE, given, expect)
        given, other = {**given, "readers": False}, wrong if expect == "ok" else "ok"
        yield Case(f"no_readers_{names}", "asks_readers", f"No readers, and names for: {names}.", HERE, given, other)


if __name__ == "__main__":
    write("asks", [case for each in (texts, refused, readers) for case in each()])
