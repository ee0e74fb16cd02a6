"""Pages about a demand: what those on its list see at each time, and that others find nothing at all."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.web import reading
from tests.web.boxes.evening import ASKS, Evening
from tests.web.days import ahead, said_by_site
from tests.web.network import browser_of, let_in, phone
from tests.web.people.clock import Clock
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, b64
from undersign.protocol.growth import WAIT_SECONDS, saying_document
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.models import Box
from undersign.web.demands.models import Demand

STEPS = [{"what": "meet", "says": "We ask to meet the director.", "number": 5, "date": ahead(72)}]
FULL: Document = {**ASKS, "steps": STEPS, "evidence": [{"box": b64(bytes(32)), "says": "4 of 5 cannot pay the rent."}]}
PAGES = ["", "/sign", "/receipt", "/list"]
DAY = 86_400
WEEK = 7 * DAY


@pytest.fixture
def demand(evening: Evening) -> Demand:
    """Return a demand of a room, for which everybody has asked for a pass."""
    return evening.put_up(evening.room(), text=asks_text(FULL))


@pytest.fixture
def ana(evening: Evening) -> Client:
    """Return the browser of somebody on the list."""
    return browser_of(evening.people[0])


def at(demand: Demand, more: str = "", language: str = "") -> str:
    """Return the address of one of a demand's pages."""
    return f"{language}/demands/{demand.box.hex}{more}"


def text(client: Client, path: str) -> str:
    """Return a page that is there, without markup."""
    answer = client.get(path)
    assert answer.status_code == 200
    main = re.sub(r"^.*<main|</main>.*$", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", main).split())


def sign(evening: Evening, box: Box, how_many: int) -> None:
    """Let so many sign."""
    for who in range(how_many):
        evening.at(who, box).sign(f"Person {who}", "Peer Specialist", 5)


def test_the_page_says_what_when_how_many_and_what_else(demand: Demand, ana: Client) -> None:
    page = text(ana, at(demand))
    for words in (
        "The director of Hill Services",
        "Pay of at least $22 an hour",
        "Rent went up.",
        "4 of 5 cannot pay the rent.",
        "We ask to meet the director.",
        f"from {said_by_site(ahead(72))}, if 5 people are in",
        "Open for signing.",
        "5 are needed. 6 people could sign.",
        "nothing opens, ever",
        "2 of the 3 keyholders",
        "If you supervise others",
        "not legal advice",
        "Sign, sealed",
    ):
        assert words in page


def test_names_are_counted_with_the_batch_and_below_the_number_there_is_no_count(
    evening: Evening, demand: Demand, ana: Client
) -> None:
    def shown() -> int:
        found: int = json.loads(ana.get(at(demand, "/figures.json")).content)["would_open"]
        return found

    sign(evening, demand.box, 4)
    evening.clock.now = demand.box.signing_ends
    evening.tick()
    assert shown() == 0
    assert "Signing has ended. You can still take your name out." in text(ana, at(demand))


def test_five_open_and_the_page_shows_their_names(evening: Evening, demand: Demand, ana: Client) -> None:
    sign(evening, demand.box, 5)
    evening.end(demand.box)
    assert "All has ended." in text(ana, at(demand))
    evening.keyholders.open_names(demand.box)
    evening.tick()
    evening.witness()
    page = text(ana, at(demand))
    assert "5 names" in page
    assert "The level of 5 was reached." in page
    assert "Person 3 Peer Specialist" in page
    assert "Sign, sealed" not in page


def test_four_open_nothing_and_the_page_does_not_say_that_they_were_four(
    evening: Evening, demand: Demand, ana: Client
) -> None:
    sign(evening, demand.box, 4)
    evening.end(demand.box)
    page = text(ana, at(demand))
    assert "Nothing opened. 5 would have been needed. Nothing was shown to anybody." in page
    assert "Person" not in page
    assert not re.search(r"\b(4|four)\b", page.replace("4 of 5 cannot pay the rent.", ""))


def test_after_signing_there_is_no_page_to_sign(evening: Evening, demand: Demand, ana: Client) -> None:
    assert "Your name, as it shall stand on the letter" in text(ana, at(demand, "/sign"))
    evening.clock.now = demand.box.signing_ends
    evening.tick()
    page = text(ana, at(demand, "/sign"))
    assert "Your name, as it shall stand on the letter" not in page
    assert "You can still take your name out." in page


SIGN, OUT = "You sealed your name, but it is still only", "You took your name out, but that is still only"
LATE, LATE_OUT = "This was not confirmed in time.", "You took your name out, but that was not confirmed in time."


def test_what_came_too_late_is_not_said_to_wait_for_being_sent(evening: Evening, demand: Demand, ana: Client) -> None:
    box, check = demand.box, "Press “Check it now” to see if it arrived."
    for ends, said, not_said in (
        (0, (SIGN, OUT), (LATE, LATE_OUT)),
        (box.signing_ends, (LATE, OUT), (SIGN, LATE_OUT)),
        (box.withdrawing_ends, (LATE, LATE_OUT), (SIGN, OUT)),
    ):
        evening.clock.now = max(evening.clock.now, ends)
        page = text(ana, at(demand, "/receipt"))
        for words in said:
            assert words in page
        for words in not_said:
            assert words not in page
        assert (f"{LATE} {check} If not, it does not count." in page) == (LATE in said)
        assert (f"{LATE_OUT} {check} If not, your name still counts." in page) == (LATE_OUT in said)
    evening.clock.now = box.signing_ends
    page = text(ana, at(demand))
    assert f"{LATE} Your receipt can tell if it arrived. If not, it does not count." in page
    assert "Press “Check it now”" not in page


def test_only_the_door_says_what_came_too_late(demand: Demand, ana: Client) -> None:
    """It alone knows whether the same bytes may have come before."""
    for more in ("", "/sign", "/receipt", "/list"):
        page = ana.get(at(demand, more)).content.decode()
        assert 'data-reason="too_late"' not in page
        assert "The time for this is over" not in page


def test_a_withdrawal_can_be_saved_for_a_keyholder_while_it_counts(
    evening: Evening, demand: Demand, ana: Client
) -> None:
    assert 'id="hand"' in ana.get(at(demand, "/receipt")).content.decode()
    sign(evening, demand.box, 2)
    evening.end(demand.box)
    assert 'id="hand"' not in ana.get(at(demand, "/receipt")).content.decode()


@pytest.mark.parametrize("more", [*PAGES, "/figures.json", "/figures.json?late"])
def test_who_is_not_on_the_list_finds_what_is_not_there(evening: Evening, demand: Demand, more: str) -> None:
    demand.box.listed.filter(member=evening.people[5].key).delete()
    outsider = browser_of(evening.people[5])
    ally = browser_of(let_in(evening.people, phone("Hal", "ally"), evening.place))
    nobody = Client(headers={"host": "localhost"})
    none = f"/demands/{'0' * 64}{more}"
    for client in (outsider, ally, nobody):
        there, not_there = client.get(at(demand, more)), client.get(none)
        assert there.status_code == not_there.status_code
        assert there.status_code in {404, 302}
        said = there.content.decode().replace(demand.box.hex, "0" * 64)
        assert said == not_there.content.decode()
        for name in ("Location", "Content-Length"):
            assert there.headers.get(name, "").replace(demand.box.hex, "0" * 64) == not_there.headers.get(name, "")


def test_the_list_shows_nicknames_and_who_vouched(demand: Demand, ana: Client) -> None:
    page = text(ana, at(demand, "/list"))
    for name in ("Ana", "Bo", "Chi", "Dee", "Eli", "Fay"):
        assert name in page
    assert "Vouched for by:" in page
    assert page.count("Object") >= 5


def slow(evening: Evening) -> Demand:
    """Return a demand of no room, which has two weeks for signing and is counted once a day."""
    drafted = evening.room()
    fields = evening.fields()
    del fields["room"]
    now = int(evening.clock.now)
    fields |= {"signing_ends": now + 14 * DAY, "withdrawing_ends": now + 15 * DAY, "batch": DAY}
    evening.at(0, drafted.box).write(drafts.put_up_text(fields))
    for _ in range(2):
        evening.tick()
    evening.witness()
    return Demand.objects.latest("id")


def why_not(client: Client, demand: Demand) -> object:
    """Return what the page of somebody who may not sign asks again and again: why they may not."""
    return json.loads(client.get(at(demand, "/figures.json?late")).content)["why_not"]


def test_who_came_late_is_marked_with_the_time_from_which_they_may_sign(evening: Evening) -> None:
    demand = slow(evening)
    gus = let_in(evening.people, phone("Gus"), evening.place)
    evening.tick()
    evening.witness()
    evening.tick()
    client = browser_of(gus)
    assert "Came late. May sign from" in text(browser_of(evening.people[0]), at(demand, "/list"))
    page = text(client, at(demand))
    assert "You came late to the list. You can sign from" in page
    assert "Sign, sealed" not in page
    found = lists.growth(demand.box).entries[gus.key]
    assert found.since is not None
    evening.clock.now = found.since + WAIT_SECONDS - 1
    for path in (at(demand), at(demand, "/list")):
        assert "ay sign now" not in text(client, path)
    assert "You can sign from" in text(client, at(demand)), "not a tick early: the phone would say no"
    assert why_not(client, demand) == "too_early"
    evening.clock.now += 1
    assert "Sign, sealed" in text(client, at(demand))
    assert why_not(client, demand) == ""


def test_an_objection_stops_one_entry_until_two_confirm(evening: Evening, demand: Demand, ana: Client) -> None:
    box_id, fay = bytes(demand.box.box_id), evening.people[5]
    browser = evening.people[0].web
    word = saying_document(evening.people[0].secret, "objection", box_id, fay.key)
    browser.post(f"/boxes/{demand.box.hex}/saying", {"word": word})
    evening.tick()
    assert "1 person objects. 0 of 2 have confirmed." in text(ana, at(demand, "/list"))
    assert "Somebody on the list objects to your entry." in text(browser_of(fay), at(demand))
    page = browser_of(fay).get(at(demand)).content.decode()
    assert f'data-figures="{at(demand, "/figures.json")}?late"' in page
    assert 'data-why-not="member_objected"' in page
    assert (why_not(browser_of(fay), demand), why_not(ana, demand)) == ("member_objected", "")
    page = ana.get(at(demand)).content.decode()
    assert f'data-figures="{at(demand, "/figures.json")}"' in page, "nobody else asks for more than before"
    assert "data-why-not" not in page
    assert "why_not" not in json.loads(ana.get(at(demand, "/figures.json")).content)
    for who in (1, 2):
        giver = evening.people[who]
        word = saying_document(giver.secret, "confirmation", box_id, fay.key)
        giver.web.post(f"/boxes/{demand.box.hex}/saying", {"word": word})
    evening.tick()
    assert "2 of 2 have confirmed." in text(ana, at(demand, "/list"))
    assert why_not(browser_of(fay), demand) == ""
    assert "Sign, sealed" in text(browser_of(fay), at(demand))


def test_my_demands_lists_what_is_open_what_ended_and_drafts(evening: Evening, demand: Demand, ana: Client) -> None:
    page = text(ana, "/demands")
    assert "Open now Pay Open for signing." in page
    sign(evening, demand.box, 2)
    evening.end(demand.box)
    assert "Ended Pay Nothing opened." in text(ana, "/demands")


@pytest.mark.parametrize("language", ["", "/es"])
def test_every_page_can_be_read_by_most(evening: Evening, demand: Demand, ana: Client, language: str) -> None:
    spoken = language.strip("/") or "en"
    paths = [at(demand, more, language) for more in PAGES] + [f"{language}/demands"]
    for path in paths:
        reading.check(ana.get(path).content.decode(), spoken)
    sign(evening, demand.box, 5)
    evening.end(demand.box)
    evening.keyholders.open_names(demand.box)
    evening.tick()
    evening.witness()
    for path in (at(demand, "", language), at(demand, "/receipt", language), f"{language}/demands"):
        reading.check(ana.get(path).content.decode(), spoken)


def test_names_are_said_to_be_open_once_the_record_has_them(evening: Evening, demand: Demand, ana: Client) -> None:
    sign(evening, demand.box, 5)
    evening.end(demand.box)
    evening.keyholders.open_names(demand.box)
    evening.tick()
    demand.box.refresh_from_db()
    assert demand.box.state == Box.OPENED
    assert "The names are open" not in text(ana, at(demand))
    evening.tick()
    assert "The names are open" in text(ana, at(demand))


def test_whoever_waits_is_told_once_the_keyholders_have_seen_the_rules(evening: Evening, ana: Client) -> None:
    drafted = evening.room()
    evening.at(0, drafted.box).write(drafts.put_up_text(evening.fields()))
    evening.tick()
    evening.tick()
    demand = drafted.demands.get()
    for fixed in (False, True):
        assert json.loads(ana.get(at(demand, "/figures.json")).content)["fixed"] == fixed
        assert f'data-fixed="{str(fixed).lower()}"' in ana.get(at(demand)).content.decode()
        evening.witness()


def test_the_clock_of_a_room_counts_minutes(demand: Demand, ana: Client) -> None:
    assert re.search(r"In \d\d minutes:", text(ana, at(demand)))


def test_the_times_come_as_a_calendar_file_that_gives_nothing_away(evening: Evening, demand: Demand) -> None:
    browser = browser_of(evening.people[0])
    data = browser.get(at(demand, "/dates.ics")).content.decode()
    for ends in (demand.box.signing_ends, demand.box.withdrawing_ends):
        assert f"DTSTART:{datetime.fromtimestamp(ends, UTC):%Y%m%dT%H%M%SZ}" in data
    assert data.count("SUMMARY:A date to remember") == 2
    assert "emand" not in data
    assert demand.box.hex not in data
    assert browser.get(at(demand, "/dates.ics", "/es")).content.decode().count("SUMMARY:Una fecha") == 2
    assert at(demand, "/dates.ics") not in browser.get(at(demand)).content.decode()  # a room ends tonight
    ends = int(evening.clock.now) + WEEK
    times = {"signing_ends": ends, "withdrawing_ends": ends + DAY, "batch": DAY, "room": None}
    daily = evening.put_up(demand.drafts, 1, title="Rent", **times)
    assert at(daily, "/dates.ics") in browser.get(at(daily)).content.decode()


def test_times_are_those_of_the_clock(evening: Evening, demand: Demand, ana: Client) -> None:
    assert isinstance(evening.clock, Clock)
    assert json.loads(ana.get(at(demand, "/figures.json")).content)["now"] == int(evening.clock.now)
