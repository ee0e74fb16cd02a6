"""What an amendment is said to change."""

from __future__ import annotations

from tests.web.boxes.evening import ASKS
from tests.web.days import ahead, said_by_site
from tests.web.demands.drafting import proposal
from undersign.protocol.encoding import Document
from undersign.web.demands.drafts.changes import ADDED, REMOVED, SAME, changes, words_changed

ASK: Document = ASKS["asks"][0]


def lines(before: Document, after: Document) -> dict[str, list[str]]:
    """Return what differs, by part, with marks around the words."""
    marks = {SAME: "{}", ADDED: "+{}+", REMOVED: "-{}-"}
    found = changes(proposal(before), proposal(after))
    return {
        each.part: ["".join(marks[run.how].format(run.words) for run in line) for line in each.lines] for each in found
    }


def test_equal_proposals_differ_in_nothing() -> None:
    assert changes(proposal(), proposal()) == []
    assert changes(proposal(), proposal(signing_ends=7200, withdrawing_ends=7800)) == []


def test_words_are_marked() -> None:
    more = {"reasons": "Rent went up. Our pay has not."}
    assert lines({}, more) == {"reasons": ["Rent went up. Our pay -did- +has+ not."]}


def test_a_new_ask_is_new_as_a_whole_and_the_others_stay_as_they_are() -> None:
    other = {"what": "Paid supervision", "by": ahead(122)}
    line = f"Paid supervision ({said_by_site(ahead(122))})"
    assert lines({}, {"asks": [other, ASK]}) == {"asks": [f"+{line}+"]}
    assert lines({"asks": [other, ASK]}, {}) == {"asks": [f"-{line}-"]}


def test_choices_are_named_so_that_a_page_can_say_them() -> None:
    [change] = changes(proposal(), proposal({"names": "public"}))
    assert change.choice
    assert [(run.how, run.words) for run in change.lines[0]] == [(REMOVED, "signers"), (SAME, " "), (ADDED, "public")]


def test_numbers_differ_too() -> None:
    assert [each.part for each in changes(proposal(), proposal(levels=[5, 6], rule="state"))] == ["levels", "rule"]


def test_nothing_is_lost_between_the_marks() -> None:
    runs = words_changed("a b  c", "a  c d")
    assert "".join(run.words for run in runs if run.how != ADDED).split() == ["a", "b", "c"]
    assert "".join(run.words for run in runs if run.how != REMOVED).split() == ["a", "c", "d"]
