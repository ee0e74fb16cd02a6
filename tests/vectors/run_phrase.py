"""The operations of vectors/phrase."""

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import phrase


def _phrase_of(given: dict[str, Any]) -> dict[str, Any]:
    return {"phrase": phrase.phrase_of(bytes.fromhex(given["entropy"]))}


def _check(given: dict[str, Any]) -> dict[str, Any]:
    return {"phrase": phrase.check_phrase(given["text"])}


def _seed(given: dict[str, Any]) -> dict[str, Any]:
    return {"seed": phrase.seed(given["phrase"]).hex()}


def _derive(given: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": phrase.derive(bytes.fromhex(given["seed"]), given["label"], given["length"]).hex()}


def _keys(given: dict[str, Any]) -> dict[str, Any]:
    seed = bytes.fromhex(given["seed"])
    return {
        "sign_secret": phrase.sign_secret(seed).hex(),
        "age_identity": phrase.age_identity(seed),
        "age_recipient": phrase.age_recipient(seed),
        "vault_key": phrase.vault_key(seed).hex(),
    }


def _box_keys(given: dict[str, Any]) -> dict[str, Any]:
    seed, box_id, issuer = (bytes.fromhex(given[name]) for name in ("seed", "box_id", "issuer"))
    factor = phrase.blinding_factor(seed, box_id, issuer, int(given["n"], 16))
    return {
        "envelope_secret": phrase.envelope_secret(seed, box_id).hex(),
        "prefix": phrase.prefix(seed, box_id).hex(),
        "pss_salt": phrase.pss_salt(seed, box_id, issuer).hex(),
        "blinding_factor": factor.to_bytes(384, "big").hex(),
    }


def _words_of(given: dict[str, Any]) -> dict[str, Any]:
    return {"words": list(phrase.words_of(bytes.fromhex(given["data"]), given["count"]))}


OPERATIONS: Final[dict[str, Operation]] = {
    "phrase_box_keys": _box_keys,
    "phrase_check": _check,
    "phrase_derive": _derive,
    "phrase_keys": _keys,
    "phrase_of": _phrase_of,
    "phrase_seed": _seed,
    "phrase_words_of": _words_of,
}
