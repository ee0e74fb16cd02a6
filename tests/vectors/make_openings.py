"""Make vectors/openings: `python -m tests.vectors.make_openings`."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.meeting import meeting
from tests.vectors.run_openings import OPERATIONS
from undersign.protocol import openings, points

ORIGIN: Final = "made by tests/vectors/make_openings.py"
HELD: Final = meeting(5, 3, "vectors/openings")
RANDOM: Final = random_from("vectors/openings/values")
SUMS: Final = [points.base(points.random_scalar(RANDOM)) for _ in range(3)]
BOUND: Final[dict[str, Any]] = {
    "ceremony": HELD.ceremony.hash.hex(),
    "box_id": RANDOM(32).hex(),
    "request": RANDOM(32).hex(),
    "group": 1,
}


def team() -> dict[str, Any]:
    """Return the team as a vector gives it."""
    shares = [share.hex() for share in HELD.team.shares]
    return {"ceremony": HELD.ceremony.hash.hex(), "t": HELD.team.t, "key": HELD.team.key.hex(), "shares": shares}


def hexes(values: Any) -> list[str]:  # noqa: ANN401 - any sequence of bytes
    """Return each as hex."""
    return [each.hex() for each in values]


def context() -> bytes:
    """Return the context of the good cases."""
    return openings.context(HELD.ceremony.hash, bytes.fromhex(BOUND["box_id"]), bytes.fromhex(BOUND["request"]), 1)


def made(index: int, sums: list[bytes]) -> openings.Part:
    """Return the part of a keyholder."""
    return openings.open_part(HELD.shares[index - 1].secret, sums, context(), RANDOM)


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today; a change of it shows as a changed file."""
    return Case(name, format_, about, ORIGIN, given, output=OPERATIONS[format_](copy.deepcopy(given)) or None)


def checks() -> Iterator[Case]:
    """One keyholder's part of one group."""
    secret = {
        "secret": HELD.shares[1].secret.hex(),
        "sums": hexes(SUMS),
        "context": BOUND,
        "random": "vectors/openings/part",
    }
    yield good("part", "opening_part", "Keyholder 2 opens three sums with random bytes that are given.", secret)
    part, other = made(2, SUMS), made(3, SUMS)
    given: dict[str, Any] = {"team": team(), "index": 2, "context": BOUND, "sums": hexes(SUMS)}
    given |= {"points": hexes(part.points), "proofs": hexes(part.proofs)}
    yield good("check", "opening_check", "Keyholder 2's part fits their public share.", given)
    with_identity = [SUMS[0], points.IDENTITY]
    zero = made(2, with_identity)
    values = {"sums": hexes(with_identity), "points": hexes(zero.points), "proofs": hexes(zero.proofs)}
    yield good("check_identity", "opening_check", "A sum that is the identity.", {**given, **values})

    def refused(name: str, expect: str, about: str, **changes: object) -> Case:
        return Case(f"check_{name}", "opening_check", about, ORIGIN, {**given, **changes}, expect=expect)

    wrong = "partial_opening_wrong"
    yield refused(
        "of_another",
        wrong,
        "Keyholder 3's part given as keyholder 2's.",
        points=hexes(other.points),
        proofs=hexes(other.proofs),
    )
    plus_g = [points.add(part.points[0], points.G), *part.points[1:]]
    yield refused("plus_g", wrong, "The first point plus G.", points=hexes(plus_g))
    yield refused("swapped", wrong, "Two points have changed places with their proofs.", **_swapped(part))
    yield refused("proofs_swapped", wrong, "Two proofs have changed places.", proofs=_swapped(part)["proofs"])
    yield refused("other_box", wrong, "Made for another box.", context={**BOUND, "box_id": bytes(32).hex()})
    yield refused("other_request", wrong, "Made for another set.", context={**BOUND, "request": bytes(32).hex()})
    yield refused("other_ceremony", wrong, "Made by another team.", context={**BOUND, "ceremony": bytes(32).hex()})
    yield refused("other_group", wrong, "Made for another group.", context={**BOUND, "group": 2})
    yield refused("other_sums", wrong, "Made for other sums.", sums=hexes([SUMS[1], SUMS[0], SUMS[2]]))
    yield refused("one_missing", wrong, "Two points for three sums.", points=hexes(part.points[:2]))
    proof = part.proofs[0][:32] + (points.scalar_int(part.proofs[0][32:]) + points.L).to_bytes(32, "little")
    yield refused("proof_above_l", wrong, "A proof holds z + L.", proofs=hexes([proof, *part.proofs[1:]]))
    cut = [part.proofs[0][:63], *part.proofs[1:]]
    yield refused("proof_short", wrong, "A proof of 63 bytes.", proofs=hexes(cut))
    yield refused("unknown", "keyholder_unknown", "Keyholder 6 of five.", index=6)
    yield refused("nobody", "keyholder_unknown", "Keyholder 0.", index=0)
    invalid = [b"\xff" * 32, *part.points[1:]]
    yield refused("not_a_point", "point_not_canonical", "A part that is no point.", points=hexes(invalid))
    yield refused(
        "sum_not_a_point", "point_not_canonical", "A sum that is no point.", sums=["ff" * 32, *hexes(SUMS[1:])]
    )


def _swapped(part: openings.Part) -> dict[str, list[str]]:
    order = (1, 0, 2)
    return {"points": hexes(part.points[i] for i in order), "proofs": hexes(part.proofs[i] for i in order)}


def combinations() -> Iterator[Case]:
    """Parts of several keyholders put together."""
    parts = {index: hexes(made(index, SUMS).points) for index in range(1, 6)}

    def given(*indices: int) -> dict[str, Any]:
        return {"t": 3, "indices": list(indices), "points": [parts[index] for index in indices]}

    def combine(name: str, about: str, *indices: int) -> Case:
        return good(f"combine_{name}", "opening_combine", about, given(*indices))

    yield combine("1_2_3", "The first three.", 1, 2, 3)
    yield combine("5_3_1", "Three others, in another order; the same comes out.", 5, 3, 1)
    yield combine("all", "All five; the first three listed are used.", 2, 4, 5, 1, 3)

    def refused(name: str, expect: str, about: str, values: dict[str, Any]) -> Case:
        return Case(f"combine_{name}", "opening_combine", about, ORIGIN, values, expect=expect)

    yield refused("two", "keyholders_too_few", "Two where t is 3.", given(1, 2))
    yield refused("repeated", "keyholder_repeated", "Keyholder 2 stands there twice.", given(1, 2, 2))
    uneven = given(1, 2, 3)
    uneven["points"][2] = uneven["points"][2][:2]
    yield refused("uneven", "partial_opening_wrong", "Keyholder 3 has given two points for three sums.", uneven)


if __name__ == "__main__":
    write("openings", [*checks(), *combinations()])
