"""What coworkers' phones write into drafts, and the pages that they then see."""

from __future__ import annotations

from tests.web.boxes.evening import ASKS, Evening
from tests.web.network import browser_of
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, unb64
from undersign.web.demands.models import DraftBox

ROOM = {"signing_ends": 3600, "withdrawing_ends": 4200, "batch": 60, "room": True}


def proposal(more: Document | None = None, **fields: object) -> Document:
    """Return the fields of a proposal for a room; `more`: other asks than those of the evening."""
    text = asks_text({**ASKS, **(more or {})})
    return {"title": "Pay", "text": text, "levels": [5], "rule": "workplace", **ROOM, **fields}


def write(evening: Evening, drafted: DraftBox, who: int, words: str, seq: int = 0) -> bytes:
    """Let somebody write, and the batch enter; return the hash of the envelope."""
    promise = evening.at(who, drafted.box).write(words, seq)
    evening.tick()
    evening.tick()
    return unb64(promise["envelope"])


def propose(evening: Evening, drafted: DraftBox, who: int, more: Document | None = None, **fields: object) -> bytes:
    """Let somebody propose the evening's demand; return the hash of the envelope."""
    return write(evening, drafted, who, drafts.proposal_text(proposal(more, **fields)))


def fresh(drafted: DraftBox) -> DraftBox:
    """Return a box for drafts as it stands now."""
    return DraftBox.objects.get(pk=drafted.pk)


def page(evening: Evening, who: int, path: str) -> tuple[int, str]:
    """Return status and text of a page, as somebody sees it."""
    answer = browser_of(evening.people[who]).get(path)
    return answer.status_code, answer.content.decode()


def shown(evening: Evening, who: int, drafted: DraftBox, more: str = "") -> str:
    """Return a page of a box for drafts, which must be there."""
    status, text = page(evening, who, f"/drafts/{drafted.box.hex}{more}")
    assert status == 200
    return text
