"""`undersign host duties`, run for real: a list is taken, printed and removed; a broken one changes nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.test_site import database, on_postgres, run
from undersign.reference.duties import NAMES, OWN_COLUMNS, OWN_FILE, read_own, shipped

OK, WRONG_USE, BROKEN = 0, 2, 3
LIST = f"{','.join(OWN_COLUMNS)}\nC1,Making coffee,Hacer café,out,inferred,,\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin a site."""
    home = tmp_path_factory.mktemp("duties") / "site"
    on_postgres(f"CREATE DATABASE {database(home)}")
    options = ["--origin", "tasks.example/u", "--address", "http://localhost:8000", "--title", "Tasks", "--rehearsal"]
    assert run(home, "host", "init", home, *options).returncode == OK
    return home


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Write a list that is right."""
    path = tmp_path / "mine.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_the_list_that_holds_is_printed_in_both_languages(home: Path, tmp_path: Path) -> None:
    printed = run(home, "host", "duties", home, "--print")
    assert printed.returncode == OK
    path = tmp_path / "printed.csv"
    path.write_text(printed.stdout, encoding="utf-8")
    found = {one.id: one for one in read_own(path)}
    assert [one.name for one in found.values()] == list(NAMES.values())
    assert found["D28"].es == "Limpieza, cocina, arreglos"
    assert next(csv.DictReader(printed.stdout.splitlines()))["source_url"] == shipped()[0].source_url


def test_a_list_is_taken_and_given_up_again(home: Path, mine: Path) -> None:
    taken = run(home, "host", "duties", home, mine)
    assert (taken.returncode, (home / OWN_FILE).read_text(encoding="utf-8")) == (OK, LIST)
    assert "these 1 tasks, 1 of them outside the role" in taken.stdout
    assert run(home, "host", "duties", home, "--print").stdout == LIST
    gone = run(home, "host", "duties", home, "--remove")
    assert (gone.returncode, (home / OWN_FILE).exists()) == (OK, False)
    assert "holds again" in gone.stdout
    assert "no list of your own" in run(home, "host", "duties", home, "--remove").stdout


def test_a_broken_list_changes_nothing(home: Path, mine: Path) -> None:
    run(home, "host", "duties", home, mine)
    mine.write_text(LIST + LIST.splitlines()[1] + "\n", encoding="utf-8")
    refused = run(home, "host", "duties", home, mine)
    assert (refused.returncode, (home / OWN_FILE).read_text(encoding="utf-8")) == (BROKEN, LIST)
    assert "line 3: the id C1 stands there twice. Nothing was changed." in refused.stderr
    run(home, "host", "duties", home, "--remove")


def test_a_file_that_is_not_there_changes_nothing(home: Path, tmp_path: Path) -> None:
    refused = run(home, "host", "duties", home, tmp_path / "none.csv")
    assert (refused.returncode, (home / OWN_FILE).exists()) == (BROKEN, False)
    assert "Nothing was changed" in refused.stderr


@pytest.mark.parametrize("options", [[], ["--remove", "--print"], ["mine.csv", "--remove"]])
def test_one_thing_at_a_time(home: Path, options: list[str]) -> None:
    assert run(home, "host", "duties", home, *options).returncode == WRONG_USE


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path, mine: Path) -> None:
    refused = run(tmp_path, "host", "duties", tmp_path, mine)
    assert (refused.returncode, (tmp_path / OWN_FILE).exists()) == (BROKEN, False)


def test_a_list_that_was_broken_by_hand_is_found(home: Path) -> None:
    assert run(home, "host", "check", home).returncode == OK
    (home / OWN_FILE).write_text(LIST.replace("out", "outside"), encoding="utf-8")
    found = run(home, "host", "check", home)
    (home / OWN_FILE).unlink()
    assert (found.returncode, "line 2: 'outside' in role_class" in found.stderr) == (BROKEN, True)
