"""What the record keeps. Rows are only added; the few that change say so."""

from __future__ import annotations

from django.db import models

from undersign.protocol.slots import Head
from undersign.protocol.tree import HASH_BYTES, Frontier


def split(hashes: bytes) -> list[bytes]:
    """Return the 32-byte hashes that stand one after the other."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


class _Growing(models.Model):
    """A tree of which only the frontier is kept; it changes with every leaf."""

    size = models.BigIntegerField(default=0)
    hashes = models.BinaryField(default=b"")

    class Meta:
        abstract = True

    def frontier(self) -> Frontier:
        """Return what is needed to add leaves and to know the root."""
        return Frontier(self.size, split(bytes(self.hashes)))

    def keep(self, frontier: Frontier) -> None:
        """Take over a frontier that has grown; the caller saves."""
        self.size, self.hashes = frontier.size, b"".join(frontier.hashes)


class Tree(_Growing):
    """The public tree. There is one row; whoever writes to the record holds it locked."""

    last_tick = models.BigIntegerField(default=-1)


class Tick(models.Model):
    """One leaf of the public tree, and the root once it was added."""

    position = models.BigIntegerField(primary_key=True)
    tick = models.BigIntegerField(unique=True)
    leaf = models.BinaryField()
    root = models.BinaryField()


class Tile(models.Model):
    """The hashes of one tile of the public tree; a tile grows until it has 256 of them."""

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="one_tile")]


class Book(_Growing):
    """A book; `proven` leaves of it stand under a tick. Those of boxes are named after their audience and id."""

    name = models.CharField(max_length=16, unique=True)
    audience = models.CharField(max_length=8)
    book_id = models.BinaryField()
    slot = models.IntegerField(unique=True)
    proven = models.BigIntegerField(default=0)

    def head(self) -> Head:
        """Return id, size and root, as a tick commits to them."""
        return Head(bytes(self.book_id), self.size, self.frontier().root())


class Leaf(models.Model):
    """One leaf of a book: its value, and the salt and the canonical entry that give it.

    `rest` is what the entry of an envelope names by its hash: the envelope in full.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="leaves")
    number = models.BigIntegerField()
    value = models.BinaryField()
    salt = models.BinaryField()
    entry = models.BinaryField()
    rest = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="one_leaf")]
        ordering = ["number"]


class Proof(models.Model):
    """The proof of what a book was at a tick at which it grew, as a canonical document."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="proofs")
    position = models.BigIntegerField()
    document = models.BinaryField()

    class Meta:
        ordering = ["position"]


class Text(models.Model):
    """A free text that stands beside a book. A strike deletes `salt` and `content`; the hash stays."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="texts")
    hash = models.BinaryField(unique=True)
    salt = models.BinaryField(null=True)
    content = models.TextField(null=True)  # noqa: DJ001 - a struck text is no empty text


class Cosignature(models.Model):
    """The line by which one keyholder cosigned the checkpoint of a size."""

    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    line = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size", "name"], name="one_cosignature")]
