"""`undersign compare`: the opened totals against a plain count of the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsed import HostAt, answers, csv_text, done, undersign


def test_all_groups_are_equal(host_at: HostAt, plan: Path, file: Path) -> None:
    said = done("compare", host_at("opened"), plan, file)
    assert "All 3 groups equal the plain count of the same rows." in said


def test_one_changed_answer_is_seen(host_at: HostAt, plan: Path, tmp_path: Path) -> None:
    rows = answers()
    rows[0] = ("yes", rows[0][1], "always")
    (tmp_path / "other.csv").write_text(csv_text(rows))
    ended = undersign("compare", host_at("opened"), plan, tmp_path / "other.csv")
    assert (ended.code, "1 of 3 groups differ from the plain count, New York first." in ended.said) == (1, True)


def test_a_missing_row_is_seen(host_at: HostAt, plan: Path, file: Path) -> None:
    assert undersign("compare", host_at("opened"), plan, file, "--limit", 44).code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["{sealed}", "{plan}", "{file}"], 3),
        (["nowhere", "{plan}", "{file}"], 3),
        (["{host}", "nowhere", "{file}"], 3),
        (["{host}", "{plan}", "nowhere"], 3),
        (["{host}", "{plan}", "{plan}"], 3),
        (["{host}", "{file}", "{file}"], 3),
        (["{host}", "{plan}"], 2),
    ],
)
def test_what_does_not_fit_ends_with_its_code(
    arguments: list[str], code: int, host_at: HostAt, plan: Path, file: Path
) -> None:
    names = {"host": host_at("opened"), "sealed": host_at("sealed", "sealed"), "plan": plan, "file": file}
    assert undersign("compare", *(each.format(**names) for each in arguments)).code == code
