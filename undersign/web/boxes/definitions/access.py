"""What a list holds, by its rule: workplaces, every word on which it rests who stands, those who may answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from undersign.protocol.encoding import Document, b64, decode, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.growth import Growth
from undersign.protocol.lists import NOWHERE, ListReader
from undersign.protocol.slots import proof_fields
from undersign.protocol.tags import Place
from undersign.protocol.vouches import WORDS, Person
from undersign.web import home
from undersign.web.boxes import access
from undersign.web.boxes.kinds import KINDS
from undersign.web.boxes.models import Box
from undersign.web.people import access as people_access
from undersign.web.record import access as record
from undersign.web.record.models import Proof, Tick
from undersign.web.workplaces.models import Workplace


def places(rule: str, of: str) -> list[Workplace]:
    """Return the workplaces that a rule covers, and those that were merged with one of them."""
    every = list(Workplace.objects.order_by("pk"))
    merged = people_access.people().merged()
    homes = {each.pk: merged.get(bytes(each.id_hash), bytes(each.id_hash)) for each in every}
    found = {
        homes[each.pk] for each in every if Place(bytes(each.id_hash), "", each.employer, each.state).at(rule) == of
    }
    return [each for each in every if homes[each.pk] in found]


def workers(place: Workplace) -> dict[bytes, bytes]:
    """Return who works at a workplace, under whichever of its numbers, as `covered` does."""
    return covered(places("workplace", b64(bytes(place.id_hash))))


def place_entry(place: Workplace) -> Document:
    """Return the entry that shows a workplace: whoever has it can compute the hash in the members' book."""
    named = {"name": place.name, "employer": place.employer, "state": place.state}
    return {"v": 1, "kind": "workplace", "salt": b64(bytes(place.salt)), **named}


def words() -> Iterator[Document]:
    """Yield every word of the members' book on which it rests who stands, those that no tick has proven among them."""
    for leaf in record.leaves("members", 0, record.book("members").size):
        entry = decode(bytes(leaf.entry))
        if entry.get("kind") in WORDS:
            yield entry


def covered(found: list[Workplace]) -> dict[bytes, bytes]:
    """Return who works at one of some places, by present key: the place's id, the first of several.

    Places that were merged are one, as the words of the members' book say it: every reader of a list goes by these.
    """
    people, ids = people_access.people(), [bytes(each.id_hash) for each in found]
    at = {person.key: _first(people.homes(person), ids) for person in people.standing() if not person.left}
    return {key: place for key, place in sorted(at.items()) if place}


def _first(own: list[bytes], ids: list[bytes]) -> bytes:
    return next((each for each in ids if each in own), b"")


def first_entries(rule: str, of: str) -> tuple[list[Document], dict[bytes, bytes]]:
    """Return the entries of a new list and who is on it, with their workplaces. Errors: box_not_opened."""
    if rule == "signers":
        return _signer_entries(of)
    found = places(rule, of)
    people = covered(found)
    head, listed = _rule_entry(rule, of), [listed_entry(member, place) for member, place in people.items()]
    return [head, *(place_entry(each) for each in found), *words(), *listed], people


def _rule_entry(rule: str, of: str) -> Document:
    founders = [b64(each) for each in people_access.founders()]
    return {"v": 1, "kind": "rule", "rule": rule, "of": of, "founders": founders}


def _signer_entries(of: str) -> tuple[list[Document], dict[bytes, bytes]]:
    """Return the list of those whose names a demand opened, by envelope key.

    The workplaces stand there too, so that no keyholder whose employer the demand concerns opens what follows from it.
    """
    before = demand_of(of)
    keys = signers(before)
    if not keys:
        raise Refused("box_not_opened")
    rule = read_list(before).rule or {}
    found = places(rule["rule"], rule["of"]) if rule["rule"] in ("workplace", "employer") else []
    listed: list[Document] = [{"v": 1, "kind": "signer", "member": b64(key)} for key in sorted(keys)]
    head = [_rule_entry("signers", of), *(place_entry(each) for each in found)]
    return [*head, *listed], dict.fromkeys(keys, NOWHERE.id)


def demand_of(of: str) -> Box:
    """Return the box whose signers a rule names. Raises Box.DoesNotExist."""
    return Box.objects.select_related("book", "list_book").get(box_id=unb64(of))


def signers(box: Box) -> set[bytes]:
    """Return the envelope keys that a box opened by name."""
    return KINDS[box.kind].signers(box)


def listed_entry(member: bytes, place: bytes) -> Document:
    """Return the entry of somebody who may answer."""
    return {"v": 1, "kind": "listed", "member": b64(member), "workplace": b64(place)}


def read_list(box: Box) -> ListReader:
    """Return the list as it was fixed. Signatures were checked when the words were written."""
    opened = signers(box.of) if box.of else None
    reader = ListReader(home.current().origin, check_signatures=False, signers=opened)
    size = access.definition(box).fields["list"]["size"]
    for leaf in record.leaves(box.list_book.name, 1, size):
        reader.take(decode(bytes(leaf.entry)))
    return reader


def growth(box: Box) -> Growth:
    """Return the list with all that came to it after it was fixed."""
    found, name = access.definition(box), box.list_book.name
    grown, size = Growth(found, read_list(box)), found.fields["list"]["size"]
    since = _proven_since(box)
    for leaf in record.leaves(name, size, record.book(name).size):
        grown.take(decode(bytes(leaf.entry)), next((end for proven, end in since if proven > leaf.number), soon()))
    return grown


def soon() -> int:
    """Return when the tick ends that proves what is written now."""
    length = home.current().tick_seconds
    return (int(home.now()) // length + 1) * length


def _proven_since(box: Box) -> list[tuple[int, int]]:
    """Return for each tick at which the list grew how many entries it proves, and when it ended."""
    proofs = Proof.objects.filter(book=box.list_book).order_by("position")
    sizes = {each.position: proof_fields(decode(bytes(each.document)))["size"] for each in proofs}
    ticks = dict(Tick.objects.filter(position__in=sizes).values_list("position", "tick"))
    length = home.current().tick_seconds
    return [(size, (ticks[position] + 1) * length) for position, size in sizes.items()]


def person_of(key: bytes) -> Person | None:
    """Return whose key this is or was, under whichever key they stand on a list."""
    return people_access.people().person(key)


def persons_of(keys: Iterable[bytes]) -> set[Person]:
    """Return the people of some keys."""
    return {person for key in keys if (person := person_of(key)) is not None}
