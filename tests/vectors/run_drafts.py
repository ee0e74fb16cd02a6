"""The operations of vectors/drafts."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.definitions import heads_of
from tests.vectors.run_asks import written
from tests.vectors.run_lists import read_list
from undersign.protocol import boxes, drafts
from undersign.protocol.encoding import unb64
from undersign.protocol.tags import Place
from undersign.protocol.vouches import workplace_id


def _body(given: dict[str, Any]) -> dict[str, Any]:
    return {"body": drafts.draft_body(given["text"]).hex()}


def _text(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": drafts.draft_text(bytes.fromhex(given["body"]))}


def _shown(given: dict[str, Any]) -> dict[str, Any]:
    definition = boxes.read_definition(given["definition"])
    found = drafts.shown(definition, heads_of(given["heads"]), given["requests"])
    return {"digests": [head.digest.hex() for head in found]}


def _comment(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": drafts.comment_text(bytes.fromhex(given["on"]), given["text"])}


def _proposal(given: dict[str, Any]) -> dict[str, Any]:
    amends = bytes.fromhex(given["amends"]) if "amends" in given else None
    return {"text": drafts.proposal_text(given["fields"], amends)}


def _put_up(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": drafts.put_up_text(given["fields"])}


def _ask_first(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": drafts.ask_first_text(given["fields"])}


def _read(given: dict[str, Any]) -> dict[str, Any]:
    return {"fields": written(drafts.read_draft(given["words"]))}


def _check(given: dict[str, Any]) -> dict[str, Any]:
    texts: dict[bytes, str | None] = {unb64(name): words for name, words in given["texts"].items()}
    definition, envelope = boxes.read_definition(given["definition"]), bytes.fromhex(given["envelope"])
    drafts.check_put_up(definition, envelope, given["words"], texts)
    return {}


def _place(given: dict[str, Any]) -> dict[str, Any]:
    entry = given["place"]
    place = Place(workplace_id(entry), entry["name"], entry["employer"], entry["state"])
    drafts.check_place(drafts.read_draft(given["words"]), read_list(given["list"]), place)
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "draft_ask_first": _ask_first,
    "draft_body": _body,
    "draft_comment": _comment,
    "draft_place": _place,
    "draft_proposal": _proposal,
    "draft_put_up": _put_up,
    "draft_put_up_check": _check,
    "draft_read": _read,
    "draft_shown": _shown,
    "draft_text": _text,
}
