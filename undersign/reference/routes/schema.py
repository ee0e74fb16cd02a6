"""What each column of the two shipped lists may hold."""

import re
from collections.abc import Callable, Mapping

from undersign.reference.errors import BrokenFile
from undersign.reference.files import REPAIR, Row
from undersign.reference.routes.standing import CHECKS

LONGEST = 200
SOURCE = re.compile(r"https?://[^\s]+|repo [\w./-]+ \(code index id \d+\)|same( as above \(id \d+\))?")
CITATION = re.compile(r"state statute|ACA s\.\d+|\d+ (USC|CFR) .+")
IDENTIFIER = re.compile(r"[a-z]+(_[a-z]+)*")
NUMBER = re.compile(r"[1-9]\d{0,2}")
UNITS = ("days", "months", "years")
NO_DAYS = ("", "unverified", "not_a_complaint", "not_in_citation", "state_may_give_less", "no_limit_seen")

Check = Callable[[str], bool]


def _words(value: str) -> bool:
    return 0 < len(value) <= LONGEST and value == " ".join(value.split())


def _or_empty(check: Check) -> Check:
    return lambda value: not value or check(value)


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: pattern.fullmatch(value) is not None


def _one_of(*allowed: str) -> Check:
    return lambda value: value in allowed


ROUTES: Mapping[str, Check] = {
    "issue": _words,
    "body": _words,
    "deadline": _words,
    "citation": _matches(CITATION),
    "scope": _or_empty(_words),
    "source": _or_empty(_matches(SOURCE)),
    "verification": _one_of(*CHECKS),
}
RULES: Mapping[str, Check] = {
    "id": _matches(IDENTIFIER),
    "issue": _words,
    "deadline": _words,
    "path": _one_of("worker", "care"),
    "starts": _one_of("", "happened", "payday", "notice", "received", "resolution", "learned"),
    "must": _one_of("", "file", "file_and_serve", "sue", "contact", "appeal", "ask"),
    "amount": _or_empty(_matches(NUMBER)),
    "unit": _one_of("", *UNITS),
    "no_such_day": _one_of("", "end", "next"),
    "moves": _one_of("", "yes", "no"),
    "also_amount": _or_empty(_matches(NUMBER)),
    "also_unit": _one_of("", *UNITS),
    "also_if": _one_of("", "wilful", "state_law", "keep_care", "state_more"),
    "no_day": _one_of(*NO_DAYS),
}
COUNTED = ("starts", "must", "amount", "unit", "no_such_day", "moves")
ALSO = ("also_amount", "also_unit", "also_if")


def check(file: str, row: Row, columns: Mapping[str, Check]) -> None:
    """Refuse a row that holds what a column may not hold: BrokenFile names the file, the column and the value."""
    for column, allowed in columns.items():
        if not allowed(row[column]):
            raise BrokenFile(f"The file {file} has {row[column][:60]!r} in the column {column!r}. {REPAIR}")


def check_whole(file: str, row: Row) -> None:
    """Refuse a rule that says half of what is needed to count, or both counts and says why not."""
    counted = {bool(row[column]) for column in COUNTED}
    also = {bool(row[column]) for column in ALSO}
    whole = counted == {not row["no_day"]} and len(also) == 1
    if not whole or (row["no_day"] and also == {True}):
        raise BrokenFile(f"The file {file} has half a rule for {row['id']!r}. {REPAIR}")
