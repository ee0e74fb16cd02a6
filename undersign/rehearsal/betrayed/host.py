"""What the host lets the site's own programs do, in a process of its own.

python -m undersign.rehearsal.betrayed.host WHAT [ARGUMENT...]   (in the environment of the site)
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import b64, unb64
from undersign.rehearsal import evening
from undersign.web import home as homes
from undersign.web import start


def beat() -> None:
    """Add a tick, and do what is due at one."""
    import_module("undersign.web.record.clock").beat(homes.now())


def export(box: str, out: str) -> None:
    """Write the three exports about a demand, and the whole record."""
    from undersign.web.demands.followup import exports  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.demands.models import Demand  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.record.exports import export as write  # noqa: PLC0415 - models exist once Django is ready

    found = Demand.objects.get(box__box_id=bytes.fromhex(box))
    write(Path(out) / "public", "public", ["host"])
    for reader in ("signers", "recipient"):
        write(Path(out) / reader, reader, exports.books(found, reader))
    write(Path(out) / "keyholders", "keyholders")


def second(box: str, seconds: str) -> None:
    """Fix a demand of the host's own making for the list of another, on which signing ends after so many seconds."""
    from undersign.web.boxes.definitions.actions import Plan, fix  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.boxes.models import Box  # noqa: PLC0415 - models exist once Django is ready

    true, ends = Box.objects.get(box_id=bytes.fromhex(box)), int(homes.now()) + int(seconds)
    text = asks_text({**evening.asks(homes.now()), "asks": [{"what": "Let all stay as it is.", "by": "2027-03-01"}]})
    named: dict[str, Any] = {
        "kind": "demand",
        "rule": true.rule,
        "of": true.rule_of,
        "title": "We are content",
        "intro": text,
    }
    times: dict[str, Any] = {"signing_ends": ends, "withdrawing_ends": ends + evening.HOUR, "batch": evening.HOUR}
    made = fix(Plan(**named, **times, k=evening.LEVEL, levels=[evening.LEVEL]))
    print(json.dumps({"box": b64(bytes(made.box_id))}))  # noqa: T201 - the answer


def month(box: str, of: str) -> None:
    """Fix a survey of a month's hours for those whom another box is for, whatever was asked before."""
    from undersign.web.boxes.definitions.actions import fix  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.boxes.models import Box  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.surveys.actions import plan_of  # noqa: PLC0415 - models exist once Django is ready

    place = unb64(Box.objects.get(box_id=bytes.fromhex(box)).rule_of)
    made = fix(plan_of(place, of, int(homes.now()) + evening.HOUR, evening.HOUR))
    named = {"box": b64(bytes(made.box_id)), "book": made.book.name, "list": made.list_book.name}
    print(json.dumps({**named, "kind": made.kind}))  # noqa: T201 - the answer


def backup(out: str) -> None:
    """Write a backup, as each night."""
    from undersign.web import backup as backups  # noqa: PLC0415 - models exist once Django is ready

    backups.make(homes.current(), Path(out), lambda *_: None)


WAYS: dict[str, Callable[..., None]] = {
    "beat": beat,
    "export": export,
    "second": second,
    "month": month,
    "backup": backup,
}

if __name__ == "__main__":
    start.ready(Path(os.environ[homes.ENVIRONMENT]))
    WAYS[sys.argv[1]](*sys.argv[2:])
