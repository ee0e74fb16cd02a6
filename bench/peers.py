"""`peers`: verifying one envelope of ours, over verifying one ballot of an equal Belenios election.

Belenios runs as the program that Debian ships, so its time for a few ballots is taken away from its time for many:
start-up, keys and the reading of the election fall out, and the rest is divided by the number of ballots between.
Ours verifies the same number of envelopes in one process. Both sides use one core, in turn.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from bench import belenios, ours
from bench.frame import CannotRun, figure, finish, machine, say
from bench.timing import once
from undersign.protocol.envelopes import Rules

FEW, MANY = 20, 120
REPEATS = 5
OTHER_GROUP = "RFC-3526-2048"
OTHER_FEW, OTHER_MANY, OTHER_REPEATS = 2, 14, 3
"""The other group's ballots take several times as long; its figure is named beside ours and needs less precision."""


def run(arguments: list[str]) -> None:
    """Make both elections, time them in turn and print the ratio."""
    if arguments:
        raise CannotRun("it takes no argument")
    name = belenios.version()
    say(machine())
    rules = ours.box(belenios.ANSWERS)
    envelopes = ours.seal_all(rules, [ours.right() for _ in range(MANY - FEW)])
    with tempfile.TemporaryDirectory(prefix="undersign-bench-") as temporary:
        default = elections(Path(temporary) / "default", belenios.DEFAULT_GROUP, FEW, MANY)
        pairs = [(per_envelope(rules, envelopes), per_ballot(*default)) for _ in range(REPEATS)]
        other = elections(Path(temporary) / "other", OTHER_GROUP, OTHER_FEW, OTHER_MANY)
        others = [(per_envelope(rules, envelopes), per_ballot(*other)) for _ in range(OTHER_REPEATS)]
    mine = median(each for each, _ in pairs)
    say(f"Undersign: {mine * 1000:.2f} ms per envelope, ristretto255, with pass (three RSA-3072 signatures)")
    told(f"{name}, group {belenios.DEFAULT_GROUP}, its default", pairs)
    told(f"{name}, group {OTHER_GROUP}", others)
    finish("peers", {"belenios_ratio": figure(ratio(pairs), 3)})


def ratio(pairs: list[tuple[float, float]]) -> float:
    """Return the median of ours over theirs."""
    return median(mine / theirs for mine, theirs in pairs)


def told(who: str, pairs: list[tuple[float, float]]) -> None:
    """Say what one group of Belenios costs."""
    theirs = median(each for _, each in pairs)
    say(f"belenios-tool {who}: {theirs * 1000:.1f} ms per ballot, ratio {ratio(pairs):.3f}")


Sized = tuple[belenios.Election, int]


def elections(folder: Path, group: str, few: int, many: int) -> tuple[Sized, Sized]:
    """Make one election; return it as it stood after `few` ballots, and after `many`."""
    say(f"{group}: making {many} ballots, each with its own credential")
    election = belenios.found(folder, group, many)
    election.vote(few)
    earlier = election.copy(folder.with_name(folder.name + "-few"))
    election.vote(many - few)
    return (earlier, few), (election, many)


def per_ballot(few: Sized, many: Sized) -> float:
    """Return the seconds that one more ballot costs `belenios-tool election verify`."""
    (smaller, fewer), (larger, more) = few, many
    return (once(larger.verify) - once(smaller.verify)) / (more - fewer)


def per_envelope(rules: Rules, envelopes: list[ours.Envelope]) -> float:
    """Return the seconds that verifying one envelope takes."""
    return once(lambda: ours.verify_all(rules, envelopes)) / len(envelopes)
