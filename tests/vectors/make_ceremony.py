"""Make vectors/ceremony: `python -m tests.vectors.make_ceremony`. Keyholder 3 reads; keyholder 2 errs."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from tests.vectors import age
from tests.vectors.cases import Case, random_from, write
from tests.vectors.meeting import meeting
from tests.vectors.run_ceremony import OPERATIONS
from undersign.protocol import points, signatures
from undersign.protocol.ceremony import Share, State, begin, complain, drill
from undersign.protocol.encoding import Document, b64, encode, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import MESSAGE_PURPOSE, message_header, prove_possession

ORIGIN: Final = "made by tests/vectors/make_ceremony.py"
LABEL: Final = "vectors/ceremony"
HELD: Final = meeting(3, 2, LABEL)
RANDOM: Final = random_from(f"{LABEL}/wrong")
DEAL, FINISH, ASSEMBLE, DRILL = "ceremony_deal", "ceremony_finish", "ceremony_assemble", "ceremony_drill"


def message(sender: int, round_: int, to: int, body: Document) -> Document:
    """Return a message that `sender` has signed, whatever it says."""
    header = message_header(HELD.ceremony, round_, sender, to, body)
    signature = signatures.sign(HELD.secrets[sender - 1], MESSAGE_PURPOSE, header)
    rest = {name: value for name, value in header.items() if name != "body_hash"}
    return {**rest, "body": body, "signature": b64(signature)}


def given(format_: str, messages: list[Document], state: State | None = None) -> dict[str, Any]:
    """Return the input of a step of keyholder 3."""
    values: dict[str, Any] = {"ceremony": HELD.ceremony.document}
    if format_ != ASSEMBLE:
        if state is None:
            kept = HELD.states[2]
            state = State(kept.ceremony, kept.index, kept.coefficients) if format_ == DEAL else kept
        values |= {"state": state.document(), "secret": HELD.secrets[2].hex()}
    if format_ == FINISH:
        values["identity"] = age.identity(HELD.ages[2])
    return {**values, "messages": messages}


def good(name: str, format_: str, about: str, values: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today; a change of it shows as a changed file."""
    return Case(name, format_, about, ORIGIN, values, output=OPERATIONS[format_](copy.deepcopy(values)))


def bad(name: str, expect: str, about: str, values: dict[str, Any]) -> Case:
    """Return a case that is refused; the step is the first word of the name."""
    return Case(name, f"ceremony_{name.partition('_')[0]}", about, ORIGIN, values, expect=expect)


def with_second(wrong: Document) -> list[Document]:
    """Return round 1 with this message in place of keyholder 2's."""
    return [HELD.commitments[0], wrong, HELD.commitments[2]]


def commitments(scalars: list[bytes], proof: bytes | None = None, vector: list[bytes] | None = None) -> Document:
    """Return keyholder 2's message of round 1 for these coefficients, or for this proof or vector."""
    vector = vector or [points.base(each) for each in scalars]
    proof = proof or prove_possession(HELD.ceremony, 2, scalars[0], vector, RANDOM)
    listed = [b64(each) for each in vector]
    return message(2, 1, 0, {"v": 1, "kind": "commitments", "commitments": listed, "proof": b64(proof)})


def dealing() -> Iterator[Case]:
    """Round 1 as keyholder 3 reads it."""
    first = HELD.commitments
    yield good("deal", DEAL, "All three commitments are there.", given(DEAL, first))
    again = [*reversed(first), first[0], *HELD.dealt]
    yield good("deal_any_order", DEAL, "Out of order, one twice, later rounds among them.", given(DEAL, again))

    def refused(name: str, expect: str, about: str, messages: list[Document]) -> Case:
        return bad(f"deal_{name}", expect, about, given(DEAL, messages))

    scalars = [points.random_scalar(RANDOM) for _ in range(3)]
    two = scalars[:2]
    yield refused("missing", "ceremony_ended", "Keyholder 2 has sent nothing.", [first[0], first[2]])
    yield refused("two_messages", "ceremony_ended", "Keyholder 2 has sent two messages.", [*first, commitments(two)])
    complaint = complain(HELD.ceremony, HELD.secrets[0], Refused("share_wrong", "keyholder 2 (South chapter 1)"))
    yield refused("complaint", "ceremony_ended", "Keyholder 1 complains.", [*first, complaint])
    changed = copy.deepcopy(first[1])
    changed["body"]["commitments"][0] = first[0]["body"]["commitments"][0]
    yield refused("changed", "signature_wrong", "A commitment was changed on the way.", with_second(changed))
    moved = {**first[1], "from": 1}
    yield refused("moved", "signature_wrong", "Keyholder 2's message under keyholder 1's index.", [*first, moved])
    unknown = {**first[1], "from": 4}
    yield refused("unknown", "keyholder_unknown", "A message by keyholder 4 of three.", [*first, unknown])
    other = meeting(3, 2, f"{LABEL}/other").commitments[1]
    yield refused("other_ceremony", "ceremony_other", "A message of another ceremony.", with_second(other))
    yield refused(
        "longer_vector", "commitment_length", "Three commitments where t is 2.", with_second(commitments(scalars))
    )
    flat = [points.base(two[0]), points.IDENTITY]
    wrong = commitments(two, vector=flat)
    yield refused("identity", "point_identity", "A commitment is the identity.", with_second(wrong))
    wrong = commitments(two, proof=unb64(first[1]["body"]["proof"]))
    yield refused("copied_proof", "possession_wrong", "A proof for other commitments.", with_second(wrong))
    body = first[0]["body"]
    wrong = message(2, 1, 0, body)
    yield refused("of_another_index", "possession_wrong", "Keyholder 2 repeats keyholder 1.", with_second(wrong))
    wrong = message(2, 1, 0, {**body, "kind": "transcript"})
    yield refused("wrong_kind", "document_field", "A body of another kind.", with_second(wrong))
    mine = State(HELD.ceremony.hash, 3, tuple(two))
    own = given(DEAL, first, mine)
    yield bad("deal_own_changed", "ceremony_ended", "The program finds other commitments than its own stored.", own)
    elsewhere = State(bytes(32), 3, HELD.states[2].coefficients)
    stored = given(DEAL, first, elsewhere)
    yield bad("deal_other_state", "ceremony_other", "The stored state is of another ceremony.", stored)


def dealt(plain: Document | bytes, to: int = 3, **changes: str) -> Document:
    """Return keyholder 2's message of round 2 to keyholder 3, encrypted to keyholder `to`."""
    data = plain if isinstance(plain, bytes) else encode(plain)
    share = age.encrypt(HELD.ceremony.keyholder(to).age, data, RANDOM)
    body = {"v": 1, "kind": "dealt", "seen": b64(HELD.states[2].seen or b""), "share": b64(share)}
    return message(2, 2, 3, {**body, **changes})


def finishing() -> Iterator[Case]:
    """Round 2 as keyholder 3 reads it."""
    first, second = HELD.commitments, [each for each in HELD.dealt if each["to"] == 3]
    yield good("finish", FINISH, "Both shares are there.", given(FINISH, first + second))

    def refused(name: str, expect: str, about: str, wrong: list[Document]) -> Case:
        return bad(f"finish_{name}", expect, about, given(FINISH, [*first, second[0], *wrong]))

    share = points.scalar_add(
        HELD.states[1].coefficients[0], points.scalar_mul(b"\3" + bytes(31), HELD.states[1].coefficients[1])
    )
    head: dict[str, Any] = {"v": 1, "kind": "dealt_share", "ceremony": b64(HELD.ceremony.hash), "from": 2, "to": 3}
    right = {**head, "share": b64(share)}
    yield refused("missing", "ceremony_ended", "Keyholder 2 has dealt nothing.", [])
    two = [second[1], dealt({**right, "share": b64(bytes(32))})]
    yield refused("two_messages", "ceremony_ended", "Keyholder 2 has dealt twice.", two)
    yield refused("wrong_person", "share_for_another", "A share encrypted to keyholder 1.", [dealt(right, to=1)])
    theirs = dealt({**right, "to": 1})
    yield refused("for_another", "share_for_another", "A share meant for keyholder 1.", [theirs])
    yield refused("from_another", "share_for_another", "A share dealt by keyholder 1.", [dealt({**right, "from": 1})])
    other = dealt({**right, "ceremony": b64(bytes(32))})
    yield refused("other_ceremony", "share_for_another", "A share of another ceremony.", [other])
    plus_one = dealt({**right, "share": b64(points.scalar_add(share, b"\1" + bytes(31)))})
    yield refused("wrong_share", "share_wrong", "The share plus one.", [plus_one])
    zero = dealt({**right, "share": b64(bytes(32))})
    yield refused("zero", "share_wrong", "A share of zero.", [zero])
    above = (points.scalar_int(share) + points.L).to_bytes(32, "little")
    yield refused("above_l", "scalar_not_canonical", "The share plus L.", [dealt({**right, "share": b64(above)})])
    spaced = dealt(encode(right) + b" ")
    yield refused("not_canonical", "document_not_canonical", "A space behind the share.", [spaced])
    seen = dealt(right, seen=b64(bytes(64)))
    yield refused("other_view", "ceremony_ended", "Keyholder 2 saw another round 1.", [seen])
    complaint = complain(HELD.ceremony, HELD.secrets[1], Refused("share_wrong", "keyholder 1 (North chapter 1)"))
    yield refused("complaint", "ceremony_ended", "Keyholder 2 complains.", [second[1], complaint])
    _, later = begin(HELD.ceremony, HELD.secrets[1], RANDOM)
    replaced = given(FINISH, [*with_second(later), *second])
    yield bad("finish_replaced", "ceremony_ended", "Round 1 was replaced after keyholder 3 had dealt.", replaced)


def assembling() -> Iterator[Case]:
    """Round 3 as anybody reads it."""
    third = HELD.finished
    yield good("assemble", ASSEMBLE, "All three have signed one transcript.", given(ASSEMBLE, third))
    missing = given(ASSEMBLE, third[:2])
    yield bad("assemble_missing", "ceremony_ended", "Keyholder 3 has not signed.", missing)
    transcript = copy.deepcopy(third[1]["body"])
    proof = unb64(transcript["proofs"][0])
    transcript["proofs"][0] = b64(bytes([proof[0] ^ 1]) + proof[1:])
    differs = given(ASSEMBLE, [third[0], message(2, 3, 0, transcript), third[2]])
    yield bad("assemble_byte", "ceremony_ended", "One byte of keyholder 2's transcript differs.", differs)
    everyone = given(ASSEMBLE, [message(index, 3, 0, transcript) for index in (1, 2, 3)])
    yield bad("assemble_all_wrong", "possession_wrong", "All have signed a transcript that is wrong.", everyone)
    complaint = complain(HELD.ceremony, HELD.secrets[0], Refused("transcript_wrong"))
    late = given(ASSEMBLE, [*third, complaint])
    yield bad("assemble_complaint", "ceremony_ended", "A complaint beside three good signatures.", late)


def drilling() -> Iterator[Case]:
    """Every keyholder's part of the drill, as anybody reads it."""
    parts = [drill(secret, share, RANDOM) for secret, share in zip(HELD.secrets, HELD.shares, strict=True)]
    signed = [each.hex() for each in HELD.signed]
    whole: Document = {"ceremony": HELD.ceremony.document, "transcript": HELD.transcript, "signatures": signed}
    yield good("drill", DRILL, "All three parts are there.", {**whole, "parts": parts})
    yield good("drill_two", DRILL, "Two of three parts open it.", {**whole, "parts": parts[1:]})

    def refused(name: str, expect: str, about: str, *wrong: Document) -> Case:
        return bad(f"drill_{name}", expect, about, {**whole, "parts": [parts[0], *wrong]})

    def again(number: int, **changes: object) -> Document:
        rest = {name: value for name, value in parts[1].items() if name != "signature"}
        return signatures.signed(HELD.secrets[number - 1], "keyholders/drill", {**rest, **changes})

    yield refused("few", "keyholders_too_few", "One part of the two needed.")
    yield refused("twice", "keyholder_repeated", "One keyholder's part twice.", parts[0])
    other = again(2, ceremony=b64(bytes(32)))
    yield refused("other_ceremony", "ceremony_other", "A part for another ceremony.", other)
    yield refused("unknown", "keyholder_unknown", "A part of keyholder 4 of three.", again(2, keyholder=4))
    yield refused("unsigned", "signature_wrong", "Keyholder 2's part signed by keyholder 3.", again(3))
    rest = {name: value for name, value in parts[1].items() if name != "signature"}
    yield refused("no_signature", "document_field", "A part without its signature.", rest)
    moved = again(3, keyholder=3)
    yield refused("of_another", "equality_proof_wrong", "Keyholder 3 gives keyholder 2's point.", moved)
    wrong = again(2, point=parts[0]["point"])
    yield refused("wrong_point", "equality_proof_wrong", "A point that the share does not give.", wrong)
    identity = again(2, point=b64(points.IDENTITY))
    yield refused("identity", "point_identity", "The identity as a part.", identity)
    without = Share(HELD.ceremony.hash, 2, HELD.shares[0].secret)
    guessed = drill(HELD.secrets[1], without, RANDOM)
    yield refused("no_share", "equality_proof_wrong", "Keyholder 2 has another's share.", guessed)


if __name__ == "__main__":
    write("ceremony", [*dealing(), *finishing(), *assembling(), *drilling()])
