"""`names`: seconds to open 50, 500 and 5,000 sealed names by three of five keyholders, and the ratio to the raw calls.

Each keyholder checks every sealed name and gives a part with its proof; then whoever publishes checks names and parts
again and puts them together. The ratio is that of the largest opening to the scalar multiplications that it cannot do
without, made alone by libsodium in the same run. docs/performance.md says what the rest is.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from time import perf_counter

from bench import raw
from bench.frame import CannotRun, figure, finish, machine, say
from bench.raw import Counts
from undersign.protocol import demands, names, points
from undersign.protocol.demands import Count, Opening, Sealed
from undersign.protocol.envelopes import Head, Rules
from undersign.protocol.keyholders import Team

KEYHOLDERS, T, LEVEL = 5, 3, 5
SIZES = (50, 500, 5000)
TIMED_AT_ONCE = 100  # names between two measurements, so that a busy machine slows both sides alike

PER_CHECK: Counts = {
    "base": 1,  # fG
    "variable": 3,  # eR, fG2, eR2
}
PER_PART: Counts = {
    "base": 1,  # wG of the proof
    "variable": 2,  # x_i R, wR
}
PER_PART_CHECKED: Counts = {
    "base": 1,  # zG
    "variable": 3,  # eP_i, zR, e(x_i R)
}
PER_PART_USED: Counts = {
    "variable": 1,  # l_i x_i R
}


def per_name() -> Counts:
    """Return the scalar multiplications for one name, all keyholders together."""
    return raw.total((PER_CHECK, T + 1), (PER_PART, T), (PER_PART_CHECKED, T), (PER_PART_USED, T))


@dataclass(frozen=True)
class Cast:
    """The team that opens: the shares of its keyholders by index, and what is public."""

    shares: dict[int, bytes] = field(repr=False)
    team: Team
    rules: Rules


@dataclass(frozen=True)
class Signature:
    """A sealed name as it was sent, with the place for which it was sealed."""

    head: Head
    place: names.Place
    salt: bytes = field(repr=False)
    data: bytes = field(repr=False)


def cast() -> Cast:
    """Draw a key shared among five, of whom three open."""
    terms = [points.scalar_int(points.random_scalar(secrets.token_bytes)) for _ in range(T)]
    shares = {
        i: points.int_scalar(sum(term * i**power for power, term in enumerate(terms))) for i in range(1, KEYHOLDERS + 1)
    }
    key = points.base(points.int_scalar(terms[0]))
    team = Team(bytes(32), KEYHOLDERS, T, key, tuple(points.base(shares[i]) for i in sorted(shares)))
    return Cast(shares, team, Rules(secrets.token_bytes(32), "demand", key, T, (), (), (LEVEL,)))


def sign(made: Cast, number: int) -> list[Signature]:
    """Seal so many names; what an envelope has besides does not matter here."""
    found = []
    for _ in range(number):
        place = names.Place(made.rules.box_id, secrets.token_bytes(32), LEVEL, 0)
        data = names.seal_name(made.team.key, place, "Ana Maria Example", "peer support worker", secrets.token_bytes)
        head = Head(secrets.token_bytes(32), place.envelope_key, 0, LEVEL, withdraws=False)
        found.append(Signature(head, place, secrets.token_bytes(32), data))
    return sorted(found, key=lambda each: each.head.digest)


def checked(made: Cast, signatures: list[Signature]) -> list[Sealed]:
    """Check sealed names, as each keyholder and whoever publishes does."""
    return [
        Sealed(s.head.digest, s.salt, s.data, names.check_sealed_name(made.team.key, s.place, s.data))
        for s in signatures
    ]


def open_all(made: Cast, signatures: list[Signature]) -> None:
    """Open names as three keyholders and a host do. Raises ValueError if one of them cannot be read."""
    heads = tuple(each.head for each in signatures)
    opening = Opening(made.rules, made.team, Count(heads, LEVEL, heads), secrets.token_bytes(32))
    parts = {
        i: demands.open_parts(made.shares[i], checked(made, signatures), opening.request, secrets.token_bytes)
        for i in range(1, T + 1)
    }
    if None in opening.open_names(checked(made, signatures), parts):
        raise ValueError("a name did not open")


def measure(made: Cast, number: int) -> tuple[float, float]:
    """Return the seconds that opening so many names takes, and those of the raw calls for them, taken in turn."""
    signatures, ours, theirs = sign(made, number), 0.0, 0.0
    for at in range(0, number, TIMED_AT_ONCE):
        some = signatures[at : at + TIMED_AT_ONCE]
        bare = raw.repeated(per_name(), len(some))
        start = perf_counter()
        open_all(made, some)
        middle = perf_counter()
        bare()
        ours, theirs = ours + middle - start, theirs + perf_counter() - middle
    return ours, theirs


def run(arguments: list[str]) -> None:
    """Open names three times over, more each time, and print the seconds and the ratio."""
    if arguments:
        raise CannotRun("it takes no argument")
    say(machine())
    say("for one name: " + ", ".join(f"{count} {name}" for name, count in per_name().items()))
    made, found, ratio = cast(), {}, 0.0
    open_all(made, sign(made, 5))
    for number in SIZES:
        ours, theirs = measure(made, number)
        found[f"open{number}_s"], ratio = figure(ours, 3 if number < SIZES[1] else 2), ours / theirs
        say(f"{number} names: {ours:.3f} s against {theirs:.3f} s of raw calls: ratio {ratio:.2f}")
    finish("names", {**found, "ratio": figure(ratio)})
