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


def may_read(request: HttpRequest, audience: str) -> bool:
    """Return whether whoever asks may read the book of an audience."""
    return audience == "host" or is_member(request) or is_keyholder(request)


def is_member(request: HttpRequest) -> bool:
    """Return whether a member has signed in."""
    return any(found(request) for found in members)


def is_keyholder(request: HttpRequest) -> bool:
    """Return whether a keyholder of the standing team has just signed this request."""
    value = request.headers.get("Authorization")
    standing = access.team() if value else None
    if not value or standing is None:
        return False
    keys = [each.sign for each in standing[0].keyholders]
    try:
        reading.check_header(value, security.address(request), keys, time.time())
    except Refused:
        return False
    return True
