"""What every answer carries, and what another site cannot make a browser do."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client
from pytest_django import Settings

from undersign import web
from undersign.protocol.encoding import sha256
from undersign.web import client, limits
from undersign.web.security import PLAIN_FORM, PlainFormatter
from undersign.web.wsgi import application

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types undersign"
)
KINDS = {"css": "text/css", "js": "text/javascript", "png": "image/png", "svg": "image/svg+xml"}
TINY = 100  # bytes
SECRET = "Ana R."  # noqa: S105 - what must not come out


def too_many(settings: Settings) -> None:
    """Let the next request be one too many."""
    limits.forget()
    settings.LIMITS = {**limits.DEFAULT, "all": 0}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/", 200),
        ("get", "/es/what-can-go-wrong", 200),
        ("get", "/robots.txt", 200),
        ("get", "/not-there", 404),
        ("post", "/", 405),
        ("get", "/record/about.json", 200),
    ],
)
def test_every_answer_keeps_other_sites_out(visitor: Client, method: str, path: str, status: int) -> None:
    answer = getattr(visitor, method)(path)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_an_answer_that_says_wait_carries_it_too(visitor: Client, settings: Settings) -> None:
    too_many(settings)
    answer = visitor.get("/")
    assert answer.status_code == 429
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/es/", "/how-to-come-in", "/sign-in", "/not-there", "/health"])
def test_nobody_gets_a_cookie_for_looking(visitor: Client, path: str) -> None:
    assert visitor.get(path).cookies == {}
    assert visitor.cookies == {}


def test_no_page_is_kept_by_a_cache(visitor: Client) -> None:
    assert visitor.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"origin": "http://localhost"}, False),
        ({}, False),
        ({"origin": "null", "sec-fetch-site": "same-origin", "cookie": "undersign=abc"}, False),
        ({"origin": "https://elsewhere.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "https://localhost"}, True),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, True),
        ({"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"}, True),
        ({"origin": "http://localhost", "sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"cookie": "undersign=abc"}, True),
    ],
)
def test_another_site_cannot_send_anything(visitor: Client, headers: dict[str, str], *, refused: bool) -> None:
    answer = visitor.post("/not-there", "{}", "application/json", headers=headers)
    assert answer.status_code == (403 if refused else 404)
    assert (answer.json()["error"] == "other_origin") is refused


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_only_a_page_with_a_plain_form_lets_the_browser_say_where_that_comes_from(visitor: Client, prefix: str) -> None:
    assert visitor.get(f"{prefix}/pay").headers["Referrer-Policy"] == "same-origin"
    assert visitor.post(f"{prefix}/pay", {"state": "NY", "pay": "17"}).headers["Referrer-Policy"] == "same-origin"
    assert visitor.get(f"{prefix}/rights").headers["Referrer-Policy"] == "no-referrer"


def test_each_plain_form_is_written_so_that_it_is_seen() -> None:
    pages = [each.read_text("utf-8") for each in Path(web.__file__).parent.rglob("templates/**/*.html")]
    found = [
        form for page in pages for form in re.findall(r"<form[^>]*\bmethod\s*=\s*[\"']?post[^>]*>", page, re.IGNORECASE)
    ]
    assert len(found) > 10
    assert [form for form in found if PLAIN_FORM.decode() not in form] == []


def test_a_form_is_taken_from_a_browser_that_sends_no_sec_fetch_site(visitor: Client) -> None:
    typed = {"state": "NY", "pay": "17", "unit": "hour", "paid": "35", "unpaid": "0", "household": "1"}
    answer = visitor.post("/pay", typed, headers={"origin": "http://localhost"})
    assert answer.status_code == 200
    assert "Your pay next to public figures" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "say"), [("/pay", "This came from another site"), ("/es/pay", "Esto vino de otro sitio")]
)
def test_who_is_refused_reads_why_on_a_page(visitor: Client, path: str, say: str) -> None:
    answer = visitor.post(path, {"state": "NY", "pay": "17"}, headers={"origin": "null"})
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")
    assert say in answer.content.decode()
    assert f'<html lang="{"es" if path.startswith("/es") else "en"}">' in answer.content.decode()


def record(problem: BaseException | None) -> logging.LogRecord:
    """Return what a logger hands on when something went wrong."""
    info = (type(problem), problem, problem.__traceback__) if problem else None
    return logging.LogRecord("django.request", logging.ERROR, "x.py", 1, "Broken: %s", ("/path",), info)


def test_a_line_of_the_log_has_no_word_of_the_problem() -> None:
    try:
        int(SECRET)
    except ValueError:
        problem = sys.exc_info()[1]
    line = PlainFormatter().format(record(problem))
    assert line.startswith("ERROR django.request: ValueError at test_a_line_of_the_log_has_no_word_of_the_problem:")
    assert SECRET not in line
    assert "\n" not in line


def fetch(path: str, **more: str) -> tuple[str, dict[str, str], bytes]:
    """Return status, headers and body of what the whole application answers."""
    started: list[tuple[str, dict[str, str]]] = []
    environ: dict[str, object] = {"PATH_INFO": path, "SERVER_NAME": "localhost", **more}
    setup_testing_defaults(environ)

    def start(status: str, headers: list[tuple[str, str]], _problem: object = None) -> Callable[[bytes], object]:
        started.append((status, dict(headers)))
        return BytesIO().write

    response = application(environ, start)
    data = b"".join(response)
    getattr(response, "close", BytesIO().close)()
    return *started[0], data


def test_the_clients_files_are_served_by_their_hashes() -> None:
    for path in client.files():
        status, headers, data = fetch(client.prefix() + path)
        assert status == "200 OK"
        assert sha256(data) == client.files()[path]
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["Cache-Control"].endswith(", public, immutable")
        assert headers["Content-Type"].startswith(KINDS[path.rpartition(".")[2]])


def test_a_browser_that_reads_brotli_gets_the_files_in_it() -> None:
    for path in client.files():
        status, headers, data = fetch(client.prefix() + path, HTTP_ACCEPT_ENCODING="gzip, deflate, br, zstd")
        plain, small = (client.SERVED / path).read_bytes(), (client.SERVED / f"{path}.br").read_bytes()
        smaller = len(small) < len(plain)  # of some 50 bytes Brotli makes no fewer
        assert smaller or len(plain) < TINY
        assert (status, headers["Vary"]) == ("200 OK", "Accept-Encoding")
        assert headers.get("Content-Encoding") == ("br" if smaller else None)
        assert headers["Content-Type"].startswith(KINDS[path.rpartition(".")[2]])
        assert headers["Cache-Control"].endswith(", public, immutable")
        assert data == (small if smaller else plain)  # tests/client/publish.test.js reads the small ones


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "path", ["build.js", "publish.js", "made.sha256", "site/leave.js.br", "vendor.sha256", "../pyproject.toml", ""]
)
def test_nothing_else_of_the_folder_is_served(path: str) -> None:
    assert fetch(client.prefix() + path)[0] == "404 Not Found"


def test_the_version_names_all_files_and_nothing_else() -> None:
    assert re.fullmatch(r"/client/[0-9a-f]{16}/", client.prefix())
    folders = {"device", "hours", "look", "protocol", "site", "vendor", "where"}
    assert {path.split("/")[0] for path in client.files()} <= folders
