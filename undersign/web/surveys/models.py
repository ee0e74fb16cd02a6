"""Which boxes are surveys of hours, and which were asked for. Nothing here says by whom, or who answered."""

from __future__ import annotations

from django.db import models

from undersign.web.boxes.models import Box
from undersign.web.workplaces.models import Workplace


class Survey(models.Model):
    """The survey of a month's hours at a workplace. `covers`: it, and those that counted as one with it then."""

    box = models.OneToOneField(Box, models.PROTECT, related_name="survey")
    workplace = models.ForeignKey(Workplace, models.PROTECT)
    month = models.CharField(max_length=7)  # YYYY-MM
    covers = models.ManyToManyField(Workplace, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workplace", "month"], name="one_survey")]


class Wish(models.Model):
    """Somebody at a workplace asked for the survey of a month. It goes once that begins; `reason`: why it cannot."""

    workplace = models.ForeignKey(Workplace, models.CASCADE)
    month = models.CharField(max_length=7)
    begins = models.BigIntegerField()  # seconds, a full hour: not when it was asked for
    reason = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workplace", "month"], name="one_wish")]
