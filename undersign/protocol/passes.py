"""Passes: t of n blind RSA signatures over one envelope key (RFC 9474). Specified in spec/passes.md.

The variant is RSABSSA-SHA384-PSS-Randomized: SHA-384, MGF1 with SHA-384, a 48-byte salt, a 32-byte random prefix.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from undersign.protocol.encoding import (
    Document,
    array,
    b64,
    encode,
    fields,
    integer,
    octets,
    one_of,
    read,
    sha256,
)
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import sign, verify_signed

E: Final = 65537
BITS: Final = 3072  # size of every issuing key of a box
MODULUS_BYTES: Final = BITS // 8
SALT_BYTES: Final = 48
PREFIX_BYTES: Final = 32
HASH_BYTES: Final = 48  # SHA-384
KEYHOLDERS_MOST: Final = 25
STOCK_MOST: Final = 2**20

_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_BYTES)

ISSUING_KEY: Final = {
    "kind": one_of("issuing_key"),
    "ceremony": octets(32),
    "keyholder": integer(1, KEYHOLDERS_MOST),
    "number": integer(0, STOCK_MOST),
    "n": octets(MODULUS_BYTES),
}
BLINDED: Final = {
    "keyholder": integer(1, KEYHOLDERS_MOST),
    "issuer": octets(32),
    "value": octets(MODULUS_BYTES),
}
REQUEST: Final = {
    "kind": one_of("request"),
    "box": octets(32),
    "member": octets(32),
    "blinded": array(fields(BLINDED), 1, KEYHOLDERS_MOST),
}
PASS: Final = {
    "prefix": octets(PREFIX_BYTES),
    "signatures": array(
        fields({"keyholder": integer(1, KEYHOLDERS_MOST), "value": octets(MODULUS_BYTES)}), 1, KEYHOLDERS_MOST
    ),
}


@dataclass(frozen=True)
class IssuingKey:
    """A keyholder's public issuing key for one tag of one box. `issuer` is the SHA-256 of its signed document."""

    issuer: bytes
    keyholder: int
    n: int


@dataclass(frozen=True)
class SecretIssuingKey:
    """The private half: the primes, and d mod p-1 and mod q-1."""

    n: int
    p: int = field(repr=False)
    q: int = field(repr=False)

    def sign_number(self, message: int) -> int:
        """Return message^d mod n by the Chinese remainder theorem, each half in constant time (gmpy2.powmod_sec)."""
        p, q = gmpy2.mpz(self.p), gmpy2.mpz(self.q)
        half_p = gmpy2.powmod_sec(message % p, gmpy2.invert(E, p - 1), p)
        half_q = gmpy2.powmod_sec(message % q, gmpy2.invert(E, q - 1), q)
        return int(half_q + q * ((half_p - half_q) * gmpy2.invert(q, p) % p))


def issuing_key_document(secret: bytes, ceremony: bytes, keyholder: int, number: int, n: int) -> Document:
    """Return the signed document by which a keyholder adds the modulus `n` to its stock under `number`."""
    document: Document = {
        "v": 1,
        "kind": "issuing_key",
        "ceremony": b64(ceremony),
        "keyholder": keyholder,
        "number": number,
        "n": b64(n.to_bytes(MODULUS_BYTES, "big")),
    }
    return {**document, "signature": b64(sign(secret, "issuing_key", document))}


def read_issuing_key(document: Document, key: bytes) -> IssuingKey:
    """Check an issuing key document against the keyholder's Ed25519 key.

    Errors: document_field, size_wrong, modulus_size, those of signatures.verify.
    """
    found = read(verify_signed(key, "issuing_key", document), ISSUING_KEY)
    n = check_modulus(int.from_bytes(found["n"], "big"))
    return IssuingKey(sha256(encode(document)), found["keyholder"], n)


def check_modulus(n: int) -> int:
    """Return `n` if it is odd and has exactly 3072 bits. Errors: modulus_size.

    That n is a product of two primes cannot be seen; a keyholder who publishes another n spoils only its
    own signatures.
    """
    if n.bit_length() != BITS or n % 2 == 0:
        raise Refused("modulus_size")
    return n


def prepared_message(prefix: bytes, envelope_key: bytes) -> bytes:
    """Return prefix || envelope key, 64 bytes (RFC 9474 section 4.1, Randomized). Errors: size_wrong."""
    if len(prefix) != PREFIX_BYTES or len(envelope_key) != 32:  # noqa: PLR2004 - an Ed25519 key
        raise Refused("size_wrong", "a prefix and a key have 32 bytes each")
    return prefix + envelope_key


def _mgf1(seed: bytes, length: int) -> bytes:
    """Return `length` bytes of MGF1 with SHA-384 (RFC 8017 appendix B.2.1)."""
    blocks = -(-length // HASH_BYTES)
    return b"".join(hashlib.sha384(seed + i.to_bytes(4, "big")).digest() for i in range(blocks))[:length]


def pss_encode(message: bytes, salt: bytes, bits: int) -> bytes:
    """Return EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) of `message` for `bits` = modulus bits - 1.

    Libraries draw the salt themselves; ours comes from the phrase, so that any device repeats the same request.
    """
    length = -(-bits // 8)
    h = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - HASH_BYTES - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mgf1(h, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + h + b"\xbc"


def blind(n: int, message: bytes, salt: bytes, factor: int) -> bytes:
    """Return the blinded message (RFC 9474 section 4.2), as long as the modulus, big-endian.

    `message`: a prepared message; `salt`: 48 bytes; `factor`: 1 < r < n, invertible.
    Errors: message_invalid if message or factor has a common divisor with n; size_wrong.
    """
    if len(salt) != SALT_BYTES:
        raise Refused("size_wrong", "the salt has 48 bytes")
    number = int.from_bytes(pss_encode(message, salt, n.bit_length() - 1), "big")
    if not 1 < factor < n or gmpy2.gcd(number, n) != 1 or gmpy2.gcd(factor, n) != 1:
        raise Refused("message_invalid")
    blinded = number * int(gmpy2.powmod(factor, E, n)) % n
    return blinded.to_bytes(-(-n.bit_length() // 8), "big")


def blind_sign(secret: SecretIssuingKey, blinded: bytes) -> bytes:
    """Return the blind signature (RFC 9474 section 4.3), as long as the modulus; s^e is checked before it leaves.

    Errors: size_wrong; value_out_of_range if the number is not below n; message_invalid if it cannot be inverted.
    """
    n = secret.n
    if len(blinded) != -(-n.bit_length() // 8):
        raise Refused("size_wrong", "the blinded message is as long as the modulus")
    number = int.from_bytes(blinded, "big")
    if number >= n:
        raise Refused("value_out_of_range", "the blinded message is not below the modulus")
    if gmpy2.gcd(number, n) != 1:
        raise Refused("message_invalid")
    s = secret.sign_number(number)
    if gmpy2.powmod(s, E, n) != number:
        raise Refused("pass_signature_wrong", "the signer's own check failed; nothing was given out")
    return s.to_bytes(len(blinded), "big")


def finalize(n: int, message: bytes, blind_signature: bytes, factor: int) -> bytes:
    """Return the signature (RFC 9474 section 4.4), checked.

    Errors: size_wrong, pass_signature_wrong; message_invalid if the factor cannot be inverted.
    """
    length = -(-n.bit_length() // 8)
    if len(blind_signature) != length:
        raise Refused("size_wrong", "the blind signature is as long as the modulus")
    if gmpy2.gcd(factor, n) != 1:
        raise Refused("message_invalid")
    s = int.from_bytes(blind_signature, "big") * int(gmpy2.invert(factor, n)) % n
    signature = s.to_bytes(length, "big")
    verify_signature(n, message, signature)
    return signature


@lru_cache(maxsize=4096)
def _public(n: int) -> rsa.RSAPublicKey:
    return rsa.RSAPublicNumbers(E, n).public_key()


def verify_signature(n: int, message: bytes, signature: bytes) -> None:
    """Check RSASSA-PSS, SHA-384, salt 48 (RFC 8017 section 8.1.2). Errors: pass_signature_wrong."""
    try:
        _public(n).verify(signature, message, _PSS, hashes.SHA384())
    except InvalidSignature:
        raise Refused("pass_signature_wrong") from None


def request_document(secret: bytes, member: bytes, box_id: bytes, blinded: list[tuple[IssuingKey, bytes]]) -> Document:
    """Return the member's signed request: one blinded message for every issuer of their tag, in keyholder order."""
    document: Document = {
        "v": 1,
        "kind": "request",
        "box": b64(box_id),
        "member": b64(member),
        "blinded": [
            {"keyholder": key.keyholder, "issuer": b64(key.issuer), "value": b64(value)} for key, value in blinded
        ],
    }
    return {**document, "signature": b64(sign(secret, "request", document))}


def read_request(document: Document, box_id: bytes, issuers: tuple[IssuingKey, ...]) -> Document:
    """Return the checked fields of a request: `member` and, in the order of `issuers`, `blinded`.

    `issuers`: the issuing keys of the member's tag. Errors: document_field, wrong_box, pass_issuer_unknown,
    value_out_of_range for a blinded message not below n, those of signatures.verify.
    """
    member = octets(32)(document.get("member"))
    found = read(verify_signed(member, "request", document), REQUEST)
    if found["box"] != box_id:
        raise Refused("wrong_box")
    named = [(each["keyholder"], each["issuer"]) for each in found["blinded"]]
    if named != [(key.keyholder, key.issuer) for key in issuers]:
        raise Refused("pass_issuer_unknown", "the request names other issuing keys than its tag has")
    for key, each in zip(issuers, found["blinded"], strict=True):
        if int.from_bytes(each["value"], "big") >= key.n:
            raise Refused("value_out_of_range", "a blinded message is not below its modulus")
    return found


def pass_document(prefix: bytes, signatures: list[tuple[int, bytes]]) -> Document:
    """Return the pass, which stands inside an envelope: the prefix and t signatures in keyholder order."""
    return {
        "prefix": b64(prefix),
        "signatures": [{"keyholder": i, "value": b64(value)} for i, value in sorted(signatures)],
    }


def check_pass(found: Document, envelope_key: bytes, issuers: tuple[IssuingKey, ...], t: int) -> None:
    """Check that `found` (read with PASS) holds exactly t signatures by different issuers of this box and tag.

    Errors: pass_too_few, pass_issuer_repeated, pass_issuer_unknown, pass_signature_wrong, document_field if there are
    more than t or they are not in keyholder order.
    """
    given = [each["keyholder"] for each in found["signatures"]]
    if len(set(given)) != len(given):
        raise Refused("pass_issuer_repeated")
    if len(given) < t:
        raise Refused("pass_too_few", f"{len(given)} of {t}")
    if len(given) > t or given != sorted(given):
        raise Refused("document_field", f"exactly {t} signatures in keyholder order are expected")
    moduli = {key.keyholder: key.n for key in issuers}
    message = prepared_message(found["prefix"], envelope_key)
    for each in found["signatures"]:
        if each["keyholder"] not in moduli:
            raise Refused("pass_issuer_unknown", f"keyholder {each['keyholder']}")
        verify_signature(moduli[each["keyholder"]], message, each["value"])
