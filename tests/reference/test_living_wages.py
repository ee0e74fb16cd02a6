"""A host's own living wages: what is taken, and what is refused with its line."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from undersign.reference.errors import BrokenFile
from undersign.reference.living_wages import BYTES_MOST, COLUMNS, living_wages, parse

HEAD = ",".join(COLUMNS) + "\n"
GOOD = {
    "place": "NY",
    "household": "3",
    "who_en": '"one adult, two children"',
    "who_es": '"una persona adulta, dos niños"',
    "hourly": "45.10",
    "source": "Our count",
    "address": "https://example.org/a",
    "as_of": "2026-02-15",
}


def table(**other: str) -> bytes:
    """Return a table of one row, with other cells for some."""
    return (HEAD + ",".join((GOOD | other).values()) + "\n").encode()


def test_a_row_is_read() -> None:
    (row,) = parse(table(), "x.csv")
    assert (row.place, row.household, row.hourly, row.as_of) == ("NY", 3, Decimal("45.10"), date(2026, 2, 15))
    assert (row.who_en, row.who_es) == ("one adult, two children", "una persona adulta, dos niños")


def test_an_area_is_named_by_its_code_and_a_mark_at_the_beginning_is_taken() -> None:
    assert parse("\ufeff".encode() + table(place="0045060"), "x.csv")[0].place == "0045060"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("place", "New York"),
        ("place", "45060"),
        ("place", ""),
        ("household", "0"),
        ("household", "21"),
        ("household", "2.0"),
        ("who_en", ""),
        ("who_es", "x" * 101),
        ("who_en", "a\x1bb"),
        ("hourly", "0"),
        ("hourly", "-1"),
        ("hourly", "1000.01"),
        ("hourly", "$20"),
        ("hourly", "nan"),
        ("hourly", "20.123"),
        ("source", ""),
        ("address", "example.org"),
        ("address", "javascript:alert(1)"),
        ("address", "https://example.org/a b"),
        ("address", "https://example.org/" + "a" * 300),
        ("as_of", "2026-02-30"),
        ("as_of", "02/15/2026"),
        ("as_of", "20260215"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_column(column: str, cell: str) -> None:
    with pytest.raises(BrokenFile, match=rf"x\.csv, line 2: {column} is .*\. Give "):
        parse(table(**{column: cell}), "x.csv")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "line 1: the columns are not place,household"),
        (b"place;household\n", "line 1: the columns are not"),
        (HEAD.encode(), "no row"),
        (table() + table()[len(HEAD) :], "line 3: this place, household and who_en stand in an earlier line"),
        (table()[:-20] + b"\n", "line 2: as_of|more or fewer cells"),
        (table()[:-1] + b",more\n", "line 2: there are more or fewer cells"),
        ((HEAD + "NY,3\n").encode(), "line 2: there are more or fewer cells"),
        (HEAD.encode() + b"\xff\xfe", "not UTF-8"),
        ((HEAD + 'NY,3,"open\n').encode(), "cannot be read as CSV"),
        (b"x" * (BYTES_MOST + 1), "larger than 2 MB"),
    ],
)
def test_a_broken_table_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BrokenFile, match=message):
        parse(data, "x.csv")


def test_no_table_is_no_row(tmp_path: Path) -> None:
    assert living_wages(tmp_path / "x.csv") == ()


def test_a_changed_table_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(table())
    assert living_wages(path) is living_wages(path)
    path.write_bytes(table(hourly="46.10"))
    os.utime(path, ns=(1, 1))
    assert living_wages(path)[0].hourly == Decimal("46.10")
