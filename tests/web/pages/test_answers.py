"""What JSON addresses take and how they refuse; nothing that anybody sends breaks them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from undersign.host.files import HostProblem
from undersign.protocol.errors import REASONS, Refused
from undersign.web.pages.answers import BODY_MOST, SAYINGS, BadBody, body, done, json_view


def sent(data: bytes | str) -> HttpRequest:
    """Return a request with a body."""
    return RequestFactory().post("/x", data, content_type="application/json")


@json_view
def echo(request: HttpRequest) -> HttpResponse:
    """Answer what was sent."""
    return done(**body(request, "name", late=bool, word=dict))


def raising(problem: Exception) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that raises."""

    @json_view
    def view(_request: HttpRequest) -> HttpResponse:
        raise problem

    return view


def said(answer: HttpResponse) -> dict[str, Any]:
    """Return what was answered."""
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_exactly_the_fields_are_taken() -> None:
    whole = {"name": "Ana", "late": False, "word": {"v": 1, "keys": ["a"]}}
    assert said(echo(sent(json.dumps(whole)))) == whole


@pytest.mark.parametrize(
    "data",
    [
        "",
        "null",
        "[]",
        "{",
        '{"name":"a","late":true}',
        '{"name":"a","late":true,"word":{},"more":1}',
        '{"name":1,"late":true,"word":{}}',
        '{"name":"a","late":1,"word":{}}',
        '{"name":"a","name":"b","late":true,"word":{}}',
        '{"name":"a","late":true,"word":{"n":1.5}}',
        '{"name":"a","late":true,"word":{"n":NaN}}',
        '{"name":"a","late":true,"word":{"n":"\\u0000"}}',
        '{"name":"\\ud800","late":true,"word":{}}',
        '{"name":"a","late":true,"word":{"\\udfff":1}}',
        '{"name":"a","late":true,"word":{"n":' + "[" * 30 + "]" * 30 + "}}",
        '{"name":"a","late":true,"word":' + "[" * 30_000,
        '{"name":"a","late":true,"word":{"n":' + "9" * 5000 + "}}",
        b"\xff\xfe",
    ],
)
def test_anything_else_is_refused(data: bytes | str) -> None:
    answer = echo(sent(data))
    assert answer.status_code == 400
    assert said(answer)["error"] == "bad_body"


def test_a_long_body_is_refused_as_too_long() -> None:
    with pytest.raises(BadBody) as raised:
        body(sent(" " * (BODY_MOST + 1)), "name")
    assert raised.value.status == 413
    assert echo(sent(" " * (BODY_MOST + 1))).status_code == 413


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    assert echo(sent(data)).status_code == 400


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=8))
def test_no_json_breaks_it(value: object) -> None:
    assert echo(sent(json.dumps({"name": value, "late": value, "word": value}))).status_code == 400


def test_a_refusal_is_said_in_the_readers_language() -> None:
    with translation.override("es"):
        answer = raising(Refused("vouch_missing", "key 7"))(sent("{}"))
    assert answer.status_code == 400
    assert said(answer)["error"] == "vouch_missing"
    assert said(answer)["say"].startswith("Para esto hacen falta dos personas")
    assert "key 7" not in answer.content.decode()


def test_every_refusal_has_a_sentence() -> None:
    for reason in REASONS:
        assert said(raising(Refused(reason))(sent("{}")))["say"].endswith(".")
    assert set(SAYINGS) <= set(REASONS)


def test_trouble_on_the_machine_is_not_told_to_everybody() -> None:
    answer = raising(HostProblem("/srv/undersign/secret is broken"))(sent("{}"))
    assert answer.status_code == 409
    assert "secret" not in answer.content.decode()
    assert said(answer)["error"] == "host_problem"


def test_a_fault_of_ours_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        raising(KeyError("x"))(sent("{}"))
