"""The doorway: what is in order is answered before Django, as Django would answer it; all else goes on to Django."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings

from tests.web.boxes.signing import Signing
from tests.web.boxes.wsgi import Answered, ask
from tests.web.network import browser_of
from undersign.protocol.encoding import Document
from undersign.web import limits
from undersign.web.boxes.door import Doorway
from undersign.web.boxes.envelopes import actions
from undersign.web.boxes.models import Box, Waiting

HEADERS_OF_A_SERVER = {"content-length"}  # which add this one themselves if an application does not


@pytest.fixture(autouse=True)
def _in_a_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with no counts; and let no request end the connection that holds the test's transaction."""
    limits.forget()
    monkeypatch.setattr("undersign.web.boxes.door.close_old_connections", lambda: None)
    for each in (request_started, request_finished):
        each.disconnect(close_old_connections)
    yield
    for each in (request_started, request_finished):
        each.connect(close_old_connections)


class Behind:
    """The site behind the doorway; it counts who comes so far."""

    def __init__(self) -> None:
        self.asked = 0
        self._site = WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as Django does."""
        self.asked += 1
        return self._site(environ, start_response)


def alike(path: str, data: bytes, **more: str) -> tuple[Answered, bool]:
    """Fail unless both ways give the same answer; return it, and whether Django was asked behind the doorway."""
    behind = Behind()
    first, second = ask(Doorway(behind), path, data, **more), ask(WSGIHandler(), path, data, **more)
    kept = [
        {name: each.headers[name] for name in each.headers.keys() - HEADERS_OF_A_SERVER} for each in (first, second)
    ]
    assert (first.status, kept[0], first.data) == (second.status, kept[1], second.data)
    return first, behind.asked > 0


def body(envelope: Document, **more: object) -> bytes:
    """Return what a phone sends."""
    return json.dumps({"envelope": envelope, **more}).encode()


def test_an_envelope_gets_its_promise_without_django(signing: Signing) -> None:
    answer, asked = alike(f"/door/{signing.drafted.hex}", body(signing.draft(0)))
    assert (answer.status, asked) == (200, False)
    assert answer.headers["content-length"] == str(len(answer.data))
    assert Waiting.objects.count() == 1
    signing.promises.append(answer.found["promise"])
    signing.evening.end(signing.drafted)
    signing.check_promises()


@pytest.mark.parametrize("start", ["", "/es"])
@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"envelope":{}}', b'{"envelope":{"body":"\\ud800"}}'])
def test_what_is_no_envelope_is_refused_alike_in_both_languages(signing: Signing, start: str, data: bytes) -> None:
    answer, asked = alike(f"{start}/door/{signing.drafted.hex}", data)
    assert (answer.status, asked) == (400, not data)
    assert Waiting.objects.count() == 0


def test_what_the_rules_do_not_allow_is_refused_alike(signing: Signing) -> None:
    envelope, parcel = signing.signature(0, signing.room)
    for what in (body(envelope), body({**envelope, "seq": 3}, sealed=parcel), body(signing.draft(0), sealed=parcel)):
        answer, asked = alike(f"/door/{signing.room.hex}", what)
        assert (answer.status, asked) == (400, False)
    answer, asked = alike(f"/door/{'ab' * 32}", body(envelope, sealed=parcel))
    assert (answer.status, asked) == (404, False)
    Box.objects.filter(pk=signing.room.pk).update(state=Box.VOID)
    answer, asked = alike(f"/door/{signing.room.hex}", body(envelope, sealed=parcel))
    assert (answer.status, answer.found["error"], asked) == (409, "struck_definition", False)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"REQUEST_METHOD": "GET"}, 405),
        ({"HTTP_HOST": "elsewhere.example"}, 421),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_COOKIE": "undersign=abc"}, 403),
        ({"CONTENT_LENGTH": ""}, 400),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "999999"}, 413),
    ],
)
def test_what_is_not_in_order_goes_on_to_django(signing: Signing, more: dict[str, str], status: int) -> None:
    answer, asked = alike(f"/door/{signing.drafted.hex}", body(signing.draft(0)), **more)
    assert (answer.status, asked) == (status, True)
    assert Waiting.objects.count() == 0


@pytest.mark.parametrize("path", ["/", "/door/", "/door/abc", f"/door/{'AB' * 32}", f"/door/{'ab' * 32}/"])
def test_every_other_address_is_for_the_rest_of_the_site(signing: Signing, path: str) -> None:  # noqa: ARG001 - a site
    behind = Behind()
    ask(Doorway(behind), path, b"{}")
    assert behind.asked == 1


def test_a_page_of_ours_may_send_whatever_cookies_its_browser_adds(signing: Signing) -> None:
    cookie = {"HTTP_COOKIE": f"undersign={browser_of(signing.evening.people[0]).cookies['undersign'].value}"}
    ours = {"HTTP_ORIGIN": "http://localhost", "HTTP_SEC_FETCH_SITE": "same-origin"}
    answer, asked = alike(f"/door/{signing.drafted.hex}", body(signing.draft(0)), **cookie, **ours)
    assert (answer.status, asked) == (200, False)
    assert "set-cookie" not in answer.headers


def test_whoever_asks_too_much_is_told_so_and_counted_no_further(signing: Signing) -> None:
    path, data = f"/door/{signing.drafted.hex}", body(signing.draft(0))
    behind = Behind()
    with override_settings(LIMITS={**limits.DEFAULT, "each": 2}):
        told = [ask(Doorway(behind), path, data, HTTP_X_FORWARDED_FOR="10.0.0.1").status for _ in range(4)]
        other = ask(Doorway(behind), path, data, HTTP_X_FORWARDED_FOR="10.0.0.2").status
    assert (told, other, behind.asked) == ([200, 200, 429, 429], 200, 2)


def test_what_breaks_is_told_by_django_and_in_one_line_of_the_log(
    signing: Signing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Document:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "receive", broken)
    monkeypatch.setattr("undersign.web.boxes.door._LOG.propagate", True)
    behind = Behind()
    answer = ask(Doorway(behind), f"/door/{signing.drafted.hex}", body(signing.draft(0)))
    assert (answer.status, behind.asked) == (500, 1)
    assert answer.found["error"] == "broken"
    assert "the door broke" in caplog.text
