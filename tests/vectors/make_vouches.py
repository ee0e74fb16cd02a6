"""Makes vectors/vouches: `python -m tests.vectors.make_vouches`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.ed25519 import SMALL_ORDER
from tests.vectors.people import (
    DAY,
    FOUNDERS,
    HARBOR,
    HILL,
    ORIGIN,
    key,
    left,
    moved,
    secret,
    stayed,
    taken_back,
    vouch,
)
from tests.vectors.run_vouches import OPERATIONS
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import signed
from undersign.protocol.vouches import workplace_id

HERE: Final = "made by tests/vectors/make_vouches.py"
ANA: Final = [vouch("founder 1", "Ana"), vouch("founder 2", "Ana")]
BO: Final = [vouch("founder 2", "Bo"), vouch("founder 3", "Bo")]
CHI: Final = [vouch("Ana", "Chi"), vouch("Bo", "Chi")]
MOVE: Final = [moved("founder 1", "Ana", "new"), moved("founder 2", "Ana", "new")]
ELI: Final = [vouch("founder 1", "Eli", role="ally"), vouch("founder 2", "Eli", role="ally")]
PLACE: Final = workplace_id(HARBOR)
OTHER: Final = workplace_id(HILL)
TEXT: Final = random_from("vectors/vouches/text")(32)
BAD_KEY: Final = bytes.fromhex(SMALL_ORDER["order_8"])


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def _words(*entries: Document, **more: object) -> dict[str, Any]:
    return {"origin": ORIGIN, "founders": [key(name).hex() for name in FOUNDERS], "entries": list(entries), **more}


def _changed(entry: Document, who: str, **changes: object) -> Document:
    """Return a word with other fields, signed all the same."""
    rest = {name: value for name, value in entry.items() if name != "signature"}
    return signed(secret(who), str(entry["kind"]), {**rest, **changes})


def others(who: str, day: int = DAY) -> dict[str, Document]:
    """Return one word by somebody of every kind that only those who stand sign."""
    own, link = secret(who), key("link")
    return {
        "invitation": vouches.invitation_document(own, ORIGIN, link, PLACE, "peer", day + 14, day),
        "workplace_hash": vouches.workplace_hash_document(own, ORIGIN, PLACE, day),
        "workplace_confirmed": vouches.workplace_confirmed_document(own, ORIGIN, PLACE, day),
        "workplace_merged": vouches.workplace_merged_document(own, ORIGIN, PLACE, OTHER, day),
        "workplace_parted": vouches.workplace_parted_document(own, ORIGIN, PLACE, OTHER, day),
        "note": vouches.note_document(own, ORIGIN, PLACE, TEXT, day),
    }


def words_as_signed() -> Iterator[Case]:
    """Words as they are signed, days, ids."""
    place, other, link, bo, new = PLACE.hex(), OTHER.hex(), key("link").hex(), key("Bo").hex(), key("new").hex()
    fields: dict[str, dict[str, object]] = {
        "vouch": {"to": bo, "role": "peer", "workplace": place},
        "taken_back": {"to": bo},
        "moved": {"old": bo, "new": new},
        "stayed": {"new": new},
        "left": {},
        "invitation": {"invitation": link, "workplace": place, "role": "ally", "until": DAY + 14},
        "workplace_hash": {"workplace": place},
        "workplace_confirmed": {"workplace": place},
        "workplace_merged": {"workplace": place, "into": other},
        "workplace_parted": {"workplace": place, "into": other},
        "note": {"workplace": place, "text_hash": TEXT.hex()},
    }
    base = {"secret": secret("Ana").hex(), "origin": ORIGIN, "day": DAY}
    for kind, given in fields.items():
        about = f"A word of kind {kind}, as its signer makes it."
        yield good(f"make_{kind}", "word_make", about, {**base, "kind": kind, "fields": given})
    yield good("workplace", "workplace_id", "The id of a workplace.", {"entry": HARBOR})
    yield good("not_a_word", "word_take", "An entry of another kind.", {"origin": ORIGIN, "entry": HARBOR})
    for name, day in {"day_late": -7, "day_ahead": 1}.items():
        yield good(name, "word_day", "The outermost day.", {"day": DAY + day, "written": DAY})
    for name, day in {"day_too_late": -8, "day_too_ahead": 2}.items():
        given = {"day": DAY + day, "written": DAY}
        yield Case(name, "word_day", "One day further.", HERE, given, "day_wrong")


def people_who_stand() -> Iterator[Case]:
    """Read words and say who stands."""

    def read(name: str, about: str, *entries: Document) -> Case:
        return good(name, "people_read", about, _words(*entries))

    yield read("founders", "Founders stand before anything was said.")
    yield read("chain", "Somebody vouched for by two whom founders vouched for.", *ANA, *BO, *CHI)
    yield read("early", "A vouch given before its giver stands counts once the giver does.", *CHI, *ANA, *BO)
    asked = [ANA[0], others("founder 1")["note"], vouch("Ana", "Chi"), ANA[1], *BO, vouch("Bo", "Chi"), *ELI]
    yield read("step_by_step", "Who stands is asked for in between, and grows with each vouch.", *asked)
    about = "One vouch, two for different workplaces, an ally, and a ring outside."
    places = [vouch("founder 1", "Dee"), vouch("founder 2", "Dee", HILL)]
    names = ["Ghost 1", "Ghost 2", "Ghost 3"]
    ring = [vouch(giver, to) for giver in names for to in names if giver != to]
    yield read("some", about, ANA[0], *places, *ELI, *ring)
    back = [*ANA, *BO, *CHI, others("Chi")["note"], taken_back("founder 1", "Ana")]
    yield read("taken_back", "Two no longer stand once a vouch was taken back.", *back)
    yield read("moved", "A place moved to a new key.", *ANA, *BO, *CHI, *MOVE, vouch("new", "Dee"))
    yield read("moving", "One of two has named a new key.", *ANA, MOVE[0])
    yield read("left", "What somebody vouched for before leaving still counts.", *ANA, *BO, *CHI, left("Ana"))
    yield read("left_unknown", "Somebody leaves for whom nobody vouched.", left("Ghost"))
    gone = [*ANA, left("Ana"), taken_back("founder 1", "Ana")]
    yield read("left_taken_back", "A vouch for somebody who has left is taken back.", *gone)
    twelve = [vouch("founder 1", f"friend {number}", day=DAY - 90) for number in range(12)]
    yield read("vouch_again", "Twelve vouches 90 days ago leave room for new ones.", *twelve, *ANA)
    later = [*ANA, taken_back("founder 1", "Ana"), vouch("founder 1", "Ana", day=DAY + 1)]
    yield read("vouch_anew", "A vouch that was taken back is given anew on the next day.", *later)
    yield read("others", "All kinds of words by somebody who stands.", *ANA, *others("Ana").values())
    until = _changed(others("founder 1")["invitation"], "founder 1", until=DAY)
    yield read("invitation_today", "An invitation for the same day only.", until)


def moves_that_are_stopped() -> Iterator[Case]:
    """Somebody says that their place does not move to a key."""

    def read(name: str, about: str, *entries: Document) -> Case:
        return good(name, "people_read", about, _words(*entries))

    def refused(name: str, expect: str, about: str, *entries: Document) -> Case:
        return Case(name, "people_read", about, HERE, _words(*entries), expect)

    no = stayed("Ana", "new")
    yield read("stayed", "A move is stopped after the first word.", *ANA, MOVE[0], no)
    about = "A move is stopped, and the place moves to another key."
    others_move = [moved("founder 1", "Ana", "newer"), moved("founder 2", "Ana", "newer")]
    yield read("stayed_moved", about, *ANA, MOVE[0], no, *others_move, vouch("newer", "Dee"))
    yield read(
        "stayed_early", "A move is stopped that nobody has spoken of, by somebody unknown.", stayed("Ghost", "new")
    )
    other = [vouch("founder 1", "Bo"), vouch("founder 2", "Bo"), stayed("Ana", "new")]
    theirs = [moved("founder 1", "Bo", "new"), moved("founder 2", "Bo", "new")]
    yield read("stayed_other", "What one person says of a key stops nobody else's move to it.", *ANA, *other, *theirs)
    stopped = "move_stopped"
    yield refused("stayed_second", stopped, "The second word of a move that was stopped.", *ANA, MOVE[0], no, MOVE[1])
    yield refused("stayed_first", stopped, "The first word of a move that was stopped before.", *ANA, no, MOVE[0])
    later = [*ANA, no, moved("founder 1", "Ana", "newer"), moved("founder 2", "Ana", "newer")]
    again = [*later, moved("founder 1", "newer", "new")]
    yield refused("stayed_moved_again", stopped, "To the key that was refused, after a move to another.", *again)
    late = [*ANA, *MOVE, no]
    yield refused("stayed_late", "vouch_missing", "The old key says no after the place has moved.", *late)
    yield refused("stayed_left", "member_left", "Somebody says no after leaving.", *ANA, left("Ana"), no)


def words_that_are_refused() -> Iterator[Case]:
    """Words by the wrong people, or at the wrong time."""

    def refused(name: str, expect: str, about: str, *entries: Document) -> Case:
        return Case(name, "people_read", about, HERE, _words(*entries), expect)

    missing, field = "vouch_missing", "document_field"
    for kind, word in others("Dee").items():
        about = f"A word of kind {kind} by somebody with one vouch."
        yield refused(f"{kind}_by_one_vouch", missing, about, vouch("founder 1", "Dee"), word)
    yield refused("note_by_ally", missing, "A note by an ally.", *ELI, others("Eli")["note"])
    again = [*ANA, taken_back("founder 1", "Ana"), others("Ana")["note"]]
    yield refused("note_after_taking_back", missing, "A note by somebody who no longer stands.", *again)
    yield refused("moved_signs", missing, "The old key signs after the move.", *ANA, *MOVE, others("Ana")["note"])
    yield refused("moved_gets", missing, "A vouch for the old key.", *ANA, *MOVE, vouch("founder 3", "Ana"))
    yield refused("moved_by_stranger", missing, "Somebody who did not vouch.", *ANA, moved("founder 3", "Ana", "new"))
    yield refused("moved_unknown", missing, "The place of somebody unknown.", moved("founder 3", "Ana", "new"))
    again = [*ANA, *MOVE, vouch("founder 3", "new"), moved("founder 3", "Ana", "newer")]
    yield refused("moved_old", missing, "The place is moved away from the old key again.", *again)
    yield refused("moved_to_known", missing, "To a key that is somebody's.", *ANA, *BO, moved("founder 1", "Ana", "Bo"))
    root = [vouch("founder 2", "founder 1"), moved("founder 2", "founder 1", "new")]
    yield refused("moved_founder", missing, "A founder's place does not move.", *root)
    yield refused("nothing_to_take_back", missing, "There is no such vouch.", ANA[0], taken_back("founder 3", "Ana"))
    gone = "member_left"
    yield refused("left_signs", gone, "Somebody vouches after leaving.", *ANA, left("Ana"), vouch("Ana", "Chi"))
    yield refused("left_notes", gone, "A note after leaving.", *ANA, left("Ana"), others("Ana")["note"])
    yield refused("left_founder_signs", gone, "A founder who has left.", left("founder 1"), others("founder 1")["note"])
    yield refused("left_twice", gone, "Somebody leaves twice.", left("Ana"), left("Ana"))
    yield refused("left_gets", gone, "A vouch for somebody who has left.", *ANA, left("Ana"), vouch("founder 3", "Ana"))
    yield refused("left_moved", gone, "The place of somebody who has left is moved.", *ANA, left("Ana"), MOVE[0])
    thirteen = [vouch("founder 1", f"friend {number}", day=DAY - 89 + number) for number in range(13)]
    yield refused("thirteenth_vouch", "vouch_too_many", "Thirteen vouches within 90 days.", *thirteen)
    pairs = [(vouch("founder 1", name), taken_back("founder 1", name)) for name in map(str, range(12))]
    gone_again = [each for pair in pairs for each in pair]
    about = "Vouches taken back count against the twelve."
    yield refused("thirteenth_after_taking_back", "vouch_too_many", about, *gone_again, ANA[0])
    again = [*ANA, taken_back("founder 1", "Ana"), ANA[0]]
    yield refused("vouch_repeated", "word_repeated", "A vouch that was taken back is put in again.", *again)
    merged, parted = others("founder 1")["workplace_merged"], others("founder 1")["workplace_parted"]
    yield refused("word_repeated", "word_repeated", "Two workplaces are joined again.", merged, parted, merged)
    twice = [ANA[0], vouch("founder 1", "Ana", HILL)]
    yield refused("vouch_twice", field, "A second vouch by one for the same, for another workplace.", *twice)
    yield refused("vouch_oneself", field, "A vouch for oneself.", vouch("founder 1", "founder 1"))
    yield refused("vouch_oneself_unknown", field, "A stranger's vouch for oneself.", vouch("Ghost", "Ghost"))
    yield refused("days_backwards", field, "A word of an earlier day follows.", ANA[0], left("Bo", DAY - 1))


def words_that_are_malformed() -> Iterator[Case]:
    """Words with fields, keys or signatures that are not as they must be."""

    def refused(name: str, expect: str, about: str, *entries: Document) -> Case:
        return Case(name, "people_read", about, HERE, _words(*entries), expect)

    field, word, who = "document_field", others("founder 1"), "founder 1"
    early = _changed(word["invitation"], who, until=DAY - 1)
    yield refused("invitation_over", field, "An invitation until the day before.", early)
    role = _changed(word["invitation"], who, role="boss")
    yield refused("invitation_role", field, "An invitation for a role that there is not.", role)
    bad = _changed(word["invitation"], who, invitation=b64(BAD_KEY))
    yield refused("invitation_small_order", "key_not_canonical", "The link's key is of small order.", bad)
    for kind in ("workplace_merged", "workplace_parted"):
        itself = _changed(word[kind], who, into=b64(PLACE))
        yield refused(f"{kind}_itself", field, "A workplace and itself.", itself)
    short = _changed(word["note"], who, text=b64(TEXT[:31]))
    yield refused("note_short", "size_wrong", "A text hash of 31 bytes.", short)
    yield refused("day_endless", field, "A day of ten billion.", _changed(ANA[0], who, day=10**10))
    yield refused("unknown_field", field, "A field that vouches do not have.", _changed(ANA[0], who, more=1))
    bare = {name: value for name, value in word["note"].items() if name != "text"}
    yield refused("field_missing", field, "A note without a text.", _changed(bare, who))
    unsigned = {name: value for name, value in ANA[0].items() if name != "signature"}
    yield refused("unsigned", field, "A vouch without signature.", unsigned)
    nobody = {name: value for name, value in ANA[0].items() if name != "from"}
    yield refused("by_nobody", field, "A vouch that does not say by whom.", nobody)
    yield refused("by_short_key", "size_wrong", "A key of 31 bytes.", {**ANA[0], "from": b64(key(who)[:31])})
    other = _changed(ANA[0], who, origin="example.org/others")
    yield refused("other_record", field, "A vouch made for another record.", other)
    changed = {**ANA[0], "to": b64(key("Ghost"))}
    yield refused("changed", "signature_wrong", "A vouch made out to another.", changed)
    purpose = signed(secret(who), "vouch", {name: value for name, value in left(who).items() if name != "signature"})
    yield refused("other_purpose", "signature_wrong", "A word signed with the purpose of another.", purpose)
    small = _changed(ANA[0], who, to=b64(BAD_KEY))
    yield refused("small_order", "key_not_canonical", "A vouch for a key of small order.", small)
    by_small = {**ANA[0], "from": b64(BAD_KEY)}
    yield refused("by_small_order", "key_not_canonical", "A vouch by a key of small order.", by_small)
    new = _changed(MOVE[0], who, new=b64(BAD_KEY))
    yield refused("moved_to_small_order", "key_not_canonical", "A place moved to a key of small order.", *ANA, new)
    no = _changed(stayed("Ana", "new"), "Ana", new=b64(BAD_KEY))
    yield refused("stayed_small_order", "key_not_canonical", "No move to a key of small order.", *ANA, no)
    root = {**_words(), "founders": [*_words()["founders"][:2], BAD_KEY.hex()]}
    about = "A founder's key of small order."
    yield Case("founder_of_small_order", "people_read", about, HERE, root, "key_not_canonical")
    entry = {"v": 1, "kind": "note"}
    yield Case("empty", "word_take", "A note of nothing.", HERE, {"origin": ORIGIN, "entry": entry}, field)


if __name__ == "__main__":
    made = (words_as_signed, people_who_stand, moves_that_are_stopped, words_that_are_refused, words_that_are_malformed)
    write("vouches", [case for each in made for case in each()])
