"""Boxes and what waits in them. Nothing here names a member beside an envelope; envelopes come without either."""

from __future__ import annotations

from django.db import models

from undersign.protocol.envelopes import Head
from undersign.web.record.models import Book


class Box(models.Model):
    """A box whose definition stands in its book. `document` is the definition, canonical; times are seconds."""

    OPEN, ASKED, OPENED, SHUT, VOID = "open", "asked", "opened", "shut", "void"
    STATES = ((OPEN, OPEN), (ASKED, ASKED), (OPENED, OPENED), (SHUT, SHUT), (VOID, VOID))

    box_id = models.BinaryField(unique=True)
    kind = models.CharField(max_length=6)
    book = models.OneToOneField(Book, models.PROTECT, related_name="box")
    list_book = models.OneToOneField(Book, models.PROTECT, related_name="box_of_list")
    document = models.BinaryField()
    rule = models.CharField(max_length=9)  # of its list
    rule_of = models.CharField(max_length=200)
    signing_ends = models.BigIntegerField(db_index=True)
    withdrawing_ends = models.BigIntegerField(db_index=True)
    state = models.CharField(max_length=6, choices=STATES, default=OPEN, db_index=True)
    batched = models.BigIntegerField(default=0)  # when the last batch ended whose envelopes stand in the book
    request = models.BinaryField(null=True)  # hash of the opening request, once it was entered
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="nexts")  # whose signers its list is made of

    @property
    def hex(self) -> str:
        """The id as addresses have it."""
        return bytes(self.box_id).hex()


class Listed(models.Model):
    """Somebody who may answer, by member key, as the list book has it. `late`: added after the list was fixed."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="listed")
    member = models.BinaryField(db_index=True)
    workplace = models.BinaryField()
    tag = models.IntegerField(default=0)
    late = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "member"], name="listed_once")]


class Request(models.Model):
    """A listed member's request for a pass. It stands in the list book."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="requests")
    member = models.BinaryField()
    document = models.BinaryField()  # canonical

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "member"], name="one_request")]


class Answer(models.Model):
    """One keyholder's blind signature for a request."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="answers")
    keyholder = models.SmallIntegerField()
    value = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "keyholder"], name="one_answer")]


class IssuingKey(models.Model):
    """A key of the keyholders' stock, which stands in the members' book; `box` is the one box that it serves."""

    ceremony = models.BinaryField()
    keyholder = models.SmallIntegerField()
    number = models.IntegerField()
    issuer = models.BinaryField(unique=True)
    document = models.BinaryField()  # canonical, signed
    box = models.ForeignKey(Box, models.PROTECT, null=True, related_name="issuing_keys")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ceremony", "keyholder", "number"], name="one_number")]


class Waiting(models.Model):
    """An envelope until its batch: sealed to a key that stands in a file, and equal in size to all others of its box.

    The number of a row comes from that key too, so that rows do not stand in the order in which they came.
    """

    box = models.ForeignKey(Box, models.CASCADE, related_name="waiting")
    ends = models.BigIntegerField()  # of the batch
    data = models.BinaryField()


class Component(models.Model):
    """That a component of a sealed choice is taken in a box, by a number of envelopes/components.py.

    `ends`: of the batch for which its envelope waits; 0 once it stands in the book.
    """

    box = models.ForeignKey(Box, models.CASCADE, related_name="components")
    ends = models.BigIntegerField(default=0)


class Envelope(models.Model):
    """An envelope that stands in the book: what counting needs to know of it."""

    box = models.ForeignKey(Box, models.PROTECT, related_name="envelopes")
    digest = models.BinaryField()
    key = models.BinaryField()
    seq = models.BigIntegerField()
    place = models.IntegerField()  # the tag, or in a demand the level
    withdraws = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "digest"], name="one_envelope")]

    def head(self) -> Head:
        """Return what the protocol counts."""
        return Head(bytes(self.digest), bytes(self.key), self.seq, self.place, self.withdraws)


class Parcel(models.Model):
    """What came with an envelope for the keyholders alone, until the box has ended. It goes once withdrawn."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="parcels")
    envelope = models.BinaryField()
    data = models.BinaryField()  # a canonical document

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "envelope"], name="one_parcel")]


class Part(models.Model):
    """One of the documents with which a keyholder opens a box, until enough keyholders have sent all of theirs."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="parts")
    keyholder = models.SmallIntegerField()
    place = models.IntegerField()  # of several by one keyholder
    document = models.BinaryField()  # canonical

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "keyholder", "place"], name="one_part")]
