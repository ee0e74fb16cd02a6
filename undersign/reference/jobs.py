"""The occupations that the wage tables list, by their code in the federal classification (SOC)."""

from undersign.reference.errors import UnknownFigure
from undersign.reference.words import _

NEAREST = ("21-1093", "21-1094", "21-1099")

JOBS = {
    "00-0000": _("All Occupations"),
    "11-9151": _("Social and Community Service Managers"),
    "21-0000": _("Community and Social Service Occupations"),
    "21-1015": _("Rehabilitation Counselors"),
    "21-1018": _("Substance Abuse, Behavioral Disorder, and Mental Health Counselors"),
    "21-1023": _("Mental Health and Substance Abuse Social Workers"),
    "21-1091": _("Health Education Specialists"),
    "21-1092": _("Probation Officers and Correctional Treatment Specialists"),
    "21-1093": _("Social and Human Service Assistants"),
    "21-1094": _("Community Health Workers"),
    "21-1099": _("Community and Social Service Specialists, All Other"),
    "29-2053": _("Psychiatric Technicians"),
    "31-1120": _("Home Health and Personal Care Aides"),
    "31-1131": _("Nursing Assistants"),
    "31-1132": _("Orderlies"),
    "31-1133": _("Psychiatric Aides"),
    "31-9099": _("Healthcare Support Workers, All Other"),
    "43-4051": _("Customer Service Representatives"),
}
"""Each with the name that BLS gives it. A test holds them against the tables."""


def jobs_for(job: str | None) -> tuple[str, ...]:
    """Give the codes to compare a job with: its own first, then the three nearest to peer support work.

    None is peer support work itself, which has no code. Raises UnknownFigure for a job that the tables do not list.
    """
    if job is None:
        return NEAREST
    if job not in JOBS:
        raise UnknownFigure(f"The wage tables here do not list the job {job[:20]!r}. Give one of: {', '.join(JOBS)}.")
    return tuple(dict.fromkeys((job, *NEAREST)))
