"""`undersign open`: from the last batch to the result, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interrupted import full_at
from tests.rehearsed import HostAt, box_files, box_id, done, undersign
from undersign.verifier.folder import Folder


def kinds(host: Path) -> list[str]:
    """Return the kinds of entries in the box's book."""
    return [str((line.entry or {}).get("kind")) for line in box_files(host).lines()]


def test_opening_says_what_it_did(host_at: HostAt) -> None:
    host = host_at("sealed")
    said = done("open", host, "--workers", 1)
    assert "45 envelopes were entered in the record, in random order." in said
    assert "REHEARSAL" in said
    assert "Opened: 3 groups, 45 envelopes." in said


def test_opening_twice_changes_nothing(host_at: HostAt) -> None:
    host = host_at("opened")
    before = Folder(host).checkpoint()
    assert "This box is open. Nothing was changed." in done("open", host)
    assert Folder(host).checkpoint() == before
    assert kinds(host).count("result") == 1


def test_a_box_is_named_by_the_first_digits_of_its_id(host_at: HostAt) -> None:
    host = host_at("opened")
    name = box_id(host).hex()
    assert "is open" in done("open", host, "--box", name[:6].upper())
    for unknown in ("0" * 64, "zz", name + "0"):
        assert undersign("open", host, "--box", unknown).code == 3


def test_a_box_with_no_envelopes_stays_shut(host_at: HostAt) -> None:
    host = host_at("fixed")
    for _ in range(2):
        ended = undersign("open", host, "--workers", 1)
        assert (ended.code, "below_k" in ended.complaint) == (4, True)
    assert "opening_request" not in kinds(host)


@pytest.mark.parametrize("written", ["books/box", "state.json", "checkpoints"])
def test_a_full_disk_is_told_and_the_opening_goes_on_later(written: str, host_at: HostAt) -> None:
    host = host_at("asked")
    code, said = full_at(written, 2, "open", host, "--workers", 1)
    assert (code, "The disk is full" in said) == (5, True)
    done("open", host, "--workers", 1)
    assert (kinds(host).count("part"), kinds(host).count("result")) == (2, 1)
    assert undersign("verify", host, "--workers", 1).code == 0


def test_an_envelope_spoilt_on_the_disk_stops_the_opening(host_at: HostAt) -> None:
    host = host_at("asked")
    path = box_files(host).path / "rests.jsonl"
    data = bytearray(path.read_bytes())
    data[500] = data[500] + 1 if data[500] != ord("z") else ord("y")
    path.write_bytes(data)
    ended = undersign("open", host, "--workers", 1)
    assert (ended.code, "not opened" in ended.complaint) == (3, True)
    assert "result" not in kinds(host)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["nowhere"], 3), ([], 2), (["{host}", "--workers", "none"], 2), (["{host}", "extra"], 2)]
)
def test_what_does_not_fit_ends_with_its_code(arguments: list[str], code: int, host_at: HostAt) -> None:
    host = host_at("new")
    assert undersign("open", *(each.format(host=host) for each in arguments)).code == code
    assert undersign("open", host).code == 3
