"""What the record's own pages ask about people: who may read the members' book, and how many the site counts."""

from __future__ import annotations

from django.http import HttpRequest

from undersign.web.people import access
from undersign.web.people.models import Member


def is_signed_in(request: HttpRequest) -> bool:
    """Return whether somebody who stands, or an ally held by two, has signed in."""
    member: Member | None = getattr(request, "member", None)
    return member is not None and access.is_member(member)


def standing() -> int:
    """Return how many accounts the site treats as those of people who stand."""
    return sum(access.stands(bytes(key)) for key in Member.objects.values_list("key", flat=True))
