"""Where can I take this: the page holds every question and route, the same for everyone, and counts as Python does."""

from __future__ import annotations

import gzip
import json
import random
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.utils import translation

from tests.reports.reading import grade
from tests.web import reading
from tests.web.alone.phone import ask
from tests.web.demands.following import nobody
from tests.web.weight import NAMED, files, weight
from undersign.reference.routes import texts
from undersign.reference.routes.deadlines import last_day
from undersign.reference.routes.routes import route, routes
from undersign.reference.routes.standing import SAID
from undersign.reference.routes.tree import QUESTIONS
from undersign.web import client
from undersign.web.alone.where import letters, steps

FIRST_VIEW = 15_000
IN_ALL = 24_000
EPOCH = date(1970, 1, 1)
CASES = Path(__file__).parents[2] / "reference" / "deadline_cases.json"
PAGES = ("/where", "/es/where", "/rights", "/es/rights")

pytestmark = pytest.mark.django_db


def page(path: str) -> str:
    """Return a page that is there."""
    answer = nobody().get(path)
    assert answer.status_code == 200
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def section(text: str, key: str) -> str:
    """Return what stands in one part of the page, as people read it."""
    found = re.search(rf'<section[^>]*id="{key}".*?</section>', text, re.DOTALL)
    assert found, key
    return unescape(re.sub(r"<[^>]*>", " ", found[0]))


def first_view(text: str) -> int:
    """Return the bytes of a page and of what it fetches before it can be used."""
    paths = {path.removeprefix(client.prefix()) for path in NAMED.findall(text)}
    return weight(paths) + len(gzip.compress(text.encode(), 6))


@pytest.mark.parametrize("path", PAGES)
def test_the_first_view_stays_below_15_kb(path: str) -> None:
    assert first_view(page(path)) < FIRST_VIEW


@pytest.mark.parametrize("language", ["", "/es"])
def test_with_what_everybody_fetches_afterwards_it_stays_below_24_kb(language: str) -> None:
    text, parts = page(f"{language}/where"), page(f"{language}/where/letters.json")
    assert {"where/pdf.js", "where/calendar.js", "where/deadlines.js"} <= files(text)
    assert weight(files(text)) + len(gzip.compress(text.encode(), 6)) + len(gzip.compress(parts.encode(), 6)) < IN_ALL


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_easy_to_read(path: str) -> None:
    reading.check(page(path), "es" if path.startswith("/es") else "en")


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_the_same_for_everyone_and_take_nothing(path: str) -> None:
    assert page(path) == page(path)
    assert nobody().post(path, {"answer": "together"}).status_code == 405
    assert "<form action" not in page(path)
    assert nobody().get(path).cookies == {}


def test_every_link_within_the_page_leads_somewhere() -> None:
    text = page("/where")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert set(QUESTIONS) | {f"to_{one.id}" for one in routes()} <= set(ids)


def test_every_route_can_be_reached_and_no_outcome_asks_for_two_days() -> None:
    reached = {choice.to for step in steps.questions() for choice in step.choices}
    joined = {shown.id for joint in steps.joints() for shown in joint.routes}
    assert {each.id for each in steps.routes()} <= reached | joined
    for joint in steps.joints():
        assert len({shown.route.starts for shown in joint.routes if shown.route.starts}) <= 1


def test_an_unchecked_route_says_so_before_all_else_and_gives_no_number() -> None:
    text = page("/where")
    for one in routes():
        if not one.verified:
            shown = section(text, f"to_{one.id}").strip()
            assert shown.startswith(SAID[one.standing]), one.id
            assert "data-counted" not in text[text.index(f'id="to_{one.id}"') :].split("</section>")[0]
            assert f"to_{one.id}" not in json.loads(steps.rules())


def test_a_checked_route_says_its_rule_in_words_what_to_bring_and_the_law() -> None:
    shown = section(page("/where"), "to_labor_board")
    for words in ("6 months after the day when it happened", "employer must have its copy", "29 USC 157, 158, 160(b)"):
        assert words in " ".join(shown.split())
    assert "2026" in section(page("/where"), "to_external_review")
    assert "first day of the next" in section(page("/where"), "to_external_review")


def test_the_care_path_warns_before_it_asks() -> None:
    shown = section(page("/where"), "care")
    assert shown.index(texts.CARE_PRIVACY) < shown.index("Where did care fail?")
    assert "45 CFR 164.502(j)" in shown


def test_the_rules_of_the_shared_cases_are_those_of_the_page() -> None:
    assert json.loads(CASES.read_text())["rules"] == json.loads(steps.rules())
    found = re.search(r'data-rules="([^"]*)"', page("/where"))
    assert found
    assert unescape(found[1]) == steps.rules()


def test_a_phone_counts_as_python_does() -> None:
    counted, chance = [one for one in routes() if one.rule], random.Random(5)  # noqa: S311 - no secret
    rules = json.loads(steps.rules())
    starts = [date(2000, 1, 1) + timedelta(days=chance.randrange(36_890)) for _ in range(3000)]
    asked = [(chance.choice(counted), start) for start in starts]
    given = [(rules[f"to_{one.id}"], (start - EPOCH).days) for one, start in asked]
    for (one, start), days in zip(asked, ask("count", given), strict=True):
        found = last_day(one, start)
        assert found is not None
        expected = [(each - EPOCH).days for each in (found.counted, found.day, found.act_by)]
        assert days == [*expected, (found.also.day - EPOCH).days if found.also else None], (one.id, start)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_letters_are_plain_and_cite_the_law_of_the_list(language: str) -> None:
    with translation.override(language):
        found = letters.letters()
    parts, laws = found["parts"], found["laws"]
    assert isinstance(parts, list)
    text = " ".join(each["text"] for each in parts if each["kind"] == "text" and "{" not in each["text"])
    assert grade(text) <= reading.HARDEST_GRADE if language == "en" else reading.ease(text) >= reading.LEAST_EASE
    assert laws == {key: route(key).citation for key in steps.LETTERS}
    marks = {mark for each in parts for mark in each["only"]}
    kinds = {kind for each in steps.LETTERS.values() for kind in each}
    assert marks == kinds | {"dated", "undated", "denied", "cut", "stopped", "urgent", "other", "parity"} | {
        *("insured_plan", "job_plan", "public_plan", "medicaid_plan"),
    }


def test_no_field_of_the_page_could_hold_a_name() -> None:
    fields = re.findall(r"<(?:input|textarea|select)[^>]*>", page("/where"))
    assert fields
    for each in fields:
        assert 'maxlength="2"' in each or 'maxlength="4"' in each or 'type="radio"' in each or "checkbox" in each
