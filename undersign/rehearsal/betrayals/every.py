"""All betrayals, and how they are tried: the demo is made once, and each of them gets a copy of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from undersign.rehearsal.betrayals import (
    answer,
    backup,
    client,
    drop,
    forge,
    fork,
    invent,
    lift,
    link,
    lower,
    months,
    text,
    twice,
)
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import stage, states

MODULES: Final = (invent, forge, answer, lower, text, lift, drop, fork, twice, months, link, client, backup)
ATTACKS: Final[dict[str, Attack]] = {attack.name: attack for module in MODULES for attack in module.ATTACKS}
TOGETHER: Final = 2  # at a time; each waits for programs of its own most of the time


def tried(folder: Path, names: Sequence[str], said: Callable[[str], None]) -> Iterator[tuple[Attack, Told]]:
    """Make the demo in a folder, try each attack on a copy, and yield what came of it. Raises HostProblem.

    `said` is called with what is being done.
    """
    attacks = [ATTACKS[name] for name in names]
    said("Making the demo: a network, its keyholders' meeting, a demand one signature short.")
    base = stage.build(folder / "base")
    said("Letting it go on, for the attacks that begin later.")
    reached = {state: states.reach(base, folder, state) for state in dict.fromkeys(each.at for each in attacks)}

    def run(attack: Attack) -> Told:
        return attack.run(reached[attack.at].copy(folder / attack.name))

    with ThreadPoolExecutor(TOGETHER) as executor:
        yield from zip(attacks, executor.map(run, attacks), strict=True)
