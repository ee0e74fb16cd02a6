"""What holds for every frame, digest and document; tests/client/encoding.test.js says it of the browser's part."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from undersign.protocol.encoding import (
    b64,
    challenge,
    decode,
    digest,
    encode,
    frame,
    integer,
    octets,
    optional,
    read,
    text,
    u64,
    unb64,
    unframe,
)
from undersign.protocol.errors import Refused
from undersign.protocol.points import L

PARTS: Final = st.lists(st.binary(max_size=40), max_size=6)
TEXT: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES: Final = st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True).filter(lambda name: name != "v")
VALUES: Final = st.recursive(
    st.booleans() | st.integers(0, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS: Final = st.dictionaries(NAMES, VALUES, max_size=5).map(lambda fields: {"v": 1, **fields})


@given(PARTS)
def test_frames_come_apart_again(parts: list[bytes]) -> None:
    assert unframe(b"".join(frame(part) for part in parts), 40) == parts


@given(st.binary(max_size=60))
def test_what_comes_apart_goes_together_again(data: bytes) -> None:
    reason, parts = outcome(lambda: unframe(data, 40))
    assert reason in {"ok", "truncated", "value_out_of_range"}
    assert parts is None or b"".join(frame(part) for part in parts) == data


@given(PARTS, PARTS)
def test_other_parts_have_another_digest(left: list[bytes], right: list[bytes]) -> None:
    assert (digest("sample", *left) == digest("sample", *right)) == (left == right)


@given(PARTS)
def test_another_label_gives_another_digest(parts: list[bytes]) -> None:
    assert digest("sample", *parts) != digest("sample/", *parts)


@given(PARTS)
def test_a_challenge_is_the_digest_mod_l(parts: list[bytes]) -> None:
    expected = int.from_bytes(digest("sample", *parts), "little") % L
    assert challenge("sample", *parts) == expected.to_bytes(32, "little")


@given(st.integers(0, 2**64 - 1))
def test_an_integer_part_has_8_bytes(number: int) -> None:
    assert int.from_bytes(u64(number), "big") == number
    assert len(u64(number)) == 8


@given(st.binary(max_size=80))
def test_base64_comes_back(data: bytes) -> None:
    assert unb64(b64(data)) == data


@given(st.text(st.sampled_from("AQYgwx_-+/= \n"), max_size=9))
def test_bytes_have_one_base64(written: str) -> None:
    reason, data = outcome(lambda: unb64(written))
    assert reason in {"ok", "encoding_base64"}
    assert data is None or b64(data) == written


@given(DOCUMENTS)
def test_a_document_comes_back(document: dict[str, Any]) -> None:
    assert decode(encode(document)) == document


@given(DOCUMENTS, st.data())
def test_a_changed_byte_is_refused_or_makes_another_document(document: dict[str, Any], data: st.DataObject) -> None:
    written = bytearray(encode(document))
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= data.draw(st.integers(1, 255))
    reason, found = outcome(lambda: decode(bytes(written)))
    assert reason in {"ok", "document_not_json", "document_not_canonical", "document_field"}
    assert found is None or (found != document and encode(found) == bytes(written))


@given(st.binary(max_size=60) | TEXT.map(str.encode))
def test_no_bytes_break_the_decoder(data: bytes) -> None:
    with pytest.raises(Refused):
        decode(data)


@given(st.recursive(st.none() | st.floats() | st.integers() | st.text() | st.binary(), st.lists, max_leaves=5))
def test_no_value_breaks_the_encoder(value: object) -> None:
    reason, written = outcome(lambda: encode({"v": 1, "a": value}))
    assert reason in {"ok", "document_field"}
    assert written is None or decode(written) == {"v": 1, "a": value}


@given(DOCUMENTS)
def test_only_listed_fields_are_read(document: dict[str, Any]) -> None:
    shape = {"a": optional(integer(0, 9)), "b": optional(text(4)), "c": optional(octets(3))}
    reason, found = outcome(lambda: read(document, shape))
    assert reason in {"ok", "document_field", "encoding_base64", "size_wrong"}
    assert found is None or set(found) == set(document) - {"v"} <= set(shape)
