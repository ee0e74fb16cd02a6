"""Drafts: padded texts for the people of one workplace, unsealed and without names. Specified in spec/drafts.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from undersign.protocol.encoding import Document, array, decode, encode, integer, one_of, read, text
from undersign.protocol.envelopes import DRAFT_BYTES, Head
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition

LENGTH_BYTES: Final = 2
TEXT_MOST: Final = DRAFT_BYTES - LENGTH_BYTES

PUT_UP: Final = {
    "kind": one_of("put_up"),
    "title": text(200),
    "text": text(TEXT_MOST),
    "levels": array(integer(1, 2**20), 1, 4),
}

# Controls but the line feed; line and paragraph separators; direction controls; surrogates.
_FORBIDDEN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def draft_body(words: str) -> bytes:
    """Return the body of a draft's envelope: 2 bytes of length, big-endian, UTF-8, zeros; 4,096 bytes in all.

    Errors: draft_malformed if `words` is empty, has over 4,094 bytes, or characters that a draft may not have.
    """
    data = words.encode(errors="surrogatepass")
    if not 1 <= len(data) <= TEXT_MOST or _FORBIDDEN.search(words):
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


def put_up_text(title: str, words: str, levels: list[int]) -> str:
    """Return the text of a draft that puts a demand up for signing. Errors: document_field."""
    document: Document = {"v": 1, "kind": "put_up", "title": title, "text": words, "levels": levels}
    read(document, PUT_UP)
    return encode(document).decode()


def read_put_up(words: str) -> Document | None:
    """Return title, text and levels if a draft's text puts a demand up for signing, or None if it is only words."""
    try:
        return read(decode(words.encode(errors="replace")), PUT_UP)
    except Refused:
        return None


def check_put_up(definition: Definition, envelope: bytes, words: str, texts: Mapping[bytes, str | None]) -> None:
    """Check that a demand is the one that a draft put up.

    `envelope`: the hash of the draft's envelope; `words`: its text; `texts`: as record.texts_of. Errors: wrong_box if
    the definition names another draft; definition_changed if title, text or levels are others.
    """
    found, wanted = definition.fields, read_put_up(words)
    if found.get("draft") != envelope:
        raise Refused("wrong_box", "the demand names another draft, or none")
    said = None if wanted is None else (wanted["title"], wanted["text"], wanted["levels"])
    if said != (texts.get(found["title"]), texts.get(found["intro"]), found["levels"]):
        raise Refused("definition_changed", "the demand is not the one that was put up")
