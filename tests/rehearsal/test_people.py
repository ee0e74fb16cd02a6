"""Made-up members: each its own phrase, each vouched for by two who stand, no number given twice."""

from __future__ import annotations

import errno
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from undersign.host.files import HostProblem
from undersign.protocol import phrase
from undersign.protocol.encoding import Document, b64, digest, u64, unb64
from undersign.protocol.lists import ListReader
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import VOUCH_DAYS, VOUCHES_MOST, VOUCHES_NEEDED, workplace_id
from undersign.rehearsal import people
from undersign.rehearsal.people import FOUNDERS, Devices, Person
from undersign.rehearsal.rows import Row

ORIGIN = "people.example/undersign"
DAY = 20_000


def ignore(_: int) -> None:
    """Show nothing."""


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Devices:
    """Give the phones of one rehearsal, which no test changes."""
    return Devices(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def crowd(devices: Devices) -> list[Person]:
    """Give sixty members."""
    return devices.draw(FOUNDERS, 60, None, ignore)


def vouched(devices: Devices, crowd: list[Person], day: int = DAY) -> tuple[list[Document], list[Document]]:
    """Return the workplaces of a crowd and the vouches for everyone in it."""
    offices = list(Devices(devices.path.parent.parent).workplaces({"OH", "NY", ""}).values())
    places = [offices[number % 3] for number in range(len(crowd))]
    return offices, list(people.vouches(ORIGIN, day, devices.founders(), crowd, places, None))


def test_everyone_is_vouched_for_by_two_others_who_stand_before_them(devices: Devices, crowd: list[Person]) -> None:
    _, said = vouched(devices, crowd)
    standing = {b64(each.key) for each in devices.founders()}
    for person in crowd:
        givers = {vouch["from"] for vouch in said if vouch["to"] == b64(person.key)}
        assert len(givers) == VOUCHES_NEEDED
        assert givers <= standing
        standing.add(b64(person.key))
    assert len(said) == VOUCHES_NEEDED * len(crowd)


def test_nobody_vouches_more_often_than_the_rule_lets_them(devices: Devices, crowd: list[Person]) -> None:
    _, said = vouched(devices, crowd)
    assert max(Counter(vouch["from"] for vouch in said).values()) == VOUCHES_MOST


def test_a_keyholder_finds_every_vouch_and_member_in_order(devices: Devices, crowd: list[Person]) -> None:
    offices, said = vouched(devices, crowd)
    founders = [b64(each.key) for each in devices.founders()]
    reader = ListReader(ORIGIN)
    reader.take({"v": 1, "kind": "rule", "rule": "all", "of": "", "founders": founders})
    for entry in (*offices, *said):
        reader.take(entry)
    for vouch in said[::2]:
        reader.take({"v": 1, "kind": "listed", "member": vouch["to"], "workplace": vouch["workplace"]})
    reader.check_whole()
    assert set(reader.listed) == {person.key for person in crowd}


def test_founders_vouch_again_for_a_later_survey(devices: Devices, crowd: list[Person]) -> None:
    offices, said = vouched(devices, crowd[:20])
    _, later = vouched(devices, crowd[20:40], DAY + VOUCH_DAYS)
    reader = ListReader(ORIGIN)
    founders = [b64(each.key) for each in devices.founders()]
    for entry in ({"v": 1, "kind": "rule", "rule": "all", "of": "", "founders": founders}, *offices, *said, *later):
        reader.take(entry)
    assert len(reader.people.standing()) == FOUNDERS + 40


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_few_people_have_their_vouches_too(count: int, devices: Devices, crowd: list[Person]) -> None:
    _, said = vouched(devices, crowd[:count])
    assert Counter(vouch["to"] for vouch in said) == {b64(each.key): VOUCHES_NEEDED for each in crowd[:count]}


def test_vouches_are_the_same_when_others_work_on_them(devices: Devices, crowd: list[Person]) -> None:
    offices, said = vouched(devices, crowd)
    places = [offices[number % 3] for number in range(len(crowd))]
    with ThreadPoolExecutor(2) as executor:
        assert list(people.vouches(ORIGIN, DAY, devices.founders(), crowd, places, executor)) == said


def test_no_number_of_a_member_is_given_twice(tmp_path: Path) -> None:
    taken: set[int] = set(range(FOUNDERS))
    for count in (5, 1, 0, 200, 3):
        first = Devices(tmp_path).reserve(count)
        numbers = set(range(first, first + count))
        assert not numbers & taken
        taken |= numbers
    assert taken == set(range(FOUNDERS + 209))


def test_numbers_that_could_not_be_kept_were_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    devices = Devices(tmp_path)
    first = devices.reserve(5)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(people, "write_atomically", full)
        with pytest.raises(OSError, match="No space left"):
            devices.reserve(5)
    assert devices.reserve(5) == first + 5


def test_people_are_the_same_however_they_are_drawn(
    devices: Devices, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "CHUNK", 7)
    shown: list[int] = []
    assert devices.draw(FOUNDERS, 60, None, shown.append) == crowd
    assert (sum(shown), max(shown)) == (60, 7)
    assert devices.draw(FOUNDERS + 10, 5, None, ignore) == crowd[10:15]
    assert len({each.key for each in (*crowd, *devices.founders())}) == 63


def test_a_member_has_the_keys_of_their_phrase(devices: Devices, crowd: list[Person]) -> None:
    words = phrase.phrase_of(digest("rehearsal/person", devices.master, u64(FOUNDERS))[:16])
    assert crowd[0].seed == phrase.seed(words)
    assert crowd[0].key == public_key(phrase.sign_secret(crowd[0].seed))
    assert crowd[0].seed.hex() not in repr(crowd[0])


def test_two_rehearsals_have_different_people(tmp_path: Path) -> None:
    one, two = Devices(tmp_path / "one"), Devices(tmp_path / "two")
    assert not {each.key for each in one.founders()} & {each.key for each in two.founders()}
    assert Devices(tmp_path / "one").founders() == one.founders()


def test_the_seeds_are_for_their_owner_alone(tmp_path: Path, crowd: list[Person]) -> None:
    devices = Devices(tmp_path)
    devices.save(bytes(32), crowd[:2], [Row(2, "OH", ()), Row(4, "", ())])
    secret = {each.name: each.stat().st_mode & 0o777 for each in devices.path.iterdir()}
    assert secret["master"] == secret[f"{bytes(32).hex()}.seeds"] == 0o600


def test_members_are_found_again_by_their_row(tmp_path: Path, crowd: list[Person]) -> None:
    Devices(tmp_path).save(bytes(32), crowd[:2], [Row(2, "OH", ()), Row(4, "", ())])
    assert Devices(tmp_path).members(bytes(32)) == {2: (crowd[0].seed, "OH"), 4: (crowd[1].seed, "")}
    with pytest.raises(HostProblem, match="Nobody was listed for this survey from a file"):
        Devices(tmp_path).members(bytes([1]) * 32)


def test_a_workplace_stays_the_same_from_survey_to_survey(tmp_path: Path) -> None:
    first = Devices(tmp_path).workplaces({"OH", ""})
    later = Devices(tmp_path).workplaces({"OH", "NY"})
    assert set(later) == {"", "NY", "OH"}
    assert all(later[state] == first[state] for state in first)
    assert len({workplace_id(each) for each in later.values()}) == 3
    assert people.place_of(later["OH"]).at("state") == "OH"
    assert people.place_of(later["OH"]).id == workplace_id(later["OH"])


def test_whoever_has_sealed_does_not_wait(crowd: list[Person]) -> None:
    row, person = Row(2, "OH", ()), crowd[0]
    assert people.waiting(row, person.seed, bytes(32), set()) == (person.key, person.seed, row)
    key = b64(public_key(phrase.envelope_secret(person.seed, bytes(32))))
    assert people.waiting(row, person.seed, bytes(32), {key}) is None
    assert people.waiting(row, person.seed, bytes([1]) * 32, {key}) is not None
    assert len(unb64(key)) == 32
