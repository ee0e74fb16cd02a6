"""The jobs that can be chosen are those of the wage tables, under the names that BLS gives them."""

from __future__ import annotations

import pytest

from undersign.reference import wages
from undersign.reference.errors import UnknownFigure
from undersign.reference.jobs import JOBS, NEAREST, jobs_for


def test_every_job_of_the_tables_is_named_as_they_name_it() -> None:
    assert {code: wages.national(code).occupation for code in JOBS} == JOBS
    assert {code for _, code in wages._states()} == set(JOBS)  # noqa: SLF001 - all that the file lists


def test_peer_support_work_is_compared_with_the_three_nearest() -> None:
    assert jobs_for(None) == NEAREST


def test_another_job_comes_first_and_none_comes_twice() -> None:
    assert jobs_for("21-1015") == ("21-1015", *NEAREST)
    assert jobs_for("21-1094") == ("21-1094", "21-1093", "21-1099")


def test_a_job_that_is_not_listed_is_refused() -> None:
    with pytest.raises(UnknownFigure, match="do not list the job '99-9999'"):
        jobs_for("99-9999")
