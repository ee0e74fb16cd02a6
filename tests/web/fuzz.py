"""Sends what nobody should send to every address of the site that takes something, and watches what that changes.

The addresses come from the site's own list, so a new one is tried without being named here. What is sent begins with
what phones really sent (scenes.py): whole, with one part changed, signed anew, cut, or in other clothes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from tests.web import start
from tests.web.garbled import Input, fitting, inputs
from tests.web.network import browser_of, member_of
from tests.web.scenes import Scene, at_the_founding, grown, undone
from undersign.protocol.encoding import b64
from undersign.web.meetings.models import Meeting
from undersign.web.people.models import Move
from undersign.web.workplaces.models import Note, Workplace

REFUSED = 400
BROKEN = 500
NOT_TAKEN = 405
PART = re.compile(r"<(\w+):(\w+)>")
GROUP = re.compile(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)")  # of addresses that are written as patterns


@dataclass(frozen=True)
class Endpoint:
    """An address that takes POSTs: its name, and its form."""

    name: str
    route: str


@dataclass
class Outcome:
    """What came of it; `errors` and `written` say what was sent."""

    endpoints: int = 0
    inputs: int = 0
    accepted: set[str] = field(default_factory=set)  # names of the addresses that took something
    errors: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)  # refused, and yet something was kept


def endpoints() -> list[Endpoint]:
    """Return every address of the site that takes POSTs."""
    return [Endpoint(name, route) for name, route, view in routes() if _takes_posts(route, view)]


def routes() -> Iterator[tuple[str, str, Callable[..., object]]]:
    """Yield the name, form and view of every address of the site, in English."""
    with override("en"):
        yield from list(_walk(get_resolver().url_patterns, "", "/"))


def _walk(
    patterns: Sequence[URLPattern | URLResolver], names: str, before: str
) -> Iterator[tuple[str, str, Callable[..., object]]]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, f"{each.namespace}:" if each.namespace else names, route)
        else:
            yield f"{names}{each.name}", route, each.callback


def _takes_posts(route: str, view: Callable[..., object]) -> bool:
    """Return whether a view takes POSTs; nobody has signed in, so nothing happens."""
    request = RequestFactory().post("/", b"", "text/plain")
    request.session = SessionStore()
    request.member = None  # type: ignore[attr-defined]  # what the middleware sets
    named = re.findall(r"<(?:\w+:)?(\w+)>", route)
    given = {name: 0 if f"<int:{name}>" in route else "x" for name in named}
    try:
        return getattr(view(request, **given), "status_code", 0) != NOT_TAKEN
    except Http404:
        return True  # it looked for what the address names


def run(each: int, seed: str) -> Outcome:
    """Send so many inputs to every address, half of them as an outsider; the database is as it was afterwards."""
    found = endpoints()
    outcome = Outcome(endpoints=len(found))
    founding = [endpoint for endpoint in found if endpoint.name.startswith("people:founding")]
    for build, some in ((at_the_founding, founding), (grown, found)):
        with undone(), override("en"):
            scene = build()
            for endpoint in some:
                count = each // 2 if endpoint in founding else each
                _Trial(scene, outcome, Random(f"{seed} {endpoint.name} {len(scene.members)}")).run(endpoint, count)  # noqa: S311 - the same inputs each time
    return outcome


class _Trial:
    """One address, at one moment of the site."""

    def __init__(self, scene: Scene, outcome: Outcome, random: Random) -> None:
        self.scene, self.outcome, self.random = scene, outcome, random
        self.outsider = Client(headers={"host": "localhost", "origin": start.ADDRESS})
        self.before = snapshot()
        self.numbers = [each.pk for model in (Note, Move) for each in model.objects.all()]
        self.numbers += [member_of(each).pk for each in scene.members] + [0, 2**31, 2**63, 2**64, 10**40]
        self.slugs = [b64(bytes(place.id_hash)) for place in Workplace.objects.all()]
        self.slugs += [bytes(each.hash).hex() for each in Meeting.objects.all()]
        self.slugs += ["x", "A" * 43, "_" * 43, "-" * 3000]
        self.hexes = ["0" * 64, "f" * 64, "answer", "x"]

    def run(self, endpoint: Endpoint, count: int) -> None:
        """Send the inputs, every second one as a member; the first is what was really sent last."""
        made = inputs(self.random, endpoint.name, self.scene.sent)
        for number in range(count):
            if number == 0 and endpoint.name in self.scene.last:
                client, path, body = self.scene.last[endpoint.name]
                self._send(endpoint, client, path, fitting(self.random, body))
                continue
            who = self.random.choice(self.scene.members) if number % 2 and self.scene.members else None
            self._send(endpoint, browser_of(who) if who else self.outsider, self._address(endpoint), made(who))

    def _address(self, endpoint: Endpoint) -> str:
        def fill(part: re.Match[str]) -> str:
            return quote(str(self.random.choice(self.numbers if part[1] == "int" else self.slugs)))

        language = "/es" if self.random.random() < 1 / 8 and not endpoint.route.startswith("/record/") else ""
        named = GROUP.sub(lambda _: self.random.choice(self.hexes), endpoint.route.replace("^", ""))
        return language + PART.sub(fill, named.removesuffix(r"\Z").replace("\\.", "."))

    def _send(self, endpoint: Endpoint, client: Client, address: str, made: Input) -> None:
        client.raise_request_exception = False
        name = settings.SESSION_COOKIE_NAME
        cookie = client.cookies[name].value if name in client.cookies else ""
        said = f"{endpoint.name} {address} {made.kind} {made.data[:300]!r}"
        with undone():
            status = client.generic("POST", address, made.data, made.kind).status_code
            if status >= BROKEN:
                self.outcome.errors.append(f"{status} {said}")
            elif status >= REFUSED and snapshot() != self.before:
                self.outcome.written.append(f"{status} {said}")
        if status < REFUSED:
            self.outcome.accepted.add(endpoint.name)
        self.outcome.inputs += 1
        client.cookies.clear()
        if cookie:
            client.cookies[name] = cookie


def snapshot() -> bytes:
    """Return a hash of every row of every table, the record's books among them."""
    hashed = hashlib.blake2b()
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608 - our own table
            hashed.update(f"{table} {cursor.fetchall()!r}".encode())
    return hashed.digest()
