"""Members, the doors through which they come, and what waits for somebody's word. The words stand in the record."""

from __future__ import annotations

from django.db import models

from undersign.protocol.encoding import b64


class Member(models.Model):
    """A person with an account. `key` is their present member key; what they told at the door stays here alone."""

    PEER, ALLY = "peer", "ally"
    EMPLOYERS = (("private", "private"), ("public", "public"), ("federal", "federal"))

    key = models.BinaryField(unique=True)
    nickname = models.CharField(max_length=40)
    role = models.CharField(max_length=4, choices=((PEER, "peer worker"), (ALLY, "ally")))
    employer = models.CharField(max_length=7, choices=EMPLOYERS)
    supervisor = models.BooleanField()
    founder = models.BooleanField(default=False)
    joined = models.DateField()  # a day, no finer


class Vouch(models.Model):
    """A vouch that stands in the members' book and was not taken back. `giver` is a key, whose account may be gone."""

    giver = models.BinaryField()
    member = models.BinaryField()  # the key that the vouch names
    workplace = models.BinaryField()
    role = models.CharField(max_length=4)
    day = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["giver", "member"], name="one_vouch")]


class Door(models.Model):
    """A way in, whose link holds the secret half of `key`: the founding, an invitation, a room."""

    FOUNDING, INVITATION, ROOM = "founding", "invitation", "room"
    KINDS = ((FOUNDING, FOUNDING), (INVITATION, INVITATION), (ROOM, ROOM))

    key = models.BinaryField(unique=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    opened_by = models.ForeignKey(Member, models.CASCADE, null=True)  # nobody opened the founding
    workplace = models.BinaryField(default=bytes(32))
    role = models.CharField(max_length=4, default=Member.PEER)
    closes = models.DateTimeField()
    closed = models.BooleanField(default=False)
    word = models.BinaryField(default=b"")  # of an invitation: what the inviter signed, canonical


class Arrival(models.Model):
    """Somebody at a door: the join document with both signatures, which everybody there can check."""

    door = models.ForeignKey(Door, models.CASCADE, related_name="arrivals")
    key = models.BinaryField(unique=True)
    document = models.BinaryField()  # canonical join document
    member_signature = models.BinaryField()
    door_signature = models.BinaryField()


class Present(models.Model):
    """A member who is in a room, with a join document as newcomers sign it: so phones can check members too."""

    door = models.ForeignKey(Door, models.CASCADE, related_name="present")
    member = models.ForeignKey(Member, models.CASCADE)
    document = models.BinaryField()
    member_signature = models.BinaryField()
    door_signature = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "member"], name="once_in_a_room")]


class FoundersList(models.Model):
    """The founders' document that was fixed at the founding. It goes when all have signed it, or is thrown away."""

    door = models.OneToOneField(Door, models.CASCADE, related_name="list")
    document = models.BinaryField()  # canonical, without signatures


class FounderSignature(models.Model):
    """One founder's signature of the fixed list."""

    list = models.ForeignKey(FoundersList, models.CASCADE, related_name="signatures")
    key = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "key"], name="signed_once")]


class Move(models.Model):
    """A member's place on its way to a new key. The first word stands in the record at once, the second after a day."""

    member = models.ForeignKey(Member, models.CASCADE)
    asked_by = models.BinaryField()  # the voucher who handed over the link; the first word is theirs
    asked = models.DateField()
    door = models.BinaryField(unique=True)  # public key of the link
    new = models.BinaryField(unique=True, null=True)  # once somebody has opened the link
    document = models.BinaryField(null=True)  # canonical join document of the new key
    member_signature = models.BinaryField(null=True)
    door_signature = models.BinaryField(null=True)
    first_word = models.BinaryField(null=True)  # canonical, signed, as it stands in the record
    second_by = models.BinaryField(null=True)
    second_word = models.BinaryField(null=True)  # canonical, signed; waits for `due`
    due = models.DateTimeField(null=True)

    @property
    def new_written(self) -> str:
        """The new key as words name it; empty before somebody has opened the link."""
        return b64(bytes(self.new)) if self.new else ""


class UsedChallenge(models.Model):
    """A sign-in challenge that was answered; kept until it would have ended, so that no answer counts twice."""

    nonce = models.BinaryField(unique=True)
    ends = models.DateTimeField(db_index=True)
