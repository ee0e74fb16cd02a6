"""What a keyholder's person reads of what went wrong: a plain sentence for each reason, never the reason's name."""

from __future__ import annotations

from typing import Final

from undersign.host.files import HostProblem
from undersign.protocol.errors import Refused
from undersign.verifier.problems import SENTENCES, FolderProblem

OWN: Final[dict[str, str]] = {
    "below_k": "Fewer people have answered than its rules ask for, so nothing of it opens.",
    "box_not_opened": "The site needs nothing more for this box from you now.",
    "ceremony_other": "Something that was handed over belongs to another key meeting.",
    "ceremony_rule": "The record names other founders than the key meeting. Tell the other keyholders.",
    "cosignatures_missing": "Not enough keyholders have signed the latest of it yet. That takes a few rounds.",
    "document_field": "Something in the record is not in the form that it must have. Tell the other keyholders.",
    "document_not_json": "Something that the site gave cannot be read.",
    "keyholder_unknown": "You are not one of the keyholders of this team.",
    "keyholders_too_few": "Fewer keyholders have opened their parts than are needed.",
    "leaf_wrong": "The site gives other bytes now for what it gave before. Tell the other keyholders.",
    "level_unknown": "An envelope names a number of people that its rules do not list.",
    "name_wrong_commitment": "A sealed name is not the one that its envelope signed.",
    "note_unsigned": "The site has not signed its own record. Tell the other keyholders.",
    "nothing_opens": "Too few have signed for any of the numbers in its rules, so no name opens.",
    "opened_before": "You have opened another set of this box, or erased its names. It is not opened again.",
    "opening_request_wrong": "The site does not ask, in the record, for the set that your program finds.",
    "opening_requests_two": "Two different sets were asked for. Then neither is opened.",
    "partial_opening_wrong": "A part that a keyholder gave does not fit their key.",
    "pass_issuer_unknown": "Its rules name a key for passes that is not yours, or that served another box.",
    "pass_used_twice": "Somebody asked for a second pass. The first was answered; the second is not.",
    "promise_broken": "The site did not record an envelope that it had promised to record.",
    "proof_wrong": "The record is not the one that you signed before, with more behind it. Tell the other keyholders.",
    "question_asked_recently": "It asks some people again: a question within 180 days, or for the hours of one month.",
    "request_missing": "A request for a pass that you answered has gone from the list. Tell the other keyholders.",
    "result_differs": "The result that stands there is not what the keyholders' parts give.",
    "rule_impossible": "Its rules do not allow it.",
    "sequence_not_allowed": "It holds an envelope that this kind of box does not allow.",
    "share_for_another": "Something was encrypted for another keyholder, not for you.",
    "size_wrong": "The site gave more, or less, than there can be.",
    "struck_definition": "A text of its rules was struck, so nothing of it opens, ever.",
    "text_missing": "A text of its rules is not there. What is opened must be what people have signed.",
    "text_wrong": "A text was changed: it is not the one that the rules name. Tell the other keyholders.",
    "too_early": "The time for it, by its rules or by what you approved, has not come.",
    "too_late": "The time for it is over.",
    "vouch_missing": "Somebody stands there for whom too few members vouch. Tell the other keyholders.",
    "withdrawal_ignored": "The site passed over a withdrawal that was handed to you in time. It does not open.",
    "wrong_box": "Something in it belongs to another box.",
}
"""The reasons that a keyholder's program gives itself. Whatever else a check finds gets the verifier's sentence."""
CONCERNED: Final = "the box concerns this keyholder's own employer; the others open it"
FOUND: Final = "A check of the record failed: {} Tell the other keyholders."


class Unfit(HostProblem):
    """A box that does not hold as it stands. `reason`: what the verifier found first, if it has a name for it."""

    def __init__(self, said: str, reason: str = "") -> None:
        self.reason = reason
        super().__init__(said)


def sentence(problem: Exception) -> str:
    """Return what a person reads of it."""
    reason = getattr(problem, "reason", "")
    if isinstance(problem, Refused) and problem.detail == CONCERNED:
        return "It concerns your own employer, so the other keyholders open it."
    if isinstance(problem, (Refused, FolderProblem)) or reason:
        return of(reason)
    return str(problem)


def of(reason: str) -> str:
    """Return the sentence for a reason of the protocol or of the verifier."""
    return OWN.get(reason) or FOUND.format(SENTENCES[reason])
