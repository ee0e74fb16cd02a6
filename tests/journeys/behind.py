"""What happens to a journey's site behind its pages: time passes, its clock is held, its people lie.

python -m tests.journeys.behind WHAT [ARGUMENT...]   (in the environment of the site)
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from undersign.protocol.encoding import b64
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import vouch_document
from undersign.web import home as homes
from undersign.web import start

if TYPE_CHECKING:
    from tests.journeys.people import Site

FAR = 2**50
DAY_SECONDS = 86_400
AHEAD = """\
import time

_now = time.time
time.time = lambda: _now() + {seconds}
"""


def do(site: Site, what: str, *arguments: str) -> None:
    """Do one of the things below to a site, in a process of its own, as whoever has its database can."""
    site.server.module("tests.journeys.behind", what, *arguments)


def a_day_later(site: Site) -> None:
    """Start the site again with clocks that are a day and a minute ahead."""
    server = site.server
    folder = server.home / "later"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(AHEAD.format(seconds=DAY_SECONDS + 60))
    server.environment["PYTHONPATH"] = f"{folder}{os.pathsep}{server.environment['PYTHONPATH']}"
    server.restart()


def hold() -> None:
    """Hold the clock of the record: what is written down from now on gets into no tick."""
    from undersign.web.record.models import Tree  # noqa: PLC0415 - models exist once Django is ready

    Tree.objects.update(last_tick=FAR)


def go_on() -> None:
    """Let the clock of the record go on."""
    from undersign.web.record.models import Tree  # noqa: PLC0415 - the same

    Tree.objects.update(last_tick=int(time.time()) // homes.current().tick_seconds - 1)


def invent(count: str, place: str, *givers: str) -> None:
    """Add members whom nobody knows: each is vouched for by the two before, the first by real ones, who did not sign.

    `place`: the id of a workplace; `givers`: the member keys of two real people; all in hex.
    """
    from django.db import transaction  # noqa: PLC0415 - the same

    from undersign.web.people import access  # noqa: PLC0415 - the same
    from undersign.web.people.models import Member, Vouch  # noqa: PLC0415 - the same
    from undersign.web.record import actions as record  # noqa: PLC0415 - the same

    origin, today = homes.current().origin, access.today()
    seeds = [secrets.token_bytes(32) for _ in range(int(count))]
    known = [(bytes.fromhex(each), secrets.token_bytes(32)) for each in givers]
    with transaction.atomic():
        for number, seed in enumerate(seeds):
            key = public_key(seed)
            for giver, signer in known[-2:]:
                word = vouch_document(signer, origin, key, "peer", bytes.fromhex(place), today)
                record.append("members", [{**word, "from": b64(giver)}])
                named = {"giver": giver, "member": key, "workplace": bytes.fromhex(place)}
                Vouch.objects.create(**named, role="peer", day=today)
            told = {"role": "peer", "employer": "private", "supervisor": False, "joined": "2026-01-01"}
            Member.objects.create(key=key, nickname=f"Nobody {number}", **told)
            known.append((key, seed))


def break_table() -> None:
    """Take a table away, so that pages that need it break."""
    from django.db import connection  # noqa: PLC0415 - the same

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_book RENAME TO record_gone")


def change(book: str) -> None:
    """Change one byte of the last entry of a book: a digit of the year in which something was."""
    from undersign.web.record.models import Leaf  # noqa: PLC0415 - the same

    leaf = Leaf.objects.filter(book__name=book).latest("number")
    entry = bytearray(leaf.entry)
    at = entry.index(b'"day":"') + len(b'"day":"202')
    entry[at] = ord("7") if entry[at] != ord("7") else ord("8")
    Leaf.objects.filter(pk=leaf.pk).update(entry=bytes(entry))


WAYS: dict[str, Callable[..., None]] = {
    "hold": hold,
    "go-on": go_on,
    "invent": invent,
    "break": break_table,
    "change": change,
}

if __name__ == "__main__":
    start.ready(Path(os.environ[homes.ENVIRONMENT]))
    WAYS[sys.argv[1]](*sys.argv[2:])
