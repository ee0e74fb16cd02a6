"""Drafts: padded texts for the people of one workplace, unsealed and without names. Specified in spec/drafts.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from undersign.protocol.asks import FORBIDDEN, check_readers, line, read_asks
from undersign.protocol.boxes import DEFINITION, K_LEAST, K_MOST
from undersign.protocol.encoding import (
    Check,
    Document,
    Shape,
    array,
    b64,
    decode,
    encode,
    integer,
    octets,
    one_of,
    optional,
    read,
    text,
)
from undersign.protocol.envelopes import DRAFT_BYTES, Head
from undersign.protocol.errors import Refused
from undersign.protocol.tags import LEVELS, Place

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.lists import ListReader

LENGTH_BYTES: Final = 2
TEXT_MOST: Final = DRAFT_BYTES - LENGTH_BYTES

SAME: Final = ("levels", "signing_ends", "withdrawing_ends", "batch", "room", "readers")  # as in the definition
FIELDS: Final[Mapping[str, Check]] = {
    **{name: DEFINITION[name] for name in SAME},
    "levels": array(integer(K_LEAST, K_MOST), 1, 4),
    "title": line(200),
    "text": text(TEXT_MOST),
    "rule": one_of(*LEVELS),
}
SHAPES: Final[Mapping[str, Shape]] = {
    "comment": {"kind": one_of("comment"), "on": octets(32), "text": text(TEXT_MOST)},
    "proposal": {"kind": one_of("proposal"), "amends": optional(octets(32)), **FIELDS},
    "put_up": {"kind": one_of("put_up"), **FIELDS},
    "ask_first": {"kind": one_of("ask_first"), **FIELDS},
}
TEXTS: Final = {"title": "title", "text": "intro"}  # which of a definition's texts hold these fields


def draft_body(words: str) -> bytes:
    """Return the body of a draft's envelope: 2 bytes of length, big-endian, UTF-8, zeros; 4,096 bytes in all.

    Errors: draft_malformed if `words` is empty, has over 4,094 bytes, or characters that a draft may not have.
    """
    data = words.encode(errors="surrogatepass")
    if not 1 <= len(data) <= TEXT_MOST or FORBIDDEN.search(words):
        raise Refused("draft_malformed", f"1 to {TEXT_MOST} bytes without control characters")
    return (len(data).to_bytes(LENGTH_BYTES, "big") + data).ljust(DRAFT_BYTES, b"\0")


def draft_text(body: bytes) -> str:
    """Return the text of a draft's body. Errors: draft_malformed for anything that `draft_body` would not give."""
    length = int.from_bytes(body[:LENGTH_BYTES], "big")
    words = body[LENGTH_BYTES : LENGTH_BYTES + length].decode(errors="replace")
    if draft_body(words) != body:
        raise Refused("draft_malformed")
    return words


def shown(definition: Definition, heads: Iterable[Head], requests: int) -> list[Head]:
    """Return the drafts to be shown, in the order of the book; none if fewer than k members hold a pass.

    `heads`: all envelopes of the box in the order of its book; `requests`: how many requests stand in the list book.
    Every seq counts; of two bodies with one seq the smaller hash; an empty body takes back its key's earlier ones.
    Errors: rule_impossible for a box that is not for drafts.
    """
    if definition.fields["kind"] != "draft":
        raise Refused("rule_impossible", "only a box for drafts shows what is in it")
    if requests < definition.fields["k"]:
        return []
    standing = {head.digest: head for head in heads}
    best: dict[tuple[bytes, int], bytes] = {}
    taken_back: dict[bytes, int] = {}
    for digest in sorted(standing):
        best.setdefault((standing[digest].key, standing[digest].seq), digest)
    for head in (standing[digest] for digest in best.values()):
        if head.withdraws:
            taken_back[head.key] = max(head.seq, taken_back.get(head.key, 0))
    return [
        head
        for digest, head in standing.items()
        if digest == best[head.key, head.seq] and not head.withdraws and head.seq > taken_back.get(head.key, -1)
    ]


def comment_text(on: bytes, words: str) -> str:
    """Return the text of a draft that comments on another. `on`: the hash of that envelope. Errors: as draft_body."""
    return _written({"kind": "comment", "on": b64(on), "text": words})


def proposal_text(given: Document, amends: bytes | None = None) -> str:
    """Return the text of a draft that proposes a demand. `given`: FIELDS; `amends`: the envelope of an earlier one.

    Errors: draft_malformed if it is too long for a draft; document_field, rule_impossible and the like.
    """
    return _written({**given, "kind": "proposal"} | ({} if amends is None else {"amends": b64(amends)}))


def put_up_text(given: Document) -> str:
    """Return the text of a draft that puts a demand up for signing. `given`: FIELDS. Errors: as proposal_text."""
    return _written({**given, "kind": "put_up"})


def ask_first_text(given: Document) -> str:
    """Return the text of a draft that asks first who would sign. `given`: FIELDS; times are those of the question.

    Errors: as proposal_text.
    """
    return _written({**given, "kind": "ask_first"})


def _written(given: Document) -> str:
    document: Document = {**given, "v": 1}
    _read(document)
    words = encode(document).decode()
    draft_body(words)
    return words


def _read(document: Document) -> Document:
    shape = SHAPES.get(str(document.get("kind")))
    if shape is None:
        raise Refused("document_field", "kind")
    found = read(document, shape)
    if found["kind"] == "comment":
        draft_body(found["text"])
        return found
    check_readers(read_asks(found["text"]), readers="readers" in found)
    if found["levels"] != sorted(set(found["levels"])) or found["withdrawing_ends"] < found["signing_ends"]:
        raise Refused("rule_impossible", "levels out of order, or withdrawing ends before signing does")
    return found


def read_draft(words: str) -> Document:
    """Return the fields of a draft that is a document; of any other text {"kind": "words", "text": words}."""
    try:
        return _read(decode(words.encode(errors="surrogatepass")))
    except Refused:
        return {"kind": "words", "text": words}


def check_put_up(definition: Definition, envelope: bytes, words: str, texts: Mapping[bytes, str | None]) -> None:
    """Check that a demand is the one that a draft put up.

    `envelope`: the hash of the draft's envelope; `words`: its text; `texts`: as record.texts_of. Errors: wrong_box if
    the definition names another draft; definition_changed if a field of the draft is another one there.
    """
    found, wanted = definition.fields, read_draft(words)
    if found.get("draft") != envelope:
        raise Refused("wrong_box", "the demand names another draft, or none")
    if wanted["kind"] != "put_up":
        raise Refused("definition_changed", "the draft puts nothing up")
    said = {name: texts.get(found[kept]) for name, kept in TEXTS.items()}
    said |= {name: found.get(name) for name in SAME}
    for name, value in said.items():
        if value != wanted.get(name):
            raise Refused("definition_changed", f"the demand is not the one that was put up: {name}")


def check_place(put_up: Document, reader: ListReader, place: Place) -> None:
    """Check that a demand's list is of the workplace whose people put it up, at the level that they chose.

    The same for a question that is asked first. `put_up`: as read_draft gives it; `reader` has read the list of the
    demand or question; `place`: that of the box for drafts.
    Errors: definition_changed.
    """
    rule, level = reader.rule or {}, put_up["rule"]
    if (rule.get("rule"), rule.get("of")) != (level, place.at(level)):
        raise Refused("definition_changed", "the demand's list is not of the workplace that put it up")
