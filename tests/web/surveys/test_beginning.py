"""Asking for the survey of a month: by anybody who works there, once, and nobody's name is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.web import reading
from tests.web.boxes.evening import Evening
from tests.web.demands.following import nobody
from tests.web.network import browser_of, let_in, phone
from tests.web.surveys.asking import HOUR, begun, forged, page, press, written
from tests.web.workplaces import places
from undersign.protocol import hours
from undersign.protocol.encoding import b64
from undersign.verifier.examination import examine
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.definitions.actions import fix
from undersign.web.boxes.models import Box, IssuingKey
from undersign.web.people.models import Member
from undersign.web.record.exports import export
from undersign.web.surveys import access, actions
from undersign.web.surveys.models import Survey, Wish
from undersign.web.workplaces.models import Workplace

DAY = 24 * HOUR


def test_one_button_begins_it_at_the_next_full_hour(evening: Evening) -> None:
    assert "Ask about" in page(evening, "/surveys/hours")
    assert press(evening, 2) == 302
    wish = Wish.objects.get()
    assert wish.begins % HOUR == 0
    assert 0 < wish.begins - evening.clock.now <= HOUR
    assert "Somebody asked for it." in page(evening, "/surveys/hours", 3)
    evening.clock.now = wish.begins - 120
    evening.tick()
    assert not Survey.objects.exists()
    evening.tick(120)
    survey = Survey.objects.get()
    assert (survey.month, bytes(survey.workplace.id_hash)) == (access.last_month(), evening.place)
    assert not Wish.objects.exists()
    shown = page(evening, "/surveys/hours", 3)
    assert f"/surveys/{survey.box.hex}" in shown
    assert "This month was asked. It stands above." in shown
    survey.box.listed.filter(member=evening.people[3].key).delete()  # as who came later
    assert "You are not on its list" in page(evening, "/surveys/hours", 3)
    assert survey.box.signing_ends % DAY == 0
    assert 14 * DAY < survey.box.signing_ends - evening.clock.now <= 15 * DAY
    assert survey.box.withdrawing_ends - survey.box.signing_ends == DAY


def test_it_is_begun_once_whoever_presses_how_often(evening: Evening) -> None:
    for who in (0, 0, 3):
        assert press(evening, who) == 302
    assert Wish.objects.count() == 1
    evening.tick(HOUR)
    assert press(evening, 1) == 302
    evening.tick(HOUR)
    assert (Survey.objects.count(), Wish.objects.count(), Box.objects.filter(kind="survey").count()) == (1, 0, 1)


def test_one_tap_leads_from_the_totals_to_the_survey_that_can_be_answered(evening: Evening) -> None:
    def led(who: int = 0, language: str = "") -> str:
        answer = browser_of(evening.people[who]).get(f"{language}/surveys/answer")
        assert answer.status_code == 302
        return answer.headers["Location"]

    link = f'href="{reverse("surveys:answer")}"'
    assert link in nobody().get("/hours/totals").content.decode()
    assert nobody().get("/surveys/answer").headers["Location"] == "/sign-in?next=%2Fsurveys%2Fanswer"
    assert led() == "/surveys/hours"
    survey = begun(evening)
    assert led() == f"/surveys/{survey.box.hex}"
    assert led(language="/es") == f"/es/surveys/{survey.box.hex}"
    survey.box.listed.filter(member=evening.people[3].key).delete()
    assert led(3) == "/surveys/hours"
    evening.clock.now = survey.box.signing_ends
    evening.tick()
    assert led() == "/surveys/hours"


def test_nothing_that_is_kept_says_who_pressed(evening: Evening) -> None:
    def rows() -> dict[str, list[Any]]:
        every: list[Any] = [model for model in apps.get_models() if model is not Session]
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in every}

    before = rows()
    assert press(evening, 4) == 302
    changed = {name: found for name, found in rows().items() if found != before[name]}
    assert set(changed) == {"Wish"}
    assert set(changed["Wish"][0]) == {"id", "workplace_id", "month", "begins", "reason"}


def test_a_stranger_cannot_ask(evening: Evening) -> None:
    assert nobody().post(f"/surveys/hours/{written(evening)}").status_code == 401
    other = places.add(evening.people[0], name="Elsewhere")
    assert browser_of(evening.people[5]).post(f"/surveys/hours/{b64(other)}").status_code == 404
    assert not Wish.objects.exists()


def test_with_too_few_people_there_is_no_button(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "workers", lambda _place: {b"": b""})
    shown = page(evening, "/surveys/hours")
    assert "Fewer than five people work here" in shown
    assert "</form>" not in shown
    assert press(evening, 0) == 409
    assert not Wish.objects.exists()


def test_it_waits_while_keys_are_short(evening: Evening) -> None:
    assert press(evening, 0) == 302
    free = IssuingKey.objects.filter(box=None, keyholder=1).values_list("pk", flat=True)
    IssuingKey.objects.filter(pk__in=list(free)[2:]).delete()
    evening.tick(HOUR)
    assert (Survey.objects.count(), Wish.objects.count()) == (0, 1)
    evening.keyholders.restock()
    evening.tick()
    assert Survey.objects.count() == 1


def test_why_it_could_not_begin_is_said_and_it_can_be_asked_for_again(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert press(evening, 0) == 302
    with monkeypatch.context() as patch:
        patch.setattr(actions, "K_LEAST", 7)
        evening.tick(HOUR)
    assert Wish.objects.get().reason == "below_k"
    assert not Box.objects.filter(kind="survey").exists()
    assert "It could not begin. You can try once more." in page(evening, "/surveys/hours")
    Wish.objects.update(reason="keyholders_too_few")
    assert "too many of the keyholders work for this employer" in page(evening, "/surveys/hours")
    begun(evening, 1)


def test_two_names_of_one_place_are_asked_once(evening: Evening) -> None:
    survey = begun(evening)
    other = places.add(evening.people[0], name="The Harbor")
    Workplace.objects.filter(id_hash=evening.place).update(into=Workplace.objects.get(id_hash=other))
    survey.workplace.refresh_from_db()
    home = survey.workplace.home
    assert bytes(home.id_hash) == other
    assert actions.is_begun(home, survey.month)
    assert not actions.is_begun(home, "2020-01")


def test_who_was_asked_under_a_joined_name_is_not_asked_again_once_the_places_are_parted(evening: Evening) -> None:
    """Else one person who joins and parts two places would have two totals, and their difference."""
    other = places.add(evening.people[0], name="The Harbor")
    places.confirm(evening.people[1], other)
    ida = phone("Ida")
    let_in(evening.people[:2], ida, other)
    places.join(evening.people[0], ida, evening.place, other)
    survey = begun(evening)
    assert bytes(survey.workplace.id_hash) == other
    places.part(evening.people[3], evening.place, other)
    shown = page(evening, "/surveys/hours", 3)
    assert "This month was asked. It stands above." in shown
    assert f"/surveys/{survey.box.hex}" in shown
    assert press(evening, 3) == 302
    evening.keyholders.restock()
    evening.tick(HOUR)
    assert (Survey.objects.count(), Wish.objects.count()) == (1, 0)


def test_a_phone_is_told_of_another_survey_of_the_month_once_it_can_be_read(evening: Evening) -> None:
    """Else whoever works at two places could not answer for one from when the other begins until the next tick."""
    first, somebody = begun(evening), Member.objects.get(key=evening.people[3].key)
    places.add(evening.people[0], name="The Harbor")
    other = Workplace.objects.exclude(pk=first.workplace_id).get()
    evening.keyholders.restock(2)
    box = fix(actions.plan_of(evening.place, "2026-01", int(home.now()) + 2 * HOUR, HOUR))
    Survey.objects.create(box=box, workplace=other, month=first.month)
    assert access.others(somebody, first) == "[]"
    evening.tick()
    assert json.loads(access.others(somebody, first)) == [[b64(bytes(box.box_id)), box.book.name]]


def test_a_month_that_was_asked_under_a_joined_name_is_the_same_to_the_check(evening: Evening, tmp_path: Path) -> None:
    """For a host that asks again all the same; each survey asks about another number of the place."""
    other, ida = places.add(evening.people[0], name="The Harbor"), phone("Ida")
    places.confirm(evening.people[1], other)
    let_in(evening.people[:2], ida, other)
    places.join(evening.people[0], ida, evening.place, other)
    first = begun(evening)
    evening.witness()
    places.part(evening.people[3], evening.place, other)
    evening.tick()
    again = forged(evening, first.month)
    assert bytes(first.workplace.id_hash) == other != bytes(again.workplace.id_hash)
    export(tmp_path / "all", "keyholders")
    found = {each.name: [problem.reason for problem in each.problems.all()] for each in examine(tmp_path / "all").boxes}
    assert found[again.box.book.name] == ["month_asked_again"]
    assert found[first.box.book.name] == []


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-11-01T11:59", "2026-09"),  # it is still October somewhere
        ("2026-11-01T12:00", "2026-10"),
        ("2026-11-30T23:59", "2026-10"),
        ("2027-01-15T00:00", "2026-12"),
    ],
)
def test_the_last_month_is_one_that_has_ended_everywhere(monkeypatch: pytest.MonkeyPatch, now: str, month: str) -> None:
    seconds = datetime.fromisoformat(now).replace(tzinfo=UTC).timestamp()
    monkeypatch.setattr(home, "now", lambda: seconds)
    assert access.last_month() == month
    assert hours.month_ends(month) <= seconds


def test_each_month_is_asked_anew(evening: Evening) -> None:
    first = begun(evening)
    evening.keyholders.restock()
    evening.clock.now += 40 * DAY
    evening.tick()
    second = begun(evening)
    assert second.month > first.month
    words = [set(boxes.texts(each.box).values()) for each in (first, second)]
    asked = {each["text"] for each in hours.questions_of(first.month, evening.place)}
    assert asked <= words[0]
    assert asked.isdisjoint(words[1])


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_list_reads_plainly(evening: Evening, language: str) -> None:
    for _ in range(3):
        reading.check(page(evening, f"{language}/surveys/hours"), language[1:] or "en")
        press(evening, 0)
        if Wish.objects.exists():
            reading.check(page(evening, f"{language}/surveys/hours"), language[1:] or "en")
            evening.tick(HOUR)
