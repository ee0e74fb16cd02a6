"""How a keyholder's program asks a site for a book: each request is signed, and good for some minutes at one site."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from undersign.protocol.encoding import b64, decode, encode, integer, octets, one_of, read, text, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key, sign, verify

PURPOSE: Final = "read_book"
SCHEME: Final = "Undersign "
MINUTES: Final = 5
HEADER_MOST: Final = 1024
_SHAPE: Final = {
    "kind": one_of(PURPOSE),
    "site": text(300),
    "book": one_of("members"),
    "key": octets(32),
    "minute": integer(),
}


def header(secret: bytes, site: str, seconds: float) -> str:
    """Return the Authorization header with which a keyholder reads the members' book at this time."""
    document = {"v": 1, "kind": PURPOSE, "site": site, "book": "members", "key": b64(public_key(secret))}
    document["minute"] = int(seconds) // 60
    return f"{SCHEME}{b64(encode(document))}.{b64(sign(secret, PURPOSE, document))}"


def check_header(value: str, site: str, keys: Iterable[bytes], seconds: float) -> bytes:
    """Return the key that signed a header. Errors: sign_in_other, keyholder_unknown, as decode, read and verify."""
    document, dot, signature = value.removeprefix(SCHEME).partition(".")
    if not value.startswith(SCHEME) or not dot or len(value) > HEADER_MOST:
        raise Refused("sign_in_other", "not a keyholder's header")
    given = decode(unb64(document))
    found = read(given, _SHAPE)
    if found["site"] != site or abs(int(seconds) // 60 - found["minute"]) > MINUTES:
        raise Refused("sign_in_other", "for another site or another time")
    if found["key"] not in list(keys):
        raise Refused("keyholder_unknown")
    verify(found["key"], PURPOSE, given, unb64(signature))
    key: bytes = found["key"]
    return key
