"""The record's files over the network, as an export holds them. Whoever may not see one finds nothing there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.encoding import encode
from undersign.protocol.errors import Refused
from undersign.protocol.tree import TILE_WIDTH, tile_path
from undersign.web.pages.answers import body, done, json_view
from undersign.web.record import access, actions, readers

FOREVER: Final = "public, max-age=31536000, immutable"
DATA: Final = "application/octet-stream"
LINES: Final = "application/jsonl"
NOTE: Final = "text/plain; charset=utf-8"
FILES: Final[dict[str, Callable[[str, int], Iterator[bytes]]]] = {
    "leaves": access.leaf_values,
    "entries.jsonl": access.entry_lines,
    "rests.jsonl": access.rest_lines,
    "proofs.jsonl": access.proof_lines,
    "texts.jsonl": lambda name, _: access.text_lines(name),  # a struck one goes, so always all of them
}


@require_safe
def about(_request: HttpRequest) -> HttpResponse:
    """Say which record this is."""
    return HttpResponse(encode(access.about("public")) + b"\n", content_type="application/json")


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """Give the latest checkpoint, with what keyholders cosigned of it."""
    found = access.checkpoint()
    if found is None:
        raise Http404
    return HttpResponse(access.note(found), content_type=NOTE)


@require_safe
def witnessed(_request: HttpRequest) -> HttpResponse:
    """Give the latest checkpoint that enough keyholders cosigned; nothing, which is no error, while there is none."""
    found = access.witnessed()
    if found is None:
        return HttpResponse(status=204)
    return HttpResponse(access.note(found), content_type=NOTE)


@require_safe
def witnessed_after(_request: HttpRequest, position: str) -> HttpResponse:
    """Give the smallest checkpoint with the leaf at a position that enough keyholders cosigned; nothing if none is."""
    found = access.witnessed_after(int(position))
    if found is None:
        return HttpResponse(status=204)
    return HttpResponse(access.note(found), content_type=NOTE)


@require_safe
def tile(_request: HttpRequest, where: str, level: str, number: str, width: str | None = None) -> HttpResponse:
    """Give a tile or an entry bundle of the public tree; a full one never changes."""
    count = TILE_WIDTH if width is None else int(width)
    at = int(number.replace("/", "").replace("x", ""))
    try:
        right = tile_path(level if level == "entries" else int(level), at, count)
    except Refused:
        raise Http404 from None
    data = access.bundle(at, count) if level == "entries" else access.tile(int(level), at, count)
    if right != where or data is None:
        raise Http404
    return HttpResponse(data, content_type=DATA, headers={"Cache-Control": FOREVER} if width is None else None)


@require_safe
def book(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    """Give a file of a book, from a leaf or proof on, as it is read."""
    start = request.GET.get("from", "0")
    if file not in FILES or not re.fullmatch("0|[1-9][0-9]{0,14}", start) or not readers.may_read(request, name):
        raise Http404
    kind = DATA if file == "leaves" else LINES
    return StreamingHttpResponse(FILES[file](name, int(start)), content_type=kind)


@require_safe
def head(request: HttpRequest, name: str) -> HttpResponse:
    """Give the proof of what a book was at the last tick of the checkpoint of a size."""
    size = request.GET.get("size", "")
    if not re.fullmatch("[1-9][0-9]{0,14}", size) or not readers.may_read(request, name):
        raise Http404
    found = access.head(name, int(size))
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/json")


@require_POST
@json_view
def cosignatures(request: HttpRequest) -> HttpResponse:
    """Take one keyholder's cosignature of the checkpoint of a size."""
    given = body(request, "line", size=int)
    return done(name=actions.cosign(given["size"], given["line"].encode()))
