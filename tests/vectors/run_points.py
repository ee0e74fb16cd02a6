"""The operations of vectors/points."""

from typing import Any, Final

from tests.vectors.cases import Operation, random_from
from undersign.protocol import points


def _point(given: dict[str, Any]) -> dict[str, Any]:
    return {"point": points.check_point(bytes.fromhex(given["bytes"]), identity=given["identity"]).hex()}


def _scalar(given: dict[str, Any]) -> dict[str, Any]:
    return {"scalar": points.check_scalar(bytes.fromhex(given["bytes"])).hex()}


def _base(given: dict[str, Any]) -> dict[str, Any]:
    return {"point": points.base(points.check_scalar(bytes.fromhex(given["scalar"]))).hex()}


def _map(given: dict[str, Any]) -> dict[str, Any]:
    return {"point": points.map_to_point(bytes.fromhex(given["bytes"])).hex()}


def _hash(given: dict[str, Any]) -> dict[str, Any]:
    return {"point": points.hash_to_point(given["label"], *(bytes.fromhex(part) for part in given["parts"])).hex()}


def _random_scalar(given: dict[str, Any]) -> dict[str, Any]:
    return {"scalar": points.random_scalar(random_from(given["random"])).hex()}


def _prove(given: dict[str, Any]) -> dict[str, Any]:
    label, context, x = given["label"], bytes.fromhex(given["context"]), bytes.fromhex(given["x"])
    base2 = points.check_point(bytes.fromhex(given["base2"]))
    image1, image2 = points.base(x), points.times(x, base2)
    proof = points.prove_equal(label, context, x, base2, image1, image2, random_from(given["random"]))
    return {"proof": proof.hex(), "image1": image1.hex(), "image2": image2.hex()}


def _verify(given: dict[str, Any]) -> dict[str, Any]:
    named = (points.check_point(bytes.fromhex(given[name])) for name in ("base2", "image1", "image2"))
    points.verify_equal(given["label"], bytes.fromhex(given["context"]), bytes.fromhex(given["proof"]), *named)
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "base": _base,
    "equality_prove": _prove,
    "equality_verify": _verify,
    "hash_to_point": _hash,
    "map_to_point": _map,
    "point": _point,
    "random_scalar": _random_scalar,
    "scalar": _scalar,
}
