"""Doing at once what several threads bring at the same time: group commit (DeWitt and others, 1984)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Place(Generic[Item, Result]):
    """What one thread brought, and what becomes of it. The thread waits until it is woken."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.result: Result | BaseException | None = None
        self._asleep = threading.Lock()
        self._asleep.acquire()

    def sleep(self) -> None:
        """Wait to be woken: with a result, or to lead."""
        self._asleep.acquire()

    def wake(self) -> None:
        """Let its thread go on."""
        self._asleep.release()


class Together(Generic[Item, Result]):
    """Collects what comes while `work` is busy; the first thread that waited then does it for all that did.

    `work` gets what was brought, and returns for each, in the same order, a result (never None) or the exception to
    raise. It runs in one thread at a time, that of whoever leads; what it raises itself is raised for all.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result | Exception]]) -> None:
        self._work: Final = work
        self._lock: Final = threading.Lock()
        self._waiting: list[_Place[Item, Result]] = []
        self._busy = False

    def do(self, item: Item) -> Result:
        """Bring one thing; return its result once it is there."""
        place = _Place[Item, Result](item)
        with self._lock:
            self._waiting.append(place)
            leads, self._busy = not self._busy, True
        if not leads:
            place.sleep()
        if place.result is None:
            self._lead(place)
        if isinstance(place.result, BaseException):
            raise place.result
        return cast("Result", place.result)

    def _lead(self, place: _Place[Item, Result]) -> None:
        """Do all that waits, this thread's own among it; then let the next lead, and the others go."""
        with self._lock:
            group, self._waiting = self._waiting, []
        try:
            results: Sequence[Result | BaseException] = self._work([each.item for each in group])
        except BaseException as problem:  # noqa: BLE001 - each thread raises it for itself
            results = [problem] * len(group)
        for each, result in zip(group, results, strict=True):
            each.result = result
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._busy = following is not None
        if following:
            following.wake()
        for each in group:
            if each is not place:
                each.wake()
