"""The record under real processes on a real database: killed at any moment, writing side by side, without room.

On PostgreSQL they have a server of their own, which is killed and left without room as well.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.record import places
from tests.web.record.places import Place, Places, Program

MANY = 10_000  # more than anybody waits for
LONG = 16_000  # bytes of an entry where room is to run out soon
FULL = (places.Served if places.ON_POSTGRES else Place).ways_to_be_full


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Make a site, and the server for it."""
    with places.made(tmp_path_factory.mktemp("sites")) as copy:
        yield copy


@pytest.fixture
def place(new: Places, tmp_path: Path) -> Iterator[Place]:
    """Give a copy of it."""
    copy = new(tmp_path)
    yield copy
    for each in copy.programs:
        each.kill()


@pytest.fixture
def chance() -> random.Random:
    """Return moments that are the same each time, as far as a machine allows."""
    return random.Random(7)  # noqa: S311 - no secret


def written(place: Place) -> list[tuple[str, int, int]]:
    """Return what stands in the members' book, once the whole record was computed again and looked at."""
    reader = place.start("read")
    assert reader.ended() == 0, reader.complaint
    return [(who, int(number), int(half)) for who, number, half in (line.split() for line in reader.lines)]


def check_kept(found: list[tuple[str, int, int]], writers: dict[str, Program]) -> None:
    """Fail unless all that writers were told stands there, at most one append more of each, and none of it half."""
    for first, second in zip(found[::2], found[1::2], strict=True):
        assert (first, 1) == ((*second[:2], 0), second[2])
    for who, writer in writers.items():
        mine, acknowledged = [each for each in found if each[0] == who], [int(line) for line in writer.lines]
        whole = len(mine) // 2
        assert mine == [(who, number, half) for number in range(whole) for half in (0, 1)]
        assert acknowledged == list(range(len(acknowledged)))
        assert len(acknowledged) <= whole <= len(acknowledged) + 1


def more_than(count: int) -> Callable[[list[str]], bool]:
    """Return what says whether there are more different lines than so many."""
    return lambda lines: len(set(lines)) > count


def test_a_killed_writer_loses_nothing_that_was_acknowledged(place: Place, chance: random.Random) -> None:
    writers = {}
    for who in ("a", "b", "c", "d"):
        writers[who] = place.start("write", who, MANY)
        writers[who].wait_for(bool)
        time.sleep(chance.random() / 2)
        writers[who].kill()
    check_kept(written(place), writers)


def test_a_database_killed_under_two_writers_loses_nothing_that_was_acknowledged(
    place: Place, chance: random.Random
) -> None:
    writers: dict[str, Program] = {}
    for turn in range(3):
        present = {f"{name}{turn}": place.start("write", f"{name}{turn}", MANY) for name in "ab"}
        for writer in present.values():
            writer.wait_for(bool)
        time.sleep(chance.random() / 2)
        place.crash()
        for writer in present.values():
            assert writer.ended() == -signal.SIGKILL or "OperationalError" in writer.complaint, writer.complaint
        place.recover()
        writers |= present
    check_kept(written(place), writers)


def test_two_writers_at_once_both_get_everything_in(place: Place) -> None:
    writers = {who: place.start("write", who, 40) for who in ("a", "b")}
    for writer in writers.values():
        assert writer.ended() == 0, writer.complaint
    found = written(place)
    assert len(found) == 160
    check_kept(found, writers)


def test_whoever_reads_while_writers_are_killed_gets_nothing_half_written(place: Place, chance: random.Random) -> None:
    reader = place.start("follow")
    for who in ("a", "b", "c"):
        writer = place.start("write", who, MANY)
        writer.wait_for(bool)
        reader.wait_for(more_than(len(set(reader.lines)) + 2))
        time.sleep(chance.random() / 4)
        writer.kill()
    assert reader.runs, reader.complaint


@pytest.mark.parametrize("what", FULL)
def test_a_full_disk_keeps_what_was_acknowledged_and_the_record_goes_on(place: Place, what: str) -> None:
    with place.full(what):
        writer = place.start("write", "full", MANY, LONG)
        assert (writer.ended(), "OperationalError" in writer.complaint) == (1, True), writer.complaint
    after = place.start("write", "after", 2)
    assert after.ended() == 0, after.complaint
    found = written(place)
    check_kept(found, {"full": writer, "after": after})
    assert writer.lines
    assert found[-1] == ("after", 1, 1)
