"""Makes vectors/choices: `python -m tests.vectors.make_choices`."""

from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.cheats import sealed_counts
from tests.vectors.run_choices import OPERATIONS, statement_of
from undersign.protocol import choices
from undersign.protocol.points import G, L, add, base, int_scalar, random_scalar, scalar_int, times

HERE: Final = "made by tests/vectors/make_choices.py"
_SOURCE: Final = random_from("vectors/choices")
SECRET: Final = random_scalar(_SOURCE)
STATEMENT: Final[dict[str, Any]] = {
    "box_id": _SOURCE(32).hex(),
    "envelope_key": _SOURCE(32).hex(),
    "seq": 0,
    "key": base(SECRET).hex(),
    "questions": [[3, 1, 1], [2, 1, 1]],
}
SEVERAL: Final = {**STATEMENT, "questions": [[4, 2, 3]]}
LONG: Final = {**STATEMENT, "questions": [[24, 1, 1]]}
CHOSEN: Final = [[1], []]
SUM: Final = "sum_proof_wrong"
OPTION: Final = "option_proof_wrong"
TOP_BIT: Final = 0x80


def _made(name: str, operation: str, about: str, given: dict[str, Any]) -> Case:
    return Case(name, operation, about, HERE, given, output=OPERATIONS[operation](given))


def _body(statement: dict[str, Any], chosen: list[list[int]]) -> bytes:
    return choices.seal(statement_of(statement), chosen, random_from("body"))


def _sealing() -> list[Case]:
    good: dict[str, tuple[str, dict[str, Any], list[list[int]]]] = {
        "seal": ("An option, and no answer.", STATEMENT, CHOSEN),
        "seal_several_least": ("The fewest options that are allowed.", SEVERAL, [[0, 3]]),
        "seal_several_most": ("The most options that are allowed.", SEVERAL, [[0, 1, 2]]),
        "seal_several_none": ("No answer to a question with several.", SEVERAL, [[]]),
        "seal_later": ("A later envelope of the same key.", {**STATEMENT, "seq": 7}, CHOSEN),
        "seal_nothing": ("A body for no questions.", {**STATEMENT, "questions": []}, []),
        "seal_24": ("24 options.", LONG, [[23]]),
    }
    bad: dict[str, tuple[str, dict[str, Any], list[list[int]]]] = {
        "seal_option_unknown": ("An option does not exist.", STATEMENT, [[3], []]),
        "seal_option_negative": ("An option is negative.", STATEMENT, [[-1], []]),
        "seal_option_twice": ("An option is named twice.", SEVERAL, [[1, 1]]),
        "seal_too_many": ("There are more options than allowed.", STATEMENT, [[0, 1], []]),
        "seal_too_few": ("There are fewer options than allowed.", SEVERAL, [[0]]),
        "seal_question_missing": ("A question is left out.", STATEMENT, [[1]]),
    }
    cases = []
    for name, (about, statement, chosen) in good.items():
        given = {"statement": statement, "chosen": chosen, "random": name}
        made = _made(name, "choices_seal", about, given)
        body = {"statement": statement, "body": (made.output or {})["body"]}
        cases += [made, _made(name.replace("seal", "check"), "choices_check", f"It is right: {about}", body)]
    for name, (about, statement, chosen) in bad.items():
        given = {"statement": statement, "chosen": chosen, "random": name}
        cases.append(Case(name, "choices_seal", about, HERE, given, "value_out_of_range"))
    return cases


def _counts() -> list[Case]:
    rows: dict[str, tuple[str, str, dict[str, Any], list[list[int]]]] = {
        "all_zero": ("Nothing is chosen, not even no answer.", SUM, STATEMENT, [[0, 0, 0, 0], [0, 0, 1]]),
        "double": ("Two options where one is allowed.", SUM, STATEMENT, [[1, 1, 0, 0], [0, 0, 1]]),
        "double_last": ("Two options in the last question.", SUM, STATEMENT, [[1, 0, 0, 0], [1, 1, 0]]),
        "option_and_none": ("An option together with no answer.", SUM, STATEMENT, [[1, 0, 0, 1], [0, 0, 1]]),
        "option_of_2": ("An option counts twice.", OPTION, STATEMENT, [[2, 0, 0, 0], [0, 0, 1]]),
        "option_of_minus_1": ("An option counts against another.", OPTION, STATEMENT, [[2, -1, 0, 0], [0, 0, 1]]),
        "option_of_1000": ("An option counts a thousand times.", OPTION, STATEMENT, [[1000, 0, 0, 0], [0, 0, 1]]),
        "several_too_many": ("All options where three are the most.", SUM, SEVERAL, [[1, 1, 1, 1, 0]]),
        "several_too_few": ("One option where two are the least.", SUM, SEVERAL, [[1, 0, 0, 0, 0]]),
        "several_and_none": ("An option together with no answer, of several.", SUM, SEVERAL, [[1, 0, 0, 0, 1]]),
        "several_none_of_2": ("No answer, twice.", OPTION, SEVERAL, [[0, 0, 0, 0, 2]]),
    }
    cases = []
    for name, (about, expect, statement, counts) in rows.items():
        body = sealed_counts(statement_of(statement), counts, random_from(name)).hex()
        given = {"statement": statement, "body": body}
        cases.append(Case(f"body_{name}", "choices_check", about, HERE, given, expect))
    return cases


def _moved() -> list[Case]:
    body = _body(STATEMENT, CHOSEN).hex()
    source = random_from("vectors/choices/moved")
    turned = {**STATEMENT, "questions": STATEMENT["questions"][::-1]}
    same_length = {**STATEMENT, "questions": [[3, 2, 2], [2, 1, 1]]}
    changes: dict[str, tuple[str, str, dict[str, Any]]] = {
        "other_key": ("A copy under another envelope key.", OPTION, {**STATEMENT, "envelope_key": source(32).hex()}),
        "other_box": ("A copy in another box.", OPTION, {**STATEMENT, "box_id": source(32).hex()}),
        "other_seq": ("A copy under another seq.", OPTION, {**STATEMENT, "seq": 1}),
        "other_team": ("A copy for other keyholders.", OPTION, {**STATEMENT, "key": G.hex()}),
        "questions_turned": ("The questions in another order.", OPTION, turned),
        "question_changed": ("A question that asks for two options.", OPTION, same_length),
        "question_more": ("A question is added.", "body_length", {**STATEMENT, "questions": [[3, 1, 1]] * 3}),
    }
    key_identity = {**STATEMENT, "key": "00" * 32}
    key_top_bit = {**STATEMENT, "key": f"{bytes.fromhex(STATEMENT['key'])[:31].hex()}ff"}
    changes |= {
        "key_identity": ("The keyholders' key is the identity.", "point_identity", key_identity),
        "key_invalid": ("The keyholders' key is not a point.", "point_not_canonical", key_top_bit),
        "shape_none": ("A question asks for no option.", "rule_impossible", {**STATEMENT, "questions": [[3, 0, 1]]}),
        "shape_turned": (
            "A question asks for 2 to 1 options.",
            "rule_impossible",
            {**STATEMENT, "questions": [[3, 2, 1]]},
        ),
        "shape_few": (
            "A question asks for 2 of 1 options.",
            "rule_impossible",
            {**STATEMENT, "questions": [[1, 1, 2]]},
        ),
    }
    sealing = {"statement": key_identity, "chosen": CHOSEN, "random": "key"}
    broken = {**sealing, "statement": key_top_bit}
    about = "Sealing under the identity would show the answer."
    return [
        Case("seal_key_identity", "choices_seal", about, HERE, sealing, "point_identity"),
        Case(
            "seal_key_invalid", "choices_seal", "So would a key that is no point.", HERE, broken, "point_not_canonical"
        ),
        *(
            Case(f"body_{name}", "choices_check", about, HERE, {"statement": statement, "body": body}, expect)
            for name, (about, expect, statement) in changes.items()
        ),
    ]


def _spoiled() -> list[Case]:
    body = _body(STATEMENT, CHOSEN)
    proofs = 7 * choices.CIPHERTEXT_BYTES
    last = len(body) - 32

    def put(at: int, data: bytes) -> str:
        return (body[:at] + data + body[at + len(data) :]).hex()

    def scalar(at: int) -> int:
        return scalar_int(body[at : at + 32])

    def lifted(at: int) -> bytes:
        return (scalar(at) + L).to_bytes(32, "little")

    def raised(at: int) -> bytes:
        return int_scalar(scalar(at) + 1)

    canonical, number = "point_not_canonical", "scalar_not_canonical"
    changes: dict[str, tuple[str, str, str]] = {
        "truncated": ("The body is cut short.", "body_length", body[:-1].hex()),
        "extra_byte": ("A byte follows the body.", "body_length", body.hex() + "00"),
        "extra_scalar": ("A scalar follows the body.", "body_length", body.hex() + "00" * 32),
        "empty": ("The body is empty.", "body_length", ""),
        "r_identity": ("An ephemeral is the identity.", "point_identity", put(0, bytes(32))),
        "c_identity": ("The second half may be the identity; the proof fails.", OPTION, put(32, bytes(32))),
        "r_negative": ("An ephemeral is not canonical.", canonical, put(0, b"\x01" + bytes(31))),
        "r_top_bit": ("An ephemeral has the top bit set.", canonical, put(31, bytes([body[31] | TOP_BIT]))),
        "c_field": ("A second half is not below p.", canonical, put(proofs - 32, b"\xf3" + b"\xff" * 30 + b"\x7f")),
        "c_top_bit": ("A second half has the top bit set.", canonical, put(63, bytes([body[63] | TOP_BIT]))),
        "challenge_plus_l": ("The first challenge has L added.", number, put(proofs, lifted(proofs))),
        "response_plus_l": ("The last response has L added.", number, put(last, lifted(last))),
        "challenge_raised": ("A challenge is one more.", OPTION, put(proofs, raised(proofs))),
        "response_raised": ("A response is one more.", OPTION, put(proofs + 64, raised(proofs + 64))),
        "last_response_raised": ("A response of a sum is one more.", OPTION, put(last, raised(last))),
        "proofs_swapped": (
            "Two option proofs are swapped.",
            OPTION,
            put(proofs, body[proofs + 128 : proofs + 256] + body[proofs : proofs + 128]),
        ),
        "ciphertexts_swapped": ("Two ciphertexts are swapped.", OPTION, put(0, body[64:128] + body[:64])),
        "ciphertext_doubled": ("One ciphertext stands twice.", OPTION, put(64, body[:64])),
        "proofs_zero": ("All proofs are zero.", OPTION, put(proofs, bytes(len(body) - proofs))),
    }
    return [
        Case(f"body_{name}", "choices_check", about, HERE, {"statement": STATEMENT, "body": data}, expect)
        for name, (about, expect, data) in changes.items()
    ]


def _totals() -> list[Case]:
    statement = statement_of(STATEMENT)
    pairs = [
        choices.ciphertexts_of(statement.questions, _body(STATEMENT, chosen)) for chosen in ([[1], []], [[1], [0]])
    ]
    plain = [[[[r.hex(), c.hex()] for r, c in question] for question in body] for body in pairs]
    r = random_scalar(random_from("vectors/choices/total"))
    shared = times(r, base(SECRET))

    def total(m: int, bound: int) -> dict[str, Any]:
        return {"c": add(shared, base(int_scalar(m))).hex(), "shared": shared.hex(), "bound": bound}

    out = "tally_out_of_range"
    shapes = {
        "length_none": [],
        "length_one": [[1, 1, 1]],
        "length_several": [[3, 1, 1], [4, 2, 3]],
        "length_24": [[24, 1, 1]],
    }
    return [
        *(_made(name, "choices_length", "How long a body is.", {"questions": shape}) for name, shape in shapes.items()),
        _made("sum", "choices_sum", "Two bodies are added up.", {"ciphertexts": plain}),
        *(
            Case(
                f"total_{m}_of_{bound}",
                "choices_total",
                "The total is found.",
                HERE,
                total(m, bound),
                output={"total": m},
            )
            for m, bound in ((0, 0), (0, 10), (1, 1), (7, 10), (10, 10), (99, 100), (30000, 30000))
        ),
        Case("total_above", "choices_total", "One more than there are envelopes.", HERE, total(11, 10), out),
        Case("total_negative", "choices_total", "Less than nothing.", HERE, total(-1, 10), out),
        Case("total_far", "choices_total", "Far more than there are envelopes.", HERE, total(2**40, 100), out),
    ]


if __name__ == "__main__":
    write("choices", [*_sealing(), *_counts(), *_moved(), *_spoiled(), *_totals()])
