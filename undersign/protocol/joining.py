"""How people come in: the founders' meeting, asking to join, signing in. Specified in spec/joining.md."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from undersign.protocol.encoding import (
    Document,
    Shape,
    array,
    b64,
    boolean,
    digest,
    encode,
    octets,
    one_of,
    read,
    text,
)
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import line
from undersign.protocol.phrase import words_of
from undersign.protocol.signatures import check_key, public_key, sign, verify
from undersign.protocol.vouches import ROLE

CODE_WORDS: Final = 2
FOUNDERS_WORDS: Final = 6
FOUNDERS_ROUNDS: Final = 2**16
NOWHERE: Final = bytes(32)  # the place of who names no workplace
EMPLOYERS: Final = ("private", "public", "federal")

FOUNDERS: Final[Shape] = {
    "kind": one_of("founders"),
    "origin": text(200),
    "keys": array(octets(32), 3, 100),
    "nonce": octets(32),
}
JOIN: Final[Shape] = {
    "kind": one_of("join"),
    "site": text(200),
    "door": octets(32),
    "member": octets(32),
    "nickname": line(1, 80),
    "role": ROLE,
    "employer": one_of(*EMPLOYERS),
    "supervisor": boolean,
    "place": octets(32),
}
SIGN_IN: Final[Shape] = {"kind": one_of("sign_in"), "site": text(200), "nonce": octets(32), "key": octets(32)}


def founders_document(origin: str, keys: Sequence[bytes], nonce: bytes) -> Document:
    """Return what all founders sign. `nonce`: 32 random bytes of the meeting. Errors: as check_founders."""
    document: Document = {"v": 1, "kind": "founders", "origin": origin, "keys": [b64(key) for key in keys]}
    document["nonce"] = b64(nonce)
    _read_founders(document)
    return document


def founders_words(document: Document) -> tuple[str, ...]:
    """Return the six words by which founders compare what they sign. `document` may have its signatures already.

    The rounds are for whoever makes two documents to share their words: about 2**33 tries would do, and each costs
    2**16 hashes, too many for the length of a meeting.
    """
    stretched = digest("founders/words", encode({name: document[name] for name in document if name != "signatures"}))
    for _ in range(FOUNDERS_ROUNDS):
        stretched = hashlib.sha512(stretched).digest()
    return words_of(stretched, FOUNDERS_WORDS)


def sign_founders(secret: bytes, document: Document) -> bytes:
    """Return one founder's signature of `founders_document`. Errors: as check_founders, before signatures.

    The entry of the host's book is the document with `signatures`, one for each key in the order of the keys.
    """
    if public_key(secret) not in _read_founders(document)["keys"]:
        raise Refused("document_field", "keys: this founder's is not among them")
    return sign(secret, "founders", document)


def check_founders(entry: Document) -> Document:
    """Return the fields of a founders entry that every founder has signed; keys and nonce as bytes.

    Errors: document_field, size_wrong, encoding_base64, key_not_canonical, those of signatures.verify.
    """
    signatures = entry.get("signatures")
    unsigned = {name: value for name, value in entry.items() if name != "signatures"}
    found = _read_founders(unsigned)
    keys = found["keys"]
    for key, signature in zip(keys, array(octets(64), len(keys), len(keys))(signatures), strict=True):
        verify(key, "founders", unsigned, signature)
    return found


def _read_founders(document: Document) -> Document:
    found = read(document, FOUNDERS)
    for key in found["keys"]:
        check_key(key)
    if len(set(found["keys"])) < len(found["keys"]):
        raise Refused("document_field", "keys: a founder stands there twice")
    return found


def join_document(  # noqa: PLR0913 - the fields of the document
    *,
    site: str,
    door: bytes,
    member: bytes,
    nickname: str,
    role: str,
    employer: str,
    supervisor: bool,
    place: bytes = NOWHERE,
) -> Document:
    """Return what somebody says of themselves who asks to join. Errors: document_field, size_wrong.

    `door`: the public key of the link's secret; `place`: a workplace id, or NOWHERE.
    """
    document: Document = {"v": 1, "kind": "join", "site": site, "door": b64(door), "member": b64(member)}
    document |= {"nickname": nickname, "role": role, "employer": employer, "supervisor": supervisor}
    document["place"] = b64(place)
    read(document, JOIN)
    return document


def sign_join(document: Document, member_secret: bytes, door_secret: bytes) -> tuple[bytes, bytes]:
    """Return the two signatures of a join document: the member's, and one with the secret of the link."""
    return sign(member_secret, "join", document), sign(door_secret, "door", document)


def check_join(document: Document, member_signature: bytes, door_signature: bytes) -> Document:
    """Return the fields of a join document, keys and place as bytes, once both signatures are checked.

    The caller compares `site` and `door` with its own: this only shows that who asks has the link and the key.
    Errors: document_field, size_wrong, encoding_base64, those of signatures.verify.
    """
    found = read(document, JOIN)
    verify(found["member"], "join", document, member_signature)
    verify(found["door"], "door", document, door_signature)
    return found


def code(door: bytes, key: bytes) -> tuple[str, str]:
    """Return the two words by which somebody who invites knows whom they let in: of the door's and the member's key."""
    first, second = words_of(digest("code", door, key), CODE_WORDS)
    return first, second


def sign_in_document(key: bytes, site: str, nonce: bytes) -> Document:
    """Return what is signed to sign in: the member key, the site's address, the 32 bytes that the site gave."""
    return {"v": 1, "kind": "sign_in", "site": site, "nonce": b64(nonce), "key": b64(key)}


def sign_sign_in(secret: bytes, document: Document) -> bytes:
    """Return the signature of a sign-in document."""
    return sign(secret, "sign_in", document)


def check_sign_in(document: Document, signature: bytes, site: str, nonce: bytes) -> bytes:
    """Return the key that signs in, at this site and with the nonce that it gave.

    Errors: document_field, size_wrong, encoding_base64, sign_in_other, those of signatures.verify.
    """
    found = read(document, SIGN_IN)
    if found["site"] != site or found["nonce"] != nonce:
        raise Refused("sign_in_other")
    verify(found["key"], "sign_in", document, signature)
    key: bytes = found["key"]
    return key
