"""Signing in: a phone signs what this site gave it, for this site alone, once and within five minutes."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.web import start
from tests.web.network import PLACE, NotDone, Phone, browser_of, found, member_of, phone
from tests.web.people.clock import standing
from undersign.protocol import joining
from undersign.protocol.encoding import Document, b64, unb64
from undersign.web import home
from undersign.web.people.accounts.actions import purge_challenges
from undersign.web.people.models import UsedChallenge


@pytest.fixture
def ana(site: home.Home) -> Phone:  # noqa: ARG001 - there must be a record
    return found()[0]


def answer(who: Phone, site: str = start.ADDRESS, nonce: bytes | None = None, *, mine: bool = True) -> Document:
    """Return the signed answer to a challenge, as it is sent."""
    given = nonce or unb64(who.web.get("/sign-in/challenge")["nonce"])
    document = joining.sign_in_document(who.key, site, given)
    return {"document": document, "signature": b64(joining.sign_sign_in(who.secret, document)), "mine": mine}


def refusal(who: Phone, sent: Document) -> str:
    """Return the name with which the site refuses what is sent to sign in."""
    with pytest.raises(NotDone) as problem:
        who.web.post("/sign-in", sent)
    assert problem.value.say
    return problem.value.error


def test_a_member_signs_in_and_out(ana: Phone) -> None:
    assert browser_of(ana).get("/me").status_code == 200
    ana.web.post("/sign-out", {})
    gone = browser_of(ana).get("/me")
    assert (gone.status_code, gone.headers["Location"]) == (302, "/sign-in?next=%2Fme")


def test_an_answer_counts_once(ana: Phone) -> None:
    sent = answer(ana)
    ana.web.post("/sign-in", sent)
    assert refusal(ana, sent) == "sign_in_other"


def test_an_answer_counts_for_five_minutes(ana: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = standing(monkeypatch)
    sent, late = answer(ana), answer(ana)
    clock.pass_by(5 * 60)
    ana.web.post("/sign-in", sent)
    clock.pass_by(60)
    assert refusal(ana, late) == "sign_in_other"


def test_a_challenge_of_another_site_is_refused(ana: Phone) -> None:
    assert refusal(ana, answer(ana, nonce=bytes(32))) == "sign_in_other"


def test_an_answer_that_another_site_got_signed_is_refused(ana: Phone) -> None:
    assert refusal(ana, answer(ana, site="https://undersign.example")) == "sign_in_other"


def test_a_signature_by_another_key_is_refused(ana: Phone) -> None:
    sent, other = answer(ana), answer(phone_beside(ana))
    assert refusal(ana, {**sent, "signature": other["signature"]}) == "signature_wrong"


def phone_beside(other: Phone) -> Phone:
    """Return a phone of nobody, in the browser of somebody."""
    return Phone(other.site, other.web, "Nobody")


def test_nobody_signs_in_with_unknown_words(ana: Phone) -> None:
    assert refusal(ana, answer(phone_beside(ana))) == "unknown_key"
    assert UsedChallenge.objects.count() == 3  # of the founders: what leads nowhere is not written down


def test_a_page_of_another_site_cannot_sign_anybody_in(ana: Phone) -> None:
    sent = answer(ana)
    other = {"origin": "https://undersign.example"}
    refused = browser_of(ana).post("/sign-in", sent, content_type="application/json", headers=other)
    assert (refused.status_code, refused.json()["error"]) == (403, "other_origin")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"document": {}, "signature": ""},
        {"document": {}, "signature": "", "mine": "no"},
        {"document": "x", "signature": "x", "mine": True},
        {"document": {"nonce": 1}, "signature": "A" * 86, "mine": True},
        {"document": {"nonce": "A" * 43}, "signature": "not base64!", "mine": True},
    ],
)
def test_what_is_no_answer_is_refused(ana: Phone, sent: Document) -> None:
    assert refusal(ana, sent)


def test_somebody_who_waits_is_told_so(ana: Phone) -> None:
    dee = phone("Dee")
    dee.join(ana.invite(PLACE))
    assert dee.web.post("/sign-in", answer(dee)) == {"waiting": "door"}
    assert "sessionid" not in browser_of(dee).cookies
    assert browser_of(dee).get("/me").status_code == 302


def test_signing_in_changes_the_name_of_the_session(ana: Phone) -> None:
    before = browser_of(ana).session.session_key
    ana.sign_in()
    assert browser_of(ana).session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_ends_with_the_key_it_was_begun_with(ana: Phone) -> None:
    member = member_of(ana)
    member.key = phone_beside(ana).key
    member.save()
    assert browser_of(ana).get("/me").status_code == 302


def test_what_is_not_a_page_is_refused_without_signing_in(visitor: Client) -> None:
    refused = visitor.get("/me", headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["error"]) == (401, "sign_in")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/lost", "/lost"),
        ("/es/lost?a=1", "/es/lost?a=1"),
        ("https://undersign.example/", "/me"),
        ("//undersign.example/", "/me"),
        ("/\\undersign.example/", "/me"),
        ("javascript:alert(1)", "/me"),
        ("lost", "/me"),
        ("", "/me"),
    ],
)
def test_signing_in_leads_nowhere_but_into_this_site(visitor: Client, asked: str, shown: str) -> None:
    page = visitor.get("/sign-in", {"next": asked})
    assert page.context["next"] == shown
    assert "no-store" in page.headers["Cache-Control"]


def test_a_challenge_is_written_down_nowhere(visitor: Client) -> None:
    first, second = (visitor.get("/sign-in/challenge").json()["nonce"] for _ in range(2))
    assert first != second
    assert not UsedChallenge.objects.exists()
    assert not Session.objects.exists()
    assert not visitor.cookies


def test_used_challenges_are_forgotten_once_they_have_ended(ana: Phone) -> None:
    assert UsedChallenge.objects.exists()
    purge_challenges(time.time())
    assert UsedChallenge.objects.exists()
    purge_challenges(time.time() + 7 * 60)
    assert not UsedChallenge.objects.exists()
    assert ana.nickname == "Ana"


@pytest.fixture
def borrowed(ana: Phone) -> Session:
    """Let Ana sign in on a phone that is not hers; return her session there."""
    ana.web.post("/sign-in", answer(ana, mine=False))
    return Session.objects.get(session_key=browser_of(ana).session.session_key)


def ends_in(session: Session) -> float:
    """Return how many minutes a session has left."""
    session.refresh_from_db()
    return (session.expire_date - timezone.now()).total_seconds() / 60


def test_a_session_on_a_borrowed_phone_lasts_15_minutes_without_use(ana: Phone, borrowed: Session) -> None:
    assert 14 < ends_in(borrowed) <= 15
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=2))
    assert browser_of(ana).get("/workplaces").status_code == 200
    assert 14 < ends_in(borrowed) <= 15
    Session.objects.update(expire_date=timezone.now())
    for path in ("/me", "/workplaces", "/me.json"):
        assert browser_of(ana).get(path).status_code == 302


def test_a_session_on_ones_own_phone_is_not_written_at_each_page(ana: Phone) -> None:
    session = Session.objects.get(session_key=browser_of(ana).session.session_key)
    assert ends_in(session) > 60
    before = session.expire_date
    assert browser_of(ana).get("/me").status_code == 200
    session.refresh_from_db()
    assert session.expire_date == before


def test_no_cookie_outlives_the_browser(ana: Phone, borrowed: Session) -> None:
    cookie = browser_of(ana).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value == borrowed.session_key
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert browser_of(ana).get("/me").cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_leaving_quickly_ends_the_session_as_browsers_tell_it(ana: Phone) -> None:
    said = {"origin": start.ADDRESS, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    gone = browser_of(ana).post("/sign-out", {}, content_type="application/json", headers=said)
    assert gone.status_code == 200
    assert not browser_of(ana).cookies[settings.SESSION_COOKIE_NAME].value
    assert browser_of(ana).get("/me").status_code == 302


def test_another_site_signs_nobody_out(ana: Phone) -> None:
    for other in ({"origin": "https://undersign.example"}, {"origin": start.ADDRESS, "sec-fetch-site": "cross-site"}):
        refused = browser_of(ana).post("/sign-out", {}, content_type="application/json", headers=other)
        assert refused.status_code == 403
    assert browser_of(ana).get("/me").status_code == 200


def test_pages_for_members_only_go_where_the_tab_is_locked(ana: Phone, visitor: Client) -> None:
    mine, public = (browser_of(ana).get(path).content.decode() for path in ("/me", "/who"))
    outside = visitor.get("/who").content.decode()
    assert [" data-guarded" in each for each in (mine, public, outside)] == [True, False, False]
    assert ["site/lock.js" in each for each in (mine, public, outside)] == [True, True, False]
    assert all('data-sign-out="/sign-out"' in each for each in (mine, public, outside))


def test_the_page_says_what_stays_open_on_a_borrowed_phone(visitor: Client) -> None:
    assert "for 15 more minutes" in visitor.get("/sign-in").content.decode()
    assert "15 minutos" in visitor.get("/es/sign-in").content.decode()
    assert "after 12 hours" in visitor.get("/what-can-go-wrong").content.decode()
    assert "12 horas" in visitor.get("/es/what-can-go-wrong").content.decode()


def test_the_page_says_that_a_pin_can_be_guessed(visitor: Client) -> None:
    assert "can guess it" in visitor.get("/sign-in").content.decode()
    assert "adivinar" in visitor.get("/es/sign-in").content.decode()
