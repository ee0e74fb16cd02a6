"""The bare library calls behind one envelope, without anything of ours around them: the floor for `envelopes`.

`SEAL_*` and `VERIFY_*` are the counts, as data, for one question with exactly one answer. They follow
`undersign/protocol/choices.py` and `envelopes.py` line by line and change with them: a count too high hides our own
cost, one too low invents it. A call that ours makes twice where once would do is counted once. Scalar arithmetic
modulo L, hashing and encoding are left out on purpose: keeping them small is ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import rbcl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl import bindings

Counts = dict[str, int]
"""How often each operation of `operations()` is called."""

SEAL_PER_OPTION: Counts = {
    "base": 4,  # rG, wG of the true branch, uG and c(value - j)G of the simulated one
    "variable": 3,  # rP, wP, uP
    "add": 1,  # rP + mG
    "subtract": 1,  # uP - c(value - j)G
}
SEAL_PER_QUESTION: Counts = {
    "base": 1,  # wG of the proof on the sum
    "variable": 1,  # wP
}
SEAL_PER_ENVELOPE: Counts = {
    "ed25519_key": 1,  # the envelope key from its 32 bytes
    "ed25519_sign": 1,
}

VERIFY_PER_OPTION: Counts = {
    "base": 2,  # z0 G, z1 G
    "variable": 6,  # z0 P, z1 P, c0 R, c1 R, c0 C, c1 (C - G)
    "subtract": 5,  # C - G and the four commitments
    "valid": 2,  # R and C are canonical points
}
VERIFY_PER_SUM: Counts = {
    "base": 1,  # zG
    "variable": 3,  # zP, c sum(R), c (sum(C) - G)
    "subtract": 3,  # sum(C) - G and the two commitments
}
VERIFY_PER_ADDED_OPTION: Counts = {
    "add": 2,  # each option after the first joins sum(R) and sum(C)
}
VERIFY_PER_ENVELOPE: Counts = {
    "ed25519_verify": 1,  # the envelope's own signature
    "ed25519_valid": 2,  # its key and R: canonical, not small-order, torsion-free
    "rsa_verify": 3,  # the pass: t = 3 signatures, RSA-3072 PSS with SHA-384
}

LABEL = bytes(96)
"""A signed message of about the right length: the prefix and key of a pass, the digest of an envelope."""


def seal_counts(options: int) -> Counts:
    """Return the operations for sealing one answer among `options`, "no answer" included."""
    return total((SEAL_PER_OPTION, options), (SEAL_PER_QUESTION, 1), (SEAL_PER_ENVELOPE, 1))


def verify_counts(options: int) -> Counts:
    """Return the operations for verifying one such envelope."""
    return total(
        (VERIFY_PER_OPTION, options),
        (VERIFY_PER_SUM, 1),
        (VERIFY_PER_ADDED_OPTION, options - 1),
        (VERIFY_PER_ENVELOPE, 1),
    )


def total(*parts: tuple[Counts, int]) -> Counts:
    """Add the counts of all parts, each taken so many times."""
    summed: Counter[str] = Counter()
    for counts, times in parts:
        summed.update({name: count * times for name, count in counts.items()})
    return dict(summed)


def operations() -> dict[str, Callable[[], object]]:
    """Return each raw operation with fresh random arguments already bound, by the name used in the counts."""
    scalar = rbcl.crypto_core_ristretto255_scalar_random()
    point, other = rbcl.crypto_core_ristretto255_random(), rbcl.crypto_core_ristretto255_random()
    key, secret = Ed25519PrivateKey.generate(), bytes(32)
    public, signature = key.public_key(), key.sign(LABEL)
    encoded = public.public_bytes_raw()
    issuer = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    scheme, digest = padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384()
    pass_key, pass_signature = issuer.public_key(), issuer.sign(LABEL, scheme, digest)
    return {
        "base": lambda: rbcl.crypto_scalarmult_ristretto255_base(scalar),
        "variable": lambda: rbcl.crypto_scalarmult_ristretto255(scalar, point),
        "add": lambda: rbcl.crypto_core_ristretto255_add(point, other),
        "subtract": lambda: rbcl.crypto_core_ristretto255_sub(point, other),
        "valid": lambda: rbcl.crypto_core_ristretto255_is_valid_point(point),
        "ed25519_key": lambda: Ed25519PrivateKey.from_private_bytes(secret),
        "ed25519_sign": lambda: key.sign(LABEL),
        "ed25519_verify": lambda: public.verify(signature, LABEL),
        "ed25519_valid": lambda: bindings.crypto_core_ed25519_is_valid_point(encoded),
        "rsa_verify": lambda: pass_key.verify(pass_signature, LABEL, scheme, digest),
    }


def repeated(counts: Counts, times: int) -> Callable[[], None]:
    """Return a function that does all counted operations `times` times over."""
    known = operations()
    calls = [known[name] for name, count in counts.items() for _ in range(count)] * times

    def run() -> None:
        for call in calls:
            call()

    return run
