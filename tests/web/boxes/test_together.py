"""What several threads bring at once is done at once, and each gets its own answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.boxes.signing import Signing
from undersign.protocol.encoding import Document
from undersign.protocol.envelopes import check_envelope
from undersign.protocol.errors import Refused
from undersign.web.boxes import access
from undersign.web.boxes.envelopes import actions
from undersign.web.boxes.envelopes.together import Together
from undersign.web.boxes.models import Box, Waiting
from undersign.web.pages.answers import Stopped

THREADS = 16


class Work:
    """Doubles numbers, a group at a time, once it is let; odd ones it refuses."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.open, self.begun, self.inside = threading.Event(), threading.Event(), 0

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        """Do one group."""
        self.inside += 1
        assert self.inside == 1, "two groups at once"
        self.groups.append(list(items))
        self.begun.set()
        assert self.open.wait(20)
        self.inside -= 1
        return [2 * item if item % 2 == 0 else Refused("too_late", str(item)) for item in items]


def test_what_comes_meanwhile_is_one_group_and_each_thread_gets_its_own() -> None:
    work = Work()
    together = Together[int, int](work)
    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(together.do, 100)
        assert work.begun.wait(20)
        others = [pool.submit(together.do, number) for number in range(THREADS - 1)]
        while len(together._waiting) < len(others):  # noqa: SLF001 - nothing else says that all wait
            pass
        work.open.set()
        assert first.result(20) == 200
        for number, each in enumerate(others):
            if number % 2 == 0:
                assert each.result(20) == 2 * number
            else:
                assert str(number) in str(each.exception(20))
    assert [len(group) for group in work.groups] == [1, THREADS - 1]


def test_under_a_crowd_everything_is_done_once() -> None:
    work = Work()
    work.open.set()
    together = Together[int, int](work)
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(together.do, range(0, 4000, 2))) == list(range(0, 8000, 4))
    assert sorted(item for group in work.groups for item in group) == list(range(0, 4000, 2))


def test_what_breaks_for_a_group_breaks_for_each_and_the_next_goes_on() -> None:
    together = Together[int, int](lambda items: [12 // item for item in items])
    with pytest.raises(ZeroDivisionError):
        together.do(0)
    assert together.do(3) == 4


def _sent(box: Box, envelope: Document, parcel: Document | None = None) -> actions.Sent:
    found = access.fixed(bytes(box.box_id))
    return actions.Sent(found, check_envelope(access.rules(found), envelope), envelope, parcel)


def test_in_one_group_each_envelope_is_judged_by_itself_and_written_with_the_others(signing: Signing) -> None:
    old = signing.draft(5, "Old words.")
    signing.send(signing.drafted, old)
    for _ in range(3):
        signing.evening.tick()
    Box.objects.filter(pk=signing.room.pk).update(state=Box.ASKED)
    Box.objects.filter(pk=signing.daily.pk).update(state=Box.VOID)
    good, room = signing.draft(0), signing.signature(1, signing.room)
    group = [
        _sent(signing.drafted, good),
        _sent(signing.daily, *signing.signature(0, signing.daily)),
        _sent(signing.drafted, good),
        _sent(signing.drafted, old),
        _sent(signing.room, *room),
    ]
    with CaptureQueriesContext(connection) as asked:
        first, struck, again, before, late = actions.take_in(group)
    assert isinstance(first, dict)
    assert first == again
    assert isinstance(struck, Stopped)
    assert isinstance(before, dict)
    assert isinstance(late, Refused)
    assert Waiting.objects.filter(box=signing.drafted).count() == 1
    assert sum(each["sql"].startswith("SELECT") for each in asked) == 2
