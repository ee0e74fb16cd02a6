"""Makes vectors/envelopes: `python -m tests.vectors.make_envelopes`."""

from functools import cache
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.cheats import sealed_counts
from tests.vectors.ed25519 import SMALL_ORDER, with_torsion
from tests.vectors.issuers import T, held_pass, issuers
from tests.vectors.run_envelopes import OPERATIONS, rules_of
from undersign.protocol import choices, phrase
from undersign.protocol.encoding import Document, b64
from undersign.protocol.envelopes import envelope_document
from undersign.protocol.points import base, random_scalar
from undersign.protocol.signatures import public_key, signed

HERE: Final = "made by tests/vectors/make_envelopes.py"
_SOURCE: Final = random_from("vectors/envelopes")
ANA, BO = _SOURCE(64), _SOURCE(64)
OTHER_BOX: Final = _SOURCE(32)
KEY: Final = base(random_scalar(_SOURCE)).hex()
QUESTIONS: Final = [[2, 1, 1]]
BOXES: Final = {kind: _SOURCE(32) for kind in ("survey", "vote", "demand", "draft")}
WRONG: Final = "pass_signature_wrong"


@cache
def _listed(tag: int) -> list[dict[str, Any]]:
    keys = [issuer.key for issuer in issuers(tag)]
    return [{"issuer": key.issuer.hex(), "keyholder": key.keyholder, "n": f"{key.n:x}"} for key in keys]


def rules(kind: str) -> dict[str, Any]:
    """Return the rules of a box as vectors write them: two tags in a survey, one elsewhere."""
    tags = (0, 1) if kind == "survey" else (0,)
    return {
        "box_id": BOXES[kind].hex(),
        "kind": kind,
        "key": KEY,
        "t": T,
        "issuers": [_listed(tag) for tag in tags],
        "questions": QUESTIONS if kind in ("survey", "vote") else [],
        "levels": [5, 10] if kind == "demand" else [],
    }


def _secret(kind: str, seed: bytes = ANA) -> bytes:
    return phrase.envelope_secret(seed, BOXES[kind])


def body(kind: str, seq: int = 0, seed: bytes = ANA, chosen: tuple[int, ...] = (1,)) -> bytes:
    """Return the body of an envelope."""
    if kind in ("survey", "vote"):
        statement = rules_of(rules(kind)).statement(public_key(_secret(kind, seed)), seq)
        return choices.seal(statement, [chosen], random_from(f"body/{kind}/{seq}"))
    return random_from("commitment")(32) if kind == "demand" else b"\0\4Text".ljust(4096, b"\0")


@cache
def _pass(kind: str, tag: int, seed: bytes = ANA) -> Document:
    return held_pass(seed, BOXES[kind], tag)


def _given(kind: str, *, place: int, seq: int = 0, withdraw: bool = False) -> dict[str, Any]:
    tag = 0 if kind == "demand" else place
    content = b"" if withdraw else body(kind, seq)
    held = {"seq": seq, "place": place, "body": content.hex(), "pass": _pass(kind, tag)}
    return {"secret": _secret(kind).hex(), "rules": rules(kind), **held}


def _good() -> list[Case]:
    samples = {
        "survey": ("An answer.", _given("survey", place=0)),
        "survey_other_tag": ("An answer under another tag.", _given("survey", place=1)),
        "survey_withdrawn": ("An answer is withdrawn.", _given("survey", place=0, seq=1, withdraw=True)),
        "vote": ("A vote.", _given("vote", place=0)),
        "vote_later": ("A later vote of the same key.", _given("vote", place=0, seq=2**32)),
        "vote_withdrawn": ("A vote is withdrawn.", _given("vote", place=0, seq=3, withdraw=True)),
        "demand": ("A signature under a demand.", _given("demand", place=10)),
        "demand_withdrawn": ("It is withdrawn.", _given("demand", place=5, seq=1, withdraw=True)),
        "draft": ("A draft.", _given("draft", place=0)),
        "draft_later": ("A second draft of the same key.", _given("draft", place=0, seq=1)),
    }
    cases = []
    for name, (about, given) in samples.items():
        document = OPERATIONS["envelope_make"](given)["document"]
        checked = {"rules": given["rules"], "document": document, "proofs": True}
        entry = OPERATIONS["envelope_entry"]({"document": document})
        cases += [
            Case(f"make_{name}", "envelope_make", about, HERE, given, output={"document": document}),
            Case(f"check_{name}", "envelope_check", about, HERE, checked, output=OPERATIONS["envelope_check"](checked)),
            Case(
                f"entry_{name}", "envelope_entry", "Its entry in the book.", HERE, {"document": document}, output=entry
            ),
        ]
    return cases


def _sign(kind: str, change: dict[str, Any] | None = None, *, seed: bytes = ANA, place: int = 0) -> Document:
    """Return an envelope with fields changed before it was signed; None leaves a field out."""
    made = envelope_document(_secret(kind, seed), rules_of(rules(kind)), 0, place, body(kind), _pass(kind, 0, seed))
    fields = {name: value for name, value in {**made, **(change or {})}.items() if name != "signature"}
    return signed(_secret(kind, seed), "envelope", {name: value for name, value in fields.items() if value is not None})


def _fields() -> list[tuple[str, str, str, str, Document]]:
    bad, sequence, length = "document_field", "sequence_not_allowed", "body_length"
    longer, wide = b64(body("survey") + bytes(64)), b64(bytes(33))
    survey: dict[str, tuple[str, str, dict[str, Any]]] = {
        "other_box": ("The envelope is for another box.", "wrong_box", {"box": b64(OTHER_BOX)}),
        "tag_unknown": ("The tag is not in the definition.", "tag_unknown", {"tag": 2}),
        "tag_other": ("The pass is for another tag.", WRONG, {"tag": 1}),
        "tag_missing": ("The tag is missing.", bad, {"tag": None}),
        "level_in_survey": ("A survey has no levels.", bad, {"level": 5}),
        "pass_missing": ("The pass is missing.", bad, {"pass": None}),
        "field_unknown": ("A field is unknown.", bad, {"name": ""}),
        "kind_other": ("The document is of another kind.", bad, {"kind": "request"}),
        "survey_again": ("A survey takes no second answer.", sequence, {"seq": 1}),
        "body_long": ("The body is longer than an answer.", length, {"body": longer}),
        "double_vote": ("Two options are chosen.", "sum_proof_wrong", {"body": _counts([1, 1, 0])}),
        "all_zero": ("Nothing is chosen.", "sum_proof_wrong", {"body": _counts([0, 0, 0])}),
    }
    other: dict[str, tuple[str, str, str, dict[str, Any]]] = {
        "seq_great": ("The seq is above 2^32.", bad, "vote", {"seq": 2**32 + 1}),
        "withdrawn_first": ("The first envelope withdraws nothing.", sequence, "vote", {"body": ""}),
        "body_of_seq_0": ("The proofs are for another seq.", "option_proof_wrong", "vote", {"seq": 1}),
        "level_unknown": ("The level is not in the definition.", "level_unknown", "demand", {"level": 7}),
        "tag_in_demand": ("A demand has no tags.", bad, "demand", {"level": 5, "tag": 0}),
        "demand_again": ("A demand takes no second signature.", sequence, "demand", {"level": 5, "seq": 1}),
        "commitment_long": ("A demand's body has 33 bytes.", length, "demand", {"level": 5, "body": wide}),
        "draft_short": ("A draft is not padded.", length, "draft", {"body": b64(b"\0\4Text")}),
    }
    copied = ("body_copied", "The body is a copy of another member's.", "option_proof_wrong", "survey")
    return [
        *((name, about, expect, "survey", _sign("survey", change)) for name, (about, expect, change) in survey.items()),
        *((name, about, expect, kind, _sign(kind, change)) for name, (about, expect, kind, change) in other.items()),
        (*copied, _sign("survey", seed=BO)),
    ]


def _counts(counts: list[int]) -> str:
    statement = rules_of(rules("survey")).statement(public_key(_secret("survey")), 0)
    return b64(sealed_counts(statement, [counts], random_from("counts")))


def _passes() -> list[tuple[str, str, str, str, Document]]:
    three = held_pass(ANA, BOXES["survey"], 0, (1, 2, 3))
    one = {**three, "signatures": three["signatures"][:1]}
    twice = {**three, "signatures": three["signatures"][:1] * 2}
    rows = {
        "pass_one": ("The pass has t-1 signatures.", "pass_too_few", one),
        "pass_twice": ("The pass has two signatures by one keyholder.", "pass_issuer_repeated", twice),
        "pass_of_another": ("The pass is another member's.", WRONG, _pass("survey", 0, BO)),
        "pass_other_box": ("The pass is for another box.", WRONG, _pass("vote", 0)),
    }
    return [
        (name, about, expect, "survey", _sign("survey", {"pass": held})) for name, (about, expect, held) in rows.items()
    ]


def _in_transit() -> list[tuple[str, str, str, str, Document]]:
    good = _sign("survey")
    torsion = with_torsion(1, 8, cofactorless=False)
    r, s = bytes.fromhex(torsion.signature)[:32], bytes.fromhex(torsion.signature)[32:]
    rows: dict[str, tuple[str, str, dict[str, Any]]] = {
        "changed_body": ("The body was changed.", "envelope_changed", {"body": b64(body("survey", chosen=(0,)))}),
        "changed_to_withdraw": ("It was made to withdraw.", "envelope_changed", {"body": "", "seq": 1}),
        "changed_tag": ("The tag was changed.", "envelope_changed", {"tag": 1}),
        "changed_seq": ("The seq was changed.", "envelope_changed", {"seq": 1}),
        "changed_pass": ("The pass was changed.", "envelope_changed", {"pass": _pass("survey", 0, BO)}),
        "changed_key": ("The key was changed.", "envelope_changed", {"key": b64(public_key(_secret("survey", BO)))}),
        "changed_box": ("The box was changed.", "wrong_box", {"box": b64(OTHER_BOX)}),
        "key_small_order": (
            "The key has small order.",
            "key_not_canonical",
            {"key": b64(bytes.fromhex(SMALL_ORDER["order_8"]))},
        ),
        "signature_torsion": ("R has torsion.", "signature_not_canonical", {"signature": b64(r + s)}),
        "signature_short": ("The signature is short.", "size_wrong", {"signature": b64(bytes(63))}),
    }
    unsigned = {name: value for name, value in good.items() if name != "signature"}
    return [
        *((name, about, expect, "survey", {**good, **change}) for name, (about, expect, change) in rows.items()),
        ("unsigned", "There is no signature.", "document_field", "survey", unsigned),
    ]


def _bad() -> list[Case]:
    rows = [*_fields(), *_passes(), *_in_transit()]
    cases = [
        Case(
            f"check_{name}",
            "envelope_check",
            about,
            HERE,
            {"rules": rules(kind), "document": document, "proofs": True},
            expect,
        )
        for name, about, expect, kind, document in rows
    ]
    given = {"rules": rules("survey"), "document": _sign("survey", seed=BO), "proofs": False}
    about = "Whoever has checked the proofs before can leave them out."
    unproven = Case(
        "check_without_proofs", "envelope_check", about, HERE, given, output=OPERATIONS["envelope_check"](given)
    )
    return [*cases, unproven]


def _entries() -> list[Case]:
    document, other = _sign("survey"), _sign("survey", seed=BO)
    entry = OPERATIONS["envelope_entry"]({"document": document})["entry"]
    good = {"entry": entry, "document": document}
    changes = {
        "of_another": (
            "The entry of another envelope.",
            {"entry": OPERATIONS["envelope_entry"]({"document": other})["entry"]},
        ),
        "seq_changed": ("The entry has another seq.", {"entry": {**entry, "seq": 1}}),
        "tag_changed": ("The entry has another tag.", {"entry": {**entry, "tag": 1}}),
        "signature_changed": (
            "The envelope has another signature.",
            {"document": {**document, "signature": other["signature"]}},
        ),
    }
    return [
        Case("entry", "envelope_entry_check", "The entry is the envelope's.", HERE, good),
        *(
            Case(f"entry_{name}", "envelope_entry_check", about, HERE, {**good, **change}, "envelope_changed")
            for name, (about, change) in changes.items()
        ),
    ]


def _head(digest: int, key: int, seq: int, *, withdraws: bool = False) -> dict[str, Any]:
    return {"digest": f"{digest:064x}", "key": f"{key:064x}", "seq": seq, "place": 0, "withdraws": withdraws}


def _counting() -> list[Case]:
    samples = {
        "none": ("No envelopes.", []),
        "all": ("Each key has one envelope; they stand in order of their hashes.", [_head(9, 1, 0), _head(3, 2, 0)]),
        "highest_seq": ("The highest seq counts.", [_head(1, 1, 0), _head(2, 1, 5), _head(3, 1, 4)]),
        "smaller_hash": ("Of two bodies with one seq the smaller hash counts.", [_head(7, 1, 2), _head(4, 1, 2)]),
        "withdrawn": (
            "A withdrawn envelope does not count.",
            [_head(1, 1, 0), _head(2, 1, 1, withdraws=True), _head(3, 2, 0)],
        ),
        "withdrawn_and_back": ("A later vote follows a withdrawal.", [_head(1, 1, 1, withdraws=True), _head(2, 1, 2)]),
        "withdrawn_tie": (
            "A withdrawal has the smaller hash of one seq.",
            [_head(2, 1, 1), _head(1, 1, 1, withdraws=True)],
        ),
        "kept_tie": ("A withdrawal has the greater hash of one seq.", [_head(1, 1, 1), _head(2, 1, 1, withdraws=True)]),
        "twice": ("The same envelope stands twice and counts once.", [_head(1, 1, 0), _head(1, 1, 0)]),
    }
    cases = []
    for name, (about, heads) in samples.items():
        found = OPERATIONS["envelope_counted"]({"heads": heads})
        cases.append(Case(f"counted_{name}", "envelope_counted", about, HERE, {"heads": heads}, output=found))
    copied = {
        "components": ("Every ephemeral is new.", "ok", [["01", "02"], ["03"], []]),
        "component_copied": ("An ephemeral of another envelope.", "component_copied", [["01", "02"], ["03", "02"]]),
        "component_doubled": ("An ephemeral twice in one envelope.", "component_copied", [["01", "02"], ["03", "03"]]),
    }
    return [
        *cases,
        *(
            Case(name, "envelope_components", about, HERE, {"envelopes": rows}, expect)
            for name, (about, expect, rows) in copied.items()
        ),
    ]


if __name__ == "__main__":
    write("envelopes", [*_good(), *_bad(), *_entries(), *_counting()])
