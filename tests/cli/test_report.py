"""`undersign report`: one page, a table and a document from an opened survey."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.interrupted import without_room
from tests.rehearsed import OPTIONS, HostAt, box_files, done, plain_counts, undersign
from undersign.protocol.encoding import decode, encode


def test_three_files_say_the_same(host_at: HostAt, tmp_path: Path) -> None:
    said = done("report", host_at("opened"), tmp_path / "report", "--workers", 1)
    assert "3 groups opened, 0 stayed shut." in said
    assert {each.name for each in (tmp_path / "report").iterdir()} == {"report.html", "report.csv", "report.json"}
    html = (tmp_path / "report" / "report.html").read_text()
    document = json.loads((tmp_path / "report" / "report.json").read_text())
    with (tmp_path / "report" / "report.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    for name, counts in plain_counts().items():
        assert name in html
        assert name in json.dumps(document)
        found = [int(row[column]) for row in rows if name in row.values() for column in row if column == "count"]
        assert not found or sum(found) == sum(counts)
    assert all(option in html for option in OPTIONS)
    assert "rehearsal" in html.lower()
    assert "do not take these figures for real ones" in html.lower()
    assert "<script" not in html


def test_a_members_export_is_enough(host_at: HostAt, tmp_path: Path) -> None:
    done("host", "export", host_at("opened"), tmp_path / "export", "--for", "members")
    done("report", tmp_path / "export", tmp_path / "report", "--no-verify")
    assert "New York" in (tmp_path / "report" / "report.html").read_text()


def test_a_report_of_a_folder_that_fails_is_written_and_ends_with_1(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("opened")
    path = box_files(host).path / "rests.jsonl"
    data = bytearray(path.read_bytes())
    data[700] = ord("A") if data[700] != ord("A") else ord("B")
    path.write_bytes(data)
    ended = undersign("report", host, tmp_path / "report", "--workers", 1)
    assert (ended.code, "came out as FAIL" in ended.said) == (1, True)
    assert "FAIL" in (tmp_path / "report" / "report.html").read_text()


@pytest.mark.parametrize(
    "change",
    [
        {"groups": []},
        {"groups": [{"tags": [99], "count": 5, "totals": [[1, 1, 1, 1, 1, 0]]}]},
        {"groups": [{"tags": [0], "count": 5, "totals": [[1, 1]]}]},
        {"groups": [{"tags": [0], "count": 5, "totals": [[1] * 6, [1] * 6]}]},
        {"shut": [{"tags": [7], "count": 1}]},
        {"groups": "none"},
    ],
)
def test_a_result_that_does_not_fit_its_rules_is_not_shown(
    change: dict[str, object], host_at: HostAt, tmp_path: Path
) -> None:
    host = host_at("opened")
    path = box_files(host).path / "entries.jsonl"
    lines = path.read_bytes().splitlines()
    for number, line in enumerate(lines):
        document = decode(line)
        if document["entry"]["kind"] == "result":
            document["entry"] |= change
            lines[number] = encode(document)
    path.write_bytes(b"\n".join(lines) + b"\n")
    (host / "state.json").unlink()
    ended = undersign("report", host, tmp_path / "report", "--no-verify")
    assert ended.code == (0 if change == {"groups": []} else 3)


def test_a_full_disk_is_told(host_at: HostAt, tmp_path: Path) -> None:
    code, said = without_room(1000, "report", host_at("opened"), tmp_path / "report", "--no-verify")
    assert (code, "Traceback" in said) == (5, False)
    assert not list((tmp_path / "report").glob("report.*"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nowhere", "{out}"], 3),
        (["{met}", "{out}"], 3),
        (["{host}", "{out}", "--box", "zz"], 3),
        (["{host}", "{file}", "--no-verify"], 3),
        (["{host}"], 2),
    ],
)
def test_what_does_not_fit_ends_with_its_code(arguments: list[str], code: int, host_at: HostAt, file: Path) -> None:
    host = host_at("opened")
    out = host.parent / "out"
    names = {"host": host, "met": host_at("met", "met"), "out": out, "file": file}
    before = file.read_bytes()
    assert undersign("report", *(each.format(**names) for each in arguments)).code == code
    assert not out.exists()
    assert file.read_bytes() == before
