"""What a letter is made of: a demand that was opened, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["meet", "file", "funder", "press", "walkout"]
Language: TypeAlias = Literal["en", "es"]


@dataclass(frozen=True)
class Ask:
    """One thing that is asked for, and the day by which."""

    what: str
    by: date


@dataclass(frozen=True)
class Step:
    """What follows a no or silence: its kind, what it says, how many must sign for it, and the day."""

    kind: Kind
    says: str
    number: int
    day: date


@dataclass(frozen=True)
class Signer:
    """A name and a job title as their owner wrote them. The title may be empty."""

    name: str
    title: str


@dataclass(frozen=True)
class Letter:
    """One letter. `workplace` is where the signers work. The names come in any order and stand in that of `order`.

    `day` is the date of the letter, on which the names opened. `listed` is how many could sign, `level` how many had
    to; `names` are all that were opened. `check_address` is the page where anybody can check the letter.
    `reply_address` works once and is for the addressee alone: a copy for anybody else is made without it.
    `rehearsal` marks a letter that nobody shall take for a real one. Texts may hold any signs, in any script.
    """

    to: str
    workplace: str
    day: date
    title: str
    asks: tuple[Ask, ...]
    reasons: str
    reply_by: date
    names: tuple[Signer, ...]
    level: int
    listed: int
    check_address: str
    evidence: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    reply_address: str | None = field(default=None, repr=False)
    language: Language = "en"
    rehearsal: bool = False

    def __post_init__(self) -> None:
        """Refuse a letter without asks, numbers that cannot be (level <= names <= listed) and addresses of no page."""
        if not self.asks:
            raise ValueError("A letter asks for something.")
        if not 0 < self.level <= len(self.names) <= self.listed:
            raise ValueError(f"{len(self.names)} names, {self.level} needed, {self.listed} listed: that cannot be.")
        for address in (self.check_address, self.reply_address):
            if address is not None and not address.startswith(("https://", "http://")):
                raise ValueError(f"{address!r} is not the address of a page.")


def from_asks(asks: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the text of a demand gives to its letter. `asks`: as protocol.asks.read_asks gives it."""
    return {
        "to": asks["to"],
        "asks": tuple(Ask(each["what"], date.fromisoformat(each["by"])) for each in asks["asks"]),
        "reasons": asks["reasons"],
        "reply_by": date.fromisoformat(asks["reply_by"]),
        "evidence": tuple(each["says"] for each in asks.get("evidence", [])),
        "steps": tuple(
            Step(each["what"], each["says"], each["number"], date.fromisoformat(each["date"]))
            for each in asks.get("steps", [])
        ),
        "language": asks["language"],
    }
