"""When two names may be the same place: what people write differently is left out before they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final, TypeVar

from undersign.web.workplaces.models import Workplace

_GLUE: Final = ("a", "and", "at", "by", "de", "for", "in", "la", "of", "on", "the")
_FIRM: Final = ("co", "company", "corp", "corporation", "inc", "incorporated", "llc", "ltd", "pc")
_KIND: Final = ("center", "centers", "centre", "centres", "program", "programme", "programmes", "programs")
COMMON: Final = frozenset((*_GLUE, *_FIRM, *_KIND, "service", "services"))
ALIKE: Final = 0.78
EMPLOYER_ALIKE: Final = 0.85
NAME_NEAR: Final = 0.55
MOST: Final = 6
Place = TypeVar("Place", bound=Workplace)


def words(name: str) -> list[str]:
    """Return the words of a name, without case, accents and punctuation."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    return re.findall(r"\w+", re.sub(r"['\u2019.]", "", bare))


def normalised(name: str) -> str:
    """Return a name as it is compared: its words sorted, without common ones."""
    found = words(name)
    return " ".join(sorted([each for each in found if each not in COMMON] or found))


def alike(one: str, other: str) -> float:
    """Return between 0 and 1 how alike two normalised names are."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < NAME_NEAR:
        return 0.0
    return matcher.ratio()


def similar(name: str, employer: str, state: str, places: Iterable[Place]) -> list[Place]:
    """Return the places that may be the one that is meant, the likeliest first."""
    wanted, wanted_employer = normalised(name), normalised(employer)
    found: list[tuple[float, Place]] = []
    for place in places:
        if place.state != state:
            continue
        names = alike(wanted, normalised(place.name))
        turned = alike(f"{wanted} {wanted_employer}", f"{normalised(place.employer)} {normalised(place.name)}")
        same_employer = names >= NAME_NEAR and alike(wanted_employer, normalised(place.employer)) >= EMPLOYER_ALIKE
        if max(names, turned) >= ALIKE or same_employer:
            found.append((max(names, turned), place))
    return [place for _, place in sorted(found, key=lambda each: (-each[0], each[1].name))[:MOST]]


def same(name: str, employer: str, place: Workplace) -> bool:
    """Return whether nothing but spelling differs."""
    return (normalised(name), normalised(employer)) == (normalised(place.name), normalised(place.employer))


def containing(asked: str, places: Iterable[Place]) -> list[Place]:
    """Return the places whose name or employer holds every word that is asked for, or begins like it."""
    wanted, found = words(asked), []
    for place in places:
        there = words(f"{place.name} {place.employer}")
        if wanted and all(any(each.startswith(word) for each in there) for word in wanted):
            found.append(place)
    return found
