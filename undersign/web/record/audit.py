"""Reads the whole record back from the database and computes everything again: for checks, upgrades and restores."""

from __future__ import annotations

from collections.abc import Callable

from undersign.host.files import HostProblem
from undersign.protocol import record, tree
from undersign.protocol.encoding import decode
from undersign.protocol.errors import Refused
from undersign.protocol.notes import checkpoint_text
from undersign.protocol.slots import proof_fields
from undersign.web.record import access
from undersign.web.record.models import Book, Leaf, Proof, Tick, Tree

CHUNK = 2000


def audit(progress: Callable[[int, int, str], None] = lambda *_: None) -> str:
    """Return the text of the latest checkpoint, once all leaves give it. Raises HostProblem that says what does not."""
    for book in Book.objects.order_by("id"):
        _audit_book(book, progress)
    public, frontier = Tree.objects.get(), tree.Frontier()
    for number, tick in enumerate(Tick.objects.order_by("position").iterator(CHUNK)):
        frontier.append(tree.leaf_hash(bytes(tick.leaf)))
        if tick.position != number or frontier.root() != bytes(tick.root):
            raise HostProblem(f"The public tree is broken at leaf {number}. Restore the site from a backup.")
    if (frontier.size, frontier.root()) != (public.size, public.frontier().root()):
        raise HostProblem("The public tree is not what its leaves give. Restore the site from a backup.")
    for name in access.book_names():
        access.head(name, public.size)
    found = access.checkpoint()
    return checkpoint_text(found).decode() if found else ""


def _audit_book(book: Book, progress: Callable[[int, int, str], None]) -> None:
    broken = first_broken(book, progress)
    if broken is not None:
        raise HostProblem(f"The {book.name} book is broken at leaf {broken}. Restore from a backup.")


def first_broken(book: Book, progress: Callable[[int, int, str], None] = lambda *_: None) -> int | None:
    """Return the first leaf of a book at which it is not what was proven; None if all of it is.

    A leaf may not give its value, or be missing; where all leaves hold by themselves, they may give other roots than
    those that the public tree proves: then it is the first that the last right root does not cover.
    """
    frontier, good = tree.Frontier(), 0
    proven = _proven_roots(book)
    for leaf in book.leaves.order_by("number").iterator(CHUNK):
        if leaf.number != frontier.size or not _holds(leaf):
            return frontier.size
        frontier.append(tree.leaf_hash(bytes(leaf.value)))
        if frontier.size in proven:
            if frontier.root() != proven[frontier.size]:
                return good
            good = frontier.size
        if frontier.size % CHUNK == 0:
            progress(frontier.size, book.size, f"book {book.name}")
    progress(frontier.size, book.size, f"book {book.name}")
    whole = (frontier.size, frontier.root()) == (book.size, book.frontier().root())
    return None if whole else min(good, frontier.size)


def _proven_roots(book: Book) -> dict[int, bytes]:
    """Return the root of a book at each size that the public tree proves."""
    proofs = (proof_fields(decode(bytes(each.document))) for each in Proof.objects.filter(book=book).iterator(CHUNK))
    return {proof["size"]: proof["root"] for proof in proofs}


def _holds(leaf: Leaf) -> bool:
    """Return whether salt and entry give the leaf's value."""
    try:
        return record.leaf(bytes(leaf.salt), bytes(leaf.entry)) == bytes(leaf.value)
    except Refused:
        return False
