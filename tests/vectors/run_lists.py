"""The operations of vectors/lists."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol.encoding import Document, encode, octets, sha256
from undersign.protocol.lists import ListReader
from undersign.protocol.vouches import SIGNED_BY


def read_list(given: dict[str, Any]) -> ListReader:
    """Read the list that a vector writes out, to its end."""
    signers = frozenset(bytes.fromhex(each) for each in given["signers"]) if "signers" in given else None
    reader = ListReader(given["origin"], signers=signers)
    for entry in given["entries"]:
        reader.take(entry)
    return reader


def _read(given: dict[str, Any]) -> dict[str, Any]:
    reader = read_list(given)
    reader.check_whole()
    return {"listed": [[member.hex(), workplace.hex()] for member, workplace in reader.listed.items()]}


def _by(word: Document) -> bytes:
    signer: bytes = octets(32)(word[SIGNED_BY[word["kind"]]])
    return signer


def _words(given: dict[str, Any]) -> dict[str, Any]:
    held = {sha256(encode(entry)) for entry in given["entries"]}
    words = [(_by(word), sha256(encode(word)), word["kind"]) for word in given["members_book"]]
    read_list(given).check_words(words, held)
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "list_read": _read,
    "list_words": _words,
}
