"""Key meetings that the host carries: to their end, after a crash, with somebody who cheats, and from team to team."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from tests.vectors.cases import random_from
from tests.web.meetings.carrier import Direct, ceremony_of, found, keyholders, meet, tick
from undersign.keyholder import carried, meeting
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Unreachable
from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document, b64, encode
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import check_transcript, read_ceremony, succession
from undersign.protocol.signatures import sign
from undersign.web.home import Home
from undersign.web.meetings import access, actions
from undersign.web.meetings.models import Meeting, Message
from undersign.web.pages.answers import Stopped
from undersign.web.record import access as record


@pytest.fixture
def founded(site: Home) -> Home:
    """Give a site with its founders."""
    found()
    return site


@pytest.fixture
def owns(tmp_path: Path) -> list[KeyholderFolder]:
    """Give three keyholders."""
    return keyholders(tmp_path)


pytestmark = pytest.mark.usefixtures("founded")


def test_a_meeting_enters_the_record_by_itself_and_the_shares_are_erased(owns: list[KeyholderFolder]) -> None:
    document = ceremony_of(owns)
    meet(owns, document)
    tick()
    [(ceremony, team)] = record.teams().values()
    assert ceremony.document == document
    assert all(own.share(ceremony).ceremony == team.ceremony for own in owns)
    assert not Message.objects.filter(round=rounds.DEAL).exists()
    said = carried.fetch(Direct(), ceremony.hash)
    assert rounds.finish_drill(ceremony, team, said.drills) == [1, 2, 3]
    assert not [each for each in said.messages if each["round"] == rounds.DEAL]


def test_nothing_secret_passes_the_host(owns: list[KeyholderFolder]) -> None:
    sites = meet(owns, ceremony_of(owns))
    ceremony = read_ceremony(ceremony_of(owns))
    said = b"".join(encode(each) for site in sites for each in site.said)
    for own in owns:
        assert b64(own.share(ceremony).secret).encode() not in said
        assert b64(own.seed).encode() not in said


def test_whoever_comes_late_or_again_ends_it_too(owns: list[KeyholderFolder]) -> None:
    document = ceremony_of(owns)
    meet(owns, document)
    for own in owns:
        assert carried.advance(own, Direct(own), read_ceremony(document).hash).done


def test_it_goes_on_after_a_crash_between_keeping_and_sending(owns: list[KeyholderFolder]) -> None:
    document, ceremony = ceremony_of(owns), read_ceremony(ceremony_of(owns))
    carried.post(Direct(), document)
    for own in owns:
        meeting.step(own, ceremony, [])  # kept on the disk, and then the power is cut
    meet(owns, document)


def test_a_complaint_ends_it_for_all(owns: list[KeyholderFolder]) -> None:
    document, ceremony = ceremony_of(owns), read_ceremony(ceremony_of(owns))
    carried.post(Direct(), document)
    for own in owns:
        carried.advance(own, Direct(own), ceremony.hash)
    complaint = rounds.complain(ceremony, owns[0].seed, Refused("share_wrong"))
    Direct().post(f"/meetings/{ceremony.hash.hex()}/messages", {"messages": [complaint]})
    for own in owns:
        with pytest.raises(Refused, match="complains"):
            carried.advance(own, Direct(own), ceremony.hash)
    assert record.teams() == {}


def test_a_message_that_does_not_fit_ends_it_with_a_complaint(owns: list[KeyholderFolder]) -> None:
    document, ceremony = ceremony_of(owns), read_ceremony(ceremony_of(owns))
    carried.post(Direct(), document)
    for own in owns[:2]:
        carried.advance(own, Direct(own), ceremony.hash)
    _, message = rounds.begin(ceremony, owns[2].seed, random_from("third"))
    state, other = rounds.begin(ceremony, owns[2].seed, random_from("other"))
    Direct().post(f"/meetings/{ceremony.hash.hex()}/messages", {"messages": [message]})
    owns[2].save_progress(ceremony, state, [other])  # whoever has its key speaks first
    with pytest.raises(Unreachable, match="ceremony_ended"):
        carried.advance(owns[2], Direct(owns[2]), ceremony.hash)


def test_what_no_keyholder_has_signed_is_not_taken(owns: list[KeyholderFolder], tmp_path: Path) -> None:
    document, ceremony = ceremony_of(owns), read_ceremony(ceremony_of(owns))
    carried.post(Direct(), document)
    stranger = keyholders(tmp_path / "more", first=7)
    elsewhere = read_ceremony(ceremony_of(stranger))
    _, theirs = rounds.begin(elsewhere, stranger[0].seed, random_from("stranger"))
    _, good = rounds.begin(ceremony, owns[0].seed, random_from("good"))
    wrong: list[Document] = [
        theirs,
        {**theirs, "ceremony": good["ceremony"]},
        {**good, "from": 2},
        {**good, "round": 2},
        {**good, "to": 2},
        {"v": 1, "kind": "drill"},
        {"v": 1, "kind": "succession", "old": b64(bytes(32)), "new": b64(ceremony.hash), "signatures": []},
        {},
    ]
    for each in wrong:
        with pytest.raises(Unreachable):
            Direct().post(f"/meetings/{ceremony.hash.hex()}/messages", {"messages": [each]})
    with pytest.raises(Unreachable, match="too_long"):
        Direct().post(f"/meetings/{ceremony.hash.hex()}/messages", {"messages": [good] * 9})
    assert Message.objects.count() == 0


def test_a_host_that_slips_something_in_ends_nothing(owns: list[KeyholderFolder]) -> None:
    document, ceremony = ceremony_of(owns), read_ceremony(ceremony_of(owns))
    carried.post(Direct(), document)
    _, good = rounds.begin(ceremony, owns[0].seed, random_from("good"))
    kept = Meeting.objects.get()
    forged = {**good, "from": 3}
    Message.objects.create(meeting=kept, round=1, sender=9, to=0, data=encode(forged))
    Message.objects.create(meeting=kept, round=access.DRILL, sender=9, to=0, data=encode(forged))
    assert carried.fetch(Direct(), ceremony.hash).messages == ()
    meet(owns, document)


def test_only_a_ceremony_of_this_record_is_carried(owns: list[KeyholderFolder]) -> None:
    good = ceremony_of(owns)
    for wrong in (
        {**good, "founders": [*good["founders"][:2], b64(bytes(32))]},
        {**good, "rehearsal": False},
        {**good, "previous": b64(bytes(32))},
        {**good, "t": 1},
        {"v": 1},
    ):
        with pytest.raises(Unreachable):
            Direct().post("/meetings", {"ceremony": wrong})
    assert Meeting.objects.count() == 0
    for _ in range(2):
        carried.post(Direct(), good)
    assert carried.opened(Direct()) == [read_ceremony(good).hash]


def test_five_meetings_are_open_at_most_and_each_for_seven_days(owns: list[KeyholderFolder]) -> None:
    documents = [{**ceremony_of(owns), "nonce": b64(bytes([number]) * 32)} for number in range(8)]
    for each in documents[:5]:
        actions.begin(each, 1000.0)
    with pytest.raises(Stopped):
        actions.begin(documents[5], 1100.0)
    actions.begin(documents[5], 1000.0 + actions.QUIET)
    assert len(access.opened(1000.0 + actions.QUIET)) == 5
    assert access.meeting(read_ceremony(documents[0]).hash, 5000.0) is None
    assert access.opened(5000.0 + access.DAYS * access.DAY) == []
    actions.begin(documents[6], 5000.0 + access.DAYS * access.DAY)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("path", ["/meetings/x.json", f"/meetings/{'0' * 64}.json", f"/meetings/{'A' * 64}.json"])
def test_no_other_meeting_is_there(path: str, visitor: Client) -> None:
    assert visitor.get(path).status_code == 404


def test_a_program_takes_the_ceremony_only_under_its_hash(
    owns: list[KeyholderFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = ceremony_of(owns)
    carried.post(Direct(), document)
    other = {**document, "nonce": b64(bytes(32))}
    monkeypatch.setattr(access, "whole", lambda _: {"ceremony": other, "messages": [], "drills": [], "successions": []})
    with pytest.raises(Refused, match="another ceremony"):
        carried.fetch(Direct(), read_ceremony(document).hash)


def test_a_new_team_follows_the_old_one_once_t_of_that_have_signed(owns: list[KeyholderFolder], tmp_path: Path) -> None:
    first = ceremony_of(owns)
    meet(owns, first)
    tick()
    [(before, _)] = record.teams().values()
    new = [owns[2], *keyholders(tmp_path / "new", 2, first=4)]
    with pytest.raises(Unreachable):
        carried.post(Direct(), ceremony_of(new))
    document = ceremony_of(new, previous=b64(before.hash))
    meet(new, document)
    tick()
    assert len(record.teams()) == 1  # keyholder 3 of the old team alone has handed over
    hashed = read_ceremony(document).hash
    assert carried.advance(owns[0], Direct(owns[0]), hashed).done
    tick()
    assert list(record.teams()) == [before.hash, hashed]
    assert record.team() == record.teams()[hashed]
    said = carried.fetch(Direct(), hashed)
    assert {each["signatures"][0]["keyholder"] for each in said.successions} == {1, 3}


def test_nobody_hands_over_for_another(owns: list[KeyholderFolder], tmp_path: Path) -> None:
    meet(owns, ceremony_of(owns))
    tick()
    [(before, _)] = record.teams().values()
    new = keyholders(tmp_path / "new", 3, first=4)
    document = ceremony_of(new, previous=b64(before.hash))
    after = carried.post(Direct(), document)
    word = succession(before, after)
    for index, seed in ((1, owns[1].seed), (1, new[0].seed), (4, owns[0].seed)):
        value = b64(sign(seed, "keyholders/succession", word))
        signed = {**word, "signatures": [{"keyholder": index, "value": value}]}
        with pytest.raises(Unreachable):
            Direct().post(f"/meetings/{after.hash.hex()}/messages", {"messages": [signed]})
    [stranger] = keyholders(tmp_path / "strangers", 1, first=9)
    with pytest.raises(Refused, match="not yours"):
        carried.advance(stranger, Direct(stranger), after.hash)


def test_a_drill_shows_a_share_that_is_not_there_any_more(owns: list[KeyholderFolder]) -> None:
    document = ceremony_of(owns)
    sites = meet(owns, document)
    ceremony = read_ceremony(document)
    team = check_transcript(ceremony, *rounds.assemble(ceremony, carried.fetch(sites[0], ceremony.hash).messages))
    share = owns[0].share(ceremony)
    wrong = rounds.drill(owns[0].seed, rounds.Share(ceremony.hash, 1, owns[1].share(ceremony).secret), random_from("x"))
    with pytest.raises(Refused, match="equal logarithms"):
        rounds.check_drill(ceremony, team, wrong)
    assert rounds.check_drill(ceremony, team, rounds.drill(owns[0].seed, share, random_from("y")))[0] == 1
