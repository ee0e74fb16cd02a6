"""Makes vectors/lists: `python -m tests.vectors.make_lists`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.ed25519 import SMALL_ORDER
from tests.vectors.people import (
    DAY,
    HARBOR,
    HILL,
    ORIGIN,
    key,
    left,
    listed,
    merged,
    moved,
    parted,
    rule,
    secret,
    signer,
    staff,
    stayed,
    taken_back,
    vouch,
    whole,
    workplace,
)
from tests.vectors.run_lists import OPERATIONS
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import signed
from undersign.protocol.vouches import workplace_id

HERE: Final = "made by tests/vectors/make_lists.py"
START: Final = [rule(), HARBOR, HILL]
ANA: Final = [vouch("founder 1", "Ana"), vouch("founder 2", "Ana")]
BO: Final = [vouch("founder 2", "Bo"), vouch("founder 3", "Bo")]
CHI: Final = [vouch("Ana", "Chi"), vouch("Bo", "Chi")]
THREE: Final = [listed("Ana"), listed("Bo"), listed("Chi")]
TEN_BILLION: Final = 10**10


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def _list(*entries: Document, **more: object) -> dict[str, Any]:
    return {"origin": ORIGIN, "entries": list(entries), **more}


def _changed(**changes: object) -> Document:
    """Return the first vouch for Ana with other fields, signed all the same."""
    rest = {name: value for name, value in ANA[0].items() if name != "signature"}
    return signed(secret("founder 1"), "vouch", {**rest, **changes})


def lists_that_hold() -> Iterator[Case]:
    """Read lists by every rule, with every word in them."""

    def read(name: str, about: str, *entries: Document, **more: object) -> Case:
        return good(name, "list_read", about, _list(*entries, **more))

    yield read("all", "Three members; the third has vouches by the first two.", *START, *ANA, *BO, *CHI, *THREE)
    early = [*START, *CHI, *ANA, *BO, *THREE]
    yield read("vouch_early", "A vouch given before its giver stands counts once the giver does.", *early)
    place = [rule("workplace", b64(workplace_id(HARBOR))), HARBOR, *ANA, *BO, *CHI, *THREE]
    yield read("workplace", "The people of one workplace.", *place)
    state = [rule("state", "VT"), HILL, vouch("founder 1", "Dee", HILL), vouch("founder 2", "Dee", HILL)]
    yield read(
        "state", "Only who works in the state is listed; Ana works elsewhere.", *state, *ANA, listed("Dee", HILL)
    )
    twelve = [vouch("founder 1", f"friend {number}", day=DAY - 90) for number in range(12)]
    yield read(
        "vouch_again", "Twelve vouches 90 days ago leave room for new ones.", *START, *twelve, *ANA, listed("Ana")
    )
    again = [*ANA, taken_back("founder 1", "Ana"), vouch("founder 1", "Ana", HILL), vouch("founder 3", "Ana", HILL)]
    yield read(
        "new_job", "A vouch taken back and given again, for another workplace.", *START, *again, listed("Ana", HILL)
    )
    move = [moved("founder 1", "Ana", "Ana's new key"), moved("founder 2", "Ana", "Ana's new key")]
    yield read("moved", "A place moved to a new key by two who vouched.", *START, *ANA, *move, listed("Ana's new key"))
    chain = [*START, *ANA, *BO, *CHI, *move, listed("Ana's new key"), *THREE[1:]]
    yield read("moved_giver", "What a moved member vouched for before still counts.", *chain)
    founder = [*START, vouch("founder 2", "founder 1"), vouch("founder 3", "founder 1"), listed("founder 1")]
    yield read("founder", "A founder with two vouches for a job is listed like others.", *founder)
    ally = [vouch("founder 1", "Eli", role="ally"), vouch("founder 2", "Eli", role="ally")]
    yield read("ally", "An ally is vouched for and not listed.", *START, *ANA, *ally, listed("Ana"))
    three = [*ANA, vouch("founder 3", "Ana", role="ally"), listed("Ana")]
    yield read("ally_by_one", "One who calls a peer an ally changes nothing.", *START, *three)
    signers = [rule("signers", b64(bytes(32))), signer("envelope 1"), signer("envelope 2")]
    keys = [key("envelope 1").hex(), key("envelope 2").hex()]
    yield read("signers", "The signers of a demand, by their envelope keys.", *signers, signers=keys)


def words_that_do_not() -> Iterator[Case]:
    """Vouches and members that are refused."""

    def refused(name: str, expect: str, about: str, *entries: Document, **more: object) -> Case:
        return Case(name, "list_read", about, HERE, _list(*entries, **more), expect)

    missing = "vouch_missing"
    yield refused("invented", missing, "A member without vouches.", *START, listed("Ghost"))
    yield refused("one_vouch", missing, "A member with one vouch.", *START, ANA[0], listed("Ana"))
    ghosts = [vouch("Ghost 2", "Ghost 1"), vouch("Ghost 3", "Ghost 1"), listed("Ghost 1")]
    yield refused("vouched_by_invented", missing, "A member with two vouches by invented members.", *START, *ghosts)
    names = [f"Ghost {number}" for number in range(1, 4)]
    ring = [vouch(giver, to) for giver in names for to in names if giver != to]
    yield refused("ring", missing, "Three invented members who vouch for each other.", *START, *ring, listed("Ghost 1"))
    allies = [vouch("founder 1", "Eli", role="ally"), vouch("founder 2", "Eli", role="ally")]
    yield refused("ally_listed", missing, "An ally on the list.", *START, *allies, listed("Eli"))
    by_ally = [*allies, vouch("Eli", "Dee"), vouch("founder 1", "Dee"), listed("Dee")]
    yield refused("vouched_by_ally", missing, "One of two vouches is an ally's.", *START, *by_ally)
    half = [vouch("founder 1", "Dee"), vouch("founder 2", "Dee", role="ally"), listed("Dee")]
    yield refused("half_ally", missing, "One says peer, the other ally.", *START, *half)
    elsewhere = [vouch("founder 1", "Dee"), vouch("founder 2", "Dee", HILL), listed("Dee")]
    yield refused("other_workplace", missing, "Two vouches for different workplaces.", *START, *elsewhere)
    yield refused(
        "placed_elsewhere", missing, "Listed at a workplace nobody vouched for.", *START, *ANA, listed("Ana", HILL)
    )
    back = taken_back("founder 1", "Ana")
    yield refused("taken_back", missing, "A vouch taken back before.", *START, *ANA, back, listed("Ana"))
    yield refused(
        "taken_back_after", missing, "Taken back after the entry, before the end.", *START, *ANA, listed("Ana"), back
    )
    unwound = [*ANA, *BO, *CHI, back, listed("Chi")]
    yield refused("taken_back_giver", missing, "A giver who no longer stands.", *START, *unwound)
    yield refused(
        "nothing_to_take_back",
        missing,
        "A vouch taken back that was not given.",
        *START,
        ANA[0],
        taken_back("founder 3", "Ana"),
    )
    founder = [*START, listed("founder 1")]
    yield refused("founder_listed", missing, "A founder listed without vouches for a job.", *founder)
    thirteen = [vouch("founder 1", f"friend {number}", day=DAY - 89 + number) for number in range(13)]
    yield refused("thirteenth_vouch", "vouch_too_many", "Thirteen vouches within 90 days.", *START, *thirteen)
    gone = [
        each
        for number in range(12)
        for each in (vouch("founder 1", f"friend {number}"), taken_back("founder 1", f"friend {number}"))
    ]
    yield refused(
        "thirteenth_after_taking_back",
        "vouch_too_many",
        "Vouches taken back count against the twelve.",
        *START,
        *gone,
        vouch("founder 1", "Ana"),
    )
    field = "document_field"
    twice = [*START, ANA[0], vouch("founder 1", "Ana", HILL)]
    yield refused("vouch_twice", field, "A second vouch by one for the same, for another workplace.", *twice)
    yield refused("vouch_oneself", field, "A vouch for oneself.", *START, vouch("founder 1", "founder 1"))
    yield refused(
        "days_backwards",
        field,
        "A word of an earlier day follows.",
        *START,
        ANA[0],
        vouch("founder 2", "Ana", day=DAY - 1),
    )
    yield refused("day_endless", field, "A day of ten billion.", *START, _changed(day=TEN_BILLION))
    yield refused("unknown_field", field, "A field that vouches do not have.", *START, _changed(more=1))
    yield refused("listed_twice", field, "A member listed twice.", *START, *ANA, listed("Ana"), listed("Ana"))
    yield refused(
        "unknown_workplace",
        field,
        "Listed at a workplace that is not shown.",
        *START,
        *ANA,
        listed("Ana", workplace("Coast")),
    )
    yield refused(
        "changed", "signature_wrong", "A vouch made out to another.", *START, {**ANA[0], "to": b64(key("Ghost"))}
    )
    no_key = {**ANA[0], "to": b64(bytes.fromhex(SMALL_ORDER["order_8"]))}
    yield refused(
        "unsigned", field, "A vouch without signature.", *START, {n: v for n, v in ANA[0].items() if n != "signature"}
    )
    yield refused("changed_to_small_order", "signature_wrong", "Made out to a key of small order.", *START, no_key)
    bad_key = vouches.vouch_document(
        secret("founder 1"), ORIGIN, bytes.fromhex(SMALL_ORDER["order_8"]), "peer", workplace_id(HARBOR), DAY
    )
    yield refused("small_order", "key_not_canonical", "A vouch for a key of small order.", *START, bad_key)
    other = {**_list(*START, *ANA, listed("Ana")), "origin": "example.org/others"}
    yield Case("other_record", "list_read", "Vouches made for another record.", HERE, other, field)


def moves_and_rules_that_do_not() -> Iterator[Case]:
    """Read moved places and rules that are refused."""

    def refused(name: str, expect: str, about: str, *entries: Document, **more: object) -> Case:
        return Case(name, "list_read", about, HERE, _list(*entries, **more), expect)

    missing, impossible = "vouch_missing", "rule_impossible"
    move = [moved("founder 1", "Ana", "new"), moved("founder 2", "Ana", "new")]
    yield refused("moved_old_listed", missing, "The old key of a moved place.", *START, *ANA, *move, listed("Ana"))
    yield refused("moved_after", missing, "Moved after the entry.", *START, *ANA, listed("Ana"), *move)
    both = [*ANA, listed("Ana"), *move, listed("new")]
    yield refused("moved_both_listed", "document_field", "Old and new key on one list.", *START, *both)
    yield refused("moved_by_one", missing, "One of two who vouched.", *START, *ANA, move[0], listed("new"))
    apart = [move[0], moved("founder 2", "Ana", "other"), listed("other")]
    yield refused("moved_apart", missing, "Two who name different new keys.", *START, *ANA, *apart)
    yield refused(
        "moved_by_stranger", missing, "Somebody who did not vouch.", *START, *ANA, moved("founder 3", "Ana", "new")
    )
    ghosts = [
        vouch("Ghost 1", "Ana"),
        vouch("Ghost 2", "Ana"),
        moved("Ghost 1", "Ana", "new"),
        moved("Ghost 2", "Ana", "new"),
    ]
    yield refused(
        "moved_by_invented", missing, "Two invented vouchers move a place.", *START, *ANA, *ghosts, listed("new")
    )
    yield refused(
        "moved_to_known", missing, "To a key that is somebody's.", *START, *ANA, *BO, moved("founder 1", "Ana", "Bo")
    )
    root = [vouch("founder 2", "founder 1"), vouch("founder 3", "founder 1"), moved("founder 2", "founder 1", "new")]
    yield refused("moved_founder", missing, "A founder's place does not move.", *START, *root)
    yield refused("moved_signs", missing, "The old key signs after the move.", *START, *ANA, *move, vouch("Ana", "Bo"))
    yield refused("moved_gets", missing, "A vouch for the old key.", *START, *ANA, *move, vouch("founder 3", "Ana"))
    yield refused("rule_missing", impossible, "No rule stands first.", HARBOR, *ANA)
    yield refused("rule_twice", impossible, "A second rule.", *START, rule())
    yield refused("rule_of_all", impossible, "A list of all that names something.", rule("all", "NY"))
    yield refused("rule_of_nothing", impossible, "A state without a name.", rule("state"))
    yield refused("rule_workplace", "size_wrong", "A workplace by another id than 32 bytes.", rule("workplace", "AAAA"))
    yield refused(
        "founder_twice", impossible, "One founder twice.", rule(founders=("founder 1", "founder 2", "founder 2"))
    )
    yield refused("two_founders", "document_field", "Two founders.", rule(founders=("founder 1", "founder 2")))
    torsion = {**rule(), "founders": [*rule()["founders"][:2], b64(bytes.fromhex(SMALL_ORDER["order_8"]))]}
    yield refused("founder_of_small_order", "key_not_canonical", "A founder's key of small order.", torsion)
    yield refused(
        "outside", "member_not_listed", "Listed outside the rule.", rule("state", "VT"), HARBOR, *ANA, listed("Ana")
    )
    yield refused(
        "left_out", "member_left_out", "Somebody the rule covers is missing.", *START, *ANA, *BO, *CHI, *THREE[:2]
    )
    signers = rule("signers", b64(bytes(32)))
    keys = [key("envelope 1").hex()]
    yield refused("signers_unopened", "box_not_opened", "The demand was not opened.", signers, signer("envelope 1"))
    yield refused(
        "signers_other", "member_not_listed", "A key that was not opened.", signers, signer("envelope 2"), signers=keys
    )
    yield refused("signers_left_out", "member_left_out", "An opened signer is missing.", signers, signers=keys)
    twice = [signers, signer("envelope 1"), signer("envelope 1")]
    yield refused("signers_twice", "document_field", "A signer twice.", *twice, signers=keys)
    yield refused(
        "signer_in_all", "member_not_listed", "An envelope key on a list of members.", *START, signer("envelope 1")
    )
    picked = [signers, HARBOR, *ANA, listed("Ana")]
    yield refused("member_in_signers", "member_not_listed", "A member on a list of signers.", *picked, signers=[])


def passed_over() -> Iterator[Case]:
    """Compare a list with the words of the members' book."""
    back, other = taken_back("founder 1", "Ana"), vouch("founder 1", "somebody else")
    given = _list(*START, *ANA, *BO, listed("Ana"), listed("Bo"))
    unconcerned = vouch("Dee", "somebody else")
    about = "The list holds every word by whoever speaks in it; others' words need not be there."
    yield good("words", "list_words", about, {**given, "members_book": [*ANA, *BO, unconcerned]})
    about = "A vouch was taken back, and the list passes over it."
    case = {**given, "members_book": [*ANA, *BO, back]}
    yield Case("words_taken_back", "list_words", about, HERE, case, "word_left_out")
    about = "A vouch for somebody outside is passed over, so that a thirteenth could be."
    yield Case("words_vouch", "list_words", about, HERE, {**given, "members_book": [*ANA, *BO, other]}, "word_left_out")
    move = [moved("founder 1", "Ana", "new"), moved("founder 2", "Ana", "new")]
    given = _list(*START, *ANA, vouch("Ana", "Dee"), *move)
    about = "A word by the new key of somebody who spoke under the old one."
    case = {**given, "members_book": [*ANA, *move, vouch("new", "Chi")]}
    yield Case("words_new_key", "list_words", about, HERE, case, "word_left_out")


def people_who_left() -> Iterator[Case]:
    """Read lists with people who have left."""

    def read(name: str, about: str, *entries: Document) -> Case:
        return good(name, "list_read", about, _list(*entries))

    gone = left("Chi")
    here = [*START, *ANA, *BO, *CHI]
    yield read("left", "Somebody who has left is not on the list and not missing.", *here, gone, *THREE[:2])
    yield read("left_giver", "What somebody vouched for before leaving still counts.", *here, left("Ana"), *THREE[1:])
    refused = {
        "left_listed": ("Listed after leaving.", [gone, *THREE]),
        "left_after": ("Listed, and then gone before the end of the list.", [*THREE, gone]),
    }
    for name, (about, entries) in refused.items():
        yield Case(name, "list_read", about, HERE, _list(*here, *entries), "member_left")
    about = "Somebody on the list who speaks nowhere in it has left, and the list passes over it."
    case = {**_list(*here, *THREE), "members_book": [*ANA, *BO, *CHI, gone]}
    yield Case("words_left", "list_words", about, HERE, case, "word_left_out")
    case = {**_list(*here, *THREE), "members_book": [*ANA, *BO, *CHI, left("Dee")]}
    about = "Somebody has left who is neither on the list nor speaks in it."
    yield good("words_left_elsewhere", "list_words", about, case)


def moves_passed_over() -> Iterator[Case]:
    """Compare a list that lets a place move with what its owner said of it under the old key."""
    no = stayed("Ana", "new")
    move = [moved("founder 1", "Ana", "new"), moved("founder 2", "Ana", "new")]
    given = _list(*START, *ANA, *move, listed("new"))
    about = "Somebody has stopped a move, and the list passes over it and moves their place."
    case = {**given, "members_book": [*ANA, move[0], no, move[1]]}
    yield Case("words_stayed", "list_words", about, HERE, case, "word_left_out")
    about = "Somebody left under the old key, and the list passes over it and moves their place."
    case = {**given, "members_book": [*ANA, left("Ana"), *move]}
    yield Case("words_left_moved", "list_words", about, HERE, case, "word_left_out")
    case = {**given, "members_book": [*ANA, stayed("Ana", "newer"), *move]}
    about = "What somebody on the list said of another key under the old one."
    yield Case("words_stayed_other", "list_words", about, HERE, case, "word_left_out")
    held = _list(*START, *ANA, stayed("Ana", "newer"), *move, listed("new"))
    about = "Somebody has stopped one move, and their place moves to another key."
    yield good("words_stayed_held", "list_words", about, {**held, "members_book": held["entries"][3:-1]})


def merged_places() -> Iterator[Case]:
    """Read lists of workplaces that members said are one."""

    def read(name: str, about: str, *entries: Document) -> Case:
        return good(name, "list_read", about, _list(*entries))

    def refused(name: str, expect: str, about: str, *entries: Document, **more: object) -> Case:
        return Case(name, f"list_{'words' if more else 'read'}", about, HERE, _list(*entries, **more), expect)

    start = [rule("workplace", b64(workplace_id(HARBOR))), HARBOR, HILL]
    old = [rule("workplace", b64(workplace_id(HILL))), HARBOR, HILL]
    dee = [vouch("founder 1", "Dee", HILL), vouch("founder 2", "Dee", HILL)]
    eli = [vouch("founder 1", "Eli", HILL), vouch("founder 3", "Eli")]
    one, both, three = merged("Dee", HILL, HARBOR), [listed("Ana"), listed("Dee")], [*ANA, *dee, *eli]
    about = "People of both numbers, and one with a vouch for each, are listed at the number that stays."
    yield read("merged", about, *start, *three, one, *both, listed("Eli"))
    yield read("merged_rule_of_old", "The rule names the number that went.", *old, *ANA, *dee, one, *both)
    about = "The rule names the state of the number that went."
    yield read("merged_state", about, rule("state", "VT"), HARBOR, HILL, *ANA, *dee, one, *both)
    loose = merged("founder 3", HILL, HARBOR)
    yield read(
        "merged_empty", "Where nobody works yet anybody says so.", *start, *ANA, *eli, loose, *both[:1], listed("Eli")
    )
    yield read("merged_filled", "What was said while nobody worked there ends.", *start, *ANA, loose, *dee, both[0])
    yield read("merged_by_stranger", "Said by somebody who works at neither.", *start, *ANA, *dee, loose, both[0])
    yield read("merged_parted", "Two places after all.", *start, *ANA, *dee, one, parted("Ana", HILL, HARBOR), both[0])
    coast = workplace("Coast")
    chain = [vouch("founder 2", "Fay", coast), vouch("founder 3", "Fay", coast), merged("Fay", HARBOR, coast)]
    about = "What counts as another, or another counts as, is not merged once more."
    yield read("merged_chain", about, *start, coast, *ANA, *dee, one, *chain, *both)
    yield refused(
        "merged_left_out", "member_left_out", "Who works under the other number.", *start, *three, one, both[0]
    )
    yield refused(
        "merged_old_number",
        "vouch_missing",
        "Listed at the number that went.",
        *start,
        *dee,
        *ANA,
        one,
        listed("Dee", HILL),
    )
    yield refused("merged_by_stranger_listed", "vouch_missing", "Said by a stranger.", *start, *ANA, *dee, loose, *both)
    yield refused(
        "merged_parted_listed", "vouch_missing", "Parted.", *start, *ANA, *dee, one, parted("Ana", HILL, HARBOR), *both
    )
    yield refused(
        "merged_unshown",
        "document_field",
        "The number that stays is not shown.",
        old[0],
        HILL,
        *ANA,
        *dee,
        one,
        both[1],
    )
    book = [*ANA, *dee, one]
    about = "Two places were merged, and the list passes over it."
    yield refused("words_merged", "word_left_out", about, *start, *ANA, both[0], members_book=book)
    about = "Two places were parted, and the list passes over it."
    apart = parted("Eli", HILL, HARBOR)
    yield refused("words_parted", "word_left_out", about, *start, *ANA, *dee, one, *both, members_book=[*book, apart])
    signers = _list(rule("signers", b64(bytes(32))), signer("envelope 1"), signers=[key("envelope 1").hex()])
    about = "A list of signers holds no words."
    yield good("words_merged_signers", "list_words", about, {**signers, "members_book": book})


def large() -> Iterator[Case]:
    """Read a list of two workplaces."""
    yield good("thirty", "list_read", "Thirty people at two workplaces.", _list(*whole(staff(18), staff(12, HILL))))


if __name__ == "__main__":
    made = (
        lists_that_hold,
        words_that_do_not,
        moves_and_rules_that_do_not,
        passed_over,
        people_who_left,
        moves_passed_over,
        merged_places,
        large,
    )
    write("lists", [case for each in made for case in each()])
