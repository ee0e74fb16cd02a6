"""What everybody at the founders' meeting sees."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import b64, decode
from undersign.web.pages.answers import Stopped
from undersign.web.people.doors.access import knocked, people_at
from undersign.web.people.models import Door, FoundersList


def at_founding(body: dict[str, Any]) -> Door:
    """Return the founding's door, to which the sender has the link. Raises Refused, Stopped."""
    door = knocked(body)
    if door.kind != Door.FOUNDING:
        raise Stopped("no_door", _("This link is not known here. Ask for a new one."), 404)
    return door


def fixed(door: Door) -> FoundersList | None:
    """Return the list that was fixed, if one is."""
    return FoundersList.objects.filter(door=door).first()


def state(door: Door) -> dict[str, Any]:
    """Return who is there, the list if it is fixed, and who has signed it."""
    found = fixed(door)
    signed = [b64(bytes(each.key)) for each in found.signatures.order_by("id")] if found else []
    return {
        "founded": door.closed,
        "people": people_at(door),
        "list": decode(bytes(found.document)) if found else None,
        "signed": signed,
    }
