"""The made-up answers of the demo: the shipped file is what the module makes, and it has something of everything."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from undersign.host.plans import read_plan
from undersign.rehearsal import made_up
from undersign.rehearsal.rows import RefusedRow, Row, read_rows


def test_the_file_that_comes_along_is_the_one_that_the_module_makes() -> None:
    assert made_up.ANSWERS.read_bytes() == ("\n".join(made_up.lines()) + "\n").encode()


def test_making_it_again_writes_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_up, "ANSWERS", tmp_path / "again.csv")
    made_up.main()
    assert (tmp_path / "again.csv").read_bytes() == (made_up.DATA / "demo_answers.csv").read_bytes()


def test_every_row_says_that_it_is_made_up() -> None:
    heading, *rows = made_up.lines()
    assert heading == made_up.HEADING
    assert len(rows) == sum(made_up.PEOPLE.values())
    assert all(row.startswith("yes,") for row in rows)


def test_the_demos_survey_reads_its_file_and_refuses_two_rows() -> None:
    rows = list(read_rows(made_up.ANSWERS, read_plan(made_up.PLAN)))
    refused = [row for row in rows if isinstance(row, RefusedRow)]
    assert sorted(row.reason for row in refused) == [
        "pay-year-12: not one plain sum for a year",
        "place: outside the United States",
    ]
    sealable = [row for row in rows if isinstance(row, Row)]
    assert len(sealable) == len(rows) - 2
    assert sum(() in row.chosen for row in sealable) == 1
    states = Counter(row.state for row in sealable)
    assert set(states) == {"NY", "OH", "TX", "VT", "WY", "ME"}
    k = read_plan(made_up.PLAN).k
    assert [sum(count >= 2 * k for count in states.values()), sum(count < k for count in states.values())] == [3, 2]


@pytest.mark.parametrize(("share", "dollars"), [(0.0, 100), (0.1, 100), (0.3, 150), (0.5, 200), (0.9, 400), (1.0, 400)])
def test_pay_is_drawn_along_straight_lines_between_percentiles(share: float, dollars: int) -> None:
    assert made_up._draw([(0.1, 100.0), (0.5, 200.0), (0.9, 400.0)], share) == dollars  # noqa: SLF001 - a pure function
