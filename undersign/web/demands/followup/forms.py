"""What can be said of a demand, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

HOWS = (
    ("hand", _("Handed over")),
    ("post", _("Sent by post")),
    ("email", _("Sent by email")),
    ("meeting", _("Read out at a meeting")),
)
STATUSES = (
    ("met", _("Met")),
    ("partly", _("Partly met")),
    ("refused", _("Refused")),
    ("ignored", _("No answer")),
    ("withdrawn", _("Withdrawn by us")),
)
OUTCOMES = (
    ("kept", _("Kept")),
    ("broken", _("Broken")),
    ("repaired", _("Repaired later")),
)
