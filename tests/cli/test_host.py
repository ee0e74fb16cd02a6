"""`undersign host`: a new folder, what keyholders hand in, and the three exports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.interrupted import full_at, killed_at, without_room
from tests.rehearsed import HostAt, box_files, box_id, done, list_files, undersign
from undersign.host import folder
from undersign.protocol.encoding import decode, encode
from undersign.verifier.folder import Folder
from undersign.verifier.report import verify


def outcomes(path: Path) -> dict[str, str]:
    """Return what comes of each claim."""
    return {claim.name: verdict.outcome for claim, verdict in verify(path)}


def test_a_new_host_has_two_books_one_tick_and_says_what_comes_next(tmp_path: Path) -> None:
    said = done("host", "new", tmp_path / "host", "--origin", "example.org/host")
    assert "Nothing can be sealed before keyholders have held their key meeting." in said
    assert {each.name for each in (tmp_path / "host" / "books").iterdir()} == {"host", "members"}
    assert Folder(tmp_path / "host").claimed(Folder(tmp_path / "host").checkpoint()).size == 1
    assert "rehearsal" not in said


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--origin", "a b"], 4),
        (["--origin", "a+b"], 4),
        (["--origin", ""], 4),
        (["--origin", "x" * 256], 4),
        (["--origin", "a\nb"], 4),
        ([], 2),
        (["--origin", "a", "--tick-seconds", "0"], 2),
        (["--origin", "a", "--tick-seconds", "86401"], 2),
        (["--origin", "a", "--colour", "red"], 2),
    ],
)
def test_a_host_that_breaks_a_rule_is_not_made(more: list[str], code: int, tmp_path: Path) -> None:
    assert undersign("host", "new", tmp_path / "host", *more).code == code
    assert not (tmp_path / "host").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    ended = undersign("host", "new", tmp_path, "--origin", "example.org/host")
    assert (ended.code, "not empty" in ended.complaint) == (3, True)
    assert [each.name for each in tmp_path.iterdir()] == ["letter"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    done("host", "new", tmp_path, "--origin", "example.org/host")
    assert (tmp_path / "state.json").exists()


@pytest.mark.parametrize("written", ["books/members", "tile", "state.json", "secret"])
def test_a_full_disk_leaves_no_half_made_host(written: str, tmp_path: Path) -> None:
    new = ("host", "new", tmp_path / "host", "--origin", "example.org/host")
    code, said = full_at(written, 1, *new)
    assert (code, "The disk is full" in said) == (5, True)
    done(*new)


def test_a_killed_start_is_no_host_and_says_so(tmp_path: Path) -> None:
    host = tmp_path / "host"
    assert killed_at("state.json", 1, "host", "new", host, "--origin", "example.org/host") == -9
    ended = undersign("host", "export", host, tmp_path / "out")
    assert (ended.code, "is not a host folder" in ended.complaint) == (3, True)
    assert undersign("host", "new", host, "--origin", "example.org/host").code == 3


def test_a_folder_that_nobody_may_write_is_told(tmp_path: Path) -> None:
    code, said = without_room(10, "host", "new", tmp_path / "host", "--origin", "example.org/host")
    assert (code, "Traceback" in said) == (5, False)
    assert not list((tmp_path / "host").iterdir())


SEEN: dict[str, dict[str, int | None]] = {
    "public": {"host": 3, "members": None, "list": None, "box": None},
    "members": {"host": 3, "members": 100, "list": 1, "box": 50},
    "keyholders": {"host": 3, "members": 100, "list": 100, "box": 50},
}


@pytest.mark.parametrize("reader", ["public", "members", "keyholders"])
def test_each_reader_gets_what_they_may_see_and_no_more(reader: str, host_at: HostAt, tmp_path: Path) -> None:
    host, out = host_at("opened"), tmp_path / "out"
    said = done("host", "export", host, out, "--for", reader)
    files = {each.first.audience: each for each in Folder(out).books().values()}
    assert f"Wrote {len(files)} books for {reader}" in said
    for audience, least in SEEN[reader].items():
        assert (audience in files) == (least is not None)
        if least is not None:
            seen = [line for line in files[audience].lines() if line.entry is not None]
            assert len(seen) == 1 if least == 1 else len(seen) >= least
            assert len(list(files[audience].lines())) == len(list(files[audience].leaves()))
    assert Folder(out).about()["for"] == reader
    assert {each.name for each in out.iterdir()} == {"about.json", "books", "record"}
    found = outcomes(out)
    assert "FAIL" not in found.values()
    assert found["record_never_rewritten"] == found["no_leaf_missing"] == "pass"
    assert (found["envelopes_well_formed"] == "pass") == (reader != "public")
    assert (found["envelopes_within_list"] == "pass") == (reader == "keyholders")


def test_the_members_export_has_only_leaves_of_the_list(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("opened")
    done("host", "export", host, tmp_path / "out", "--for", "members")
    name = list_files(host).name
    assert {each.name for each in (tmp_path / "out" / "books" / name).iterdir()} == {
        "leaves",
        "entries.jsonl",
        "proofs.jsonl",
        "head.json",
    }


def test_the_public_export_names_no_box(host_at: HostAt, tmp_path: Path) -> None:
    host, out = host_at("opened"), tmp_path / "out"
    done("host", "export", host, out)
    data = b"".join(each.read_bytes() for each in out.rglob("*") if each.is_file())
    for name in (box_id(host).hex(), box_files(host).name, list_files(host).name, "Supervision", "definition"):
        assert name.encode() not in data


def test_what_a_crash_left_is_not_handed_out(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("opened")
    (host / "record" / ".checkpoint.part").write_bytes(b"half")
    (host / "record" / "tile" / "0" / ".x.part").write_bytes(b"half")
    with (box_files(host).path / "entries.jsonl").open("ab") as file:
        file.write(b'{"entry":{"kind":"envelo')
    done("host", "export", host, tmp_path / "out", "--for", "keyholders")
    assert not list((tmp_path / "out").rglob("*.part"))
    assert "FAIL" not in outcomes(tmp_path / "out").values()


@pytest.mark.parametrize("stopped", ["killed", "full"])
def test_an_export_appears_whole_or_not_at_all(stopped: str, host_at: HostAt, tmp_path: Path) -> None:
    export = ("host", "export", host_at("opened"), tmp_path / "out", "--for", "keyholders")
    if stopped == "killed":
        assert killed_at(".out.part", 1, *export) == -9
    else:
        assert without_room(2000, *export)[0] == 5
    assert not (tmp_path / "out").exists()
    done(*export)
    assert [each.name for each in tmp_path.iterdir() if "out" in each.name] == ["out"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["export", "{host}", "{out}", "--for", "everyone"], 2),
        (["export", "{host}", "{out}", "--for", "signers"], 2),
        (["export", "{host}", "{out}", "--box", "0"], 2),
        (["export", "{host}", "{out}", "--for", "signers", "--box", "none"], 3),
        (["export", "{host}"], 2),
        (["export", "{host}", "{host}"], 3),
        (["export", "{host}", "{host}/inside"], 3),
        (["export", "{host}", "{host}/record/inside"], 3),
        (["export", "nowhere", "{out}"], 3),
        (["export", "{junk}", "{out}"], 3),
        (["add", "{host}", "nowhere"], 3),
        (["add", "{host}", "{host}"], 3),
        (["add", "{host}", "{junk}"], 3),
        (["add", "nowhere", "{junk}"], 3),
        (["add", "{host}"], 2),
        ([], 2),
    ],
)
def test_what_does_not_fit_ends_with_its_code(arguments: list[str], code: int, host_at: HostAt, tmp_path: Path) -> None:
    junk = tmp_path / "junk"
    junk.write_bytes(b"\x00\xff")
    names = {"host": host_at("met"), "out": tmp_path / "out", "junk": junk}
    ended = undersign("host", *(each.format(**names) for each in arguments))
    assert ended.code == code, ended.words
    assert not (tmp_path / "out").exists()


HANDED_IN = [
    (b"", 3),
    (b"\n", 3),
    (b"{}\n", 3),
    (b'{"kind":"issuing_key","v":1}\n', 4),
    (b'{"kind":"part","v":1}\n', 3),
    (b'{"kind":"meeting","v":1}\n', 4),
    (b'{"ceremony":1,"kind":"meeting","signatures":5,"transcript":[],"v":1}\n', 4),
    (b'{"ceremony":{},"kind":"meeting","signatures":[],"transcript":{},"v":1}\n', 4),
    (b'{"kind":"envelope","v":1}\n', 3),
    (b'{"kind":"part","v":1}\n{"kind":"part","v":1}\n', 3),
    (b'{"v":1,"kind":"part"}\n', 3),
    ("— a b\n".encode(), 4),
    ("— a\n".encode(), 4),
    ("— ".encode() + b"\xff\n", 4),
    (b'{"kind":' + b"[" * 5000 + b'],"v":1}\n', 3),
]


@pytest.mark.parametrize(("data", "code"), HANDED_IN, ids=[str(number) for number in range(len(HANDED_IN))])
def test_whatever_else_is_handed_in_is_refused_and_nothing_changes(
    data: bytes, code: int, host_at: HostAt, tmp_path: Path
) -> None:
    host, file = host_at("met"), tmp_path / "handed-in"
    before = (host / "state.json").read_bytes(), (host / "record" / "checkpoint").read_bytes()
    file.write_bytes(data)
    assert undersign("host", "add", host, file).code == code
    assert ((host / "state.json").read_bytes(), (host / "record" / "checkpoint").read_bytes()) == before


def test_what_came_before_a_wrong_file_is_kept(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("met")
    team = [json.loads(line)["entry"] for line in (host / "books" / "host" / "entries.jsonl").read_bytes().splitlines()]
    meeting = {"v": 1, "kind": "meeting", "ceremony": team[1]}
    meeting |= {name: team[2][name] for name in ("transcript", "signatures")}
    (tmp_path / "team.json").write_bytes(encode(meeting) + b"\n")
    ended = undersign("host", "add", host, tmp_path / "team.json", tmp_path / "missing")
    assert ended.code == 3
    assert "the keyholders' team" in ended.said
    assert "What came before it was taken in." in ended.complaint


def test_a_second_team_is_refused(host_at: HostAt, tmp_path: Path) -> None:
    host, other = host_at("met"), tmp_path / "other"
    done("host", "new", other, "--origin", "example.org/other", "--rehearsal")
    done("ceremony", "rehearse", other)
    entries = [decode(line)["entry"] for line in (other / "books" / "host" / "entries.jsonl").read_bytes().splitlines()]
    meeting = {"v": 1, "kind": "meeting", "ceremony": entries[1]}
    meeting |= {name: entries[2][name] for name in ("transcript", "signatures")}
    (tmp_path / "team.json").write_bytes(encode(meeting) + b"\n")
    ended = undersign("host", "add", host, tmp_path / "team.json")
    assert (ended.code, "has its keyholders already" in ended.complaint) == (3, True)
    real = tmp_path / "real"
    done("host", "new", real, "--origin", "example.org/real", "--tick-seconds", 1)
    ended = undersign("host", "add", real, tmp_path / "team.json")
    assert (ended.code, "rehearsal" in ended.complaint) == (4, True)


def test_two_commands_do_not_write_at_once(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("met")
    with folder.opened(host):
        ended = undersign("host", "export", host, tmp_path / "out")
        assert (ended.code, "Another command is working on" in ended.complaint) == (3, True)
        assert undersign("verify", host, "--workers", 1).code == 3
    assert undersign("verify", host, "--workers", 1).code == 0


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"origin":1}',
        b"\xff",
        b'{"books":[]}',
        b'{"books":{"host":{}},"origin":"x"}',
    ],
)
def test_a_broken_state_is_told_and_nothing_is_cut(state: bytes, host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("opened")
    (host / "state.json").write_bytes(state)
    before = {each: each.read_bytes() for each in host.rglob("*") if each.is_file()}
    ended = undersign("host", "export", host, tmp_path / "out")
    assert (ended.code, "state.json" in ended.complaint) == (3, True)
    assert {each: each.read_bytes() for each in host.rglob("*") if each.is_file()} == before


@pytest.mark.parametrize("cut", ["books/host/leaves", "books/members/entries.jsonl", "record/tile/entries/000.p/3"])
def test_a_file_that_was_cut_is_named(cut: str, host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("met")
    path = next(host.glob(cut.replace("/3", "/*"))) if "tile" in cut else host / cut
    if "tile" in cut:
        path = host / "record" / "tile" / "entries" / "000.p" / str(len(list(Folder(host).public_leaves())))
    path.write_bytes(path.read_bytes()[:-5])
    ended = undersign("host", "export", host, tmp_path / "out")
    assert ended.code == 3
    assert not (tmp_path / "out").exists()


def test_a_missing_secret_is_named(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("met")
    (host / "secret" / "host").unlink()
    (host / "record" / "checkpoint").unlink()
    ended = undersign("host", "export", host, tmp_path / "out")
    assert (ended.code, "secret/host" in ended.complaint) == (3, True)
