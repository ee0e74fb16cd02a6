"""The people of every test. What each may do follows from who they are; a test names them and needs no explanation.

Ana, Bo and Chi are peer workers at one workplace, Dee is one at another. Eli is family, an ally. The Boss is outside
and would like to know who signed. The Host runs the machine, keeps to the rules and is curious.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Role = Literal["peer worker", "ally", "outsider", "host"]


@dataclass(frozen=True)
class Person:
    """One of the cast."""

    name: str
    role: Role
    workplace: str | None = None

    @property
    def entropy(self) -> bytes:
        """The 16 bytes behind this person's twelve words: always the same, and nobody else's."""
        return hashlib.sha256(f"undersign/cast/{self.name}".encode()).digest()[:16]


ANA = Person("Ana", "peer worker", "Harbor House")
BO = Person("Bo", "peer worker", "Harbor House")
CHI = Person("Chi", "peer worker", "Harbor House")
DEE = Person("Dee", "peer worker", "Hill Street")
ELI = Person("Eli", "ally")
BOSS = Person("the Boss", "outsider", "Harbor House")
HOST = Person("the Host", "host")

COWORKERS = (ANA, BO, CHI)
PEER_WORKERS = (*COWORKERS, DEE)
EVERYBODY = (*PEER_WORKERS, ELI, BOSS, HOST)
