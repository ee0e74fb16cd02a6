"""Makes vectors/drafts: `python -m tests.vectors.make_drafts`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.age import recipient
from tests.vectors.cases import Case, random_from, write
from tests.vectors.definitions import DAY_SECONDS, ENDS, definition, hashed, head, written
from tests.vectors.make_asks import ASK, FEW
from tests.vectors.people import HARBOR, HILL, ORIGIN, rule
from tests.vectors.run_drafts import OPERATIONS
from undersign.protocol.asks import asks_text
from undersign.protocol.drafts import TEXT_MOST, ask_first_text, draft_body, proposal_text, put_up_text
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.vouches import workplace_id

HERE: Final = "made by tests/vectors/make_drafts.py"
WORDS: Final = "Paid supervision, within working hours.\nQui\u00e9n m\u00e1s?"
WRONG: Final = "draft_malformed"


READER: Final = recipient(random_from("vectors/drafts/reader")(32))
PUT_UP: Final[Document] = {
    "title": "Paid supervision",
    "text": asks_text(FEW),
    "levels": [5, 10],
    "rule": "workplace",
    "signing_ends": ENDS,
    "withdrawing_ends": ENDS + DAY_SECONDS,
    "batch": DAY_SECONDS,
}
ROOM: Final = {**PUT_UP, "room": True}
FOR_READERS: Final = {**PUT_UP, "text": asks_text({**FEW, "names": "recipient"}), "readers": [READER]}
FIELD: Final = "document_field"
REFUSED: Final[list[tuple[str, str, str, Document]]] = [
    ("levels", FIELD, "No level.", {"levels": []}),
    ("levels_five", FIELD, "A fifth level.", {"levels": [5, 6, 7, 8, 9]}),
    ("levels_four", FIELD, "A level below 5.", {"levels": [4, 10]}),
    ("levels_order", "rule_impossible", "Levels that descend.", {"levels": [10, 5]}),
    ("levels_twice", "rule_impossible", "A level twice.", {"levels": [5, 5]}),
    ("times", "rule_impossible", "Withdrawing ends before signing does.", {"withdrawing_ends": ENDS - 1}),
    ("rule", FIELD, "A list of signers.", {"rule": "signers"}),
    ("title", FIELD, "No title.", {"title": ""}),
    ("title_lines", FIELD, "A title of two lines.", {"title": "a\nb"}),
    ("batch", FIELD, "Batches of no time.", {"batch": 0}),
    ("room", FIELD, "A room that is none.", {"room": False}),
    ("unknown", FIELD, "An unknown field.", {"k": 5}),
    ("text", "document_not_json", "A text that is no demand.", {"text": WORDS}),
    ("readers_needless", "rule_impossible", "Readers for names that others see.", {"readers": [READER]}),
    ("readers_none", FIELD, "An empty list of readers.", {"readers": []}),
    ("readers_wrong", FIELD, "A reader whose key has a wrong letter.", {**FOR_READERS, "readers": [READER[:-1] + "q"]}),
    ("readers_upper", FIELD, "A reader in capitals.", {**FOR_READERS, "readers": [READER.upper()]}),
    ("recipient", "rule_impossible", "Names for readers, of whom none is named.", {"text": FOR_READERS["text"]}),
]


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def demand(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
    """Return the definition of the demand that was put up, with some fields changed."""
    return {"definition": definition("demand", draft=hashed("draft"), **changes)}


def put_up_case(fields: Document, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
    """Return a draft and the demand that it put up. `changes`: of the definition."""
    texts = {hashed("title"): fields["title"], hashed("intro"): fields["text"]}
    envelope = unb64(hashed("draft")).hex()
    return {**demand(**changes), "envelope": envelope, "words": put_up_text(fields), "texts": texts}


def bodies() -> Iterator[Case]:
    """Pad texts, and read them back."""
    yield good("body", "draft_body", "Two lines.", {"text": WORDS})
    yield good("body_longest", "draft_body", "4,094 bytes.", {"text": "x" * TEXT_MOST})
    for name, about, words in [
        ("empty", "No text.", ""),
        ("long", "4,095 bytes in fewer characters.", "\u00e9" * 2047 + "x"),
        ("tab", "A tab.", "a\tb"),
        ("return", "A carriage return.", "a\r\nb"),
        ("turned", "A character that turns the line round.", "a\u202eb"),
        ("surrogate", "Half of a surrogate pair.", "a\ud800"),
    ]:
        yield Case(f"body_{name}", "draft_body", about, HERE, {"text": words}, WRONG)
    body = draft_body(WORDS)
    yield good("text", "draft_text", "The text of a body.", {"body": body.hex()})
    for name, about, data in [
        ("padding", "A byte behind the text that is not zero.", body[:-1] + b"\1"),
        ("short", "A byte is missing.", body[:-1]),
        ("long", "A byte too many.", body + b"\0"),
        ("length", "A length of 65,535.", b"\xff\xff" + body[2:]),
        ("length_zero", "A length of 0.", bytes(4096)),
        ("cut", "A length that cuts a character.", b"\0\x2b" + body[2:]),
        ("latin", "Not UTF-8.", b"\0\x01\xe9" + bytes(4093)),
        ("control", "A control character.", b"\0\x01\x07" + bytes(4093)),
        ("empty", "No bytes at all.", b""),
    ]:
        yield Case(f"text_{name}", "draft_text", about, HERE, {"body": data.hex()}, WRONG)


def shown() -> Iterator[Case]:
    """Choose what of a box is shown."""
    document = definition("draft")
    ana = [head("Ana"), head("Ana", seq=1), head("Ana", seq=2)]
    back = head("Ana", seq=1, withdraws=True)
    twin = [head("Bo", place=0), head("Bo", place=1)]  # two bodies with one seq

    def case(heads: list[Any], requests: int = 5) -> dict[str, Any]:
        return {"definition": document, "heads": written(heads), "requests": requests}

    yield good("shown", "draft_shown", "Every seq of one key counts.", case([ana[2], ana[0], ana[1]]))
    yield good("shown_back", "draft_shown", "An empty body takes back the earlier ones.", case([ana[0], back, ana[2]]))
    yield good("shown_twin", "draft_shown", "Of two bodies with one seq the smaller hash.", case(twin))
    yield good("shown_below_k", "draft_shown", "Four passes: nothing shows.", case(ana, 4))
    survey = {**case(ana), "definition": definition()}
    yield Case("shown_survey", "draft_shown", "A survey shows nothing.", HERE, survey, "rule_impossible")


def documents() -> Iterator[Case]:
    """Write comments, proposals and demands that are put up, and read them back."""
    on, amends = head("Ana").digest.hex(), head("Bo").digest.hex()
    comment = {"on": on, "text": WORDS}
    yield good("comment", "draft_comment", "A comment on a draft.", comment)
    yield Case("comment_empty", "draft_comment", "A comment without words.", HERE, {"on": on, "text": ""}, WRONG)
    yield good("proposal", "draft_proposal", "A proposal.", {"fields": PUT_UP})
    amended = {"fields": {**PUT_UP, "room": True, "withdrawing_ends": ENDS + 600}, "amends": amends}
    yield good("proposal_amends", "draft_proposal", "A proposal for a room that amends another.", amended)
    yield good("put_up", "draft_put_up", "A demand with two levels.", {"fields": PUT_UP})
    yield good("put_up_readers", "draft_put_up", "A demand whose names only readers see.", {"fields": FOR_READERS})
    yield good("ask_first", "draft_ask_first", "The question who would sign.", {"fields": ROOM})
    early = {**PUT_UP, "withdrawing_ends": ENDS - 1}
    about = "A question that cannot be taken back."
    yield Case("ask_first_times", "draft_ask_first", about, HERE, {"fields": early}, "rule_impossible")
    about = "A question for the signers of a demand."
    yield Case("ask_first_rule", "draft_ask_first", about, HERE, {"fields": {**PUT_UP, "rule": "signers"}}, FIELD)
    long = {**PUT_UP, "text": asks_text({**FEW, "asks": [{**ASK, "what": "x" * 400}] * 7, "reasons": "x" * 800})}
    yield Case("put_up_long", "draft_put_up", "More than a draft holds.", HERE, {"fields": long}, WRONG)
    for name, expect, about, changes in REFUSED:
        yield Case(f"put_up_{name}", "draft_put_up", about, HERE, {"fields": {**PUT_UP, **changes}}, expect)
    right: list[tuple[str, str, dict[str, Any]]] = [
        ("comment", "draft_comment", comment),
        ("proposal", "draft_proposal", amended),
        ("put_up", "draft_put_up", {"fields": FOR_READERS}),
        ("ask_first", "draft_ask_first", {"fields": ROOM}),
    ]
    for name, format_, given in right:
        words = OPERATIONS[format_](given)["text"]
        yield good(f"read_{name}", "draft_read", f"The fields of a {name}.", {"words": words})
    words = put_up_text(PUT_UP)
    for name, about, other in [
        ("plain", "Plain words.", WORDS),
        ("spaced", "A space in a demand that is put up.", words.replace(",", ", ", 1)),
        ("levels", "A demand that is put up with levels out of order.", words.replace("[5,10]", "[10,5]")),
        ("vote", "A kind of draft that there is not.", words.replace("put_up", "vote")),
        ("kind", "A kind with a name that every object in JavaScript knows.", '{"kind":"constructor","v":1}'),
        ("bare", "A document without a kind.", '{"v":1}'),
        ("number", "A number as kind.", '{"kind":1,"v":1}'),
        ("comment_empty", "A comment without words.", f'{{"kind":"comment","on":"{hashed("x")}","text":"","v":1}}'),
    ]:
        yield good(f"read_{name}", "draft_read", f"{about} It is words alone.", {"words": other})


def checks() -> Iterator[Case]:
    """Compare demands with the drafts that put them up."""
    name = "draft_put_up_check"
    same: list[tuple[str, Document, Document]] = [
        ("check", PUT_UP, {}),
        ("check_readers", FOR_READERS, {"readers": [READER]}),
        ("check_room", ROOM, {"room": True}),
    ]
    for at, fields, more in same:
        yield good(at, name, f"The demand that a draft put up ({at}).", put_up_case(fields, **more))
    case, room, readers = put_up_case(PUT_UP), put_up_case(ROOM, room=True), put_up_case(FOR_READERS, readers=[READER])
    texts = case["texts"]
    changed: list[tuple[str, str, dict[str, Any]]] = [
        ("title", "Another title.", {"texts": {**texts, hashed("title"): "Free supervision"}}),
        ("text", "Another text.", {"texts": {**texts, hashed("intro"): asks_text({**FEW, "to": "Nobody"})}}),
        ("levels", "Other levels.", demand(levels=[5, 11])),
        ("signing", "Signing ends at another time.", demand(signing_ends=ENDS - 1)),
        ("withdrawing", "Withdrawing ends at another time.", demand(withdrawing_ends=ENDS)),
        ("batch", "Batches of another length.", demand(batch=60)),
        ("room_added", "A room, which the draft did not ask for.", demand(room=True)),
        ("room_left", "No room, which the draft asked for.", {**room, **demand()}),
        ("readers_added", "A reader, whom the draft did not name.", demand(readers=[READER])),
        ("readers_left", "No reader, though the draft named one.", {**readers, **demand()}),
        ("struck", "A text that is gone.", {"texts": {}}),
        ("plain", "A draft of words alone.", {"words": WORDS}),
        ("proposal", "A proposal, which puts nothing up.", {"words": proposal_text(PUT_UP)}),
        ("ask_first", "A question, which puts nothing up.", {"words": ask_first_text(PUT_UP)}),
    ]
    for which, about, change in changed:
        yield Case(f"check_{which}", name, about, HERE, {**case, **change}, "definition_changed")
    others: list[tuple[str, str, dict[str, Any]]] = [
        ("unnamed", "A demand that names no draft.", {"definition": definition("demand")}),
        ("other", "A demand that names another draft.", {"envelope": bytes(32).hex()}),
    ]
    for which, about, change in others:
        yield Case(f"check_{which}", name, about, HERE, {**case, **change}, "wrong_box")


def places() -> Iterator[Case]:
    """Compare the list of a demand with the workplace that put it up."""
    found = workplace_id(HARBOR)
    ofs = {"workplace": b64(found), "employer": HARBOR["employer"], "state": HARBOR["state"], "all": ""}

    def case(level: str, listed: str, of: str) -> dict[str, Any]:
        entries = [rule(listed, of), HARBOR]
        words = put_up_text({**PUT_UP, "rule": level})
        return {"words": words, "list": {"origin": ORIGIN, "entries": entries}, "place": HARBOR}

    for level, of in ofs.items():
        yield good(f"place_{level}", "draft_place", f"The list at the level: {level}.", case(level, level, of))
    wrong: list[tuple[str, str, dict[str, Any]]] = [
        ("other", "The list of another workplace.", case("workplace", "workplace", b64(workplace_id(HILL)))),
        ("narrower", "The workplace's list for a demand of the state.", case("state", "workplace", ofs["workplace"])),
        ("wider", "A list of all for a demand of the workplace.", case("workplace", "all", "")),
        ("state_other", "The list of another state.", case("state", "state", "XX")),
    ]
    for name, about, given in wrong:
        yield Case(f"place_{name}", "draft_place", about, HERE, given, "definition_changed")


if __name__ == "__main__":
    write("drafts", [case for each in (bodies, shown, documents, checks, places) for case in each()])
