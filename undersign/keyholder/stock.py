"""A keyholder's stock of issuing keys: RSA-3072, made here, only the public half leaves."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor

from cryptography.hazmat.primitives.asymmetric import rsa

from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import Document, encode, sha256
from undersign.protocol.keyholders import Ceremony
from undersign.protocol.passes import BITS, E, SecretIssuingKey, issuing_key_document
from undersign.verifier.workers import in_order


def draw_key(_: int) -> SecretIssuingKey:
    """Draw one RSA key with the library's own generator (OpenSSL)."""
    numbers = rsa.generate_private_key(E, BITS).private_numbers()
    return SecretIssuingKey(numbers.public_numbers.n, numbers.p, numbers.q)


def make_stock(
    keyholder: KeyholderFolder, ceremony: Ceremony, count: int, executor: Executor | None
) -> Iterator[Document]:
    """Draw `count` issuing keys, keep each, and yield its signed public document for the members' book."""
    index, first = keyholder.index(ceremony), keyholder.next_stock_number()
    for number, key in enumerate(in_order(executor, draw_key, range(count)), start=first):
        document = issuing_key_document(keyholder.seed, ceremony.hash, index, number, key.n)
        keyholder.save_issuing_key(number, sha256(encode(document)), key)
        yield document
