"""What a member may write about a workplace, as a page sends it."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from undersign.reference.places import places
from undersign.web.workplaces.models import WHY, Workplace

NAME_MOST = 100
NAME_BYTES = 200  # what an entry of the record takes
STATES = tuple((each.code, each.name) for each in places())


class NameField(forms.CharField):
    """A name in one line, without what cannot be seen."""

    def __init__(self) -> None:
        missing = _("Please write a name.")
        super().__init__(max_length=NAME_MOST, error_messages={"required": missing})

    def clean(self, value: object) -> str:
        """Return the name with single spaces. Raises ValidationError."""
        found = " ".join(str(super().clean(value)).split())
        if len(found.encode()) > NAME_BYTES or any(unicodedata.category(each)[0] == "C" for each in found):
            raise forms.ValidationError(_("This name is too long, or has signs that nobody can see."))
        return found


class WorkplaceForm(forms.Form):
    """A workplace that somebody wants to add."""

    name = NameField()
    employer = NameField()
    state = forms.ChoiceField(choices=STATES, error_messages={"required": _("Please choose a state.")})
    kind = forms.ChoiceField(
        choices=Workplace.EMPLOYERS, error_messages={"required": _("Please choose who the employer is.")}
    )


class OtherForm(forms.Form):
    """Another place, by the names under which every member can find it."""

    name = NameField()
    employer = NameField()


class ReportForm(forms.Form):
    """Why a note must not stay."""

    why = forms.ChoiceField(choices=WHY, error_messages={"required": _("Please choose a reason.")})
