"""The groups of those who may answer a box, by the counts of its list (protocol section 5). Specified in spec/tags.md.

Everybody has one tag: the finest group that still has 2k people. A pass says its tag, so an envelope hides among them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEVELS: Final = ("workplace", "employer", "state", "all")  # finest first


@dataclass(frozen=True)
class Place:
    """A workplace as the list shows it to keyholders."""

    id: bytes
    name: str
    employer: str
    state: str

    def at(self, level: str) -> str:
        """Return what names this place's group at `level`: its id, its employer, its state, or nothing for all."""
        return {"workplace": b64(self.id), "employer": self.employer, "state": self.state, "all": ""}[level]


@dataclass(frozen=True)
class Tag:
    """One group of those who may answer: a level, what it is a group of, its parent (itself for the top), its size."""

    level: str
    of: str
    parent: int
    members: int


def make_tags(people: Mapping[bytes, Place], levels: Sequence[str], k: int) -> tuple[list[Tag], dict[bytes, int]]:
    """Return tags, parents first, and each member's tag: the finest level whose group still has 2k members.

    Members counted at a level are those without a finer tag, so every tag has at least 2k people who share its issuing
    keys: if fewer are left for the top, the smallest of the coarsest tags dissolves into it, until there are enough or
    the top is alone. `levels`: finest first, ending in "all". Tags of a level are in the order of what they name.
    Errors: rule_impossible for levels out of order.
    """
    check_levels(levels)
    left = dict(people)
    chosen: dict[bytes, tuple[str, str]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for level in levels[:-1]:
        counts = Counter(place.at(level) for place in left.values())
        sizes |= {(level, of): members for of, members in counts.items() if of and members >= 2 * k}
        chosen |= {m: (level, p.at(level)) for m, p in left.items() if (level, p.at(level)) in sizes}
        left = {member: place for member, place in left.items() if member not in chosen}
    sizes["all", ""] = len(left)
    chosen |= dict.fromkeys(left, ("all", ""))
    _fill_top(sizes, chosen, 2 * k)
    order = sorted(sizes, key=lambda tag: (-LEVELS.index(tag[0]), tag[1]))
    parents = _parents(order, people, chosen)
    tags = [Tag(level, of, parents[level, of], sizes[level, of]) for level, of in order]
    places = {tag: i for i, tag in enumerate(order)}
    return tags, {member: places[tag] for member, tag in chosen.items()}


def _fill_top(sizes: dict[tuple[str, str], int], chosen: dict[bytes, tuple[str, str]], least: int) -> None:
    """Dissolve tags into the top while it has some people, but fewer than `least`."""
    top = ("all", "")
    while 0 < sizes[top] < least and len(sizes) > 1:
        coarsest = max(LEVELS.index(level) for level, _ in sizes.keys() - {top})
        small = min((members, tag) for tag, members in sizes.items() if tag != top and LEVELS.index(tag[0]) == coarsest)
        members, tag = small
        sizes[top] += members
        del sizes[tag]
        chosen.update({member: top for member, its in chosen.items() if its == tag})


def check_levels(levels: Sequence[str]) -> None:
    """Check that tag levels are known, finest first and end in "all". Errors: rule_impossible."""
    known = [level for level in levels if level in LEVELS]
    if len(known) != len(levels) or not levels or levels[-1] != "all":
        raise Refused("rule_impossible", 'tag levels are workplace, employer, state, all, and end in "all"')
    if sorted(set(levels), key=LEVELS.index) != list(levels):
        raise Refused("rule_impossible", "tag levels go from the finest to all, each once")


def _parents(
    order: Sequence[tuple[str, str]], people: Mapping[bytes, Place], chosen: Mapping[bytes, tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Return each tag's parent: the next coarser tag that covers all its people; the top is its own.

    An employer in several states has the top as parent of its tag.
    """
    places = {tag: i for i, tag in enumerate(order)}
    above: dict[tuple[str, str], set[int]] = {tag: set() for tag in order}
    for member, tag in chosen.items():
        coarser = [(level, people[member].at(level)) for level in LEVELS[LEVELS.index(tag[0]) + 1 :]]
        above[tag].add(next((places[one] for one in coarser if one in places), places[tag]))
    return {tag: found.pop() if len(found) == 1 else 0 for tag, found in above.items()}
