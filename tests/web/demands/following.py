"""What follows an evening: a demand that opened, and what its signers write down about it."""

from __future__ import annotations

import secrets
from typing import Any

from django.test import Client

from tests.web import start
from tests.web.boxes.evening import ASKS, Evening
from undersign.protocol import phrase
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, b64
from undersign.protocol.outcomes import outcome_document, place_of, signers_root
from undersign.protocol.record import text_document
from undersign.protocol.signatures import public_key
from undersign.web.demands import access as demands
from undersign.web.demands.followup import access, letters
from undersign.web.demands.models import Demand

TITLES = ["Peer specialist", "Peer specialist", "Recovery coach", "Peer specialist", "Certified peer", "Peer aide"]


def opened(evening: Evening, **asks: object) -> Demand:
    """Put a demand up, let five sign it, and open their names."""
    demand = evening.put_up(evening.room(), text=asks_text({**ASKS, **asks}))
    for who in range(5):
        phone = evening.people[who]
        evening.at(who, demand.box).sign(f"{phone.nickname} Example", TITLES[who], 5)
    evening.end(demand.box)
    evening.keyholders.open_names(demand.box)
    evening.tick()
    evening.witness()
    demand.box.refresh_from_db()
    return demand


def nobody() -> Client:
    """Return a browser without any cookie."""
    return Client(headers={"host": "localhost", "origin": start.ADDRESS})


class Signer:
    """One who signed, and writes down what came of it."""

    def __init__(self, evening: Evening, demand: Demand, who: int = 0) -> None:
        self.demand = demand
        self.secret = phrase.envelope_secret(evening.people[who].seed, bytes(demand.box.box_id))

    def document(self, kind: str, **given: object) -> tuple[Document, list[Document]]:
        """Return an entry and its texts; what is a text stands there as (text,)."""
        texts: list[Document] = []
        keys = access.signer_keys(self.demand)
        index, path = place_of(keys, public_key(self.secret)) if kind != "reply" else (0, [])
        head: Document = {"demand": b64(letters.named(self.demand)), "day": access.today().isoformat()}
        if kind != "reply":
            head |= {"index": index, "path": [b64(each) for each in path]}
        fields = {name: _salted(value, texts) for name, value in given.items()}
        return outcome_document(self.secret, kind, {**head, **fields}), texts

    def delivers(self, **changes: object) -> tuple[Document, list[Document]]:
        """Return the entry that the letter was delivered."""
        said, keys = demands.asks(self.demand), access.signer_keys(self.demand)
        assert said
        given: dict[str, object] = {
            "signers": {"count": len(keys), "root": b64(signers_root(keys))},
            "level": 5,
            "employer": (self.demand.drafts.workplace.employer,),
            "title": (demands.title(self.demand),),
            "asks": [{"what": (each["what"],), "by": each["by"]} for each in said["asks"]],
            "how": "hand",
            "reply_by": said["reply_by"],
            "reply_key": b64(letters.reply_key(self.demand)),
        }
        return self.document("delivered", **{**given, **changes})


def _salted(value: Any, texts: list[Document]) -> Any:  # noqa: ANN401 - a field of a document
    if isinstance(value, tuple):
        texts.append(text_document(secrets.token_bytes(32), value[0]))
        return texts[-1]["hash"]
    if isinstance(value, list):
        return [_salted(each, texts) for each in value]
    if isinstance(value, dict):
        return {name: _salted(each, texts) for name, each in value.items()}
    return value


def send(what: tuple[Document, list[Document]]) -> dict[str, Any]:
    """Send an entry as a page does, without a cookie; return the answer."""
    body = {"document": what[0], "texts": what[1]}
    answer: dict[str, Any] = nobody().post("/outcomes", body, content_type="application/json").json()
    return answer
