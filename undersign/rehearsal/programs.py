"""The keyholders of a rehearsal on a served site: they hold their meeting over it, and their programs run beside it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from undersign.host.files import HostProblem
from undersign.keyholder import carried
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Site
from undersign.protocol.encoding import Document, b64
from undersign.rehearsal.team import NAMES

MEETING_SECONDS: Final = 120
END_SECONDS: Final = 20
HOST_BOOK: Final = "/record/books/host/entries.jsonl"
Found = TypeVar("Found")


def wait_for(what: str, look: Callable[[], Found | None], seconds: float = MEETING_SECONDS) -> Found:
    """Return what `look` finds, once it finds something. Raises HostProblem after too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    raise HostProblem(f"The rehearsal waited too long for {what}. Nothing is lost; end it and start it again.")


def meet(path: Path, address: str, founders: Sequence[bytes], n: int = 3, t: int = 2) -> list[KeyholderFolder]:
    """Make keyholders' folders below `path`, and hold their meeting over the site. Raises HostProblem."""
    people = [KeyholderFolder.create(path / str(i), f"{NAMES[i - 1]} {i} (rehearsal)", "") for i in range(1, n + 1)]
    document: Document = {
        "v": 1,
        "kind": "ceremony",
        "keyholders": [{key: each.card[key] for key in ("name", "sign", "age", "employer")} for each in people],
        "t": t,
        "founders": [b64(key) for key in founders],
        "nonce": b64(secrets.token_bytes(32)),
        "rehearsal": True,
    }
    sites = [Site(address, each.seed) for each in people]
    wait_for("the founding", lambda: any(b'"founders"' in line for line in sites[0].lines(HOST_BOOK)))
    hashed = carried.post(sites[0], document).hash

    def all_done() -> bool:
        steps = [carried.advance(own, site, hashed) for own, site in zip(people, sites, strict=True)]
        return all(step.done for step in steps)

    wait_for("the key meeting", all_done)
    return people


@contextmanager
def running(people: Sequence[KeyholderFolder], address: str, clock: Path, every: int = 3) -> Iterator[None]:
    """Let the keyholders' programs run as long as this lasts."""
    command = [sys.executable, "-m", "undersign.cli.main", "keyholder", "run"]
    options = ["--every", str(every), "--no-page", "--clock", str(clock)]
    programs = [
        subprocess.Popen(  # noqa: S603 - our own command
            [*command, str(each.path), address, *options], stdout=subprocess.DEVNULL, env={**os.environ}
        )
        for each in people
    ]
    try:
        yield
    finally:
        for program in programs:
            program.send_signal(signal.SIGTERM)
        for program in programs:
            try:
                program.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                program.kill()
