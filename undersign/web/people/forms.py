"""What somebody at a door sends about themselves, read and checked."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import Document, octets
from undersign.protocol.joining import check_join
from undersign.web import home
from undersign.web.pages.answers import Stopped

NICKNAME_MOST: Final = 40
ASKED: Final = {"document": dict, "member_signature": str, "door_signature": str}
_EMAIL: Final = re.compile(r"[^\s@]@[^\s@]")
_PHONE: Final = re.compile(r"\d(?:[\s().+/-]*\d){6}")  # seven digits with nothing but the usual marks between them


class Asked(NamedTuple):
    """A join document whose two signatures hold: as it was signed, and its fields with keys as bytes."""

    document: Document
    found: Document
    member_signature: bytes
    door_signature: bytes


def asked(body: dict[str, Any]) -> Asked:
    """Return a join document for this site. Raises Refused, Stopped."""
    read = octets(64)
    member_signature, door_signature = read(body["member_signature"]), read(body["door_signature"])
    found = check_join(body["document"], member_signature, door_signature)
    if found["site"] not in home.current().addresses:
        raise Stopped("other_site", _("This was signed for another site. Nothing was done. Open the link once more."))
    check_nickname(found["nickname"])
    return Asked(body["document"], found, member_signature, door_signature)


def check_nickname(nickname: str) -> None:
    """Refuse what is no nickname, or would tell too much. Raises Stopped."""
    odd = any(unicodedata.category(each).startswith("C") for each in nickname)
    if odd or not nickname.strip() or nickname != nickname.strip() or len(nickname) > NICKNAME_MOST:
        say = _("A nickname has 1 to 40 letters, digits or marks. Please choose another one.")
        raise Stopped("nickname", say)
    if _EMAIL.search(nickname) or _PHONE.search(nickname):
        say = _("This looks like an email address or a phone number. Please choose a name that tells less.")
        raise Stopped("nickname", say)
