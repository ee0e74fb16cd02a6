"""`undersign yardstick` as a person meets it: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.reference.test_living_wages import table
from undersign.cli.yardstick import yardstick
from undersign.reference import files

app = typer.Typer()
app.command()(yardstick)

ASKED = ["--state", "NY", "--hourly", "17.50", "--hours", "35", "--household", "3"]
PLAIN = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}


def run(*arguments: str) -> tuple[int, str, str]:
    """Return how the command ended, what it printed and what it complained of."""
    result = CliRunner(env=PLAIN).invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def instead_of(option: str, value: str) -> list[str]:
    """Return the usual options with another value for one of them."""
    place = ASKED.index(option)
    return [*ASKED[: place + 1], value, *ASKED[place + 2 :]]


def test_it_says_pay_poverty_line_wages_and_minimum_each_with_a_source() -> None:
    code, said, _ = run(*ASKED)
    assert code == 0
    words = " ".join(said.split())
    for part in (
        "31,850.00 a year",
        "116.6 % of the line: 27,320 a year for 3 people",
        "Social and Human Service Assistants (21-1093)",
        "New York: Of 100 people in this job, 10 to 25 earn less.",
        "not below 7.25",
        "poverty guidelines, 2026",
        "Occupational Employment and Wage Statistics, May 2025",
        "7.25 since 2009-07-24",
        "none is exact",
    ):
        assert part in words


def test_it_fits_80_columns_and_has_no_colour_where_none_is_wanted() -> None:
    _, said, _ = run(*ASKED, "--metro", "Albany")
    assert max(len(line) for line in said.splitlines()) <= 80
    assert "\x1b" not in said


def test_a_metro_area_stands_beside_its_state() -> None:
    code, said, _ = run(*ASKED, "--metro", "albany")
    assert code == 0
    assert "Albany-Schenectady-Troy" in said


def test_a_dollar_sign_is_taken() -> None:
    assert run(*instead_of("--hourly", "$17.50"))[0] == 0


def test_json_holds_the_same_figures() -> None:
    code, said, _ = run(*ASKED, "--json")
    found = json.loads(said)
    assert code == 0
    assert (found["state"], found["yearly"], found["poverty"]["percent"]) == ("NY", 31850.0, 116.6)
    assert found["wages"][0]["percentiles"]["50"] == 22.69
    assert (found["wages"][0]["above"], found["wages"][0]["below"]) == (10, 25)
    assert found["federal_minimum"] == {
        "hourly": 7.25,
        "since": "2009-07-24",
        "known_until": "2022-12-31",
        "below": False,
        "source": "Vaghul and Zipperer, historical federal minimum wage, list up to 2022-12-31",
    }


def test_json_of_a_missing_value_is_null_and_of_a_territory_has_no_line() -> None:
    found = json.loads(run(*instead_of("--state", "PR"), "--json")[1])
    assert found["poverty"] is None


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--state", "ZZ", "no US state 'ZZ'"),
        ("--hourly", "0", "Give dollars above 0"),
        ("--hourly", "nan", "Give dollars above 0"),
        ("--hourly", "a lot", "Give dollars above 0"),
        ("--hourly", "35000", "Give pay per hour"),
        ("--hours", "0", "Give the paid hours of a week"),
        ("--hours", "169", "Give the paid hours of a week"),
        ("--hours", "168.5", "Give the paid hours of a week"),
        ("--household", "0", "from 1 to 20"),
        ("--household", "99", "from 1 to 20"),
    ],
)
def test_a_wrong_value_ends_with_2_and_says_what_to_give(option: str, value: str, message: str) -> None:
    code, said, complaint = run(*instead_of(option, value))
    assert (code, said) == (2, "")
    assert complaint.startswith("Nothing was compared. ")
    assert message in " ".join(complaint.split())


@pytest.mark.parametrize("metro", ["nonmetropolitan", "Chicago", "Atlantis", ""])
def test_a_metro_area_that_is_not_one_in_the_state_ends_with_2(metro: str) -> None:
    code, said, complaint = run(*ASKED, "--metro", metro)
    assert (code, said) == (2, "")
    assert complaint.startswith("Nothing was compared. ")


def test_a_household_that_is_no_number_ends_with_2() -> None:
    assert run(*instead_of("--household", "many"))[0] == 2


def test_a_missing_option_ends_with_2() -> None:
    assert run(*ASKED[2:])[0] == 2


def test_a_missing_file_ends_with_3_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    code, said, complaint = run(*ASKED)
    assert (code, said) == (3, "")
    assert "states.csv" in complaint
    assert "Install Undersign again" in complaint


def test_pay_below_the_minimum_wage_is_told() -> None:
    assert "is below 7.25" in run(*instead_of("--hourly", "7"))[1]


def test_another_area_shown_instead_is_said_once() -> None:
    said = " ".join(run(*instead_of("--state", "AL"))[1].split())
    assert said.count("BLS gives no wages for this job in Alabama. Shown instead: United States.") == 1


def test_unpaid_hours_are_counted_and_a_job_can_be_chosen() -> None:
    code, said, _ = run(*ASKED, "--unpaid", "5", "--job", "21-1015")
    words = " ".join(said.split())
    assert code == 0
    assert "With 5 unpaid hours a week, an hour brings 15.31." in words
    assert "At your pay, the unpaid hours of a year would be 4,550.00." in words
    assert "Rehabilitation Counselors, New York: Of 100 people in this job, fewer than 10 earn less." in words


def test_pay_for_a_year_gives_the_same_figures() -> None:
    code, said, _ = run(*ASKED[:2], "--yearly", "$31850", *ASKED[4:])
    assert code == 0
    assert said == run(*ASKED)[1]


@pytest.mark.parametrize("pay", [[], ["--hourly", "17.50", "--yearly", "31850"]])
def test_pay_is_given_for_an_hour_or_a_year(pay: list[str]) -> None:
    code, said, complaint = run(*ASKED[:2], *pay, *ASKED[4:])
    assert (code, said) == (2, "")
    assert "one of the two" in complaint


def test_living_wages_of_a_table_stand_beside_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "living.csv"
    path.write_bytes(table())
    more = ["--unpaid", "5", "--living-wages", str(path)]
    words = " ".join(run(*ASKED, *more)[1].split())
    assert "New York, one adult, two children: 45.10 an hour. Your pay is 27.60 an hour less." in words
    found = json.loads(run(*ASKED, *more, "--json")[1])
    assert found["living_wages"][0]["short_by_after_unpaid_hours"] == 29.79
    assert found["after_unpaid_hours"]["hourly"] == 15.31


def test_a_broken_table_of_living_wages_ends_with_3(tmp_path: Path) -> None:
    path = tmp_path / "living.csv"
    path.write_bytes(table(hourly="lots"))
    code, said, complaint = run(*ASKED, "--living-wages", str(path))
    assert (code, said) == (3, "")
    assert "living.csv, line 2: hourly is 'lots'" in complaint
    assert run(*ASKED, "--living-wages", str(tmp_path / "none"))[0] == 3
