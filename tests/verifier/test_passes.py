"""Passes: t signatures by different keyholders of the box and the tag, for every envelope."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.cast import MEMBERS, N, issuing_key, pass_for
from tests.verifier.forging import resigned
from tests.verifier.judging import expect, expect_only, verdicts
from tests.verifier.survey import ALL, NEW_YORK, Survey
from undersign.protocol.encoding import Document, encode

CLAIM = "every_envelope_had_a_pass"


def recorded(survey: Survey, document: Document, path: Path) -> Path:
    """Return the folder of a survey in which one envelope is another."""
    survey.ask()
    survey.batch([document, *survey.envelopes()[1:]])
    return survey.write(path)


def with_signatures(survey: Survey, change: Any) -> Document:  # noqa: ANN401 - a function on a list
    """Return member 0's envelope with another pass."""
    document = survey.envelope(0, 0)
    found = document["pass"]
    return resigned(survey, 0, document, **{"pass": {**found, "signatures": change(found["signatures"])}})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda signatures: signatures[:1], "pass_too_few"),
        (lambda signatures: [signatures[0], signatures[0]], "pass_issuer_repeated"),
        (lambda signatures: [signatures[0], {**signatures[0], "keyholder": 2}], "pass_signature_wrong"),
        (lambda signatures: [signatures[0], {**signatures[1], "keyholder": 9}], "pass_issuer_unknown"),
    ],
    ids=["t-1", "two of one keyholder", "one keyholder's under two numbers", "an unknown keyholder"],
)
def test_a_pass_needs_t_different_keyholders(tmp_path: Path, change: object, reason: str) -> None:
    survey = Survey().until_defined()
    folder = recorded(survey, with_signatures(survey, change), tmp_path)
    assert "rests.jsonl, line 1" in expect_only(folder, CLAIM, reason)
    assert verdicts(folder)["envelopes_well_formed"].outcome == "cannot be checked here"


def test_a_pass_of_another_box_is_none_here(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    document = survey.envelope(0, 0)
    other = pass_for(b"another box".ljust(32), MEMBERS[0], NEW_YORK)[1]
    folder = recorded(survey, resigned(survey, 0, document, **{"pass": other}), tmp_path)
    expect_only(folder, CLAIM, "pass_signature_wrong")


def test_a_pass_of_another_tag_is_none_here(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    document = resigned(survey, 0, survey.envelope(0, 0), tag=ALL)
    expect(recorded(survey, document, tmp_path), CLAIM, "pass_signature_wrong")


@pytest.mark.parametrize(
    "published",
    [lambda _: None, lambda document: {**document, "keyholder": document["keyholder"] % N + 1}],
    ids=["missing", "signed by another"],
)
def test_issuing_keys_that_their_keyholders_did_not_publish_give_no_pass(
    tmp_path: Path, published: Callable[[Document], Document | None]
) -> None:
    survey = Survey()
    survey.begin(published=lambda document: published(document) if document == issuing_key(1, 0)[0] else document)
    survey.people()
    survey.define()
    expect_only(survey.write(tmp_path), CLAIM, "pass_issuer_unknown")


def test_an_issuing_key_of_two_boxes_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    other = survey.book("box-2", "box", 10)
    for text in survey.box.texts:
        other.texts.append(text)
    other.add({"v": 1, "kind": "definition", "definition": {**survey.definition.document, "k": 6}})
    survey.tick()
    expect(survey.write(tmp_path), CLAIM, "share an issuing key of keyholder 1")


def test_every_keyholder_has_a_key_for_every_tag() -> None:
    assert len({encode(issuing_key(i, tag)[0]) for i in range(1, N + 1) for tag in range(2)}) == 2 * N
