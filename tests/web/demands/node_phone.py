"""The browser's code without a page, at work on the site under test: what it fetches, Django's test client answers."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from tests.habits.tree import ROOT
from tests.web import start
from tests.web.network import SITE, Browser, Phone, browser_of
from undersign.protocol import phrase
from undersign.protocol.encoding import b64

NODE = str(Path(sys.executable).parent / "node")
NAMES = ("Ana", "Bo", "Chi", "Dee", "Eli", "Fay")


class NotDone(Exception):
    """What the phone refused, or was refused: a name."""


def entropy_of(who: int) -> bytes:
    """Return what stands behind somebody's words."""
    return bytes([who + 1]) * 16


def known_phones(*_nicknames: str) -> list[Phone]:
    """Return phones whose words these tests know."""
    seeds = [phrase.seed(phrase.phrase_of(entropy_of(who))) for who in range(len(NAMES))]
    return [Phone(SITE, Browser(), name, seed=seed) for name, seed in zip(NAMES, seeds, strict=True)]


@dataclass
class NodePhone:
    """One member's phone, run by node. `offline`: the door does not answer; `sent`: what it sent through the door."""

    who: int
    phone: Phone
    offline: bool = False
    sent: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start it."""
        command = [NODE, "tests/client/phone.js", b64(entropy_of(self.who)), start.ORIGIN]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)  # noqa: S603 - ours

    def close(self) -> None:
        """End it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def do(self, act: str, /, **given: object) -> Any:  # noqa: ANN401 - each act gives its own
        """Let it do something; return what that gave. Raises NotDone."""
        self._write({"do": act, **given})
        while True:
            assert self.process.stdout
            said = json.loads(self.process.stdout.readline())
            if "fetch" not in said:
                break
            self._write({"answer": self._answer(**said["fetch"])})
        if "refused" in said:
            raise NotDone(said["refused"])
        return said["done"]

    def _write(self, what: dict[str, object]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def _answer(self, path: str, method: str, body: str | None, credentials: str) -> dict[str, object] | None:
        client = browser_of(self.phone)
        if credentials == "omit":
            if body is not None:
                self.sent.append(json.loads(body))
            client = Client(headers={"host": "localhost", "origin": start.ADDRESS})
            if self.offline:
                return None
        headers = {"accept": "application/json"}
        found: HttpResponseBase
        if method == "POST":
            found = client.post(path, body, content_type="application/json", headers=headers)
        else:
            found = client.get(path, headers=headers)
        assert isinstance(found, HttpResponse | StreamingHttpResponse)
        return {"status": found.status_code, "body": b64encode(found.getvalue()).decode()}
