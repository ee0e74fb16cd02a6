"""One examination of a box, before its opening or after: rules, list, envelopes, set, sums, opening."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from undersign.protocol import boxes, closing
from undersign.protocol.envelopes import counted
from undersign.protocol.errors import Refused
from undersign.verifier.box.entries import BoxEntries
from undersign.verifier.box.envelopes import EnvelopeCheck, check_envelopes
from undersign.verifier.box.lists import BoxList, check_counts
from undersign.verifier.box.opening import ONCE, Opening, OpeningCheck
from undersign.verifier.problems import FolderProblem, Problems, Progress
from undersign.verifier.record.books import BookPass, broken_claim

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from undersign.protocol.boxes import Count, Definition
    from undersign.protocol.choices import Ciphertexts
    from undersign.protocol.encoding import Document
    from undersign.protocol.envelopes import Head, Rules
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
    count: Count | Refused | None = None  # the set that counts and its groups, or why there is nothing to open
    envelopes: EnvelopeCheck | None = None
    opening: Opening | None = None
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
    def unfit(self) -> str:
        """Why no keyholder may open this box as it stands, in plain words; "" if nothing speaks against it.

        It needs a folder made for keyholders: whoever may not read the list cannot know who was on it.
        """
        problems = [*self.record.problems.all(), *self.problems.all()]
        if problems:
            return problems[0].sentence()
        if self.stopped or not self.record.sound or self.record.unwitnessed:
            return self.stopped or f"not yet witnessed: {', '.join(self.record.unwitnessed)}"
        if self.void:
            return "a text of its rules was struck, so the box is void"
        if self.listed is None or not self.listed.seen or not self.listed.sound:
            return "its list could not be read in full"
        if isinstance(self.count, Refused):
            return str(self.count)
        return "" if self.sums is not None else "its envelopes do not all hold"

    def keys_by_tag(self) -> Counter[int]:
        """Return how many envelope keys stand in each tag of the box."""
        if self.definition is not None and self.definition.fields["kind"] == "demand":
            return Counter({0: len({head.key for head in self.entries.heads})})
        return Counter(tag for _, tag in {(head.key, head.place) for head in self.entries.heads})


def examine_box(
    record: RecordExamination, files: BookFiles, executor: Executor | None = None, progress: Progress | None = None
) -> BoxExamination:
    """Examine one box; whatever is wrong stands in `problems`, nothing is raised.

    It works before an opening too. A keyholder's program opens only if `unfit` is "" and the request is the right one.
    """
    box = BoxExamination(record, files)
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
    listed = BoxList(definition, box.rules, box.ceremony, box.record.members, box.problems)
    _read_list(box, listed, executor, progress)
    _check_envelopes(box, box.rules, executor, progress)
    if definition.fields["kind"] in COUNTED:
        _check_opening(box, definition, executor)


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
        allowed = closing.may_open(listed.ceremony, listed.reader)
    except Refused as problem:
        box.problems.note("rules_fixed_first", problem, where)
        return
    for index, part in box.entries.parts:
        if part.get("keyholder") not in allowed:
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
    try:
        box.envelopes = check_envelopes(box.files, rules, heads, groups, box.problems, executor, progress)
    except FolderProblem as trouble:
        box.problems.note("no_leaf_missing", trouble)


def _check_opening(box: BoxExamination, definition: Definition, executor: Executor | None) -> None:
    if box.count is None or box.ceremony is None or box.team is None:
        return
    check = OpeningCheck(definition, box.ceremony, box.team, f"books/{box.name}", box.problems)
    box.opening, entries, sums = check.opening, box.entries, box.sums
    check.request(entries.requests, box.count)
    if check.opening.request is None:
        if not entries.requests and (entries.parts or entries.results):
            box.problems.add(ONCE, "opening_request_wrong", f"books/{box.name}: opened without an opening request")
        return
    _check_place(box, check.opening.request)
    if sums is not None:
        check.parts(entries.parts, sums, executor)
        check.result(entries.results)


def _check_place(box: BoxExamination, request: Document) -> None:
    """Check where the opening request stands, and that the checkpoint it names holds what it says."""
    tree, book, host = box.record.tree, box.book, box.record.host
    if tree is None or book is None or host is None or box.definition is None:
        return
    asked_at = box.entries.requests[0][0]
    position, where = book.position(asked_at), f"books/{box.name}, leaf {asked_at}"
    for reason, detail in _misplaced(box, tree, book, request, position):
        box.problems.add(ONCE, reason, f"{where}: {detail}")
    if (tree.tick(position) + 1) * host.tick_seconds <= box.definition.fields["withdrawing_ends"]:
        box.problems.add(ONCE, "too_early", where)
    for index, _ in box.entries.strikes:
        if box.void and index < asked_at:
            box.problems.add(ONCE, "struck_definition", where)
    for index, _ in box.entries.parts[:1]:
        size = tree.witnessed_after(position)
        if size is None or size > book.position(index):
            detail = "a keyholder opened before the request was cosigned"
            box.problems.add(ONCE, "cosignatures_missing", f"books/{box.name}, leaf {index}: {detail}")


def _misplaced(
    box: BoxExamination, tree: PublicTree, book: BookPass, request: Document, position: int
) -> list[tuple[str, str]]:
    """Compare the checkpoint that an opening request names with the record; return reasons with details."""
    size: int = request["size"]
    if size > position or not tree.is_witnessed(size):
        return [("cosignatures_missing", f"it names size {size}, at which t keyholders did not cosign before it")]
    wrong = []
    if tree.root_at(size) != request["root"]:
        wrong.append(("record_forked", f"the root at size {size}"))
    held = bisect_left(box.entries.indices, book.size_at(size))
    if held != len(box.entries.indices):
        wrong.append(("opening_request_wrong", "the box holds envelopes that the named checkpoint does not"))
    if held != request["envelopes"]:
        wrong.append(("opening_request_wrong", f"{request['envelopes']} envelopes where {held} stand"))
    if box.listed and box.list_book and box.listed.seen:
        asked, listed = bisect_left(box.listed.requests, box.list_book.size_at(size)), len(box.listed.reader.listed)
        if (request["requests"], request["list_size"]) != (asked, listed):
            said = f"{request['requests']} requests of {request['list_size']} members where {asked} of {listed} stand"
            wrong.append(("opening_request_wrong", said))
    return wrong
