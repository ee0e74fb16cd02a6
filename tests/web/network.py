"""The cast of the site's tests: phones that speak to Django's test client."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from tests.web import start
from undersign.protocol.encoding import Document, sha256, unb64
from undersign.rehearsal import network
from undersign.rehearsal.network import NotDone, Phone, Place
from undersign.web.people import access
from undersign.web.people.founding.actions import open_founding
from undersign.web.people.models import Member

__all__ = ["PLACE", "NotDone", "Phone", "browser_of", "found", "founders", "grow", "let_in", "member_of", "phone"]

PLACE = sha256(b"a workplace")
SITE = Place(start.ORIGIN, start.ADDRESS, lambda: access.today())  # noqa: PLW0108 - tests put another day in its place


@dataclass
class Browser:
    """One person's browser, with its cookies."""

    client: Client = field(default_factory=lambda: Client(headers={"host": "localhost", "origin": start.ADDRESS}))

    def get(self, path: str, /) -> Document:
        """Fetch JSON. Raises NotDone."""
        return _read(self.client.get(path, headers={"accept": "application/json"}))

    def lines(self, path: str, /) -> list[Document]:
        """Return the documents in the lines of a file."""
        answer = self.client.get(path)
        assert isinstance(answer, StreamingHttpResponse)
        return [json.loads(line) for line in answer.getvalue().splitlines()]

    def post(self, path: str, what: Document, /) -> Document:
        """Send JSON; return the answer. Raises NotDone."""
        return _read(self.client.post(path, what, content_type="application/json"))


def _read(answer: HttpResponseBase) -> Document:
    assert isinstance(answer, HttpResponse)
    found: Document = json.loads(answer.content)
    if answer.status_code != 200:
        raise NotDone(found["error"], found["say"])
    return found


def phone(nickname: str, role: str = "peer") -> Phone:
    """Return the phone of somebody new."""
    return Phone(SITE, Browser(), nickname, role)


def browser_of(who: Phone) -> Client:
    """Return the test client behind a phone, with its session."""
    assert isinstance(who.web, Browser)
    return who.web.client


def member_of(who: Phone) -> Member:
    """Return the account of somebody."""
    return Member.objects.get(key=who.key)


def founders(*nicknames: str) -> list[Phone]:
    """Return new phones for founders, by default three."""
    return [phone(each) for each in nicknames or ("Ana", "Bo", "Chi")]


def found() -> list[Phone]:
    """Hold the founding; return three founders who have signed in and vouched for each other's job at PLACE."""
    three = founders()
    network.found(three, unb64(open_founding()))
    for each in three:
        each.sign_in()
    for each in three:
        for other in three:
            if other is not each:
                each.vouch(other.key, PLACE)
    return three


def grow(members: Sequence[Phone], count: int, place: bytes = PLACE) -> list[Phone]:
    """Let so many newcomers in; return their phones, signed in."""
    newcomers = [phone(f"Peer {number}") for number in range(count)]
    network.grow(members, newcomers, place)
    return newcomers


def let_in(members: Sequence[Phone], newcomer: Phone, place: bytes = PLACE) -> Phone:
    """Let one newcomer in through the first two members; return their phone, signed in."""
    network.grow(members[:2], [newcomer], place)
    return newcomer
