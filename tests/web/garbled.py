"""Makes inputs that are wrong in some way, or hardly wrong, out of what was really sent."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.web.network import Phone
from tests.web.scenes import Sent
from undersign.protocol.encoding import Document, b64
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import signed
from undersign.protocol.vouches import SIGNED_BY

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=B"
FORMS = {"why", "decision", "employer"}  # fields by which a form is known
KINDS = [
    JSON,
    FORM,
    MULTIPART,
    "",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "x" * 500,
    "application/json; charset=utf-16",
    *(f"{FORM}; charset={name}" for name in ("utf-7", "utf-16", "rot13", "idna", "unicode_escape", "nonsense", "\xff")),
    *(f"{MULTIPART}; charset={name}" for name in ("utf-7", "rot13", "idna", "unicode_escape", "zip")),
    "application/json" * 300,
]


def _deep(depth: int) -> Any:  # noqa: ANN401 - whatever JSON can hold
    found: Any = "x"
    for number in range(depth):
        found = [found] if number % 2 else {"x": found}
    return found


VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, 2**64, -(10**40), 1e308),
    *("", " ", "x", "\0", "\ud800", "a\udfff", "\u202e", "é" * 300, "x" * 5000, "x" * 70_000),
    *("A" * 42, "A" * 43, "A" * 44, "A" * 43 + "=", "_" * 43, "B" * 43, "A" * 86, "A" * 85 + "B", "~" * 43, "+/" * 20),
    *(b64(bytes(31)), b64(bytes(33)), b64(b"\xff" * 32), b64(b"\xff" * 64), b64(b"\x01" + bytes(31))),
    *([], {}, [[]], [None], {"": ""}, {"v": 1}, {"kind": []}, _deep(19), _deep(25), _deep(300), ["A" * 43] * 200),
    *("peer", "ally", "vouch", "left", "note", "http://localhost", "test.example/undersign"),
]
RAW = [
    b"",
    b" ",
    b"null",
    b"[]",
    b"{}",
    b'"x"',
    b"0",
    b"NaN",
    b'{"word": NaN}',
    b'{"size": 1e400, "line": "x"}',
    b'{"size": ' + b"9" * 5000 + b', "line": "x"}',
    b"[" * 50_000,
    b'{"word":' * 5_000,
    b'{"word": {}, "word": {}}',
    b"\xff\xfe\x00",
    b'{"word": "\xff"}',
    b"\xef\xbb\xbf{}",
    b'{"word": "\xed\xa0\x80"}',
    b"{" + b" " * 70_000 + b"}",
    b"x" * 300_000,
    b"&" * 2000,
    b"=&" * 1200,
    b"why=%ED%A0%80&decision=%00&name=%FF",
    b"--B\r\n\r\n",
    b"--B--",
    b"\x00" * 100,
    '{"word": "é"}'.encode("utf-16"),
]


class Input(NamedTuple):
    """A body and its content type."""

    data: bytes
    kind: str


def inputs(random: Random, name: str, sent: Sent) -> Callable[[Phone | None], Input]:
    """Return what makes inputs for an address, given who sends them."""
    all_sent = [each for bodies in sent.values() for each in bodies]
    own = sent.get(name) or all_sent

    def make(who: Phone | None) -> Input:
        if random.random() < 1 / 6:
            return Input(random.choice(RAW), _kind(random, random.choice(own)))
        body: Any = copy.deepcopy(random.choice(own if random.random() < 5 / 6 else all_sent))
        for _ in range(random.choice([0, 1, 1, 1, 1, 2, 3])):
            body = _changed(random, body, random.choice(all_sent))
        if who and isinstance(body, dict) and random.random() < 2 / 3:
            body = _signed_anew(body, who)
        kind = _kind(random, body)
        return Input(_written(random, body, kind), kind)

    return make


def fitting(random: Random, body: Document) -> Input:
    """Return a body as it is, in the clothes that fit."""
    kind = FORM if FORMS & body.keys() else JSON
    return Input(_written(random, body, kind, whole=True), kind)


def _kind(random: Random, body: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Return the content type that fits, or now and then another."""
    if random.random() < 1 / 6:
        return random.choice(KINDS)
    return random.choice([FORM, MULTIPART]) if isinstance(body, dict) and FORMS & body.keys() else JSON


def _changed(random: Random, body: Any, other: Document) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return a body in which one part is another, gone, or new."""
    if not isinstance(body, dict | list) or not body or random.random() < 1 / 6:
        return copy.deepcopy(random.choice([*VALUES, body, other]))
    at = random.choice(list(body) if isinstance(body, dict) else range(len(body)))
    how = random.random()
    if isinstance(body[at], dict | list) and how < 3 / 4:
        body[at] = _changed(random, body[at], other)
    elif how < 1 / 8:
        del body[at]
    elif how < 1 / 5 and isinstance(body, dict):
        body[random.choice(["x", "kind", "extra", "\ud800", "\0", ""])] = copy.deepcopy(random.choice(VALUES))
    elif how < 1 / 3 and isinstance(body[at], str):
        cut = random.randrange(len(body[at]) + 1)
        body[at] = body[at][:cut] + random.choice(["", "A", "=", "é", "\0", "\ud800"]) + body[at][cut + 1 :]
    else:
        body[at] = copy.deepcopy(random.choice([*VALUES, *other.values()]))
    return body


def _signed_anew(body: Document, who: Phone) -> Document:
    """Return a body whose word is signed by whoever sends it, if it can be."""
    word = body.get("word")
    if not isinstance(word, dict) or word.get("kind") not in list(SIGNED_BY):
        return body
    kind = word["kind"]
    unsigned = {name: value for name, value in word.items() if name != "signature"} | {SIGNED_BY[kind]: b64(who.key)}
    try:
        return {**body, "word": signed(who.secret, kind, unsigned)}
    except (Refused, ValueError, TypeError, RecursionError):
        return body


def _written(random: Random, body: Any, kind: str, *, whole: bool = False) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(body, dict) and kind.startswith((FORM, MULTIPART)):
        fields = {name: each if isinstance(each, str) else json.dumps(each) for name, each in body.items()}
        if kind.startswith(FORM):
            return urlencode(fields, errors="surrogatepass").encode()
        return _multipart(random, fields)
    data = json.dumps(body, ensure_ascii=random.random() < 1 / 2).encode("utf-8", "surrogatepass")
    return data[: random.randrange(len(data) + 1)] if not whole and random.random() < 1 / 16 else data


def _multipart(random: Random, fields: dict[str, str]) -> bytes:
    file = '; filename="x"' if random.random() < 1 / 6 else ""
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{each}\r\n' for name, each in fields.items()
    ]
    return "".join([*parts, "--B--\r\n"]).encode("utf-8", "surrogatepass")
