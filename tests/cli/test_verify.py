"""`undersign verify`: ten claims about any folder, whatever is wrong with it, each ending in one of three ways."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rehearsed import Ended, HostAt, box_files, box_id, done, undersign

OUTCOMES = ("pass  ", "FAIL  ", "cannot be checked here:  ")


def claims(ended: Ended) -> list[str]:
    """Return the first word of each claim's line."""
    return [line.split("  ")[0] for line in ended.said.splitlines() if line.startswith(OUTCOMES)]


def receipts(host: Path) -> Path:
    """Return the file of all members' receipts."""
    return host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts"


def test_ten_claims_each_with_its_reason(host_at: HostAt) -> None:
    host = host_at("opened")
    ended = undersign("verify", host, "--workers", 1, "--receipts", receipts(host))
    assert (ended.code, claims(ended)) == (0, ["pass"] * 10)
    assert len(ended.said.splitlines()) == 20
    assert "receipt 1: it is in the set that was counted" in ended.said


def test_without_receipts_two_claims_cannot_be_checked_here_and_say_why(host_at: HostAt) -> None:
    ended = undersign("verify", host_at("opened"), "--workers", 1)
    assert claims(ended).count("pass") == 8
    assert ended.said.count("no receipts were given") == 2


@pytest.mark.parametrize("stage", ["new", "met", "fixed", "sealed", "asked"])
def test_nothing_fails_on_the_way(stage: str, host_at: HostAt) -> None:
    ended = undersign("verify", host_at(stage), "--workers", 1)
    assert (ended.code, len(claims(ended))) == (0, 10)


def test_it_works_from_anywhere_and_writes_nothing(
    host_at: HostAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("host", "export", host_at("opened"), tmp_path / "export", "--for", "keyholders")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    before = {each: each.stat().st_mtime_ns for each in (tmp_path / "export").rglob("*")}
    assert undersign("verify", "../export", "--workers", 1).code == 0
    assert {each: each.stat().st_mtime_ns for each in (tmp_path / "export").rglob("*")} == before
    assert list(elsewhere.iterdir()) == []


def test_two_processes_say_the_same(host_at: HostAt) -> None:
    host = host_at("opened")
    assert undersign("verify", host, "--workers", 2).said == undersign("verify", host, "--workers", 1).said


def test_one_changed_byte_fails(host_at: HostAt) -> None:
    host = host_at("opened")
    path = box_files(host).path / "rests.jsonl"
    data = bytearray(path.read_bytes())
    data[700] = ord("A") if data[700] != ord("A") else ord("B")
    path.write_bytes(data)
    ended = undersign("verify", host, "--workers", 1)
    assert ended.code == 1
    assert "FAIL" in claims(ended)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file of receipts is empty"),
        (b"{\n", "the receipts cannot be read"),
        (b'{"kind":"receipt","v":1}\n', "the receipts cannot be read"),
        (b"\xff", "the receipts cannot be read"),
    ],
)
def test_broken_receipts_are_told_and_show_nothing(content: bytes, says: str, host_at: HostAt, tmp_path: Path) -> None:
    (tmp_path / "receipts").write_bytes(content)
    ended = undersign("verify", host_at("opened"), "--workers", 1, "--receipts", tmp_path / "receipts")
    assert (ended.code, ended.said.count(says)) == (0, 2)


def test_a_receipt_of_another_box_shows_nothing(host_at: HostAt) -> None:
    host = host_at("opened")
    box_files(host)
    folder = host_at("met", "other")
    ended = undersign("verify", folder, "--workers", 1, "--receipts", receipts(host))
    assert (ended.code, "this folder does not hold its box" in ended.said) == (0, True)


def test_what_an_interruption_left_in_a_hosts_folder_fails_nothing(host_at: HostAt) -> None:
    host = host_at("fixed")
    with (host / "books" / "members" / "entries.jsonl").open("ab") as file:
        file.write(b'{"entry":{"kind":"vou')
    with (host / "books" / "members" / "leaves").open("ab") as file:
        file.write(b"x" * 40)
    shutil.copytree(host / "books" / "members", host / "books" / "list-00000000")
    assert undersign("verify", host, "--workers", 1).code == 0


def test_the_same_in_an_export_fails(host_at: HostAt, tmp_path: Path) -> None:
    done("host", "export", host_at("fixed"), tmp_path / "export", "--for", "keyholders")
    with (tmp_path / "export" / "books" / "members" / "entries.jsonl").open("ab") as file:
        file.write(b'{"entry":{"kind":"vou')
    assert undersign("verify", tmp_path / "export", "--workers", 1).code == 1


SPOILT = [
    "about.json",
    "record/checkpoint",
    "record/tile/0",
    "record/tile/entries",
    "books/host/entries.jsonl",
    "books/host/leaves",
    "books/members/proofs.jsonl",
    "books/members/head.json",
    "books/box-/entries.jsonl",
    "books/box-/texts.jsonl",
    "books/box-/rests.jsonl",
    "books/list-/entries.jsonl",
]


def spoils(whole: bytes) -> list[bytes | None]:
    """Return what could have become of a file: cut, replaced, gone."""
    return [whole[: len(whole) // 2], b"\xff\x00{" * 50, None]


def spoilt_file(export: Path, name: str) -> Path:
    """Return the file that is meant by the beginning and the end of its path."""
    files = sorted(each for each in export.rglob("*") if each.is_file())
    begins = [each for each in files if each.relative_to(export).as_posix().startswith(name.split("-/", maxsplit=1)[0])]
    return next(each for each in reversed(begins) if each.name == name.rsplit("/", maxsplit=1)[-1] or "/tile/" in name)


@pytest.mark.parametrize("name", SPOILT)
def test_whatever_is_broken_every_command_that_reads_it_ends_with_a_plain_message(
    name: str, host_at: HostAt, tmp_path: Path
) -> None:
    export = tmp_path / "export"
    done("host", "export", host_at("opened" if "rests" in name else "fixed"), export, "--for", "keyholders")
    own = host_at("fixed", "keyholder") / "rehearsal" / "keyholders" / "1"
    path = spoilt_file(export, name)
    for data in spoils(path.read_bytes()):
        path.unlink() if data is None else path.write_bytes(data)
        ended = undersign("verify", export, "--workers", 1)
        assert (ended.code, len(claims(ended))) == (1, 10), ended.words
        opens = undersign("keyholder", "open", own, export, "--out", tmp_path / "part", "--workers", 1)
        assert opens.code in {3, 4}
        assert undersign("report", export, tmp_path / "report", "--no-verify").code in {0, 3}
        assert undersign("inspect", export).code in {0, 3}
        assert not (tmp_path / "part").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nowhere"], 3),
        ([], 2),
        (["{host}", "--receipts", "nowhere"], 3),
        (["{host}", "--receipts", "{host}"], 3),
        (["{host}", "--workers", "0"], 2),
        (["{file}"], 3),
    ],
)
def test_what_does_not_fit_ends_with_its_code(arguments: list[str], code: int, host_at: HostAt, file: Path) -> None:
    host = host_at("new")
    ended = undersign("verify", *(each.format(host=host, file=file) for each in arguments))
    assert ended.code == code, ended.words


def test_an_empty_folder_is_no_record(tmp_path: Path) -> None:
    ended = undersign("verify", tmp_path, "--workers", 1)
    assert (ended.code, len(claims(ended))) == (1, 10)
