"""The shipped files are those that PROVENANCE.md describes, and a missing or broken one is named."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from undersign.reference import files, minimum_wage, poverty, wages
from undersign.reference.errors import BrokenFile

LISTED = re.compile(r"^([0-9a-f]{64})  (\S+)$", re.MULTILINE)


def provenance() -> str:
    return (files.FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")


def test_each_file_has_the_hash_that_its_provenance_gives() -> None:
    listed = {name: digest for digest, name in LISTED.findall(provenance())}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files.FOLDER.glob("*.csv")}
    assert found == listed


def test_each_file_is_described() -> None:
    for path in files.FOLDER.glob("*.csv"):
        assert f"| {path.name} |" in provenance()


def test_the_pay_survey_is_not_shipped() -> None:
    assert not list(files.FOLDER.glob("*survey*"))


def test_the_copy_is_read_like_the_original(copy: Path) -> None:
    assert copy == files.FOLDER
    assert wages.national("21-1093").hourly.percentiles[50].dollars is not None


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / poverty.FILE).unlink()
    with pytest.raises(BrokenFile, match=poverty.FILE):
        poverty.years()


def test_a_file_cut_in_the_middle_of_a_row_is_refused(copy: Path) -> None:
    path = copy / wages.STATE_FILE
    path.write_text(path.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    with pytest.raises(BrokenFile, match="cut short"):
        wages.national("21-1093")


def test_an_empty_file_is_refused(copy: Path) -> None:
    (copy / wages.STATE_FILE).write_text("", encoding="utf-8")
    with pytest.raises(BrokenFile, match="no column"):
        wages.national("21-1093")


def test_a_file_with_a_heading_and_no_row_is_refused(copy: Path) -> None:
    path = copy / minimum_wage.FILE
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(BrokenFile, match="cut short"):
        minimum_wage.minimum_wage()


def test_a_file_that_is_not_text_is_refused(copy: Path) -> None:
    (copy / minimum_wage.FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BrokenFile, match="cannot be read"):
        minimum_wage.minimum_wage()


@pytest.mark.parametrize("bad", ["NaN", "-3.00", "n/a"])
def test_a_wage_that_is_no_amount_is_refused(copy: Path, bad: str) -> None:
    path = copy / wages.STATE_FILE
    path.write_text(path.read_text(encoding="utf-8").replace("22.69", bad), encoding="utf-8")
    with pytest.raises(BrokenFile, match="where a figure belongs"):
        wages.national("21-1093")


def test_a_poverty_line_that_is_no_whole_number_is_refused(copy: Path) -> None:
    path = copy / poverty.FILE
    path.write_text(path.read_text(encoding="utf-8").replace("27320", "much"), encoding="utf-8")
    with pytest.raises(BrokenFile, match="whole dollars"):
        poverty.years()


def test_a_year_that_lacks_alaska_is_refused(copy: Path) -> None:
    path = copy / poverty.FILE
    path.write_text(path.read_text(encoding="utf-8").replace("2026,Alaska", "2026,Elsewhere"), encoding="utf-8")
    with pytest.raises(BrokenFile, match="lacks an area"):
        poverty.years()


def test_a_date_that_is_none_is_refused(copy: Path) -> None:
    path = copy / minimum_wage.FILE
    path.write_text(path.read_text(encoding="utf-8").replace("2009,7,24", "2009,13,24"), encoding="utf-8")
    with pytest.raises(BrokenFile, match="no date and wage"):
        minimum_wage.minimum_wage()
