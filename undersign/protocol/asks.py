"""What a demand says: to whom, what, by when, why, and what follows if the answer is no. Specified in spec/asks.md."""

from __future__ import annotations

import re
from typing import Final

from undersign.protocol.encoding import (
    Check,
    Document,
    array,
    decode,
    encode,
    fields,
    integer,
    octets,
    one_of,
    optional,
    read,
)
from undersign.protocol.errors import Refused

ASKS_MOST: Final = 7
STEPS_MOST: Final = 3
STEP_LEAST: Final = 5  # how few may take a next step together: the least k of a box
STEP_MOST: Final = 2**20

# Controls but the line feed; line and paragraph separators; direction controls; surrogates.
FORBIDDEN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_DATE: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS: Final = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days, in a leap year


def lines(most: int) -> Check:
    """Return a check for a string of at most `most` UTF-8 bytes with no control characters but line feeds."""

    def check(value: object) -> str:
        if not isinstance(value, str) or len(value.encode(errors="replace")) > most or FORBIDDEN.search(value):
            raise Refused("document_field", f"at most {most} bytes without control characters are expected")
        return value

    return check


def line(most: int) -> Check:
    """Return a check for one line: as `lines`, but not empty and without line feeds."""
    inner = lines(most)

    def check(value: object) -> str:
        found: str = inner(value)
        if not found or "\n" in found:
            raise Refused("document_field", "one line is expected, which is not empty")
        return found

    return check


def day(value: object) -> str:
    """Return `value` if it is a date that the calendar has, written YYYY-MM-DD; a check itself."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found:
        year, month, number = (int(part) for part in found.groups())
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        missing = month == 2 and number == 29 and not leap  # noqa: PLR2004 - 29 February
        if year and 1 <= month <= 12 and 1 <= number <= _MONTHS[month] and not missing:  # noqa: PLR2004 - months
            return found[0]
    raise Refused("document_field", "a date as YYYY-MM-DD is expected")


ASK: Final = {"what": line(400), "by": day}
EVIDENCE: Final = {"box": octets(32), "says": line(300)}
STEP: Final = {
    "what": one_of("meet", "file", "funder", "press", "walkout"),
    "says": line(200),
    "number": integer(STEP_LEAST, STEP_MOST),
    "date": day,
}
ASKS: Final = {
    "kind": one_of("demand"),
    "to": line(200),
    "asks": array(fields(ASK), 1, ASKS_MOST),
    "reasons": lines(1600),
    "evidence": optional(array(fields(EVIDENCE), 1, 3)),
    "reply_by": day,
    "names": one_of("recipient", "signers", "public"),
    "steps": optional(array(fields(STEP), 1, STEPS_MOST)),
    "language": one_of("en", "es"),
}


def asks_text(given: Document) -> str:
    """Return the text behind the `intro` of a demand. `given`: the fields of ASKS but `kind`, as documents hold them.

    Errors: document_field, size_wrong, encoding_base64.
    """
    document: Document = {**given, "v": 1, "kind": "demand"}
    read(document, ASKS)
    return encode(document).decode()


def read_asks(words: str) -> Document:
    """Return the fields of a demand's text; the boxes of `evidence` are bytes.

    Errors: document_not_json for any other text; document_not_canonical, document_field, size_wrong, encoding_base64.
    """
    return read(decode(words.encode(errors="surrogatepass")), ASKS)


def check_readers(found: Document, *, readers: bool) -> None:
    """Check that only a demand whose names the recipient alone sees has readers, and that it has.

    `found`: as `read_asks` gives it; `readers`: whether the definition names any. Errors: rule_impossible.
    """
    if readers != (found["names"] == "recipient"):
        raise Refused("rule_impossible", "names for the recipient alone need readers, and no other names have any")
