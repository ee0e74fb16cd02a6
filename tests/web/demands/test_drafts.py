"""The pages of drafts: what shows, to whom, from which number of passes on; proposals, amendments, putting up."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web import network, reading
from tests.web.boxes.evening import ASKS, TICK, Evening
from tests.web.days import ahead
from tests.web.demands import drafting
from tests.web.network import SITE, browser_of, let_in
from tests.web.workplaces import places
from undersign.protocol import drafts, vouches
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import b64
from undersign.web import client
from undersign.web.boxes.models import Box
from undersign.web.demands import access as access_of_demands
from undersign.web.demands.drafts import access, actions, threads
from undersign.web.demands.drafts.reasons import OTHER, WHY, why
from undersign.web.demands.models import Demand, DraftBox, TurnedDown
from undersign.web.people import access as access_of_people
from undersign.web.people import actions as people_actions
from undersign.web.workplaces.models import Workplace

DAY = 86_400
OFFER = "We could ask for a raise, all of us."


def ask_for_passes(evening: Evening, box: Box, people: range) -> None:
    """Let some people ask for their pass, and the keyholders answer."""
    for who in people:
        evening.at(who, box).ask()
    evening.witness()
    evening.keyholders.answer(box)


def room(evening: Evening) -> DraftBox:
    """Open a room and let nobody ask for a pass."""
    found = actions.open_room(Workplace.objects.get(id_hash=evening.place))
    evening.witness()
    return found


def test_below_k_nothing_shows_to_anybody(evening: Evening) -> None:
    found = room(evening)
    ask_for_passes(evening, found.box, range(4))
    drafting.write(evening, found, 0, OFFER)
    for who in range(6):
        text = drafting.shown(evening, who, found)
        assert OFFER not in text
        assert "Coworker 1" not in text
        assert "Nothing shows yet." in text
        assert ("Yours was asked for." in text) == (who < 4)
    ask_for_passes(evening, found.box, range(4, 5))
    assert all(OFFER in drafting.shown(evening, who, found) for who in range(6))


def test_before_the_keyholders_have_signed_nobody_can_write(evening: Evening) -> None:
    found = actions.open_room(Workplace.objects.get(id_hash=evening.place))
    assert "being made ready" in drafting.shown(evening, 0, found)
    assert "/write" not in drafting.shown(evening, 0, found)


def test_coworkers_appear_as_numbers_and_no_account_on_any_page(evening: Evening) -> None:
    found = evening.room()
    first = drafting.write(evening, found, 3, OFFER)
    drafting.write(evening, found, 1, drafts.comment_text(first, "Who would sign that?"))
    drafting.write(evening, found, 3, "Everybody, I think.", 1)
    proposed = drafting.write(evening, found, 1, drafts.proposal_text(drafting.proposal()), 1)
    pages = [drafting.shown(evening, 0, found, more) for more in _addresses(proposed)]
    assert "Coworker 1" in pages[0]
    assert "Coworker 2" in pages[0]
    assert "Coworker 3" not in pages[0]
    for phone in evening.people:
        for text in pages:
            assert not any(each in text for each in (f">{phone.nickname}<", b64(phone.key), phone.key.hex()))


def _addresses(digest: bytes) -> list[str]:
    named = [f"/{digest.hex()}/{act}" for act in ("comment", "amend", "put-up")]
    return ["", "/write", "/propose", *named]


def test_a_comment_hangs_on_what_it_is_on_and_a_struck_text_leaves_a_gap(evening: Evening) -> None:
    found = evening.room()
    first = drafting.write(evening, found, 0, OFFER)
    drafting.write(evening, found, 1, drafts.comment_text(first, "Yes."))
    [item] = threads.threads(drafting.fresh(found))
    assert [each.fields and each.fields["text"] for each in item.comments] == ["Yes."]
    leaf = found.box.book.leaves.filter(rest__isnull=False).order_by("number").first()
    assert leaf
    leaf.rest = None
    leaf.save()
    text = drafting.shown(evening, 2, found)
    assert "It was struck." in text
    assert OFFER not in text
    assert "Yes." in text
    assert drafting.page(evening, 2, f"/drafts/{found.box.hex}/{first.hex()}/comment")[0] == 404


def test_what_is_no_text_of_a_draft_does_not_show(evening: Evening) -> None:
    found = evening.room()
    phone = evening.at(0, found.box)
    phone.send(phone.envelope(0, 0, b"\xff" * 4096))
    drafting.write(evening, found, 1, OFFER)
    assert [each.coworker for each in threads.items(drafting.fresh(found))] == [1]


def test_an_amendment_shows_the_words_that_it_changes(evening: Evening) -> None:
    found = evening.room()
    before = drafting.propose(evening, found, 0)
    more = {"asks": [{**ASKS["asks"][0], "what": "Pay of at least $24 an hour for every peer worker"}]}
    other = drafts.proposal_text(drafting.proposal(more), before)
    drafting.write(evening, found, 1, other)
    drafting.write(evening, found, 2, drafts.proposal_text(drafting.proposal(more, title="Wages"), _last(found)))
    [item] = threads.threads(drafting.fresh(found))
    assert [[each.part for each in one.changes] for one in item.amendments] == [["asks"], ["title"]]
    text = drafting.shown(evening, 4, found)
    assert "<del>$22</del>" in text
    assert "<ins>$24</ins>" in text


def _last(found: DraftBox) -> bytes:
    return threads.items(drafting.fresh(found))[-1].draft.digest


def test_a_proposal_is_put_up_and_the_demand_appears(evening: Evening) -> None:
    found = evening.room()
    proposed = drafting.propose(evening, found, 0)
    assert "60 minutes" in drafting.shown(evening, 1, found, f"/{proposed.hex()}/put-up")
    demand = evening.put_up(found, who=3)
    [item] = threads.threads(drafting.fresh(found))
    assert [each.demand for each in item.put_ups] == [demand]
    text = drafting.shown(evening, 5, found)
    assert "Coworker 2 put this up for signing." in " ".join(text.split())
    place = drafting.page(evening, 5, f"/workplaces/{b64(evening.place)}/drafts")[1]
    assert "Pay" in place


def test_the_same_demand_is_put_up_once_while_it_is_open(evening: Evening) -> None:
    found = evening.room()
    proposed = drafting.propose(evening, found, 0)
    evening.put_up(found, who=3)
    drafting.write(evening, found, 4, drafts.put_up_text(evening.fields()))
    assert [row.reason for row in TurnedDown.objects.all()] == ["put_up_twice"]
    assert Demand.objects.count() == 1
    text = " ".join(drafting.shown(evening, 4, found, f"/{proposed.hex()}/put-up").split())
    assert "Coworker 2 put this up for signing." in text


def test_of_one_coworker_three_are_taken(evening: Evening) -> None:
    found = evening.room()
    for number in range(4):
        words = drafts.put_up_text(evening.fields(title=f"Pay {number}"))
        drafting.write(evening, found, 0, words, number)
    assert [row.reason for row in TurnedDown.objects.all()] == ["put_up_many"]


@pytest.mark.parametrize(
    ("fields", "asks", "reason"),
    [
        ({"levels": [5, 7]}, {}, "levels_high"),
        ({"levels": [7]}, {}, "below_k"),
        ({"signing_ends": 60, "withdrawing_ends": 60}, {}, "too_late"),
        ({"withdrawing_ends": 2**39}, {}, "rule_impossible"),  # a year that no calendar here has
        ({}, {"reply_by": "2026-01-01"}, "reply_early"),
        ({}, {"steps": [_step := {"what": "meet", "says": "Ask", "number": 5, "date": "2026-12-30"}]}, "step_early"),
        ({}, {"steps": [{**_step, "number": 7, "date": ahead(91)}]}, "step_many"),
        ({}, {"steps": [{**_step, "what": "walkout", "date": ahead(91)}] * 2}, "step_twice"),
        (
            {},
            {"steps": [{**_step, "what": "walkout", "says": ASKS["asks"][0]["what"], "date": ahead(91)}]},
            "step_twice",
        ),
    ],
)
def test_what_nobody_could_keep_to_is_turned_down(
    evening: Evening, fields: dict[str, object], asks: dict[str, object], reason: str
) -> None:
    found = evening.room()
    drafting.propose(evening, found, 0, more=asks, **{k: v for k, v in fields.items() if k == "levels"})
    words = evening.fields(text=asks_text({**ASKS, **asks}), **fields)
    drafting.write(evening, found, 1, drafts.put_up_text(words))
    assert [row.reason for row in TurnedDown.objects.all()] == [reason]
    assert not Demand.objects.exists()
    assert str(why(reason)) in " ".join(drafting.shown(evening, 2, found).split()).replace("&#x27;", "'")


def test_drafts_of_one_box_stop_no_other(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = [evening.room()]
    rooms[0].box.listed.filter(member=evening.people[0].key).delete()  # so that a room now is another one
    rooms.append(evening.room())
    seen = list[DraftBox]()

    def shown(found: DraftBox) -> list[access_of_demands.Draft]:
        seen.append(found)
        raise ValueError

    monkeypatch.setattr(access_of_demands, "shown", shown)
    actions.put_up(evening.clock.now)
    assert set(rooms) <= set(seen)


def test_every_reason_of_ours_is_said_in_plain_words() -> None:
    text = " ".join(str(each) for each in [*WHY.values(), OTHER])
    reading.check(f"<main><p>{text}</p></main>", "en")
    assert why("rule_impossible") == OTHER


def test_who_is_not_on_the_list_finds_nothing(evening: Evening) -> None:
    found = evening.room()
    proposed = drafting.propose(evening, found, 0)
    other = network.phone("Gus")
    let_in(evening.people[:2], other, evening.place)
    unknown = browser_of(other).get(f"/drafts/{'0' * 64}")
    for more in [*_addresses(proposed), "/state.json"]:
        answer = browser_of(other).get(f"/drafts/{found.box.hex}{more}")
        assert answer.status_code == 404
        visitor = Client(headers={"host": "localhost"})
        assert visitor.get(f"/drafts/{found.box.hex}{more}").status_code == 302
        assert visitor.get(f"/drafts/{'0' * 64}{more}").status_code == 302
    assert len(browser_of(other).get(f"/drafts/{found.box.hex}").content) == len(unknown.content)


def test_the_workplace_page_leads_to_drafts_and_to_a_room(evening: Evening) -> None:
    where = f"/workplaces/{b64(evening.place)}"
    assert f'href="{where}/drafts"' in drafting.page(evening, 0, where)[1]
    answer = browser_of(evening.people[0]).post(f"{where}/drafts/room")
    found = DraftBox.objects.get(quarter=None)
    assert answer.headers["Location"] == f"/drafts/{found.box.hex}"
    assert browser_of(evening.people[1]).post(f"{where}/drafts/room").headers["Location"].endswith(found.box.hex)
    assert f"/drafts/{found.box.hex}" in drafting.page(evening, 1, f"{where}/drafts")[1]


def test_who_came_after_the_box_began_is_told_when_the_next_one_does(evening: Evening) -> None:
    evening.tick()
    standing = DraftBox.objects.exclude(quarter=None).get()
    other = network.phone("Gus")
    let_in(evening.people[:2], other, evening.place)
    where = f"/workplaces/{b64(evening.place)}/drafts"
    mine = drafting.page(evening, 0, where)[1]
    assert standing.box.hex in mine
    text = browser_of(other).get(where).content.decode()
    assert standing.box.hex not in text
    assert "began before you came" in text


def test_a_room_needs_five_of_the_workplace(evening: Evening) -> None:
    where = f"/workplaces/{b64(evening.place)}/drafts"
    ana, bo = evening.people[:2]
    for each in evening.people[2:4]:
        people_actions.write(vouches.left_document(each.secret, SITE.origin, access_of_people.today()))
    answer = browser_of(ana).post(f"{where}/room")
    assert answer.status_code == 409
    assert "at least five people" in answer.content.decode()
    assert not DraftBox.objects.filter(quarter=None).exists()
    other = network.phone("Gus")
    place = places.add(ana, "Lake")
    places.confirm(bo, place)
    let_in([ana, bo], other, place)
    assert browser_of(other).post(f"{where}/room").status_code == 404


def test_the_state_changes_with_the_page(evening: Evening) -> None:
    found = evening.room()
    before = _state(evening, found)
    assert _state(evening, found) == before
    drafting.write(evening, found, 0, OFFER)
    assert _state(evening, found) != before


def _state(evening: Evening, found: DraftBox) -> str:
    return str(evening.people[1].web.get(f"/drafts/{found.box.hex}/state.json")["state"])


def test_in_the_standing_box_batches_are_hourly_and_signing_lasts_two_weeks(evening: Evening) -> None:
    evening.tick()
    found = DraftBox.objects.exclude(quarter=None).get()
    evening.witness()
    evening.give_passes(found.box)
    lasts: dict[str, object] = {"signing_ends": 14 * DAY, "withdrawing_ends": 15 * DAY, "batch": DAY}
    fields = {name: value for name, value in drafting.proposal(None, **lasts).items() if name != "room"}
    evening.at(0, found.box).write(drafts.proposal_text(fields))
    evening.tick()
    assert threads.items(drafting.fresh(found)) == []
    evening.tick(3600)
    [item] = threads.threads(drafting.fresh(found))
    text = drafting.shown(evening, 1, found, f"/{item.hex}/put-up")
    assert "14 days" in text
    assert "24 hours" in text
    ends = int(evening.clock.now) + 14 * DAY
    times = {"signing_ends": ends, "withdrawing_ends": ends + DAY}
    evening.at(1, found.box).write(drafts.put_up_text({**fields, **times}))
    evening.tick(3600)
    evening.tick()
    [item] = threads.threads(drafting.fresh(found))
    assert [each.demand for each in item.put_ups] == [Demand.objects.get()]


def test_after_its_end_nothing_more_can_be_written(evening: Evening) -> None:
    found = evening.room()
    evening.clock.now = found.box.signing_ends
    evening.tick(3 * TICK)
    text = drafting.shown(evening, 0, found)
    assert "Nothing more is taken in here" in text
    assert "/propose" not in text
    assert not access.is_open(DraftBox.objects.get(pk=found.pk))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_easy_to_read(evening: Evening, language: str) -> None:
    found = evening.room()
    proposed = drafting.propose(evening, found, 0)
    prefix = "" if language == "en" else "/es"
    place = f"{prefix}/workplaces/{b64(evening.place)}/drafts"
    for address in [place, *(f"{prefix}/drafts/{found.box.hex}{more}" for more in _addresses(proposed))]:
        status, text = drafting.page(evening, 0, address)
        assert status == 200
        reading.check(text, language)


@pytest.mark.parametrize(("before", "language"), [("", "en"), ("/es", "es")])
def test_where_no_room_opens_the_page_says_what_to_do_and_leads_back(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, before: str, language: str
) -> None:
    monkeypatch.setattr(actions, "K_LEAST", 7)
    browser, here = browser_of(evening.people[0]), f"{before}/workplaces/{b64(evening.place)}"
    say = {"en": "Invite the others", "es": "Invita a los demás"}[language]
    for back in (here, f"{here}/drafts"):
        assert f'name="back" value="{back}"' in browser.get(back).content.decode()
        answer = browser.post(f"{here}/drafts/room", {"back": back})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert say in page
        assert f'<a class="button quiet" href="{back}">' in page
    elsewhere = browser.post(f"{here}/drafts/room", {"back": "//example.org/"}).content.decode()
    assert f'<a class="button quiet" href="{here}/drafts">' in elsewhere
    assert "example.org" not in elsewhere.replace("test.example", "")


@pytest.mark.parametrize(
    ("more", "form", "script"), [("/write", "draft", "write_draft"), ("/propose", "propose", "propose")]
)
def test_a_form_that_goes_on_by_itself_has_one_button_that_sends_it(
    evening: Evening, more: str, form: str, script: str
) -> None:
    """Browsers of old phones have no requestSubmit: the script presses what it finds as [type=submit]."""
    page = drafting.shown(evening, 0, evening.room(), more)
    inside = page.split(f'id="{form}"')[1].split("</form>")[0]
    assert inside.count('type="submit"') == 1
    text = (client.SERVED / f"site/{script}.js").read_text()
    assert "[type=submit]" in text.split("if (goesOn)")[1]
