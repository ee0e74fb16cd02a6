"""`undersign host living-wages` as whoever runs a host meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interrupted import without_room
from tests.reference.test_living_wages import table
from tests.rehearsed import done, undersign
from undersign.web import home as homes

SETTINGS = {"origin": "x.example/u", "address": "http://localhost", "title": "X", "rehearsal": True, "tick_seconds": 60}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a site's folder."""
    return homes.create(tmp_path / "site", SETTINGS).path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return a table that can be taken."""
    path = tmp_path / "good.csv"
    path.write_bytes(table())
    return path


def test_a_table_is_checked_and_kept(home: Path, good: Path) -> None:
    assert "1 living wages stand on the site now." in done("host", "living-wages", home, good)
    assert (home / "living_wages.csv").read_bytes() == table()


@pytest.mark.parametrize("data", [table(household="0"), table(as_of="2999-01-01"), b"", b"\xff"])
def test_a_broken_table_is_refused_and_the_old_one_stays(home: Path, good: Path, data: bytes) -> None:
    done("host", "living-wages", home, good)
    broken = home.parent / "broken.csv"
    broken.write_bytes(data)
    ended = undersign("host", "living-wages", home, broken)
    assert ended.code == 3
    assert "broken.csv" in ended.complaint
    assert "Nothing was changed." in ended.complaint
    assert (home / "living_wages.csv").read_bytes() == table()


def test_a_missing_file_and_a_folder_that_is_no_site_are_refused(home: Path, good: Path, tmp_path: Path) -> None:
    assert undersign("host", "living-wages", home, tmp_path / "none.csv").code == 3
    ended = undersign("host", "living-wages", tmp_path, good)
    assert (ended.code, "is not a site" in ended.complaint) == (3, True)


def test_a_table_can_be_taken_away(home: Path, good: Path) -> None:
    done("host", "living-wages", home, good)
    assert "taken away" in done("host", "living-wages", home, "--remove")
    assert not (home / "living_wages.csv").exists()
    assert undersign("host", "living-wages", home, "--remove").code == 3


def test_neither_and_both_are_wrong_use(home: Path, good: Path) -> None:
    assert undersign("host", "living-wages", home).code == 2
    assert undersign("host", "living-wages", home, good, "--remove").code == 2


def test_on_a_full_disk_the_old_table_stays(home: Path, good: Path) -> None:
    done("host", "living-wages", home, good)
    good.write_bytes(table(hourly="46"))
    assert without_room(40, "host", "living-wages", home, good)[0] == 5
    assert (home / "living_wages.csv").read_bytes() == table()
