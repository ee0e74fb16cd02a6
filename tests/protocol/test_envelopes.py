"""What holds for every envelope. tests/client/envelopes.test.js says the same of the browser's part."""

from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.cases import random_from
from tests.vectors.issuers import T, held_pass, issuers
from undersign.protocol import choices, phrase
from undersign.protocol.encoding import Document, b64, decode, encode, unb64
from undersign.protocol.envelopes import (
    Head,
    Rules,
    body_bytes,
    check_entry,
    check_envelope,
    counted,
    entry_document,
    envelope_document,
)
from undersign.protocol.points import base, int_scalar
from undersign.protocol.signatures import public_key

SEED: Final = bytes(range(64))
BOX: Final = bytes(32)
SECRET: Final = phrase.envelope_secret(SEED, BOX)
RULES: Final = Rules(
    BOX,
    "vote",
    base(int_scalar(7)),
    T,
    (tuple(issuer.key for issuer in issuers(0)),),
    (choices.Question(2),),
)
HELD: Final = held_pass(SEED, BOX, 0)
FEW: Final = settings(max_examples=15)
HEADS: Final = st.lists(
    st.builds(
        Head,
        digest=st.binary(min_size=32, max_size=32),
        key=st.sampled_from([bytes([number]) * 32 for number in range(4)]),
        seq=st.integers(0, 3),
        place=st.just(0),
        withdraws=st.booleans(),
    ),
    max_size=12,
)


def _envelope(seq: int, chosen: list[int] | None) -> Document:
    body = b""
    if chosen is not None:
        body = choices.seal(RULES.statement(public_key(SECRET), seq), [chosen], random_from(f"{seq}{chosen}"))
    return envelope_document(SECRET, RULES, seq, 0, body, HELD)


@FEW
@given(st.integers(0, 2**32), st.sampled_from([[0], [1], []]))
def test_an_envelope_that_is_made_holds(seq: int, chosen: list[int]) -> None:
    document = _envelope(seq, chosen)
    found = check_envelope(RULES, decode(encode(document)))
    assert (found.key, found.seq, found.place) == (public_key(SECRET), seq, 0)
    assert not found.withdraws
    assert len(found.body) == body_bytes(RULES.kind, RULES.questions)
    check_entry(entry_document(document), document)


@FEW
@given(st.integers(1, 2**32))
def test_an_empty_body_withdraws(seq: int) -> None:
    assert check_envelope(RULES, _envelope(seq, None)).withdraws


@FEW
@given(st.sampled_from(["box", "key", "seq", "tag", "body", "pass", "signature"]), st.integers(0))
def test_no_field_of_an_envelope_can_change(field: str, place: int) -> None:
    document = _envelope(0, [1])
    changed: dict[str, Any] = {**document}
    if isinstance(document[field], int):
        changed[field] = document[field] + 1
    elif field == "pass":
        changed[field] = {**HELD, "prefix": b64(bytes(32))}
    else:
        data = bytearray(unb64(document[field]))
        data[place % len(data)] ^= 1
        changed[field] = b64(bytes(data))
    reasons = {"wrong_box", "key_not_canonical", "signature_not_canonical", "envelope_changed"}
    assert outcome(lambda: check_envelope(RULES, changed))[0] in reasons
    assert outcome(lambda: check_entry(entry_document(document), changed))[0] == "envelope_changed"


@given(HEADS, st.randoms())
def test_what_counts_does_not_depend_on_the_order(heads: list[Head], random: Any) -> None:  # noqa: ANN401 - hypothesis's own
    turned = list(heads)
    random.shuffle(turned)
    if len({head.digest for head in heads}) == len(heads):
        assert counted(turned) == counted(heads)


@given(HEADS)
def test_a_key_counts_at_most_once_and_with_its_highest_seq(heads: list[Head]) -> None:
    found = counted(heads)
    assert len({head.key for head in found}) == len(found)
    assert [head.digest for head in found] == sorted(head.digest for head in found)
    for head in found:
        assert not head.withdraws
        rivals = [(-other.seq, other.digest) for other in heads if other.key == head.key]
        assert (-head.seq, head.digest) == min(rivals)


@given(HEADS)
def test_a_key_that_does_not_count_is_withdrawn(heads: list[Head]) -> None:
    out = {head.key for head in heads} - {head.key for head in counted(heads)}
    for key in out:
        last = min(
            (head for head in heads if head.key == key), key=lambda head: (-head.seq, head.digest, not head.withdraws)
        )
        assert last.withdraws
