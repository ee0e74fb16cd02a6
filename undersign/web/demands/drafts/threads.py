"""How the drafts of a box hang together: proposals with their amendments and comments, and everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from undersign.protocol.asks import read_asks
from undersign.protocol.encoding import Document
from undersign.web.demands import access
from undersign.web.demands.access import Draft
from undersign.web.demands.asked.access import Shown, shown
from undersign.web.demands.drafts.changes import Change, changes
from undersign.web.demands.drafts.reasons import why
from undersign.web.demands.drafts.times import Signing, signing_of
from undersign.web.demands.models import Demand, DraftBox

DEMANDS = ("proposal", "put_up", "ask_first")


@dataclass
class PutUp:
    """That a proposal was put up for signing: by whom, and the demand, or why there is none; neither while it waits."""

    coworker: int
    demand: Demand | None
    why: str | Promise | None


@dataclass
class Asked:
    """That somebody asks first who would sign: by whom, and the question, or why there is none; neither before."""

    coworker: int
    shown: Shown | None
    why: str | Promise | None


@dataclass
class Item:
    """A draft as a page shows it. `fields` is None for a gap: the text was struck."""

    draft: Draft
    fields: Document | None
    comments: list[Item] = field(default_factory=list)
    amendments: list[Item] = field(default_factory=list)  # and theirs, in the order of the book
    changes: list[Change] = field(default_factory=list)
    put_ups: list[PutUp] = field(default_factory=list)
    firsts: list[Asked] = field(default_factory=list)

    @property
    def hex(self) -> str:
        """The hash of the envelope, as addresses have it."""
        return self.draft.digest.hex()

    @property
    def coworker(self) -> int:
        """The number under which its writer appears."""
        return self.draft.coworker

    @property
    def kind(self) -> str:
        """What it is: words, comment, proposal, put_up, ask_first; gap for a struck one."""
        return str(self.fields["kind"]) if self.fields else "gap"

    @property
    def asks(self) -> Document | None:
        """What a proposal asks, its days as days."""
        return _with_days(read_asks(self.fields["text"])) if self.fields and self.kind in DEMANDS else None

    @property
    def signing(self) -> Signing | None:
        """How long signing lasts."""
        return signing_of(self.fields) if self.fields and self.kind in DEMANDS else None


def _with_days(asks: Document) -> Document:
    listed = [{**each, "by": date.fromisoformat(each["by"])} for each in asks["asks"]]
    steps = [{**each, "date": date.fromisoformat(each["date"])} for each in asks.get("steps", ())]
    return {**asks, "reply_by": date.fromisoformat(asks["reply_by"]), "asks": listed, "steps": steps}


def items(found: DraftBox) -> list[Item]:
    """Return everything that shows, in the order of the book."""
    return [Item(each, each.fields) for each in access.shown(found)]


def threads(found: DraftBox) -> list[Item]:
    """Return what stands by itself, in the order of the book, with all that hangs on it."""
    listed = items(found)
    known = {each.draft.digest: each for each in listed}
    roots: dict[bytes, Item] = {}
    top: list[Item] = []
    proposals: dict[tuple[Any, ...], Item] = {}
    for each in listed:
        fields = each.fields or {}
        on = known.get(fields.get("on") or fields.get("amends") or b"")
        if each.kind == "comment" and on is not None and on is not each:
            on.comments.append(each)
        elif each.kind == "put_up" and same(fields) in proposals:
            proposals[same(fields)].put_ups.append(_put_up(found, each))
        elif each.kind == "ask_first" and same(fields) in proposals:
            proposals[same(fields)].firsts.append(_asked(found, each))
        elif _amends(each, on, roots):
            pass
        else:
            top.append(each)
            each.put_ups = [_put_up(found, each)] if each.kind == "put_up" else []
            each.firsts = [_asked(found, each)] if each.kind == "ask_first" else []
        if each.kind == "proposal":
            proposals[same(fields)] = each
    return top


def _amends(each: Item, on: Item | None, roots: dict[bytes, Item]) -> bool:
    """Hang a proposal on the one that it amends, if that shows before it; say whether that was so."""
    if each.kind != "proposal":
        return False
    before = on if on is not None and on.draft.digest in roots else None
    root = roots[before.draft.digest] if before else each
    roots[each.draft.digest] = root
    if before is None or before.fields is None or each.fields is None:
        return False
    each.changes = changes(before.fields, each.fields)
    root.amendments.append(each)
    return True


def same(fields: Document) -> tuple[Any, ...]:
    """Return what two put_ups of one demand have in common, and the proposal that they repeat: all but the times."""
    return (fields["title"], fields["text"], tuple(fields["levels"]), fields["rule"], tuple(fields.get("readers", ())))


def _put_up(found: DraftBox, each: Item) -> PutUp:
    digest = each.draft.digest
    made = access.put_up_in(found)
    turned = {bytes(row.put_up): row.reason for row in found.turned_down.all()}
    return PutUp(each.coworker, made.get(digest), why(turned[digest]) if digest in turned else None)


def _asked(found: DraftBox, each: Item) -> Asked:
    digest = each.draft.digest
    made = found.firsts.filter(draft=digest).select_related("box__book").first()
    turned = found.turned_down.filter(put_up=digest).first()
    return Asked(each.coworker, shown(made.box, "ask_first") if made else None, why(turned.reason) if turned else None)


def find(listed: Iterable[Item], written: str) -> Item | None:
    """Return a proposal of some threads by its hash, with all that hangs on it."""
    proposals = [each for root in listed for each in (root, *root.amendments) if each.kind == "proposal"]
    return next((each for each in proposals if each.hex == written), None)
