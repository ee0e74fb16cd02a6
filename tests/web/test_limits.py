"""Too many requests are refused for a while, and no address can be found in what is counted."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from tests.web import reading
from undersign.web import limits

LOW = {"seconds": 600, "each": 3, "each_entry": 1, "all": 100, "all_entries": 100}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time that limits see; tests set it."""
    now = [1000.0]
    monkeypatch.setattr(limits, "clock", lambda: now[0])
    limits.forget()
    return now


@pytest.fixture
def low(settings: Settings, clock: list[float]) -> Settings:
    """Lower the limits."""
    assert clock
    settings.LIMITS = LOW
    return settings


def asked(visitor: Client, times: int, address: str = "198.51.100.7", path: str = "/") -> list[int]:
    """Ask for a page some times from one address; return the answers' numbers."""
    return [visitor.get(path, REMOTE_ADDR=address).status_code for _ in range(times)]


def request(direct: str, passed_on: str | None = None) -> HttpRequest:
    """Return a request that came from an address, perhaps through a proxy."""
    headers = {} if passed_on is None else {"X-Forwarded-For": passed_on}
    return RequestFactory().get("/", REMOTE_ADDR=direct, headers=headers)


@pytest.mark.usefixtures("low")
def test_one_address_may_ask_so_often_and_others_still_may(visitor: Client) -> None:
    assert asked(visitor, 4) == [200, 200, 200, 429]
    assert asked(visitor, 1, "198.51.100.8") == [200]


@pytest.mark.usefixtures("low")
def test_after_ten_minutes_all_is_forgotten(visitor: Client, clock: list[float]) -> None:
    assert asked(visitor, 4)[-1] == 429
    clock[0] += 599
    assert asked(visitor, 1) == [429]
    clock[0] += 1
    assert asked(visitor, 1) == [200]


@pytest.mark.usefixtures("low")
def test_it_says_when_to_come_back(visitor: Client, clock: list[float]) -> None:
    asked(visitor, 3)
    clock[0] += 400
    answer = visitor.get("/es/", REMOTE_ADDR="198.51.100.7")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "200")
    assert '<html lang="es">' in answer.content.decode()
    reading.check(answer.content.decode(), "es")
    reading.check(visitor.get("/", REMOTE_ADDR="198.51.100.7").content.decode(), "en")


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize("path", ["/sign-in", "/es/sign-in", "/sign-in/challenge"])
def test_signing_in_may_be_tried_less_often(visitor: Client, path: str) -> None:
    tries = [visitor.post(path, "{}", "application/json", REMOTE_ADDR="198.51.100.7") for _ in range(2)]
    assert tries[0].status_code != 429
    assert tries[1].status_code == 429
    assert tries[1].json()["error"] == "too_many"
    assert asked(visitor, 1) == [200]


def test_there_is_a_limit_for_all_together(visitor: Client, low: Settings) -> None:
    low.LIMITS = {**LOW, "all": 2}
    assert [asked(visitor, 1, f"198.51.100.{number}") for number in range(3)] == [[200], [200], [429]]


def test_there_is_a_limit_for_all_tries_to_come_in(visitor: Client, low: Settings) -> None:
    low.LIMITS = {**LOW, "all_entries": 1}
    found = [visitor.post("/sign-in", "{}", "application/json", REMOTE_ADDR=f"198.51.100.{n}") for n in range(2)]
    assert [each.status_code == 429 for each in found] == [False, True]


def test_one_address_cannot_use_up_what_there_is_for_all(visitor: Client, low: Settings) -> None:
    low.LIMITS = {**LOW, "all": 4}
    assert asked(visitor, 9, "198.51.100.1")[-1] == 429
    assert asked(visitor, 1, "198.51.100.2") == [200]


def test_a_flood_from_many_addresses_fills_no_memory() -> None:
    window = limits.Window(0.0)
    most = {**LOW, "all": 5}
    asked = [window.over(f"198.51.100.{number}", entry=False, most=most) for number in range(50)]
    assert asked == [False] * 5 + [True] * 45
    assert len(window.counts) == 6


def test_what_is_counted_holds_no_address() -> None:
    first, second = limits.Window(0.0), limits.Window(0.0)
    for window in (first, second):
        assert not window.over("198.51.100.7", entry=True, most=LOW)
    assert b"198.51.100.7" not in b"".join(first.counts)
    assert set(first.counts) & set(second.counts) == {b"all", b"all entries"}


@pytest.mark.parametrize(
    ("direct", "passed_on", "address"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("198.51.100.7", "203.0.113.5", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "192.0.2.66, 203.0.113.5", "203.0.113.5"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("", "203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", None, "127.0.0.1"),
    ],
)
def test_only_the_machine_itself_is_believed_about_others(direct: str, passed_on: str | None, address: str) -> None:
    assert limits.address_of(request(direct, passed_on).META) == address


def test_one_household_is_one_address() -> None:
    window = limits.Window(0.0)
    assert not window.over("2001:db8:0:7::1", entry=False, most={**LOW, "each": 1})
    assert window.over("2001:db8:0:7:ffff::9", entry=False, most={**LOW, "each": 1})
    assert not window.over("2001:db8:0:8::1", entry=False, most={**LOW, "each": 1})
