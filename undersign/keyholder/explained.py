"""What a keyholder is asked to open, and why that is allowed or what speaks against it, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from undersign.host.files import HostProblem
from undersign.keyholder.approvals import Approval, NotApproved
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.names import agreed
from undersign.keyholder.opening import ready
from undersign.keyholder.sentences import of, sentence
from undersign.keyholder.withdrawals import handed, unheeded
from undersign.protocol import boxes, demands
from undersign.protocol.encoding import Document, decode
from undersign.protocol.errors import Refused
from undersign.verifier.claims.verdict import amount
from undersign.verifier.problems import FolderProblem

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.verifier.examination import BoxExamination

HOURS: Final = (
    "It asks the people of one workplace for their month {month}: unpaid hours, what these come to in dollars, hours "
    "outside the role, supervision. Each chose ranges. What it asks is fixed in the rules of Undersign."
)


def explain(
    keyholder: KeyholderFolder,
    box: BoxExamination,
    documents: Iterable[Document],
    seconds: int,
    approved: Approval | None,
) -> list[str]:
    """Return sentences for the person who decides: what it is, what would open, and whether the checks allow it.

    `documents`: the sealed names that were handed over, as for open_names. Nothing is opened, whatever they say.
    """
    if box.definition is None:
        return [f"This box cannot be read. {_unreadable(box)}"]
    said = [*_about(box, box.definition), *_handed(keyholder, box, seconds), *_opens(box, box.definition)]
    if box.kind == "draft":
        return said
    return [*said, *_allowed(keyholder, box, documents, seconds, approved)]


def _unreadable(box: BoxExamination) -> str:
    problems = [*box.record.problems.all(), *box.problems.all()]
    return of(problems[0].reason) if problems else f"{(box.stopped or 'no rules stand in its book').capitalize()}."


def _about(box: BoxExamination, definition: Definition) -> list[str]:
    """Say what the box is and to whom it goes; its texts are as members wrote them."""
    try:
        texts = box.files.texts()
    except FolderProblem as trouble:
        return [f"Its texts cannot be read. {sentence(trouble)}"]
    title = texts.get(definition.fields["title"], "(a text that is not there)")
    said = [f'This is a {box.kind}. Its title: "{title}".']
    if box.asks is not None and box.asks["kind"] == "hours":
        said.append(HOURS.format(month=box.asks["month"]))
    if box.kind != "demand":
        return said
    to = _field(texts.get(definition.fields["intro"], ""), "to")
    readers = definition.fields.get("readers", [])
    said.append(f'It is addressed to: "{to}".' if to else "Its text names nobody to whom it is addressed.")
    who = f"Only {amount(len(readers), 'reader')} named in its rules can read the names."
    return [*said, who if readers else "Everybody who may read the box can read the names."]


def _handed(keyholder: KeyholderFolder, box: BoxExamination, seconds: int) -> list[str]:
    """Say what became of the withdrawals that were handed to this keyholder."""
    if box.rules is None or box.definition is None:
        return []
    try:
        found, missing = len(handed(keyholder, box.rules)), len(unheeded(keyholder, box))
    except HostProblem as trouble:
        return [str(trouble)]
    if not found:
        return []
    if not missing:
        return [f"{amount(found, 'withdrawal')} handed to you: the record heeds all of them."]
    said = f"{amount(found, 'withdrawal')} handed to you, of which the record does not heed {missing}."
    if seconds < box.definition.fields["withdrawing_ends"]:
        return [f"{said} Your program hands that on to the site at each round, and opens nothing without it."]
    return [f"{said} The site has passed over it, so your program does not open this box."]


def _field(text: str, name: str) -> str:
    """Return one text out of a demand's text, which is a document; "" if it holds none."""
    try:
        value = decode(text.encode()).get(name)
    except Refused:
        return ""
    return value if isinstance(value, str) else ""


def _opens(box: BoxExamination, definition: Definition) -> list[str]:
    """Say what would open, by the rule that was fixed."""
    k, count = definition.fields["k"], box.count
    if isinstance(count, demands.Count):
        signed, opens = amount(len(count.heads), "name"), amount(len(count.opens), "name")
        said = [f"{signed} were signed and not taken back. {opens} would open, all at once, at level {count.level}."]
        if count.missing:
            said.append(f"{amount(len(count.missing), 'envelope')} would be left out: nobody has handed in a name.")
        return [*said, f"Each of them asked for at most {count.level} people. Fewer than {k} never open."]
    if isinstance(count, boxes.Count):
        groups, people = amount(len(count.groups), "group"), sum(group.count for group in count.groups)
        what = f"Totals of {groups} would open, over {amount(people, 'envelope')}; no single answer."
        return [what, f"No group has fewer than {k}."]
    return [f"Nothing would open. {sentence(count)}" if count else "Nothing opens in a box like this."]


def _allowed(
    keyholder: KeyholderFolder,
    box: BoxExamination,
    documents: Iterable[Document],
    seconds: int,
    approved: Approval | None,
) -> list[str]:
    """Say which checks have passed, or the first that speaks against opening."""
    try:
        if box.kind == "demand":
            agreed(keyholder, box, documents, seconds, approved)
        else:
            ready(keyholder, box, seconds)
    except NotApproved:
        return [*_reasons(box), "All checks have passed. It opens once you approve it."]
    except (HostProblem, Refused) as problem:
        return [f"It may not be opened. {sentence(problem)}"]
    return [*_reasons(box), "All checks have passed, and you have approved it." if approved else "All checks passed."]


def _reasons(box: BoxExamination) -> list[str]:
    """Say why an opening is allowed. Only once every check has passed."""
    ends = box.definition.fields["withdrawing_ends"] if box.definition else 0
    when = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%d %H:%M UTC")
    people = amount(len(box.listed.reader.listed), "member") if box.listed else "nobody"
    return [
        "The rules were fixed, and seen by t keyholders, before the first envelope.",
        f"{people} stand on the list, each vouched for by two others.",
        f"The time to take a signature back ended on {when}.",
        "This is the only opening that anybody has asked for, and you have opened no other set of this box.",
    ]
