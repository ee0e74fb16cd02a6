"""A small made-up network on a site that runs on this machine: three founders, two workplaces, some coworkers."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64
from undersign.protocol.vouches import workplace_id
from undersign.rehearsal import network
from undersign.rehearsal.network import NotDone, Phone, Place

FOUNDERS = ("Ana", "Bo", "Chi")
COWORKERS = ("Fay", "Gus", "Hal", "Ivy", "Jo")
PLACES = (("Harbor House", "Harbor Services"), ("Night Line", "Harbor Services"))
OK = 200
DAY_SECONDS = 86_400


@dataclass
class Browser:
    """One made-up person's browser: an address of its own, and its cookie."""

    address: str
    number: int
    cookie: str = field(default="", repr=False)

    def get(self, path: str, /) -> Document:
        """Return the JSON at an address. Raises NotDone."""
        return self._answer("GET", path, None)

    def lines(self, path: str, /) -> list[Document]:
        """Return the documents in the lines of a file. Raises NotDone."""
        return [json.loads(line) for line in self._ask("GET", path, None).splitlines()]

    def post(self, path: str, what: Document, /) -> Document:
        """Send an object; return the answer. Raises NotDone."""
        return self._answer("POST", path, json.dumps(what))

    def _answer(self, method: str, path: str, body: str | None) -> Document:
        found: Document = json.loads(self._ask(method, path, body))
        return found

    def _ask(self, method: str, path: str, body: str | None) -> bytes:
        where = urlsplit(self.address)
        headers = {"Accept": "application/json", "Origin": self.address, "X-Forwarded-For": f"192.0.2.{self.number}"}
        headers |= {"Content-Type": "application/json"} if body else {}
        headers |= {"Cookie": self.cookie} if self.cookie else {}
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            found = answer.read()
        finally:
            connection.close()
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        if answer.status != OK:
            said = json.loads(found)
            raise NotDone(said["error"], said["say"])
        return found


@dataclass(frozen=True)
class Made:
    """A made-up network: everybody's phones, Ana's first, the founders' before the others'."""

    phones: list[Phone] = field(repr=False)

    @property
    def words(self) -> str:
        """Ana's twelve words."""
        return self.phones[0].words

    @property
    def founders(self) -> list[bytes]:
        """The founders' keys."""
        return [each.key for each in self.phones[: len(FOUNDERS)]]


def fill(address: str, origin: str, founding: bytes) -> Made:
    """Let made-up people found a network and grow it. Raises NotDone."""
    place = Place(origin, address, lambda: int(time.time()) // DAY_SECONDS)
    founders = [Phone(place, Browser(address, number), name) for number, name in enumerate(FOUNDERS)]
    network.found(founders, founding)
    for phone in founders:
        phone.sign_in()
    first, _ = [add_workplace(founders[0], founders[1], name, employer) for name, employer in PLACES]
    for giver in founders:
        for to in founders:
            if to is not giver:
                giver.vouch(to.key, first)
    newcomers = [Phone(place, Browser(address, 10 + number), name) for number, name in enumerate(COWORKERS)]
    network.grow(founders, newcomers, first)
    return Made([*founders, *newcomers])


def add_workplace(one: Phone, second: Phone, name: str, employer: str) -> bytes:
    """Let one member add a workplace and a second confirm it; return its id. Raises NotDone."""
    salt = secrets.token_bytes(32)
    entry: Document = {
        "v": 1,
        "kind": "workplace",
        "salt": b64(salt),
        "name": name,
        "employer": employer,
        "state": "NY",
    }
    identity, day, origin = workplace_id(entry), one.site.day(), one.site.origin
    word = vouches.workplace_hash_document(one.secret, origin, identity, day)
    added = one.web.post("/workplaces/added", {"kind": "private", "entry": entry, "word": word})
    word = vouches.workplace_confirmed_document(second.secret, origin, identity, day)
    second.web.post(f"/workplaces/{added['id']}/confirmed", {"word": word})
    return identity
