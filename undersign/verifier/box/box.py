"""One examination of a box, before its opening or after: rules, list, envelopes, set, sums, opening."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from undersign.protocol import boxes, closing, demands
from undersign.protocol.encoding import Document
from undersign.protocol.envelopes import Rules, counted
from undersign.protocol.errors import Refused
from undersign.verifier.box.entries import BoxEntries
from undersign.verifier.box.envelopes import EnvelopeCheck, check_envelopes
from undersign.verifier.box.lists import BoxList, check_counts
from undersign.verifier.box.names import Decrypt, NamesCheck, NamesOpening, count_names, nobody
from undersign.verifier.box.opening import ONCE, Opening, OpeningCheck
from undersign.verifier.box.place import check_place
from undersign.verifier.box.questions import check_about
from undersign.verifier.box.signers import check_outcomes, find_demand, signers
from undersign.verifier.problems import FolderProblem, Problems, Progress
from undersign.verifier.record.books import BookPass, broken_claim

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from undersign.protocol.boxes import Definition
    from undersign.protocol.choices import Ciphertexts
    from undersign.protocol.envelopes import Head
    from undersign.protocol.keyholders import Ceremony, Team
    from undersign.verifier.folder import BookFiles
    from undersign.verifier.record.host import Host
    from undersign.verifier.record.public_tree import PublicTree
    from undersign.verifier.record.record import RecordExamination

COUNTED = ("survey", "vote")  # the kinds whose sums are opened


class Standing(NamedTuple):
    """An envelope in the book: the leaf where it stands, and what the book says of it."""

    leaf: int
    head: Head


@dataclass
class BoxExamination:
    """What was found of a box. What could not be found out is None; `stopped` then says why."""

    record: RecordExamination
    files: BookFiles
    problems: Problems = field(default_factory=Problems)
    entries: BoxEntries = field(default_factory=BoxEntries)
    book: BookPass | None = None  # its book, once read to its end
    ceremony: Ceremony | None = None
    team: Team | None = None
    rules: Rules | None = None
    listed: BoxList | None = None
    list_book: BookPass | None = None
    count: boxes.Count | demands.Count | Refused | None = None  # the set that counts, or why there is nothing to open
    envelopes: EnvelopeCheck | None = None
    opening: Opening | None = None  # of a demand a NamesOpening
    allowed: tuple[int, ...] | None = None  # the keyholders whose employer the box does not concern
    decrypt: Decrypt = field(default=nobody, repr=False)  # of the reader, for names that are not public
    put_up: bool = False  # the draft that put this demand up is in the folder, and says the same
    asks: Document | None = None  # of a question or a month's hours, as protocol.questions or protocol.hours reads it
    follows: bool = False  # what this asks follows from the demand or draft that is in the folder
    void: bool = False  # a text of the definition was struck
    stopped: str = ""

    @property
    def name(self) -> str:
        """The name of the box's folder."""
        return self.files.name

    @property
    def definition(self) -> Definition | None:
        """The checked definition."""
        return self.entries.definition

    @property
    def sums(self) -> list[Ciphertexts] | None:
        """The sums of each group that opens, in order; None unless every envelope of the box holds."""
        if self.envelopes is None or self.envelopes.refused or not isinstance(self.count, boxes.Count):
            return None
        return [self.envelopes.sums[group] for group in range(len(self.count.groups))]

    @cached_property
    def stands(self) -> dict[bytes, Standing]:
        """Where each envelope first stands in the book, by its hash. Only for a box that has been examined."""
        pairs = reversed(list(zip(self.entries.indices, self.entries.heads, strict=True)))
        return {head.digest: Standing(index, head) for index, head in pairs}

    @cached_property
    def counting(self) -> dict[bytes, Head]:
        """The envelope that counts for each key, if one does. Only for a box that has been examined."""
        return {head.key: head for head in counted(self.entries.heads)}

    @property
    def kind(self) -> str:
        """The kind of box; "" while its definition is not known."""
        return str(self.definition.fields["kind"]) if self.definition else ""

    @property
    def names(self) -> NamesOpening | None:
        """What came of the opening of a demand."""
        return self.opening if isinstance(self.opening, NamesOpening) else None

    @property
    def must_delete(self) -> int:
        """How many keyholders must delete what stays sealed, so that fewer than t could still open it."""
        return self.ceremony.n - self.ceremony.t + 1 if self.ceremony else 0

    @property
    def nothing_left(self) -> bool:
        """Whether so many keyholders say to have deleted the names of a demand that no more of them can open."""
        return self.names is not None and 0 < self.must_delete <= len(self.names.deleted)

    @property
    def unsound(self) -> str:
        """Why nobody may rely on this box, whether anything in it opens or not; "" if nothing speaks against it."""
        return self.fault or ("a text of its rules was struck, so the box is void" if self.void else "")

    @property
    def fault(self) -> str:
        """What is wrong in this box, void or not; "" if nothing is.

        It needs a folder made for keyholders: whoever may not read the list cannot know who was on it.
        """
        problems = [*self.record.problems.all(), *self.problems.all()]
        if problems:
            return problems[0].sentence()
        if self.stopped or not self.record.sound:
            return self.stopped or "the record could not be read to the end"
        if self.listed is None or not self.listed.seen or not self.listed.sound:
            return "its list could not be read in full"
        return "" if self.envelopes is not None and not self.envelopes.refused else "its envelopes do not all hold"

    @property
    def unwitnessed(self) -> str:
        """Which books have leaves that t keyholders have not cosigned, in plain words; "" if there are none."""
        missing = ", ".join(self.record.unwitnessed)
        return f"not yet witnessed: {missing}" if missing else ""

    @property
    def unfit(self) -> str:
        """Why no keyholder may open this box as it stands, in plain words; "" if nothing speaks against it."""
        if why := self.unsound or self.unwitnessed:
            return why
        if self.kind == "draft":
            return "nothing is sealed in a box for drafts"
        return str(self.count) if isinstance(self.count, Refused) else ""

    def keys_by_tag(self) -> Counter[int]:
        """Return how many envelope keys stand in each tag of the box."""
        if self.kind == "demand":
            return Counter({0: len({head.key for head in self.entries.heads})})
        return Counter(tag for _, tag in {(head.key, head.place) for head in self.entries.heads})


def examine_box(
    record: RecordExamination,
    files: BookFiles,
    executor: Executor | None = None,
    progress: Progress | None = None,
    decrypt: Decrypt = nobody,
) -> BoxExamination:
    """Examine one box; whatever is wrong stands in `problems`, nothing is raised.

    Each is examined once: who asks again gets the same. It works before an opening too. A keyholder's program opens
    only if `unfit` is "" and the request is the right one.
    `decrypt`: opens what is encrypted to this reader alone, if anything is.
    """
    if files.book_id in record.examined:
        return record.examined[files.book_id]
    box = record.examined[files.book_id] = BoxExamination(record, files, decrypt=decrypt)
    try:
        box.stopped = _read_book(box)
        if not box.stopped:
            _examine(box, executor, progress)
    except FolderProblem as trouble:
        box.problems.note(broken_claim(trouble), trouble)
        box.stopped = "what it needs could not be read to the end"
    return box


def _examine(box: BoxExamination, executor: Executor | None, progress: Progress | None) -> None:
    """Go through a box whose book was read. Errors: FolderProblem."""
    definition, host, tree = box.definition, box.record.host, box.record.tree
    if definition is None or host is None or tree is None:
        return
    box.stopped = _fix_rules(box, definition, host)
    _check_fixed(box, tree)
    if box.rules is None or box.ceremony is None:
        return
    if box.record.made_for != "recipient":
        members, seconds = box.record.members, host.tick_seconds
        listed = BoxList(definition, box.rules, box.ceremony, members, box.problems, seconds)
        listed.signers_of = partial(_signers_of, box.record, executor, progress)
        _read_list(box, listed, executor, progress)
        check_about(box, partial(_other, box.record, executor, progress))
    _check_envelopes(box, box.rules, executor, progress)
    _check_opening(box, definition, executor)
    check_outcomes(box)


def _signers_of(
    record: RecordExamination, executor: Executor | None, progress: Progress | None, box_id: bytes
) -> frozenset[bytes] | None:
    """Return the envelope keys that another demand of the folder opened. Errors: FolderProblem."""
    found = _other(record, executor, progress, box_id)
    return None if found is None else signers(found)


def _other(
    record: RecordExamination, executor: Executor | None, progress: Progress | None, box_id: bytes
) -> BoxExamination | None:
    """Return another box of the folder, examined. Errors: FolderProblem."""
    files = find_demand(record, box_id)
    return None if files is None else examine_box(record, files, executor, progress)


def _read_book(box: BoxExamination) -> str:
    """Read the box's book; return why the box cannot be examined further, if that is so. Errors: FolderProblem."""
    book = box.record.start(box.files)
    box.entries.read(book, box.problems)
    box.book = book
    if book.hidden:
        return "its entries are not for this reader"
    if box.entries.definition is None:
        return "no rules stand in its book"
    if not box.entries.readable:
        return "an entry of its book could not be read"
    box.entries.find_withdrawals(box.files)
    box.void, missing = box.entries.missing_texts(box.files)
    for each in missing:
        box.problems.add("rules_fixed_first", "text_missing", f"books/{box.name}: {each[:16]}")
    return ""


def _fix_rules(box: BoxExamination, definition: Definition, host: Host) -> str:
    """Find the team and the issuing keys; return why that fails, if it does."""
    found, where = definition.fields, f"books/{box.name}, leaf {box.entries.defined_at}"
    if found["origin"] != host.book.origin:
        box.problems.add("rules_fixed_first", "host_differs", where)
    try:
        box.ceremony, box.team = host.team_of(found["ceremony"])
    except Refused as problem:
        box.problems.note("rules_fixed_first", problem, where)
        return "the host's book does not show who holds its key"
    members = box.record.members
    if box.record.made_for == "recipient" and found["kind"] == "demand":
        levels = tuple(found["levels"])
        box.rules = Rules(definition.box_id, found["kind"], box.team.key, box.team.t, (), (), levels)
        return ""
    if members is None:
        return "this folder has no readable members' book, in which the keys for passes stand"
    try:
        keys = members.keys.get(found["ceremony"], {})
        box.rules = boxes.box_rules(definition, box.team.key, box.team.t, keys)
    except Refused as problem:
        named = {issuer for tag in found["tags"] for issuer in tag["issuers"]}
        wrong = sorted({reason for issuer, reason in members.refused.items() if issuer in named})
        box.problems.note("every_envelope_had_a_pass", problem, f"{where}: {', '.join(wrong)}" if wrong else where)
        return "the keys for its passes are not those of its keyholders"
    return ""


def _check_fixed(box: BoxExamination, tree: PublicTree) -> None:
    """Check that t keyholders cosigned a record that held the rules and none of the envelopes."""
    if box.book is None or not box.entries.indices:
        return
    defined, first = box.book.position(box.entries.defined_at), box.book.position(box.entries.indices[0])
    size = tree.witnessed_after(defined)
    if tree.witnessed and (size is None or size > first):
        where = f"books/{box.name}: rules at tick {tree.tick(defined)}, first envelope at tick {tree.tick(first)}"
        box.problems.add("rules_fixed_first", "rules_not_first", where)


def _read_list(box: BoxExamination, listed: BoxList, executor: Executor | None, progress: Progress | None) -> None:
    identity: bytes = listed.definition.fields["list"]["book"]
    files = box.record.books.get(identity)
    if files is None or files.first.audience != "list":
        box.problems.add("no_leaf_missing", "file_missing", f"the list book {identity.hex()[:8]} of books/{box.name}")
        return
    box.listed = listed
    try:
        book = box.record.start(files)
        listed.read(book, executor, progress)
        box.list_book = book
    except FolderProblem as trouble:
        box.problems.note(broken_claim(trouble), trouble)
        listed.sound = False
    if listed.sound:
        check_counts(box.keys_by_tag(), listed, f"books/{box.name}")
        _check_employers(box, listed)


def _check_employers(box: BoxExamination, listed: BoxList) -> None:
    """Check that no keyholder opened a box that concerns their employer, and that enough others are there to open."""
    where = f"books/{box.name}"
    try:
        box.allowed = closing.may_open(listed.ceremony, listed.reader)
    except Refused as problem:
        box.problems.note("rules_fixed_first", problem, where)
        return
    for index, part in box.entries.parts:
        if box.kind in COUNTED and part.get("keyholder") not in box.allowed:
            box.problems.add(ONCE, "keyholder_concerned", f"{where}, leaf {index}: keyholder {part.get('keyholder')!a}")


def _check_envelopes(box: BoxExamination, rules: Rules, executor: Executor | None, progress: Progress | None) -> None:
    heads, groups = box.entries.heads, {}
    if box.definition is not None and rules.kind in COUNTED:
        try:
            count = box.count = boxes.count_box(box.definition, heads)
            of = count.group_of()
            groups = {head.digest: of[head.place] for head in count.heads if head.place in of}
        except Refused as problem:
            box.count = problem
    elif box.definition is not None and rules.kind == "demand":
        box.count = count_names(box.definition, heads, box.entries.requests)
    struck = box.entries.struck_drafts()
    try:
        box.envelopes = check_envelopes(box.files, rules, heads, groups, box.problems, executor, progress, struck)
    except FolderProblem as trouble:
        box.problems.note("no_leaf_missing", trouble)


def _check_opening(box: BoxExamination, definition: Definition, executor: Executor | None) -> None:
    entries, where = box.entries, f"books/{box.name}"
    if box.kind == "draft":
        for index, _ in [*entries.requests, *entries.parts, *entries.results]:
            box.problems.add(ONCE, "rule_impossible", f"{where}, leaf {index}: nothing is opened in a box for drafts")
    if box.count is None or box.ceremony is None or box.team is None:
        return
    check = OpeningCheck(definition, box.ceremony, box.team, where, box.problems)
    if box.kind == "demand":
        check = NamesCheck(
            definition, box.ceremony, box.team, where, box.problems, rules=box.rules, decrypt=box.decrypt
        )
        check.allowed = box.allowed
    box.opening = check.opening
    check.request(entries.requests, box.count)
    if check.opening.request is None:
        if not entries.requests and (entries.parts or entries.results or entries.names):
            box.problems.add(ONCE, "opening_request_wrong", f"{where}: opened without an opening request")
    else:
        check_place(box, check.opening.request)
    if isinstance(check, NamesCheck):
        _check_names(box, check)
    elif check.opening.request is not None and (sums := box.sums) is not None:
        check.parts(entries.parts, sums, executor)
        check.result(entries.results)


def _check_names(box: BoxExamination, check: NamesCheck) -> None:
    """Check the names of a demand, and who says to have deleted the rest. Errors: FolderProblem."""
    count, host, book = box.count, box.record.host, box.book
    signed = box.envelopes.signed if box.envelopes is not None and not box.envelopes.refused else None
    if check.opening.request is not None and isinstance(count, demands.Count) and signed is not None:
        check.names(box.entries, count, signed)
    if host is not None and book is not None and isinstance(count, (demands.Count, Refused)):
        check.deletions(box.entries, count, lambda index: (book.tick(index) + 1) * host.tick_seconds)
