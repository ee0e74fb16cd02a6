"""What holds for everybody who comes in. tests/client/joining.test.js says the same of the browser's part.

Ways of being wrong, one file each: vectors/joining.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from undersign.protocol import joining
from undersign.protocol.encoding import b64
from undersign.protocol.signatures import public_key, sign

SECRETS = st.binary(min_size=32, max_size=32)
SITE = "https://peers.example"
FEW = settings(max_examples=20, deadline=None)


@given(st.lists(SECRETS, min_size=3, max_size=6, unique=True), SECRETS)
@FEW
def test_what_all_founders_have_signed_holds_and_no_less(secrets: list[bytes], nonce: bytes) -> None:
    document = joining.founders_document("record", [public_key(secret) for secret in secrets], nonce)
    signatures = [b64(joining.sign_founders(secret, document)) for secret in secrets]
    entry = {**document, "signatures": signatures}
    assert joining.check_founders(entry)["keys"] == [public_key(secret) for secret in secrets]
    assert joining.founders_words(entry) == joining.founders_words(document)
    fewer = {**document, "signatures": signatures[:-1]}
    assert outcome(lambda: joining.check_founders(fewer))[0] == "document_field"


@given(SECRETS, SECRETS)
@FEW
def test_another_nonce_gives_founders_other_words(nonce: bytes, other: bytes) -> None:
    keys = [public_key(bytes([number]) * 32) for number in range(1, 4)]
    documents = [joining.founders_document("record", keys, each) for each in (nonce, other)]
    words = [joining.founders_words(document) for document in documents]
    assert (words[0] == words[1]) == (nonce == other)
    assert [len(each) for each in words] == [6, 6]


@given(SECRETS, SECRETS, SECRETS)
@FEW
def test_only_who_has_the_link_can_ask_to_join(member: bytes, door: bytes, stranger: bytes) -> None:
    document = joining.join_document(
        site=SITE,
        door=public_key(door),
        member=public_key(member),
        nickname="Ana",
        role="peer",
        employer="public",
        supervisor=False,
    )
    signatures = joining.sign_join(document, member, door)
    found = joining.check_join(document, *signatures)
    assert (found["member"], found["door"], found["place"]) == (public_key(member), public_key(door), joining.NOWHERE)
    by_stranger = sign(stranger, "door", document)
    expected = "ok" if stranger == door else "signature_wrong"
    assert outcome(lambda: joining.check_join(document, signatures[0], by_stranger))[0] == expected


@given(SECRETS, SECRETS)
def test_a_code_is_two_words_of_door_and_person(door: bytes, key: bytes) -> None:
    first, second = joining.code(door, key)
    assert (first, second) == joining.code(door, key)
    assert joining.code(key, door) != (first, second) or door == key


@given(SECRETS, SECRETS, SECRETS)
@FEW
def test_a_sign_in_is_for_one_site_and_one_nonce(secret: bytes, nonce: bytes, other: bytes) -> None:
    document = joining.sign_in_document(public_key(secret), SITE, nonce)
    signature = joining.sign_sign_in(secret, document)
    assert joining.check_sign_in(document, signature, SITE, nonce) == public_key(secret)
    expected = "ok" if other == nonce else "sign_in_other"
    assert outcome(lambda: joining.check_sign_in(document, signature, SITE, other))[0] == expected
    assert (
        outcome(lambda: joining.check_sign_in(document, signature, "https://other.example", nonce))[0]
        == "sign_in_other"
    )


def test_a_join_asks_for_no_legal_name_and_no_way_to_reach_somebody() -> None:
    assert set(joining.JOIN) == {
        "kind",
        "site",
        "door",
        "member",
        "nickname",
        "role",
        "employer",
        "supervisor",
        "place",
    }
