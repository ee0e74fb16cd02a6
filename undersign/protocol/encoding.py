"""Frames, digests, challenges and canonical documents. Specified in spec/encoding.md."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from rbcl import crypto_core_ristretto255_scalar_reduce

from undersign.protocol.errors import Refused

PREFIX: Final = b"undersign/v1/"
INTEGER_LIMIT: Final = 2**53  # integers in documents are below this (RFC 8785 keeps them exact)
DEPTH_LIMIT: Final = 16  # nesting of arrays and objects in a document
DIGITS_MOST: Final = 17  # of an integer and its sign; longer ones are not below the limit

Document = dict[str, Any]
Check = Callable[[object], Any]
Shape = Mapping[str, Check]

_FIELD = re.compile(r"[a-z0-9_]+")


def frame(part: bytes) -> bytes:
    """Return the 8-byte big-endian length of `part`, then `part`."""
    return len(part).to_bytes(8, "big") + part


def u64(number: int) -> bytes:
    """Return `number` as 8 bytes, big-endian. Errors: value_out_of_range unless 0 <= number < 2**64."""
    if not 0 <= number < 2**64:
        raise Refused("value_out_of_range", "an integer part must be between 0 and 2^64-1")
    return number.to_bytes(8, "big")


def unframe(data: bytes, most: int) -> list[bytes]:
    """Split `data` into the parts that `frame` joined, each at most `most` bytes.

    Errors: truncated if a length field is cut short or points beyond the end; value_out_of_range if a part is longer
    than `most`.
    """
    parts = []
    at = 0
    while at < len(data):
        if len(data) - at < 8:  # noqa: PLR2004 - the length of every length field
            raise Refused("truncated", f"a length field at byte {at} is cut short")
        length = int.from_bytes(data[at : at + 8], "big")
        if length > most:
            raise Refused("value_out_of_range", f"a part of {length} bytes, where at most {most} are allowed")
        if at + 8 + length > len(data):
            raise Refused("truncated", f"{length} bytes announced at byte {at}, {len(data) - at - 8} left")
        parts.append(data[at + 8 : at + 8 + length])
        at += 8 + length
    return parts


def digest(label: str, *parts: bytes) -> bytes:
    """Return 64 bytes: SHA-512 over frame("undersign/v1/" + label) and each framed part."""
    state = hashlib.sha512(frame(PREFIX + label.encode()))
    for part in parts:
        state.update(frame(part))
    return state.digest()


def challenge(label: str, *parts: bytes) -> bytes:
    """Return a scalar, 32 bytes little-endian: the digest read little-endian, mod L."""
    reduced: bytes = crypto_core_ristretto255_scalar_reduce(digest(label, *parts))
    return reduced


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return hashlib.sha256(data).digest()


def b64(data: bytes) -> str:
    """Return base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return the bytes of canonical base64url without padding. Errors: encoding_base64."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Refused("encoding_base64") from None
    if b64(data) != text:
        raise Refused("encoding_base64", "not the canonical form")
    return data


def _check_value(value: object, depth: int) -> None:
    """Walk a document and refuse what RFC 8785 with our limits does not hold. Errors: document_field."""
    if depth > DEPTH_LIMIT:
        raise Refused("document_field", f"nested deeper than {DEPTH_LIMIT}")
    if isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if not 0 <= value < INTEGER_LIMIT:
            raise Refused("document_field", "an integer must be between 0 and 2^53-1")
        return
    if isinstance(value, list):
        for item in value:
            _check_value(item, depth + 1)
        return
    if not isinstance(value, dict):
        raise Refused("document_field", f"a {type(value).__name__} cannot stand in a document")
    for name, item in value.items():
        if not isinstance(name, str) or not _FIELD.fullmatch(name):
            raise Refused("document_field", "field names are lower-case letters, digits and _")
        _check_value(item, depth + 1)


def encode(document: object) -> bytes:
    """Return the canonical form of a document (RFC 8785): UTF-8, keys sorted, no white space.

    `document`: an object of objects, arrays, strings, integers 0..2**53-1 and booleans, with `"v": 1`.
    Errors: document_field for anything else, lone surrogates among it.
    """
    if not isinstance(document, dict) or document.get("v") != 1 or document.get("v") is True:
        raise Refused("document_field", 'a document is an object with "v": 1')
    _check_value(document, 0)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("document_field", "a lone surrogate") from None


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


def _integer(written: str) -> int:
    return int(written) if len(written) <= DIGITS_MOST else INTEGER_LIMIT  # beyond the limit, whatever it is


def decode(data: bytes) -> Document:
    """Return the document whose canonical form `data` is.

    Encoding it again must give the same bytes; this settles duplicate keys, key order, escapes and spaces.
    Errors: document_not_json, document_not_canonical, document_field.
    """
    fractions: list[str] = []  # floats of the text, also those whose key stands twice
    try:
        document = json.loads(
            data.decode(), parse_constant=_no_constant, parse_float=fractions.append, parse_int=_integer
        )
    except RecursionError:
        raise Refused("document_field", f"nested deeper than {DEPTH_LIMIT}") from None
    except ValueError:
        raise Refused("document_not_json") from None
    if not isinstance(document, dict):
        raise Refused("document_not_json", "not an object")
    if fractions:
        raise Refused("document_not_canonical", f"{fractions[0][:20]} has a fraction or an exponent")
    if encode(document) != data:
        raise Refused("document_not_canonical")
    return document


def read(document: object, shape: Shape) -> Document:
    """Return the fields of `document`, each passed through its check in `shape`; `v` is checked here.

    Every field of `shape` must be there unless its check is `optional`; any other field is refused.
    Errors: document_field, or what a check raises.
    """
    if not isinstance(document, dict) or document.get("v") != 1 or document.get("v") is True:
        raise Refused("document_field", 'an object with "v": 1 is expected')
    return _fields({name: value for name, value in document.items() if name != "v"}, shape)


def _fields(given: Mapping[str, object], shape: Shape) -> Document:
    unknown = sorted(set(given) - set(shape))
    if unknown:
        raise Refused("document_field", f"unknown field {unknown[0]!r}")
    result: Document = {}
    for name, check in shape.items():
        if name not in given:
            if not getattr(check, "may_be_absent", False):
                raise Refused("document_field", f"field {name!r} is missing")
            continue
        try:
            result[name] = check(given[name])
        except Refused as problem:
            detail = f"{name}: {problem.detail}" if problem.detail else name
            raise Refused(problem.reason, detail) from None
    return result


def integer(least: int = 0, most: int = INTEGER_LIMIT - 1) -> Check:
    """Return a check for an integer from `least` to `most`."""

    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Refused("document_field", f"an integer from {least} to {most} is expected")
        return value

    return check


def octets(length: int | None = None, most: int | None = None) -> Check:
    """Return a check for base64url bytes of exactly `length`, or of at most `most` bytes; it gives the bytes."""

    def check(value: object) -> bytes:
        if not isinstance(value, str):
            raise Refused("document_field", "base64url text is expected")
        if most is not None and len(value) > (most * 4 + 2) // 3:
            raise Refused("size_wrong", f"more than {most} bytes")
        data = unb64(value)
        if length is not None and len(data) != length:
            raise Refused("size_wrong", f"{len(data)} bytes where {length} are expected")
        return data

    return check


def text(most: int) -> Check:
    """Return a check for a string of at most `most` UTF-8 bytes."""

    def check(value: object) -> str:
        if not isinstance(value, str) or len(value.encode(errors="replace")) > most:
            raise Refused("document_field", f"a text of at most {most} bytes is expected")
        return value

    return check


def boolean(value: object) -> bool:
    """Return `value` if it is true or false; a check itself."""
    if not isinstance(value, bool):
        raise Refused("document_field", "true or false is expected")
    return value


def table(value: object) -> Document:
    """Return `value` if it is an object, whose fields another check reads; a check itself."""
    if not isinstance(value, dict):
        raise Refused("document_field", "an object is expected")
    return value


def one_of(*values: str) -> Check:
    """Return a check for one of the given strings."""

    def check(value: object) -> str:
        if not isinstance(value, str) or value not in values:
            raise Refused("document_field", f"one of {', '.join(values)} is expected")
        return value

    return check


def array(item: Check, least: int, most: int) -> Check:
    """Return a check for an array of `least` to `most` items."""

    def check(value: object) -> list[Any]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Refused("document_field", f"a list of {least} to {most} items is expected")
        return [item(each) for each in value]

    return check


def fields(shape: Shape) -> Check:
    """Return a check for an object inside a document (without `v`) with exactly the fields of `shape`."""

    def check(value: object) -> Document:
        if not isinstance(value, dict):
            raise Refused("document_field", "an object is expected")
        return _fields(value, shape)

    return check


def optional(check: Check) -> Check:
    """Return the same check for a field that may be absent."""

    def maybe(value: object) -> Any:  # noqa: ANN401 - passes on whatever the inner check gives
        return check(value)

    maybe.may_be_absent = True  # type: ignore[attr-defined]  # a mark that read looks for
    return maybe
