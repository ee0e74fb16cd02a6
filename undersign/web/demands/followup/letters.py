"""The letter that an opened demand becomes, made anew each time somebody asks for it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import Http404
from django.utils.crypto import salted_hmac

from undersign.protocol.encoding import b64
from undersign.protocol.outcomes import demand_name
from undersign.protocol.signatures import public_key
from undersign.reports.letters.letter import Letter, Signer, from_asks
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.demands import access
from undersign.web.demands.followup.holding import proven_on
from undersign.web.demands.models import Demand
from undersign.web.record import access as record

# Of the page to print, which has its style within; the policy in its head allows this one style alone.
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def reply_secret(found: Demand) -> bytes:
    """Return the secret of the link in the delivered letter. The host makes the letter, so it knows it too."""
    return salted_hmac("undersign.demands.followup.reply", found.box.hex, algorithm="sha256").digest()


def reply_key(found: Demand) -> bytes:
    """Return the key that a reply is signed with."""
    return public_key(reply_secret(found))


def named(found: Demand) -> bytes:
    """Return the 32 bytes by which the host's book speaks of a demand."""
    return demand_name(bytes(found.box.box_id))


def opened_on(found: Demand) -> date:
    """Return the day on which the names opened. Raises Http404 before it is in the record."""
    for number, entry in record.entries(found.box.book.name):
        if entry["kind"] == "result":
            day = proven_on(found.box.book, number)
            if day is not None:
                return day
    raise Http404


def place_name(found: Demand) -> str:
    """Return where the people on a demand's list work, in a word."""
    place, rule = found.drafts.workplace, boxes.list_rule(found.box)
    return {"workplace": place.name, "employer": place.employer, "state": place.state}.get(
        rule, str(home.current().settings["title"])
    )


def _address(found: Demand, path: str, language: str) -> str:
    return f"{home.current().address}{'/es' if language == 'es' else ''}/{path}/{named(found).hex()}"


def reply_address(found: Demand, language: str) -> str:
    """Return the link with which whoever holds the delivered letter replies once."""
    return f"{_address(found, 'reply', language)}#{b64(reply_secret(found))}"


def letter(found: Demand, *, deliver: bool) -> Letter:
    """Return the letter of an opened demand. `deliver`: with the link for the reply, for the addressee alone.

    Raises Http404 if a text was struck, or if the names are for their readers alone.
    """
    asks, title, result, names = access.asks(found), access.title(found), access.result(found), access.names(found)
    if asks is None or title is None or result is None or not names:
        raise Http404
    language = asks["language"]
    return Letter(
        workplace=place_name(found),
        day=opened_on(found),
        title=title,
        names=tuple(Signer(name, held) for name, held in names),
        level=result["level"],
        listed=found.box.listed.count(),
        check_address=_address(found, "check", language),
        reply_address=reply_address(found, language) if deliver else None,
        rehearsal=home.current().rehearsal,
        **from_asks(asks),
    )
