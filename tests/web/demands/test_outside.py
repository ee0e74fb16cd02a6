"""From outside nobody sees that there is a demand, nor how far it is: by address, size, header or question asked.

The same site goes twice through the same minutes, once with a demand that people sign and once without. What an
outsider gets must be the same byte for byte; of the public tree, which is random, as many bytes in as many pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web import fuzz
from tests.web.boxes.evening import Evening
from tests.web.demands.following import nobody
from tests.web.network import browser_of
from tests.web.scenes import undone
from undersign.web.boxes.models import Box
from undersign.web.demands.models import Demand
from undersign.web.record import access as record
from undersign.web.record.models import Cosignature, Tick

MADE_UP: Final = "5" * 64
RANDOM: Final = re.compile(
    r"/record/(checkpoint|tile/|books/host/head\.json)|(/es)?/(public\.zip|sign-in/challenge)"
)  # roots, signatures, slots, nonces

Answer = tuple[int, bytes, dict[str, str], int]  # status, body, headers, questions to the database


def addresses(box: str, book: str) -> Iterator[str]:
    """Yield every address of the site that shows something, with the parts of one box filled in."""
    parts = {"written": box, "name": box, "kind": "answer", "file": "entries.jsonl"}
    for _, route, _ in fuzz.routes():
        plain = route.replace("^", "").removesuffix(r"\Z").replace("\\.", ".")
        if plain.startswith("/record/books/"):
            yield from (f"/record/books/{each}/{file}" for each in ("host", "members", book) for file in FILES)
        elif plain.startswith("/record/(?P<where>"):
            size = Tick.objects.count()
            yield from (f"/record/tile/{level}/000.p/{size % 256}" for level in ("0", "entries"))
        else:
            named = fuzz.GROUP.sub(lambda part: parts.get(part[0][4:].partition(">")[0], box), plain)
            yield fuzz.PART.sub(lambda part: {"int": "1", "slug": "A" * 43, "path": "x"}[part[1]], named)
    yield f"/door/{box}"


FILES: Final = ("leaves", "entries.jsonl", "proofs.jsonl", "texts.jsonl", "rests.jsonl", "head.json")


def ask(browser: Client, address: str) -> Answer:
    """Return all that an outsider notices of an answer."""
    with CaptureQueriesContext(connection) as asked:
        answer: HttpResponseBase = browser.get(address)
        body = answer.getvalue() if isinstance(answer, StreamingHttpResponse) else getattr(answer, "content", b"")
    return answer.status_code, body, dict(answer.headers), len(asked)


def seen(box: str, book: str) -> dict[str, Answer]:
    """Return what an outsider sees of every address, in both languages."""
    found = {}
    for address in addresses(box, book):
        for before in ("", "/es"):
            if before == "" or not address.startswith(("/record/", "/keyholders/")):
                ask(nobody(), before + address)  # what is remembered between two requests is remembered now
                found[before + address] = ask(nobody(), before + address)
    return found


def without(answers: dict[str, Answer], box: str, book: str) -> dict[str, Answer]:
    """Return answers with a box's names replaced, which come from the address that was asked."""
    return {
        address.replace(box, MADE_UP).replace(book, "box-55555555"): (
            status,
            bytes(len(body))
            if RANDOM.match(address)
            else body.replace(box.encode(), MADE_UP.encode()).replace(book.encode(), b"box-55555555"),
            {name: value.replace(box, MADE_UP).replace(book, "box-55555555") for name, value in headers.items()},
            asked,
        )
        for address, (status, body, headers, asked) in answers.items()
    }


def signing(evening: Evening) -> Demand:
    """Let a demand be put up and four people sign it: it is one name short."""
    demand = evening.put_up(evening.room())
    for who in range(4):
        evening.at(who, demand.box).sign(f"{evening.people[who].nickname} Example", "Peer", 5)
    evening.tick()
    evening.witness()
    return demand


def replay(evening: Evening, ticks: list[int], cosigned: set[int]) -> None:
    """Let the same minutes pass with the same signatures of keyholders, and nothing happen."""
    for each in ticks:
        evening.clock.now = each * 60
        evening.tick(0)
        found = record.checkpoint()
        if found and found.size in cosigned:
            evening.keyholders.cosign()


def test_an_outsider_sees_no_difference_between_a_demand_and_none(evening: Evening) -> None:
    size, now = Tick.objects.count(), evening.clock.now
    with undone():
        demand = signing(evening)
        box, book = demand.box.hex, demand.box.book.name
        with_one = without(seen(box, book), box, book)
        ticks = list(Tick.objects.filter(position__gte=size).order_by("position").values_list("tick", flat=True))
        cosigned = set(Cosignature.objects.filter(size__gt=size).values_list("size", flat=True))
        at = evening.clock.now
    evening.clock.now = now
    assert not Box.objects.exists()
    with undone():
        replay(evening, ticks, cosigned)
        evening.clock.now = at
        assert not Demand.objects.exists()
        with_none = without(seen(MADE_UP, "box-55555555"), MADE_UP, "box-55555555")
    assert with_one.keys() == with_none.keys()
    assert len(with_one) > 150
    different = [address for address, each in with_one.items() if each != with_none[address]]
    assert different == []


def test_one_who_is_not_on_the_list_sees_no_more_than_one_who_has_no_account(evening: Evening) -> None:
    with undone():
        demand = signing(evening)
        demand.box.listed.filter(member=evening.people[5].key).delete()  # as somebody at another place stands
        stranger = browser_of(evening.people[5])
        for path in ("", "/after", "/letter.pdf", "/list", "/sign", "/signers.zip", "/for-readers.zip"):
            shown = ask(stranger, f"/demands/{demand.box.hex}{path}")
            other = ask(stranger, f"/demands/{MADE_UP}{path}")
            assert shown[0] == other[0] == 404
            assert shown[1].replace(demand.box.hex.encode(), MADE_UP.encode()) == other[1]
        assert demand.box.hex not in ask(stranger, "/boxes/mine.json")[1].decode()
        assert ask(stranger, f"/record/books/{demand.box.book.name}/entries.jsonl")[0] == 404
