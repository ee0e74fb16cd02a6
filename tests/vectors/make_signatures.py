"""Makes vectors/signatures: `python -m tests.vectors.make_signatures`."""

from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.ed25519 import RFC_8032, SMALL_ORDER, SPECCHECK, with_torsion
from undersign.protocol.encoding import b64
from undersign.protocol.points import L
from undersign.protocol.signatures import public_key, sign_bytes, signed

HERE: Final = "made by tests/vectors/make_signatures.py"
RFC: Final = "RFC 8032 section 7.1"
PAPER: Final = "Chalkias, Garillot, Nikolaenko 2020, ed25519-speccheck"
P: Final = 2**255 - 19


def _of_the_rfc() -> list[Case]:
    cases = []
    for name, (secret, key, message, signature) in RFC_8032.items():
        given = {"secret": secret, "message": message}
        made = {"key": key, "signature": signature}
        cases.append(Case(f"rfc_{name}_sign", "signature_sign", "Key and signature.", RFC, given, output=made))
        cases.append(Case(f"rfc_{name}", "signature_verify", "It holds.", RFC, {**made, "message": message}))
    for number, (expect, key, signature, message) in enumerate(SPECCHECK):
        given = {"key": key, "signature": signature, "message": message}
        about = "Libraries do not agree on this signature; we refuse it."
        cases.append(Case(f"speccheck_{number}", "signature_verify", about, PAPER, given, expect))
    return cases


def _keys() -> list[Case]:
    good = RFC_8032["test_1"][1]
    clean = {name: ("The key has small order.", data) for name, data in SMALL_ORDER.items()}
    bad = {
        **clean,
        **{
            f"torsion_{order}": ("The key has torsion.", with_torsion(order, 1, cofactorless=False).key)
            for order in (2, 4, 8)
        },
        "y_is_p_plus_3": ("y is not below p.", (P + 3).to_bytes(32, "little").hex()),
        "y_is_p_plus_4": ("y is not below p.", (P + 4).to_bytes(32, "little").hex()),
        "y_greatest": ("y is not below p.", "ff" * 31 + "7f"),
        "not_on_curve": ("No point has this y.", "02" + "00" * 31),
    }
    return [
        Case("key", "signature_key", "A key that signs.", RFC, {"key": good}, output={"key": good}),
        *(
            Case(f"key_{n}", "signature_key", about, HERE, {"key": data}, "key_not_canonical")
            for n, (about, data) in bad.items()
        ),
        Case("key_short", "signature_key", "31 bytes.", HERE, {"key": good[:62]}, "size_wrong"),
        Case("key_long", "signature_key", "33 bytes.", HERE, {"key": good + "00"}, "size_wrong"),
    ]


def _torsion() -> list[Case]:
    cases = []
    for key_order, r_order in ((2, 1), (4, 1), (8, 1), (1, 2), (1, 4), (1, 8), (8, 8)):
        found = with_torsion(key_order, r_order, cofactorless=False)._asdict()
        expect = "key_not_canonical" if key_order > 1 else "signature_not_canonical"
        where = " and ".join(name for name, order in (("key", key_order), ("R", r_order)) if order > 1)
        about = f"Torsion in {where}: it would hold with the cofactor."
        cases.append(Case(f"torsion_key_{key_order}_r_{r_order}", "signature_verify", about, HERE, found, expect))
    for order in (2, 4, 8):
        found = with_torsion(order, 1, cofactorless=True)._asdict()
        about = "Torsion in key: it would hold with and without the cofactor."
        cases.append(Case(f"torsion_key_{order}_hidden", "signature_verify", about, HERE, found, "key_not_canonical"))
    return cases


def _changed() -> list[Case]:
    _, key, message, signature = RFC_8032["test_3"]
    good: dict[str, Any] = {"key": key, "signature": signature, "message": message}
    r, s = signature[:64], int.from_bytes(bytes.fromhex(signature[64:]), "little")
    wrong, form = "signature_wrong", "signature_not_canonical"
    changes: dict[str, tuple[str, str, dict[str, str]]] = {
        "other_message": ("The message is another.", wrong, {"message": "af83"}),
        "other_key": ("The key is another.", wrong, {"key": RFC_8032["test_2"][1]}),
        "other_r": ("R is another good point.", wrong, {"signature": RFC_8032["test_2"][3][:64] + signature[64:]}),
        "other_s": ("S is one more.", wrong, {"signature": r + (s + 1).to_bytes(32, "little").hex()}),
        "s_zero": ("S is zero.", wrong, {"signature": r + "00" * 32}),
        "s_plus_l": ("S has L added: it would hold.", form, {"signature": r + (s + L).to_bytes(32, "little").hex()}),
        "s_is_l": ("S is L.", form, {"signature": r + L.to_bytes(32, "little").hex()}),
        "s_greatest": ("S has all bits set.", form, {"signature": r + "ff" * 32}),
        "r_not_on_curve": ("No point has this y.", form, {"signature": "02" + "00" * 31 + signature[64:]}),
        "r_y_is_p_plus_3": ("R's y is not below p.", form, {"signature": "f0" + "ff" * 30 + "7f" + signature[64:]}),
        "short": ("63 bytes.", "size_wrong", {"signature": signature[:126]}),
        "long": ("65 bytes.", "size_wrong", {"signature": signature + "00"}),
        "empty": ("No signature.", "size_wrong", {"signature": ""}),
    }
    small = {
        f"r_{name}": ("R has small order.", form, {"signature": point + signature[64:]})
        for name, point in SMALL_ORDER.items()
    }
    return [
        Case(f"signature_{name}", "signature_verify", about, HERE, {**good, **change}, expect)
        for name, (about, expect, change) in {**changes, **small}.items()
    ]


def _documents() -> list[Case]:
    source = random_from("vectors/signatures/documents")
    secret, other = source(32), source(32)
    document = {"v": 1, "kind": "sample", "text": "caf\u00e9", "count": 3}
    whole = signed(secret, "sample", document)
    given = {"secret": secret.hex(), "purpose": "sample", "document": document}
    good: dict[str, Any] = {"key": public_key(secret).hex(), "purpose": "sample", "document": whole}
    unsigned = {**good, "document": document}
    raw = {**document, "signature": b64(sign_bytes(secret, b"sample"))}
    wrong = "signature_wrong"
    changes: dict[str, tuple[str, str, dict[str, Any]]] = {
        "other_purpose": ("The purpose is another.", wrong, {"purpose": "example"}),
        "other_key": ("Somebody else's key.", wrong, {"key": public_key(other).hex()}),
        "field_changed": ("A field was changed.", wrong, {"document": {**whole, "count": 4}}),
        "field_added": ("A field was added.", wrong, {"document": {**whole, "more": 1}}),
        "field_removed": (
            "A field was removed.",
            wrong,
            {"document": {k: v for k, v in whole.items() if k != "count"}},
        ),
        "other_bytes": ("The signature is over other bytes.", wrong, {"document": raw}),
        "signature_padded": (
            "The base64url is padded.",
            "encoding_base64",
            {"document": {**whole, "signature": whole["signature"] + "=="}},
        ),
        "signature_number": ("The signature is a number.", "document_field", {"document": {**whole, "signature": 1}}),
        "signature_short": ("The signature is short.", "size_wrong", {"document": {**whole, "signature": "AAAA"}}),
        "version_other": ("The version is 2.", "document_field", {"document": {**whole, "v": 2}}),
    }
    return [
        Case(
            "document_sign", "document_sign", "The signature joins the fields.", HERE, given, output={"document": whole}
        ),
        Case("document", "document_verify", "What was signed comes back.", HERE, good, output={"document": document}),
        Case("document_unsigned", "document_verify", "There is no signature.", HERE, unsigned, "document_field"),
        *(
            Case(f"document_{name}", "document_verify", about, HERE, {**good, **change}, expect)
            for name, (about, expect, change) in changes.items()
        ),
    ]


if __name__ == "__main__":
    write("signatures", [*_of_the_rfc(), *_keys(), *_torsion(), *_changed(), *_documents()])
