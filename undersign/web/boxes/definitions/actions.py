"""Fixing a box: its list first, then the definition that nothing can change. And the late entries of a demand."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db import transaction

from undersign.host.files import HostProblem
from undersign.protocol import boxes, record
from undersign.protocol.closing import may_open
from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.growth import SAYINGS
from undersign.protocol.keyholders import Ceremony
from undersign.protocol.lists import ListReader
from undersign.protocol.signatures import verify_signed
from undersign.protocol.tags import Tag
from undersign.web import home
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.envelopes import access as waiting
from undersign.web.boxes.kinds import KINDS
from undersign.web.boxes.models import Box, IssuingKey, Listed
from undersign.web.record import access as record_access
from undersign.web.record import actions as record_actions
from undersign.web.record.models import Book

_LOG = logging.getLogger("undersign.boxes")


@dataclass(frozen=True)
class Plan:
    """What a box is to be. `texts` are free texts by the names under which the definition has their hashes."""

    kind: str
    rule: str
    of: str
    title: str
    intro: str
    k: int
    signing_ends: int
    withdrawing_ends: int
    batch: int
    levels: Sequence[int] = ()
    quorum: int = 0
    tag_levels: Sequence[str] = ("all",)
    questions: Sequence[Mapping[str, Any]] = ()  # as definitions have them, with texts in place of their hashes
    name_tag: Callable[[Tag], str] = attrgetter("of")  # what a group is called
    more: Mapping[str, Any] = field(default_factory=dict)  # room, draft, readers


class _Texts:
    """Collects salted texts; a definition holds only their hashes."""

    def __init__(self) -> None:
        self.documents: list[Document] = []

    def __call__(self, content: str) -> str:
        document = record.text_document(secrets.token_bytes(record.SALT_BYTES), content)
        self.documents.append(document)
        return str(document["hash"])


@transaction.atomic
def fix(plan: Plan) -> Box:
    """Make a list by its rule and the definition on it, each in a book of its own. Everything, or nothing.

    Raises HostProblem before the first key meeting, or if the keyholders' stock is too small; Refused rule_impossible,
    keyholders_too_few and the like for a plan that the protocol does not allow.
    """
    record_actions.lock()
    standing = record_access.team()
    if standing is None:
        raise HostProblem("No key meeting has been held, so nothing can be sealed. Nothing was begun.")
    listed, reader, people = _begin_list(plan)
    may_open(standing[0], reader)
    tags, tag_of = reader.tags(plan.tag_levels, plan.k)
    text = _Texts()
    definition = boxes.read_definition(_document(plan, standing[0], listed, tags, text))
    boxes.check_against_list(definition, reader)
    if waiting.size_of(definition, standing[0].t) > waiting.BODY_MOST:
        raise Refused("rule_impossible", "an envelope of this box would not come in at the door")
    book = record_actions.add_book("box")
    record_actions.append(
        book.name, [{"v": 1, "kind": "definition", "definition": definition.document}], text.documents
    )
    return _keep(plan, definition, (book, listed), {key: (people[key], tag_of[key]) for key in people})


def _begin_list(plan: Plan) -> tuple[Book, ListReader, dict[bytes, bytes]]:
    """Make the list book, and read it back as every reader will."""
    entries, people = lists.first_entries(plan.rule, plan.of)
    signers = set(people) if plan.rule == "signers" else None
    reader = ListReader(home.current().origin, check_signatures=False, signers=signers)
    for entry in entries:
        reader.take(entry)
    book = record_actions.add_book("list")
    record_actions.append(book.name, entries)
    book.refresh_from_db()
    return book, reader, people


def _document(plan: Plan, ceremony: Ceremony, listed: Book, tags: list[Tag], text: _Texts) -> Document:
    nonce = secrets.token_bytes(32)
    issuers = _issuers(ceremony, len(tags))
    head = listed.head()
    return {
        "v": 1,
        "kind": plan.kind,
        "title": text(plan.title),
        "intro": text(plan.intro),
        "questions": [_question(each, text) for each in plan.questions],
        "tags": [_tag(tag, nonce, text(plan.name_tag(tag)), row) for tag, row in zip(tags, issuers, strict=True)],
        "levels": list(plan.levels),
        "k": plan.k,
        "quorum": plan.quorum,
        "signing_ends": plan.signing_ends,
        "withdrawing_ends": plan.withdrawing_ends,
        "batch": plan.batch,
        "ceremony": b64(ceremony.hash),
        "list": {"book": b64(head.book_id), "size": head.size, "root": b64(head.root)},
        "origin": home.current().origin,
        "nonce": b64(nonce),
        **plan.more,
    }


def _question(question: Mapping[str, Any], text: _Texts) -> Document:
    return {**question, "text": text(question["text"]), "options": [text(each) for each in question["options"]]}


def _tag(tag: Tag, nonce: bytes, name: str, issuers: list[str]) -> Document:
    of = boxes.tag_of(nonce, tag.level, tag.of)
    return {"level": tag.level, "of": of, "name": name, "parent": tag.parent, "issuers": issuers}


def stock_left() -> int:
    """Return for how many tags the stock of the standing team lasts; 0 before the first key meeting."""
    standing = record_access.team()
    if standing is None:
        return 0
    free = IssuingKey.objects.filter(ceremony=standing[0].hash, box=None)
    return min(free.filter(keyholder=i).count() for i in range(1, standing[0].n + 1))


def _issuers(ceremony: Ceremony, count: int) -> list[list[str]]:
    """Return the next unused issuing key of each keyholder for each tag. Raises HostProblem."""
    free = IssuingKey.objects.filter(ceremony=ceremony.hash, box=None).order_by("number")
    columns = [list(free.filter(keyholder=i)[:count]) for i in range(1, ceremony.n + 1)]
    if any(len(column) < count for column in columns):
        raise HostProblem("The keyholders' stock of keys is used up. Nothing was begun. It is made again by itself.")
    return [[b64(bytes(column[row].issuer)) for column in columns] for row in range(count)]


def _keep(
    plan: Plan, definition: boxes.Definition, books: tuple[Book, Book], people: dict[bytes, tuple[bytes, int]]
) -> Box:
    found = definition.fields
    box = Box.objects.create(
        box_id=definition.box_id,
        kind=plan.kind,
        book=books[0],
        list_book=books[1],
        document=encode(definition.document),
        rule=plan.rule,
        rule_of=plan.of,
        signing_ends=found["signing_ends"],
        withdrawing_ends=found["withdrawing_ends"],
        of=lists.demand_of(plan.of) if plan.rule == "signers" else None,
    )
    rows = [Listed(box=box, member=key, workplace=place, tag=tag) for key, (place, tag) in people.items()]
    Listed.objects.bulk_create(rows)
    used = [issuer for tag in found["tags"] for issuer in tag["issuers"]]
    IssuingKey.objects.filter(issuer__in=used).update(box=box)
    return box


def grow(_now: float) -> None:
    """Add to the lists that may grow whoever has come under their rule since: a job of the clock."""
    growing = [name for name, kind in KINDS.items() if kind.grows]
    for box in Box.objects.filter(state=Box.OPEN, kind__in=growing, of=None, signing_ends__gt=_soon()):
        try:
            _grow(box)
        except Refused:
            _LOG.exception("a list could not grow")


def _soon() -> int:
    """Return the last moment at which the tick that proves what is written now may end."""
    return int(home.now()) + 2 * home.current().tick_seconds


@transaction.atomic
def _grow(box: Box) -> None:
    """Enter new words and new people. Errors: Refused, and then nothing is entered."""
    found = lists.places(box.rule, box.rule_of)
    people = lists.covered(found)
    known = {bytes(each) for each in box.listed.values_list("member", flat=True)}
    persons = lists.persons_of(known)
    fresh = {key: place for key, place in people.items() if lists.person_of(key) not in persons}
    if not fresh:
        return
    record_actions.lock()
    name = box.list_book.name
    held = {sha256(bytes(leaf.entry)) for leaf in record_access.leaves(name, 1, record_access.book(name).size)}
    news = [*(lists.place_entry(each) for each in found), *lists.words()]
    entries = [entry for entry in news if sha256(encode(entry)) not in held]
    entries += [lists.listed_entry(key, place) for key, place in fresh.items()]
    grown = lists.growth(box)
    for entry in entries:
        grown.take(entry, lists.soon())
    record_actions.append(name, entries)
    Listed.objects.bulk_create(Listed(box=box, member=key, workplace=at, late=True) for key, at in fresh.items())


@transaction.atomic
def say(box: Box, member: bytes, word: Document) -> None:
    """Enter somebody's objection to, or confirmation of, an entry of a list that may grow. Errors: as Growth.take."""
    record_actions.lock()
    if word.get("kind") not in SAYINGS or word.get("by") != b64(member):
        raise Refused("document_field", "an objection or a confirmation, signed by who sends it")
    verify_signed(member, str(word["kind"]), word)
    lists.growth(box).take(word, lists.soon())
    record_actions.append(box.list_book.name, [word])
