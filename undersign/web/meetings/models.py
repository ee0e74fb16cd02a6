"""What is kept of a key meeting while it lasts. All of it is signed by keyholders; shares in it are encrypted."""

from __future__ import annotations

from django.db import models


class Meeting(models.Model):
    """A ceremony document that somebody posted. `began` is in seconds since 1970."""

    hash = models.BinaryField(unique=True)
    document = models.BinaryField()
    began = models.BigIntegerField()
    entered = models.BooleanField(default=False)


class Message(models.Model):
    """One message at its one place: a round of the ceremony, the drill, or the word of the team before."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="messages")
    round = models.IntegerField()
    sender = models.IntegerField()
    to = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "round", "sender", "to"], name="one_message")]
        ordering = ["round", "sender", "to"]
