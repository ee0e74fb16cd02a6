"""Published Ed25519 vectors, and points with torsion, for vectors/signatures."""

import hashlib
from typing import Final, NamedTuple

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_ed25519_base_noclamp,
)

from tests.vectors.cases import random_from


class Signature(NamedTuple):
    """A key, a signature and a message, as hex."""

    key: str
    signature: str
    message: str


# RFC 8032 section 7.1: secret, key, message, signature.
RFC_8032: Final = {
    "test_1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "test_2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "test_3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "test_sha_abc": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
}
# Chalkias, Garillot, Nikolaenko 2020, "Taming the many EdDSAs": cases.json of their ed25519-speccheck.
_SMALL: Final = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
_MIXED: Final = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d"
_MIXED_2: Final = "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
_CLEAN: Final = "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623"
_MESSAGE_1: Final = "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79"
_MESSAGE_4: Final = "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c"
_MESSAGE_6: Final = "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40"
SPECCHECK: Final = (
    (
        "key_not_canonical",
        _SMALL,
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a" + "00" * 32,
        "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
    ),
    (
        "key_not_canonical",
        _SMALL,
        (
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
            "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"
        ),
        _MESSAGE_1,
    ),
    (
        "key_not_canonical",
        _MIXED_2,
        (
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
            "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e"
        ),
        "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
    ),
    (
        "key_not_canonical",
        _MIXED,
        (
            "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
            "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009"
        ),
        _MESSAGE_1,
    ),
    (
        "key_not_canonical",
        _MIXED,
        (
            "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
            "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09"
        ),
        _MESSAGE_4,
    ),
    (
        "key_not_canonical",
        _MIXED,
        (
            "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
            "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405"
        ),
        _MESSAGE_4,
    ),
    (
        "signature_not_canonical",
        _CLEAN,
        (
            "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
            "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514"
        ),
        _MESSAGE_6,
    ),
    (
        "signature_not_canonical",
        _CLEAN,
        (
            "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
            "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22"
        ),
        _MESSAGE_6,
    ),
    (
        "key_not_canonical",
        _MIXED_2,
        (
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            "454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607"
        ),
        "fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a",
    ),
    (
        "key_not_canonical",
        _MIXED_2,
        (
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            "084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09"
        ),
        "84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1",
    ),
)
# The eight points of small order, then their other encodings: y not below p, or x = 0 with the sign bit set.
SMALL_ORDER: Final = {
    "order_1": "01" + "00" * 31,
    "order_2": "ec" + "ff" * 30 + "7f",
    "order_4": "00" * 32,
    "order_4_negative": "00" * 31 + "80",
    "order_8": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order_8_negative": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "order_8_other": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "order_8_other_negative": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "order_1_sign": "01" + "00" * 30 + "80",
    "order_2_sign": "ec" + "ff" * 31,
    "order_4_y_is_p": "ed" + "ff" * 30 + "7f",
    "order_4_y_is_p_negative": "ed" + "ff" * 31,
    "order_1_y_is_p_plus_1": "ee" + "ff" * 30 + "7f",
    "order_1_y_is_p_plus_1_sign": "ee" + "ff" * 31,
}
TORSION: Final = {
    2: bytes.fromhex(SMALL_ORDER["order_2"]),
    4: bytes.fromhex(SMALL_ORDER["order_4"]),
    8: bytes.fromhex(SMALL_ORDER["order_8"]),
}


def _challenge(r: bytes, key: bytes, message: bytes) -> bytes:
    return crypto_core_ed25519_scalar_reduce(hashlib.sha512(r + key + message).digest())


def with_torsion(key_order: int, r_order: int, *, cofactorless: bool) -> Signature:
    """Return a signature that holds with the cofactor, by a key and an R that have torsion of these orders (1: none).

    If `cofactorless`, messages are tried until the torsion parts cancel, so that it holds without the cofactor too.
    """
    source = random_from(f"vectors/signatures/torsion/{key_order}/{r_order}/{cofactorless}")
    a, r = (crypto_core_ed25519_scalar_reduce(source(64)) for _ in range(2))
    key, point = (crypto_scalarmult_ed25519_base_noclamp(scalar) for scalar in (a, r))
    if key_order > 1:
        key = crypto_core_ed25519_add(key, TORSION[key_order])
    if r_order > 1:
        point = crypto_core_ed25519_add(point, TORSION[r_order])
    while True:
        message = source(32)
        k = _challenge(point, key, message)
        if not cofactorless or int.from_bytes(k, "little") % key_order == 0:
            break
    s = crypto_core_ed25519_scalar_add(r, crypto_core_ed25519_scalar_mul(k, a))
    return Signature(key.hex(), (point + s).hex(), message.hex())
