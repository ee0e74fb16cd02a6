"""Taking in requests for passes, the keyholders' answers, and their stock of issuing keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import gmpy2
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import Document, array, b64, decode, encode, fields, octets, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony
from undersign.protocol.passes import MODULUS_BYTES, STOCK_MOST, E, read_issuing_key, read_request
from undersign.web import home
from undersign.web.boxes import access
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.kinds import KINDS
from undersign.web.boxes.models import Answer, Box, IssuingKey, Request
from undersign.web.boxes.passes import access as passes
from undersign.web.pages.answers import Stopped
from undersign.web.record import actions as record

ANSWERS_MOST = 10_000  # that are taken at once
ANSWERS = array(fields({"member": octets(32), "value": octets(MODULUS_BYTES)}), 0, ANSWERS_MOST)


@transaction.atomic
def ask(box: Box, member: bytes, document: Document) -> Request:
    """Enter a listed member's request in the list book, once; the same one again changes nothing.

    Raises Stopped for another one; Refused too_late from the end of signing on, as Growth.check_asker, read_request.
    """
    record.lock()
    kept = Request.objects.filter(box=box, member=member).first()
    if kept is not None:
        if bytes(kept.document) != encode(document):
            say = _("You have asked for this with other words before. Sign in with the words that you used then.")
            raise Stopped("pass_used_twice", say, 409)
        return kept
    if not access.is_fixed(box):
        say = _("The keyholders have not yet seen the rules of this. Nothing was sent. Please try again in a while.")
        raise Stopped("not_witnessed", say, 409)
    if home.now() >= box.signing_ends:
        raise Refused("too_late")
    if KINDS[box.kind].grows:
        lists.growth(box).check_asker(member, lists.soon())
    found = read_request(document, bytes(box.box_id), passes.issuers(box, member))
    if found["member"] != member:
        raise Refused("member_not_listed", "signed with another key")
    record.append(box.list_book.name, [document])
    return Request.objects.create(box=box, member=member, document=encode(document))


@transaction.atomic
def keep_answers(box: Box, keyholder: int, answers: object) -> int:
    """Keep the blind signatures of one keyholder; return how many are new. Errors: pass_signature_wrong."""
    new = 0
    for each in ANSWERS(answers):
        request = Request.objects.filter(box=box, member=each["member"]).first()
        if request is None:
            raise Refused("request_missing", each["member"].hex()[:16])
        _check_answer(box, request, keyholder, each["value"])
        _, created = Answer.objects.get_or_create(
            request=request, keyholder=keyholder, defaults={"value": each["value"]}
        )
        new += created
    return new


def _check_answer(box: Box, request: Request, keyholder: int, value: bytes) -> None:
    """Check that a blind signature is by this keyholder's issuing key (RFC 9474 section 4.3). Errors as above."""
    key = passes.issuers(box, bytes(request.member))[keyholder - 1]
    blinded, answer = decode(bytes(request.document))["blinded"][keyholder - 1]["value"], int.from_bytes(value, "big")
    if answer >= key.n or gmpy2.powmod(answer, E, key.n) != int.from_bytes(unb64(blinded), "big"):
        raise Refused("pass_signature_wrong", f"keyholder {keyholder}")


@transaction.atomic
def add_stock(ceremony: Ceremony, keyholder: int, documents: Sequence[Document]) -> int:
    """Enter issuing keys of a keyholder in the members' book; return how many are new. Errors: as read_issuing_key."""
    record.lock()
    fresh = list(_fresh(ceremony, keyholder, documents))
    if IssuingKey.objects.filter(ceremony=ceremony.hash, keyholder=keyholder, box=None).count() > STOCK_MOST:
        raise Refused("value_out_of_range", "the stock is large enough")
    record.append("members", [decode(bytes(each.document)) for each in fresh])
    IssuingKey.objects.bulk_create(fresh)
    return len(fresh)


def _fresh(ceremony: Ceremony, keyholder: int, documents: Iterable[Document]) -> Iterable[IssuingKey]:
    """Yield the checked keys that are not there yet."""
    seen: set[bytes] = set()
    for document in documents:
        if document.get("ceremony") != b64(ceremony.hash) or document.get("keyholder") != keyholder:
            raise Refused("pass_issuer_unknown", "an issuing key of another keyholder")
        key = read_issuing_key(document, ceremony.keyholder(keyholder).sign)
        if key.issuer not in seen and not IssuingKey.objects.filter(issuer=key.issuer).exists():
            seen.add(key.issuer)
            named = {"ceremony": ceremony.hash, "keyholder": keyholder, "number": document["number"]}
            yield IssuingKey(**named, issuer=key.issuer, document=encode(document))
