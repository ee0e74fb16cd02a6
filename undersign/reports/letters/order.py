"""The order of names: by alphabet, without regard to accents and capitals, so that no place in it means anything."""

import unicodedata
from collections.abc import Iterable

from undersign.reports.letters.letter import Signer
from undersign.reports.letters.signs import tidy

# The classes of Unicode for signs that are letters' own parts in some scripts: no mark, nukta and virama.
PARTS = {0, 7, 9}


def in_order(names: Iterable[Signer]) -> tuple[Signer, ...]:
    """Sort by the name as it is written, from its first letter on; equal names by title.

    Each script stands together, in the order of Unicode: Latin, Greek, Cyrillic, Hebrew, Arabic, and so on. Accents
    count only between names that are else equal: Nunez, Núñez, Nunley.
    """
    return tuple(sorted(names, key=lambda signer: (*_key(signer.name), *_key(signer.title))))


def _key(text: str) -> tuple[str, str, str]:
    shown = tidy(text)
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", shown.casefold()) if unicodedata.combining(sign) in PARTS
    )
    return bare, shown, text
