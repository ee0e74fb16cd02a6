"""The numbers under which components of sealed choices are known to be taken. Nothing is kept here.

While an envelope waits, the key of its batch makes them, so that they tell nobody what waits. Once it stands in the
book its components are for all readers of the box, and so is how these numbers are made.
"""

from __future__ import annotations

from collections.abc import Iterable

from undersign.protocol.choices import ciphertexts_of
from undersign.protocol.envelopes import Components, Envelope, Rules
from undersign.web.boxes.envelopes import access as waiting


def components_of(rules: Rules, envelope: Envelope) -> list[bytes]:
    """Return the R of every ciphertext of an envelope, as it was checked; none where nothing is chosen in it.

    Errors: component_copied if one stands there twice.
    """
    if not rules.questions or envelope.withdraws:
        return []
    found = [r for question in ciphertexts_of(rules.questions, envelope.body) for r, _ in question]
    Components().add(found)
    return found


def numbers(key: bytes, box: bytes, found: Iterable[bytes]) -> list[int]:
    """Return the numbers of components of a box under the key of a batch."""
    return [waiting.number(key, box + each) for each in found]


def standing(box: bytes, found: Iterable[bytes]) -> list[int]:
    """Return the numbers of components that stand in the book of a box."""
    return numbers(box, box, found)
