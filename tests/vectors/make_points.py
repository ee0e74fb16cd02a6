"""Makes vectors/points: `python -m tests.vectors.make_points`."""

from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.rfc9496 import INVALID, MAPPED, MULTIPLES
from tests.vectors.run_points import OPERATIONS
from undersign.protocol import points
from undersign.protocol.points import L

HERE: Final = "made by tests/vectors/make_points.py"
A1, A2, A3 = (f"RFC 9496 appendix A.{number}" for number in (1, 2, 3))


def _little(number: int, length: int = 32) -> str:
    return number.to_bytes(length, "little").hex()


def _of_the_rfc() -> list[Case]:
    cases = []
    for number, point in enumerate(MULTIPLES):
        given: dict[str, Any] = {"scalar": _little(number)}
        found = {"point": point}
        cases.append(Case(f"multiple_{number}", "base", f"{number} times G.", A1, given, output=found))
    for name, (about, *encodings) in INVALID.items():
        for number, data in enumerate(encodings, start=1):
            given = {"bytes": data, "identity": False}
            cases.append(Case(f"invalid_{name}_{number}", "point", about, A2, given, "point_not_canonical"))
    for number, (left, right, point) in enumerate(MAPPED, start=1):
        given, found = {"bytes": left + right}, {"point": point}
        cases.append(Case(f"map_{number}", "map_to_point", "64 bytes become a point.", A3, given, output=found))
    return cases


def _points() -> list[Case]:
    g = points.G.hex()
    samples: dict[str, tuple[str, str, bool, str]] = {
        "point": ("A canonical point.", g, False, "ok"),
        "identity_allowed": ("The identity, where it is allowed.", "00" * 32, True, "ok"),
        "identity": ("The identity, where a key or an ephemeral is expected.", "00" * 32, False, "point_identity"),
        "invalid_allowed": (
            "Allowing the identity allows nothing else.",
            "01" + "00" * 31,
            True,
            "point_not_canonical",
        ),
        "identity_other_form": ("The identity with the top bit set.", "00" * 31 + "80", True, "point_not_canonical"),
        "identity_as_p": ("The identity written as p.", "ed" + "ff" * 30 + "7f", True, "point_not_canonical"),
        "top_bit": ("G with the top bit set.", g[:62] + "f6", False, "point_not_canonical"),
        "short": ("31 bytes.", g[:62], False, "size_wrong"),
        "long": ("33 bytes.", g + "00", False, "size_wrong"),
        "empty": ("No bytes.", "", True, "size_wrong"),
    }
    return [
        Case(
            name,
            "point",
            about,
            HERE,
            {"bytes": data, "identity": allowed},
            expect,
            {"point": data} if expect == "ok" else None,
        )
        for name, (about, data, allowed, expect) in samples.items()
    ]


def _scalars() -> list[Case]:
    samples = {
        "zero": ("Zero is a scalar.", _little(0), "ok"),
        "greatest": ("The greatest scalar is L-1.", _little(L - 1), "ok"),
        "l": ("L is not below L.", _little(L), "scalar_not_canonical"),
        "l_plus_5": ("L+5, which libsodium takes for 5.", _little(L + 5), "scalar_not_canonical"),
        "all_bits": ("The greatest number of 32 bytes.", "ff" * 32, "scalar_not_canonical"),
        "short": ("31 bytes.", "01" + "00" * 30, "size_wrong"),
        "long": ("33 bytes.", "01" + "00" * 32, "size_wrong"),
    }
    cases = [
        Case(
            f"scalar_{name}",
            "scalar",
            about,
            HERE,
            {"bytes": data},
            expect,
            {"scalar": data} if expect == "ok" else None,
        )
        for name, (about, data, expect) in samples.items()
    ]
    return [
        *cases,
        _made("random_scalar", "random_scalar", "64 bytes, little-endian, mod L.", {"random": "sample"}),
        _made("hash_to_point", "hash_to_point", "The map of a digest.", {"label": "sample", "parts": ["00", ""]}),
        _made("hash_to_point_g2", "hash_to_point", "G2 of sealed names.", {"label": "tdh2/g2", "parts": []}),
        Case("map_short", "map_to_point", "63 bytes.", HERE, {"bytes": "00" * 63}, "size_wrong"),
    ]


def _made(name: str, operation: str, about: str, given: dict[str, Any]) -> Case:
    return Case(name, operation, about, HERE, given, output=OPERATIONS[operation](given))


def _equality() -> list[Case]:
    source = random_from("vectors/points/equality")
    x, base2 = points.random_scalar(source), points.map_to_point(source(64))
    named = {"label": "sample", "context": "00ff", "base2": base2.hex()}
    proven = _made(
        "equality", "equality_prove", "A proof from fixed bytes.", {**named, "x": x.hex(), "random": "proof"}
    )
    found = proven.output or {}
    good = {**named, **found}
    e, z = (int.from_bytes(bytes.fromhex(found["proof"][at : at + 64]), "little") for at in (0, 64))
    changes: dict[str, tuple[str, str, dict[str, str]]] = {
        "other_label": ("The label is another.", "equality_proof_wrong", {"label": "other"}),
        "other_context": ("The context is another.", "equality_proof_wrong", {"context": "00fe"}),
        "other_base": ("The second base is another.", "equality_proof_wrong", {"base2": MULTIPLES[2]}),
        "other_image": ("The second image has another logarithm.", "equality_proof_wrong", {"image2": MULTIPLES[3]}),
        "images_swapped": (
            "The images are swapped.",
            "equality_proof_wrong",
            {"image1": found["image2"], "image2": found["image1"]},
        ),
        "other_challenge": (
            "The challenge is one more.",
            "equality_proof_wrong",
            {"proof": _little((e + 1) % L) + _little(z)},
        ),
        "other_response": (
            "The response is one more.",
            "equality_proof_wrong",
            {"proof": _little(e) + _little((z + 1) % L)},
        ),
        "response_plus_l": (
            "The response is not below L.",
            "scalar_not_canonical",
            {"proof": _little(e) + _little(z + L)},
        ),
        "challenge_plus_l": (
            "The challenge is not below L.",
            "scalar_not_canonical",
            {"proof": _little(e + L) + _little(z)},
        ),
        "truncated": ("The proof is cut short.", "size_wrong", {"proof": found["proof"][:126]}),
        "longer": ("A byte follows the proof.", "size_wrong", {"proof": found["proof"] + "00"}),
        "image_identity": ("An image is the identity.", "point_identity", {"image1": MULTIPLES[0]}),
        "base_invalid": ("The second base is not a point.", "point_not_canonical", {"base2": "01" + "00" * 31}),
    }
    return [
        proven,
        Case("equality_holds", "equality_verify", "The same proof holds.", HERE, good),
        *(
            Case(f"equality_{name}", "equality_verify", about, HERE, {**good, **change}, expect)
            for name, (about, expect, change) in changes.items()
        ),
    ]


if __name__ == "__main__":
    write("points", [*_of_the_rfc(), *_points(), *_scalars(), *_equality()])
