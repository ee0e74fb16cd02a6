"""The operations of vectors/drafts."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.definitions import heads_of
from undersign.protocol import boxes, drafts
from undersign.protocol.encoding import unb64


def _body(given: dict[str, Any]) -> dict[str, Any]:
    return {"body": drafts.draft_body(given["text"]).hex()}


def _text(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": drafts.draft_text(bytes.fromhex(given["body"]))}


def _shown(given: dict[str, Any]) -> dict[str, Any]:
    definition = boxes.read_definition(given["definition"])
    found = drafts.shown(definition, heads_of(given["heads"]), given["requests"])
    return {"digests": [head.digest.hex() for head in found]}


def _put_up(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": drafts.put_up_text(given["title"], given["text"], given["levels"])}


def _check(given: dict[str, Any]) -> dict[str, Any]:
    texts: dict[bytes, str | None] = {unb64(name): words for name, words in given["texts"].items()}
    definition, envelope = boxes.read_definition(given["definition"]), bytes.fromhex(given["envelope"])
    drafts.check_put_up(definition, envelope, given["words"], texts)
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "draft_body": _body,
    "draft_put_up": _put_up,
    "draft_put_up_check": _check,
    "draft_shown": _shown,
    "draft_text": _text,
}
