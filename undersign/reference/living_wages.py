"""Living wages that a host has found itself and entered: a small table, each row with its source and date.

The best known ones are not open data, so none is shipped.
"""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import TypeVar

from undersign.reference import wages
from undersign.reference.asked import HIGHEST_HOURLY
from undersign.reference.errors import BrokenFile
from undersign.reference.files import Row
from undersign.reference.places import places
from undersign.reference.poverty import LARGEST

FILE = "living_wages.csv"
COLUMNS = ("place", "household", "who_en", "who_es", "hourly", "source", "address", "as_of")
LONGEST = {"who_en": 100, "who_es": 100, "source": 200}
ADDRESS_MOST = 300
BYTES_MOST = 2_000_000
HOUSEHOLDS = {str(size): size for size in range(1, LARGEST + 1)}
_ADDRESS = re.compile(r"https?://[!-~]+")
_DOLLARS = re.compile("[0-9]{1,4}([.][0-9]{1,2})?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

Value = TypeVar("Value")


@dataclass(frozen=True)
class LivingWage:
    """What an hour must bring in a state (two letters) or a BLS area (its code), for a household of so many people.

    `who_en` and `who_es` say who lives in it, such as "one adult, two children".
    """

    place: str
    household: int
    who_en: str
    who_es: str
    hourly: Decimal
    source: str
    address: str
    as_of: date


def living_wages(path: Path) -> tuple[LivingWage, ...]:
    """Read a host's table, again only once it has changed; none if there is no such file. Raises BrokenFile."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int, _size: int) -> tuple[LivingWage, ...]:
    return parse(path.read_bytes(), path.name)


def parse(data: bytes, name: str) -> tuple[LivingWage, ...]:
    """Read a table from its bytes. Raises BrokenFile, which names the first wrong line and what belongs there."""
    if len(data) > BYTES_MOST:
        raise BrokenFile(f"{name} is larger than 2 MB. A table of living wages is smaller.")
    try:
        reader = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BrokenFile(f"{name}, line 1: the columns are not {','.join(COLUMNS)}.")
        found = _rows(reader, name)
    except UnicodeDecodeError:
        raise BrokenFile(f"{name} is not UTF-8. Save it as CSV in UTF-8.") from None
    except csv.Error as problem:
        raise BrokenFile(f"{name} cannot be read as CSV ({problem}).") from None
    if not found:
        raise BrokenFile(f"{name} has no row below its columns.")
    return found


def _key(row: LivingWage) -> tuple[str, int, str]:
    return row.place, row.household, row.who_en


def _rows(reader: "csv.DictReader[str]", name: str) -> tuple[LivingWage, ...]:
    found: dict[tuple[str, int, str], LivingWage] = {}
    known = {code: code for code in (*(each.code for each in places()), *(each.code for each in wages.metros()))}
    for given in reader:
        where = f"{name}, line {reader.line_num}"
        row = _row(given, known, where)
        if _key(row) in found:
            raise BrokenFile(f"{where}: this place, household and who_en stand in an earlier line too.")
        found[_key(row)] = row
    return tuple(found.values())


def _row(given: Row, known: dict[str, str], where: str) -> LivingWage:
    if None in given or None in given.values():
        raise BrokenFile(f"{where}: there are more or fewer cells than columns. A cell with a comma stands in quotes.")

    def cell(column: str, belongs: str, read: Callable[[str], Value | None]) -> Value:
        value = read(given[column].strip())
        if value is None:
            raise BrokenFile(f"{where}: {column} is {given[column][:40]!r}. Give {belongs}.")
        return value

    def text(column: str) -> str:
        most = LONGEST[column]
        return cell(column, f"1 to {most} letters", lambda typed: typed if _is_text(typed, most) else None)

    return LivingWage(
        cell("place", "the two letters of a state, or the code of a BLS area, such as 0045060", _one_of(known)),
        cell("household", f"a whole number from 1 to {LARGEST}", _one_of(HOUSEHOLDS)),
        text("who_en"),
        text("who_es"),
        cell("hourly", f"dollars an hour, such as 21.35, at most {HIGHEST_HOURLY}", _dollars),
        text("source"),
        cell("address", "an address that begins with https:// or http://", _address),
        cell("as_of", "a day such as 2026-02-15", _day),
    )


def _one_of(known: Mapping[str, Value]) -> Callable[[str], Value | None]:
    return known.get


def _is_text(typed: str, most: int) -> bool:
    return 0 < len(typed) <= most and typed.isprintable()


def _dollars(typed: str) -> Decimal | None:
    amount = Decimal(typed) if _DOLLARS.fullmatch(typed) else Decimal(0)
    return amount if 0 < amount <= HIGHEST_HOURLY else None


def _address(typed: str) -> str | None:
    return typed if _ADDRESS.fullmatch(typed) and len(typed) <= ADDRESS_MOST else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None
