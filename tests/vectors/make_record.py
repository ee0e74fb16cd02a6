"""Write vectors/record/: first entries, whole books, texts, strikes. Run as `python -m tests.vectors.make_record`."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from undersign.protocol.encoding import b64, encode
from undersign.protocol.record import book_id, check_text, leaf, strike_entry, text_document, text_hash
from undersign.protocol.slots import Head, slot_tree
from undersign.protocol.tree import leaf_hash, root

MADE: Final = "made by tests/vectors/make_record.py"

Values = dict[str, Any]
Wrong = tuple[str, str, Values, str]  # name, sentence, what is changed in the good input, the expected refusal

ORIGIN: Final = "undersign.example/record"
OLD_ORIGIN: Final = "undersign.example/record-1"
SLOT: Final = 9
SLOTS: Final = 16
TICK: Final = 28_333_333
TEN_BILLION: Final = 10**10

draw = random_from("vectors/record")
KEY: Final = draw(32)
OLD_ROOT: Final = draw(32)

BOOK: Final[Values] = {
    "v": 1,
    "kind": "book",
    "audience": "box",
    "slot": SLOT,
    "origin": ORIGIN,
    "nonce": b64(draw(32)),
}
HOST_BOOK: Final[Values] = {
    **BOOK,
    "audience": "host",
    "slot": 0,
    "slots": SLOTS,
    "tick_seconds": 60,
    "host_key": b64(draw(32)),
    "rehearsal": False,
}
MISSING: Final = text_hash(draw(32), "Everything after the evening of 3 May.")
CONTINUES: Final[Values] = {"origin": OLD_ORIGIN, "size": 5000, "root": b64(OLD_ROOT), "missing": b64(MISSING)}

ENTRIES: Final = [BOOK, *({"v": 1, "kind": "example", "number": number} for number in range(1, 6))]
SALTS: Final = [draw(32) for _ in ENTRIES]


def refused(operation: str, good: Values, wrong: list[Wrong]) -> list[Case]:
    """Return the cases that differ from a good input in one way each."""
    return [
        Case(f"{operation}_{name}", operation, about, MADE, {**good, **change}, expect)
        for name, about, change, expect in wrong
    ]


def text_of(document: Values) -> str:
    """Return the canonical text of an entry."""
    return encode(document).decode()


def line(salt: bytes, text: str) -> Values:
    """Return one leaf with its entry, whatever the entry's text is."""
    return {"value": leaf(salt, text.encode()).hex(), "salt": salt.hex(), "entry": text}


LINES: Final = [line(salt, text_of(entry)) for salt, entry in zip(SALTS, ENTRIES, strict=True)]


def proven(lines: list[Values], size: int, tick: int) -> Values:
    """Return the proof that at `tick` the book had the first `size` of these leaves, with the public tree's leaf."""
    values = [leaf_hash(bytes.fromhex(each["value"])) for each in lines[:size]]
    head = Head(book_id(LINES[0]["entry"].encode()), size, root(values))
    tree = slot_tree(KEY, tick, SLOTS, {SLOT: head})
    return {"document": tree.prove(SLOT, tick - TICK), "leaf": tree.leaf.hex()}


def claimed(size: int, top: bytes, tick: int) -> Values:
    """Return a proof that stands in the public tree, of a size and root that the host made up."""
    tree = slot_tree(KEY, tick, SLOTS, {SLOT: Head(book_id(LINES[0]["entry"].encode()), size, top)})
    return {"document": tree.prove(SLOT, tick - TICK), "leaf": tree.leaf.hex()}


GOOD: Final[Values] = {
    "whole": True,
    "slots": SLOTS,
    "lines": LINES,
    "proofs": [proven(LINES, 3, TICK), proven(LINES, 6, TICK + 2)],
}


def leaf_cases() -> list[Case]:
    """Return cases of one leaf."""
    good: Values = {"salt": SALTS[0].hex(), "entry": LINES[0]["entry"], "times": 1}
    wrong: list[Wrong] = [
        ("short_salt", "A salt has 32 bytes.", {"salt": SALTS[0].hex()[2:]}, "size_wrong"),
        ("long_entry", "An entry has at most 2^20 bytes.", {"entry": "a", "times": 2**20 + 1}, "size_wrong"),
    ]
    return [
        Case("leaf", "leaf", "A salted leaf.", MADE, good, output={"leaf": LINES[0]["value"]}),
        *refused("leaf", good, wrong),
    ]


def opened(document: Values) -> Values:
    """Return what opening a book with this first entry must give."""
    text = text_of(document)
    fields = {name: document[name] for name in ("audience", "slot", "origin")}
    return {"book": book_id(text.encode()).hex(), **fields}


def open_book_cases() -> list[Case]:
    """Return good and bad first entries."""
    good: list[tuple[str, str, Values]] = [
        ("box", "A box's book.", BOOK),
        ("list", "A list book.", {**BOOK, "audience": "list", "slot": 2}),
        ("members", "The members' book.", {**BOOK, "audience": "members", "slot": 1}),
        ("host", "The host's book.", HOST_BOOK),
        ("continuing", "The host's book of a new record.", {**HOST_BOOK, "continues": CONTINUES}),
    ]
    own_origin = {"continues": {**CONTINUES, "origin": ORIGIN}}
    host_changes: list[Wrong] = [
        ("host_slot_9", "The host's book has slot 0.", {"slot": 9}, "value_out_of_range"),
        ("slots_24", "The number of slots is a power of two.", {"slots": 24}, "value_out_of_range"),
        ("slots_8", "There are at least 16 slots.", {"slots": 8}, "value_out_of_range"),
        ("no_ticks", "A tick lasts at least a second.", {"tick_seconds": 0}, "document_field"),
        ("slow_ticks", "A tick lasts at most a day.", {"tick_seconds": 86_401}, "document_field"),
        ("number_for_boolean", "A rehearsal is true or false.", {"rehearsal": 1}, "document_field"),
        ("short_key", "The host's key has 32 bytes.", {"host_key": b64(bytes(31))}, "size_wrong"),
        ("own_origin", "A new record has a new origin.", own_origin, "restart_wrong"),
        ("more_in_continues", "An unknown field.", {"continues": {**CONTINUES, "why": "x"}}, "document_field"),
    ]
    box_changes: list[Wrong] = [
        ("box_slot_1", "Slot 1 is the members' book's.", {"slot": 1}, "value_out_of_range"),
        ("slot_too_large", "Slots end at 2^20-1.", {"slot": 2**20}, "document_field"),
        ("unknown_audience", "There are four audiences.", {"audience": "stewards"}, "document_field"),
        ("host_field", "Only the host's book has a number of slots.", {"slots": 16}, "document_field"),
        ("other_kind", "A first entry is of kind book.", {"kind": "example"}, "document_field"),
        ("spaced_origin", "An origin has no spaces.", {"origin": "a b"}, "note_malformed"),
        ("short_nonce", "A nonce has 32 bytes.", {"nonce": b64(bytes(16))}, "size_wrong"),
    ]
    texts = [(name, about, text_of({**HOST_BOOK, **change}), expect) for name, about, change, expect in host_changes]
    texts += [(name, about, text_of({**BOOK, **change}), expect) for name, about, change, expect in box_changes]
    members_in_0 = text_of({**BOOK, "audience": "members", "slot": 0})
    texts += [
        ("members_slot_0", "The members' book has slot 1.", members_in_0, "value_out_of_range"),
        ("spaced", "A space in the entry.", text_of(BOOK).replace(":", ": ", 1), "document_not_canonical"),
        ("cut", "The entry ends early.", text_of(BOOK)[:-1], "document_not_json"),
    ]
    wrong: list[Wrong] = [(name, about, {"entry": text}, expect) for name, about, text, expect in texts]
    cases = [
        Case(f"open_book_{name}", "open_book", about, MADE, {"entry": text_of(book)}, output=opened(book))
        for name, about, book in good
    ]
    return cases + refused("open_book", {}, wrong)


def rewritten(index: int, entry: Values) -> list[Values]:
    """Return the lines with one entry and its leaf rewritten, as a host would who keeps them consistent."""
    return [*LINES[:index], line(SALTS[index], text_of(entry)), *LINES[index + 1 :]]


def hidden(index: int) -> list[Values]:
    """Return the lines with one entry left out."""
    return [*LINES[:index], {"value": LINES[index]["value"]}, *LINES[index + 1 :]]


def line_changes() -> list[Wrong]:
    """Return books whose leaves or entries are wrong."""
    other = line(draw(32), text_of({"v": 1, "kind": "example", "number": 99}))
    spaced = line(SALTS[5], text_of(ENTRIES[5]).replace(":", ": ", 1))
    doubled = line(SALTS[5], '{"kind":"example","kind":"example","v":1}')
    swapped = [LINES[0], LINES[2], LINES[1], *LINES[3:]]
    salt_only = {name: value for name, value in LINES[1].items() if name != "entry"}
    changed_entry = [*LINES[:5], {**LINES[5], "entry": other["entry"]}]
    changed_salt = [*LINES[:5], {**LINES[5], "salt": other["salt"]}]
    short = [*LINES[:5], {"value": LINES[5]["value"][2:]}]
    second_book = rewritten(1, {**BOOK, "slot": 10})
    return [
        ("altered_entry", "An entry is altered; its leaf is not.", {"lines": changed_entry}, "leaf_wrong"),
        ("altered_salt", "A salt is altered.", {"lines": changed_salt}, "leaf_wrong"),
        ("rewritten", "An entry is altered together with its leaf.", {"lines": rewritten(2, {"v": 1})}, "book_shrank"),
        ("removed", "A leaf in the middle is removed.", {"lines": [LINES[0], *LINES[2:]]}, "book_shrank"),
        ("removed_last", "The last leaf is removed.", {"lines": LINES[:5]}, "leaf_missing"),
        ("reordered", "Two leaves are exchanged.", {"lines": swapped}, "book_shrank"),
        ("inserted", "A leaf is put between two others.", {"lines": [*LINES[:4], other, *LINES[4:]]}, "book_shrank"),
        ("unproven_leaf", "A leaf stands beyond the last proof.", {"lines": [*LINES, other]}, "leaf_unproven"),
        ("hidden_entry", "An entry that the reader may see is hidden.", {"lines": hidden(3)}, "leaf_missing"),
        ("hidden_first", "The first entry is hidden.", {"lines": hidden(0), "whole": False}, "leaf_missing"),
        ("salt_only", "A salt without its entry.", {"lines": [LINES[0], salt_only], "whole": False}, "leaf_missing"),
        ("spaced", "An entry is not canonical.", {"lines": [*LINES[:5], spaced]}, "document_not_canonical"),
        ("doubled_key", "An entry names a key twice.", {"lines": [*LINES[:5], doubled]}, "document_not_canonical"),
        ("second_book", "A second first entry.", {"lines": second_book}, "document_field"),
        ("short_leaf", "A leaf has 31 bytes.", {"lines": short, "whole": False}, "size_wrong"),
        ("other_first", "The first entry opens no book.", {"lines": LINES[1:]}, "document_field"),
        ("nothing", "There is no leaf at all.", {"lines": [], "proofs": []}, "leaf_unproven"),
    ]


def proof_changes() -> list[Wrong]:
    """Return books whose proofs are wrong."""
    first, second = GOOD["proofs"]
    fork = [*LINES[:4], *(line(draw(32), text_of({"v": 1, "kind": "example", "number": n})) for n in (40, 50))]
    older_fork = proven([LINES[0], *fork[3:]], 3, TICK)
    other_book = {**first, "document": slot_tree(KEY, TICK, SLOTS, {SLOT: Head(KEY, 3, OLD_ROOT)}).prove(SLOT, 0)}
    smaller, grown_back = proven(LINES, 3, TICK + 3), proven(LINES, 6, TICK + 4)

    huge = claimed(TEN_BILLION, OLD_ROOT, TICK + 1)

    def after(*proofs: Values) -> Values:
        return {"proofs": list(proofs)}

    return [
        ("forked", "At the second tick another version stood.", after(first, proven(fork, 6, TICK + 2)), "book_shrank"),
        ("forked_before", "At the first tick another version stood.", after(older_fork, second), "book_shrank"),
        ("forked_between", "Two versions take turns.", after(first, proven(fork, 5, TICK + 1), second), "book_shrank"),
        ("shrunk", "It was larger at the tick before.", after(second, proven(LINES, 5, TICK + 3)), "book_shrank"),
        ("shrunk_for_a_while", "It shrank and grew again.", after(second, smaller, grown_back), "book_shrank"),
        ("other_root", "Two roots for one size.", after(second, claimed(6, OLD_ROOT, TICK + 3)), "book_shrank"),
        ("empty_claim", "A proof of another book.", after(other_book, second), "proof_wrong"),
        ("exchanged_proofs", "The proofs are out of order.", after(second, first), "tick_wrong"),
        ("repeated_proof", "A tick is proven twice.", after(first, first, second), "tick_wrong"),
        ("no_proofs", "Nothing is proven.", after(), "leaf_unproven"),
        ("ten_billion", "10 billion leaves are claimed.", after(first, huge), "leaf_missing"),
        ("other_slots", "The record has another number of slots.", {"slots": 32}, "proof_malformed"),
    ]


def head_changes() -> list[Wrong]:
    """Return books that say nothing of the last tick of the checkpoint, whose number of leaves is `public`."""
    first, _ = GOOD["proofs"]
    cut: Values = {"lines": LINES[:3], "proofs": [first], "public": 3}
    return [
        ("cut_back", "What the book gained since an earlier tick is cut off.", cut, "head_missing"),
        ("no_head", "Its last proof is older than the checkpoint.", {"public": 10}, "head_missing"),
        ("beyond_head", "A proof is of a tick beyond the checkpoint.", {"public": 2}, "head_missing"),
    ]


def read_book_cases() -> list[Case]:
    """Return books that hold, and books that are wrong in one way each."""
    top = root(leaf_hash(bytes.fromhex(each["value"])) for each in LINES).hex()
    output = {"book": opened(BOOK)["book"], "tick": TICK + 2, "size": 6, "root": top}
    resting = {"proofs": [*GOOD["proofs"], proven(LINES, 6, TICK + 9)]}
    late = {**output, "tick": TICK + 9}
    partly: Values = {**GOOD, "whole": False, "lines": hidden(3)}
    return [
        Case("read_book", "read_book", "Six leaves, proven at two ticks.", MADE, GOOD, output=output),
        Case("read_book_partly", "read_book", "A reader who may not see leaf 3.", MADE, partly, output=output),
        Case("read_book_at_rest", "read_book", "A tick without growth.", MADE, {**GOOD, **resting}, output=late),
        Case(
            "read_book_head",
            "read_book",
            "A book that did not grow is proven at the last tick of the checkpoint.",
            MADE,
            {**GOOD, **resting, "public": 10},
            output=late,
        ),
        *refused("read_book", GOOD, [*line_changes(), *proof_changes(), *head_changes()]),
    ]


def books_cases() -> list[Case]:
    """Return sets of books and the slots that they claim."""
    books = [text_of(each) for each in (HOST_BOOK, BOOK, {**BOOK, "audience": "list", "slot": 10})]
    good: Values = {"entries": books, "slots": SLOTS}
    taken = {"entries": [*books, text_of({**BOOK, "nonce": b64(draw(32))})]}
    beyond = {"entries": [*books, text_of({**BOOK, "slot": 16})]}
    wrong: list[Wrong] = [
        ("slot_taken", "Two books claim one slot.", taken, "slot_taken"),
        ("beyond", "A slot beyond the record's.", beyond, "value_out_of_range"),
    ]
    continuing = text_of({**HOST_BOOK, "continues": CONTINUES})
    restart: Values = {"entry": continuing, "origin": OLD_ORIGIN, "size": 5000, "root": OLD_ROOT.hex()}
    not_so: list[Wrong] = [
        ("older", "It names an older checkpoint.", {"size": 5001}, "restart_wrong"),
        ("other_root", "It names another root.", {"root": KEY.hex()}, "restart_wrong"),
        ("other_origin", "It names another record.", {"origin": "other.example"}, "restart_wrong"),
        ("not_said", "It does not say that it continues.", {"entry": text_of(HOST_BOOK)}, "restart_wrong"),
    ]
    about = "A new record names the old one's last cosigned checkpoint."
    return [
        Case("books", "books", "Three books in three slots.", MADE, good, output={}),
        *refused("books", good, wrong),
        Case("continues", "continues", about, MADE, restart, output={"missing": MISSING.hex()}),
        *refused("continues", restart, not_so),
    ]


def text_cases() -> list[Case]:
    """Return texts, strikes, and what is left of struck texts."""
    kept, gone = text_document(draw(32), "¿Quién firma?"), text_document(draw(32), "A client's name.")
    hashes = [check_text(each)[0] for each in (kept, gone)]
    strike = strike_entry(hashes[1], draw(32), "It names a client.")
    struck_output = {"hash": hashes[1].hex(), "why": "It names a client."}
    wrong_text: list[Wrong] = [
        ("altered", "The text is another one.", {"document": {**kept, "text": "¿Quien firma?"}}, "text_wrong"),
        ("altered_salt", "The salt is another one.", {"document": {**kept, "salt": gone["salt"]}}, "text_wrong"),
        ("too_long", "A text has at most 16,384 bytes.", {"document": {**kept, "text": "é" * 8193}}, "document_field"),
        ("no_salt", "The salt is missing.", {"document": {**gone, "salt": ""}}, "size_wrong"),
    ]
    wrong_strike: list[Wrong] = [
        ("no_reason", "A strike says why.", {"document": {**strike, "why": 1}}, "document_field"),
        ("long_reason", "It has at most 500 bytes.", {"document": {**strike, "why": "a" * 501}}, "document_field"),
        ("short_key", "Who struck is a key.", {"document": {**strike, "by": b64(bytes(31))}}, "size_wrong"),
        ("other_kind", "A strike is of kind strike.", {"document": {**strike, "kind": "struck"}}, "document_field"),
    ]
    good: Values = {"hashes": [each.hex() for each in hashes], "texts": [kept], "strikes": [strike]}
    still_there: Values = {**good, "texts": [kept, gone]}
    missing: list[Wrong] = [
        ("missing", "A text is missing and was not struck.", {"strikes": []}, "text_missing"),
        ("all_missing", "There are no texts at all.", {"texts": []}, "text_missing"),
    ]
    output = {"texts": ["¿Quién firma?", None]}
    about = "A text that somebody kept stays struck."
    return [
        Case("text", "text", "A text beside a book.", MADE, {"document": kept}, output={"hash": hashes[0].hex()}),
        *refused("text", {}, wrong_text),
        Case("strike", "strike", "A text is struck.", MADE, {"document": strike}, output=struck_output),
        *refused("strike", {}, wrong_strike),
        Case("texts", "texts", "One text stands, one was struck.", MADE, good, output=output),
        Case("texts_kept", "texts", about, MADE, still_there, output=output),
        *refused("texts", good, missing),
    ]


if __name__ == "__main__":
    write(
        "record",
        [*leaf_cases(), *open_book_cases(), *read_book_cases(), *books_cases(), *text_cases()],
    )
