"""What every template knows about the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """Return the member who has signed in, or None, also where a request was answered before that was looked up.

    `guarded`: the page is for members only, so it goes where the tab is not unlocked (client/site/lock.js).
    """
    guarded = getattr(request, "guarded", False)
    return {"member": getattr(request, "member", None), "guarded": guarded}
