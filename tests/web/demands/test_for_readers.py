"""A demand whose names are for one reader alone: the site has no name, no letter, and gives what the reader needs."""

from __future__ import annotations

import secrets
import zipfile
from io import BytesIO

import pyrage
import pytest
from django.test import Client

from tests.web import reading
from tests.web.boxes.evening import ASKS, Evening
from tests.web.demands.following import Signer, nobody, send
from tests.web.network import browser_of
from undersign.keyholder.names import encrypt_to
from undersign.protocol import demands
from undersign.protocol.asks import asks_text
from undersign.protocol.demands import Opening
from undersign.protocol.encoding import decode
from undersign.web.boxes import access
from undersign.web.boxes.models import Box
from undersign.web.boxes.openings import actions as openings
from undersign.web.demands.followup import letters, public
from undersign.web.demands.models import Demand


def open_for(evening: Evening, box: Box, reader: str) -> None:
    """Let two keyholders open the names for their reader alone, and one of them publish what the reader opens."""
    held, (ceremony, team) = evening.keyholders.held, access.team(box)
    count, rules = demands.count_demand(access.definition(box), access.heads(box)), access.rules(box)
    opening = Opening(rules, team, count, bytes(box.request or b""))
    parcels = {bytes(each.envelope): decode(bytes(each.data)) for each in box.parcels.all()}
    found = access.envelopes(box, [head.digest for head in count.opens])
    sealed = [demands.check_sealed(rules, found[head.digest], parcels[head.digest]) for head in count.opens]
    everybody = encrypt_to([reader, *(each.age for each in ceremony.keyholders)])
    given = {}
    for i in (1, 2):
        share = held.shares[i - 1].secret
        given[i] = demands.open_parts(share, sealed, opening.request, secrets.token_bytes)
        parts = opening.part_documents(held.secrets[i - 1], i, given[i])
        openings.keep_parts(box, i, 0, [opening.for_readers(each, everybody) for each in parts])
    evening.tick()
    evening.witness()
    names = opening.open_names(sealed, given)
    made = [opening.for_readers(each, encrypt_to([reader])) for each in opening.opened_documents(sealed, names)]
    openings.keep_parts(box, 1, 0, [*made, opening.result_document(given, names)])
    evening.tick()
    evening.witness()
    box.refresh_from_db()


@pytest.fixture
def demand(evening: Evening) -> Demand:
    """Return such a demand, opened."""
    reader = str(pyrage.x25519.Identity.generate().to_public())
    text = asks_text({**ASKS, "names": "recipient"})
    found = evening.put_up(evening.room(), text=text, readers=[reader])
    for who in range(5):
        evening.at(who, found.box).sign(f"Person {who} Example", "Peer specialist", 5)
    evening.end(found.box)
    open_for(evening, found.box, reader)
    return found


@pytest.fixture
def ana(evening: Evening) -> Client:
    """Return the browser of somebody on the list."""
    return browser_of(evening.people[0])


def test_the_site_has_no_name_and_gives_file_and_link_for_the_letter(demand: Demand, ana: Client) -> None:
    assert demand.box.state == Box.OPENED
    here = f"/demands/{demand.box.hex}"
    for before, language in (("", "en"), ("/es", "es")):
        page = ana.get(f"{before}{here}/after").content.decode()
        reading.check(page, language)
        assert f"{here}/for-readers.zip" in page
        assert letters.reply_address(demand, "en") in page
        assert "letter-to-deliver.pdf" not in page
    for path in (here, f"{here}/after"):
        assert "Example" not in ana.get(path).content.decode()
    for path in ("/letter", "/letter.pdf", "/letter.txt", "/letter-to-deliver.pdf"):
        assert ana.get(here + path).status_code == 404
    with zipfile.ZipFile(BytesIO(ana.get(f"{here}/for-readers.zip").content)) as packed:
        held = b"".join(map(packed.read, packed.namelist()))
    assert b"for_readers" in held
    assert b"Example" not in held


def test_it_is_delivered_and_answered_like_any_other(evening: Evening, demand: Demand) -> None:
    assert send(Signer(evening, demand).delivers()) == {}
    reply = Signer(evening, demand)
    reply.secret = letters.reply_secret(demand)
    assert send(reply.document("reply", says=("We will look at it.",))) == {}
    [employer] = public.employers()
    page = nobody().get(f"/employers/{employer.slug}").content.decode()
    assert "We will look at it." in page
    assert "Example" not in page
