"""Workplaces as members named them. In the record stands only the hash; name and salt are for those who belong."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import b64
from undersign.reference import places as reference
from undersign.web.people.models import Member

WHY = (
    ("person", _("It names or hints at a person we support")),
    ("coworker", _("It names or hints at a coworker")),
    ("harm", _("It could harm somebody in another way")),
)


class Workplace(models.Model):
    """One site or programme of an employer. `salt` and the names give `id_hash`, the workplace's id in the record.

    `into` is the workplace that this one is the same as; `wants` and `wanted_by` hold what somebody here said and waits
    for somebody of the other place, so that nobody merges their way into a place to see who works there. A merge made
    `loosely` ends when somebody works at each of the two.
    """

    EMPLOYERS = (
        ("private", _("A company or a charity")),
        ("public", _("A state, county or city")),
        ("federal", _("The federal government")),
    )

    id_hash = models.BinaryField(unique=True)
    salt = models.BinaryField()
    name = models.CharField(max_length=100)
    employer = models.CharField(max_length=100)
    state = models.CharField(max_length=2)
    kind = models.CharField(max_length=7, choices=EMPLOYERS)
    added_by = models.BinaryField()  # a member key
    confirmed_by = models.BinaryField(null=True)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    wants = models.ForeignKey("self", models.PROTECT, null=True, related_name="wanted")
    wanted_by = models.BinaryField(null=True)
    loosely = models.BooleanField(default=False)  # merged while nobody worked at one of the two

    @property
    def state_name(self) -> str:
        """The name of the state."""
        return reference.place(self.state).name

    @property
    def home(self) -> Workplace:
        """The workplace as which this one counts: itself, or the one that it was merged into."""
        return self.into or self

    @property
    def written(self) -> str:
        """How addresses and words name it."""
        return b64(bytes(self.id_hash))

    @property
    def salt_written(self) -> str:
        """The salt, with which a member's device checks that name and id belong together."""
        return b64(bytes(self.salt))


class Note(models.Model):
    """A short text for the people of a workplace; the text stands beside the members' book, where it can be struck."""

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="notes")
    by = models.BinaryField()  # a member key
    text = models.BinaryField(unique=True)  # hash of the text
    day = models.IntegerField()
    struck_by = models.BinaryField(null=True)
    struck_why = models.CharField(max_length=10, choices=WHY, blank=True)


class Report(models.Model):
    """A member says that a note must not stay. Two hide it until a steward has decided; the writer's own is enough.

    It outlives its member, so that nobody's leaving shows again what they wanted gone.
    """

    note = models.ForeignKey(Note, models.CASCADE, related_name="reports")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")  # null once they have left
    own = models.BooleanField(default=False)  # by who wrote the note
    why = models.CharField(max_length=10, choices=WHY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "by"], name="one_report")]
