"""Reading one book to its end, against the proofs of what it was at each tick at which it grew, and at the last."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import zip_longest
from typing import TYPE_CHECKING

from undersign.protocol.record import BookReader
from undersign.protocol.slots import check_book_proof, proof_fields
from undersign.verifier.problems import ClaimName, FolderProblem, located

if TYPE_CHECKING:
    from collections.abc import Iterator

    from undersign.protocol.encoding import Document
    from undersign.protocol.slots import BookProof
    from undersign.verifier.folder import BookFiles
    from undersign.verifier.record.public_tree import PublicTree

# What shows that the record was rewritten; everything else shows that something of it is missing.
REWRITTEN = {"book_shrank", "leaf_unproven", "proof_malformed", "proof_wrong", "tick_wrong"}


def broken_claim(problem: FolderProblem) -> ClaimName:
    """Return which claim a problem met while reading a book breaks."""
    return "record_never_rewritten" if problem.reason in REWRITTEN else "no_leaf_missing"


class BookPass:
    """One reading of a book. `entries` checks every leaf; once it has ended, the book is whole and proven."""

    def __init__(self, files: BookFiles, tree: PublicTree, slots: int, *, whole: bool) -> None:
        """Start. `whole`: this reader may see every entry."""
        self.files = files
        self.name = f"books/{files.name}"
        self.hidden = 0  # entries that this reader may not see
        self.size = 0  # leaves read so far
        self.complete = False
        self._tree, self._slots = tree, slots
        self._reader = BookReader(whole=whole)
        self._sizes: list[int] = []  # of the book, one for each proof, ascending
        self._positions: list[int] = []  # of the leaf of the public tree that each proof is for, ascending

    def entries(self) -> Iterator[tuple[int, Document | None]]:
        """Yield index and entry of every leaf, None for an entry that is hidden. Errors: FolderProblem."""
        for value, line in zip_longest(self.files.leaves(), self.files.lines()):
            if value is None or line is None:
                what = "leaves" if value is None else "lines of entries"
                raise FolderProblem("leaf_missing", f"{self.name}: only {self.size} {what}")
            with located(self.name):
                entry = self._reader.feed(value, line.salt, line.data)
            self.size += 1
            self.hidden += entry is None
            if self.size == 1:
                self._expect_proofs()
            yield line.index, entry
        with located(self.name):
            self._reader.finish(self._tree.size)
        self.complete = True

    def _expect_proofs(self) -> None:
        document, head = None, self.files.head()
        for number, document in enumerate(self.files.proofs(), 1):
            self._expect(document, f"{self.name}/proofs.jsonl, line {number}")
        if document != head:
            self._expect(head, f"{self.name}/head.json")

    def _expect(self, document: Document, where: str) -> None:
        book = self.files.first
        with located(where):
            leaf = self._tree.leaf(proof_fields(document)["position"])
            proof: BookProof = check_book_proof(document, book.book_id, book.slot, self._slots, leaf)
            self._reader.expect(proof)
        self._sizes.append(proof.size)
        self._positions.append(proof.position)

    def root(self) -> bytes:
        """Return the root over the leaves read so far."""
        return self._reader.root()

    def position(self, index: int) -> int:
        """Return the leaf of the public tree that first proves the leaf at `index`. Errors: FolderProblem."""
        at = bisect_right(self._sizes, index)
        if at == len(self._positions):
            raise FolderProblem("leaf_unproven", f"{self.name}, leaf {index}")
        return self._positions[at]

    def tick(self, index: int) -> int:
        """Return the tick that first proves the leaf at `index`."""
        return self._tree.tick(self.position(index))

    def size_at(self, size: int) -> int:
        """Return how many leaves the book had when the public tree had `size`."""
        at = bisect_left(self._positions, size)
        return self._sizes[at - 1] if at else 0

    @property
    def last_position(self) -> int:
        """The leaf of the public tree that first proves the whole book."""
        return self._positions[bisect_left(self._sizes, self.size)]
