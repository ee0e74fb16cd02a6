"""What a verifier holds against a folder: reasons with the place where they were found, a few kept and all counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Literal, NamedTuple

from undersign.protocol.errors import REASONS, Refused

KEPT: Final = 20  # problems that are kept word for word for each claim; the rest are only counted

ClaimName = Literal[
    "rules_fixed_first",
    "record_never_rewritten",
    "no_leaf_missing",
    "every_envelope_had_a_pass",
    "envelopes_within_list",
    "envelopes_well_formed",
    "opened_once_in_groups",
    "result_equals_opening",
    "mine_is_in_the_set",
    "host_kept_promises",
]
Progress = Callable[[int, int, str], None]  # (done, total, what); total is 0 where it is not known beforehand

SENTENCES: Final = {
    **REASONS,
    "book_twice": "Two folders hold the same book.",
    "envelope_absent": "The box's book does not hold the envelope.",
    "file_missing": "A file that the folder must hold is missing.",
    "file_unreadable": "A file cannot be read.",
    "founders_differ": "The list begins with other founders than the ceremony names.",
    "host_differs": "Another host or record is named than in the host's book.",
    "keyholder_concerned": "A keyholder opened a box that concerns their own employer.",
    "line_too_long": "A line is longer than 4 MB.",
    "list_differs": "The list is not the one that the definition names.",
    "more_envelopes_than_requests": "More envelope keys stand in the box than passes were asked for.",
    "record_forked": "A signed checkpoint does not fit the tree that the record holds.",
    "rules_not_first": "No cosigned checkpoint holds the rules without an envelope already standing beside them.",
    "word_missing": "A vouch or a workplace of the list does not stand in the members' book.",
}


class FolderProblem(Exception):
    """A file that is missing, broken or cut off. `reason` is a key of SENTENCES; `where` names file and line."""

    def __init__(self, reason: str, where: str) -> None:
        self.reason = reason
        self.where = where
        super().__init__(f"{where}: {SENTENCES[reason]}")

    def __reduce__(self) -> tuple[type[FolderProblem], tuple[str, str]]:
        """Survive the way back from a worker process."""
        return (FolderProblem, (self.reason, self.where))


class Problem(NamedTuple):
    """One thing that is wrong: a key of SENTENCES, and where."""

    reason: str
    where: str

    def sentence(self) -> str:
        """Return it as a person reads it, its name first."""
        return f"{self.reason}: {SENTENCES[self.reason]} ({self.where})"


class Problems:
    """Problems by the claim that they break."""

    def __init__(self) -> None:
        self._kept: dict[ClaimName, list[Problem]] = {}
        self._counts: Counter[ClaimName] = Counter()

    def add(self, claim: ClaimName, reason: str, where: str) -> None:
        """Hold something against a claim."""
        self._counts[claim] += 1
        kept = self._kept.setdefault(claim, [])
        if len(kept) < KEPT:
            kept.append(Problem(reason, where))

    def note(self, claim: ClaimName, trouble: FolderProblem | Refused, where: str = "") -> None:
        """Hold what was raised against a claim; `where` is for a refusal, which does not know its place."""
        if isinstance(trouble, FolderProblem):
            self.add(claim, trouble.reason, trouble.where)
        else:
            self.add(claim, trouble.reason, f"{where}: {trouble.detail}" if trouble.detail else where)

    def of(self, claim: ClaimName) -> list[Problem]:
        """Return the problems that were kept for a claim."""
        return self._kept.get(claim, [])

    def count(self, claim: ClaimName) -> int:
        """Return how many problems a claim has, those not kept among them."""
        return self._counts[claim]

    def all(self) -> list[Problem]:
        """Return every problem that was kept."""
        return [problem for kept in self._kept.values() for problem in kept]


@contextmanager
def located(where: str) -> Iterator[None]:
    """Turn a refusal into a problem of the folder at `where`."""
    try:
        yield
    except Refused as problem:
        place = f"{where}: {problem.detail}" if problem.detail else where
        raise FolderProblem(problem.reason, place) from None
