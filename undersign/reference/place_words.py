"""The words that a place is told by: states' names, towns that stand for one state, and names of other countries.

Towns come from the titles of the BLS metro areas, nicknames and exceptions from the reviewed list `place_words.csv`.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from undersign.reference.errors import BrokenFile
from undersign.reference.files import REPAIR, read_once, rows

Kind: TypeAlias = Literal["state", "city", "nick", "open", "country", "abroad", "usa", "washington"]
Role: TypeAlias = Literal["near", "side", "compass", "filler"]
KINDS = ("state", "nick", "open", "country", "abroad", "usa")
ROLES: tuple[Role, ...] = ("near", "side", "compass", "filler")
SPELLINGS = {"saint": "st", "ft": "fort"}


@dataclass(frozen=True)
class Meaning:
    """What a phrase means: its kind, and a state's code.

    `state`, `city`, `nick` (nickname): in that state. `open`: a name that more than one place has. `country`: another
    country. `abroad`: a place there, whose name a town of the United States may share; its code, if any, is the one
    that also stands for that country (CA for Canada). `usa`: the country itself. `washington`: state, city or town.
    """

    kind: Kind
    state: str


@dataclass(frozen=True)
class Words:
    """All phrases in plain small letters, with their meaning, and the length in words of the longest.

    `towns` are the BLS towns with every state they may be in. `near` are words for an area around a place, `sides`
    and `compass` words for a part of a state, `filler` all words that say nothing about where, the former included.
    """

    phrases: dict[str, Meaning]
    longest: int
    towns: dict[str, frozenset[str]]
    codes: frozenset[str]
    near: frozenset[str]
    sides: frozenset[str]
    compass: frozenset[str]
    filler: frozenset[str]


def plain(text: str) -> str:
    """Give the words of a text in ASCII small letters: no accents or apostrophes, full stops and hyphens as spaces."""
    spaced = ascii_only(text).lower().replace(".", " ").replace("-", " ").replace("'", "")
    return " ".join(SPELLINGS.get(word, word) for word in spaced.split())


def ascii_only(text: str) -> str:
    """Drop accents, and every letter that has no plain form; curly apostrophes and long dashes become plain ones."""
    for fancy, simple in (("\u2019", "'"), ("\u2013", "-"), ("\u2014", "-")):
        text = text.replace(fancy, simple)
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


@read_once
def words() -> Words:
    """Give the tables, built once from the shipped files."""
    states = rows("states.csv", ("code", "name"))
    towns = _towns()
    phrases = {town: Meaning("city", next(iter(where))) for town, where in towns.items() if len(where) == 1}
    phrases |= {town: Meaning("open", "") for town, where in towns.items() if len(where) > 1}
    phrases |= {plain(row["name"]): Meaning("state", row["code"]) for row in states}
    roles: dict[str, set[str]] = {role: set() for role in ROLES}
    for row in rows("place_words.csv", ("words", "kind", "state")):
        if row["kind"] in ROLES:
            roles[row["kind"]].add(row["words"])
        elif row["kind"] in KINDS:
            phrases[row["words"]] = Meaning(cast("Kind", row["kind"]), row["state"])
        else:
            raise BrokenFile(f"The file place_words.csv has the unknown kind {row['kind']!r}. {REPAIR}")
    phrases["washington"] = Meaning("washington", "WA")
    near, sides = frozenset(roles["near"]), frozenset(roles["side"])
    compass = sides | roles["compass"]
    return Words(
        phrases=phrases,
        longest=max(phrase.count(" ") + 1 for phrase in phrases),
        towns=towns,
        codes=frozenset(row["code"] for row in states),
        near=near,
        sides=sides,
        compass=compass,
        filler=near | compass | roles["filler"],
    )


def _towns() -> dict[str, frozenset[str]]:
    """Read each metro title as towns and states: the first town is in the first state, the others in any of them."""
    found: dict[str, set[str]] = defaultdict(set)
    for title in {row["area_name"] for row in rows("oews_may2025_metro.csv", ("area_name",))}:
        head, comma, tail = title.rpartition(", ")
        if not comma:
            continue
        states = tail.split("-")
        for place, town in enumerate(re.split(r"--|[-/]", head)):
            found[plain(town)].update(states[:1] if place == 0 else states)
    return {town: frozenset(states) for town, states in found.items()}
