"""Signing in, taking a vouch back, leaving."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import Document, b64, octets
from undersign.protocol.errors import Refused
from undersign.protocol.joining import check_sign_in
from undersign.web import home, security
from undersign.web.pages.answers import Stopped
from undersign.web.people import access
from undersign.web.people.accounts import challenges
from undersign.web.people.accounts.access import waits
from undersign.web.people.actions import write
from undersign.web.people.middleware import BORROWED, KEY, MEMBER
from undersign.web.people.models import Arrival, Member, UsedChallenge

CHUNK = 2000
IDLE_SECONDS = 15 * 60
"""How long a session on a borrowed phone lasts without a request: as long as a tab without a touch stays unlocked."""


def sign_in(request: HttpRequest, document: Document, signature: bytes, *, mine: bool) -> str:
    """Begin a session for the member who signed; return what somebody who is no member yet waits for, or nothing.

    Only an answer to a challenge of this site counts, once and within its five minutes. `mine`: the phone is the
    member's own; on another one the session ends soon. Raises Refused, Stopped.
    """
    nonce = octets(32)(document.get("nonce"))
    ends = challenges.ends(nonce, home.now())
    if ends is None:
        raise Refused("sign_in_other")
    key = check_sign_in(document, signature, security.address(request), nonce)
    member = Member.objects.filter(key=key).first()
    if member is None:
        waiting = waits(key)
        if not waiting:
            raise _nobody(key)
        return waiting
    try:
        with transaction.atomic():
            UsedChallenge.objects.create(nonce=nonce, ends=ends)
    except IntegrityError:
        raise Refused("sign_in_other", "answered before") from None
    begin_session(request, member, mine=mine)
    return ""


def _nobody(key: bytes) -> Stopped:
    """Return why somebody cannot come in with a key: their place has moved to another phone, or there never was one."""
    person = access.people().person(key)
    if person is not None and person.key != key and not person.left:
        say = _(
            "Your place has moved to another phone. These words open nothing here any more. "
            "If that was not you, tell the people who vouched for you."
        )
        return Stopped("place_moved", say, 410)
    return Stopped("unknown_key", _("Nobody is here with these words. Check them, or ask a coworker."), 404)


def begin_session(request: HttpRequest, member: Member, *, mine: bool) -> None:
    """Begin a session under a new name, with nothing in it of an older one."""
    request.session.flush()
    request.session.cycle_key()
    request.session[MEMBER], request.session[KEY] = member.pk, b64(bytes(member.key))
    if not mine:
        request.session[BORROWED] = True
        request.session.set_expiry(IDLE_SECONDS)


def end_sessions(member: Member) -> None:
    """End all sessions of a member, on every phone."""
    for session in Session.objects.iterator(CHUNK):
        if session.get_decoded().get(MEMBER) == member.pk:
            session.delete()


def take_back(member: Member, word: Document) -> None:
    """Take a vouch back: lists that are made later do not count it. Raises Refused, Stopped."""
    _check_kind(word, "taken_back")
    write(word, member)


@transaction.atomic
def leave(member: Member, word: Document) -> None:
    """Write down that a member has left, and delete what this site keeps about them. Raises Refused, Stopped.

    What stands in the record stays there: the vouches that they gave and got.
    """
    _check_kind(word, "left")
    write(word, member)
    person = access.person_of(member)
    keys = person.keys if person else [bytes(member.key)]
    Arrival.objects.filter(key__in=keys).delete()
    end_sessions(member)
    member.delete()  # with it their doors, their places in rooms, their moves


def _check_kind(word: Document, kind: str) -> None:
    if word.get("kind") != kind:
        raise Refused("document_field", "kind")


def purge_sessions(_now: float) -> None:
    """Forget the sessions that have ended without signing out. Where there are none, nothing is locked for it.

    By Django's time, by which they end.
    """
    ended = Session.objects.filter(expire_date__lt=timezone.now())
    if ended.exists():
        ended.delete()


def purge_challenges(now: float) -> None:
    """Forget the challenges that have ended: they are refused for their age."""
    UsedChallenge.objects.filter(ends__lt=access.moment(now)).delete()
