"""One survey played from its list to its result: two tags, one question of five options, 13 answers that count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.verifier.builder import (
    Book,
    Maker,
    listed,
    part_of,
    rule,
    rules_of,
    sealed,
    state_of,
    vouches,
    workplace,
)
from tests.verifier.cast import DAY, FOUNDERS, HOST, MEMBERS, ORIGIN, TICK_SECONDS, held, issuers, pass_for, seed
from undersign.protocol import boxes, choices, envelopes, openings
from undersign.protocol.encoding import Document, b64, encode, sha256, unb64
from undersign.protocol.envelopes import Head
from undersign.protocol.vouches import workplace_hash_document, workplace_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

K = 5
OPTIONS = 5
ALL, NEW_YORK = 0, 1  # the tags
ANSWERS = {number: number % OPTIONS for number in (*range(9), *range(10, 15))}  # member -> option
TAKES_BACK = 8  # this one answers and withdraws


def tag_of(number: int) -> int:
    """Return a member's tag."""
    return NEW_YORK if state_of(number) == "NY" else ALL


class Survey(Maker):
    """Plays one survey; each step can be played otherwise."""

    definition: boxes.Definition
    rules: envelopes.Rules
    request_hash: bytes
    count: boxes.Count

    def __init__(self, first_tag: int = 0) -> None:
        """Start a record. `first_tag`: which of the stock of issuing keys the survey takes."""
        super().__init__()
        self.first_tag = first_tag
        self.recorded: list[Document] = []

    @property
    def box(self) -> Book:
        """The box's book."""
        return self.books["box-1"]

    @property
    def list_book(self) -> Book:
        """The list book."""
        return self.books["list-1"]

    def people(self, words: Iterable[Document] | None = None, entries: Iterable[Document] | None = None) -> None:
        """Write down the vouches in the members' book, and the list in its own."""
        members, words = self.books["members"], vouches() if words is None else list(words)
        places = [workplace("NY"), workplace("VT"), workplace("ME")]
        for place in places:
            members.add(workplace_hash_document(FOUNDERS[0], ORIGIN, workplace_id(place), DAY))
        for word in words:
            members.add(word)
        everyone = [listed(member, state_of(number)) for number, member in enumerate(MEMBERS)]
        book = self.book("list-1", "list", 5)
        for entry in entries if entries is not None else [rule(), *places, *words, *everyone]:
            book.add(entry)
        self.tick()

    def define(self, **changes: object) -> None:
        """Fix the rules."""
        book = self.book("box-1", "box", 9)
        question: Document = {
            "id": "pay",
            "text": book.text("What are you paid?"),
            "options": [book.text(f"bin {i}") for i in range(OPTIONS)],
            "least": 1,
            "most": 1,
        }
        tags = [
            {"level": level, "of": of, "name": book.text(f"tag {of}"), "parent": 0, "issuers": self._issuers(tag)}
            for tag, (level, of) in enumerate((("all", ""), ("state", "NY")))
        ]
        ends = (self.now + 3) * TICK_SECONDS
        document: Document = {"v": 1, "kind": "survey", "title": book.text("Pay"), "intro": book.text("")}
        document |= {"questions": [question], "tags": tags, "levels": [], "k": K, "quorum": 0}
        document |= {"signing_ends": ends, "withdrawing_ends": ends, "batch": 60, "origin": "example.org/peers"}
        document |= {"ceremony": b64(held().ceremony.hash), "nonce": b64(seed("box")), "list": self.list_named()}
        self.definition = boxes.read_definition({**document, **changes})
        self.rules = rules_of(self.definition, self.first_tag)
        book.add({"v": 1, "kind": "definition", "definition": self.definition.document})
        self.tick()

    def _issuers(self, tag: int) -> list[str]:
        return [b64(each.issuer) for each in issuers(self.first_tag + tag)]

    def list_named(self) -> Document:
        """Return how a definition names the list as it is."""
        head = self.list_book.head
        return {"book": b64(head.book_id), "size": head.size, "root": b64(head.root)}

    def box_first(self, document: Document) -> None:
        """Start the box's book with an envelope, before there are rules."""
        self.book("box-1", "box", 9).add(envelopes.entry_document(document), document)
        self.tick()

    def ask(self, numbers: Iterable[int] = ANSWERS) -> None:
        """Enter the requests of some members."""
        for number in numbers:
            self.list_book.add(pass_for(self.rules.box_id, MEMBERS[number], self.first_tag + tag_of(number))[0])
        self.tick()

    def envelope(self, number: int, option: int | None, seq: int = 0, tag: int | None = None) -> Document:
        """Return a member's envelope; no option withdraws."""
        chosen = None if option is None else (option,)
        place = tag_of(number) if tag is None else tag
        return sealed(self.rules, MEMBERS[number], place, seq, chosen, self.first_tag)

    def envelopes(self, numbers: Iterable[int] = ANSWERS) -> list[Document]:
        """Return the envelopes of some members, and the withdrawal of the one who withdraws."""
        chosen = [number for number in numbers if number in ANSWERS]
        found = [self.envelope(number, ANSWERS[number]) for number in chosen]
        return [*found, self.envelope(TAKES_BACK, None, seq=1)] if TAKES_BACK in chosen else found

    def batch(self, documents: Iterable[Document]) -> None:
        """Enter envelopes in the box's book, at one tick."""
        for document in documents:
            self.record(document)
        self.tick()

    def record(self, document: Document) -> None:
        """Enter an envelope, for the next tick to prove."""
        self.box.add(envelopes.entry_document(document), document)
        self.recorded.append(document)

    def heads(self) -> Sequence[Head]:
        """Return what counting needs of every recorded envelope."""
        found = []
        for document in self.recorded:
            envelope = envelopes.check_envelope(self.rules, document, proofs=False)
            place, withdraws = envelope.place, envelope.withdraws
            found.append(Head(envelope.digest, envelope.key, envelope.seq, place, withdraws=withdraws))
        return found

    def sums(self) -> list[choices.Ciphertexts]:
        """Return the sums of the groups."""
        bodies = {sha256(encode(each)): each["body"] for each in self.recorded}
        group_of = self.count.group_of()
        result: dict[int, choices.Ciphertexts] = {}
        for head in self.count.heads:
            if head.place in group_of:
                body = unb64(bodies[head.digest])
                group = group_of[head.place]
                parts = choices.ciphertexts_of(self.rules.questions, body)
                result[group] = choices.add_up(result.get(group), parts)
        return [result[group] for group in range(len(self.count.groups))]

    def ask_opening(self, *, count: boxes.Count | None = None, **changes: object) -> Document:
        """Enter the opening request, and return it."""
        self.count = count or boxes.count_box(self.definition, self.heads())
        asked = sum(entry["kind"] == "request" for entry in self.list_book.entries)
        people = sum(entry["kind"] == "listed" for entry in self.list_book.entries)
        at = (self.tree.size, self.tree.root())
        numbers = (people, asked, len(self.recorded))
        request = {**boxes.opening_request_document(self.definition, self.count, at, *numbers), **changes}
        self.request_hash = sha256(encode(request))
        self.box.add(request)
        self.tick()
        return request

    def parts(self, keyholders: Iterable[int] = (1, 2)) -> list[Document]:
        """Return the parts of some keyholders."""
        return [part_of(self.rules, self.request_hash, self.sums(), each) for each in keyholders]

    def open(self, parts: Iterable[Document] | None = None) -> None:
        """Enter keyholders' parts."""
        for part in self.parts() if parts is None else parts:
            self.box.add(part)
        self.tick()

    def totals(self) -> list[list[list[int]]]:
        """Return the totals, from the shares of keyholders 1 and 2."""
        found = []
        for number, sums in enumerate(self.sums()):
            context = openings.context(held().ceremony.hash, self.rules.box_id, self.request_hash, number)
            points = [r for question in sums for r, _ in question]
            opened = [openings.open_part(held().shares[i], points, context, seed_stream).points for i in (0, 1)]
            shared = iter(openings.combine(held().team.t, [1, 2], opened))
            finder = choices.Totals(self.count.groups[number].count)
            found.append([[finder.find(c, next(shared)) for _, c in question] for question in sums])
        return found

    def result(self, **changes: Any) -> Document:  # noqa: ANN401 - fields of a document
        """Return the result."""
        document = boxes.result_document(self.rules.box_id, self.request_hash, [1, 2], self.totals(), self.count)
        return {**document, **changes}

    def publish(self, document: Document | None = None) -> None:
        """Enter the result."""
        self.box.add(document or self.result())
        self.tick()

    def until_defined(self) -> Survey:
        """Play everything before the first request."""
        self.begin()
        self.people()
        self.define()
        return self

    def until_recorded(self) -> Survey:
        """Play everything before the opening."""
        self.until_defined()
        self.ask()
        self.batch(self.envelopes())
        return self

    def play(self) -> Survey:
        """Play everything as it should be."""
        self.until_recorded()
        self.ask_opening()
        self.open()
        self.publish()
        return self


def seed_stream(size: int) -> bytes:
    """Return bytes for proofs that nobody checks."""
    return (seed("proof") * 2)[:size]


def receipt(survey: Survey, document: Document, tick: int) -> bytes:
    """Return the line that a member keeps for an envelope promised for `tick`."""
    digest = sha256(encode(document))
    promise = boxes.promise_document(HOST, survey.rules.box_id, digest, tick)
    kept: Document = {"v": 1, "kind": "receipt", "box": b64(survey.rules.box_id), "key": document["key"]}
    return encode({**kept, "envelope": b64(digest), "promise": promise}) + b"\n"
