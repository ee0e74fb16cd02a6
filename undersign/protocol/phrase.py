"""Twelve words, and every key that comes from them. Specified in spec/phrase.md.

BIP39 (English list, empty passphrase) gives a seed of 64 bytes; HKDF-SHA-512 (RFC 5869) gives one key per label.
The same words give the same keys on any device, so a member who has lost a phone asks for the same pass and finds the
envelope again. Whoever else gets the words learns the same. Nothing here keeps or prints a secret.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Final

import pyrage
from bech32 import bech32_encode, convertbits
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS: Final = 12
WORD_BITS: Final = 11  # the list has 2048 words
ENTROPY_BYTES: Final = 16
SEED_BYTES: Final = 64
SECRET_BYTES: Final = 32
PREFIX_BYTES: Final = 32  # RFC 9474 section 4.1: the random prefix of the prepared message
PSS_SALT_BYTES: Final = 48  # RFC 9474 section 5: SHA-384's length
ID_BYTES: Final = 32  # of a box_id and of an issuer
MODULUS_BYTES: Final = 384  # RSA-3072
DERIVE_MOST: Final = 255 * 64  # HKDF's limit for SHA-512

_INFO: Final = b"undersign/v1/"
_LIST: Final = Mnemonic("english")
_KNOWN: Final = frozenset(_LIST.wordlist)
# After NFKD, which turns most other spaces into U+0020, this is Unicode's White_Space, and the byte order mark.
_SPACES: Final = re.compile("[\t-\r \x85\u1680\u2028\u2029\ufeff]+")


def phrase_of(entropy: bytes) -> str:
    """Return the twelve words, joined by one space, of 16 bytes (BIP39). Errors: size_wrong."""
    if len(entropy) != ENTROPY_BYTES:
        raise Refused("size_wrong", "twelve words stand for 16 bytes")
    return _LIST.to_mnemonic(entropy)


def new_phrase(random: Callable[[int], bytes]) -> str:
    """Return the words of 16 bytes of `random`."""
    return phrase_of(random(ENTROPY_BYTES))


def check_phrase(text: str) -> str:
    """Return the phrase that `text` means: twelve known words in lower case, joined by one space.

    `text` may be in any case and have any white space before, after and between the words; it is normalised by NFKD.
    Errors: phrase_words, whose detail gives the number (1 to 12) of the first unknown word and never the word;
    phrase_checksum if the words are known but their last four bits are not the checksum of the rest.
    """
    words = [word for word in _SPACES.split(unicodedata.normalize("NFKD", text).lower()) if word]
    if len(words) != WORDS:
        raise Refused("phrase_words", f"{len(words)} words where {WORDS} are expected")
    for number, word in enumerate(words, start=1):
        if word not in _KNOWN:
            raise Refused("phrase_words", f"word {number} is not on the list")
    phrase = " ".join(words)
    if not _LIST.check(phrase):
        raise Refused("phrase_checksum")
    return phrase


def words_of(data: bytes, count: int) -> tuple[str, ...]:
    """Return `count` words of the list for the first 11 * count bits of `data`, for people to read out and compare.

    Errors: size_wrong if the data is shorter.
    """
    bits = WORD_BITS * count
    if 8 * len(data) < bits:
        raise Refused("size_wrong", f"{count} words stand for {bits} bits")
    number = int.from_bytes(data, "big") >> (8 * len(data) - bits)
    return tuple(_LIST.wordlist[number >> at & 2**WORD_BITS - 1] for at in range(bits - WORD_BITS, -1, -WORD_BITS))


def seed(phrase: str) -> bytes:
    """Return the 64-byte BIP39 seed: PBKDF2-HMAC-SHA-512, 2048 rounds, salt "mnemonic" (no passphrase).

    `phrase` is checked first. Errors: phrase_words, phrase_checksum.
    """
    return hashlib.pbkdf2_hmac("sha512", check_phrase(phrase).encode(), b"mnemonic", 2048)


def derive(seed: bytes, label: str, length: int = SECRET_BYTES) -> bytes:
    """Return `length` bytes (1 to 16,320) of HKDF-SHA-512 (RFC 5869): empty salt, info "undersign/v1/" + label.

    Errors: size_wrong unless the seed has 64 bytes; value_out_of_range for a length that HKDF cannot give.
    """
    if len(seed) != SEED_BYTES:
        raise Refused("size_wrong", "a seed has 64 bytes")
    if not 1 <= length <= DERIVE_MOST:
        raise Refused("value_out_of_range", f"between 1 and {DERIVE_MOST} bytes can be derived")
    return HKDF(algorithm=SHA512(), length=length, salt=None, info=_INFO + label.encode()).derive(seed)


def sign_secret(seed: bytes) -> bytes:
    """Return the member's Ed25519 seed, 32 bytes."""
    return derive(seed, "member/sign")


def age_identity(seed: bytes) -> str:
    """Return the member's age identity: the X25519 secret of label member/age as AGE-SECRET-KEY-1... (Bech32)."""
    data = convertbits(derive(seed, "member/age"), 8, 5) or []
    return bech32_encode("age-secret-key-", data).upper()


def age_recipient(seed: bytes) -> str:
    """Return the member's age recipient, age1..., which belongs to `age_identity`."""
    return str(pyrage.x25519.Identity.from_str(age_identity(seed)).to_public())


def vault_key(seed: bytes) -> bytes:
    """Return the key of 32 bytes under which a device keeps what it stores."""
    return derive(seed, "device/vault")


def _hex_id(name: str, value: bytes) -> str:
    if len(value) != ID_BYTES:
        raise Refused("size_wrong", f"{name} has 32 bytes")
    return value.hex()


def envelope_secret(seed: bytes, box_id: bytes) -> bytes:
    """Return the Ed25519 seed, 32 bytes, of the member's envelope key for a box. Errors: size_wrong."""
    return derive(seed, f"envelope/{_hex_id('a box id', box_id)}/key")


def prefix(seed: bytes, box_id: bytes) -> bytes:
    """Return the 32-byte prefix of the prepared message for a box (RFC 9474 section 4.1). Errors: size_wrong."""
    return derive(seed, f"envelope/{_hex_id('a box id', box_id)}/prefix", PREFIX_BYTES)


def pss_salt(seed: bytes, box_id: bytes, issuer: bytes) -> bytes:
    """Return the 48-byte PSS salt for one issuing key of a box.

    `issuer`: SHA-256 of the issuing key's document, 32 bytes. Errors: size_wrong.
    """
    label = f"envelope/{_hex_id('a box id', box_id)}/salt/{_hex_id('an issuer', issuer)}"
    return derive(seed, label, PSS_SALT_BYTES)


def blinding_factor(seed: bytes, box_id: bytes, issuer: bytes, n: int) -> int:
    """Return the RFC 9474 blinding factor r for one issuing key of a box, 1 < r < n and invertible mod n.

    Candidates are 384 bytes each, big-endian, from labels that end in a counter 0, 1, ...; the first that fits is
    taken, so r is uniform. `n`: a modulus of 3072 bits. Errors: size_wrong for an id, modulus_size.
    """
    label = f"envelope/{_hex_id('a box id', box_id)}/blind/{_hex_id('an issuer', issuer)}"
    if n.bit_length() != 8 * MODULUS_BYTES:
        raise Refused("modulus_size")
    counter = 0
    while True:
        r = int.from_bytes(derive(seed, f"{label}/{counter}", MODULUS_BYTES), "big")
        if 1 < r < n and math.gcd(r, n) == 1:
            return r
        counter += 1
