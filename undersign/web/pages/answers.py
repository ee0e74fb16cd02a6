"""JSON in and out. A refusal names itself for the program and says in the reader's language what happened."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersign.host.files import HostProblem
from undersign.protocol.errors import Refused

BODY_MOST: Final = 64 * 1024
DEEPEST: Final = 20
_HALF: Final = re.compile("[\ud800-\udfff]")
SAYINGS: Final[dict[str, str | Promise]] = {
    "day_wrong": _("The day has changed since you began. Nothing was written down. Please try again."),
    "key_not_canonical": _("This key is not in the right form. Nothing was written down."),
    "member_left": _("This person has left. Nothing was written down."),
    "move_stopped": _("The owner of this place has said no to this phone. Nothing was written down."),
    "phrase_checksum": _("These are not your twelve words. Check each word and their order."),
    "phrase_words": _("These are not your twelve words. Check each word and their order."),
    "sign_in_other": _("This sign-in was for another site or is too old. Please try again."),
    "signature_wrong": _("The signature does not fit. Nothing was written down. Please sign in and try again."),
    "too_early": _("It is too early for this. Nothing was written down."),
    "too_late": _("The time for this is over. Nothing was written down."),
    "vouch_missing": _("This needs two people who vouch, and they are not there yet. Nothing was written down."),
    "word_repeated": _("You signed exactly this today. Nothing was written down. Tomorrow you can sign it again."),
    "vouch_too_many": _("You have vouched for twelve people in 90 days. That is the limit. Nothing was written down."),
}
"""What a person is told; every other refusal of the protocol gets one general sentence."""

Request = TypeVar("Request", bound=HttpRequest)
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[Request, Arguments], HttpResponse]
_LOG = logging.getLogger("undersign.web")


class BadBody(ValueError):
    """What was sent is not the JSON object that this address takes."""

    def __init__(self, status: int = 400) -> None:
        self.status = status
        super().__init__("the body is not what this address takes")


class Stopped(Exception):
    """Nothing was done, for a reason of the site's own: `error` for the program, `say` for the person.

    `day`: the day that a word must name now, where it named another.
    """

    def __init__(self, error: str, say: str | Promise, status: int = 400, *, day: int | None = None) -> None:
        self.error, self.say, self.status, self.day = error, say, status, day
        super().__init__(error)


def done(**what: Any) -> JsonResponse:  # noqa: ANN401 - whatever JSON can hold
    """Return an answer that all went well."""
    return JsonResponse(what)


def refuse(error: str, say: str | Promise, status: int = 400, **more: int) -> JsonResponse:
    """Return the answer that nothing was done: a name for the program, a sentence for the person."""
    return JsonResponse({"error": error, "say": str(say), **more}, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Return whether a program asks, not a page."""
    return "application/json" in (request.content_type or "", request.headers.get("Accept", ""))


def body(request: HttpRequest, *names: str, **kinds: type) -> dict[str, Any]:
    """Return the JSON object of a request, which has exactly these fields.

    `names` are texts; `kinds` gives each further field its type: body(request, "door", word=dict, late=bool).
    Raises BadBody.
    """
    return large_body(request, BODY_MOST, *names, **kinds)


def large_body(request: HttpRequest, most: int, /, *names: str, **kinds: type) -> dict[str, Any]:
    """Return the JSON object of a request as `body` does, with at most `most` bytes. Raises BadBody."""
    return read_body(request.body, most, *names, **kinds)


def read_body(data: bytes, most: int, /, *names: str, **kinds: type) -> dict[str, Any]:
    """Return the JSON object in some bytes, with at most `most` of them, as `body` does. Raises BadBody."""
    if len(data) > most:
        raise BadBody(413)
    try:
        found = json.loads(data, object_pairs_hook=_fields, parse_float=_never, parse_constant=_never)
    except (ValueError, RecursionError):
        raise BadBody from None
    wanted = dict.fromkeys(names, str) | kinds
    if not isinstance(found, dict) or found.keys() != wanted.keys():
        raise BadBody
    if any(type(found[name]) is not kind for name, kind in wanted.items()):
        raise BadBody
    if not _is_plain(data):
        _check(found)
    return found


def _is_plain(data: bytes) -> bool:
    """Return whether nothing in a text of JSON can be what `_check` refuses."""
    return data.isascii() and b"\\" not in data and data.count(b"{") + data.count(b"[") <= DEEPEST


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise BadBody
    return dict(pairs)


def _never(_text: str) -> None:
    raise BadBody


def _check(value: object, depth: int = 0) -> None:
    """Refuse what no database and no document takes: half a character, character zero, endless nesting."""
    if depth > DEEPEST:
        raise BadBody
    if isinstance(value, str) and ("\0" in value or not (value.isascii() or _HALF.search(value) is None)):
        raise BadBody
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for each in value:
            _check(each, depth + 1)


def refusal(problem: BadBody | Refused | Stopped | HostProblem) -> JsonResponse:
    """Return the answer that nothing was done, and why, in the language that is spoken now."""
    if isinstance(problem, BadBody):
        say = gettext("The site could not read this. Nothing was written down. Load the page again and try once more.")
        return refuse("bad_body", say, problem.status)
    if isinstance(problem, Refused):
        general = _("The site did not accept this. Nothing was written down. Load the page again and try once more.")
        return refuse(problem.reason, SAYINGS.get(problem.reason, general))
    if isinstance(problem, Stopped):
        more = {} if problem.day is None else {"day": problem.day}
        return refuse(problem.error, problem.say, problem.status, **more)
    _LOG.error("a request could not be carried out", exc_info=problem)
    say = gettext("The site cannot do this now. Nothing was written down. Please try again later.")
    return refuse("host_problem", say, 409)


def json_view(view: View[Request, Arguments]) -> View[Request, Arguments]:
    """Turn what a JSON view raises into a refusal with a sentence."""

    @wraps(view)
    def answering(request: Request, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (BadBody, Refused, Stopped, HostProblem) as problem:
            return refusal(problem)

    return answering
