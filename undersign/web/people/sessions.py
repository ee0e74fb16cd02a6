"""Sessions in the database. The cookie ends with the browser, however soon the session itself ends."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own, but with no date in a cookie: with one, the browser would write it to the disk."""

    def get_expire_at_browser_close(self) -> bool:
        """Say that the cookie has no date."""
        return True
