"""The key meeting, one keyholder's side: from the messages that are there to the next ones."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from undersign.keyholder.keys import KeyholderFolder, encrypt
from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import TRANSCRIPT_ROUND, Ceremony


@dataclass(frozen=True)
class Step:
    """What one step gave: messages to hand round, and who is awaited before the next step."""

    messages: tuple[Document, ...] = ()
    awaited: tuple[int, ...] = ()
    done: bool = False


def step(keyholder: KeyholderFolder, ceremony: Ceremony, messages: Sequence[Document]) -> Step:
    """Take the next step that the messages allow. What was made before and is not among the messages is given again.

    Errors: ceremony_ended if somebody has complained; whatever a message is refused for, which the caller then turns
    into a `complaint`.
    """
    if _all_signed(keyholder, ceremony, messages):
        return _end(keyholder, ceremony, messages)
    if unsent := [each for each in keyholder.outbox(ceremony) if each not in messages]:
        return Step(tuple(unsent))
    state = keyholder.state(ceremony)
    if state is not None:
        return _go_on(keyholder, ceremony, messages, state)
    if keyholder.has_share(ceremony):
        return Step(done=True)
    state, message = rounds.begin(ceremony, keyholder.seed, secrets.token_bytes)
    return _send(keyholder, ceremony, state, [message])


def _all_signed(keyholder: KeyholderFolder, ceremony: Ceremony, messages: Sequence[Document]) -> bool:
    """Return whether nobody's last message is awaited any more, so that those of round 2 may be gone."""
    sent = {each["round"] for each in keyholder.outbox(ceremony)}
    return TRANSCRIPT_ROUND in sent and not rounds.awaited(ceremony, messages, TRANSCRIPT_ROUND)


def _go_on(keyholder: KeyholderFolder, ceremony: Ceremony, messages: Sequence[Document], state: rounds.State) -> Step:
    """Deal once all commitments are here, finish once all shares are, and then wait for the others."""
    index, sent = keyholder.index(ceremony), {each["round"] for each in keyholder.outbox(ceremony)}
    if awaited := rounds.awaited(ceremony, messages, rounds.COMMIT):
        return Step(awaited=tuple(awaited))
    if rounds.DEAL not in sent:
        state, dealt = rounds.deal(ceremony, state, keyholder.seed, messages, encrypt)
        return _send(keyholder, ceremony, state, dealt)
    if awaited := rounds.awaited(ceremony, messages, rounds.DEAL, index):
        return Step(awaited=tuple(awaited))
    if TRANSCRIPT_ROUND in sent:
        return _end(keyholder, ceremony, messages)
    share, message = rounds.finish(ceremony, state, keyholder.seed, messages, keyholder.decrypt)
    keyholder.save_share(ceremony, share)
    return _send(keyholder, ceremony, state, [message])


def _send(keyholder: KeyholderFolder, ceremony: Ceremony, state: rounds.State, messages: Sequence[Document]) -> Step:
    """Keep the messages and the state before anything leaves."""
    keyholder.save_progress(ceremony, state, [*keyholder.outbox(ceremony), *messages])
    return Step(tuple(messages))


def _end(keyholder: KeyholderFolder, ceremony: Ceremony, messages: Sequence[Document]) -> Step:
    awaited = rounds.awaited(ceremony, messages, TRANSCRIPT_ROUND)
    if not awaited:
        rounds.assemble(ceremony, messages)
        keyholder.forget_progress(ceremony)
    return Step(awaited=tuple(awaited), done=not awaited)


def complaint(keyholder: KeyholderFolder, ceremony: Ceremony, problem: Refused) -> Document:
    """Return the signed complaint that tells everyone that the meeting has ended, and why. It is kept, and stands."""
    document = rounds.complain(ceremony, keyholder.seed, problem)
    keyholder.save_progress(ceremony, keyholder.state(ceremony), [*keyholder.outbox(ceremony), document])
    return document
