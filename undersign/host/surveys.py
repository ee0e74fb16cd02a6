"""From a plan to a box: the list book first, then the definition that nothing can change."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from undersign.host.books import BookFolder
from undersign.host.files import HostProblem
from undersign.host.folder import HostFolder
from undersign.host.plans import Plan, PlannedQuestion
from undersign.protocol import boxes, record
from undersign.protocol.encoding import Document, b64
from undersign.protocol.lists import ListReader
from undersign.protocol.tags import Tag

NameTag = Callable[[Tag], str]


def start_list(
    host: HostFolder, rule: str, of: str, founders: Iterable[bytes], entries: Iterable[Document]
) -> tuple[BookFolder, ListReader]:
    """Make a list book of `entries` (workplaces, vouches, listed members, in order) and read it back as it is made.

    The host made or took in these entries before, with their signatures checked; keyholders check them again.
    """
    book = host.add_book("list")
    reader = ListReader(host.origin, check_signatures=False)
    head: Document = {"v": 1, "kind": "rule", "rule": rule, "of": of, "founders": [b64(each) for each in founders]}
    for entry in (head, *entries):
        reader.take(entry)
        book.append(entry)
    return book, reader


def add_stock(host: HostFolder, documents: Iterable[tuple[int, bytes, Document]]) -> None:
    """Enter issuing keys (keyholder, issuer hash, checked document) in the members' book and in the stock."""
    stock: dict[str, list[str]] = host.notes.setdefault("stock", {})
    for keyholder, issuer, document in documents:
        host.books["members"].append(document)
        stock.setdefault(str(keyholder), []).append(b64(issuer))


def stock_left(host: HostFolder, n: int) -> int:
    """Return for how many tags the stock still lasts."""
    stock: dict[str, list[str]] = host.notes.get("stock", {})
    return min((len(stock.get(str(i), [])) for i in range(1, n + 1)), default=0)


def take_issuers(host: HostFolder, n: int) -> list[str]:
    """Take the next unused issuing key of each keyholder, for one tag; return their hashes in base64url."""
    return [host.notes["stock"][str(i)].pop(0) for i in range(1, n + 1)]


class Texts:
    """Collects salted texts; a definition holds only their hashes."""

    def __init__(self) -> None:
        self.documents: list[Document] = []

    def __call__(self, content: str) -> str:
        """Keep a text under a fresh salt; return its hash in base64url."""
        document = record.text_document(secrets.token_bytes(record.SALT_BYTES), content)
        self.documents.append(document)
        hashed: str = document["hash"]
        return hashed


def fix_survey(  # noqa: PLR0913 - all that a definition rests on
    host: HostFolder,
    plan: Plan,
    listed: BookFolder,
    reader: ListReader,
    ceremony: dict[str, Any],
    name_tag: NameTag,
    keep: Callable[[boxes.Definition], None] = lambda _definition: None,
) -> boxes.Definition:
    """Write the definition into a new box book and commit. `ceremony`: its hash and n, as the host's notes keep them.

    `keep` is called before the commit, for what must not be missing once the box is there.
    Raises HostProblem if the stock of issuing keys is too small; Refused rule_impossible if the plan breaks a rule.
    """
    text = Texts()
    definition = boxes.read_definition(_definition(host, plan, listed, reader, ceremony, name_tag, text))
    boxes.check_against_list(definition, reader)
    enter_box(host, definition, text.documents, {"list": listed.path.name})
    keep(definition)
    host.tick()
    return definition


def _definition(  # noqa: PLR0913 - all that a definition rests on
    host: HostFolder,
    plan: Plan,
    listed: BookFolder,
    reader: ListReader,
    ceremony: dict[str, Any],
    name_tag: NameTag,
    text: Texts,
) -> Document:
    """Return the definition; its texts are collected in `text`, its issuing keys taken from the stock."""
    tags, _ = reader.tags(plan.levels, plan.k)
    if stock_left(host, ceremony["n"]) < len(tags):
        raise HostProblem(
            f"The survey needs {len(tags)} issuing keys of every keyholder; the stock has "
            f"{stock_left(host, ceremony['n'])}. Nothing was fixed. Ask the keyholders for more."
        )
    nonce = secrets.token_bytes(32)
    ends = host.now() + plan.signing_seconds
    return {
        "v": 1,
        "kind": "survey",
        "title": text(plan.title),
        "intro": text(plan.intro),
        "questions": [_question(question, text) for question in plan.questions],
        "tags": [_tag(tag, nonce, text(name_tag(tag)), take_issuers(host, ceremony["n"])) for tag in tags],
        "levels": [],
        "k": plan.k,
        "quorum": 0,
        "signing_ends": ends,
        "withdrawing_ends": ends + plan.withdrawing_seconds,
        "batch": plan.batch_seconds,
        "ceremony": ceremony["hash"],
        "list": {"book": b64(listed.book_id), "size": listed.size, "root": b64(listed.frontier.root())},
        "origin": host.origin,
        "nonce": b64(nonce),
    }


def enter_box(host: HostFolder, definition: boxes.Definition, texts: list[Document], notes: dict[str, Any]) -> None:
    """Start the book of a box with its definition and texts, and note when an envelope is promised to stand in it."""
    book, found = host.add_book("box"), definition.fields
    book.append({"v": 1, "kind": "definition", "definition": definition.document})
    book.add_texts(texts)
    by_tick = (found["signing_ends"] + found["batch"]) // host.tick_seconds + 1
    host.notes.setdefault("boxes", {})[definition.box_id.hex()] = {"book": book.path.name, "by_tick": by_tick, **notes}


def _question(question: PlannedQuestion, text: Texts) -> Document:
    fields: Document = {
        "id": question.id,
        "text": text(question.text),
        "options": [text(option) for option in question.options],
        "least": question.least,
        "most": question.most,
    }
    return {**fields, "bins": list(question.bins)} if question.bins else fields


def _tag(tag: Tag, nonce: bytes, name: str, issuers: list[str]) -> Document:
    of = boxes.tag_of(nonce, tag.level, tag.of)
    return {"level": tag.level, "of": of, "name": name, "parent": tag.parent, "issuers": issuers}
