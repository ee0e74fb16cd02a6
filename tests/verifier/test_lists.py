"""The list: nobody invented, nobody twice, no more envelopes than requests, no more requests than members."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifier.builder import listed, rule, state_of, vouch, vouches, workplace
from tests.verifier.cast import DAY, FOUNDERS, MEMBERS, ORIGIN, key, pass_for, seed
from tests.verifier.judging import expect, expect_only
from tests.verifier.survey import NEW_YORK, Survey
from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import left_document, stayed_document, taken_back_document, vouch_document, workplace_id

CLAIM = "envelopes_within_list"
GHOST, OTHER_GHOST, THIRD_GHOST = seed("ghost"), seed("other ghost"), seed("third ghost")
PLACES = [workplace("NY"), workplace("VT"), workplace("ME")]


def everyone(*more: bytes) -> list[Document]:
    """Return the entries that list all members, and others in NY."""
    found = [listed(member, state_of(number)) for number, member in enumerate(MEMBERS)]
    return [*found, *(listed(member, "NY") for member in more)]


def with_list(path: Path, words: list[Document], people: list[Document], first: Document | None = None) -> Path:
    """Return the folder of a survey whose list has these vouches and these people, as its host wants it."""
    survey = Survey()
    survey.begin()
    survey.people(words, [first or rule(), *PLACES, *words, *people])
    survey.define()
    survey.ask()
    survey.batch(survey.envelopes())
    return survey.write(path)


def test_an_invented_member_without_vouches_is_seen(tmp_path: Path) -> None:
    folder = with_list(tmp_path, vouches(), everyone(GHOST))
    assert "without two standing vouches" in expect_only(folder, CLAIM, "vouch_missing")


def test_an_invented_member_with_one_vouch_is_seen(tmp_path: Path) -> None:
    words = [*vouches(), vouch(FOUNDERS[2], GHOST, "NY")]
    expect_only(with_list(tmp_path, words, everyone(GHOST)), CLAIM, "vouch_missing")


def test_an_invented_member_with_vouches_by_invented_members_is_seen(tmp_path: Path) -> None:
    words = [*vouches(), vouch(OTHER_GHOST, GHOST, "NY"), vouch(THIRD_GHOST, GHOST, "NY")]
    folder = with_list(tmp_path, words, everyone(GHOST))
    assert "does not itself stand" in expect_only(folder, CLAIM, "vouch_missing")


def test_invented_founders_are_not_those_of_the_ceremony(tmp_path: Path) -> None:
    ghosts = [GHOST, OTHER_GHOST, THIRD_GHOST]
    first = {**rule(), "founders": [key(each) for each in (*FOUNDERS, *ghosts)]}
    words = [*vouches(), vouch(ghosts[0], seed("fourth"), "NY"), vouch(ghosts[1], seed("fourth"), "NY")]
    expect_only(with_list(tmp_path, words, everyone(seed("fourth")), first), CLAIM, "founders_differ")


def test_a_thirteenth_vouch_is_seen(tmp_path: Path) -> None:
    given = sum(word["from"] == key(FOUNDERS[0]) for word in vouches())
    more = [vouch(FOUNDERS[0], seed(f"friend {number}"), "NY") for number in range(13 - given)]
    expect_only(with_list(tmp_path, [*vouches(), *more], everyone()), CLAIM, "vouch_too_many")


def test_a_vouch_that_its_giver_did_not_sign_is_seen(tmp_path: Path) -> None:
    forged = {**vouch(FOUNDERS[2], MEMBERS[3], "NY"), "to": key(GHOST)}
    words = [*vouches(), forged, vouch(FOUNDERS[1], GHOST, "NY")]
    expect_only(with_list(tmp_path, words, everyone(GHOST)), CLAIM, "signature_wrong")


def test_a_vouch_that_is_not_in_the_members_book_is_seen(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    secret = [vouch(FOUNDERS[2], GHOST, "NY"), vouch(FOUNDERS[1], GHOST, "NY")]
    survey.people(None, [rule(), *PLACES, *vouches(), *secret, *everyone(GHOST)])
    survey.define()
    expect_only(survey.write(tmp_path), CLAIM, "word_missing")


def test_a_workplace_that_is_not_in_the_members_book_is_seen(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.people(None, [rule(), *PLACES, workplace("OH"), *vouches(), *everyone()])
    survey.define()
    expect_only(survey.write(tmp_path), CLAIM, "word_missing")


def test_a_workplace_that_nobody_signed_is_seen(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    place = workplace("OH")
    unsigned = {"v": 1, "kind": "workplace_hash", "origin": ORIGIN, "by": key(FOUNDERS[0]), "day": DAY}
    survey.books["members"].add({**unsigned, "id": b64(workplace_id(place))})
    survey.people(None, [rule(), *PLACES, place, *vouches(), *everyone()])
    survey.define()
    expect_only(survey.write(tmp_path), CLAIM, "word_missing")


@pytest.mark.parametrize(
    "word", [left_document(MEMBERS[14], ORIGIN, DAY), stayed_document(MEMBERS[14], ORIGIN, public_key(GHOST), DAY)]
)
def test_what_somebody_listed_said_of_their_own_place_is_missed(tmp_path: Path, word: Document) -> None:
    survey = Survey()
    survey.begin()
    survey.books["members"].add(word)
    survey.tick()
    survey.people()
    survey.define()
    expect_only(survey.write(tmp_path), CLAIM, "word_left_out")


def test_a_word_that_the_list_passes_over_is_seen(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.books["members"].add(vouch(FOUNDERS[2], GHOST, "NY"))
    survey.tick()
    survey.people()
    survey.define()
    expect_only(survey.write(tmp_path), CLAIM, "word_left_out")


def test_a_vouch_taken_back_counts_no_more(tmp_path: Path) -> None:
    back = taken_back_document(FOUNDERS[0], ORIGIN, public_key(MEMBERS[14]), DAY)
    assert vouches()[29]["from"] == key(FOUNDERS[0])
    expect_only(with_list(tmp_path, [*vouches(), back], everyone()), CLAIM, "vouch_missing")


def test_a_member_whom_the_host_leaves_out_is_seen(tmp_path: Path) -> None:
    expect(with_list(tmp_path, vouches(), everyone()[:-1]), CLAIM, "member_left_out")


@pytest.mark.parametrize("day", [DAY - 8, DAY + 2])
def test_a_vouch_of_a_day_that_its_giver_chose_is_seen(tmp_path: Path, day: int) -> None:
    late = vouch(FOUNDERS[2], GHOST, "NY", day)
    words = [late, *vouches()] if day < DAY else [*vouches(), late]
    expect_only(with_list(tmp_path, words, everyone()), CLAIM, "day_wrong")


def test_an_ally_is_not_listed(tmp_path: Path) -> None:
    place = workplace_id(workplace("NY"))
    words = [vouch_document(giver, ORIGIN, public_key(GHOST), "ally", place, DAY) for giver in FOUNDERS[1:]]
    expect_only(with_list(tmp_path, [*vouches(), *words], everyone(GHOST)), CLAIM, "vouch_missing")


def test_a_member_listed_twice_is_seen(tmp_path: Path) -> None:
    expect_only(with_list(tmp_path, vouches(), [*everyone(), everyone()[0]]), CLAIM, "document_field")


def test_somebody_outside_the_rule_is_seen(tmp_path: Path) -> None:
    first = {**rule(), "rule": "state", "of": "NY"}
    expect(with_list(tmp_path, vouches(), everyone(), first), CLAIM, "member_not_listed")


def test_a_list_that_grew_after_it_was_fixed_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    words = [vouch(FOUNDERS[2], GHOST, "NY"), vouch(FOUNDERS[1], GHOST, "NY")]
    for entry in (*words, listed(GHOST, "NY")):
        survey.list_book.add(entry)
    survey.ask()
    survey.batch(survey.envelopes())
    expect_only(survey.write(tmp_path), CLAIM, "list_grew")


@pytest.mark.parametrize("change", [{"size": 10}, {"size": 10_000}, {"root": b64(bytes(32))}], ids=str)
def test_a_list_other_than_the_one_that_the_rules_name_is_seen(tmp_path: Path, change: Document) -> None:
    survey = Survey()
    survey.begin()
    survey.people()
    survey.define(list={**survey.list_named(), **change})
    expect(survey.write(tmp_path), CLAIM, "list_differs")


def test_a_list_book_that_is_not_there_is_missed(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.people()
    survey.define(list={**survey.list_named(), "book": b64(seed("no book"))})
    expect_only(survey.write(tmp_path), "no_leaf_missing", "file_missing")


def test_tags_that_the_list_does_not_give_are_seen(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.people()
    survey.define(k=6)
    expect_only(survey.write(tmp_path), CLAIM, "tags_wrong")


def request(survey: Survey, member: bytes) -> Document:
    """Return a request for a pass of the tag NY."""
    return pass_for(survey.rules.box_id, member, NEW_YORK)[0]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (lambda survey: request(survey, GHOST), "member_not_listed"),
        (lambda survey: request(survey, MEMBERS[0]), "pass_used_twice"),
        (lambda survey: request(survey, MEMBERS[12]), "pass_issuer_unknown"),
        (lambda _: pass_for(seed("another box"), MEMBERS[9], NEW_YORK)[0], "wrong_box"),
        (lambda survey: {**request(survey, MEMBERS[0]), "member": key(MEMBERS[9])}, "signature_wrong"),
    ],
    ids=["by a stranger", "a second one", "for another tag", "for another box", "in another's name"],
)
def test_a_request_that_no_member_may_make_is_seen(
    tmp_path: Path, entry: Callable[[Survey], Document], reason: str
) -> None:
    survey = Survey().until_defined()
    survey.ask(range(9))
    survey.list_book.add(entry(survey))
    survey.tick()
    expect_only(survey.write(tmp_path), CLAIM, reason)


def test_a_request_before_the_end_of_the_list_is_seen(tmp_path: Path) -> None:
    model = Survey().until_defined()
    survey = Survey()
    survey.begin()
    survey.people(None, [rule(), *PLACES, *vouches(), request(model, MEMBERS[0]), *everyone()])
    survey.define()
    expect_only(survey.write(tmp_path), CLAIM, "list_grew")


def test_more_envelopes_than_requests_are_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask([*range(1, 9), *range(10, 15)])
    survey.batch(survey.envelopes())
    found = expect_only(survey.write(tmp_path), CLAIM, "more_envelopes_than_requests")
    assert "tag 1: 9 keys, 8 requests, 10 members" in found


def test_requests_of_one_tag_do_not_cover_envelopes_of_another(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask([*range(10), *range(11, 15)])
    survey.batch(survey.envelopes())
    assert "tag 0: 5 keys, 4 requests" in expect_only(survey.write(tmp_path), CLAIM, "more_envelopes_than_requests")
