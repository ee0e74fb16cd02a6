"""What every sub-command shares: exit codes, messages, progress bars, executors."""

from __future__ import annotations

import errno
import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from multiprocessing.connection import wait
from pathlib import Path
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from undersign.host import folder
from undersign.host.files import FolderBusy, HostProblem
from undersign.protocol.errors import Refused
from undersign.reference.errors import BrokenFile
from undersign.verifier.problems import FolderProblem

FAILED, WRONG_USE, BROKEN, REFUSED, NO_ROOM, OTHER, INTERRUPTED = 1, 2, 3, 4, 5, 6, 130

EXIT_CODES = {
    0: "Done.",
    FAILED: "A check came out as FAIL.",
    WRONG_USE: "Wrong use: an option or a value that the command does not take.",
    BROKEN: "A file or folder is missing, broken, or not what the command needs.",
    REFUSED: "A rule of the protocol refuses this. The message names the rule.",
    NO_ROOM: "The disk is full or cannot be written. What was committed before is kept.",
    OTHER: "Nothing is wrong, but the site names other files than before.",
    INTERRUPTED: "Interrupted. What was committed before is kept; the same command goes on from there.",
}

P = ParamSpec("P")
R = TypeVar("R")


def nobody_reads() -> NoReturn:
    """End quietly when whoever read what a command prints has gone away."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(BROKEN)


class _Printer(Console):
    def on_broken_pipe(self) -> None:
        nobody_reads()


say = _Printer(highlight=False, soft_wrap=True)
complain = Console(stderr=True, highlight=False, soft_wrap=True)

Workers = Annotated[int, typer.Option(min=1, help="How many processes work side by side.")]
Cluster = Annotated[str, typer.Option(metavar="tcp://HOST:PORT", help="A dask scheduler to work on instead.")]
CPUS = os.cpu_count() or 1


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn whatever goes wrong in a command into one plain message and its exit code."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (HostProblem, FolderProblem, BrokenFile) as problem:
            complain.print(plain(str(problem)), markup=False)
            raise typer.Exit(BROKEN) from None
        except Refused as problem:
            complain.print(plain(f"Refused ({problem.reason}): {problem}"), markup=False)
            raise typer.Exit(REFUSED) from None
        except KeyboardInterrupt:
            complain.print("Interrupted. What was committed is kept. Start the same command again to go on.")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenExecutor:
            complain.print(
                "A worker process ended before its work was done; perhaps the memory was full. What was committed is "
                "kept. Start the same command again, with --workers 1 if it happens again."
            )
            raise typer.Exit(BROKEN) from None
        except BrokenPipeError:
            nobody_reads()
        except OSError as problem:
            complain.print(plain(_os_message(problem)), markup=False)
            full = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)
            raise typer.Exit(NO_ROOM if full else BROKEN) from None

    return wrapper


def _os_message(problem: OSError) -> str:
    where = f" ({problem.filename})" if problem.filename else ""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}. What was committed is kept. Make room, then start the same command again."
    return f"{problem.strerror or type(problem).__name__}{where}. What was committed is kept."


def plain(text: str) -> str:
    """Return a text with everything that a terminal would obey, or that does not print, written out."""
    return "".join(each if each.isprintable() or each == "\n" else ascii(each)[1:-1] for each in text)


def waits(seconds: int) -> None:
    """Say that a command waits for the next tick of the record."""
    complain.print(f"Waiting for the next tick of the record, up to {seconds} seconds.")


@contextmanager
def at_rest(path: Path) -> Iterator[None]:
    """Keep a folder still while it is read: a host's own is locked, and what an interruption left in it cut away.

    An export is read as it is, and so is a host's folder that is broken or that this user cannot write.
    """
    with ExitStack() as stack:
        if (path / "state.json").is_file():
            try:
                stack.enter_context(folder.opened(path))
            except FolderBusy:
                raise
            except (HostProblem, OSError):
                stack.close()
        yield


def _begin_worker() -> None:
    """Leave Ctrl-C to the command itself, and end when the command ends, however that comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _pool(count: int) -> ProcessPoolExecutor:
    """Start a process pool whose workers never see Ctrl-C, not even while they start."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        pool = ProcessPoolExecutor(count, initializer=_begin_worker)
        pool.submit(int)  # the first work starts the workers
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pool


@contextmanager
def workers(count: int, cluster: str = "") -> Iterator[Executor | None]:
    """Give an executor: none for one worker, a process pool for more, or a dask cluster."""
    if cluster:
        with _dask(cluster) as executor:
            yield executor
        return
    if count == 1:
        yield None
        return
    pool = _pool(count)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        connect: Any = import_module("distributed").Client  # only who has a cluster needs the package
    except ImportError:
        raise HostProblem(
            'A cluster needs the package "distributed": pip install "undersign[cluster]". Nothing was done.'
        ) from None
    try:
        client = connect(address, timeout="10s")
    except (OSError, ValueError, TimeoutError) as problem:
        raise HostProblem(f"No cluster answers at {address} ({type(problem).__name__}). Nothing was done.") from None
    try:
        with client.get_executor() as executor:
            yield executor
    finally:
        client.close()


@contextmanager
def progress() -> Iterator[Callable[[str, int], Callable[[int], None]]]:
    """Give a function that starts a bar (what, total) and returns what moves it on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=complain, disable=not sys.stderr.isatty()) as bars:

        def start(what: str, total: int) -> Callable[[int], None]:
            task = bars.add_task(what, total=total or None)
            return lambda steps: bars.update(task, advance=steps)

        yield start


@contextmanager
def stages() -> Iterator[Callable[[int, int, str], None]]:
    """Give the verifier's kind of progress function: (done, total, what)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=complain, disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, TaskID] = {}

        def move(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield move
