"""Books: salted leaves, first entries, reading to the proven end, striking texts. Specified in spec/record.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from undersign.protocol.encoding import (
    Document,
    b64,
    boolean,
    decode,
    encode,
    fields,
    integer,
    octets,
    one_of,
    optional,
    read,
    sha256,
    text,
)
from undersign.protocol.errors import Refused
from undersign.protocol.notes import Checkpoint, check_name
from undersign.protocol.slots import SLOTS_MOST, BookProof, check_slots
from undersign.protocol.tree import Frontier, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAF_BYTES: Final = 32
SALT_BYTES: Final = 32
ENTRY_BYTES: Final = 2**20
TEXT_BYTES: Final = 16_384
WHY_BYTES: Final = 500
DAY_SECONDS: Final = 86_400
AUDIENCES: Final = ("host", "members", "list", "box")
FIXED_SLOTS: Final = {"host": 0, "members": 1}  # every other book draws a slot from 2 on


def _origin(value: object) -> str:
    return check_name(str(text(255)(value)))


_CONTINUES = {"origin": _origin, "size": integer(), "root": octets(32), "missing": octets(32)}
_BOOK = {
    "kind": one_of("book"),
    "audience": one_of(*AUDIENCES),
    "slot": integer(0, SLOTS_MOST - 1),
    "origin": _origin,
    "nonce": octets(32),
}
_HOST_BOOK = {
    **_BOOK,
    "slots": lambda value: check_slots(integer()(value)),
    "tick_seconds": integer(1, DAY_SECONDS),
    "host_key": octets(32),
    "rehearsal": boolean,
    "continues": optional(fields(_CONTINUES)),
}
_TEXT = {"hash": octets(32), "salt": octets(SALT_BYTES), "text": text(TEXT_BYTES)}
_STRIKE = {"kind": one_of("strike"), "hash": octets(32), "by": octets(32), "why": text(WHY_BYTES)}


@dataclass(frozen=True)
class Book:
    """What a book's first entry says. `rules` holds the host book's further fields, bytes decoded; else it is empty."""

    book_id: bytes
    audience: str
    slot: int
    origin: str
    rules: Document


def leaf(salt: bytes, entry: bytes) -> bytes:
    """Return a leaf's 32-byte value SHA-256(salt || entry).

    `salt`: 32 random bytes; `entry`: the canonical bytes of a document, at most 1,048,576. The book's tree takes
    tree.leaf_hash of this value. Errors: size_wrong.
    """
    if len(salt) != SALT_BYTES or len(entry) > ENTRY_BYTES:
        raise Refused("size_wrong", "a salt has 32 bytes, an entry at most 1,048,576")
    return sha256(salt + entry)


def book_id(first_entry: bytes) -> bytes:
    """Return the 32 bytes SHA-256(canonical first entry) that name a book."""
    return sha256(first_entry)


def open_book(first_entry: bytes) -> Book:
    """Return what the canonical first entry of a book says.

    Errors: as encoding.decode and encoding.read; value_out_of_range for a number of slots or a slot that the
    audience does not have; note_malformed for an impossible origin; restart_wrong if it continues its own origin.
    """
    document = decode(first_entry)
    given = read(document, _HOST_BOOK if document.get("audience") == "host" else _BOOK)
    audience, slot = given["audience"], given["slot"]
    if FIXED_SLOTS.get(audience, slot) != slot or (audience not in FIXED_SLOTS and slot in FIXED_SLOTS.values()):
        raise Refused("value_out_of_range", f"a book for {audience} cannot have slot {slot}")
    if "continues" in given and given["continues"]["origin"] == given["origin"]:
        raise Refused("restart_wrong", "a new record has a new origin")
    rules = {name: value for name, value in given.items() if name not in _BOOK}
    return Book(book_id(first_entry), audience, slot, given["origin"], rules)


def check_continues(book: Book, last: Checkpoint) -> bytes:
    """Check that a host's book continues the old record at its last cosigned checkpoint `last`.

    Returns the hash of the text that says what is missing. Errors: restart_wrong.
    """
    old = book.rules.get("continues")
    if old is None or Checkpoint(old["origin"], old["size"], old["root"]) != last:
        raise Refused("restart_wrong", f"it does not name {last.origin} at size {last.size}")
    missing: bytes = old["missing"]
    return missing


def check_books(books: Iterable[Book], slots: int) -> None:
    """Check that each book stands in a slot below `slots`, and no two in one. A book may be given twice.

    Errors: value_out_of_range, slot_taken.
    """
    taken: dict[int, bytes] = {}
    for book in books:
        if book.slot >= slots:
            raise Refused("value_out_of_range", f"slot {book.slot} of {slots}")
        if taken.setdefault(book.slot, book.book_id) != book.book_id:
            raise Refused("slot_taken", f"slot {book.slot}")


class BookReader:
    """Reads one book leaf by leaf, keeping none of them, against proofs of what it was at each tick.

    Feed the first leaf, then `expect` every proof (checked by slots.check_book_proof against `book`), the one for the
    last tick of the checkpoint among them, then feed the other leaves, then `finish`.
    """

    def __init__(self, *, whole: bool) -> None:
        """Start. `whole`: this reader may see every entry, so that none may be missing."""
        self.frontier = Frontier()
        self.book: Book | None = None
        self._whole = whole
        self._proofs: list[BookProof] = []
        self._met = 0  # proofs whose size has been reached, and whose root was found

    def feed(self, value: bytes, salt: bytes | None = None, entry: bytes | None = None) -> Document | None:
        """Read the next leaf; return its entry, or None if this reader may not see it.

        `value`: the leaf, 32 bytes; `salt` (32 bytes) and `entry` (canonical bytes) go together.
        Errors: size_wrong; leaf_missing for an entry or salt that must be seen; leaf_wrong; as open_book for the
        first entry; as encoding.decode for the others; document_field for a second first entry; book_shrank.
        """
        if len(value) != LEAF_BYTES:
            raise Refused("size_wrong", f"leaf {self.frontier.size} has {len(value)} bytes")
        seen = salt is not None and entry is not None
        if not seen and (self._whole or not self.frontier.size or salt is not entry):
            raise Refused("leaf_missing", f"the entry of leaf {self.frontier.size}")
        document = self._entry(value, salt, entry) if salt is not None and entry is not None else None
        self.frontier.append(leaf_hash(value))
        self._meet()
        return document

    def _entry(self, value: bytes, salt: bytes, entry: bytes) -> Document:
        if leaf(salt, entry) != value:
            raise Refused("leaf_wrong", f"leaf {self.frontier.size}")
        document = decode(entry)
        if self.frontier.size == 0:
            self.book = open_book(entry)
        elif document.get("kind") == "book":
            raise Refused("document_field", "only the first entry opens a book")
        return document

    def expect(self, proof: BookProof) -> None:
        """Take the proof of the next tick at which the book grew; proofs come in the order of their ticks.

        Errors: tick_wrong; book_shrank if the size falls, or the root changes without growth.
        """
        last = self._proofs[-1] if self._proofs else None
        if last and proof.tick <= last.tick:
            raise Refused("tick_wrong", f"tick {proof.tick} after {last.tick}")
        if proof.size < (last.size if last else self.frontier.size):
            raise Refused("book_shrank", f"tick {proof.tick}: {proof.size} leaves")
        self._proofs.append(proof)
        self._meet()

    def _meet(self) -> None:
        """Compare the root with that of each proof for the present size. Errors: book_shrank."""
        while self._met < len(self._proofs) and self._proofs[self._met].size <= self.frontier.size:
            proof = self._proofs[self._met]
            if proof.size != self.frontier.size or proof.root != self.frontier.root():
                raise Refused("book_shrank", f"other leaves than at tick {proof.tick}")
            self._met += 1

    def finish(self, public_size: int) -> BookProof:
        """Return the last proof, once exactly the leaves that it proves were read.

        `public_size`: how many leaves the public tree has at the reader's checkpoint. Errors: leaf_missing;
        leaf_unproven for leaves beyond the last proof, or no proof at all; head_missing if the last proof is not for
        the last of those, since the book may have grown after it.
        """
        if self._met < len(self._proofs):
            raise Refused("leaf_missing", f"{self.frontier.size} leaves where {self._proofs[-1].size} are proven")
        if not self._proofs or self._proofs[-1].size != self.frontier.size:
            raise Refused("leaf_unproven", f"{self.frontier.size} leaves")
        if self._proofs[-1].position != public_size - 1:
            raise Refused("head_missing", f"leaf {self._proofs[-1].position} of {public_size}")
        return self._proofs[-1]

    def root(self) -> bytes:
        """Return the 32-byte root over the leaves that were read."""
        return self.frontier.root()


def text_hash(salt: bytes, content: str) -> bytes:
    """Return the 32 bytes SHA-256(salt || UTF-8) by which entries name a free text.

    Errors: size_wrong for a salt of another length than 32, or over 16,384 bytes of text; document_field for a
    lone surrogate.
    """
    try:
        data = content.encode()
    except UnicodeEncodeError:
        raise Refused("document_field", "a lone surrogate") from None
    if len(salt) != SALT_BYTES or len(data) > TEXT_BYTES:
        raise Refused("size_wrong", "a salt has 32 bytes, a text at most 16,384")
    return sha256(salt + data)


def text_document(salt: bytes, content: str) -> Document:
    """Return the document that stands beside a book and holds a text. Errors: as text_hash."""
    return {"v": 1, "hash": b64(text_hash(salt, content)), "salt": b64(salt), "text": content}


def check_text(document: Document) -> tuple[bytes, str]:
    """Return hash and text of a text document. Errors: document_field, size_wrong; text_wrong."""
    given = read(document, _TEXT)
    if text_hash(given["salt"], given["text"]) != given["hash"]:
        raise Refused("text_wrong")
    return given["hash"], given["text"]


def strike_entry(struck: bytes, by: bytes, why: str) -> Document:
    """Return the entry that strikes the text of hash `struck`: `by` whose key (32 bytes), and why (500 bytes)."""
    entry = {"v": 1, "kind": "strike", "hash": b64(struck), "by": b64(by), "why": why}
    check_strike(entry)
    return entry


def check_strike(document: Document) -> Document:
    """Return the fields of a strike entry, bytes decoded. Errors: document_field, encoding_base64, size_wrong."""
    return read(document, _STRIKE)


def texts_of(
    hashes: Iterable[bytes], texts: Iterable[Document], strikes: Iterable[Document]
) -> dict[bytes, str | None]:
    """Return for each hash its text, or None if it was struck (even if somebody kept the text).

    Errors: text_missing for a hash with neither; as check_text and check_strike.
    """
    struck = {check_strike(each)["hash"] for each in strikes}
    known = dict(check_text(each) for each in texts)
    found: dict[bytes, str | None] = {}
    for each in hashes:
        if each not in struck and each not in known:
            raise Refused("text_missing", each.hex())
        found[each] = None if each in struck else known[each]
    return found


def entry_bytes(document: Document) -> bytes:
    """Return the canonical bytes of an entry, which must say its `kind`. Errors: document_field, size_wrong."""
    data = encode(document)
    if not isinstance(document.get("kind"), str):
        raise Refused("document_field", "an entry says its kind")
    if len(data) > ENTRY_BYTES:
        raise Refused("size_wrong", f"an entry of {len(data)} bytes, where at most {ENTRY_BYTES} are allowed")
    return data
