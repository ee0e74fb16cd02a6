"""A new phone for somebody who lost theirs: two who vouched for them say so, and the old phone has a day to object."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import Document, b64, decode, encode, read
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import check_key, verify_signed
from undersign.protocol.vouches import SHAPES
from undersign.web import home
from undersign.web.pages.answers import Stopped
from undersign.web.people import access
from undersign.web.people.accounts.access import may_help, step
from undersign.web.people.accounts.actions import end_sessions
from undersign.web.people.actions import write
from undersign.web.people.forms import Asked
from undersign.web.people.models import Arrival, Door, Member, Move, Vouch
from undersign.web.record.actions import lock

WAIT: Final = timedelta(days=1)
ENDS: Final = timedelta(days=7)  # for a move that nobody confirms
NOT_NOW: Final = _("Your word is not needed now. Nothing was written down.")
_LOG: Final = logging.getLogger("undersign.web")


def _now() -> datetime:
    return access.moment()


@transaction.atomic
def begin(helper: Member, member_key: bytes, door: bytes) -> Move:
    """Begin a move for somebody for whom `helper` vouched; `door`: the public key of the link. Raises Stopped.

    It takes the place of one that the same helper began before; what others began stays.
    """
    lock()
    member = Member.objects.filter(key=member_key).first()
    if member is None or not may_help(helper, member):
        raise Stopped("no_vouch", _("You can do this only for people you vouched for. Nothing was done."), 403)
    if Door.objects.filter(key=check_key(door)).exists() or Move.objects.filter(door=door).exists():
        raise Stopped("door_known", _("This link was used before. Load the page again for a new one."), 409)
    if Move.objects.filter(member=member, first_word__isnull=False).exists():
        raise Stopped("move_begun", _("A move to a new phone has begun already. See My page."), 409)
    Move.objects.filter(member=member, asked_by=helper.key).delete()
    return Move.objects.create(member=member, asked_by=helper.key, asked=_now().date(), door=door)


@transaction.atomic
def arrive(sent: Asked) -> Move:
    """Take in the new phone, whose owner has the link. Raises Stopped."""
    lock()
    found = sent.found
    move = Move.objects.select_related("member").filter(door=found["door"]).first()
    if move is None:
        raise Stopped("no_door", _("This link is not known here. Ask for a new one."), 404)
    if move.new is not None:
        raise Stopped("door_used", _("Somebody has used this link already. Ask for a new one."), 410)
    told = (move.member.nickname, move.member.role, move.member.employer, move.member.supervisor)
    if (found["nickname"], found["role"], found["employer"], found["supervisor"]) != told:
        raise Refused("document_field", "another person than the link is for")
    _check_new(found["member"])
    move.new, move.document = found["member"], encode(sent.document)
    move.member_signature, move.door_signature = sent.member_signature, sent.door_signature
    move.save()
    return move


def _check_new(key: bytes) -> None:
    """Refuse a key that anybody has, had, was named for or refused: an old word for it must not come to count."""
    people = access.people()
    named = any(key in person.moves or key in person.stayed for person in people.by_key.values())
    if people.person(key) or named or access.is_used(key):
        raise Stopped("key_known", _("These words were used here before. Load the page again for new ones."), 409)


@transaction.atomic
def confirm(helper: Member, move: Move, word: Document) -> None:
    """Take a voucher's word for a move: the first is written down at once, the second a day later.

    Raises Refused, Stopped.
    """
    lock()
    now = Move.objects.select_related("member").filter(pk=move.pk, new=move.new).first()
    if now is None:
        raise Stopped("not_now", NOT_NOW, 409)
    move, due_now = now, step(now, helper)
    if due_now == "wait":
        raise Stopped("not_now", NOT_NOW, 409)
    found = _read(helper, move, word)
    if due_now == "first":
        write(word, helper)
        move.first_word = encode(word)
    else:
        _second(helper, move, word, found["day"])
    move.save()
    if move.due is not None and move.due <= _now():
        _enter(move)


def _read(helper: Member, move: Move, word: Document) -> Document:
    """Return the fields of a word that says exactly what this move needs. Raises Refused."""
    if word.get("kind") != "moved":
        raise Refused("document_field", "kind")
    found = read(verify_signed(bytes(helper.key), "moved", word), SHAPES["moved"])
    said_now = (found["origin"], found["by"], found["old"], found["new"])
    if said_now != (home.current().origin, bytes(helper.key), bytes(move.member.key), bytes(move.new or b"")):
        raise Refused("document_field", "another move")
    return found


def second_day(move: Move) -> int:
    """Return the day that the second word names: the one on which it is written down."""
    due = max(move.due or _now() + WAIT, _now())
    return int(due.timestamp()) // access.DAY_SECONDS


def _second(helper: Member, move: Move, word: Document, day: int) -> None:
    if day != second_day(move):
        say = _("The day has changed since this page was opened. Nothing was written down. Please try again.")
        raise Stopped("day_passed", say, 409, day=second_day(move))
    move.second_by, move.second_word = helper.key, encode(word)
    move.due = move.due or _now() + WAIT


@transaction.atomic
def stop(member: Member, words: list[Any]) -> None:
    """Stop every move of one's own place: the old phone says no to each new key, in the record.

    Without its words the host could still write down what a voucher has signed. Raises Refused, Stopped.
    """
    lock()
    asked = Move.objects.filter(member=member, new__isnull=False)
    refused = [each.get("new") for each in words if isinstance(each, dict) and each.get("kind") == "stayed"]
    if len(refused) < len(words) or {*map(str, refused)} != {b64(bytes(each.new or b"")) for each in asked}:
        say = _("Something has changed since this page was opened. Load the page again, then press once more.")
        raise Stopped("moves_changed", say, 409)
    for word in words:
        write(word, member)
    Move.objects.filter(member=member).delete()


def enter_due(now: float) -> None:
    """Write down the second words whose day has passed, and forget the moves that nobody confirmed."""
    moment = access.moment(now)
    due = Move.objects.filter(due__lte=moment, second_word__isnull=False).order_by("due", "pk")
    for number in list(due.values_list("pk", flat=True)):
        try:
            _enter_one(number)
        except Exception as problem:  # noqa: BLE001 - one move must not hold up those after it
            _tell(problem)
    Move.objects.filter(asked__lt=(moment - ENDS).date(), second_word__isnull=True).delete()


def _tell(problem: Exception) -> None:
    """Log one line. What the database says may hold values, so only the kind of error is named."""
    _LOG.error("a move to a new phone was not written down (%s). It is tried again.", type(problem).__name__)


@transaction.atomic
def _enter_one(number: int) -> None:
    lock()
    move = Move.objects.select_related("member").filter(pk=number, second_word__isnull=False).first()
    if move is not None:
        _enter(move)


def _enter(move: Move) -> None:
    """Write the second word down and let the place move. A word that is refused by now has to be signed once more."""
    member, new = move.member, bytes(move.new or b"")
    try:
        with transaction.atomic():
            write(decode(bytes(move.second_word or b"")))
    except (Refused, Stopped):
        _ask_again(move)
        return
    person = access.people().person(bytes(member.key))
    if person is None or person.key != new:
        _ask_again(move)  # one of the two does not count any more
        return
    old = bytes(member.key)
    Vouch.objects.filter(giver=old).update(giver=new)
    Vouch.objects.filter(member=old).update(member=new)
    member.key = new
    member.save(update_fields=["key"])
    Arrival.objects.filter(key=new).delete()  # whoever has come in waits nowhere
    end_sessions(member)
    Move.objects.filter(member=member).delete()


def _ask_again(move: Move) -> None:
    move.second_by = move.second_word = None
    move.save()
