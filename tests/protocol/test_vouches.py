"""What holds for every book of words. tests/client/vouches.test.js says the same of the browser's part.

Ways of being wrong, one file each: vectors/vouches.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.protocol.test_lists import NAMES, WORDS, stands, unsigned_vouch
from tests.vectors.people import DAY, FOUNDERS, HARBOR, ORIGIN, key, left, moved, secret, stayed, taken_back, vouch
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.protocol.vouches import People

ANA = [vouch("founder 1", "Ana"), vouch("founder 2", "Ana")]


def founded(*entries: Document, check_signatures: bool = True) -> People:
    """Return the people of three founders, after these words."""
    people = People(ORIGIN, [key(name) for name in FOUNDERS], check_signatures=check_signatures)
    for entry in entries:
        assert people.take(entry)
    return people


def names_standing(people: People) -> set[str]:
    """Return who stands."""
    named = {key(name): name for name in (*FOUNDERS, *NAMES)}
    return {named[person.key] for person in people.standing()}


@given(pairs=WORDS, asked=st.booleans())
def test_whoever_stands_has_a_chain_of_vouches_to_the_founders(
    *, pairs: Sequence[tuple[str, str]], asked: bool
) -> None:
    people = founded(check_signatures=False)
    for giver, to in pairs:
        if giver != to:
            people.take(unsigned_vouch(giver, to))
            assert not asked or people.standing()
    assert names_standing(people) == stands(pairs)


@given(WORDS, st.data())
def test_what_is_taken_back_was_never_there(pairs: Sequence[tuple[str, str]], data: st.DataObject) -> None:
    given_first = [pair for pair in pairs if pair[0] != pair[1]]
    gone = data.draw(st.lists(st.sampled_from(given_first), unique=True)) if given_first else []
    people = founded(*(unsigned_vouch(*pair) for pair in given_first), check_signatures=False)
    for giver, to in gone:
        word = {"v": 1, "kind": "taken_back", "origin": ORIGIN, "from": b64(key(giver)), "to": b64(key(to)), "day": DAY}
        assert people.take(word)
        assert people.standing()
    assert names_standing(people) == stands([pair for pair in given_first if pair not in gone])


@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_vouches_does_not_matter(pairs: Sequence[tuple[str, str]], source: random.Random) -> None:
    words = [unsigned_vouch(giver, to) for giver, to in pairs if giver != to]
    other = source.sample(words, len(words))
    assert names_standing(founded(*words, check_signatures=False)) == names_standing(
        founded(*other, check_signatures=False)
    )


@given(st.integers(-20, 20))
def test_a_word_names_the_day_on_which_it_was_written_down(off: int) -> None:
    assert outcome(lambda: vouches.check_day(DAY + off, DAY))[0] == ("ok" if -7 <= off <= 1 else "day_wrong")


def test_a_person_who_moved_is_one_person_under_both_keys() -> None:
    people = founded(*ANA, moved("founder 1", "Ana", "new"), moved("founder 2", "Ana", "new"))
    person = people.person(key("Ana"))
    assert person is not None
    assert person is people.person(key("new"))
    assert (people.present(key("Ana")), people.present(key("new"))) == (False, True)
    assert people.workplaces(person) == [vouches.workplace_id(HARBOR)]


def test_who_has_left_is_not_present_and_still_holds_up_others() -> None:
    people = founded(*ANA, vouch("founder 1", "Bo"), vouch("Ana", "Bo"), left("Ana"))
    person = people.person(key("Bo"))
    assert person is not None
    assert person in people.standing()
    assert (people.present(key("Ana")), people.present(key("Bo")), people.present(key("Ghost"))) == (False, True, False)


def test_twelve_vouches_are_free_and_come_back_after_90_days() -> None:
    people = founded(*(vouch("founder 1", name) for name in NAMES), taken_back("founder 1", NAMES[0]))
    person = people.person(key("founder 1"))
    assert person is not None
    assert [people.vouches_free(person, DAY + days) for days in (0, 89, 90)] == [4, 4, 12]


def test_a_word_that_is_refused_changes_nothing() -> None:
    people = founded(*ANA)
    late = DAY + 5
    refused = [
        vouch("Ghost", "Ghost", day=late),
        vouches.note_document(secret("Ghost"), ORIGIN, bytes(32), bytes(32), late),
        taken_back("founder 3", "Ana", late),
        moved("founder 3", "Ana", "new", late),
        {**left("founder 1", late), "day": late + 1},
    ]
    assert [outcome(partial(people.take, word))[0] for word in refused] == [
        "document_field",
        "vouch_missing",
        "vouch_missing",
        "vouch_missing",
        "signature_wrong",
    ]
    assert people.person(key("Ghost")) is None
    assert people.day == DAY
    assert {person.key for person in people.spoke} == {key("founder 1"), key("founder 2")}


@given(st.lists(st.sampled_from(["no", "founder 1", "founder 2"]), max_size=8))
def test_no_order_of_words_moves_a_place_after_its_owner_said_no(order: list[str]) -> None:
    people = founded(*ANA)
    for day, each in enumerate(order, DAY):
        word = stayed("Ana", "new", day) if each == "no" else moved(each, "Ana", "new", day)
        before, said = people.present(key("Ana")), "no" in order[: day - DAY]
        reason = outcome(partial(people.take, word))[0]
        assert reason == ("vouch_missing" if not before else "move_stopped" if said and each != "no" else "ok")
    first = order.index("no") if "no" in order else len(order)
    assert people.present(key("new")) == ({"founder 1", "founder 2"} <= set(order[:first]))


def test_a_stopped_move_leaves_nothing_behind_and_other_keys_free() -> None:
    people = founded(*ANA, moved("founder 1", "Ana", "new"), moved("founder 1", "Ana", "newer"), stayed("Ana", "new"))
    person = people.person(key("Ana"))
    assert person is not None
    assert person.moves.keys() == {key("newer")}
    assert people.take(moved("founder 2", "Ana", "newer"))
    assert people.present(key("newer"))


def test_words_are_believed_unsigned_only_where_somebody_else_checks_them() -> None:
    forged = {**ANA[0], "to": b64(key("Bo"))}
    assert outcome(lambda: founded(forged))[0] == "signature_wrong"
    assert founded(forged, check_signatures=False).present(key("Bo"))


def test_every_kind_has_a_shape_and_a_signer() -> None:
    assert vouches.SHAPES.keys() == vouches.SIGNED_BY.keys()
    assert all(vouches.SIGNED_BY[kind] in shape for kind, shape in vouches.SHAPES.items())
    assert set(vouches.WORDS) < set(vouches.SHAPES)
    assert sha256(encode(HARBOR)) == vouches.workplace_id(HARBOR)
