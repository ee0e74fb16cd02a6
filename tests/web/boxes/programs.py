"""What the processes of the tests do on a real site: phones that send, the clock, and one that reads it all again."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from tests.web.boxes.wsgi import ask
from undersign.protocol import boxes
from undersign.protocol.closing import check_promise
from undersign.protocol.encoding import encode, sha256
from undersign.web import home, limits, start
from undersign.web.boxes.batches import actions as batches
from undersign.web.boxes.envelopes import access as waiting
from undersign.web.boxes.envelopes import actions as envelopes
from undersign.web.boxes.models import Box, Envelope, Parcel, Waiting
from undersign.web.record import access
from undersign.web.record import actions as record
from undersign.web.record import clock as ticking
from undersign.web.record.models import Tick

PROMISED: Final = "promised"


def say(*words: object) -> None:
    """Print a line at once."""
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())  # whole, whichever thread says it


def send(name: str, first: int = 0, step: int = 1, at_once: int = 1) -> None:
    """Send every `step`-th of what lies beside the site, so many at once, and say what the door answers to each."""
    from undersign.web.wsgi import application  # noqa: PLC0415 - the site has started only now

    def one(line: str) -> None:
        found = json.loads(line)
        limits.forget()
        answer = ask(application, f"/door/{found['box']}", json.dumps(found["what"]).encode())
        if answer.status == 200:
            say(PROMISED, json.dumps(answer.found["promise"]))
        else:
            say(answer.status, answer.found["error"], answer.found["say"])

    lines = (home.current().path.parent / name).read_text().splitlines()[first::step]
    if at_once == 1:
        for line in lines:
            one(line)
        return
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, lines))


def send_and_die(name: str, moment: str) -> None:
    """Send the first one, and be killed at a moment in between."""
    _die_at(moment)
    send(name, 0, 10_000)


def tick_and_die(moment: str) -> None:
    """Let the clock beat, and be killed at a moment in between."""
    _die_at(moment)
    tick(1)


def _die_at(moment: str) -> None:
    where: dict[str, tuple[Any, str, bool]] = {
        "before the key": (waiting, "_make", False),
        "between key and row": (waiting, "seal", False),
        "between row and promise": (envelopes, "_promise", False),
        "between promise and answer": (envelopes, "_promise", True),
        "before the batch": (batches, "_enter", False),
        "in the batch": (batches, "_drop_withdrawn", False),
        "after the batch, in its tick": (record, "_add_to_tile", True),
        "while keys are erased": (batches, "_erase", False),
    }
    holder, name, after = where[moment]
    setattr(holder, name, _dying(getattr(holder, name), after=after))


def _dying(call: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def dying(*arguments: Any, **named: Any) -> None:  # noqa: ANN401 - whatever it is given
        if after:
            call(*arguments, **named)
        say("dies")
        os.kill(os.getpid(), signal.SIGKILL)

    return dying


def tick(count: int, seconds: int = 60) -> None:
    """Move the clock of the site, and let it beat."""
    for _ in range(count):
        home.current().move_clock(seconds)
        say("tick", ticking.beat(home.now()))


def keep_ticking(count: int) -> None:
    """Beat as a site does whose time runs fast."""
    tick(count, 30)


def end(name: str) -> None:
    """Let signing end for the box of what lies beside the site, and everything enter that waits for it."""
    box = _box(name)
    home.current().move_clock(max(0, box.signing_ends - int(home.now())))
    tick(3)


def _box(name: str) -> Box:
    line = (home.current().path.parent / name).read_text().splitlines()[0]
    return Box.objects.select_related("book").get(box_id=bytes.fromhex(json.loads(line)["box"]))


def check(name: str, *promises: str) -> None:
    """Compute the record again, check every promise, and say which envelopes stand in the book, each once."""
    start.audited()
    box = _box(name)
    rests = [sha256(line[:-1]) for line in access.rest_lines(box.book.name, 0, box.book.size)]
    assert rests == [bytes(each.digest) for each in Envelope.objects.filter(box=box).order_by("id")]
    assert max(Counter(rests).values(), default=1) == 1, "counted twice"
    for given in promises:
        promise = boxes.read_promise(json.loads(given), home.current().host_key)
        for each in Tick.objects.filter(tick__gte=promise["tick"]):
            proven = access.proven_at(box.book.name, each.position + 1)
            held = [sha256(line[:-1]) for line in access.rest_lines(box.book.name, 0, proven)]
            check_promise(promise, each.tick, holds=promise["envelope"] in held)
        assert Tick.objects.filter(tick__gte=promise["tick"]).exists(), "it is too early to say"
    say(json.dumps({"standing": [each.hex() for each in rests], "waiting": Waiting.objects.count()}))
    say(json.dumps({"parcels": [bytes(each.envelope).hex() for each in Parcel.objects.filter(box=box)]}))


def digests(path: Path) -> list[str]:
    """Return the hashes of what lies beside a site."""
    lines = [json.loads(line)["what"]["envelope"] for line in path.read_text().splitlines()]
    return [sha256(encode(each)).hex() for each in lines]
