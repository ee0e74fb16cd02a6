"""For keyholders' programs: which books there are, what is sealed for them, and what they hand in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.encoding import Document, octets
from undersign.protocol.errors import Refused
from undersign.web.boxes import access
from undersign.web.boxes.models import Box
from undersign.web.boxes.openings import actions as openings
from undersign.web.boxes.passes import actions as passes
from undersign.web.pages.answers import body, done, json_view, large_body
from undersign.web.record import access as record
from undersign.web.record import readers
from undersign.web.record.file_views import LINES

MOST: Final = 240 * 1024
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, bytes, Arguments], HttpResponseBase]


def keyholders_only(view: View[Arguments]) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """Give a view the key of the keyholder who signed the request. For anybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        key = readers.keyholder(request)
        if key is None:
            raise Http404
        return view(request, key, *args, **kwargs)

    return guarded


@require_safe
@keyholders_only
def books(_request: HttpRequest, _key: bytes) -> HttpResponse:
    """Say which books there are."""
    return done(books=record.book_names())


@require_safe
@keyholders_only
def sealed(_request: HttpRequest, key: bytes, written: str) -> HttpResponseBase:
    """Give what came with the envelopes of a box for its keyholders alone, as far as it stands in the book."""
    box = access.by_hex(written)
    _index(box, key)
    rows = box.parcels.order_by("envelope").values_list("data", flat=True)
    return StreamingHttpResponse((bytes(data) + b"\n" for data in rows), content_type=LINES)


def _index(box: Box, key: bytes) -> int:
    """Return which keyholder of a box a key is. Raises Http404 for one of another team."""
    try:
        return access.team(box)[0].index(key)
    except Refused:
        raise Http404 from None


def _box(written: str) -> Box:
    return access.by_hex(octets(32)(written).hex())


def _documents(given: list[Any]) -> list[Document]:
    if not all(isinstance(each, dict) for each in given):
        raise Refused("document_field", "a list of documents is expected")
    return given


@require_POST
@keyholders_only
@json_view
def stock(request: HttpRequest, key: bytes) -> HttpResponse:
    """Take in issuing keys of a keyholder of the standing team."""
    given = large_body(request, MOST, keys=list)
    standing = record.team()
    if standing is None:
        raise Http404
    ceremony = standing[0]
    return done(new=passes.add_stock(ceremony, ceremony.index(key), _documents(given["keys"])))


@require_POST
@keyholders_only
@json_view
def answers(request: HttpRequest, key: bytes) -> HttpResponse:
    """Take in blind signatures for requests of a box."""
    given = large_body(request, MOST, "box", answers=list)
    box = _box(given["box"])
    return done(kept=passes.keep_answers(box, _index(box, key), given["answers"]))


@require_POST
@keyholders_only
@json_view
def parts(request: HttpRequest, key: bytes) -> HttpResponse:
    """Take in what a keyholder opened of a box. Long ones come in several pieces."""
    given = large_body(request, MOST, "box", first=int, documents=list)
    box = _box(given["box"])
    documents = _documents(given["documents"])
    return done(kept=openings.keep_parts(box, _index(box, key), given["first"], documents))


@require_POST
@keyholders_only
@json_view
def deleted(request: HttpRequest, key: bytes) -> HttpResponse:
    """Take in a keyholder's word of having deleted what never opens."""
    given = body(request, document=dict)["document"]
    box = _box(str(given.get("box")))
    openings.keep_deleted(box, _index(box, key), given)
    return done(kept=1)
