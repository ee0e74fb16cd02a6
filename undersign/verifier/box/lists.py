"""The list book of a box: the list as the definition names it, its chains of vouches, and the requests for passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from undersign.protocol import boxes, passes
from undersign.protocol.encoding import Document, encode, octets, sha256, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.growth import GROWING, SAYINGS, Growth
from undersign.protocol.lists import ListReader
from undersign.protocol.signatures import verify_signed
from undersign.protocol.vouches import SIGNED_BY, WORDS, check_day
from undersign.verifier.problems import Problems, Progress
from undersign.verifier.workers import chunks, in_order

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from undersign.protocol.boxes import Definition
    from undersign.protocol.envelopes import Rules
    from undersign.protocol.keyholders import Ceremony
    from undersign.verifier.record.books import BookPass
    from undersign.verifier.record.members import Members

CHUNK: Final = 200
CLAIM: Final = "envelopes_within_list"


@dataclass(frozen=True)
class Word:
    """Something signed in a list book, to be checked in any process; a request needs its member's tag."""

    index: int
    entry: Document
    tag: int


def check_words(rules: Rules, words: list[Word]) -> list[tuple[int, str, str]]:
    """Check signatures, and requests in full; return what is wrong as (index, reason, detail)."""
    wrong = []
    for word in words:
        kind = str(word.entry.get("kind"))
        try:
            if kind == "request":
                passes.read_request(word.entry, rules.box_id, rules.issuers[word.tag])
            else:
                signer = "by" if kind in SAYINGS else SIGNED_BY[kind]
                verify_signed(octets(32)(word.entry.get(signer)), kind, word.entry)
        except Refused as problem:
            wrong.append((word.index, problem.reason, problem.detail))
    return wrong


def nobody(_box: bytes) -> frozenset[bytes] | None:
    """Know of no demand that opened."""
    return None


@dataclass
class BoxList:
    """Reads the list book of one box; afterwards it knows the list, each member's tag, and who asked for a pass."""

    definition: Definition
    rules: Rules
    ceremony: Ceremony
    members: Members | None
    problems: Problems
    tick_seconds: int
    reader: ListReader = field(init=False)
    growth: Growth | None = None  # of a demand, once its list is the one that the definition names
    tags: dict[bytes, int] = field(default_factory=dict)  # of each listed member
    words: set[bytes] = field(default_factory=set)  # SHA-256 of what people signed, as far as the list holds it
    asked: dict[bytes, int] = field(default_factory=dict)  # where each member's request stands
    request_hashes: dict[bytes, bytes] = field(default_factory=dict)  # SHA-256 of each member's request
    requests: list[int] = field(default_factory=list)  # where requests stand, ascending
    signers_of: Callable[[bytes], frozenset[bytes] | None] = field(default=nobody)  # of a demand, by its box
    seen: bool = False  # whether every entry was there to be read
    sound: bool = False  # whether the list is the one that the definition names, and gives its tags

    def __post_init__(self) -> None:
        """Start an empty list for this record."""
        self.reader = ListReader(self.definition.fields["origin"], check_signatures=False)

    @property
    def size(self) -> int:
        """How many leaves of the book are the list, as the definition fixes it."""
        size: int = self.definition.fields["list"]["size"]
        return size

    def asked_by_tag(self) -> Counter[int]:
        """Return how many members of each tag asked for a pass."""
        return Counter(self.tags.get(member, 0) for member in self.asked)

    def listed_by_tag(self) -> Counter[int]:
        """Return how many members of each tag are listed, those who came late among them."""
        return Counter(self.tags.get(member, 0) for member in self.reader.listed)

    def read(self, book: BookPass, executor: Executor | None = None, progress: Progress | None = None) -> None:
        """Read the list book to its end. Errors: FolderProblem if a leaf is not as it must be."""
        done = 0
        check = partial(check_words, self.rules)
        for wrong in in_order(executor, check, chunks(self._words(book), CHUNK)):
            for index, reason, detail in wrong:
                self.problems.note(CLAIM, Refused(reason, detail), f"{book.name}, leaf {index}")
            done += CHUNK
            if progress:
                progress(min(done, book.size), 0, "vouches and requests")
        self.seen = book.hidden == 0
        if not self.seen:
            self.sound = False

    def _words(self, book: BookPass) -> Iterator[Word]:
        """Read entry by entry; yield what has a signature to check."""
        for index, entry in book.entries():
            if index and entry is not None and not book.hidden:
                try:
                    yield from self._take(index, entry, book)
                except Refused as problem:
                    self.problems.note(CLAIM, problem, f"{book.name}, leaf {index}")
            if index + 1 == self.size:
                self._fix(book)
        if book.size < self.size:
            self.problems.add(CLAIM, "list_differs", f"{book.name}: {book.size} leaves where {self.size} are named")

    def _take(self, index: int, entry: Document, book: BookPass) -> Iterator[Word]:
        kind = entry.get("kind")
        if kind == "request":
            yield Word(index, entry, self._take_request(index, entry, book))
            return
        if index >= self.size:
            self._grow(index, entry, book)
        elif not self.reader.take(entry):
            raise Refused("document_field", f"a list has no entry of kind {kind!a}")
        if kind == "rule" and self.reader.rule and self.reader.rule["rule"] == "signers":
            self.reader.signers = self.signers_of(unb64(self.reader.rule["of"]))
        if kind in WORDS:
            self._check_stands(index, entry)
        if kind in (*WORDS, *SAYINGS):
            yield Word(index, entry, 0)
        elif kind == "rule" and self.reader.rule and set(self.reader.rule["founders"]) != set(self.ceremony.founders):
            self.problems.add(CLAIM, "founders_differ", f"leaf {index}")
        elif kind == "workplace" and self.members and sha256(encode(entry)) not in self.members.workplaces:
            self.problems.add(CLAIM, "word_missing", f"the workplace of leaf {index}")

    def _seconds(self, index: int, book: BookPass) -> int:
        """Return when the tick ended that first proves a leaf. Errors: FolderProblem if none does."""
        return (book.tick(index) + 1) * self.tick_seconds

    def _grow(self, index: int, entry: Document, book: BookPass) -> None:
        """Take in what stands behind the part of the list that was fixed. Errors: as Growth.take."""
        if self.definition.fields["kind"] != "demand":
            raise Refused("list_grew")
        if entry.get("kind") not in (*GROWING, *SAYINGS):
            raise Refused("document_field", f"a list does not grow by entries of kind {entry.get('kind')!a}")
        if self.growth is not None:
            self.growth.take(entry, self._seconds(index, book))

    def _check_stands(self, index: int, entry: Document) -> None:
        """Check that what somebody signed also stands in the members' book, and since when.

        Without the second, whoever chooses the days of their vouches could vouch for any number of people.
        """
        if self.members is None:
            return
        word = sha256(encode(entry))
        self.words.add(word)
        written = self.members.words.get(word)
        if written is None:
            self.problems.add(CLAIM, "word_missing", f"leaf {index}")
        else:
            check_day(entry["day"], written.day)

    def _take_request(self, index: int, entry: Document, book: BookPass) -> int:
        """Take in a request; return its member's tag."""
        member = octets(32)(entry.get("member"))
        if index < self.size:
            raise Refused("list_grew", "a request stands before the list's end")
        if self.growth is not None:
            self.growth.check_asker(member, self._seconds(index, book))
        elif member not in self.tags:
            raise Refused("member_not_listed", member.hex()[:16])
        if member in self.asked:
            raise Refused("pass_used_twice", f"the member of leaf {self.asked[member]} asks again")
        self.asked[member] = index
        self.request_hashes[member] = sha256(encode(entry))
        self.requests.append(index)
        return self.tags.get(member, 0)

    def _fix(self, book: BookPass) -> None:
        """Compare the list, which ends here, with what the definition says of its root and its tags."""
        if book.root() != self.definition.fields["list"]["root"]:
            self.problems.add(CLAIM, "list_differs", f"{book.name}: its root at {self.size} leaves")
            return
        if book.hidden:
            return
        try:
            self.tags = boxes.check_against_list(self.definition, self.reader)
            self.sound = True
            if self.definition.fields["kind"] == "demand":
                self.growth = Growth(self.definition, self.reader)
            self.reader.check_words(self._written_before(book), self.words)
        except Refused as problem:
            self.problems.note(CLAIM, problem, book.name)

    def _written_before(self, book: BookPass) -> list[tuple[bytes, bytes, str]]:
        """Return signer, hash and kind of every word that stood in the members' book before the list was fixed."""
        fixed = book.position(self.size - 1)
        words = self.members.words if self.members else {}
        return [(written.by, word, written.kind) for word, written in words.items() if written.position < fixed]


def check_counts(entries_by_tag: Counter[int], found: BoxList, where: str) -> None:
    """Check that no tag has more envelope keys than requests, and no more requests than members."""
    asked, listed = found.asked_by_tag(), found.listed_by_tag()
    for tag, keys in sorted(entries_by_tag.items()):
        if keys > asked[tag]:
            place = f"{where}, tag {tag}: {keys} keys, {asked[tag]} requests, {listed[tag]} members"
            found.problems.add(CLAIM, "more_envelopes_than_requests", place)
