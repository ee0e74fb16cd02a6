"""What a phone signs to sign in: 32 bytes that only this site makes, good for five minutes. Nothing is written down."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Final

from django.conf import settings

MINUTES: Final = 5
RANDOM_BYTES: Final = 12
MINUTE_BYTES: Final = 4
MARK_BYTES: Final = 16
LABEL: Final = b"sign-in challenge"


def _mark(stated: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), LABEL + stated, hashlib.sha256)[:MARK_BYTES]


def make(now: float) -> bytes:
    """Return a new challenge: random bytes, the minute, and the mark by which this site knows it again."""
    stated = secrets.token_bytes(RANDOM_BYTES) + (int(now) // 60).to_bytes(MINUTE_BYTES, "big")
    return stated + _mark(stated)


def ends(nonce: bytes, now: float) -> datetime | None:
    """Return when a challenge ends; None if this site did not make it, or it has ended."""
    stated, mark = nonce[:-MARK_BYTES], nonce[-MARK_BYTES:]
    if not hmac.compare_digest(mark, _mark(stated)):
        return None
    minute = int.from_bytes(stated[RANDOM_BYTES:], "big")
    end = 60 * (minute + MINUTES + 1)
    return datetime.fromtimestamp(end, UTC) if now < end else None
