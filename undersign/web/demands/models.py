"""Drafts and demands: which boxes they are. What they say and who signed stands in the record."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

from undersign.web.boxes.models import Box
from undersign.web.people.models import Member
from undersign.web.workplaces.models import WHY, Workplace


class DraftBox(models.Model):
    """A box for drafts of one workplace: of a quarter of a year, or of a room."""

    box = models.OneToOneField(Box, models.PROTECT, related_name="draft_box")
    workplace = models.ForeignKey(Workplace, models.PROTECT)
    quarter = models.IntegerField(null=True)  # year * 4 + 0 to 3; none for a room

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workplace", "quarter"], name="one_in_a_quarter")]

    @property
    def room(self) -> bool:
        """Whether it is for people who sit together."""
        return self.quarter is None

    @property
    def ended(self) -> datetime:
        """When nothing more is taken in."""
        return datetime.fromtimestamp(self.box.signing_ends, UTC)


class Demand(models.Model):
    """A demand. `put_up`: the hash of the envelope of the draft that put it up; none for a next step of another one."""

    box = models.OneToOneField(Box, models.PROTECT, related_name="demand")
    drafts = models.ForeignKey(DraftBox, models.PROTECT, related_name="demands")
    put_up = models.BinaryField(unique=True, null=True)


class Step(models.Model):
    """A next step of a demand, by its number, that was begun on its date; without a box, `reason` says why not."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="steps")
    number = models.SmallIntegerField()
    box = models.OneToOneField(Box, models.PROTECT, null=True, related_name="step")
    reason = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["demand", "number"], name="one_step")]


class First(models.Model):
    """A question who would sign. `draft`: the hash of the envelope of the draft that asks it."""

    box = models.OneToOneField(Box, models.PROTECT, related_name="first")
    drafts = models.ForeignKey(DraftBox, models.PROTECT, related_name="firsts")
    draft = models.BinaryField(unique=True)


class Question(models.Model):
    """A question about an opened demand. `seen`: how many answers of the employer had been written down by then."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="questions")
    box = models.OneToOneField(Box, models.PROTECT, related_name="question")
    about = models.CharField(max_length=8)  # as protocol.questions names it
    seen = models.IntegerField(default=0)


class TurnedDown(models.Model):
    """A draft that asked for a demand or question which cannot be made, and why: a name of the protocol's, or ours."""

    drafts = models.ForeignKey(DraftBox, models.CASCADE, related_name="turned_down")
    put_up = models.BinaryField(unique=True)
    reason = models.CharField(max_length=40)


class TextReport(models.Model):
    """A member says that a text must not stay: a draft, by its envelope's hash, or by none all words of a demand.

    It outlives its member, so that nobody's leaving lets stay what they wanted gone.
    """

    box = models.ForeignKey(Box, models.CASCADE, related_name="text_reports")
    digest = models.BinaryField()
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")  # null once they have left
    why = models.CharField(max_length=10, choices=WHY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "digest", "by"], name="one_text_report")]
