"""Reads the whole record back from the database and computes everything again: for checks, upgrades and restores."""

from __future__ import annotations

from collections.abc import Callable

from undersign.host.files import HostProblem
from undersign.protocol import record, tree
from undersign.protocol.errors import Refused
from undersign.protocol.notes import checkpoint_text
from undersign.web.record import access
from undersign.web.record.models import Book, Leaf, Tick, Tree

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
    for audience in record.FIXED_SLOTS:
        access.head(audience, public.size)
    found = access.checkpoint()
    return checkpoint_text(found).decode() if found else ""


def _audit_book(book: Book, progress: Callable[[int, int, str], None]) -> None:
    frontier = tree.Frontier()
    for leaf in book.leaves.order_by("number").iterator(CHUNK):
        if leaf.number != frontier.size or not _holds(leaf):
            raise HostProblem(f"The {book.audience} book is broken at leaf {frontier.size}. Restore from a backup.")
        frontier.append(tree.leaf_hash(bytes(leaf.value)))
        if frontier.size % CHUNK == 0:
            progress(frontier.size, book.size, f"book {book.audience}")
    progress(frontier.size, book.size, f"book {book.audience}")
    if (frontier.size, frontier.root()) != (book.size, book.frontier().root()):
        raise HostProblem(f"The {book.audience} book is not what its leaves give. Restore from a backup.")


def _holds(leaf: Leaf) -> bool:
    """Return whether salt and entry give the leaf's value."""
    try:
        return record.leaf(bytes(leaf.salt), bytes(leaf.entry)) == bytes(leaf.value)
    except Refused:
        return False
