"""The founding: at least three people, one list, everybody's signature, and then the door is closed for good."""

from __future__ import annotations

import pytest

from tests.web.network import NotDone, Phone, browser_of, founders, member_of
from undersign.protocol.encoding import b64, encode, sha256, unb64
from undersign.protocol.joining import founders_document
from undersign.protocol.signatures import sign
from undersign.rehearsal import network
from undersign.web import home
from undersign.web.people import access
from undersign.web.people.founding.actions import open_founding
from undersign.web.people.models import Arrival, FoundersList, Member
from undersign.web.record import access as record


@pytest.fixture
def link(site: home.Home) -> bytes:  # noqa: ARG001 - there must be a record
    """Return the secret of the founders' link."""
    return unb64(open_founding())


def come(phones: list[Phone], link: bytes) -> None:
    for phone in phones:
        phone.web.post("/founding/arrive", phone.ask(link))


def fix(phone: Phone, link: bytes, phones: list[Phone]) -> None:
    phone.web.post("/founders/fix", {**phone.knock(link), "keys": [b64(each.key) for each in phones]})


def refused(error: str, phone: Phone, path: str, what: dict[str, object]) -> None:
    with pytest.raises(NotDone) as problem:
        phone.web.post(path, what)
    assert problem.value.error == error
    assert problem.value.say


def test_three_founders_become_members_once_all_have_signed(link: bytes) -> None:
    three = founders()
    network.found(three, link)
    assert access.founders() == [phone.key for phone in three]
    assert [member_of(phone).nickname for phone in three] == ["Ana", "Bo", "Chi"]
    assert all(member_of(phone).founder and access.stands(phone.key) for phone in three)
    assert not Arrival.objects.exists()
    assert not FoundersList.objects.exists()


def test_the_door_is_closed_afterwards(link: bytes) -> None:
    three = founders()
    network.found(three, link)
    late = founders("Dee")[0]
    refused("door_closed", late, "/founding/arrive", late.ask(link))
    assert late.web.post("/founders/state", late.knock(link))["founded"] is True


def test_nothing_is_written_before_the_last_has_signed(link: bytes) -> None:
    three = founders()
    come(three, link)
    fix(three[0], link, three)
    before = record.book("host").size
    words = {network.sign_founders(phone, link) for phone in three[:2]}
    assert len(words) == 1
    assert len(words.pop()) == 6
    assert (record.book("host").size, Member.objects.count()) == (before, 0)
    network.sign_founders(three[2], link)
    assert (record.book("host").size, Member.objects.count()) == (before + 1, 3)


def test_everybody_sees_everybody_with_a_code(link: bytes) -> None:
    three = founders()
    come(three, link)
    seen = three[2].web.post("/founders/state", three[2].knock(link))["people"]
    assert [each["nickname"] for each in seen] == ["Ana", "Bo", "Chi"]
    assert all(len(each["code"].split()) == 2 for each in seen)


def test_two_are_too_few(link: bytes) -> None:
    two = founders("Ana", "Bo")
    come(two, link)
    keys = [b64(each.key) for each in two]
    refused("too_few", two[0], "/founders/fix", {**two[0].knock(link), "keys": keys})


def test_nobody_slips_onto_the_list_between_looking_and_fixing(link: bytes) -> None:
    four = founders("Ana", "Bo", "Chi", "Dee")
    come(four, link)
    keys = [b64(each.key) for each in four[:3]]
    refused("changed", four[0], "/founders/fix", {**four[0].knock(link), "keys": keys})


def test_nobody_comes_or_goes_once_the_list_is_fixed(link: bytes) -> None:
    three = founders()
    come(three, link)
    fix(three[0], link, three)
    late = founders("Dee")[0]
    refused("list_fixed", late, "/founding/arrive", late.ask(link))
    refused("list_fixed", three[0], "/founders/remove", {**three[0].knock(link), "key": b64(three[1].key)})
    keys = [b64(each.key) for each in three]
    refused("list_fixed", three[0], "/founders/fix", {**three[0].knock(link), "keys": keys})


def test_a_list_is_thrown_away_with_its_signatures_and_made_anew(link: bytes) -> None:
    four = founders("Ana", "Bo", "Chi", "Stranger")
    come(four, link)
    fix(four[0], link, four)
    first = network.sign_founders(four[0], link)
    four[1].web.post("/founders/throw-away", four[1].knock(link))
    four[1].web.post("/founders/remove", {**four[1].knock(link), "key": b64(four[3].key)})
    fix(four[1], link, four[:3])
    state = four[0].web.post("/founders/state", four[0].knock(link))
    assert state["signed"] == []
    assert {network.sign_founders(phone, link) for phone in four[:3]} != {first}
    assert Member.objects.count() == 3


def test_a_signature_of_another_list_is_refused(link: bytes) -> None:
    three = founders()
    come(three, link)
    fix(three[0], link, three)
    other = founders_document(home.current().origin, [phone.key for phone in three], bytes(32))
    mine = {"key": b64(three[0].key), "founders_signature": b64(sign(three[0].secret, "founders", other))}
    refused("changed", three[0], "/founders/sign", {**three[0].knock(link), "list": b64(bytes(32)), **mine})
    assert not FoundersList.objects.get().signatures.exists()


def test_one_founder_cannot_sign_for_another(link: bytes) -> None:
    three = founders()
    come(three, link)
    fix(three[0], link, three)
    document = three[0].web.post("/founders/state", three[0].knock(link))["list"]
    mine = {"key": b64(three[1].key), "founders_signature": b64(sign(three[0].secret, "founders", document))}
    sent = {**three[0].knock(link), "list": b64(sha256(encode(document))), **mine}
    refused("signature_wrong", three[0], "/founders/sign", sent)


def test_who_does_not_hold_the_link_sees_and_does_nothing(link: bytes) -> None:
    three = founders()
    come(three, link)
    boss = founders("Boss")[0]
    guess = bytes(32)
    refused("no_door", boss, "/founders/state", boss.knock(guess))
    refused("no_door", boss, "/founders/throw-away", boss.knock(guess))
    refused("no_door", boss, "/founding/arrive", boss.ask(guess))
    forged = {**boss.knock(guess), "door": three[0].knock(link)["door"]}
    refused("no_door", boss, "/founders/state", forged)


def test_the_page_is_there_and_keeps_nothing_in_its_address(link: bytes) -> None:  # noqa: ARG001 - there must be a door
    page = browser_of(founders("Ana")[0]).get("/founding")
    assert page.status_code == 200
    assert b"site/founding.js" in page.content
