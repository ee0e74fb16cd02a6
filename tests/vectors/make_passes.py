"""Makes vectors/passes: `python -m tests.vectors.make_passes`."""

import json
from pathlib import Path
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.issuers import Issuer, T, blinded, held_pass, issuers
from tests.vectors.run_passes import OPERATIONS
from undersign.protocol import passes, phrase
from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import public_key, signed

HERE: Final = "made by tests/vectors/make_passes.py"
RFC: Final = "RFC 9474 appendix A"
SEED: Final = random_from("vectors/passes/seed")(64)
OTHER: Final = random_from("vectors/passes/other")(64)
BOX: Final = random_from("vectors/passes/box")(32)
WRONG: Final = "pass_signature_wrong"
Change = tuple[str, str, dict[str, Any]]


def _made(name: str, operation: str, about: str, given: dict[str, Any]) -> Case:
    return Case(name, operation, about, HERE, given, output=OPERATIONS[operation](given))


def _changed(operation: str, good: dict[str, Any], changes: dict[str, Change]) -> list[Case]:
    return [
        Case(name, operation, about, HERE, {**good, **change}, expect)
        for name, (about, expect, change) in changes.items()
    ]


def _of_the_rfc() -> list[Case]:
    """Return the variants whose salt has 48 bytes; the two others become signatures that we refuse."""
    cases = []
    listed = json.loads((Path(__file__).parent / "rfc9474.json").read_text(encoding="utf-8"))
    for values in listed:
        name = values["name"].removeprefix("RSABSSA-SHA384-").lower().replace("-", "_")
        origin = f"{RFC}, {values['name']}"
        value = {key: text.removeprefix("0x") for key, text in values.items()}
        n, inverse = int(value["n"], 16), int(value["inv"], 16)
        signed_ = {"n": f"{n:x}", "message": value["input_msg"], "signature": value["sig"]}
        if not value["salt"]:
            about = "A signature of another variant, with an empty salt."
            cases.append(Case(f"rfc_{name}", "pass_verify", about, origin, signed_, WRONG))
            continue
        given = {"n": f"{n:x}", "message": value["input_msg"], "factor": f"{pow(inverse, -1, n):x}"}
        answer = {"blind_signature": value["blind_sig"]}
        sent = {"blinded": value["blinded_msg"]}
        primes = {name: value[name] for name in ("p", "q")}
        found = {"signature": value["sig"]}
        asked = {**given, "salt": value["salt"]}
        cases += [
            Case(f"rfc_{name}_blind", "pass_blind", "The message is blinded.", origin, asked, output=sent),
            Case(f"rfc_{name}_sign", "pass_sign", "It is signed blindly.", origin, {**primes, **sent}, output=answer),
            Case(
                f"rfc_{name}_finalize", "pass_finalize", "It is unblinded.", origin, {**given, **answer}, output=found
            ),
            Case(f"rfc_{name}", "pass_verify", "The signature holds.", origin, signed_),
        ]
    return cases


def _blinding() -> list[Case]:
    issuer = issuers(0)[0]
    n, salt = issuer.key.n, phrase.pss_salt(SEED, BOX, issuer.key.issuer)
    message, value, factor = blinded(SEED, BOX, issuer.key)
    good = {"n": f"{n:x}", "message": message.hex(), "salt": salt.hex(), "factor": f"{factor:x}"}
    bad = "message_invalid"
    ends = {"prefix": message[:32].hex(), "envelope_key": message[32:].hex()}
    return [
        _made("prepare", "pass_prepare", "The prefix comes first.", ends),
        _made("blind", "pass_blind", "A message is blinded.", good),
        *_changed(
            "pass_prepare",
            ends,
            {
                "prepare_prefix_short": ("The prefix is short.", "size_wrong", {"prefix": "00" * 31}),
                "prepare_key_long": ("The key is long.", "size_wrong", {"envelope_key": "00" * 33}),
            },
        ),
        *_changed(
            "pass_blind",
            good,
            {
                "blind_salt_short": ("The salt has 47 bytes.", "size_wrong", {"salt": salt[1:].hex()}),
                "blind_salt_empty": ("There is no salt.", "size_wrong", {"salt": ""}),
                "blind_factor_0": ("The factor is 0.", bad, {"factor": "0"}),
                "blind_factor_1": ("The factor is 1, which blinds nothing.", bad, {"factor": "1"}),
                "blind_factor_n": ("The factor is n.", bad, {"factor": f"{n:x}"}),
                "blind_factor_p": ("The factor cannot be inverted.", bad, {"factor": f"{issuer.secret.p:x}"}),
            },
        ),
        *_signing(issuer.secret, value),
        *_finishing({**good, "blind_signature": passes.blind_sign(issuer.secret, value).hex()}),
    ]


def _signing(secret: passes.SecretIssuingKey, value: bytes) -> list[Case]:
    good = {"p": f"{secret.p:x}", "q": f"{secret.q:x}", "blinded": value.hex()}
    changes: dict[str, Change] = {
        "sign_n": ("The number is n.", "value_out_of_range", {"blinded": f"{secret.n:x}"}),
        "sign_greatest": ("The number has all bits set.", "value_out_of_range", {"blinded": "ff" * 384}),
        "sign_0": ("The number is 0.", "message_invalid", {"blinded": "00" * 384}),
        "sign_p": ("The number is a factor of n.", "message_invalid", {"blinded": f"{secret.p:0768x}"}),
        "sign_short": ("The number has 383 bytes.", "size_wrong", {"blinded": "00" * 383}),
        "sign_long": ("The number has 385 bytes.", "size_wrong", {"blinded": "00" + value.hex()}),
    }
    made = [
        _made(f"sign_by_{issuer.key.keyholder}", "pass_sign", "A blinded message is signed.", _for(issuer))
        for issuer in issuers(0)
    ]
    return [*made, *_changed("pass_sign", good, changes)]


def _for(issuer: Issuer) -> dict[str, Any]:
    value = blinded(SEED, BOX, issuer.key)[1]
    return {"p": f"{issuer.secret.p:x}", "q": f"{issuer.secret.q:x}", "blinded": value.hex()}


def _finishing(all_values: dict[str, Any]) -> list[Case]:
    good = {name: all_values[name] for name in ("n", "message", "blind_signature", "factor")}
    changes: dict[str, Change] = {
        "finalize_other_factor": ("The factor is another.", WRONG, {"factor": f"{int(good['factor'], 16) - 1:x}"}),
        "finalize_other_message": ("The message is another.", WRONG, {"message": "00" * 64}),
        "finalize_0": ("The answer is 0.", WRONG, {"blind_signature": "00" * 384}),
        "finalize_echo": ("The answer is 1.", WRONG, {"blind_signature": f"{1:0768x}"}),
        "finalize_short": ("The answer has 383 bytes.", "size_wrong", {"blind_signature": good["blind_signature"][2:]}),
        "finalize_other_n": ("The modulus is another keyholder's.", WRONG, {"n": f"{issuers(0)[1].key.n:x}"}),
    }
    return [
        _made("finalize", "pass_finalize", "An answer is unblinded.", good),
        *_changed("pass_finalize", good, changes),
    ]


def _signatures() -> list[Case]:
    """Return signatures that RSA-PSS in another form would take."""
    secret = issuers(0)[0].secret
    message, n = blinded(SEED, BOX, issuers(0)[0].key)[0], secret.n

    def made(encoded: bytes) -> str:
        return secret.sign_number(int.from_bytes(encoded, "big")).to_bytes(384, "big").hex()

    encoded = passes.pss_encode(message, bytes(48), 3071)
    good = {"n": f"{n:x}", "message": message.hex(), "signature": made(encoded)}
    s = int(good["signature"], 16)
    changes: dict[str, Change] = {
        "signature_salt_47": (
            "The salt has 47 bytes.",
            WRONG,
            {"signature": made(passes.pss_encode(message, bytes(47), 3071))},
        ),
        "signature_salt_0": ("There is no salt.", WRONG, {"signature": made(passes.pss_encode(message, b"", 3071))}),
        "signature_trailer": (
            "The encoded message does not end in bc.",
            WRONG,
            {"signature": made(encoded[:-1] + b"\xcc")},
        ),
        "signature_changed": ("One bit is changed.", WRONG, {"signature": f"{s ^ 1:0768x}"}),
        "signature_negated": ("The signature is n minus the right one.", WRONG, {"signature": f"{n - s:0768x}"}),
        "signature_not_below_n": ("The number is not below n.", WRONG, {"signature": "ff" * 384}),
        "signature_0": ("The number is 0.", WRONG, {"signature": "00" * 384}),
        "signature_1": ("The number is 1.", WRONG, {"signature": f"{1:0768x}"}),
        "signature_short": ("The signature has 383 bytes.", WRONG, {"signature": good["signature"][2:]}),
        "signature_long": ("The signature has 385 bytes.", WRONG, {"signature": "00" + good["signature"]}),
        "signature_other_message": ("The message is another.", WRONG, {"message": message.hex()[:-2] + "00"}),
        "signature_other_n": ("The modulus is another keyholder's.", WRONG, {"n": f"{issuers(0)[1].key.n:x}"}),
    }
    return [
        Case("signature", "pass_verify", "The signature holds.", HERE, good),
        *_changed("pass_verify", good, changes),
    ]


def _keys() -> list[Case]:
    issuer = issuers(0)[0]
    plain = {name: value for name, value in issuer.document.items() if name != "signature"}
    good = {"document": issuer.document, "key": public_key(issuer.sign_secret).hex()}

    def resigned(**change: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of the document
        return {"document": signed(issuer.sign_secret, "issuing_key", {**plain, **change})}

    even, short = issuer.key.n - 1, issuer.key.n >> 1 | 1
    other = public_key(issuers(0)[1].sign_secret).hex()
    changes: dict[str, Change] = {
        "key_even": ("The modulus is even.", "modulus_size", resigned(n=b64(even.to_bytes(384, "big")))),
        "key_3071_bits": ("The modulus has 3071 bits.", "modulus_size", resigned(n=b64(short.to_bytes(384, "big")))),
        "key_2048_bits": ("The modulus has 2048 bits.", "size_wrong", resigned(n=b64(b"\xff" * 256))),
        "key_4096_bits": ("The modulus has 4096 bits.", "size_wrong", resigned(n=b64(b"\xff" * 512))),
        "key_keyholder_0": ("Keyholders are numbered from 1.", "document_field", resigned(keyholder=0)),
        "key_exponent": ("The exponent is not for the keyholder to choose.", "document_field", resigned(e=3)),
        "key_other_kind": ("The document is of another kind.", "document_field", resigned(kind="request")),
        "key_changed": ("The number was changed.", "signature_wrong", {"document": {**issuer.document, "number": 7}}),
        "key_other_keyholder": ("Another keyholder's Ed25519 key.", "signature_wrong", {"key": other}),
        "key_unsigned": ("There is no signature.", "document_field", {"document": plain}),
    }
    return [_made("key", "issuing_key", "An issuing key is read.", good), *_changed("issuing_key", good, changes)]


def listed(tag: int) -> list[dict[str, Any]]:
    """Return the issuing keys of a tag as vectors write them."""
    keys = [issuer.key for issuer in issuers(tag)]
    return [{"issuer": key.issuer.hex(), "keyholder": key.keyholder, "n": f"{key.n:x}"} for key in keys]


def _requests() -> list[Case]:
    given = {"seed": SEED.hex(), "box_id": BOX.hex(), "issuers": listed(0)}
    made = _made("request", "request_make", "The request that the phrase gives.", given)
    document = (made.output or {})["document"]
    plain = {name: value for name, value in document.items() if name != "signature"}
    good = {"document": document, "box_id": BOX.hex(), "issuers": listed(0)}

    def resigned(seed: bytes = SEED, **change: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of the document
        return {"document": signed(phrase.sign_secret(seed), "request", {**plain, **change})}

    first, second, third = document["blinded"]
    great = {**first, "value": b64(b"\xff" * 384)}
    unknown = "pass_issuer_unknown"
    changes: dict[str, Change] = {
        "request_other_box": ("The request is for another box.", "wrong_box", {"box_id": "00" * 32}),
        "request_other_tag": ("The issuers are those of another tag.", unknown, {"issuers": listed(1)}),
        "request_one_less": ("One issuer is left out.", unknown, resigned(blinded=[first, second])),
        "request_swapped": ("The order is another.", unknown, resigned(blinded=[second, first, third])),
        "request_twice": ("One issuer stands twice.", unknown, resigned(blinded=[first, second, second])),
        "request_great": (
            "A blinded message is not below n.",
            "value_out_of_range",
            resigned(blinded=[great, second, third]),
        ),
        "request_short": (
            "A blinded message is short.",
            "size_wrong",
            resigned(blinded=[{**first, "value": "AAAA"}, second, third]),
        ),
        "request_of_another": ("Signed by another member.", "signature_wrong", resigned(OTHER)),
        "request_changed": (
            "A blinded message was changed.",
            "signature_wrong",
            {"document": {**document, "blinded": [great, second, third]}},
        ),
        "request_field": ("A field is unknown.", "document_field", resigned(tag=0)),
    }
    again = _made("request_read", "request_read", "A keyholder reads it.", good)
    return [made, again, *_changed("request_read", good, changes)]


def _without(held: Document, *, keep: list[int]) -> Document:
    return {**held, "signatures": [held["signatures"][place] for place in keep]}


def _passes() -> list[Case]:
    key = public_key(phrase.envelope_secret(SEED, BOX)).hex()
    three = held_pass(SEED, BOX, 0, (1, 2, 3))
    good: dict[str, Any] = {"pass": _without(three, keep=[0, 1]), "envelope_key": key, "issuers": listed(0), "t": T}
    elsewhere, other_tag = held_pass(SEED, bytes(32), 0), held_pass(SEED, BOX, 1)
    mixed = {**three, "signatures": [three["signatures"][0], other_tag["signatures"][1]]}
    renamed = {**three, "signatures": [three["signatures"][0], {**three["signatures"][1], "keyholder": 3}]}
    outside = {**three, "signatures": [three["signatures"][0], {**three["signatures"][1], "keyholder": 4}]}
    zeros = b64(bytes(32))
    changes: dict[str, Change] = {
        "pass_one": ("t-1 signatures.", "pass_too_few", {"pass": _without(three, keep=[0])}),
        "pass_twice": (
            "Two signatures by one keyholder.",
            "pass_issuer_repeated",
            {"pass": _without(three, keep=[0, 0])},
        ),
        "pass_three": ("t+1 signatures.", "document_field", {"pass": three}),
        "pass_order": ("Not in keyholder order.", "document_field", {"pass": _without(three, keep=[1, 0])}),
        "pass_none": ("No signatures.", "document_field", {"pass": _without(three, keep=[])}),
        "pass_outside": ("A keyholder who is not part of the team.", "pass_issuer_unknown", {"pass": outside}),
        "pass_renamed": ("One keyholder's signature under another's number.", WRONG, {"pass": renamed}),
        "pass_other_box": ("The pass for another box.", WRONG, {"pass": elsewhere}),
        "pass_other_tag": ("The pass for another tag.", WRONG, {"pass": other_tag}),
        "pass_mixed_tags": ("One signature for another tag.", WRONG, {"pass": mixed}),
        "pass_other_key": ("Another envelope key.", WRONG, {"envelope_key": public_key(bytes(32)).hex()}),
        "pass_other_prefix": ("Another prefix.", WRONG, {"pass": {**good["pass"], "prefix": zeros}}),
        "pass_prefix_short": ("A short prefix.", "size_wrong", {"pass": {**good["pass"], "prefix": "AAAA"}}),
        "pass_higher_t": ("A team with a higher t.", "pass_too_few", {"t": 3}),
    }
    last_two = {**good, "pass": _without(three, keep=[1, 2])}
    return [
        Case("pass", "pass_check", "t signatures by different keyholders.", HERE, good),
        Case("pass_last_two", "pass_check", "Any t keyholders will do.", HERE, last_two),
        *_changed("pass_check", good, changes),
    ]


if __name__ == "__main__":
    write("passes", [*_of_the_rfc(), *_blinding(), *_signatures(), *_keys(), *_requests(), *_passes()])
