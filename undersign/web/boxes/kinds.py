"""The kinds of boxes. An app of a kind registers it here at start; nothing here knows any kind by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from undersign.protocol.boxes import Definition
from undersign.protocol.encoding import Document
from undersign.protocol.envelopes import Envelope, Head, Rules
from undersign.protocol.errors import Refused
from undersign.web.boxes.models import Box


class Opener(Protocol):
    """How boxes of a kind are opened."""

    def count(self, definition: Definition, heads: Iterable[Head]) -> Any:  # noqa: ANN401 - each kind its own
        """Return what is to be opened. Errors: Refused if nothing ever is."""

    def ask(
        self,
        definition: Definition,
        count: Any,  # noqa: ANN401 - as above
        checkpoint: tuple[int, bytes],
        numbers: tuple[int, int, int],
    ) -> Document:
        """Return the opening request. `numbers`: how many are listed, have asked for a pass, have sent envelopes."""

    def publish(self, box: Box, definition: Definition, parts: dict[int, list[Document]]) -> list[Document] | None:
        """Return what comes next in the book, ending in the result; None while sound parts of too few are there."""

    def check_deleted(self, definition: Definition, document: Document, key: bytes, keyholder: int) -> None:
        """Check the word of the keyholder with this key and index of having deleted what never opens."""


@dataclass(frozen=True)
class Kind:
    """What differs between kinds of boxes."""

    name: str
    opener: Opener | None = None  # None: nothing is ever opened
    grows: bool = False  # whether the list may grow until signing ends
    hides: bool = True  # whether envelopes wait for each other, so that the book does not say who was just there
    shows_list: bool = False  # whether those on the list see all of it

    def check_parcel(self, _rules: Rules, _envelope: Envelope, parcel: Document | None) -> None:
        """Check what came with an envelope for keyholders alone. Errors: document_field if something came."""
        if parcel is not None:
            raise Refused("document_field", "nothing comes with an envelope of this kind")

    def signers(self, _box: Box) -> set[bytes]:
        """Return the envelope keys that a box opened by name; none where no names open."""
        return set()

    def recorded(self, box: Box, envelopes: Sequence[tuple[Envelope, Document]]) -> None:
        """Do what follows from a batch, in its transaction; the envelopes in the order of the book."""

    def ended(self, box: Box) -> None:
        """Do what follows once a box is opened or shut for good, in the same transaction."""


KINDS: Final[dict[str, Kind]] = {}


def register(kind: Kind) -> None:
    """Add a kind."""
    KINDS[kind.name] = kind
