"""What a report is made of: the totals of a survey that was opened, as plain data."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True)
class Question:
    """One question. `options` are the answers to choose from, without "no answer".

    `bins`, for questions about yearly pay, are the lower edges in whole dollars, one per option, rising, the first 0;
    the last bin has no upper end. None for any other question.
    """

    id: str
    text: str
    options: tuple[str, ...]
    bins: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse a question without options, or bins that are not one rising edge per option from 0."""
        if not self.options:
            raise ValueError(f"Question {self.id!r} has no options.")
        if self.bins is None:
            return
        rising = all(lower < upper for lower, upper in pairwise(self.bins))
        if len(self.bins) != len(self.options) or self.bins[0] != 0 or not rising:
            raise ValueError(f"Question {self.id!r} needs one lower edge for each option, rising from 0.")


@dataclass(frozen=True)
class Group:
    """One group that was opened: its name, the tags whose envelopes are in it, and its totals.

    `state` is a two-letter code where the group lies in one state, else None. `count` is the number of envelopes.
    `totals` holds for each question one number for each option, then the number without an answer.
    """

    name: str
    joined: tuple[str, ...]
    state: str | None
    count: int
    totals: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Shut:
    """A group that stayed sealed: its name, the tags in it, how many envelopes, and why, as one sentence."""

    name: str
    joined: tuple[str, ...]
    count: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """One claim that was checked: `verdict` is pass, FAIL or "cannot be checked here"; `reason` may be empty."""

    claim: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class SurveyResult:
    """One opened survey. `k` is the least size of a group. `made_up` marks invented answers or a rehearsal.

    `opened_on` is an ISO date, `box_id` hexadecimal. `listed` is how many could answer, `requests` how many asked for
    a pass; None where that is not known.
    """

    title: str
    intro: str
    box_id: str
    opened_on: str
    k: int
    made_up: bool
    listed: int | None
    requests: int | None
    envelopes: int
    questions: tuple[Question, ...]
    groups: tuple[Group, ...]
    shut: tuple[Shut, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse totals that do not fit the questions, and any opened group smaller than k."""
        date.fromisoformat(self.opened_on)
        bytes.fromhex(self.box_id)
        for group in self.groups:
            if group.count < self.k:
                raise ValueError(
                    f"Group {group.name!r} has {group.count} envelopes, fewer than {self.k}: it stays shut."
                )
            if len(group.totals) != len(self.questions):
                raise ValueError(f"Group {group.name!r} has totals for {len(group.totals)} questions, not all.")
            for question, totals in zip(self.questions, group.totals, strict=True):
                _check_totals(group, question, totals)

    def opened(self) -> int:
        """Count the envelopes in opened groups."""
        return sum(group.count for group in self.groups)

    def together(self) -> Group | None:
        """Add up all opened groups, as one group; None if fewer than two were opened."""
        if len(self.groups) < 2:  # noqa: PLR2004 - one group is its own sum
            return None
        totals = tuple(
            tuple(sum(column) for column in zip(*per_group, strict=True))
            for per_group in zip(*(group.totals for group in self.groups), strict=True)
        )
        return Group("All opened groups together", (), None, self.opened(), totals)


def _check_totals(group: Group, question: Question, totals: tuple[int, ...]) -> None:
    if len(totals) != len(question.options) + 1 or min(totals) < 0 or max(totals) > group.count * len(question.options):
        raise ValueError(
            f"Group {group.name!r}, question {question.id!r}: the totals must be one number for each of "
            f"{len(question.options)} options and one for no answer."
        )
