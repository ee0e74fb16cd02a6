"""The claims that a folder is held against, one file each, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from undersign.verifier.claims import (
    envelopes_well_formed,
    envelopes_within_list,
    every_envelope_had_a_pass,
    host_kept_promises,
    mine_is_in_the_set,
    no_leaf_missing,
    opened_once_in_groups,
    record_never_rewritten,
    result_equals_opening,
    rules_fixed_first,
)
from undersign.verifier.claims.verdict import Verdict

if TYPE_CHECKING:
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName


class Claim(NamedTuple):
    """One claim: its name, what it says in plain words, and who judges it."""

    name: ClaimName
    sentence: str
    judge: Callable[[Examination, Evidence | None], Verdict]


CLAIMS: Final = tuple(
    Claim(module.NAME, module.SENTENCE, module.judge)
    for module in (
        rules_fixed_first,
        record_never_rewritten,
        no_leaf_missing,
        every_envelope_had_a_pass,
        envelopes_within_list,
        envelopes_well_formed,
        opened_once_in_groups,
        result_equals_opening,
        mine_is_in_the_set,
        host_kept_promises,
    )
)
