"""What somebody tries who means harm: guessing links, sending again, leading astray, framing, flooding, prying.

What one address takes or refuses is tested beside it: guesses and rings of vouches in people/, tiles in record/,
broken bodies in pages/, what is too much in test_limits.py. Here stands what holds for all addresses together.
"""

from __future__ import annotations

import hashlib
import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings

from tests.web import fuzz, start
from tests.web.network import PLACE, NotDone, Phone, browser_of, found, phone
from undersign.protocol import joining
from undersign.protocol.encoding import Document, b64, unb64
from undersign.web import home, limits
from undersign.web.people.models import Arrival

ELSEWHERE = "https://undersign.example"
ADDRESS = "198.51.100.7"
PARTS = {"int": "1", "slug": "A" * 43, "path": "x"}


def addresses(*, posts: bool) -> list[str]:
    """Return the addresses of the site that take POSTs, or those of all pages, with parts filled in."""
    taking = {endpoint.name for endpoint in fuzz.endpoints()}
    found = [route for name, route, _ in fuzz.routes() if not route.endswith(r"\Z") and (not posts or name in taking)]
    return [fuzz.PART.sub(lambda part: PARTS[part[1]], route) for route in found]


@pytest.fixture
def ana(site: home.Home) -> Phone:  # noqa: ARG001 - there must be a record
    return found()[0]


def test_no_other_site_makes_a_member_send_anything(ana: Phone) -> None:
    before = fuzz.snapshot()
    for path in addresses(posts=True):
        for origin in (ELSEWHERE, "null", "http://localhost.undersign.example", "https://localhost"):
            headers = {"origin": origin, "accept": "application/json"}
            answer = browser_of(ana).post(path, {"word": {}}, content_type="text/plain", headers=headers)
            assert (answer.status_code, answer.json()["error"]) == (403, "other_origin"), path
    assert fuzz.snapshot() == before


def test_a_form_of_another_site_is_refused_without_an_origin_too(ana: Phone) -> None:
    browser = Client(headers={"host": "localhost"})
    browser.cookies = browser_of(ana).cookies
    for path in addresses(posts=True):
        assert browser.post(path, {"why": "harm"}).status_code == 403, path
        assert browser.post(path, {"why": "harm"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403, path


def test_the_cookie_goes_to_no_other_site_and_to_no_script(ana: Phone) -> None:
    cookie = browser_of(ana).cookies[configured.SESSION_COOKIE_NAME]
    assert (cookie["samesite"], cookie["httponly"], cookie["domain"], cookie["max-age"]) == ("Strict", True, "", "")


def test_no_address_can_be_shown_inside_another_site(ana: Phone) -> None:
    seen = 0
    for path in addresses(posts=False):
        for browser in (browser_of(ana), Client(headers={"host": "localhost"})):
            answer = browser.get(path)
            assert answer.headers["X-Frame-Options"] == "DENY", path
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
            assert "access-control-allow-origin" not in answer.headers, path
            seen += answer.status_code == 200
    assert seen > 30


@pytest.mark.parametrize("host", ["undersign.example", "localhost.undersign.example", "x@undersign.example"])
def test_another_host_name_gets_into_no_answer(host: str, visitor: Client) -> None:
    assert visitor.get("/me", headers={"host": host}).status_code == 421
    for given in ({"x-forwarded-host": host}, {"forwarded": f"host={host}"}):
        assert visitor.get("/me", headers=given).headers["Location"] == "/sign-in?next=%2Fme"
    for given in ({"host": host}, {"x-forwarded-host": host}, {"forwarded": f"host={host}"}):
        for path in ("/", "/sign-in", "/record/about.json", "/not-there"):
            assert b"undersign.example" not in visitor.get(path, headers=given).content


@pytest.mark.parametrize(
    "asked", ["//undersign.example/me", "/\\undersign.example", "/me//undersign.example", "/x@y/.."]
)
def test_no_address_leads_to_another_site(asked: str, ana: Phone, visitor: Client) -> None:
    for browser in (visitor, browser_of(ana)):
        answer = browser.get("/", PATH_INFO=asked)
        assert answer.status_code == 404
        assert "Location" not in answer.headers


def test_every_page_for_members_leads_to_signing_in_here(visitor: Client) -> None:
    led = 0
    for path in addresses(posts=False):
        for before in ("", "/es"):
            answer = visitor.get(f"{before}{path}?next=//undersign.example&q=https://undersign.example")
            if answer.status_code == 302:
                assert re.match(r"(/es)?/sign-in\?next=%2F[^%/]", answer.headers["Location"]), path
                shown = visitor.get(answer.headers["Location"]).context["next"]
                assert shown.startswith(before + path), path
                led += 1
    assert led > 20


def test_a_signed_answer_opens_no_second_session(ana: Phone) -> None:
    nonce = unb64(ana.web.get("/sign-in/challenge")["nonce"])
    document = joining.sign_in_document(ana.key, start.ADDRESS, nonce)
    sent: Document = {"document": document, "signature": b64(joining.sign_sign_in(ana.secret, document)), "mine": True}
    ana.web.post("/sign-in", sent)
    ana.web.post("/sign-out", {})
    for who, path in ((ana, "/sign-in"), (phone("Boss"), "/sign-in"), (phone("Boss"), "/es/sign-in")):
        with pytest.raises(NotDone, match="sign_in_other"):
            who.web.post(path, sent)
        assert browser_of(who).get("/me").status_code == 302
    changed = {**sent, "document": {**document, "key": b64(phone("Boss").key)}}
    with pytest.raises(NotDone, match=r"sign_in_other|signature_wrong"):
        phone("Boss").web.post("/sign-in", changed)


def test_a_session_that_somebody_made_up_is_nobodys(ana: Phone) -> None:
    real = browser_of(ana).cookies[configured.SESSION_COOKIE_NAME].value
    for value in ("x", "a" * 32, real[:-1], real[::-1], f"{real}0", "../" + real, "\u00e9"):
        browser = Client(headers={"host": "localhost"})
        browser.cookies[configured.SESSION_COOKIE_NAME] = value
        assert browser.get("/me").status_code == 302


def test_all_guesses_at_a_link_are_answered_alike(ana: Phone) -> None:
    boss, link = phone("Boss"), ana.invite(PLACE)
    real = {**boss.knock(bytes(32)), "door": boss.knock(link)["door"]}
    answers = [browser_of(boss).post("/doors/look", sent, "application/json") for sent in (real, boss.knock(bytes(32)))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert not Arrival.objects.exists()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "path", ["/doors/look", "/join/arrive", "/come-back/look", "/founding/arrive", "/es/doors/look"]
)
def test_guessing_is_stopped_before_it_gets_anywhere(path: str, settings: Settings) -> None:
    limits.forget()
    settings.LIMITS = {**limits.DEFAULT, "each_entry": 5}
    boss = phone("Boss")
    guesses = [browser_of(boss).post(path, boss.knock(bytes([n]) * 32), "application/json") for n in range(7)]
    assert [answer.status_code == 429 for answer in guesses] == [False] * 5 + [True] * 2
    assert guesses[-1].json()["error"] == "too_many"


def test_a_flood_is_counted_and_nothing_of_it_remembered(visitor: Client, settings: Settings) -> None:
    limits.forget()
    settings.LIMITS = {**limits.DEFAULT, "each": 50}
    before = fuzz.snapshot()
    told = {"user-agent": "Zyzzogeton/7.3"}
    statuses = [visitor.get("/robots.txt", headers=told, REMOTE_ADDR=ADDRESS).status_code for _ in range(60)]
    assert statuses == [200] * 50 + [429] * 10
    window = limits._PRESENT.window  # noqa: SLF001 - what a copy of the memory would hold
    assert sum(window.counts.values()) == 100  # what is refused counts nowhere
    assert {len(mark) for mark in window.counts if mark != b"all"} == {16}
    held = repr(vars(window)).encode() + b"".join(window.counts)
    plain = (ADDRESS.encode(), bytes(map(int, ADDRESS.split("."))), b"Zyzzogeton")
    for form in (*plain, *(hashlib.sha256(each).digest()[:8] for each in plain)):
        assert form not in held
    assert fuzz.snapshot() == before


@pytest.mark.parametrize("length", ["-1", "x", "", "99999999999999999999", "1e3", "262145"])
def test_a_wrong_length_breaks_nothing(length: str, visitor: Client) -> None:
    for path in ("/sign-in", "/doors/look", "/record/cosignatures"):
        answer = visitor.generic("POST", path, b"{}", "application/json", CONTENT_LENGTH=length)
        assert 400 <= answer.status_code < 500


def test_more_than_was_announced_is_not_read(visitor: Client) -> None:
    body = BytesIO(b'{"size": 1, "line": "' + b"x" * 1_000_000)
    extra: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": "20"}
    assert visitor.post("/record/cosignatures", b"{}", "application/json", **extra).status_code == 400
    assert body.tell() <= 64 * 1024


def test_ten_thousand_brackets_are_refused_everywhere(ana: Phone) -> None:
    before = fuzz.snapshot()
    for path in addresses(posts=True):
        for body in ("[" * 10_000, json.dumps({"word": "\ud800"}), '{"word": NaN}', '{"word": {}, "word": {}}'):
            answer = browser_of(ana).post(path, body, "application/json")
            assert answer.status_code < 500, path
            if path in {"/sign-out", "/es/sign-out"}:
                ana.sign_in()
                before = fuzz.snapshot()
    assert fuzz.snapshot() == before


@pytest.mark.parametrize("charset", ["idna", "rot13", "zip", "utf-16", "unicode_escape", "nonsense"])
def test_a_charset_that_nobody_uses_breaks_nothing(charset: str, ana: Phone) -> None:
    body = b'--B\r\nContent-Disposition: form-data; name="name"\r\n\r\nLake\r\n--B--\r\n'
    for kind in ("multipart/form-data; boundary=B", "application/x-www-form-urlencoded", "application/json"):
        answer = browser_of(ana).generic("POST", "/workplaces/add", body, f"{kind}; charset={charset}")
        assert answer.status_code in {200, 400}
