"""The stock of issuing keys: each is kept before its public half leaves, and has a number of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchanged import Exchange
from undersign.keyholder import stock
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import decode, encode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, read_ceremony
from undersign.protocol.passes import BITS, SecretIssuingKey, read_issuing_key
from undersign.protocol.signatures import public_key


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let keys come quickly: every number is odd and long enough, and none is safe. Returns their moduli."""
    moduli: list[int] = []

    def draw(number: int) -> SecretIssuingKey:
        moduli.append(2 ** (BITS - 1) + 2 * number + 1)
        return SecretIssuingKey(moduli[-1], 3, 5)

    monkeypatch.setattr(stock, "draw_key", draw)
    return moduli


def agreed(exchange: Exchange) -> Ceremony:
    """Return the ceremony."""
    return read_ceremony(decode(exchange.ceremony.read_bytes().strip()))


def test_a_drawn_key_has_3072_bits_and_two_primes_of_its_own() -> None:
    key = stock.draw_key(0)
    assert key.n == key.p * key.q
    assert key.n.bit_length() == BITS
    assert key.p != key.q


def test_each_document_is_signed_numbered_and_backed_by_a_kept_key(exchange: Exchange, drawn: list[int]) -> None:
    own = KeyholderFolder(exchange.own(2))
    documents = list(stock.make_stock(own, agreed(exchange), 3, None))
    assert [each["number"] for each in documents] == [1, 2, 3]  # 0 was drawn before
    for document, modulus in zip(documents, drawn, strict=True):
        key = read_issuing_key(document, public_key(own.seed))
        assert (key.keyholder, key.n) == (2, modulus)
        assert own.issuing_key(sha256(encode(document))).n == modulus


@pytest.mark.usefixtures("drawn")
def test_an_interrupted_drawing_leaves_no_number_twice(exchange: Exchange) -> None:
    own = KeyholderFolder(exchange.own(1))
    drawing = stock.make_stock(own, agreed(exchange), 5, None)
    assert [next(drawing)["number"], next(drawing)["number"]] == [1, 2]
    assert [each["number"] for each in stock.make_stock(own, agreed(exchange), 2, None)] == [3, 4]


@pytest.mark.usefixtures("drawn")
def test_a_stranger_draws_nothing(exchange: Exchange, tmp_path: Path) -> None:
    stranger = KeyholderFolder.create(tmp_path / "stranger", "Stranger", "")
    with pytest.raises(Refused) as refused:
        list(stock.make_stock(stranger, agreed(exchange), 1, None))
    assert refused.value.reason == "keyholder_unknown"
    assert not (tmp_path / "stranger" / "secret" / "issuing").exists()
