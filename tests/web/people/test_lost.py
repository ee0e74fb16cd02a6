"""A lost phone without the words: two who vouched give the place to a new phone; the old one has a day to say no."""

from __future__ import annotations

import secrets

import pytest

from tests.web import reading, start
from tests.web.network import NotDone, Phone, browser_of, member_of, phone
from tests.web.people.clock import DAY, Clock
from undersign.protocol import joining, vouches
from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import public_key
from undersign.web.people import access
from undersign.web.people.accounts.access import two_words
from undersign.web.people.accounts.move_actions import enter_due
from undersign.web.people.models import Member, Move, Vouch
from undersign.web.record import access as record


def begin(helper: Phone, lost: Phone) -> bytes:
    """Begin a move; return the secret of the link."""
    link = secrets.token_bytes(32)
    helper.web.post("/lost", {"member": b64(lost.key), "door": b64(public_key(link))})
    return link


def arrive(link: bytes, lost: Phone) -> Phone:
    """Open the link on a new phone; return that phone."""
    new = phone(lost.nickname)
    told = new.web.post("/come-back/look", new.knock(link))
    assert told == {"nickname": lost.nickname, "role": "peer", "employer": "private", "supervisor": False}
    assert new.web.post("/come-back/arrive", new.ask(link)) == {}
    return new


def moved(voucher: Phone, lost: Phone, new: Phone, days: int = 0) -> Document:
    return vouches.moved_document(voucher.secret, start.ORIGIN, lost.key, new.key, access.today() + days)


def stop(owner: Phone, *refused: Phone) -> None:
    """Say that a place moves to none of these phones. Raises NotDone."""
    words = [vouches.stayed_document(owner.secret, start.ORIGIN, each.key, access.today()) for each in refused]
    owner.web.post("/me/stop-move", {"words": words})


def taken_back(giver: Phone, to: Phone) -> None:
    word = vouches.taken_back_document(giver.secret, start.ORIGIN, to.key, access.today())
    giver.web.post("/me/take-back", {"word": word})


def confirm(voucher: Phone, word: Document) -> None:
    voucher.web.post(f"/lost/{Move.objects.get().pk}", {"word": word})


def refusal(voucher: Phone, word: Document) -> str:
    with pytest.raises(NotDone) as problem:
        confirm(voucher, word)
    return problem.value.error


@pytest.fixture
def new(three: list[Phone], dee: Phone) -> Phone:
    """Return a new phone for which both have given their word."""
    found = arrive(begin(three[0], dee), dee)
    confirm(three[0], moved(three[0], dee, found))
    confirm(three[1], moved(three[1], dee, found, 1))
    return found


def signs_in(who: Phone) -> bool:
    try:
        who.sign_in()
    except NotDone:
        return False
    return browser_of(who).get("/me").status_code == 200


def test_the_place_moves_after_a_day(new: Phone, dee: Phone, clock: Clock) -> None:
    before = record.book("members").size
    enter_due(clock.pass_by(DAY - 60))
    assert record.book("members").size == before
    assert not signs_in(new)
    assert signs_in(dee)
    enter_due(clock.pass_by(120))
    assert record.book("members").size == before + 1
    assert signs_in(new)
    assert member_of(new).nickname == "Dee"
    assert not Move.objects.exists()


def test_old_sessions_end_and_the_old_words_open_nothing(new: Phone, dee: Phone, clock: Clock) -> None:
    enter_due(clock.pass_by(DAY))
    assert browser_of(dee).get("/me").status_code == 302
    with pytest.raises(NotDone, match="place_moved"):
        dee.sign_in()
    assert access.stands(new.key)
    assert not access.stands(dee.key)


def test_vouches_move_along(new: Phone, dee: Phone, three: list[Phone], clock: Clock) -> None:
    enter_due(clock.pass_by(DAY))
    assert Vouch.objects.filter(member=new.key).count() == 2
    assert not Vouch.objects.filter(member=dee.key).exists()
    word = vouches.taken_back_document(three[0].secret, start.ORIGIN, new.key, access.today())
    three[0].web.post("/me/take-back", {"word": word})
    assert not access.stands(new.key)


def test_the_first_word_stands_in_the_record_at_once(three: list[Phone], dee: Phone) -> None:
    new = arrive(begin(three[0], dee), dee)
    before = record.book("members").size
    confirm(three[0], moved(three[0], dee, new))
    assert record.book("members").size == before + 1
    assert Move.objects.get().due is None


def test_the_old_phone_sees_it_and_stops_it(new: Phone, dee: Phone, clock: Clock) -> None:
    assert "new phone" in browser_of(dee).get("/me").content.decode()
    stop(dee, new)
    enter_due(clock.pass_by(2 * DAY))
    assert signs_in(dee)
    assert not signs_in(new)


def test_a_key_whose_move_was_stopped_is_not_taken_again(new: Phone, dee: Phone, three: list[Phone]) -> None:
    stop(dee, new)
    link = begin(three[1], dee)
    with pytest.raises(NotDone) as problem:
        new.web.post("/come-back/arrive", new.ask(link))
    assert problem.value.error == "key_known"


def test_everyone_concerned_sees_it_and_nobody_else(new: Phone, three: list[Phone]) -> None:
    assert member_of(three[0]).nickname == "Ana"
    number = Move.objects.get().pk
    for voucher in three[:2]:
        assert "moves to a new phone on" in browser_of(voucher).get("/me").content.decode()
        assert "The place moves on" in browser_of(voucher).get(f"/lost/{number}").content.decode()
    assert "new phone on" not in browser_of(three[2]).get("/me").content.decode()
    assert browser_of(three[2]).get(f"/lost/{number}").status_code == 404
    assert not signs_in(new)


def test_the_new_phone_is_told_that_it_waits(new: Phone) -> None:
    nonce = new.web.get("/sign-in/challenge")["nonce"]
    document = {"v": 1, "kind": "sign_in", "site": start.ADDRESS, "nonce": nonce, "key": b64(new.key)}
    signature = b64(joining.sign_sign_in(new.secret, document))
    assert new.web.post("/sign-in", {"document": document, "signature": signature, "mine": True}) == {"waiting": "move"}


def test_only_who_vouched_begins_and_confirms(three: list[Phone], dee: Phone) -> None:
    with pytest.raises(NotDone) as problem:
        begin(three[2], dee)
    assert problem.value.error == "no_vouch"
    new = arrive(begin(three[0], dee), dee)
    path = f"/lost/{Move.objects.get().pk}"
    word = {"word": moved(three[2], dee, new)}
    assert browser_of(three[2]).post(path, word, content_type="application/json").status_code == 404


def test_a_founders_place_does_not_move(three: list[Phone]) -> None:
    with pytest.raises(NotDone) as problem:
        begin(three[0], three[1])
    assert problem.value.error == "no_vouch"


def test_who_made_the_link_comes_first_and_gives_one_word(three: list[Phone], dee: Phone) -> None:
    new = arrive(begin(three[0], dee), dee)
    assert refusal(three[1], moved(three[1], dee, new)) == "not_now"
    confirm(three[0], moved(three[0], dee, new))
    assert refusal(three[0], moved(three[0], dee, new, 1)) == "not_now"


def test_the_second_word_names_the_day_on_which_it_is_written(three: list[Phone], dee: Phone) -> None:
    new = arrive(begin(three[0], dee), dee)
    confirm(three[0], moved(three[0], dee, new))
    assert refusal(three[1], moved(three[1], dee, new)) == "day_passed"
    assert refusal(three[1], moved(three[1], dee, new, 2)) == "day_passed"
    late = {"word": moved(three[1], dee, new)}
    answer = browser_of(three[1]).post(f"/lost/{Move.objects.get().pk}", late, content_type="application/json").json()
    assert answer["day"] == access.today() + 1
    assert Move.objects.get().due is None


def test_words_for_another_key_person_or_record_are_refused(three: list[Phone], dee: Phone) -> None:
    new = arrive(begin(three[0], dee), dee)
    ana, other = three[0], phone("Dee")
    assert refusal(ana, moved(ana, dee, other)) == "document_field"
    assert refusal(ana, moved(ana, three[1], new)) == "document_field"
    elsewhere = vouches.moved_document(ana.secret, "other.example/record", dee.key, new.key, access.today())
    assert refusal(ana, elsewhere) == "document_field"
    assert refusal(ana, moved(three[1], dee, new)) == "signature_wrong"
    assert refusal(ana, vouches.left_document(ana.secret, start.ORIGIN, access.today())) == "document_field"
    assert Move.objects.get().first_word is None


def test_the_host_cannot_put_in_a_key_without_the_link(three: list[Phone], dee: Phone) -> None:
    begin(three[0], dee)
    host, link = phone("Dee"), secrets.token_bytes(32)
    forged = host.ask(link)
    forged["document"]["door"] = b64(bytes(Move.objects.get().door))
    with pytest.raises(NotDone) as problem:
        host.web.post("/come-back/arrive", forged)
    assert problem.value.error == "signature_wrong"


def test_a_link_works_once_and_only_for_its_person(three: list[Phone], dee: Phone) -> None:
    link = begin(three[0], dee)
    stranger = phone("Somebody else")
    with pytest.raises(NotDone) as problem:
        stranger.web.post("/come-back/arrive", stranger.ask(link))
    assert problem.value.error == "document_field"
    arrive(link, dee)
    late = phone("Dee")
    for path, sent in (("/come-back/look", late.knock(link)), ("/come-back/arrive", late.ask(link))):
        with pytest.raises(NotDone) as used:
            late.web.post(path, sent)
        assert used.value.error == "door_used"


def test_without_the_link_nobody_learns_whose_it_is(three: list[Phone], dee: Phone) -> None:
    link = begin(three[0], dee)
    other = phone("Dee")
    wrong = {"door": b64(public_key(link)), "signature": other.knock(secrets.token_bytes(32))["signature"]}
    with pytest.raises(NotDone) as problem:
        other.web.post("/come-back/look", wrong)
    assert problem.value.error == "no_door"


def test_ones_own_unopened_link_is_replaced_but_no_word_is(three: list[Phone], dee: Phone) -> None:
    first = begin(three[0], dee)
    second = begin(three[0], dee)
    with pytest.raises(NotDone):
        arrive(first, dee)
    new = arrive(second, dee)
    confirm(three[0], moved(three[0], dee, new))
    for voucher in three[:2]:
        with pytest.raises(NotDone) as problem:
            begin(voucher, dee)
        assert problem.value.error == "move_begun"


def test_a_day_that_passed_asks_for_the_second_word_again(
    new: Phone, dee: Phone, three: list[Phone], clock: Clock
) -> None:
    enter_due(clock.pass_by(2 * DAY))
    assert not signs_in(new)
    assert "Your word is needed" in browser_of(three[1]).get("/me").content.decode()
    assert "give it once more" in browser_of(three[1]).get(f"/lost/{Move.objects.get().pk}").content.decode()
    confirm(three[1], moved(three[1], dee, new))
    assert signs_in(new)


def test_a_second_vouch_that_was_taken_back_moves_nothing(
    new: Phone, dee: Phone, three: list[Phone], clock: Clock
) -> None:
    word = vouches.taken_back_document(three[1].secret, start.ORIGIN, dee.key, access.today())
    three[1].web.post("/me/take-back", {"word": word})
    enter_due(clock.pass_by(DAY))
    assert not signs_in(new)
    assert bytes(Member.objects.get(nickname="Dee").key) == dee.key


def test_a_move_that_nobody_confirms_is_forgotten(three: list[Phone], dee: Phone, clock: Clock) -> None:
    begin(three[0], dee)
    enter_due(clock.pass_by(6 * DAY))
    assert Move.objects.exists()
    enter_due(clock.pass_by(2 * DAY))
    assert not Move.objects.exists()


def test_both_sides_see_the_same_two_words(three: list[Phone], dee: Phone) -> None:
    link = begin(three[0], dee)
    new = arrive(link, dee)
    assert two_words(Move.objects.get()) == " ".join(joining.code(public_key(link), new.key))


def test_each_step_is_plain_in_both_languages(three: list[Phone], dee: Phone) -> None:
    new = arrive(begin(three[0], dee), dee)
    paths = (f"/lost/{Move.objects.get().pk}", "/me", "/lost")
    check_pages([three[0], three[1], dee], paths)
    confirm(three[0], moved(three[0], dee, new))
    check_pages([three[0], three[1], dee], paths)
    confirm(three[1], moved(three[1], dee, new, 1))
    check_pages([three[0], three[1], dee], paths)


def check_pages(readers: list[Phone], paths: tuple[str, ...]) -> None:
    for reader in readers:
        for path in paths:
            for language, prefix in (("en", ""), ("es", "/es")):
                shown = browser_of(reader).get(prefix + path)
                assert shown.status_code == (404 if path.startswith("/lost/") and reader is readers[2] else 200)
                reading.check(shown.content.decode(), language)
