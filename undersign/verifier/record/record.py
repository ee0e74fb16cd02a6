"""One examination of a record: the host, the public tree with its witnesses, and the books that every box rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from undersign.protocol.errors import Refused
from undersign.protocol.record import check_books
from undersign.verifier.problems import FolderProblem, Problems, Progress
from undersign.verifier.record.books import BookPass, broken_claim
from undersign.verifier.record.host import Host, find_host
from undersign.verifier.record.members import Members
from undersign.verifier.record.public_tree import PublicTree, check_tree

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.folder import BookFiles, Folder

# Whose entries a reader must find in full, by what the folder was made for.
SEEN = {
    "public": {"host"},
    "members": {"host", "members", "box"},
    "keyholders": {"host", "members", "list", "box"},
    "host": {"host", "members", "list", "box"},
    "signers": {"host", "members", "list", "box"},
    "recipient": {"host", "box"},
}


@dataclass
class RecordExamination:
    """What was found of a record. `host`, `tree` and `members` are None where they could not be read."""

    folder: Folder
    problems: Problems = field(default_factory=Problems)
    made_for: str = ""  # one of folder.EXPORTS
    books: dict[bytes, BookFiles] = field(default_factory=dict)
    host: Host | None = None
    tree: PublicTree | None = None
    members: Members | None = None
    passes: list[BookPass] = field(default_factory=list)  # one for each book that was read or begun
    examined: dict[bytes, BoxExamination] = field(default_factory=dict)  # boxes by their books' ids, each once
    sound: bool = False  # whether host's book and public tree were read to their ends

    def of(self, audience: str) -> list[BookFiles]:
        """Return the books of one audience."""
        return [book for book in self.books.values() if book.first.audience == audience]

    def start(self, files: BookFiles) -> BookPass:
        """Begin to read a book. Errors: FolderProblem if there is no public tree to hold it against."""
        if self.host is None or self.tree is None:
            raise FolderProblem("leaf_unproven", f"books/{files.name}")
        whole = files.first.audience in SEEN.get(self.made_for, set())
        book = BookPass(files, self.tree, self.host.slots, whole=whole)
        self.passes.append(book)
        return book

    def read_through(self, files: BookFiles) -> None:
        """Read a book for nothing but its leaves."""
        try:
            for _ in self.start(files).entries():
                pass
        except FolderProblem as trouble:
            self.problems.note(broken_claim(trouble), trouble)

    @property
    def unwitnessed(self) -> list[str]:
        """The books with leaves that no cosigned checkpoint holds yet."""
        last = self.tree.last_witnessed if self.tree else 0
        return [book.name for book in self.passes if book.complete and book.last_position >= last]


def examine_record(folder: Folder, progress: Progress | None = None) -> RecordExamination:
    """Read the record of a folder; whatever is wrong stands in `problems`, nothing is raised."""
    record = RecordExamination(folder)
    try:
        record.books = folder.books()
        record.host = Host(find_host([book.first for book in record.books.values()]))
        record.made_for = _read_about(record, record.host)
        record.tree = PublicTree(folder, record.host.log)
    except FolderProblem as trouble:
        record.problems.note("no_leaf_missing", trouble)
        return record
    except Refused as problem:
        record.problems.note("no_leaf_missing", problem, "books/host, leaf 0")
        return record
    record.sound = _read_host(record, record.host)
    record.sound &= check_tree(record.tree, record.host.witnesses, record.problems, progress)
    _check_slots(record, record.host)
    _read_members(record, record.host)
    return record


def _read_about(record: RecordExamination, host: Host) -> str:
    about = record.folder.about()
    said = (about["origin"], about["host_key"], about["rehearsal"])
    if said != (host.book.origin, host.key, host.book.rules["rehearsal"]):
        record.problems.add("no_leaf_missing", "host_differs", "about.json")
    made_for: str = about["for"]
    return made_for


def _read_host(record: RecordExamination, host: Host) -> bool:
    book = record.start(record.books[host.book.book_id])
    try:
        host.read(book)
    except FolderProblem as trouble:
        record.problems.note(broken_claim(trouble), trouble)
    return book.complete


def _check_slots(record: RecordExamination, host: Host) -> None:
    try:
        check_books([book.first for book in record.books.values()], host.slots)
    except Refused as problem:
        record.problems.note("record_never_rewritten", problem, "books")
    for book in record.books.values():
        if book.first.origin != host.book.origin:
            record.problems.add("record_never_rewritten", "host_differs", f"books/{book.name}, leaf 0")


def _read_members(record: RecordExamination, host: Host) -> None:
    found = record.of("members")
    if not found:
        if "members" in SEEN.get(record.made_for, set()):
            record.problems.add("no_leaf_missing", "file_missing", "books/members")
        return
    members = Members()
    try:
        members.read(record.start(found[0]), host)
        record.members = members
    except FolderProblem as trouble:
        record.problems.note(broken_claim(trouble), trouble)
