"""What one language makes, the other takes: requests, passes and envelopes made by the browser's part, and the reverse.

Node runs client/protocol, with the same operations as for the vectors. The randomness of both sides comes from labels,
so that equal inputs must give equal bytes.
"""

from typing import Any, Final

import pytest
from hypothesis import given as giving
from hypothesis import settings
from hypothesis import strategies as st

from tests.protocol.browser import operate
from tests.protocol.outcome import outcome
from tests.vectors.cases import random_from
from tests.vectors.issuers import T, held_pass, issuers
from tests.vectors.make_asks import FEW, FULL
from tests.vectors.run_asks import OPERATIONS as ASKS
from tests.vectors.run_choices import OPERATIONS as CHOICES
from tests.vectors.run_drafts import OPERATIONS as DRAFTS
from tests.vectors.run_envelopes import OPERATIONS as ENVELOPES
from tests.vectors.run_names import OPERATIONS as NAMES
from tests.vectors.run_passes import OPERATIONS as PASSES
from undersign.protocol import choices, passes, phrase
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import sha256, unb64
from undersign.protocol.envelopes import Rules, check_envelope
from undersign.protocol.points import base, random_scalar, times
from undersign.protocol.signatures import public_key

_SOURCE: Final = random_from("test_crossing")
SECRET: Final = random_scalar(_SOURCE)
BOX: Final = _SOURCE(32)
KEYS: Final = tuple(issuer.key for issuer in issuers(0))
LISTED: Final = [{"issuer": key.issuer.hex(), "keyholder": key.keyholder, "n": f"{key.n:x}"} for key in KEYS]
QUESTIONS: Final = [[5, 1, 1], [4, 1, 3]]
ANSWERS: Final = [[[0], [1, 2, 3]], [[4], []], [[], [0]], [[2], [3, 0]]]
RULES: Final = Rules(
    BOX, "survey", base(SECRET), T, (KEYS,), tuple(choices.Question(*shape) for shape in QUESTIONS), ()
)
WRITTEN: Final[dict[str, Any]] = {
    "box_id": BOX.hex(),
    "kind": "survey",
    "key": base(SECRET).hex(),
    "t": T,
    "issuers": [LISTED],
    "questions": QUESTIONS,
    "levels": [],
}


def _member(number: int) -> bytes:
    return random_from(f"test_crossing/{number}")(64)


def _statement(seed: bytes) -> dict[str, Any]:
    key = public_key(phrase.envelope_secret(seed, BOX)).hex()
    return {"box_id": BOX.hex(), "envelope_key": key, "seq": 0, "key": base(SECRET).hex(), "questions": QUESTIONS}


def _one(name: str, given: dict[str, Any]) -> Any:  # noqa: ANN401 - the output of any operation
    ((reason, output),) = operate([(name, given)])
    assert reason == "ok"
    return output


def _browser_pass(seed: bytes) -> dict[str, Any]:
    """Let the browser ask, the keyholders answer in Python, and the browser finish."""
    request = _one("request_make", {"seed": seed.hex(), "box_id": BOX.hex(), "issuers": LISTED})["document"]
    asked = passes.read_request(request, BOX, KEYS)["blinded"]
    message = passes.prepared_message(phrase.prefix(seed, BOX), public_key(phrase.envelope_secret(seed, BOX))).hex()
    finishing = []
    for issuer, each in list(zip(issuers(0), asked, strict=True))[:T]:
        factor = phrase.blinding_factor(seed, BOX, issuer.key.issuer, issuer.key.n)
        answer = passes.blind_sign(issuer.secret, each["value"]).hex()
        given = {"n": f"{issuer.key.n:x}", "message": message, "blind_signature": answer, "factor": f"{factor:x}"}
        finishing.append(("pass_finalize", given))
    found = [bytes.fromhex(output["signature"]) for _, output in operate(finishing)]
    return passes.pass_document(phrase.prefix(seed, BOX), list(enumerate(found, start=1)))


def test_envelopes_of_the_browser_hold_in_python_and_open_to_what_was_chosen() -> None:
    sums: choices.Ciphertexts | None = None
    seeds = [_member(number) for number in range(len(ANSWERS))]
    sealing = [
        ("choices_seal", {"statement": _statement(seed), "chosen": chosen, "random": f"crossing/{number}"})
        for number, (seed, chosen) in enumerate(zip(seeds, ANSWERS, strict=True))
    ]
    bodies = [output["body"] for _, output in operate(sealing)]
    for seed, body in zip(seeds, bodies, strict=True):
        secret = phrase.envelope_secret(seed, BOX)
        given = {"rules": WRITTEN, "seq": 0, "place": 0, "body": body, "pass": _browser_pass(seed)}
        document = _one("envelope_make", {"secret": secret.hex(), **given})["document"]
        found = check_envelope(RULES, document)
        assert found.key == public_key(secret)
        sums = choices.add_up(sums, choices.ciphertexts_of(RULES.questions, found.body))
    totals = choices.Totals(len(ANSWERS))
    opened = [[totals.find(c, times(SECRET, r)) for r, c in question] for question in sums or []]
    assert opened == [[1, 0, 1, 0, 1, 1], [2, 1, 1, 2, 1]]


def test_envelopes_of_python_hold_in_the_browser() -> None:
    asked = []
    for number, chosen in enumerate(ANSWERS):
        seed = _member(number)
        secret = phrase.envelope_secret(seed, BOX)
        body = choices.seal(RULES.statement(public_key(secret), 0), chosen, random_from(f"python/{number}")).hex()
        made = {"rules": WRITTEN, "seq": 0, "place": 0, "body": body, "pass": held_pass(seed, BOX, 0)}
        document = ENVELOPES["envelope_make"]({"secret": secret.hex(), **made})["document"]
        asked.append(("envelope_check", {"rules": WRITTEN, "document": document, "proofs": True}))
    for (reason, output), (_, given) in zip(operate(asked), asked, strict=True):
        assert reason == "ok"
        assert output == ENVELOPES["envelope_check"](given)
        assert unb64(given["document"]["body"]).hex() == output["body"]


@pytest.mark.parametrize("field", ["body", "key", "pass", "signature", "tag"])
def test_an_envelope_changed_on_its_way_is_refused_by_both(field: str) -> None:
    seed, other = _member(0), _member(1)
    made = []
    for member in (seed, other):
        secret = phrase.envelope_secret(member, BOX)
        body = choices.seal(RULES.statement(public_key(secret), 0), ANSWERS[0], random_from("changed")).hex()
        given = {"rules": WRITTEN, "seq": 0, "place": 0, "body": body, "pass": held_pass(member, BOX, 0)}
        made.append(ENVELOPES["envelope_make"]({"secret": secret.hex(), **given})["document"])
    changed = {**made[0], field: 1 if field == "tag" else made[1][field]}
    given = {"rules": WRITTEN, "document": changed, "proofs": True}
    ((reason, _),) = operate([("envelope_check", given)])
    assert reason == "envelope_changed"
    with pytest.raises(ValueError, match="envelope is not the one"):
        check_envelope(RULES, changed)


def test_equal_inputs_give_equal_bytes_in_both_languages() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    for number, chosen in enumerate(ANSWERS):
        seed = _member(number)
        place = {"box_id": BOX.hex(), "envelope_key": seed[:32].hex(), "level": 5, "seq": number}
        named = {"name": f"Ana \u00d1 {number}", "title": "peer", "random": f"equal/name/{number}"}
        asked += [
            ("name_seal", {"key": base(SECRET).hex(), "place": place, **named}),
            ("choices_seal", {"statement": _statement(seed), "chosen": chosen, "random": f"equal/{number}"}),
            ("request_make", {"seed": seed.hex(), "box_id": sha256(seed).hex(), "issuers": LISTED}),
        ]
    for (name, given), (reason, output) in zip(asked, operate(asked), strict=True):
        assert (reason, output) == ("ok", {**CHOICES, **NAMES, **PASSES}[name](given))


@st.composite
def garbled(draw: st.DrawFn) -> str:
    """Return the text of a demand, often with a character changed, added or gone."""
    words = asks_text(draw(st.sampled_from([FEW, FULL])))
    at, letter = draw(st.integers(0, len(words) - 1)), draw(st.characters() | st.sampled_from('"{}[],:\\019-'))
    changed = words[:at] + draw(st.sampled_from([words[at], letter, "", letter + words[at]])) + words[at + 1 :]
    return draw(st.sampled_from([words, changed]))


@settings(max_examples=5, deadline=None)
@giving(st.lists(garbled(), min_size=40, max_size=40))
def test_a_demand_is_read_alike_in_both_languages(texts: list[str]) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [("asks_read", {"text": text}) for text in texts]
    asked += [("draft_read", {"words": text}) for text in texts]
    for (name, given), (reason, output) in zip(asked, operate(asked), strict=True):
        expected, found = outcome(lambda: {**ASKS, **DRAFTS}[name](given))  # noqa: B023 - called at once
        assert (reason == "ok", output) == (expected == "ok", found)
