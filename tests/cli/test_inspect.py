"""`undersign inspect`: what a file or folder is, in plain words, whatever somebody put into it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.rehearsed import HostAt, box_files, box_id, done, undersign
from undersign.protocol.encoding import encode


def test_a_folder_is_told_book_by_book(host_at: HostAt) -> None:
    said = done("inspect", host_at("opened"))
    assert "A folder of the record rehearsed.example/undersign, made for: host." in said
    assert "It is a rehearsal." in said
    assert "      45  envelope" in said
    assert "      90  vouch" in said


def test_an_export_tells_what_is_hidden(host_at: HostAt, tmp_path: Path) -> None:
    done("host", "export", host_at("opened"), tmp_path / "export", "--for", "members")
    assert "hidden" in done("inspect", tmp_path / "export")


def test_single_files_are_told(host_at: HostAt) -> None:
    host = host_at("opened")
    assert "A checkpoint of rehearsed.example/undersign" in done("inspect", host / "record" / "checkpoint")
    assert "A document of kind export" in done("inspect", host / "about.json")
    rests = done("inspect", box_files(host).path / "rests.jsonl")
    assert "      45  envelope" in rests
    receipts = host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts"
    assert "      45  receipt" in done("inspect", receipts)
    card = host / "rehearsal" / "keyholders" / "1" / "card.json"
    assert "A document of kind card" in done("inspect", card)


JUNK: list[tuple[bytes, int]] = [
    (b"", 3),
    (b"\n", 3),
    (b"\x00" * 100, 3),
    (b"\xff\xfe", 3),
    (b"hello\n", 3),
    (b"{}", 3),
    (b'{"v":1}', 0),
    (b'{"v":1}\n{"v":2}\n', 3),
    (b'{"v":NaN}', 3),
    (b'{"v":1,"v":1}', 3),
    (b"[" * 100_000, 3),
    (b'{"a":' * 50 + b"1" + b"}" * 50, 3),
    (b'{"kind":"ceremony","v":1}', 4),
    (b'{"kind":5,"v":1}', 0),
    (b'{"kind":[],"v":1}', 0),
    (b"origin\n5\nAAAA\n\n", 3),
    (b"origin\n\n\n\n", 3),
    (b"a,b\n1,2\n", 3),
    (b'{"n":' + b"9" * 5000 + b',"v":1}', 3),
    (os.urandom(4096), 3),
]


@pytest.mark.parametrize(("data", "code"), JUNK, ids=[str(number) for number in range(len(JUNK))])
def test_junk_is_told_plainly(data: bytes, code: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    ended = undersign("inspect", path)
    assert ended.code == code
    assert ended.complaint if code else ended.said


def test_nothing_in_a_document_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    evil = "\x1b[2Jcleared\x1b]0;title\x07\r\u202e[bold]x[/bold]"
    path = tmp_path / "file"
    path.write_bytes(encode({"v": 1, "kind": evil, "name": evil}))
    said = done("inspect", path)
    assert not any(character in said for character in "\x1b\x07\r\u202e")
    assert "\\x1b[2Jcleared" in said
    assert "[bold]x[/bold]" in said


def test_a_message_about_such_a_name_does_not_either(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb"
    ended = undersign("inspect", path)
    assert (ended.code, "\x1b" in ended.complaint) == (3, False)


def test_long_values_are_shortened(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(encode({"v": 1, "kind": "x", "text": "a" * 5000, "items": [1, 2, 3]}))
    said = done("inspect", path)
    assert "(5000 characters)" in said
    assert "items: 3 items" in said
    assert len(said) < 1000


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "nothing"):
        assert undersign("inspect", path).code == 3
    assert undersign("inspect", tmp_path).code == 3
    assert undersign("inspect").code == 2


def test_a_file_of_ten_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)
    ended = undersign("inspect", path)
    assert (ended.code, "larger than 64 MB" in ended.complaint) == (3, True)
