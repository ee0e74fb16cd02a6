"""A keyholder's stock of issuing keys: RSA-3072, made here, only the public half leaves."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import rsa

from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import Document, encode, sha256, unb64
from undersign.protocol.keyholders import Ceremony
from undersign.protocol.passes import BITS, E, SecretIssuingKey, issuing_key_document
from undersign.verifier.workers import in_order

if TYPE_CHECKING:
    from undersign.verifier.examination import RecordExamination

STOCK: Final = 20  # unused issuing keys of each keyholder that stand ready in the members' book


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


def lacking(keyholder: KeyholderFolder, ceremony: Ceremony, record: RecordExamination) -> Iterator[Document]:
    """Yield what has to be published so that enough unused keys stand ready: drawn before and not published, then new.

    Each key is kept before it is yielded.
    """
    index = keyholder.index(ceremony)
    published = record.members.keys.get(ceremony.hash, {}) if record.members else {}
    mine = {issuer for issuer, key in published.items() if key.keyholder == index}
    count = STOCK - len(mine - _used(record))
    if count <= 0:
        return
    for number, issuer, key in keyholder.issuing_keys():
        document = issuing_key_document(keyholder.seed, ceremony.hash, index, number, key.n)
        if issuer not in published and sha256(encode(document)) == issuer and count > 0:
            count -= 1
            yield document
    yield from make_stock(keyholder, ceremony, count, None)


def _used(record: RecordExamination) -> set[bytes]:
    """Return the issuing keys that the definitions of boxes name."""
    found: set[bytes] = set()
    for files in record.of("box"):
        entry = next((line.entry for line in files.lines() if (line.entry or {}).get("kind") == "definition"), None)
        if entry is not None:
            found.update(unb64(issuer) for tag in entry["definition"]["tags"] for issuer in tag["issuers"])
    return found
