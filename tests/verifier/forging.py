"""Envelopes as a member or a host might change them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from tests.verifier.cast import MEMBERS, pass_for, stream
from tests.verifier.survey import Survey, tag_of
from undersign.protocol import choices
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.signatures import public_key, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from undersign.protocol.points import Random


def resigned(survey: Survey, number: int, document: Document, **changes: object) -> Document:
    """Return a member's envelope with changed fields, signed again by the same member."""
    box = survey.definition.box_id
    secret = pass_for(box, MEMBERS[number], survey.first_tag + tag_of(number))[2]
    rest = {name: value for name, value in {**document, **changes}.items() if name != "signature"}
    return signed(secret, "envelope", rest)


def body_of(document: Document) -> bytes:
    """Return the body of an envelope."""
    return unb64(document["body"])


def with_randomness(survey: Survey, number: int, label: str, option: int = 0) -> Document:
    """Return a member's envelope sealed with known randomness."""
    secret = pass_for(survey.definition.box_id, MEMBERS[number], survey.first_tag + tag_of(number))[2]
    statement = survey.rules.statement(public_key(secret), 0)
    body = choices.seal(statement, [(option,)], stream(label))
    return resigned(survey, number, survey.envelope(number, 0), body=b64(body))


def dishonest(survey: Survey, number: int, bits: list[int]) -> Document:
    """Return an envelope whose options hold `bits`, with proofs as good as can be made for them."""
    real = choices._open_branches  # noqa: SLF001 - the prover is made to lie

    def open_branches(key: bytes, r: bytes, value: int, values: Sequence[int], random: Random) -> choices._Branches:
        return real(key, r, value if value in values else values[0], values, random)

    with patch.object(choices, "choice_bits", lambda *_: bits), patch.object(choices, "_open_branches", open_branches):
        return with_randomness(survey, number, "dishonest")
