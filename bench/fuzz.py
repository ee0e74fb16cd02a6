"""`fuzz`: inputs that nobody should send, to every address of the site that takes something."""

from __future__ import annotations

import time
from pathlib import Path

from bench.frame import finish, machine, say

EACH = 2000
SHOWN = 20


def run(arguments: list[str]) -> None:
    """Send 2,000 inputs to every address, or as many as the argument says; fail if the site broke or kept any."""
    each = int(arguments[0]) if arguments else EACH
    say(f"{machine()}; {each} inputs for each address, half of them by somebody who has signed in")
    from tests.web import start  # noqa: PLC0415 - makes a site; only for this benchmark

    _begin(Path(start.HOME.path))
    from tests.web import fuzz  # noqa: PLC0415 - models exist once Django is ready

    begun = time.perf_counter()
    found = fuzz.run(each, str(time.time_ns()))
    for problem in (*found.errors, *found.written)[:SHOWN]:
        say(problem)
    say(f"{time.perf_counter() - begun:.0f} s; {len(found.accepted)} addresses took something")
    errors, written = len(found.errors), len(found.written)
    figures = {"endpoints": found.endpoints, "inputs": found.inputs, "errors": errors, "written_by_refused": written}
    finish("fuzz", {name: str(number) for name, number in figures.items()})
    if errors or written:
        raise SystemExit(1)


def _begin(path: Path) -> None:
    """Begin the record of the site; nobody's requests are counted."""
    from django.conf import settings  # noqa: PLC0415 - only once there is a site

    from undersign.web import start as site  # noqa: PLC0415 - the same

    settings.LIMITS = None
    site.ready(path)
    site.migrate()
    from undersign.web.record import actions  # noqa: PLC0415 - models exist once Django is ready

    actions.begin()
    actions.tick(time.time())
