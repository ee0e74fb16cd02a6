"""What a test expects of the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undersign.verifier.report import verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verifier.builder import Maker
    from undersign.verifier.claims.verdict import Verdict

ABOUT_BOXES = (
    "rules_fixed_first",
    "every_envelope_had_a_pass",
    "envelopes_within_list",
    "envelopes_well_formed",
    "opened_once_in_groups",
    "result_equals_opening",
)
WITHOUT_RECEIPTS = ("record_never_rewritten", "no_leaf_missing", *ABOUT_BOXES)


def verdicts(folder: Path, receipts: Path | None = None) -> dict[str, Verdict]:
    """Return the verdict on each claim by its name."""
    return {claim.name: verdict for claim, verdict in verify(folder, receipts)}


def failing(folder: Path) -> dict[str, str]:
    """Return the reasons of the claims that fail."""
    return {name: verdict.reason for name, verdict in verdicts(folder).items() if verdict.outcome == "FAIL"}


def expect_only(folder: Path, claim: str, reason: str) -> str:
    """Check that one claim fails and no other, for this reason; return the whole reason."""
    found = failing(folder)
    assert list(found) == [claim], found
    assert reason in found[claim], found[claim]
    return found[claim]


def expect(folder: Path, claim: str, reason: str) -> str:
    """Check that a claim fails for this reason, whatever else does; return the whole reason."""
    found = failing(folder)
    assert reason in found.get(claim, ""), found
    return found[claim]


def expect_of(maker: Maker, path: Path, claim: str, reason: str) -> str:
    """Write what was played, and check that one claim fails for this reason and no other does."""
    return expect_only(maker.write(path / "folder"), claim, reason)
