"""Makes vectors/joining: `python -m tests.vectors.make_joining`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.ed25519 import SMALL_ORDER
from tests.vectors.people import FOUNDERS, HARBOR, ORIGIN, key, secret
from tests.vectors.run_joining import OPERATIONS
from undersign.protocol import joining
from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import sign
from undersign.protocol.vouches import workplace_id

HERE: Final = "made by tests/vectors/make_joining.py"
SITE: Final = "https://peers.example"
NONCE: Final = random_from("vectors/joining/nonce")(32)
BAD_KEY: Final = bytes.fromhex(SMALL_ORDER["order_8"])
MEETING: Final = joining.founders_document(ORIGIN, [key(name) for name in FOUNDERS], NONCE)
SIGNED: Final = {**MEETING, "signatures": [b64(sign(secret(name), "founders", MEETING)) for name in FOUNDERS]}
FIELDS: Final[dict[str, Any]] = {
    "site": SITE,
    "door": key("link").hex(),
    "member": key("Ana").hex(),
    "nickname": "Ana \u00d1.",
    "role": "peer",
    "employer": "private",
    "supervisor": False,
    "place": workplace_id(HARBOR).hex(),
}
SECRETS: Final = {"member_secret": secret("Ana").hex(), "door_secret": secret("link").hex()}
JOIN: Final[Document] = OPERATIONS["join_make"]({"fields": FIELDS, **SECRETS})["document"]
SIGN_IN: Final = joining.sign_in_document(key("Ana"), SITE, NONCE)


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def founders() -> Iterator[Case]:
    """Make and check the founders' entry."""
    made = {
        "origin": ORIGIN,
        "keys": [key(name).hex() for name in FOUNDERS],
        "nonce": NONCE.hex(),
        "secrets": [secret(name).hex() for name in FOUNDERS],
    }
    yield good("founders_make", "founders_make", "Three founders sign the same document.", made)
    yield good("founders_check", "founders_check", "An entry that all three have signed.", {"entry": SIGNED})

    def not_made(name: str, expect: str, about: str, **changes: object) -> Case:
        return Case(name, "founders_make", about, HERE, {**made, **changes}, expect)

    field, keys = "document_field", made["keys"]
    yield not_made("founders_stranger", field, "Somebody signs who is no founder.", secrets=[secret("Ana").hex()])
    yield not_made("founders_make_two", field, "Two founders.", keys=keys[:2], secrets=[])
    yield not_made("founders_make_short", "size_wrong", "A nonce of 31 bytes.", nonce=NONCE[:31].hex())

    def refused(name: str, expect: str, about: str, entry: Document) -> Case:
        return Case(name, "founders_check", about, HERE, {"entry": entry}, expect)

    def all_sign(**changes: object) -> Document:
        document = {**MEETING, **changes}
        return {**document, "signatures": [b64(sign(secret(name), "founders", document)) for name in FOUNDERS]}

    signatures = SIGNED["signatures"]
    twice = all_sign(keys=[MEETING["keys"][0], MEETING["keys"][0], MEETING["keys"][2]])
    yield refused("founders_twice", field, "One founder twice.", twice)
    yield refused("founders_unsigned", field, "No signatures.", MEETING)
    yield refused("founders_two_signed", field, "Two signatures of three.", {**SIGNED, "signatures": signatures[:2]})
    yield refused(
        "founders_order", "signature_wrong", "Signatures in another order.", {**SIGNED, "signatures": signatures[::-1]}
    )
    yield refused("founders_changed", "signature_wrong", "Another nonce.", {**SIGNED, "nonce": b64(bytes(32))})
    yield refused("founders_unknown_field", field, "A field that the entry does not have.", all_sign(more=1))
    torsion = all_sign(keys=[*MEETING["keys"][:2], b64(BAD_KEY)])
    yield refused("founders_small_order", "key_not_canonical", "A key of small order.", torsion)
    purpose = {**SIGNED, "signatures": [b64(sign(secret(name), "book", MEETING)) for name in FOUNDERS]}
    yield refused("founders_purpose", "signature_wrong", "Signed with another purpose.", purpose)


def joins() -> Iterator[Case]:
    """Ask to join."""
    yield good("join_make", "join_make", "Somebody with the link asks to join.", {"fields": FIELDS, **SECRETS})
    nowhere = {**FIELDS, "role": "ally", "place": joining.NOWHERE.hex(), "employer": "public", "supervisor": True}
    yield good("join_nowhere", "join_make", "An ally, at no workplace.", {"fields": nowhere, **SECRETS})
    signatures = {
        "member_signature": sign(secret("Ana"), "join", JOIN).hex(),
        "door_signature": sign(secret("link"), "door", JOIN).hex(),
    }
    yield good("join_check", "join_check", "Both signatures hold.", {"document": JOIN, **signatures})

    def refused(name: str, expect: str, about: str, **changes: object) -> Case:
        return Case(name, "join_check", about, HERE, {"document": JOIN, **signatures, **changes}, expect)

    wrong, field = "signature_wrong", "document_field"
    by_host = sign(secret("host"), "door", JOIN).hex()
    yield refused("join_without_link", wrong, "Signed by another key than the link's.", door_signature=by_host)
    other = sign(secret("Bo"), "join", JOIN).hex()
    yield refused("join_for_another", wrong, "Signed by another than the member.", member_signature=other)
    swapped = {"member_signature": sign(secret("Ana"), "door", JOIN).hex()}
    yield refused("join_purpose", wrong, "The member signs with the purpose of the door.", **swapped)
    yield refused("join_changed", wrong, "The nickname was changed.", document={**JOIN, "nickname": "Bo"})
    yield refused("join_short", "size_wrong", "A signature of 63 bytes.", door_signature=by_host[:126])
    bad: dict[str, tuple[str, Document]] = {
        "join_employer": ("An employer of a kind that there is not.", {"employer": "church"}),
        "join_role": ("A role that there is not.", {"role": "boss"}),
        "join_nameless": ("No nickname.", {"nickname": ""}),
        "join_long": ("A nickname of 81 bytes.", {"nickname": "a" * 79 + "\u00d1"}),
        "join_control": ("A nickname that turns the line round.", {"nickname": "Ana\u202e"}),
        "join_supervisor": ("Neither true nor false.", {"supervisor": 1}),
        "join_unknown_field": ("A field that the document does not have.", {"email": "ana"}),
    }
    for name, (about, changes) in bad.items():
        yield refused(name, field, about, document={**JOIN, **changes})
    yield refused("join_no_place", "size_wrong", "A place of 31 bytes.", document={**JOIN, "place": b64(bytes(31))})
    torsion = {**JOIN, "member": b64(BAD_KEY)}
    yield refused("join_small_order", "key_not_canonical", "A member key of small order.", document=torsion)
    yield good(
        "code", "join_code", "The two words of a person at a door.", {"door": FIELDS["door"], "key": FIELDS["member"]}
    )


def sign_ins() -> Iterator[Case]:
    """Sign in."""
    own = secret("Ana")
    made = {"key": key("Ana").hex(), "site": SITE, "nonce": NONCE.hex(), "secret": own.hex()}
    yield good("sign_in_make", "sign_in_make", "Somebody signs in.", made)
    asked = {"site": SITE, "nonce": NONCE.hex()}
    given = {"document": SIGN_IN, "signature": sign(own, "sign_in", SIGN_IN).hex(), **asked}
    yield good("sign_in_check", "sign_in_check", "A sign-in for this site and this nonce.", given)

    def refused(name: str, expect: str, about: str, **changes: object) -> Case:
        return Case(name, "sign_in_check", about, HERE, {**given, **changes}, expect)

    other = "sign_in_other"
    yield refused("sign_in_elsewhere", other, "Made for another site.", site="https://peers.example.net")
    yield refused("sign_in_again", other, "Made for an earlier nonce.", nonce=bytes(32).hex())
    stranger = sign(secret("Bo"), "sign_in", SIGN_IN).hex()
    yield refused("sign_in_stranger", "signature_wrong", "Signed by another.", signature=stranger)
    purpose = sign(own, "join", SIGN_IN).hex()
    yield refused("sign_in_purpose", "signature_wrong", "Signed with another purpose.", signature=purpose)
    more = {**SIGN_IN, "more": 1}
    yield refused("sign_in_unknown_field", "document_field", "A field that it does not have.", document=more)
    short = {**SIGN_IN, "nonce": b64(NONCE[:16])}
    yield refused("sign_in_short", "size_wrong", "A nonce of 16 bytes.", document=short)


if __name__ == "__main__":
    made = (founders, joins, sign_ins)
    write("joining", [case for each in made for case in each()])
