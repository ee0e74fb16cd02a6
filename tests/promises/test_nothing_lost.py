"""nothing_lost: a crash, a full disk or a dead phone loses nothing that somebody was told was received."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.interrupted import command, full_at, killed_at, without_room
from tests.rehearsed import HostAt, box_files, box_id, done, examined, undersign
from undersign.host import folder
from undersign.protocol import phrase
from undersign.protocol.encoding import b64, decode, digest, sha256, u64
from undersign.protocol.signatures import public_key
from undersign.rehearsal.people import Devices

ROWS = 12
ALL = 45


def inbox(host: Path) -> list[bytes]:
    """Return the envelopes that wait."""
    return (host / "inbox" / f"{box_id(host).hex()}.jsonl").read_bytes().splitlines()


def receipts(host: Path) -> list[str]:
    """Return the envelope hashes for which a member holds a receipt."""
    path = host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts"
    return [decode(line)["envelope"] for line in path.read_bytes().splitlines()] if path.exists() else []


def hashes(envelopes: list[bytes]) -> list[str]:
    """Return what names envelopes."""
    return sorted(b64(sha256(each)) for each in envelopes)


def keys(envelopes: list[bytes]) -> set[str]:
    """Return the envelope keys."""
    return {decode(each)["key"] for each in envelopes}


def assert_sealed_once(host: Path, rows: int) -> None:
    """Check that each row was sealed exactly once, and that each has the host's promise."""
    waiting = inbox(host)
    assert len(waiting) == len(keys(waiting)) == rows
    assert sorted(receipts(host)) == hashes(waiting)


@pytest.mark.parametrize(
    ("written", "nth"), [("tile/entries", 1), ("state.json", 1), ("answered", 2), (".receipts", 2), ("inbox", 3)]
)
def test_a_killed_command_goes_on_where_it_was(written: str, nth: int, host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    seal = ("survey", "seal", host, plan, file, "--limit", ROWS, "--workers", 1)
    assert killed_at(written, nth, *seal) == -signal.SIGKILL
    promised = receipts(host)
    done(*seal)
    assert_sealed_once(host, ROWS)
    assert set(promised) <= set(receipts(host))


def test_what_was_promised_before_a_kill_is_there_afterwards(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    seal = ("survey", "seal", host, plan, file, "--limit", ROWS, "--workers", 1)
    assert killed_at(".receipts", 3, *seal) == -signal.SIGKILL
    promised = receipts(host)
    assert 0 < len(promised) < ROWS
    done(*seal)
    assert_sealed_once(host, ROWS)
    assert set(promised) <= set(receipts(host))


def until(condition: object, running: subprocess.Popen[str]) -> None:
    """Wait for something to become true, or for the command to end."""
    assert callable(condition)
    deadline = time.monotonic() + 60
    while not condition() and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)


DONE = (0, -signal.SIGINT)  # Python takes its own handler of Ctrl-C away at the very end, after the command is done


def stopped_on_the_way(signalled: signal.Signals, host: Path, seal: tuple[object, ...]) -> bool:
    """Stop a command that seals once the first envelope waits; return whether it was not done yet by then."""
    waiting = host / "inbox" / f"{box_id(host).hex()}.jsonl"
    running = subprocess.Popen(  # noqa: S603 - our own command
        command(*seal), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until(lambda: waiting.exists() and waiting.stat().st_size, running)
    if signalled == signal.SIGKILL:
        running.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signalled)  # as Ctrl-C does: the workers get it too
    _, complaint = running.communicate(timeout=60)
    assert running.returncode in {*DONE, -signal.SIGKILL, 130}
    assert "Traceback" not in complaint
    return running.returncode not in DONE


@pytest.mark.parametrize("signalled", [signal.SIGKILL, signal.SIGINT])
def test_a_real_run_with_two_processes_can_be_stopped_and_started_again(
    signalled: signal.Signals, host_at: HostAt, plan: Path, file: Path
) -> None:
    for turn in range(8):  # on a busy machine it may be done before the signal comes
        host = host_at("fixed", f"host-{turn}")
        seal = ("survey", "seal", host, plan, file, "--workers", 2)
        if stopped_on_the_way(signalled, host, seal):
            break
    else:
        pytest.fail("it was done before it could be stopped, each time")
    promised = receipts(host)
    done(*seal)
    assert_sealed_once(host, ALL)
    assert set(promised) <= set(receipts(host))
    done("open", host, "--workers", 1)
    got = host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts"
    said = done("verify", host, "--workers", 1, "--receipts", got)
    assert said.count("pass  ") == 10
    assert (
        sum(line.entry is not None and line.entry.get("kind") == "envelope" for line in box_files(host).lines()) == ALL
    )


def test_a_full_disk_is_told_and_loses_nothing(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    seal = ("survey", "seal", host, plan, file, "--limit", ROWS, "--workers", 1)
    size = max(each.stat().st_size for each in host.rglob("*") if each.is_file())
    code, said = without_room(size + 3000, *seal)
    assert code == 5
    assert "What was committed is kept." in said
    assert "Traceback" not in said
    promised = receipts(host)
    done(*seal)
    assert_sealed_once(host, ROWS)
    assert set(promised) <= set(receipts(host))


@pytest.mark.parametrize("written", ["inbox", ".receipts"])
def test_a_full_disk_in_the_middle_of_the_promises_keeps_those_that_were_made(
    written: str, host_at: HostAt, plan: Path, file: Path
) -> None:
    host = host_at("fixed")
    seal = ("survey", "seal", host, plan, file, "--limit", ROWS, "--workers", 1)
    code, said = full_at(written, 3, *seal)
    assert code == 5
    assert "The disk is full." in said
    promised = receipts(host)
    assert 0 < len(promised) < ROWS
    done(*seal)
    assert_sealed_once(host, ROWS)
    assert set(promised) <= set(receipts(host))


def test_a_receipt_cut_off_by_a_crash_is_given_again(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("sealed")
    path = host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts"
    path.write_bytes(path.read_bytes()[:-40])
    done("survey", "seal", host, plan, file, "--workers", 1)
    assert_sealed_once(host, ALL)


def test_an_envelope_cut_off_by_a_crash_was_never_promised_and_is_sealed_again(
    host_at: HostAt, plan: Path, file: Path
) -> None:
    host = host_at("sealed")
    waiting = host / "inbox" / f"{box_id(host).hex()}.jsonl"
    path = host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts"
    waiting.write_bytes(waiting.read_bytes()[:-100])
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert "Sealed 1 rows. 44 were sealed before." in done("survey", "seal", host, plan, file, "--workers", 1)
    assert_sealed_once(host, ALL)


@pytest.mark.parametrize(
    ("written", "nth"),
    [("books/box", 3), ("inbox", 1), ("checkpoints", 1), ("opened.json", 1)],
)
def test_a_killed_opening_goes_on_where_it_was(written: str, nth: int, host_at: HostAt) -> None:
    host = host_at("sealed")
    assert killed_at(written, nth, "open", host, "--workers", 1) == -signal.SIGKILL
    done("open", host, "--workers", 1)
    lines = [line.entry or {} for line in box_files(host).lines()]
    kinds = [entry.get("kind") for entry in lines]
    assert kinds.count("envelope") == ALL
    assert (kinds.count("opening_request"), kinds.count("part"), kinds.count("result")) == (1, 2, 1)
    found = examined(host)
    assert found.record.problems.all() == found.problems.all() == []


@pytest.mark.parametrize(("written", "nth"), [("books/list", 1), (".seeds", 1)])
def test_a_survey_whose_making_was_killed_leaves_no_trace_that_fails_a_check(
    written: str, nth: int, host_at: HostAt, plan: Path, file: Path
) -> None:
    host = host_at("fixed")
    new = ("survey", "new", host, plan, "--people", file, "--limit", 11, "--workers", 1)
    assert killed_at(written, nth, *new) == -signal.SIGKILL
    assert undersign("verify", host, "--workers", 1).code == 0
    assert {each.name for each in (host / "books").iterdir()} == set(folder_books(host))


def folder_books(host: Path) -> list[str]:
    """Return the books that the folder's state knows."""
    with folder.opened(host) as opened:
        return list(opened.books)


def test_a_dead_phone_loses_nothing_for_who_has_the_words(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("sealed")
    devices = Devices(host)
    first = digest("rehearsal/person", devices.master, u64(3))[:16]
    words = phrase.phrase_of(first)  # all that is left
    shutil.rmtree(host / "rehearsal")
    tmp_path.joinpath("paper").write_text(words)
    seed = phrase.seed(tmp_path.joinpath("paper").read_text())
    box = bytes.fromhex(next((host / "inbox").iterdir()).stem)
    again = b64(public_key(phrase.envelope_secret(seed, box)))
    waiting = next((host / "inbox").iterdir()).read_bytes().splitlines()
    assert again in keys(waiting)
