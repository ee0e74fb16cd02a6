"""Who may read the members' book: whoever an app above says so of, and keyholders by their signature."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

from undersign.host import reading
from undersign.protocol.errors import Refused
from undersign.web import security
from undersign.web.record import access

members: Final[list[Callable[[HttpRequest], bool]]] = []
"""Asked whether a member has signed in. The app of members adds itself."""

claims: Final[list[Callable[[], int]]] = []
"""Asked how many people stand, as the site counts them, for browsers to compare. The app of members adds itself."""


boxes: Final[list[Callable[[HttpRequest, str], bool]]] = []
"""Asked whether whoever asks may read a book of a box, given its name. The app of boxes adds itself."""


def may_read(request: HttpRequest, name: str) -> bool:
    """Return whether there is a book of this name that whoever asks may read."""
    if name == "host":
        return True
    if name == "members":
        return is_member(request) or is_keyholder(request)
    # For an outsider nothing is looked up, so that no answer takes longer for a book that is there.
    return (any(found(request, name) for found in boxes) or is_keyholder(request)) and access.has_book(name)


def is_member(request: HttpRequest) -> bool:
    """Return whether a member has signed in."""
    return any(found(request) for found in members)


def is_keyholder(request: HttpRequest) -> bool:
    """Return whether a keyholder has just signed this request."""
    return keyholder(request) is not None


def keyholder(request: HttpRequest) -> bytes | None:
    """Return the key of the keyholder who has just signed this request, of whichever team; None for anybody else."""
    value = request.headers.get("Authorization")
    if not value:
        return None
    keys = [each.sign for ceremony, _ in access.teams().values() for each in ceremony.keyholders]
    try:
        return reading.check_header(value, security.address(request), keys, time.time())
    except Refused:
        return None
