"""What holds for every signature. tests/client/signatures.test.js says the same of the browser's part."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.test_encoding import DOCUMENTS
from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import check_key, public_key, sign_bytes, signed, verify_bytes, verify_signed

SECRETS: Final = st.binary(min_size=32, max_size=32)
REASONS: Final = {"key_not_canonical", "signature_not_canonical", "signature_wrong"}


@given(SECRETS, st.binary(max_size=40))
def test_what_is_signed_holds(secret: bytes, message: bytes) -> None:
    key = public_key(secret)
    assert check_key(key) == key
    verify_bytes(key, sign_bytes(secret, message), message)


@given(SECRETS, st.binary(max_size=40), st.integers(0, 64 * 8 - 1))
def test_no_bit_of_a_signature_can_change(secret: bytes, message: bytes, bit: int) -> None:
    signature = bytearray(sign_bytes(secret, message))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refused) as problem:
        verify_bytes(public_key(secret), bytes(signature), message)
    assert problem.value.reason in REASONS


@given(SECRETS, st.binary(max_size=40), st.integers(0, 32 * 8 - 1))
def test_no_bit_of_a_key_can_change(secret: bytes, message: bytes, bit: int) -> None:
    key = bytearray(public_key(secret))
    key[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refused) as problem:
        verify_bytes(bytes(key), sign_bytes(secret, message), message)
    assert problem.value.reason in REASONS


@given(SECRETS, SECRETS, st.binary(max_size=40))
def test_another_key_does_not_fit(secret: bytes, other: bytes, message: bytes) -> None:
    if secret != other:
        with pytest.raises(Refused, match="does not hold"):
            verify_bytes(public_key(other), sign_bytes(secret, message), message)


@given(SECRETS, DOCUMENTS)
def test_a_signed_document_comes_back(secret: bytes, document: dict[str, Any]) -> None:
    document.pop("signature", None)
    assert verify_signed(public_key(secret), "sample", signed(secret, "sample", document)) == document


@given(SECRETS, DOCUMENTS, st.text(max_size=5))
def test_a_signature_is_for_one_purpose(secret: bytes, document: dict[str, Any], purpose: str) -> None:
    document.pop("signature", None)
    if purpose != "sample":
        with pytest.raises(Refused):
            verify_signed(public_key(secret), purpose, signed(secret, "sample", document))


@given(SECRETS, DOCUMENTS)
def test_a_signature_of_the_same_bytes_as_a_note_does_not_hold(secret: bytes, document: dict[str, Any]) -> None:
    document.pop("signature", None)
    with pytest.raises(Refused, match="does not hold"):
        verify_signed(public_key(secret), "sample", {**document, "signature": b64(sign_bytes(secret, b"sample"))})
