"""The frame of the survey benchmark: which files it takes, what it reads from the command, and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import survey
from bench.frame import CannotRun, result_line
from undersign.host.plans import read_plan

OUTCOME = survey.Outcome(rows=400, sealed=341, refused=59, groups=4, equal_to_plain=True, verified=True, seconds=51.6)


def test_the_line_has_its_figures_in_the_documented_order() -> None:
    expected = "survey: rows=400 sealed=341 refused=59 groups=4 equal_to_plain=yes verify=pass speedup2=1.80 seconds=52"
    assert result_line("survey", survey.figures(OUTCOME, 1.8)) == expected


def test_a_failed_check_is_not_hidden() -> None:
    failed = survey.Outcome(400, 341, 59, 4, equal_to_plain=False, verified=False, seconds=1.0)
    shown = survey.figures(failed, 1.0)
    assert (shown["equal_to_plain"], shown["verify"]) == ("no", "FAIL")


def test_a_csv_alone_goes_with_the_survey_file_for_the_public_salary_survey(tmp_path: Path) -> None:
    answers = tmp_path / "pay.csv"
    answers.touch()
    assert survey.sources([str(answers)]) == (answers, survey.PLAN)


def test_without_a_csv_the_shipped_answers_are_taken() -> None:
    answers, plan = survey.sources([])
    assert "Made up" in read_plan(plan).intro
    assert answers.is_file()


def test_a_survey_file_may_be_named_beside_the_csv(tmp_path: Path) -> None:
    answers, plan = tmp_path / "pay.csv", tmp_path / "own.toml"
    answers.touch()
    plan.touch()
    assert survey.sources([str(answers), str(plan)]) == (answers, plan)


@pytest.mark.parametrize("arguments", [["missing.csv"], ["a", "b", "c"]])
def test_a_missing_file_or_a_third_argument_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CannotRun):
        survey.sources(arguments)


def test_the_survey_file_has_24_bins_and_opens_states_of_ten_or_more() -> None:
    plan = read_plan(survey.PLAN)
    assert (len(plan.questions[0].options), plan.k, plan.levels) == (24, 10, ("state", "all"))


def test_numbers_come_from_what_a_command_printed() -> None:
    assert survey.told(r"Opened: (\d+) groups, (\d+)", "x\nOpened: 4 groups, 341 envelopes.\n") == (4, 341)
    with pytest.raises(CannotRun):
        survey.told(r"Opened: (\d+)", "Interrupted.")


def test_a_command_that_ends_badly_ends_the_benchmark(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="exit code 3"):
        survey.step("verify", str(tmp_path / "missing"), may_fail=True)
