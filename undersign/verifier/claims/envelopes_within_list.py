"""Claim: envelopes are not more than requests, requests not more than the list, and everyone listed is vouched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "envelopes_within_list"
SENTENCE: Final = "No more envelopes than requests, no more requests than members, and two standing vouches for each."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    listed = box.listed
    if box.record.made_for == "recipient":
        return open_question(f"its list is for the people on it to read; {_attested(box)}")
    if listed is None or box.list_book is None:
        return open_question("its list could not be read to the end")
    if not listed.seen:
        return open_question(f"its list is for keyholders to read; {_attested(box)}")
    if not listed.sound:
        return open_question("its list is not the one that the rules name")
    keys = sum(box.keys_by_tag().values())
    if not keys:
        return open_question("it holds no envelope yet")
    asked, people = amount(len(listed.requests), "request"), len(listed.reader.listed)
    late = f", {people - len(listed.tags)} of them after it was fixed" if people > len(listed.tags) else ""
    return passes(f"{amount(keys, 'envelope key')}, {asked}, {amount(people, 'member')} listed{late}")


def _attested(box: BoxExamination) -> str:
    """Say what t keyholders have signed about what this reader may not see."""
    opening = box.opening
    if opening is None or opening.request is None or box.rules is None or len(opening.keyholders) < box.rules.t:
        return "no t keyholders have attested it yet"
    said = [amount(opening.request[f"{one}s"], one) for one in ("envelope", "request")]
    listed = amount(opening.request["list_size"], "member")
    return f"attested by {amount(len(opening.keyholders), 'keyholder')}: {', '.join(said)}, {listed} listed"
