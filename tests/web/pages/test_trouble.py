"""What is said when something is not there, not allowed, too long or broken: plainly, and nothing about the code."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.web import reading
from undersign.web.pages import views

SECRET = "Ana R. at Harbor House"  # noqa: S105 - what must not come out
JSON = "application/json"


@pytest.fixture
def failing(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a browser for which the page at /health breaks."""

    class Broken:
        def cursor(self) -> None:
            raise RuntimeError(SECRET)

    monkeypatch.setattr(views, "connection", Broken())
    visitor.raise_request_exception = False
    return visitor


@pytest.mark.parametrize(("language", "prefix"), [("en", "/"), ("es", "/es/")])
def test_a_page_that_is_not_there_says_so(visitor: Client, language: str, prefix: str) -> None:
    answer = visitor.get(f"{prefix}no-such-page")
    assert answer.status_code == 404
    found = answer.content.decode()
    assert f'<html lang="{language}">' in found
    assert "no-such-page" not in "".join(reading.blocks(found))
    reading.check(found, language)


@pytest.mark.parametrize("path", ["/es//elsewhere.example/x", "/es/%5Celsewhere.example", "/es/%09/elsewhere.example"])
def test_the_other_language_never_leads_to_another_site(visitor: Client, path: str) -> None:
    found = visitor.get(path).content.decode()
    assert 'href="//' not in found
    assert 'href="/\\' not in found
    assert 'href="/\t' not in found
    assert 'hreflang="en"' in found


def test_the_other_language_keeps_the_question(visitor: Client) -> None:
    assert 'href="/es/nothing?a=1&amp;b=2"' in visitor.get("/nothing?a=1&b=2").content.decode()


def test_a_program_is_answered_in_json(visitor: Client) -> None:
    answer = visitor.post("/es/no-such-page", "{}", JSON)
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"
    assert "No se cambió nada tuyo" in answer.json()["say"]


@pytest.mark.parametrize(("language", "prefix"), [("en", "/"), ("es", "/es/")])
def test_a_broken_page_says_what_was_kept_and_nothing_of_the_code(failing: Client, language: str, prefix: str) -> None:
    answer = failing.get(f"{prefix}health")
    assert answer.status_code == 500
    found = answer.content.decode()
    assert f'<html lang="{language}">' in found
    assert ("is kept" if language == "en" else "está a salvo") in found
    assert not any(word in found for word in (SECRET, "RuntimeError", "Traceback", "cursor"))
    reading.check(found, language)


def test_the_log_says_where_it_broke_and_nothing_of_what_was_sent(
    failing: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("django.request")
    handler = logging.getLogger("django").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    assert logger.getEffectiveLevel() <= logging.ERROR
    kept: list[str] = []

    def keep(record: logging.LogRecord) -> bool:
        kept.append(handler.format(record))
        return False

    handler.addFilter(keep)
    try:
        failing.get(f"/health?name={SECRET}", headers={"user-agent": SECRET, "x-forwarded-for": "198.51.100.7"})
    finally:
        handler.removeFilter(keep)
    assert kept
    text = "\n".join(kept)
    assert "RuntimeError at cursor" in text
    assert not any(word in text for word in ("Ana", "Harbor", "198.51.100.7", "name="))
    assert "Ana" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("view", "problem", "status"),
    [(views.bad_request, SuspiciousOperation(SECRET), 400), (views.not_allowed, PermissionDenied(SECRET), 403)],
)
def test_what_is_refused_is_explained(
    visitor: Client, view: Callable[[HttpRequest, Exception], HttpResponse], problem: Exception, status: int
) -> None:
    request: HttpRequest = visitor.get("/").wsgi_request
    answer = view(request, problem)
    assert answer.status_code == status
    assert SECRET not in answer.content.decode()
    reading.check(answer.content.decode(), "en")


def test_a_body_that_is_too_long_is_refused_before_it_is_read(visitor: Client) -> None:
    answer = visitor.post("/es/sign-in", b"x" * (256 * 1024 + 1), JSON)
    assert answer.status_code == 413
    assert answer.json() == {
        "error": "too_long",
        "say": "Lo que llegó es muy largo para este sitio. No se guardó nada. Manda menos y prueba otra vez.",
    }
    page = visitor.post("/sign-in", b"x" * (256 * 1024 + 1), content_type="text/plain")
    assert page.status_code == 413
    reading.check(page.content.decode(), "en")


def test_json_stays_json(visitor: Client) -> None:
    answer = visitor.post("/no-such-page", json.dumps({"a": 1}), JSON)
    assert answer.headers["Content-Type"] == "application/json"
