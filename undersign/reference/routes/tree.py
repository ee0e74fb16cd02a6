"""The questions and where each answer leads, as data. `next` names a question; without one, `routes` are the end."""

from dataclasses import dataclass

from undersign.reference.words import _


@dataclass(frozen=True)
class Option:
    """One answer: its key for an address, its words, and where it leads."""

    key: str
    text: str
    next: str = ""
    routes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question with at least two answers. `hint` is empty where none is needed."""

    key: str
    text: str
    hint: str
    options: tuple[Option, ...]


EMPLOYER = _("Who is the employer?")
EMPLOYER_HINT = _(
    "The employer is whoever pays your wage. A nonprofit is a private employer, even when a state pays it."
)
PRIVATE = _("A company or a nonprofit")
PUBLIC = _("A state, county, city or public school")
FEDERAL = _("The federal government, such as the VA")
NOT_SURE = _("I am not sure")
YES = _("Yes")
NO = _("No")
APPEALED = _("Did you appeal to the plan, and did it say no again?")
APPEALED_HINT = _("An appeal asks the plan to look at its no once more. Its last letter then says that this is final.")
NOT_YET = _("No, not yet")
FINAL = _("Yes, and it said no again")


def _appealed(key: str, *, first: tuple[str, ...], final: tuple[str, ...]) -> Question:
    options = (Option("no", NOT_YET, routes=first), Option("yes", FINAL, routes=final))
    return Question(key, APPEALED, APPEALED_HINT, options)


def _by_employer(key: str, private: tuple[str, ...], public: tuple[str, ...], federal: tuple[str, ...]) -> Question:
    """Ask for the employer where every answer is the end; who is not sure sees all routes."""
    every = tuple(dict.fromkeys((*private, *public, *federal)))
    options = (
        Option("private", PRIVATE, routes=private),
        Option("public", PUBLIC, routes=public),
        Option("federal", FEDERAL, routes=federal),
        Option("not_sure", NOT_SURE, routes=every),
    )
    return Question(key, EMPLOYER, EMPLOYER_HINT, options)


WORKER = (
    Question(
        "worker",
        _("What happened to you at work?"),
        "",
        (
            Option("punished", _("I was punished or threatened for what I said or did"), next="why"),
            Option("unpaid", _("I was not paid for time that I worked"), next="unpaid_employer"),
            Option("unfair", _("I was treated worse for who I am, or was refused a change that I need"), next="unfair"),
            Option("union", _("We want to vote on a union"), next="union"),
        ),
    ),
    Question(
        "why",
        _("What were you punished or threatened for?"),
        _("If more than one fits, go through the questions once for each. The days are not the same."),
        (
            Option("together", _("For acting with coworkers, or for talking about pay"), next="together"),
            Option("safety", _("For speaking up about safety at work"), next="safety"),
            Option("unfair", _("For saying that someone was treated worse for who they are"), next="unfair"),
            Option("insurance", _("For speaking up about the rules for health plans"), routes=("insurance_law",)),
            Option("else", _("For something else")),
        ),
    ),
    Question(
        "together",
        EMPLOYER,
        EMPLOYER_HINT,
        (
            Option("private", PRIVATE, next="supervisor"),
            Option("public", PUBLIC, routes=("state_board",)),
            Option("federal", FEDERAL, routes=("federal_labor_board",)),
            Option("not_sure", NOT_SURE, routes=("labor_board", "state_board", "federal_labor_board")),
        ),
    ),
    Question(
        "supervisor",
        _("Are you a supervisor?"),
        _("You are one if you can hire, fire, punish or direct others, and use your own judgment to do it."),
        (
            Option("no", NO, routes=("labor_board",)),
            Option("yes", YES, routes=("coverage_test",)),
            Option("not_sure", NOT_SURE, routes=("labor_board", "coverage_test")),
        ),
    ),
    _by_employer("safety", private=("safety",), public=("safety",), federal=()),
    _by_employer("unfair", ("discrimination",), ("discrimination",), ("federal_counselor",)),
    _by_employer("union", private=("union_vote",), public=(), federal=()),
    Question(
        "unpaid_employer",
        EMPLOYER,
        EMPLOYER_HINT,
        (
            Option("private", PRIVATE, next="unpaid"),
            Option("public", PUBLIC, next="unpaid"),
            Option("federal", FEDERAL),
            Option("not_sure", NOT_SURE, next="unpaid"),
        ),
    ),
    Question(
        "unpaid",
        _("Which time was not paid?"),
        "",
        (
            Option("hours", _("Extra hours, notes, or debriefing off the clock"), routes=("unpaid_hours",)),
            Option("training", _("Training or meetings"), routes=("unpaid_training",)),
            Option("travel", _("Trips from one place of work to the next"), routes=("unpaid_travel",)),
            Option("volunteer", _("Work that I was told to do as a volunteer"), routes=("unpaid_volunteering",)),
        ),
    ),
)

CARE = (
    Question(
        "care",
        _("Where did care fail?"),
        _("Do not write here who it was. These questions need no name and no place."),
        (
            Option("denied", _("A health plan said no, or cut or stopped care"), next="plan"),
            Option("emergency", _("An emergency room turned someone away"), routes=("emergency",)),
            Option("harm", _("Abuse or neglect, or rights ignored, in a place of care"), routes=("protection",)),
            Option("private", _("Private health facts were passed on"), next="records"),
            Option(
                "disability",
                _("Someone was treated worse by a provider over a disability"),
                routes=("provider_discrimination",),
            ),
            Option("rude", _("Rude staff, or a long wait"), next="rude"),
        ),
    ),
    Question(
        "plan",
        _("Which health plan is it?"),
        _("The plan's card or its letter says so. The letter that said no must also say how to appeal."),
        (
            Option("job", _("A plan through a company or a nonprofit"), next="who_pays"),
            Option("own", _("A plan that people buy for themselves"), next="own_plan"),
            Option("public", _("A plan through a state, county, city or public school"), next="public_plan"),
            Option("medicaid_plan", _("Medicaid, run by a health plan"), next="medicaid"),
            Option("medicaid", _("Medicaid, run by the state itself"), routes=("medicaid_direct",)),
            Option("else", _("Another one, or I am not sure")),
        ),
    ),
    Question(
        "who_pays",
        _("Whose money pays the bills of this plan?"),
        _("Ask the people who run benefits at the job. Large employers often pay the bills themselves."),
        (
            Option("employer", _("The employer's own"), next="job_plan"),
            Option("insurer", _("The insurer's"), next="insured_job_plan"),
            Option("not_sure", NOT_SURE, next="insured_job_plan"),
        ),
    ),
    _appealed("job_plan", first=("job_plan",), final=("external_review",)),
    _appealed("insured_job_plan", first=("job_plan", "insured_plan"), final=("external_review", "insured_plan")),
    _appealed("own_plan", first=("insured_plan",), final=("external_review", "insured_plan")),
    _appealed("public_plan", first=("public_plan",), final=("external_review",)),
    _appealed("medicaid", first=("medicaid_plan",), final=("medicaid_hearing",)),
    Question(
        "records",
        _("Were they the records of an addiction program?"),
        "",
        (
            Option("yes", YES, routes=("addiction_records", "privacy")),
            Option("no", NO, routes=("privacy",)),
            Option("not_sure", NOT_SURE, routes=("privacy", "addiction_records")),
        ),
    ),
    Question(
        "rude",
        _("Is it Medicaid, run by a health plan?"),
        "",
        (
            Option("yes", YES, routes=("medicaid_grievance",)),
            Option("no", NO),
            Option("not_sure", NOT_SURE, routes=("medicaid_grievance",)),
        ),
    ),
)

PATHS = {"worker": "worker", "care": "care"}
QUESTIONS = {question.key: question for question in (*WORKER, *CARE)}
