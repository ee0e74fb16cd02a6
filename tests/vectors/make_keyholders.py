"""Make vectors/keyholders: `python -m tests.vectors.make_keyholders`."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.meeting import ceremony_document, meeting
from tests.vectors.run_keyholders import OPERATIONS
from undersign.protocol import points, signatures
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.keyholders import (
    MESSAGE_PURPOSE,
    SUCCESSION_PURPOSE,
    Ceremony,
    message_header,
    prove_possession,
    read_ceremony,
    succession,
)

ORIGIN: Final = "made by tests/vectors/make_keyholders.py"
SMALL_ORDER: Final = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today; a change of it shows as a changed file."""
    return Case(name, format_, about, ORIGIN, given, output=OPERATIONS[format_](copy.deepcopy(given)) or None)


def bad(name: str, expect: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is refused."""
    return Case(name, format_, about, ORIGIN, given, expect=expect)


def ceremonies() -> Iterator[Case]:
    """Ceremony documents."""
    document, _, _ = ceremony_document(5, 3, "vectors/keyholders")
    small, _, _ = ceremony_document(2, 2, "vectors/keyholders/small")
    yield good("ceremony_3_of_5", "ceremony", "Five keyholders, three of whom open.", {"ceremony": document})
    yield good(
        "ceremony_rehearsal",
        "ceremony",
        "A rehearsal may have two keyholders.",
        {"ceremony": {**small, "rehearsal": True}},
    )
    later = {**document, "previous": b64(bytes(range(32)))}
    yield good("ceremony_with_previous", "ceremony", "A team that follows another.", {"ceremony": later})

    def refused(name: str, expect: str, about: str, **changes: object) -> Case:
        return bad(f"ceremony_{name}", expect, "ceremony", about, {"ceremony": {**document, **changes}})

    def second(**changes: str) -> list[Any]:
        keyholders = copy.deepcopy(document["keyholders"])
        keyholders[1].update(changes)
        return list(keyholders)

    first = document["keyholders"][0]
    yield bad("ceremony_too_small", "ceremony_rule", "ceremony", "Two, but no rehearsal.", {"ceremony": small})
    yield refused("half", "ceremony_rule", "Half of them would suffice.", keyholders=document["keyholders"][:4], t=2)
    yield refused("t_above_n", "ceremony_rule", "More are needed than there are.", t=6)
    yield refused("key_twice", "ceremony_rule", "Two sign with one key.", keyholders=second(sign=first["sign"]))
    yield refused("age_twice", "ceremony_rule", "Two decrypt with one key.", keyholders=second(age=first["age"]))
    yield refused("name_twice", "ceremony_rule", "Two have one name.", keyholders=second(name=first["name"]))
    founders = document["founders"]
    yield refused("founder_twice", "ceremony_rule", "A founder stands twice.", founders=[*founders, founders[0]])
    yield refused("two_founders", "document_field", "Two founders where three are needed.", founders=founders[:2])
    yield refused("one_keyholder", "document_field", "One keyholder.", keyholders=document["keyholders"][:1], t=1)
    yield refused("unknown_field", "document_field", "A field that the format does not have.", note="x")
    yield refused("t_is_text", "document_field", "The number t as a text.", t="3")
    yield refused("rehearsal_is_number", "document_field", "1 in place of true.", rehearsal=1)
    wrong = first["age"][:-1] + ("q" if first["age"][-1] != "q" else "p")
    yield refused(
        "age_checksum", "document_field", "An age recipient with one wrong letter.", keyholders=second(age=wrong)
    )
    yield refused("name_control", "document_field", "A line break in a name.", keyholders=second(name="A\nB"))
    yield refused(
        "name_turned", "document_field", "A name that turns the line round.", keyholders=second(name="A\u202eB")
    )
    yield refused("name_long", "document_field", "A name of 81 bytes.", keyholders=second(name="x" * 81))
    of_order_8 = b64(bytes.fromhex(SMALL_ORDER))
    yield refused("key_small_order", "key_not_canonical", "A key of order 8.", keyholders=second(sign=of_order_8))
    yield refused("nonce_short", "size_wrong", "A nonce of 31 bytes.", nonce=b64(bytes(31)))


def _sign(ceremony: Ceremony, secrets: list[bytes], transcript: Document) -> list[str]:
    headers = [message_header(ceremony, 3, index, 0, transcript) for index in range(1, len(secrets) + 1)]
    return [signatures.sign(s, MESSAGE_PURPOSE, h).hex() for s, h in zip(secrets, headers, strict=True)]


def transcripts() -> Iterator[Case]:
    """Transcripts that all have signed, whatever is in them: the rest must be refused before it is believed."""
    held = meeting(5, 3, "vectors/keyholders")
    ceremony = held.ceremony
    given = {"ceremony": ceremony.document, "transcript": held.transcript}
    signed = [each.hex() for each in held.signed]
    yield good("transcript_3_of_5", "transcript", "All five have signed.", {**given, "signatures": signed})
    most = meeting(7, 7, "vectors/keyholders/all")
    everyone = {"ceremony": most.ceremony.document, "transcript": most.transcript}
    signed_by_all = [each.hex() for each in most.signed]
    yield good("transcript_7_of_7", "transcript", "All are needed.", {**everyone, "signatures": signed_by_all})

    def refused(name: str, expect: str, about: str, transcript: Document) -> Case:
        values = {**given, "transcript": transcript, "signatures": _sign(ceremony, held.secrets, transcript)}
        return bad(f"transcript_{name}", expect, "transcript", about, values)

    yield from _wrong_vectors(refused)
    other = b64(meeting(5, 3, "vectors/keyholders/other").ceremony.hash)
    changed = {**held.transcript, "ceremony": other}
    yield refused("of_another_ceremony", "ceremony_other", "It names another ceremony.", changed)
    shares = held.transcript["shares"]
    swapped = {**held.transcript, "shares": [shares[1], shares[0], *shares[2:]]}
    yield refused("shares_swapped", "transcript_wrong", "Two public shares have changed places.", swapped)
    yield refused("key_changed", "transcript_wrong", "The key is another point.", {**held.transcript, "key": shares[0]})
    four = {**held.transcript, "shares": shares[:4]}
    yield refused("four_shares", "transcript_wrong", "A public share is missing.", four)
    missing = {**given, "signatures": signed[:4]}
    yield bad("transcript_unsigned", "transcript_unsigned", "transcript", "Four of five have signed.", missing)
    crossed = {**given, "signatures": [signed[1], signed[0], *signed[2:]]}
    yield bad("transcript_crossed", "signature_wrong", "transcript", "Two signatures have changed places.", crossed)
    first = unb64(held.transcript["proofs"][0])
    text = b64(bytes([first[0] ^ 1]) + first[1:])
    byte = {**given, "transcript": {**held.transcript, "proofs": [text, *held.transcript["proofs"][1:]]}}
    yield bad("transcript_byte", "possession_wrong", "transcript", "One byte differs.", {**byte, "signatures": signed})


def _wrong_vectors(refused: Any) -> Iterator[Case]:  # noqa: ANN401 - the local function of transcripts()
    """Put what keyholder 2 could have sent into the transcript."""
    held = meeting(5, 3, "vectors/keyholders")
    ceremony, transcript = held.ceremony, held.transcript
    vectors = [[unb64(point) for point in vector] for vector in transcript["commitments"]]
    proofs = [unb64(proof) for proof in transcript["proofs"]]
    random = random_from("vectors/keyholders/wrong")

    def with_second(vector: list[bytes], proof: bytes) -> Document:
        everyone = [vectors[0], vector, *vectors[2:]]
        lists = [[b64(point) for point in each] for each in everyone]
        return {**transcript, "commitments": lists, "proofs": [b64(each) for each in [proofs[0], proof, *proofs[2:]]]}

    secret, coefficients = points.random_scalar(random), [points.random_scalar(random) for _ in range(3)]
    longer = [points.base(each) for each in [secret, *coefficients]]
    proof = prove_possession(ceremony, 2, secret, longer, random)
    yield refused("longer_vector", "commitment_length", "Four commitments where t is 3.", with_second(longer, proof))
    shorter = longer[:2]
    proof = prove_possession(ceremony, 2, secret, shorter, random)
    yield refused("shorter_vector", "commitment_length", "Two commitments where t is 3.", with_second(shorter, proof))
    no_degree = [longer[0], longer[1], points.IDENTITY]
    proof = prove_possession(ceremony, 2, secret, no_degree, random)
    yield refused("identity", "point_identity", "The last commitment is the identity.", with_second(no_degree, proof))
    proof = proofs[1]
    yield refused("copied_proof", "possession_wrong", "A proof for another vector.", with_second(longer[:3], proof))
    theirs = with_second(vectors[0], proofs[0])
    yield refused("of_another_index", "possession_wrong", "Keyholder 2 repeats keyholder 1 word for word.", theirs)
    elsewhere = meeting(5, 3, "vectors/keyholders/other").ceremony
    proof = prove_possession(elsewhere, 2, secret, longer[:3], random)
    yield refused(
        "proof_elsewhere", "possession_wrong", "A proof made for another ceremony.", with_second(longer[:3], proof)
    )
    invalid = [longer[0], longer[1], b"\xff" * 32]
    yield refused("not_a_point", "point_not_canonical", "No canonical point.", with_second(invalid, proof))
    proof = proofs[1][:32] + (points.scalar_int(proofs[1][32:]) + points.L).to_bytes(32, "little")
    yield refused("proof_above_l", "scalar_not_canonical", "A proof holds z + L.", with_second(vectors[1], proof))
    # Together all could choose secrets that cancel; then there is no key.
    last = points.int_scalar(
        -sum(points.scalar_int(state.coefficients[0]) for state in held.states if state.index != 2)
    )
    cancelling = [points.base(last), *vectors[1][1:]]
    proof = prove_possession(ceremony, 2, last, cancelling, random)
    yield refused("key_identity", "point_identity", "All secrets add up to zero.", with_second(cancelling, proof))


def successions() -> Iterator[Case]:
    """One team hands over to the next."""
    held = meeting(5, 3, "vectors/keyholders")
    document, _, _ = ceremony_document(5, 3, "vectors/keyholders/next")
    follows = {**document, "founders": held.ceremony.document["founders"], "previous": b64(held.ceremony.hash)}

    def signed(new: Document, indices: list[int]) -> dict[str, Any]:
        what = succession(held.ceremony, read_ceremony(new))
        by = [(index, signatures.sign(held.secrets[index - 1], SUCCESSION_PURPOSE, what).hex()) for index in indices]
        listed = [{"index": index, "signature": signature} for index, signature in by]
        return {"old": held.ceremony.document, "new": new, "signatures": listed}

    three = signed(follows, [1, 3, 5])
    yield good("succession", "succession", "Three of the old team have signed.", three)
    few = signed(follows, [1, 3])
    yield bad("succession_two", "keyholders_too_few", "succession", "Two of the old team have signed.", few)
    twice = signed(follows, [1, 3, 3])
    yield bad("succession_repeated", "keyholder_repeated", "succession", "One signature stands twice.", twice)
    wrong = copy.deepcopy(three)
    wrong["signatures"][0]["index"] = 2
    yield bad("succession_by_another", "signature_wrong", "succession", "A signature under a wrong name.", wrong)
    nobody = copy.deepcopy(three)
    nobody["signatures"][0]["index"] = 6
    yield bad("succession_unknown", "keyholder_unknown", "succession", "Index 6 of five.", nobody)
    unnamed = signed({**follows, "previous": b64(bytes(32))}, [1, 3, 5])
    yield bad("succession_unnamed", "ceremony_rule", "succession", "The new one names another as previous.", unnamed)
    founders = signed({**follows, "founders": document["founders"]}, [1, 3, 5])
    yield bad("succession_founders", "ceremony_rule", "succession", "The founders are other people.", founders)
    rehearsal = signed({**follows, "rehearsal": True}, [1, 3, 5])
    yield bad("succession_rehearsal", "ceremony_rule", "succession", "A rehearsal follows a real team.", rehearsal)


if __name__ == "__main__":
    write("keyholders", [*ceremonies(), *transcripts(), *successions()])
