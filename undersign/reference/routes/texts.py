"""What a page says about a route besides the list's own words: plain, and marked for the site's translations."""

from dataclasses import dataclass

from undersign.reference.words import _

UNVERIFIED_FIRST = _("This was not checked, so no last day is shown. Ask before you rely on it.")
NO_ROUTE = _("The list has no route for this. That does not mean that there is none. Ask legal aid or a union.")
NOT_ADVICE = _(
    "This is no legal advice. If much hangs on it, ask a lawyer, legal aid or a union. Ask long before the day."
)
NO_RULE_MOVES_IT = _(
    "This day is not a working day. The law that we read does not move it. So act by the last working day before it."
)
MOVED = _("The last day fell on a weekend or holiday. The rule moves it to the next working day.")
CARE_PRIVACY = _(
    "The law lets staff tell an oversight office or their own lawyer. "
    "It does not let them tell coworkers, a union, the press or this site."
)

STARTS = {
    "happened": _("On which day did it happen? If you were told before, give the day when you were told."),
    "payday": _(
        "On which payday should the money have come? Each payday counts by itself. Give the oldest that you mean."
    ),
    "notice": _("Which date is on the letter that said no?"),
    "received": _("On which day did the plan's last letter come?"),
    "resolution": _("Which date is on the letter that answers the appeal?"),
    "learned": _("On which day did you learn of it, or could you have known?"),
}
SINCE = {
    "happened": _("the day when it happened"),
    "payday": _("the payday"),
    "notice": _("the date on the letter that said no"),
    "received": _("the day when the plan's last letter came"),
    "resolution": _("the date on the letter that answers the appeal"),
    "learned": _("the day when you learned of it, or could have known"),
}
MUST = {
    "file": _("By this day the office must have your complaint."),
    "file_and_serve": _(
        "By this day two things must be done. The office must have your charge, and the employer must have its copy. "
        "Ask the office to send the copy, and check that it did. So file well before this day."
    ),
    "sue": _("By this day a court case must have begun. A complaint to the office may not stop this clock."),
    "contact": _("By this day you must have spoken with the counselor."),
    "appeal": _("By this day the plan must have the appeal."),
    "ask": _("By this day you must have asked for it."),
}
ALSO = {
    "wilful": _("Until this day, if the employer knew that it broke the law or did not care. That has to be shown."),
    "state_law": _(
        "Until this day, if a law of your state or city forbids the same thing. For age, only a state law counts."
    ),
    "keep_care": _(
        "To keep the care going until there is an answer, ask by this day. "
        "If the cut starts later, ask before it starts."
    ),
    "state_more": _("Your state may give you more days, but none after this one."),
}
NO_DAY = {
    "unverified": UNVERIFIED_FIRST,
    "not_a_complaint": _("There is no last day, since nothing is filed here."),
    "not_in_citation": _(
        "The list names a number of days, but the law it points to does not. Ask the plan for the last day."
    ),
    "state_may_give_less": _("Your state sets the last day. It may be less than the list says. Look at the letter."),
    "no_limit_seen": _("No last day was found. Some help ends 90 days after leaving the place. So ask soon."),
}


@dataclass(frozen=True)
class Text:
    """Who acts, what they can do, what to bring, and what else to know (empty if nothing)."""

    body: str
    can_do: str
    bring: str
    note: str = ""


BRING_EVENTS = _(
    "Bring a list of what happened, with dates. Bring letters or messages, and who else saw it. "
    "Leave out the people whom you support."
)
BRING_HOURS = _(
    "Bring your own log of the hours, such as My hours prints it. "
    "Bring your pay slips and the messages that told you to work."
)
BRING_LETTER = _("Bring the letter that said no, the plan's rules and a letter from the provider.")
BRING_CONSENT = _("If you file for someone else, bring their consent in writing.")
BRING_CARE = _("Bring the date and what went wrong. Ask the office first what it may hear from you.")

DEBT_TO_HOURS = _("Can look into it, count what is owed and ask the employer to pay it. A court can make it pay.")
WAGE_OFFICE = _("The federal wage office (DOL Wage and Hour), or a court")
SAFETY_OFFICE = _("The federal job safety office (OSHA) near you")
PLAN_ITSELF = _("The plan itself")
CIVIL_RIGHTS = _("The civil rights office of the federal health department (HHS OCR)")
STATE_MEDICAID = _("The Medicaid office of your state")

TEXTS = {
    "labor_board": Text(
        _("The labor board (NLRB), at its office near you"),
        _("Can look into it for free. It can order that you get your job and lost pay back."),
        BRING_EVENTS,
        _("It covers most private employers, but no supervisors."),
    ),
    "coverage_test": Text(
        _("No office: this law does not cover supervisors, or staff of public employers"),
        _("For them the labor board cannot act. Other laws may help: on safety, on unfair treatment, or in the state."),
        _("Bring your job description to a lawyer or a union. A title alone does not make you a supervisor."),
    ),
    "state_board": Text(
        _("The labor board for public staff in your state, if there is one"),
        _("What it can do depends on the state. Some states have no such board."),
        BRING_EVENTS,
    ),
    "federal_labor_board": Text(
        _("The labor board for federal staff (FLRA)"),
        _("Can look into it and order the agency to set it right."),
        BRING_EVENTS,
    ),
    "union_vote": Text(
        _("The labor board (NLRB), at its office near you"),
        _("Can hold a secret vote at work on a union."),
        _("Bring signed and dated cards from three in ten of you, or more."),
        _("No new vote is held within a year of the last one."),
    ),
    "unpaid_hours": Text(WAGE_OFFICE, DEBT_TO_HOURS, BRING_HOURS, _("Many states have a wage office and more time.")),
    "unpaid_training": Text(
        WAGE_OFFICE,
        DEBT_TO_HOURS,
        BRING_HOURS,
        _(
            "It may go unpaid only if all four hold: it is after hours, by free choice and not about the job, "
            "and no work is done."
        ),
    ),
    "unpaid_travel": Text(
        WAGE_OFFICE,
        DEBT_TO_HOURS,
        BRING_HOURS,
        _("Trips during the day from one place of work to the next count. The way from home and back does not."),
    ),
    "unpaid_volunteering": Text(
        WAGE_OFFICE,
        DEBT_TO_HOURS,
        BRING_HOURS,
        _("At a public employer you cannot be a volunteer for the same kind of work that you are paid for."),
    ),
    "safety": Text(
        SAFETY_OFFICE,
        _("Can look into it and go to court for you, to get your job and lost pay back."),
        BRING_EVENTS,
        _("Staff of a state, county or city are covered only in some states. Ask the office. This time is very short."),
    ),
    "insurance_law": Text(
        SAFETY_OFFICE,
        _("Can look into it and order that you get your job and lost pay back."),
        BRING_EVENTS,
    ),
    "discrimination": Text(
        _("The federal office for equal treatment at work (EEOC), or the one of your state"),
        _("Can look into it, help both sides settle, go to court or let you go to court."),
        BRING_EVENTS,
        _("Small employers may not be covered: for disability, the limit is 15 workers."),
    ),
    "federal_counselor": Text(
        _("The equal treatment (EEO) counselor of your own agency"),
        _("Hears you first and tries to settle it. After that you can file a complaint."),
        BRING_EVENTS,
    ),
    "job_plan": Text(
        _("The plan first; then the federal office for job benefits (EBSA), 1-866-444-3272"),
        _("The plan must look at its no once more. EBSA can ask the plan to follow the law on equal cover."),
        BRING_LETTER,
        BRING_CONSENT,
    ),
    "insured_plan": Text(
        _("The insurance office of your state"),
        _("Can look into it and ask the insurer to follow the law on equal cover."),
        BRING_LETTER,
        BRING_CONSENT,
    ),
    "public_plan": Text(
        _("The plan first; then the federal office for such plans (CMS)"),
        _("The plan must look at its no once more. CMS can ask the plan to follow the law on equal cover."),
        BRING_LETTER,
        BRING_CONSENT,
    ),
    "external_review": Text(
        _("A reviewer outside the plan. The plan's last letter says how to ask"),
        _("Can undo the plan's no, and the plan must then pay."),
        BRING_LETTER,
        _("Plans from before 2010 that never changed much may not have this. The letter says so."),
    ),
    "medicaid_plan": Text(
        PLAN_ITSELF,
        _("Must answer within 30 days, or within 72 hours if waiting does harm. It may take 14 days more."),
        BRING_LETTER,
        BRING_CONSENT,
    ),
    "medicaid_hearing": Text(
        STATE_MEDICAID,
        _("A hearing: a judge of the state can undo the plan's no."),
        BRING_LETTER,
        _("If the plan is late with its answer, you can ask for the hearing at once."),
    ),
    "medicaid_grievance": Text(PLAN_ITSELF, _("Must look into it and answer within 90 days or less."), BRING_CARE),
    "medicaid_direct": Text(
        STATE_MEDICAID,
        _("A hearing: a judge of the state can undo the no."),
        BRING_LETTER,
        BRING_CONSENT,
    ),
    "protection": Text(
        _("The office in your state that guards the rights of people in care (P&A)"),
        _("Can go into the place, look into it, and go to court."),
        BRING_CARE,
    ),
    "emergency": Text(
        _("The office in your state that checks hospitals, for Medicare (CMS)"),
        _("Can check the hospital. It can be fined, or lose Medicare's money."),
        BRING_CARE,
        _("An emergency room must check and steady whoever comes, with or without a health plan."),
    ),
    "privacy": Text(
        CIVIL_RIGHTS,
        _("Can look into it and make the place change how it works. It can be fined."),
        BRING_CARE,
        _("This is about places of care and health plans, not about one worker. The phone number is 1-800-368-1019."),
    ),
    "provider_discrimination": Text(
        CIVIL_RIGHTS,
        _("Can look into it and make the place change how it works."),
        BRING_CARE,
    ),
    "addiction_records": Text(
        _("The federal health department (HHS), or the program itself"),
        _("Can look into it. The rules for these records are stricter than for others."),
        BRING_CARE,
    ),
}
