"""Whether the books from which pages about demands are made still are what was written down, and since when not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersign.protocol.encoding import decode
from undersign.protocol.slots import proof_fields
from undersign.web import home
from undersign.web.record.audit import first_broken
from undersign.web.record.models import Book, Proof, Tick

Request = TypeVar("Request", bound=HttpRequest)
Arguments = ParamSpec("Arguments")


class Broken(Exception):
    """An entry does not fit. `since`: the day on which it was written down; None if no tick has proven it."""

    def __init__(self, since: date | None) -> None:
        self.since = since
        super().__init__(since)


def proven_on(book: Book, number: int) -> date | None:
    """Return the day of the tick that first proves an entry."""
    for each in Proof.objects.filter(book=book).order_by("position"):
        if proof_fields(decode(bytes(each.document)))["size"] > number:
            tick = Tick.objects.get(position=each.position).tick
            return datetime.fromtimestamp(tick * home.current().tick_seconds, UTC).date()
    return None


def check(*books: Book) -> None:
    """Compute books again from their entries. Raises Broken at the first that does not give what was proven."""
    for book in books:
        number = first_broken(book)
        if number is not None:
            raise Broken(proven_on(book, number))


def told(
    view: Callable[Concatenate[Request, Arguments], HttpResponse],
) -> Callable[Concatenate[Request, Arguments], HttpResponse]:
    """Let a view say plainly that the record does not hold, where it cannot show what it would."""

    @wraps(view)
    def telling(request: Request, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Broken as problem:
            return render(request, "demands/followup/broken.html", {"since": problem.since})

    return telling
