"""The operations of vectors/lists."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import lists
from undersign.protocol.encoding import Document, b64, encode, octets, sha256
from undersign.protocol.lists import ListReader


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
    signer: bytes = octets(32)(word["by" if word["kind"] == "moved" else "from"])
    return signer


def _words(given: dict[str, Any]) -> dict[str, Any]:
    held = {sha256(encode(entry)) for entry in given["entries"]}
    read_list(given).check_words([(_by(word), sha256(encode(word))) for word in given["members_book"]], held)
    return {}


def _day(given: dict[str, Any]) -> dict[str, Any]:
    lists.check_day(given["day"], given["written"])
    return {}


def _word(given: dict[str, Any]) -> dict[str, Any]:
    secret, origin, day = bytes.fromhex(given["secret"]), given["origin"], given["day"]
    if given["kind"] == "moved":
        old, new = bytes.fromhex(given["old"]), bytes.fromhex(given["new"])
        return {"document": lists.moved_document(secret, origin, old, new, day)}
    to = bytes.fromhex(given["to"])
    if given["kind"] == "taken_back":
        return {"document": lists.taken_back_document(secret, origin, to, day)}
    place = bytes.fromhex(given["workplace"])
    return {"document": lists.vouch_document(secret, origin, to, given["role"], place, day)}


def _workplace(given: dict[str, Any]) -> dict[str, Any]:
    return {"id": lists.workplace_id(given["entry"]).hex(), "text": b64(lists.workplace_id(given["entry"]))}


OPERATIONS: Final[dict[str, Operation]] = {
    "list_day": _day,
    "list_read": _read,
    "list_word": _word,
    "list_words": _words,
    "list_workplace": _workplace,
}
