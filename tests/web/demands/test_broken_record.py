"""Once somebody has changed what is stored, public pages about demands say so, since when, and what to do."""

from __future__ import annotations

import pytest
from django.utils import formats

from tests.web import reading
from tests.web.boxes.evening import Evening
from tests.web.demands.following import Signer, nobody, opened, send
from tests.web.network import browser_of
from undersign.web.demands.followup import access, letters, public
from undersign.web.demands.models import Demand
from undersign.web.record.models import Leaf

SAYS = {"": "The record does not hold", "/es": "El registro no cuadra"}


@pytest.fixture
def demand(evening: Evening) -> Demand:
    """Return a demand that was delivered, and refused some days later."""
    found = opened(evening)
    send(Signer(evening, found).delivers())
    evening.witness()
    evening.tick(3 * 86_400)
    send(Signer(evening, found).document("answer", ask=1, status="refused"))
    evening.witness()
    return found


def change(book: str, entry: bytes, other: bytes) -> None:
    """Change the last entry of a book that holds some bytes, as whoever has the database can."""
    leaf = next(each for each in Leaf.objects.filter(book__name=book).order_by("-number") if entry in bytes(each.entry))
    Leaf.objects.filter(pk=leaf.pk).update(entry=bytes(leaf.entry).replace(entry, other))
    access._outcomes.cache_clear()  # noqa: SLF001 - as after the site was started again


def page(address: str) -> str:
    """Return what anybody reads at an address, which is a page and no error."""
    answer = nobody().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(("before", "language"), [("", "en"), ("/es", "es")])
def test_each_public_page_says_that_the_record_does_not_hold(demand: Demand, before: str, language: str) -> None:
    [employer], name = public.employers(), letters.named(demand).hex()
    addresses = [f"/check/{name}", f"/reply/{name}", "/employers", f"/employers/{employer.slug}", "/did-it-work"]
    assert not any(SAYS[before] in page(before + each) for each in addresses)
    change("host", b'"status":"refused"', b'"status":"partly"')
    for each in addresses:
        found = page(before + each)
        assert SAYS[before] in found
        reading.check(found, language)
    assert nobody().get("/public.zip").status_code == 200


def test_it_says_since_when_and_members_read_it_too(evening: Evening, demand: Demand) -> None:
    day = formats.date_format(access.today(), "DATE_FORMAT")
    change("host", b'"status":"refused"', b'"status":"partly"')
    assert f"was written down on {day}." in page(f"/check/{letters.named(demand).hex()}")
    evening.people[0].sign_in()
    for more in ("after", "after/answer"):
        answer = browser_of(evening.people[0]).get(f"/demands/{demand.box.hex}/{more}")
        assert SAYS[""] in answer.content.decode()


@pytest.mark.parametrize("book", ["host", "box", "list"])
def test_whoever_holds_a_letter_learns_of_an_entry_that_nobody_signed(demand: Demand, book: str) -> None:
    name = {"host": "host", "box": demand.box.book.name, "list": demand.box.list_book.name}[book]
    change(name, b'"v":1', b'"v":2')
    assert SAYS[""] in page(f"/check/{letters.named(demand).hex()}")


def test_a_book_that_was_computed_again_does_not_give_what_was_proven(demand: Demand) -> None:
    from undersign.protocol import record, tree  # noqa: PLC0415 - for this host alone

    book = demand.box.book
    leaf = book.leaves.order_by("-number").first()
    assert leaf
    entry = bytes(leaf.entry).replace(b'"level":5', b'"level":4')
    assert entry != bytes(leaf.entry)
    value = record.leaf(bytes(leaf.salt), entry)
    book.leaves.filter(pk=leaf.pk).update(entry=entry, value=value)
    again = tree.Frontier()
    for each in book.leaves.order_by("number"):
        again.append(tree.leaf_hash(bytes(each.value)))
    book.hashes = b"".join(again.hashes)
    book.save(update_fields=["hashes"])
    assert SAYS[""] in page(f"/check/{letters.named(demand).hex()}")
