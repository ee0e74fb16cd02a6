"""The door under real processes on a real database: killed at any moment, side by side, without room.

Nothing is counted twice, nothing that was promised is lost. On PostgreSQL they have a server of their own.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.boxes.filled import DRAFTS, SIGNED
from tests.web.record import places
from tests.web.record.places import Place, Places, Program

PROMISED = "promised "
AT_ONCE = 8  # threads of one process
FULL = (places.Served if places.ON_POSTGRES else Place).ways_to_be_full


def filled(place: Place) -> None:
    """Make a site on which six hold passes."""
    place.environment |= {"UNDERSIGN_TEST_FOLDER": str(place.folder)}
    if "DATABASE_URL" in place.environment:
        place.environment["UNDERSIGN_TEST_DATABASE_URL"] = place.environment["DATABASE_URL"]
    made = place.run([sys.executable, "-m", "tests.web.boxes.filled"])
    assert made.ended() == 0, made.complaint
    place.area = "boxes"


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Make a site, and the server for it."""
    folder = tmp_path_factory.mktemp("sites")
    with places.made(folder, filled) as copy:

        def with_letters(where: Path) -> Place:
            for name in (DRAFTS, SIGNED):
                os.link(folder / name, where / name)
            return copy(where)

        yield with_letters


@pytest.fixture
def place(new: Places, tmp_path: Path) -> Iterator[Place]:
    """Give a copy of it."""
    copy = new(tmp_path)
    yield copy
    for each in copy.programs:
        each.kill()


def done(program: Program) -> Program:
    """Wait for the end of a program that must go well."""
    assert program.ended() == 0, program.complaint
    return program


def promises(*programs: Program) -> list[str]:
    """Return the promises that programs were given."""
    return [line.removeprefix(PROMISED) for each in programs for line in each.lines if line.startswith(PROMISED)]


def envelopes(given: list[str]) -> set[str]:
    """Return the hashes that promises name, in hex."""
    from undersign.protocol.encoding import unb64  # noqa: PLC0415 - only here

    return {unb64(json.loads(each)["envelope"]).hex() for each in given}


def checked(place: Place, name: str, given: list[str], late: int = 0) -> list[str]:
    """Return what stands in the book, once every promise was checked there.

    `late`: how many came so late that nothing was promised; they may wait under a key that is gone, until the box ends.
    """
    told = done(place.start("check", name, *given))
    found = json.loads(told.lines[0])
    assert found["waiting"] <= late
    assert envelopes(given) <= set(found["standing"])
    standing: list[str] = found["standing"]
    return standing


def test_senders_killed_at_any_time_lose_nothing_that_was_promised(place: Place) -> None:
    chance, senders = random.Random(7), []  # noqa: S311 - no secret
    for first in range(3):
        sender = place.start("send", DRAFTS, first, 3)
        sender.wait_for(bool)
        time.sleep(chance.random() / 4)
        sender.kill()
        senders.append(sender)
    given = promises(*senders)
    done(place.start("tick", 3))
    before = checked(place, DRAFTS, given)
    again = done(place.start("send", DRAFTS, 0, 1))  # the phones send again what nobody promised them, and the rest
    done(place.start("tick", 3))
    after = checked(place, DRAFTS, [*given, *promises(again)][-60:])
    assert set(before) <= set(after)
    assert len(after) == 240 + 2  # with those that put the demands up


def test_killed_while_many_are_written_together_nothing_that_was_promised_is_lost(place: Place) -> None:
    senders = [place.start("send", DRAFTS, first, 2, AT_ONCE) for first in range(2)]
    for each in senders:
        each.wait_for(lambda lines: len(lines) > 2 * AT_ONCE)
        each.kill()
    given = promises(*senders)
    again = done(place.start("send", DRAFTS, 0, 1, AT_ONCE))
    done(place.start("tick", 3))
    assert len(promises(again)) == 240
    assert len(checked(place, DRAFTS, [*given, *promises(again)][:60])) == 240 + 2
    assert envelopes(given) <= envelopes(promises(again))


def test_two_devices_at_once_while_batches_enter(place: Place) -> None:
    senders = [place.start("send", DRAFTS, first, 2) for first in range(2)]
    ticking = place.start("keep_ticking", 12)
    given = promises(*map(done, senders))
    done(ticking)
    others = [line for each in senders for line in each.lines if not line.startswith(PROMISED)]
    assert [line for line in others if " too_slow " not in line] == []  # a minute passes here in an instant
    given += promises(done(place.start("send", DRAFTS)))
    done(place.start("tick", 4))
    assert len(envelopes(given)) == 240
    assert len(checked(place, DRAFTS, given[::10], len(others))) == 242


def test_the_same_bytes_from_two_processes_at_once_stand_once(place: Place) -> None:
    senders = [place.start("send", DRAFTS, 0, 1, AT_ONCE) for _ in range(2)]
    given = promises(*map(done, senders))
    done(place.start("tick", 3))
    assert len(given) == 480
    assert len(envelopes(given)) == 240
    assert len(checked(place, DRAFTS, given[::10])) == 242


def test_two_devices_of_each_with_one_seq_both_stand(place: Place) -> None:
    senders = [place.start("send", SIGNED, first, 2) for first in range(2)]
    given = promises(*map(done, senders))
    done(place.start("end", SIGNED))
    found = checked(place, SIGNED, given)
    assert len(found) == len(envelopes(given)) == 12


@pytest.mark.parametrize(
    "moment", ["before the key", "between key and row", "between row and promise", "between promise and answer"]
)
def test_killed_before_the_answer_nothing_was_promised_and_sending_again_helps(place: Place, moment: str) -> None:
    killed = place.start("send_and_die", SIGNED, moment)
    assert killed.ended() < 0
    assert killed.lines == ["dies"]
    given = promises(done(place.start("send", SIGNED)))
    assert len(given) == 12
    done(place.start("end", SIGNED))
    assert len(checked(place, SIGNED, given)) == 12


@pytest.mark.parametrize("moment", ["before the batch", "in the batch", "after the batch, in its tick"])
def test_a_clock_killed_with_a_batch_in_hand_enters_it_with_the_next_tick(place: Place, moment: str) -> None:
    given = promises(done(place.start("send", DRAFTS, 0, 8)))
    killed = place.start("tick_and_die", moment)
    assert killed.ended() < 0
    assert killed.lines == ["dies"]
    done(place.start("tick", 3))
    assert len(checked(place, DRAFTS, given)) == 32


def test_a_clock_killed_while_it_erases_keys_loses_nothing(place: Place) -> None:
    given = promises(done(place.start("send", DRAFTS, 0, 8)))
    assert any(place.start("tick_and_die", "while keys are erased").ended() < 0 for _ in range(8))
    more = promises(done(place.start("send", DRAFTS, 1, 8)))
    done(place.start("tick", 5))
    assert len(checked(place, DRAFTS, [*given, *more])) == 62
    assert not list((place.home / "batches").glob("*-*"))


def test_a_database_that_is_killed_keeps_what_was_promised(place: Place) -> None:
    senders = [place.start("send", DRAFTS, first, 2, AT_ONCE) for first in range(2)]
    for each in senders:
        each.wait_for(bool)
    time.sleep(0.2)
    place.crash()
    for each in senders:
        each.kill()
    place.recover()
    given = promises(*senders)
    done(place.start("tick", 3))
    assert given
    checked(place, DRAFTS, given)


@pytest.mark.parametrize("what", FULL)
def test_a_full_disk_promises_nothing_and_says_so_plainly(place: Place, what: str) -> None:
    with place.full(what):
        sender = place.start("send", DRAFTS)
        sender.ended()
    refused = [line for line in sender.lines if not line.startswith(PROMISED)]
    if sender.lines and sender.ended() == 0:
        assert refused, "there was room for all of it"
        assert all("Nothing was written down" in line for line in refused), refused[0]
    given = promises(sender)
    done(place.start("tick", 3))
    checked(place, DRAFTS, given)
    assert len(promises(done(place.start("send", DRAFTS)))) == 240
