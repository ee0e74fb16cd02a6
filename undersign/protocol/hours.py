"""The hours of a month at one workplace: a survey whose texts follow from both, and what its totals say.

So a host cannot ask something else. Specified in spec/hours.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from undersign.protocol.boxes import K_LEAST
from undersign.protocol.encoding import Document, b64, decode, encode, octets, one_of, read
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition

MINUTES: Final = 60  # of an hour
CENTS: Final = 100  # of a dollar
DAY_SECONDS: Final = 86_400
EVERYWHERE: Final = 12 * 3600  # seconds after a month has ended in UTC, it has ended all over the world
LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of months in days, without leap days
_MONTH: Final = re.compile("20[0-9]{2}-(0[1-9]|1[0-2])")

Texts = Mapping[bytes, str | None]


@dataclass(frozen=True)
class Asked:
    """One question: its name on pages, its words, the lower edges of its ranges, how many of what a log counts in one.

    A log counts minutes and cents; the edges are whole hours and dollars.
    """

    name: str
    words: str
    bins: tuple[int, ...]
    unit: int


ASKED: Final = (
    Asked("unpaid", "Unpaid hours", (0, 1, 5, 10, 20), MINUTES),
    Asked("money", "Dollars that the unpaid hours come to at one's own rate", (0, 20, 100, 200, 400), CENTS),
    Asked("outside", "Hours outside the role", (0, 5, 20, 40, 80), MINUTES),
    Asked("supervision", "Hours of supervision received", (0, 1, 2, 4, 8), MINUTES),
)


def _month(value: object) -> str:
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise Refused("document_field", "a month is expected, YYYY-MM, of the years 2000 to 2099")
    return value


HOURS: Final = {"kind": one_of("hours"), "month": _month, "workplace": octets(32)}


def hours_text(month: str, workplace: bytes) -> str:
    """Return the text behind the `intro` of a month's survey at a workplace. Errors: document_field, size_wrong."""
    document: Document = {"v": 1, "kind": "hours", "month": month, "workplace": b64(workplace)}
    read(document, HOURS)
    return encode(document).decode()


def title_of(month: str) -> str:
    """Return the text behind the `title`."""
    return f"Hours of {month}"


def options_of(bins: Sequence[int]) -> list[str]:
    """Return the texts of the ranges that begin at these edges; the last is open."""
    return [*(f"{low} to under {high}" for low, high in pairwise(bins)), f"{bins[-1]} or more"]


def questions_of(month: str, workplace: bytes) -> list[dict[str, Any]]:
    """Return the questions as a definition has them, with texts in place of their hashes."""
    return [
        {
            "id": "",
            "text": f"{each.words}, {month}, workplace {b64(workplace)}",
            "options": options_of(each.bins),
            "least": 1,
            "most": 1,
            "bins": list(each.bins),
        }
        for each in ASKED
    ]


def month_ends(month: str) -> int:
    """Return when a month of the years 2000 to 2099 ends in UTC, in seconds since 1970."""
    year, number = map(int, month.split("-"))
    leaps = (year - 1969) // 4 + (year % 4 == 0 and number >= 2)  # noqa: PLR2004 - leap days since 1970: in February
    return ((year - 1970) * 365 + leaps + sum(LENGTHS[:number])) * DAY_SECONDS


def is_hours(words: str | None) -> bool:
    """Return whether the `intro` of a survey says that it asks for the hours of a month, whatever else is wrong."""
    try:
        return words is not None and decode(words.encode(errors="surrogatepass")).get("kind") == "hours"
    except Refused:
        return False


def read_hours(definition: Definition, texts: Texts) -> Document:
    """Return which hours a survey asks for: `month`, `workplace`.

    `texts`: as record.texts_of. Errors: rule_impossible for a box that asks for no hours; definition_changed if it asks
    anything else than the hours of that month there; document_field, document_not_json and the like.
    """
    fields, words = definition.fields, texts.get(definition.fields["intro"])
    if fields["kind"] != "survey" or words is None or not is_hours(words):
        raise Refused("rule_impossible", "not the survey of the hours of a month")
    found = read(decode(words.encode(errors="surrogatepass")), HOURS)
    month, workplace = found["month"], found["workplace"]
    if texts.get(fields["title"]) != title_of(month):
        raise Refused("definition_changed", "title")
    if fields["k"] != K_LEAST or len(fields["tags"]) != 1 or fields["quorum"] or "room" in fields:
        raise Refused("definition_changed", "another number, groups, or a room")
    if [_asked(each, texts) for each in fields["questions"]] != questions_of(month, workplace):
        raise Refused("definition_changed", "other questions than those for the hours of a month")
    if fields["signing_ends"] <= month_ends(month):
        raise Refused("definition_changed", "it ends before its month does")
    return found


def _asked(question: Document, texts: Texts) -> Document:
    said = {"text": texts.get(question["text"]), "options": [texts.get(each) for each in question["options"]]}
    return {**question, **said}


def check_list(found: Document, rule: Mapping[str, Any] | None) -> None:
    """Check that those who can answer are those of the workplace whose hours are asked for.

    `found`: as read_hours; `rule`: the first entry of the list, read. Errors: definition_changed.
    """
    if rule is None or (rule["rule"], rule["of"]) != ("workplace", b64(found["workplace"])):
        raise Refused("definition_changed", "a list of other people than those of this workplace")


def check_over(month: str, seconds: int) -> None:
    """Check that a month has ended everywhere at a time, in seconds since 1970. Errors: month_not_over."""
    if seconds < month_ends(month) + EVERYWHERE:
        raise Refused("month_not_over", month)


def names_of(workplace: bytes, merged: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Return the ids of all names of a workplace: its own, and those that count as one with it.

    `merged`: which workplaces count as which other, as vouches.People.merged.
    """
    home = merged.get(workplace, workplace)
    return frozenset({workplace, home, *(one for one, into in merged.items() if into == home)})


@dataclass(frozen=True)
class Month:
    """A month that is asked for, and the ids of all names that the workplace had when its list was fixed."""

    month: str
    names: Collection[bytes]


def check_once(asked: Month, others: Iterable[Month]) -> None:
    """Check that none of the other surveys asks for the same month at the same place. Errors: month_asked_again.

    The difference of two totals over nearly the same people would be the answer of the few who are in one alone.
    """
    for other in others:
        if other.month == asked.month and not set(asked.names).isdisjoint(other.names):
            raise Refused("month_asked_again", asked.month)


def range_of(asked: Asked, amount: int) -> int:
    """Return the range in which an amount of a log falls, counted from 0. `amount`: minutes or cents, not negative."""
    return max(i for i, low in enumerate(asked.bins) if low * asked.unit <= amount)


@dataclass(frozen=True)
class Sum:
    """What the answers to one question come to, in whole hours or dollars.

    At least `low`. At most `high`, or above it by what is over the last edge in `open` answers. `count`: how many chose
    a range.
    """

    low: int
    high: int
    open: int
    count: int


def sum_of(bins: Sequence[int], totals: Sequence[int]) -> Sum:
    """Return what totals come to. `totals`: one number for each range, "no answer" last. Errors: group_counts_wrong."""
    if len(totals) != len(bins) + 1:
        raise Refused("group_counts_wrong", "other ranges than the question has")
    counts, highs = totals[:-1], [*bins[1:], bins[-1]]
    low = sum(count * edge for count, edge in zip(counts, bins, strict=True))
    high = sum(count * edge for count, edge in zip(counts, highs, strict=True))
    return Sum(low, high, counts[-1], sum(counts))
