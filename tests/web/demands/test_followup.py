"""What follows once names have opened: the letter, its delivery, answers, promises, the reply, the public pages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.web import reading
from tests.web.boxes.evening import Evening
from tests.web.days import ahead
from tests.web.demands.following import Signer, nobody, opened, send
from tests.web.network import browser_of
from undersign.protocol.encoding import b64, encode, sha256
from undersign.verifier.report import verify
from undersign.web import home
from undersign.web.demands.followup import access, letters, public
from undersign.web.demands.models import Demand
from undersign.web.stewards import access as stewards
from undersign.web.stewards import actions as steward_actions

PAGES = ("after", "after/answer", "after/promise", "after/promise_outcome")


@pytest.fixture(scope="module")
def made(begun: Evening) -> Demand:
    """Make a demand whose five names have opened."""
    return opened(begun)


@pytest.fixture
def demand(made: Demand, evening: Evening) -> Demand:  # noqa: ARG001 - it is this evening's
    """Return it as it was when it was made."""
    return Demand.objects.get(pk=made.pk)


def test_the_letter_comes_as_pdf_as_text_and_to_print(evening: Evening, demand: Demand) -> None:
    here, browser = f"/demands/{demand.box.hex}", browser_of(evening.people[0])
    assert browser.get(f"{here}/letter.pdf").content.startswith(b"%PDF")
    text = browser.get(f"{here}/letter.txt").content.decode()
    assert "Ana Example, Peer specialist" in text
    assert "/reply/" not in text
    page = browser.get(f"{here}/letter")
    assert "Ana Example" in page.content.decode()
    assert "script" not in page.headers["Content-Security-Policy"]
    delivered = browser.get(f"{here}/letter-to-deliver.pdf").content
    assert delivered.startswith(b"%PDF")
    assert letters.letter(demand, deliver=True).reply_address == (
        f"{letters.letter(demand, deliver=False).check_address.replace('/check/', '/reply/')}"
        f"#{b64(letters.reply_secret(demand))}"
    )


def test_nobody_outside_gets_the_letter(demand: Demand) -> None:
    for each in (
        "letter",
        "letter.pdf",
        "letter-to-deliver.pdf",
        "after",
        "after/keys.json",
        "signers.zip",
        "for-readers.zip",
    ):
        answer = nobody().get(f"/demands/{demand.box.hex}/{each}")
        assert answer.status_code in (302, 403)
        assert b"Example" not in answer.content


def test_delivery_answer_promise_and_repair_stand_in_public(evening: Evening, demand: Demand) -> None:
    ana, bo = Signer(evening, demand, 0), Signer(evening, demand, 1)
    assert send(ana.delivers()) == {}
    assert send(bo.document("answer", ask=1, status="partly", says=("They offer $20.",))) == {}
    promise, texts = ana.document("promise", ask=1, what=("$22 by May",), due="2026-05-01")
    assert send((promise, texts)) == {}
    named = b64(sha256(encode(promise)))
    assert send(bo.document("promise_outcome", promise=named, outcome="broken")) == {}
    assert send(ana.document("promise_outcome", promise=named, outcome="repaired", says=("Paid later.",))) == {}
    [employer] = public.employers()
    assert employer.fates == {"kept": 0, "broken": 1, "repaired": 1}
    page = nobody().get(f"/employers/{employer.slug}").content.decode()
    assert "They offer $20." in page
    assert "Paid later." in page
    assert "Ana" not in page
    assert employer.slug in nobody().get("/employers").content.decode()
    assert "It was handed over." in page
    sums = nobody().get("/did-it-work").content.decode()
    assert "partly met" in sums
    assert "Delivered in all: 1. Answered: 1." in sums
    assert "Asks in all: 1. Met: 0. Partly met: 1. Refused: 0." in sums
    assert "Nothing written down yet: 0." in sums


def test_signers_who_disagree_are_both_heard(evening: Evening, demand: Demand) -> None:
    send(Signer(evening, demand, 0).delivers())
    send(Signer(evening, demand, 0).document("answer", ask=1, status="met"))
    send(Signer(evening, demand, 1).document("answer", ask=1, status="refused"))
    [employer] = public.employers()
    page = nobody().get(f"/employers/{employer.slug}").content.decode()
    assert "The signers disagree:" in page
    sums = public.sums(public.stories())
    assert (sums.statuses["met"], sums.statuses["refused"], sums.statuses["ignored"]) == (1, 1, 0)


def test_words_that_stand_there_are_not_written_down_twice(evening: Evening, demand: Demand) -> None:
    ana = Signer(evening, demand, 0)
    send(ana.delivers())
    document, texts = ana.document("answer", ask=1, status="partly", says=("They offer $20.",))
    assert send((document, texts)) == {}
    signed = ana.document("answer", ask=0, status="partly", says=texts[0]["hash"])[0]
    for again in (document, signed):
        refused = send((again, texts))
        assert (refused["error"], "stand in the record already" in refused["say"]) == ("outcome_repeated", True)
    told = ana.document("answer", ask=0, status="ignored")
    assert send(told) == {}
    assert send(told)["error"] == "outcome_repeated"
    course = access.course(demand)
    assert course is not None
    assert [each["status"] for each in course.answers] == ["partly", "ignored"]


def test_silence_and_what_was_withdrawn_are_no_answers(evening: Evening, demand: Demand) -> None:
    send(Signer(evening, demand, 0).delivers())
    assert public.sums(public.stories()).answered == 0
    send(Signer(evening, demand, 0).document("answer", ask=0, status="ignored"))
    sums = public.sums(public.stories())
    assert (sums.answered, sums.statuses["ignored"], sums.unsaid) == (0, sums.asks, 0)


def test_who_did_not_sign_writes_nothing_down(evening: Evening, demand: Demand) -> None:
    fay = Signer(evening, demand, 5)
    with pytest.raises(Exception, match="did not open"):
        fay.delivers()
    assert public.stories() == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"level": 4}, "document_field"),
        ({"title": ("Another title",)}, "document_field"),
        ({"reply_by": "2030-01-01"}, "document_field"),
        ({"reply_key": b64(bytes(32))}, "document_field"),
        ({"signers": {"count": 5, "root": b64(bytes(32))}}, "outcome_signer"),
        ({"day": "2999-01-01"}, "day_wrong"),
        ({"asks": [{"what": ("Something else",), "by": ahead(91)}]}, "document_field"),
    ],
)
def test_a_delivery_says_what_the_demand_says(
    evening: Evening, demand: Demand, changes: dict[str, object], error: str
) -> None:
    assert send(Signer(evening, demand).delivers(**changes))["error"] == error
    assert public.stories() == []


def test_a_text_comes_with_its_entry_and_no_other(evening: Evening, demand: Demand) -> None:
    document, texts = Signer(evening, demand).delivers()
    assert send((document, texts[1:]))["error"] == "document_field"
    assert send((document, [*texts, texts[0]]))["error"] == "document_field"
    assert send((document, texts)) == {}
    assert send((document, texts))["error"] == "outcome_repeated"


def test_the_addressee_replies_once(evening: Evening, demand: Demand) -> None:
    link = Signer(evening, demand)
    link.secret = letters.reply_secret(demand)
    early = link.document("reply", says=("We will look into it.",))
    assert send(early)["error"] == "outcome_unknown"
    send(Signer(evening, demand).delivers())
    name = letters.named(demand).hex()
    assert "Reply in public" in nobody().get(f"/reply/{name}").content.decode()
    assert send(link.document("reply", says=("We will look into it.",))) == {}
    assert send(link.document("reply", says=("More.",)))["error"] == "outcome_repeated"
    assert "We will look into it." in nobody().get(f"/check/{name}").content.decode()
    assert "was used" in nobody().get(f"/reply/{name}").content.decode()


def unpacked(data: bytes, to: Path) -> Path:
    """Unpack an export and return its folder."""
    zipfile.ZipFile(io.BytesIO(data)).extractall(to)
    [folder] = to.iterdir()
    return folder


def test_three_exports_hold_and_say_what_they_cannot_show(evening: Evening, demand: Demand, tmp_path: Path) -> None:
    send(Signer(evening, demand).delivers())
    evening.tick()
    evening.witness()
    name, secret = letters.named(demand).hex(), b64(letters.reply_secret(demand))
    answers = {
        "public": nobody().get("/public.zip"),
        "signers": browser_of(evening.people[5]).get(f"/demands/{demand.box.hex}/signers.zip"),
        "recipient": nobody().post(f"/reply/{name}/recipient.zip", {"secret": secret}),
        "for readers": browser_of(evening.people[5]).get(f"/demands/{demand.box.hex}/for-readers.zip"),
    }
    for reader, answer in answers.items():
        found = {claim.name: verdict for claim, verdict in verify(unpacked(answer.content, tmp_path / reader))}
        assert {each: verdict for each, verdict in found.items() if verdict.outcome == "FAIL"} == {}
        open_ = {each for each, verdict in found.items() if verdict.outcome == "cannot be checked here"}
        assert ("result_equals_opening" in open_) == (reader == "public")
        assert ("envelopes_within_list" in open_) == (reader != "signers")
    assert nobody().post(f"/reply/{name}/recipient.zip", {"secret": b64(bytes(32))}).status_code == 404


def test_the_check_page_is_for_who_holds_the_letter(demand: Demand) -> None:
    assert nobody().get(f"/check/{letters.named(demand).hex()}").status_code == 200
    assert nobody().get(f"/check/{demand.box.hex}").status_code == 404


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es")])
def test_every_page_is_easy_to_read(evening: Evening, demand: Demand, prefix: str, language: str) -> None:
    browser, here = browser_of(evening.people[0]), f"{prefix}/demands/{demand.box.hex}"
    reading.check(browser.get(f"{here}/after").content.decode(), language)
    reading.check(browser.get(f"{here}/after/delivered").content.decode(), language)
    send(Signer(evening, demand).delivers())
    [employer] = public.employers()
    for each in PAGES:
        reading.check(browser.get(f"{here}/{each}").content.decode(), language)
    name = letters.named(demand).hex()
    for path in ("/employers", f"/employers/{employer.slug}", "/did-it-work", f"/check/{name}", f"/reply/{name}"):
        reading.check(nobody().get(f"{prefix}{path}").content.decode(), language)


def test_the_dates_come_as_a_calendar_file_that_gives_nothing_away(evening: Evening, demand: Demand) -> None:
    data = browser_of(evening.people[0]).get(f"/demands/{demand.box.hex}/after/dates.ics").content.decode()
    assert data.count("BEGIN:VEVENT") == 2
    assert "Pay" not in data
    assert "emand" not in data


def test_who_was_punished_is_led_to_the_page_that_asks_on_the_phone(evening: Evening, demand: Demand) -> None:
    browser, here = browser_of(evening.people[0]), f"/demands/{demand.box.hex}"
    assert 'href="/where#why"' in browser.get(f"{here}/after").content.decode()
    assert browser.get(f"{here}/retaliation").status_code == 404


def test_one_missed_demand_shows_nowhere(evening: Evening) -> None:
    before = nobody().get("/did-it-work").content
    missed = evening.put_up(evening.room())
    evening.end(missed.box)
    missed.box.refresh_from_db()
    assert missed.box.state == "shut"
    evening.clock.now += 200 * 86_400
    assert nobody().get("/did-it-work").content == before
    assert access.outcomes().courses == {}


def test_a_steward_strikes_a_public_text_and_nothing_else_changes(evening: Evening, demand: Demand) -> None:
    (home.current().path / "who.toml").write_text(stewards.made_up(evening.people[4].key))
    steward_actions.publish_who()
    send(Signer(evening, demand).delivers())
    said = ("The director says that Mr. X is ill.",)
    send(Signer(evening, demand).document("answer", ask=1, status="refused", says=said))
    hashed = next(each for each, content in access.spoken() if content == said[0])
    steward = browser_of(evening.people[4])
    assert said[0] in steward.get("/steward/said").content.decode()
    assert steward.post("/steward/said", {"text": hashed, "why": "person"}).status_code == 302
    assert browser_of(evening.people[0]).post("/steward/said", {"text": hashed, "why": "person"}).status_code == 404
    [employer] = public.employers()
    page = nobody().get(f"/employers/{employer.slug}").content.decode()
    assert "Mr. X" not in page
    assert "The text was struck." in page
    assert "refused" in page
    assert said[0] not in steward.get("/steward/said").content.decode()
