"""Which steward looked at what. The entry stands in the record as a hash; its text is for the member concerned."""

from __future__ import annotations

from django.db import models

from undersign.web.people.models import Member


class Look(models.Model):
    """A steward saw something about a member; kept until the member leaves. `salt` and the text give `hash`.

    Without a member it was something about everybody.
    """

    steward = models.BinaryField()  # a member key
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    what = models.CharField(max_length=40)
    day = models.IntegerField()
    salt = models.BinaryField()
    hash = models.BinaryField(unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["steward", "member", "what", "day"], name="one_look_a_day")]
