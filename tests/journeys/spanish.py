"""What the site says in Spanish, so that journeys that are written in English can be gone in Spanish as well."""

from __future__ import annotations

import re
from functools import lru_cache

from tests.habits.translations import APPS, PLACE, catalog

PREFIX = "/es"
MARKUP = re.compile(r"<[^>]*>")
LETTERS_LEAST = 4


def address(path: str) -> str:
    """Return the address of a page in Spanish."""
    return path if path.startswith(f"{PREFIX}/") else PREFIX + path


@lru_cache(maxsize=1)
def _pairs() -> dict[str, str]:
    """Return all that the site says, in English and in Spanish."""
    found: dict[str, str] = {}
    for app in APPS:
        for each in catalog(app):
            texts = [each.id] if isinstance(each.id, str) else list(each.id)
            strings = [each.string] if isinstance(each.string, str) else list(each.string or ())
            found |= {text: string for text, string in zip(texts, strings, strict=True) if text}
    return found


def said(words: str) -> str:
    """Return how the site says something: a whole sentence, one with names filled in, or a part of one.

    What the site does not say itself, such as a nickname, stays as it is.
    """
    pairs = _pairs()
    if words in pairs:
        return pairs[words]
    return next((each for each in map(_filled, [words] * len(pairs), pairs) if each), None) or _part(words)


def _filled(words: str, english: str) -> str | None:
    """Return the Spanish of a sentence with something filled in, if it is this one."""
    literal, names = PLACE.split(english)[::2], PLACE.findall(english)
    if not names or len("".join(literal).strip()) < LETTERS_LEAST:
        return None
    places = [f"(?P<{name}>.+)" if name not in names[:at] else f"(?P={name})" for at, name in enumerate(names)]
    pattern = "".join(re.escape(text) + place for text, place in zip(literal, [*places, ""], strict=True))
    match = re.fullmatch(pattern, words)
    return _pairs()[english] % match.groupdict() if match else None


def _part(words: str) -> str:
    """Return what can be looked for where the English sentence would have this part: the longest piece of it."""
    whole = min((english for english in _pairs() if words in english), key=len, default=None)
    if whole is None:
        return words
    pieces = [piece.strip() for text in PLACE.split(_pairs()[whole])[::2] for piece in MARKUP.split(text)]
    return max(pieces, key=len)
