"""Texts as members wrote them, made fit to stand in a line: no hidden signs, and which way they are read."""

import unicodedata
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl"]

# Persian, Hindi and emoji need the joiners inside words; every other hidden sign could only deceive.
ZWJ = "\u200d"
JOINERS = {"\u200c", ZWJ}
RIGHT_TO_LEFT = {"R", "AL"}
# FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE keep the directions around a text apart from those within it.
ISOLATE, END = "\u2068", "\u2069"


def tidy(text: str) -> str:
    """Give a text in one line: blanks and line ends become one blank, hidden and control signs go, NFC."""
    seen = "".join(" " if sign.isspace() else sign for sign in text)
    kept = "".join(sign for sign in seen if sign in JOINERS or not _hidden(sign))
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs"}


def direction(text: str) -> Direction:
    """Say how a text is read: as its first letter with a direction of its own is (UAX 9, rule P2)."""
    for sign in text:
        way = unicodedata.bidirectional(sign)
        if way in RIGHT_TO_LEFT:
            return "rtl"
        if way == "L":
            return "ltr"
    return "ltr"


def isolated(text: str) -> str:
    """Wrap a text that holds right-to-left signs, so that it can stand within other plain text."""
    mixed = any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in text)
    return f"{ISOLATE}{text}{END}" if mixed else text
