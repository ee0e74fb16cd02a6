"""What the cases of vectors/record/ ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from undersign.protocol import record
from undersign.protocol.notes import Checkpoint
from undersign.protocol.slots import check_book_proof

if TYPE_CHECKING:
    from tests.vectors.cases import Operation

Values = dict[str, Any]


def leaf(given: Values) -> Values:
    """Return the value of a leaf, whose entry is given as a text and how often it stands there."""
    entry: str = given["entry"] * given["times"]
    return {"leaf": record.leaf(bytes.fromhex(given["salt"]), entry.encode()).hex()}


def open_book(given: Values) -> Values:
    """Read a first entry."""
    book = record.open_book(given["entry"].encode())
    return {"book": book.book_id.hex(), "audience": book.audience, "slot": book.slot, "origin": book.origin}


def feed(reader: record.BookReader, line: Values) -> None:
    """Give a reader one leaf, with what is there of its entry."""
    salt = bytes.fromhex(line["salt"]) if "salt" in line else None
    entry = line["entry"].encode() if "entry" in line else None
    reader.feed(bytes.fromhex(line["value"]), salt, entry)


def read_book(given: Values) -> Values:
    """Read a whole book: first leaf, proofs, other leaves, end. Without `public`, the last proof is the head."""
    reader = record.BookReader(whole=given["whole"])
    for line in given["lines"][:1]:
        feed(reader, line)
    book = reader.book
    for each in given["proofs"] if book else []:
        assert book is not None
        leaf_data = bytes.fromhex(each["leaf"])
        reader.expect(check_book_proof(each["document"], book.book_id, book.slot, given["slots"], leaf_data))
    for line in given["lines"][1:]:
        feed(reader, line)
    public = given.get("public", given["proofs"][-1]["document"]["position"] + 1 if given["proofs"] else 0)
    last = reader.finish(public)
    assert book is not None
    return {"book": book.book_id.hex(), "tick": last.tick, "size": last.size, "root": last.root.hex()}


def books(given: Values) -> Values:
    """Check the slots that books claim."""
    record.check_books([record.open_book(each.encode()) for each in given["entries"]], given["slots"])
    return {}


def continues(given: Values) -> Values:
    """Check what a new record continues."""
    last = Checkpoint(given["origin"], given["size"], bytes.fromhex(given["root"]))
    return {"missing": record.check_continues(record.open_book(given["entry"].encode()), last).hex()}


def text(given: Values) -> Values:
    """Check a text."""
    return {"hash": record.check_text(given["document"])[0].hex()}


def strike(given: Values) -> Values:
    """Check a strike."""
    found = record.check_strike(given["document"])
    return {"hash": found["hash"].hex(), "why": found["why"]}


def texts(given: Values) -> Values:
    """Return the texts of some hashes, null where they were struck."""
    hashes = [bytes.fromhex(each) for each in given["hashes"]]
    found = record.texts_of(hashes, given["texts"], given["strikes"])
    return {"texts": [found[each] for each in hashes]}


OPERATIONS: dict[str, Operation] = {
    "leaf": leaf,
    "open_book": open_book,
    "read_book": read_book,
    "books": books,
    "continues": continues,
    "text": text,
    "strike": strike,
    "texts": texts,
}
