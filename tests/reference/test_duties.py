"""The list of tasks: the shipped one as it was compiled, and a host's own, refused with its line if it is broken."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from undersign.reference.duties import FILE, NAMES, OWN_COLUMNS, OWN_FILE, listed, read_own, shipped, written
from undersign.reference.errors import BrokenFile

HEAD = ",".join(OWN_COLUMNS)
LINE = "C1,Making coffee,Hacer café,out,inferred,https://example.org/a,in no list of roles"


def own(folder: Path, text: str) -> Path:
    """Write a host's own list."""
    path = folder / OWN_FILE
    path.write_bytes(text.encode())
    return path


def test_the_33_tasks_are_as_they_were_compiled() -> None:
    found = shipped()
    count = {role: sum(one.role == role for one in found) for role in ("in", "out", "in_if_incidental", "contested")}
    assert count == {"in": 14, "out": 16, "in_if_incidental": 2, "contested": 1}
    assert sum(one.inferred for one in found) == 7
    assert len(found) == 33


def test_a_task_says_all_that_the_list_says() -> None:
    found = {one.id: one for one in shipped()}["D28"]
    assert (found.role, found.inferred, found.name) == ("out", True, NAMES["D28"])
    assert found.wording == "Cleaning, kitchen, maintenance"
    assert found.note == "absent from all 16 roles; no explicit text seen"


def test_names_are_short_enough_for_a_phone() -> None:
    assert max(len(name) for name in NAMES.values()) <= 64
    assert len(set(NAMES.values())) == 33


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",contested,", ",maybe,"),
        (",explicit,https://mabpcb", ",felt,https://mabpcb"),
        ("https://mabpcb", "mabpcb"),
        ("D33,", "D34,"),
        ("D33,", "d33,"),
        ("D33,Working outside competence/without supervision", "D33,"),
    ],
)
def test_a_shipped_list_that_was_changed_is_refused(copy: Path, old: str, new: str) -> None:
    path = copy / FILE
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenFile, match=FILE):
        shipped()


def test_a_site_without_a_list_has_the_shipped_one(tmp_path: Path) -> None:
    assert listed(tmp_path) == shipped()


def test_a_site_has_its_own_list_and_reads_it_anew_once_it_changes(tmp_path: Path) -> None:
    own(tmp_path, f"{HEAD}\n{LINE}\n")
    (coffee,) = listed(tmp_path)
    assert (coffee.id, coffee.name, coffee.es, coffee.role, coffee.inferred) == (
        *("C1", "Making coffee", "Hacer café", "out", True),
    )
    own(tmp_path, f"{HEAD}\n{LINE.replace(',out,', ',in,')}\n")
    assert [one.role for one in listed(tmp_path)] == ["in"]
    (tmp_path / OWN_FILE).unlink()
    assert listed(tmp_path) == shipped()


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{HEAD}\r\n{LINE}\r\n\r\n",
        f"{HEAD};\n{LINE}\n".replace(";", "").replace(",", ";"),
        f"{HEAD}\n{LINE},\n".replace("roles,", "roles"),
        f'{HEAD}\nC1,"Making coffee",Hacer café,out,inferred,,\n',
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, text: str) -> None:
    assert [one.name for one in read_own(own(tmp_path, text))] == ["Making coffee"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the columns are id,duty_en"),
        (f"{HEAD}\n", "has 0 tasks"),
        (f"{HEAD},more\n{LINE}\n", "line 1: the columns are"),
        (f"{HEAD}\n{LINE},more\n", "line 2: there are 8 cells, where 7 belong"),
        (f"{HEAD}\n{LINE}\n{LINE}\n", "line 3: the id C1 stands there twice"),
        (f"{HEAD}\n{LINE}\n{LINE.replace('C1', '1C')}\n", "line 3: '1C' in id is not a capital letter"),
        (f"{HEAD}\n{LINE.replace('out', 'outside')}\n", "line 2: 'outside' in role_class is not one of in, "),
        (f"{HEAD}\n{LINE.replace('inferred', '')}\n", "line 2: '' in evidence is not one of explicit, inferred"),
        (f"{HEAD}\n{LINE.replace('Hacer café', '')}\n", "line 2: '' in duty_es is not a name"),
        (f"{HEAD}\n{LINE.replace('Making coffee', 'x' * 81)}\n", "in duty_en is not a name of 1 to 80 letters"),
        (f"{HEAD}\n{LINE.replace('https:', 'javascript:')}\n", "in source_url is not nothing, or an address"),
        (f'{HEAD}\nC1,"Making\ncoffee",Café,out,inferred,,\n', "line 3: 'Making\\\\ncoffee' in duty_en"),
        (f'{HEAD}\nC1,"Making coffee\n', "line 2: unexpected end of data"),
        ("\n".join([HEAD, *(LINE.replace("C1", f"C{n}") for n in range(101))]), "has 101 tasks, where 1 to 100"),
    ],
)
def test_a_broken_list_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BrokenFile, match=says):
        read_own(own(tmp_path, text))


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / OWN_FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(BrokenFile, match="cannot be read as text"):
        read_own(tmp_path / OWN_FILE)


def test_what_is_printed_is_read_again_as_the_same(tmp_path: Path) -> None:
    text = written(shipped(), lambda one: f"({one.id})")
    found = read_own(own(tmp_path, text))
    same = [(one.id, one.name, one.role, one.inferred, one.source_url, one.note) for one in shipped()]
    assert [(one.id, one.name, one.role, one.inferred, one.source_url, one.note) for one in found] == same
    assert next(csv.reader(text.splitlines())) == list(OWN_COLUMNS)
