"""What a steward decides, as a page sends it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from undersign.web.workplaces.models import WHY


class StrikeForm(forms.Form):
    """Strike a public text, named by its hash, for a reason."""

    text = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)
    why = forms.ChoiceField(choices=WHY, error_messages={"required": _("Please choose one.")})


class DecisionForm(forms.Form):
    """Strike a reported note for a reason, or show it again."""

    KEEP = "keep"

    decision = forms.ChoiceField(
        choices=(*WHY, (KEEP, _("It may stay, show it again"))),
        error_messages={"required": _("Please choose one.")},
    )
