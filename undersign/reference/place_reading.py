"""Reads free text such as "Madison, Wi" or "remote - Ohio" and says which state it names, if it names just one.

Nothing is guessed: two states, a name that several places have, or no sign at all give no state.
"""

import re
from dataclasses import dataclass, replace

from undersign.reference.place_words import Kind, Meaning, Words, ascii_only, plain, words

LONGEST_TEXT = 200
CODE = 2
ALSO_A_COUNTRY = "GA"
COUNTRY = ("us", "usa", "united", "states", "america", "u", "s")
TOWNS = ("city", "nick")
MOST_WORDS_BEFORE_A_CODE = 4
PARTS = re.compile(r"[,/|;:()\[\]{}\n\r\t&+?!\"_*]|\s-+\s|\b(?:and|but)\b", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
# Codes that are also English words or name parts: in small letters, or where all is in capitals, they count only
# where a code must stand. The risky ones besides need a town that is known to be in that state before them.
ENGLISH = frozenset({"AL", "AS", "CO", "DE", "HI", "ID", "IN", "LA", "MA", "ME", "MP", "OH", "OK", "OR", "PA", "VI"})
RISKY = ENGLISH - {"AL", "CO", "MA", "PA"}
# Codes that begin a name ("NE Ohio", "LA Crosse"): no code when another word follows in the same part.
OPENERS = frozenset({"NE", "MT", "LA", "DE"})
PROVINCES = frozenset({"ON", "BC", "AB", "QC", "SK", "MB", "NS", "NB", "NL", "PEI", "NSW", "QLD", "VIC", "ACT"})
# What follows one of these says where the employer is, not the person.
EMPLOYER = re.compile(
    r"\b(?:company|employer|hq|headquarter(?:s|ed)?|corp|firm|(?:head|home|main) office)\b", re.IGNORECASE
)
# Towns that bear another state's name: "Indiana, PA".
NAMESAKES = frozenset(
    {
        ("IN", "PA"), ("DE", "OH"), ("WY", "MI"), ("WY", "OH"), ("WY", "MN"), ("NV", "MO"), ("NV", "IA"), ("OR", "WI"),
        ("OR", "OH"), ("OR", "IL"), ("VA", "MN"), ("VA", "IL"), ("CA", "MD"), ("CA", "PA"), ("CA", "MO"), ("FL", "NY"),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Sign:
    """One phrase that was found: its meaning, whether it is a bare code, and where it stands in the text.

    `near`: its part speaks of an area around it. `begun`: a place was being told before it, or a side of a state.
    """

    kind: Kind
    state: str
    code: bool
    part: int
    first: int
    last: int
    near: bool
    begun: bool


@dataclass(frozen=True)
class Part:
    """One part of a text between commas, slashes and the like: its words as written, and in plain small letters."""

    number: int
    tokens: list[str]
    small: list[str]
    shouted: bool
    begun: bool


@dataclass(frozen=True)
class Reading:
    """What a text says: the code of one state, or that it is in another country, or neither."""

    state: str | None
    abroad: bool


NOWHERE = Reading(None, abroad=False)


def read(text: str) -> Reading:
    """Read one free text; whatever stands after its first 200 characters is not read."""
    table = words()
    simple = ascii_only(text[:LONGEST_TEXT])
    shouted = not any(letter.islower() for letter in simple)
    signs: list[Sign] = []
    number, begun = 0, False
    for piece in PARTS.split(simple):
        tokens = WORD.findall(piece)
        small = [plain(token) for token in tokens]
        if EMPLOYER.search(piece):
            break
        if tokens:
            found, begun = _signs(Part(number, tokens, small, shouted, begun), table)
            signs += found
            number += 1
    american = any(sign.kind == "usa" for sign in signs)
    return _judge([sign for sign in signs if sign.kind != "usa"], american=american)


def _signs(part: Part, table: Words) -> tuple[list[Sign], bool]:
    """Find the signs of one part: the longest phrases first, then codes. A town counts only if it fills its part."""
    near = not table.near.isdisjoint(part.small)
    found: list[Sign] = []
    unused, begun, position = 0, part.begun, 0
    while position < len(part.tokens):
        length, meaning = _meaning(part, position, table, begun=begun)
        last = position + length - 1
        if meaning is not None:
            code = meaning.kind == "state" and length == 1 and len(part.tokens[position]) == CODE
            found.append(Sign(meaning.kind, meaning.state, code, part.number, position, last, near, begun))
            begun = begun or (meaning.kind != "usa" and meaning.state != "DC")
        elif part.small[position] not in table.filler:
            unused += 1
            begun = True
        begun = begun or part.small[position] in table.sides
        position += length
    if unused:
        found = [sign for sign in found if sign.kind not in TOWNS]
    return found, begun


def _meaning(part: Part, position: int, table: Words, *, begun: bool) -> tuple[int, Meaning | None]:
    """Give the longest phrase that starts here and how many words it has, or a code, or nothing."""
    small = part.small
    for length in range(min(table.longest, len(small) - position), 0, -1):
        phrase = " ".join(small[position : position + length])
        if phrase in table.phrases and not (phrase == "la" and begun):
            return length, table.phrases[phrase]
    token = part.tokens[position]
    if token.upper() in table.codes and _is_code(part, position, table):
        return 1, Meaning("state", token.upper())
    if token in PROVINCES and (part.number or position):
        return 1, Meaning("abroad", "CA")
    return 1, None


def _is_code(part: Part, position: int, table: Words) -> bool:
    """Decide whether a two-letter word is meant as a state's code, from its letters and its place."""
    token = part.tokens[position]
    code = token.upper()
    after = [word for word in part.small[position + 1 :] if word not in table.filler and word not in COUNTRY]
    if token.isupper() and not (part.shouted and code in ENGLISH):
        return not (code in OPENERS and position == 0 and after)
    if after:
        return False
    before = part.small[:position]
    if not before:
        return part.number > 0 or token.isupper() or code not in ENGLISH
    if len(before) > MOST_WORDS_BEFORE_A_CODE:
        return False
    if code not in ENGLISH or table.compass.issuperset(before) or code in table.towns.get(" ".join(before), ()):
        return True
    return code not in RISKY and not table.filler.issuperset(before)


def _judge(signs: list[Sign], *, american: bool) -> Reading:
    if any(sign.kind in ("country", "abroad") for sign in signs):
        return _judge_abroad(signs, american=american)
    return Reading(_state(signs), abroad=False)


def _state(signs: list[Sign]) -> str | None:
    """Give the one state that the signs agree on: plain names and codes first, then areas around, then towns."""
    named = _washington([sign for sign in signs if sign.kind in ("state", "washington", *TOWNS)])
    plain_names = [sign for sign in named if sign.kind == "state" and not sign.near]
    states = {sign.state for sign in plain_names}
    if len(states) == 1:
        state = states.pop()
        return None if any(_elsewhere(named, place, state) for place in range(len(named))) else state
    if states:
        first, second = plain_names[0], plain_names[1]
        pair = (first.state, second.state)
        return second.state if len(plain_names) == len(states) and second.code and pair in NAMESAKES else None
    around = {sign.state for sign in named}
    return around.pop() if len(around) == 1 else None


def _elsewhere(signs: list[Sign], place: int, state: str) -> bool:
    """Say whether this town is one in another state, rather than a namesake: "LA and NYC", but not "Miami, OK"."""
    town, following = signs[place], signs[place + 1] if place + 1 < len(signs) else None
    if town.kind not in TOWNS or town.near or town.state == state:
        return False
    near_by = following is not None and (following.part == town.part or _touch(town, following))
    named_so = near_by and following is not None and (following.code or following.state != "NY")
    return town.kind == "nick" or not named_so


def _washington(signs: list[Sign]) -> list[Sign]:
    """Settle each "Washington": a town before a code, the state after a town or a side; else it says nothing."""
    settled: list[Sign] = []
    for place, sign in enumerate(signs):
        following = signs[place + 1] if place + 1 < len(signs) else None
        if sign.kind != "washington":
            settled.append(sign)
        elif following is not None and (following.code or following.state == "DC"):
            continue
        elif following is not None or sign.begun:
            settled.append(replace(sign, kind="state"))
    return settled


def _judge_abroad(signs: list[Sign], *, american: bool) -> Reading:
    """Tell "Toronto, ON" and "Perth, WA, Australia" from "Paris, TX"; both at once and far apart say nothing."""
    home = [sign for sign in signs if sign.kind in ("state", "washington", *TOWNS)]
    if not home:
        return Reading(None, abroad=not american)
    last, names = signs[-1], [sign for sign in home if sign.kind not in TOWNS]
    if last.kind == "country" and not american and names == home and all(sign.code for sign in names):
        return Reading(None, abroad=last.part > 1 or any(sign.kind == "abroad" for sign in signs))
    before = signs[-2] if len(signs) > 1 else last
    if len(names) != 1 or last is not names[0] or before.kind != "abroad" or not _touch(before, last):
        return NOWHERE
    if last.state == before.state and (last.code or last.state == ALSO_A_COUNTRY):
        return Reading(None, abroad=not american)
    unclear = last.kind == "washington" or (last.code and last.state == "CA") or (not last.code and last.state == "NY")
    return NOWHERE if unclear and not american else Reading(last.state, abroad=False)


def _touch(first: Sign, second: Sign) -> bool:
    same_part = first.part == second.part and first.last + 1 == second.first
    return same_part or (first.part + 1 == second.part and second.first == 0)
