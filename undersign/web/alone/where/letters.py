"""The letters about a plan's no, in parts. The phone puts one together; nothing here, or there, names a member."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersign.reference.routes.routes import route
from undersign.web.alone.where.steps import LETTERS


@dataclass(frozen=True)
class Part:
    """One part of a letter. It stands in a letter that has all marks of `only`.

    Kinds: `date`, `to`, `subject`, `text`, `more` (goes on in the paragraph before), `close`; a `blank` is a line to
    write on by hand, with words below it.
    """

    kind: str
    text: object
    only: str = ""


PARTS = (
    Part("blank", _("name and address of who writes: by hand")),
    Part("date", "{today}"),
    Part("to", _("To the appeals office of the health plan"), "appeal"),
    Part("to", _("To the insurance office of the state"), "complaint insured_plan"),
    Part(
        "to",
        _("To the federal office for job benefits: Employee Benefits Security Administration"),
        "complaint job_plan",
    ),
    Part(
        "to",
        _("To the federal office for such plans: Centers for Medicare & Medicaid Services"),
        "complaint public_plan",
    ),
    Part("to", _("To the office for external review that the plan's last letter names"), "review"),
    Part("to", _("To the Medicaid office of the state, fair hearings"), "hearing"),
    Part("blank", _("address, as in the plan's letter: by hand")),
    Part("subject", _("Appeal of a decision of the health plan"), "appeal"),
    Part("subject", _("Complaint about a decision of a health plan"), "complaint"),
    Part("subject", _("Request for external review"), "review"),
    Part("subject", _("Request for a fair hearing"), "hearing"),
    Part("text", _("Date on the letter: {day}"), "dated"),
    Part("blank", _("date on the plan's letter: by hand"), "undated"),
    Part("blank", _("member's name and number: write by hand on paper, not here")),
    Part("text", _("To whom it may concern:")),
    Part("text", _("The plan said no to care that is needed."), "denied"),
    Part("text", _("The plan cut care that is needed."), "cut"),
    Part("text", _("The plan stopped care that is needed."), "stopped"),
    Part("more", _("This is an appeal. Please look at the decision once more and change it."), "appeal"),
    Part("more", _("This is a complaint. Please look into the decision, and write to me what you find."), "complaint"),
    Part("more", _("The plan has answered the appeal and said no again. I ask for an external review."), "review"),
    Part("more", _("I ask for a fair hearing on this decision."), "hearing"),
    Part(
        "text",
        _(
            "It is care for mental health or for substance use. "
            "The law asks for equal cover. "
            "Please look at whether the limits on this care are stricter than those on other care."
        ),
        "parity",
    ),
    Part("more", _("The law: {law}.")),
    Part(
        "text", _("Please send me the reason in writing, the rule that was used, and the papers behind it."), "appeal"
    ),
    Part("text", _("Waiting does harm. Please decide as fast as the law allows."), "urgent"),
    Part("more", _("The law gives a plan of Medicaid 72 hours for that."), "urgent medicaid_plan"),
    Part("more", _("Please keep the care going until there is an answer."), "cut medicaid_plan"),
    Part("more", _("Please keep the care going until there is an answer."), "stopped medicaid_plan"),
    Part("text", _("I write for the member, who agrees in writing. That paper is enclosed."), "other"),
    Part("text", _("Enclosed: a copy of the plan's letter.")),
    Part("text", _("Please confirm in writing that this letter came, and on which day.")),
    Part("close", _("Sincerely,")),
    Part("blank", _("signature and name: by hand")),
)


def letters() -> dict[str, object]:
    """Return all parts in the language of the page, and the law behind each route with a letter."""
    parts = [{"kind": each.kind, "text": str(each.text), "only": each.only.split()} for each in PARTS]
    return {"title": gettext("Letter"), "parts": parts, "laws": {key: route(key).citation for key in LETTERS}}
