"""The operations of vectors/passes."""

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import passes, phrase
from undersign.protocol.encoding import read
from undersign.protocol.signatures import public_key


def issuer_keys(given: list[dict[str, Any]]) -> tuple[passes.IssuingKey, ...]:
    """Return the issuing keys that a vector lists."""
    return tuple(
        passes.IssuingKey(bytes.fromhex(each["issuer"]), each["keyholder"], int(each["n"], 16)) for each in given
    )


def _prepare(given: dict[str, Any]) -> dict[str, Any]:
    message = passes.prepared_message(bytes.fromhex(given["prefix"]), bytes.fromhex(given["envelope_key"]))
    return {"message": message.hex()}


def _blind(given: dict[str, Any]) -> dict[str, Any]:
    message, salt = bytes.fromhex(given["message"]), bytes.fromhex(given["salt"])
    return {"blinded": passes.blind(int(given["n"], 16), message, salt, int(given["factor"], 16)).hex()}


def _sign(given: dict[str, Any]) -> dict[str, Any]:
    p, q = int(given["p"], 16), int(given["q"], 16)
    answer = passes.blind_sign(passes.SecretIssuingKey(p * q, p, q), bytes.fromhex(given["blinded"]))
    return {"blind_signature": answer.hex()}


def _finalize(given: dict[str, Any]) -> dict[str, Any]:
    message, answer = bytes.fromhex(given["message"]), bytes.fromhex(given["blind_signature"])
    return {"signature": passes.finalize(int(given["n"], 16), message, answer, int(given["factor"], 16)).hex()}


def _verify(given: dict[str, Any]) -> dict[str, Any]:
    passes.verify_signature(int(given["n"], 16), bytes.fromhex(given["message"]), bytes.fromhex(given["signature"]))
    return {}


def _issuing_key(given: dict[str, Any]) -> dict[str, Any]:
    found = passes.read_issuing_key(given["document"], bytes.fromhex(given["key"]))
    return {"issuer": found.issuer.hex(), "keyholder": found.keyholder, "n": f"{found.n:x}"}


def _request(given: dict[str, Any]) -> dict[str, Any]:
    """Make the request that a member's phrase gives for a box."""
    seed, box_id = bytes.fromhex(given["seed"]), bytes.fromhex(given["box_id"])
    envelope_key = public_key(phrase.envelope_secret(seed, box_id))
    message = passes.prepared_message(phrase.prefix(seed, box_id), envelope_key)
    blinded = []
    for key in issuer_keys(given["issuers"]):
        factor = phrase.blinding_factor(seed, box_id, key.issuer, key.n)
        blinded.append((key, passes.blind(key.n, message, phrase.pss_salt(seed, box_id, key.issuer), factor)))
    secret = phrase.sign_secret(seed)
    return {"document": passes.request_document(secret, public_key(secret), box_id, blinded)}


def _read_request(given: dict[str, Any]) -> dict[str, Any]:
    found = passes.read_request(given["document"], bytes.fromhex(given["box_id"]), issuer_keys(given["issuers"]))
    return {"member": found["member"].hex(), "blinded": [each["value"].hex() for each in found["blinded"]]}


def _check(given: dict[str, Any]) -> dict[str, Any]:
    found = read({"v": 1, **given["pass"]}, passes.PASS)
    passes.check_pass(found, bytes.fromhex(given["envelope_key"]), issuer_keys(given["issuers"]), given["t"])
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "issuing_key": _issuing_key,
    "pass_blind": _blind,
    "pass_check": _check,
    "pass_finalize": _finalize,
    "pass_prepare": _prepare,
    "pass_sign": _sign,
    "pass_verify": _verify,
    "request_make": _request,
    "request_read": _read_request,
}
