"""What every command shares: whatever goes wrong ends in one plain message and the exit code that the help lists."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
import typer

from tests.interrupted import command
from tests.rehearsed import HostAt, done, undersign
from undersign.cli import frame
from undersign.host.files import FolderBusy, HostProblem
from undersign.protocol.errors import Refused
from undersign.reference.errors import BrokenFile
from undersign.verifier.problems import FolderProblem

FAULTS: list[tuple[BaseException, int, str]] = [
    (HostProblem("The folder is gone."), 3, "The folder is gone."),
    (FolderBusy("Another command."), 3, "Another command."),
    (FolderProblem("truncated", "books/x"), 3, "books/x: "),
    (BrokenFile("wages.csv is missing."), 3, "wages.csv is missing."),
    (Refused("below_k", "3 of 5"), 4, "Refused (below_k): "),
    (KeyboardInterrupt(), 130, "Interrupted. What was committed is kept."),
    (BrokenProcessPool("gone"), 3, "A worker process ended"),
    (OSError(errno.ENOSPC, "No space left", "file"), 5, "The disk is full (file)."),
    (OSError(errno.EDQUOT, "Quota"), 5, "The disk is full."),
    (OSError(errno.EROFS, "Read-only file system", "file"), 5, "Read-only file system (file)."),
    (OSError(errno.EFBIG, "File too large"), 5, "File too large."),
    (PermissionError(errno.EACCES, "Permission denied", "file"), 3, "Permission denied (file)."),
    (IsADirectoryError(errno.EISDIR, "Is a directory", "file"), 3, "Is a directory (file)."),
    (FileNotFoundError(errno.ENOENT, "No such file", "a\x1b[2Jb"), 3, "a\\x1b[2Jb"),
]


@pytest.mark.parametrize(("fault", "code", "says"), FAULTS, ids=[says for _, _, says in FAULTS])
def test_a_fault_ends_with_its_code_and_one_message(
    fault: BaseException, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @frame.guarded
    def fails() -> None:
        raise fault

    with pytest.raises(typer.Exit) as ended:
        fails()
    told = capsys.readouterr()
    assert (ended.value.exit_code, told.out) == (code, "")
    assert says in told.err
    assert code in frame.EXIT_CODES
    assert len(told.err.splitlines()) == 1


def test_a_fault_of_our_own_is_not_hidden() -> None:
    @frame.guarded
    def fails() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()


def test_help_lists_every_exit_code() -> None:
    said = " ".join(done("--help").split())
    assert all(f"{code}: " in said for code in frame.EXIT_CODES)


@pytest.mark.parametrize("arguments", [["sing"], ["host", "sing"], ["--louder"], ["verify", "--louder"], []])
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert undersign(*arguments).code == 2


def die(_: int) -> None:
    """End a worker as a full memory does."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    @frame.guarded
    def works() -> None:
        with frame.workers(2) as executor:
            assert executor
            executor.submit(die, 1).result()

    with pytest.raises(typer.Exit) as ended:
        works()
    assert ended.value.exit_code == 3
    assert "--workers 1" in capsys.readouterr().err


def who(_: int) -> tuple[int, bool]:
    """Return the worker's number, and whether Ctrl-C would reach it."""
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    return os.getpid(), signal.getsignal(signal.SIGINT) == signal.SIG_IGN and blocked


def test_workers_leave_ctrl_c_to_the_command() -> None:
    with frame.workers(2) as executor:
        assert executor
        assert executor.submit(who, 1).result()[1]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with frame.workers(1) as alone:
        assert alone is None


ORPHANS = """
import sys, time
from undersign.cli import frame
from undersign.host import folder
from tests.cli.test_frame import who
with folder.opened(__import__("pathlib").Path(sys.argv[1])), frame.workers(2) as executor:
    print(executor.submit(who, 1).result()[0], flush=True)
    time.sleep(60)
"""


def test_no_worker_outlives_a_killed_command_or_keeps_its_folder_locked(host_at: HostAt) -> None:
    host = host_at("new")
    running = subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", ORPHANS, str(host)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True
    )
    assert running.stdout
    worker = int(running.stdout.readline())
    assert undersign("host", "export", host, host.parent / "out").code == 3  # the folder is in use
    running.kill()
    running.wait()
    running.stdout.close()
    done("host", "export", host, host.parent / "out")
    deadline = time.monotonic() + 20
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(worker)


def alive(process: int) -> bool:
    """Return whether a process runs."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_reader_who_goes_away_is_no_fault(host_at: HostAt) -> None:
    running = subprocess.Popen(  # noqa: S603 - our own command
        command("inspect", host_at("met")), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    complaint = running.stderr.read()
    running.stderr.close()
    assert running.wait(timeout=30) in {0, 3}
    assert complaint == b""


def test_no_cluster_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def reach(*_given: object, **_named: object) -> None:
        raise OSError("Timed out trying to connect")

    def missing(_name: str) -> None:
        raise ImportError

    class Package:
        Client = reach

    for imported, says in ((lambda _name: Package, "No cluster answers at tcp://"), (missing, "needs the package")):
        told(imported, says, monkeypatch, capsys)


def told(
    imported: Callable[[str], object], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Check what is said when the library is not there, or nobody answers."""
    monkeypatch.setattr(frame, "import_module", imported)

    @frame.guarded
    def works() -> None:
        with frame.workers(2, "tcp://127.0.0.1:1"):
            pass

    with pytest.raises(typer.Exit) as ended:
        works()
    assert ended.value.exit_code == 3
    assert says in capsys.readouterr().err


def test_text_for_a_terminal_holds_no_commands() -> None:
    assert frame.plain("a\x1b[0m\x00\u202e\nb é") == "a\\x1b[0m\\x00\\u202e\nb é"
