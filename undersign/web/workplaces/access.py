"""Which workplaces a member belongs to, and what they see there. Who does not belong cannot fetch a place at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from undersign.protocol.encoding import b64, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.vouches import VOUCHES_NEEDED, Person
from undersign.web.people import access as people_access
from undersign.web.people.models import Member, Vouch
from undersign.web.record.models import Text
from undersign.web.workplaces.models import Note, Report, Workplace

REPORTS_TO_HIDE = 2


@dataclass(frozen=True)
class Shown:
    """A note as a page shows it: `content` is None for one that was struck."""

    note: Note
    content: str | None
    nickname: str | None  # None once the writer has left
    struck_by: str | None
    hidden: bool


def all_places() -> list[Workplace]:
    """Return every workplace that was not merged into another."""
    return list(Workplace.objects.filter(into=None).order_by("name", "employer"))


def named(identity: bytes) -> Workplace | None:
    """Return the workplace with an id, whoever asks."""
    return Workplace.objects.select_related("into").filter(id_hash=identity).first()


def place_name(identity: bytes, _reader: Member | None) -> str | None:
    """Return what a workplace is called, for other members' pages; names of places are no secret among members."""
    place = named(identity)
    return f"{place.home.name}, {place.home.employer}" if place else None


def _homes(person: Person) -> set[int]:
    """Return the numbers of the places for which two vouches of a person count, places that were merged being one."""
    given = [vouch.workplace for vouch in people_access.people().counting(person).values()]
    homes = {
        bytes(identity): into or number
        for identity, number, into in Workplace.objects.filter(id_hash__in=set(given)).values_list(
            "id_hash", "pk", "into"
        )
    }
    counted = [homes[each] for each in given if each in homes]
    return {each for each in counted if counted.count(each) >= VOUCHES_NEEDED}


def homes(member: Member) -> set[int]:
    """Return the numbers of the places to which a member belongs."""
    person = people_access.person_of(member)
    return _homes(person) if person and not person.left else set()


def mine(member: Member) -> list[Workplace]:
    """Return the workplaces to which a member belongs."""
    return list(Workplace.objects.filter(pk__in=homes(member)).order_by("name"))


def added_by(member: Member) -> list[Workplace]:
    """Return the workplaces that a member added, merged ones too."""
    person = people_access.person_of(member)
    return list(Workplace.objects.filter(added_by__in=person.keys).order_by("name")) if person else []


def may_let_in(member: Member) -> list[bytes]:
    """Return the ids of places to which a member who stands may let people in: where they work, and what they began.

    What they added or confirmed is theirs to fill until two people belong to it, who can let in all others.
    """
    if not people_access.stands(bytes(member.key)):
        return []
    begun = [each for each in begun_by(member).filter(into=None) if len(people_of(each)) < VOUCHES_NEEDED]
    known = Q(pk__in=homes(member)) | Q(pk__in=[each.pk for each in begun])
    return [bytes(each) for each in Workplace.objects.filter(known, into=None).values_list("id_hash", flat=True)]


def begun_by(member: Member) -> QuerySet[Workplace]:
    """Return the workplaces that a member added or confirmed."""
    person = people_access.person_of(member)
    keys = person.keys if person else []
    return Workplace.objects.filter(Q(added_by__in=keys) | Q(confirmed_by__in=keys))


def is_empty(place: Workplace) -> bool:
    """Return whether two vouches bind nobody to a workplace under its own name, whatever it was merged into."""
    people, identity = people_access.people(), bytes(place.id_hash)
    keys = Vouch.objects.filter(workplace=identity).values_list("member", flat=True)
    found = {people.person(bytes(key)) for key in set(map(bytes, keys))}
    return not any(each and not each.left and identity in people.workplaces(each) for each in found)


def spoken_for(member: Member) -> list[Workplace]:
    """Return the workplaces for which a member speaks because they began them and nobody works there yet."""
    if not people_access.stands(bytes(member.key)):
        return []
    return [each for each in begun_by(member).select_related("into", "wants") if is_empty(each)]


def sides_of(member: Member) -> set[int]:
    """Return the numbers of the places for which a member speaks when two are joined or parted."""
    return homes(member) | {each.pk for each in spoken_for(member)}


def sides_of_key(key: bytes) -> set[int]:
    """Return for which places the owner of a key speaks, under whichever key by now; none once they have left."""
    person = people_access.people().person(key)
    member = people_access.account_of(person) if person else None
    return sides_of(member) if member else set()


def unconfirmed(member: Member) -> list[Workplace]:
    """Return the workplaces that wait for a second member, which must not be the one who added them."""
    person = people_access.person_of(member)
    found = Workplace.objects.filter(confirmed_by=None, into=None).order_by("name")
    return list(found.exclude(added_by__in=person.keys)) if person else []


def by_id(written: str) -> Workplace:
    """Return the workplace that an address or a word names, whoever asks. Raises Http404."""
    try:
        place = named(unb64(written))
    except Refused:
        place = None
    if place is None:
        raise Http404
    return place


def to_confirm(member: Member, written: str) -> Workplace:
    """Return a workplace with which name and number may be shown together. Raises Http404.

    As long as it waits for a second member, to whoever stands; afterwards to its people, and to the two who named it.
    Name, salt and number together say which keys of the members' book work at the place.
    """
    place, person = by_id(written), people_access.person_of(member)
    if not people_access.stands(bytes(member.key)) or person is None:
        raise Http404
    waits = place.confirmed_by is None and place.into is None
    named = {bytes(place.added_by), bytes(place.confirmed_by or b"")} & set(person.keys)
    if not (waits or named or place.home.pk in homes(member)):
        raise Http404
    return place


def for_coworker(member: Member, written: str) -> Workplace:
    """Return the workplace of an address, or that which it was merged into. Raises Http404 for who does not belong."""
    place = by_id(written).home
    if place.pk not in homes(member):
        raise Http404
    return place


def for_speaker(member: Member, written: str) -> Workplace:
    """Return a place that a member may join with another: their own, or one that they began. Raises Http404."""
    place = by_id(written)
    return place if place in spoken_for(member) else for_coworker(member, written)


def people_of(place: Workplace) -> list[Member]:
    """Return who belongs to a workplace, by nickname."""
    ids = Workplace.objects.filter(Q(pk=place.pk) | Q(into=place)).values_list("id_hash", flat=True)
    people = people_access.people()
    keys = Vouch.objects.filter(workplace__in=[bytes(each) for each in ids]).values_list("member", flat=True)
    found = {people.person(bytes(key)) for key in set(map(bytes, keys))}
    here = [each.key for each in found if each and not each.left and place.pk in _homes(each)]
    return list(Member.objects.filter(key__in=here).order_by("nickname"))


def nickname(key: bytes) -> str | None:
    """Return the nickname of whose key this is or was; None once they have left."""
    person = people_access.people().person(key)
    found = Member.objects.filter(key=person.key if person else key).first()
    return found.nickname if found else None


def mergeable(member: Member, place: Workplace) -> list[Workplace]:
    """Return other places of the same state as which a place may count: those that stand for themselves."""
    if place.into or place.wants or place.merged.exists() or place.wanted.exists() or not sides_of(member):
        return []
    return [each for each in all_places() if each.pk != place.pk and each.state == place.state and not each.wants_id]


def called(member: Member, place: Workplace, name: str, employer: str) -> Workplace:
    """Return the place of these names as which a place may count: asked for by name, as nobody outside has its number.

    Raises Http404.
    """
    listed = mergeable(member, place)
    found = next((each for each in listed if (each.name, each.employer) == (name, employer)), None)
    if found is None:
        raise Http404
    return found


def speaks_for_both(member: Member, place: Workplace) -> bool:
    """Return whether a member speaks for both places that are to be joined, so that their word alone is enough."""
    return place.wants is not None and {place.pk, place.wants.pk} <= sides_of(member)


def joined_with(place: Workplace) -> tuple[list[Workplace], list[Workplace]]:
    """Return the places that were merged into one, and those for which a merge with it waits."""
    waiting = list(place.wanted.order_by("name"))
    return list(place.merged.order_by("name")), waiting


def note_for_coworker(member: Member, number: int) -> Note:
    """Return a note of one of a member's workplaces. Raises Http404."""
    found = Note.objects.select_related("workplace__into").filter(pk=number).first()
    if found is None or found.workplace.home.pk not in homes(member):
        raise Http404
    return found


def notes(place: Workplace) -> list[Shown]:
    """Return the notes of a workplace and of those merged into it, the newest first."""
    found = Note.objects.filter(Q(workplace=place) | Q(workplace__into=place)).order_by("-day", "-pk")
    return list(shown(found.prefetch_related("reports")))


def reported() -> list[Note]:
    """Return the notes about which a steward must decide, the oldest first."""
    found = Note.objects.filter(reports__isnull=False, struck_by=None).distinct().order_by("day", "pk")
    return list(found.prefetch_related("reports"))


def shown(found: Iterable[Note]) -> Iterator[Shown]:
    """Yield notes with their texts."""
    listed = list(found)
    texts = Text.objects.filter(book__name="members", hash__in=[bytes(each.text) for each in listed])
    contents = {bytes(hashed): content for hashed, content in texts.values_list("hash", "content")}
    for note in listed:
        struck_by = nickname(bytes(note.struck_by)) if note.struck_by else None
        yield Shown(note, contents.get(bytes(note.text)), nickname(bytes(note.by)), struck_by, hidden(note))


def hidden(note: Note) -> bool:
    """Return whether a note is hidden until a steward has decided."""
    reports = list(note.reports.all())
    return any(each.own for each in reports) or len(reports) >= REPORTS_TO_HIDE


def withheld() -> set[bytes]:
    """Return the hashes of the texts of hidden notes, which nobody but stewards gets until they have decided."""
    return {bytes(each.text) for each in reported() if hidden(each)}


def about_me(member: Member) -> dict[str, object]:
    """Return what this app holds about a member, for the file that they can take along."""
    person = people_access.person_of(member)
    keys = person.keys if person else [bytes(member.key)]
    written = list(shown(Note.objects.filter(by__in=keys).order_by("pk").prefetch_related("reports")))
    return {
        "workplaces": [_plain(each) for each in mine(member)],
        "workplaces_added": [_plain(each) for each in Workplace.objects.filter(added_by__in=keys).order_by("pk")],
        "workplaces_confirmed": [
            _plain(each) for each in Workplace.objects.filter(confirmed_by__in=keys).order_by("pk")
        ],
        "merges_asked_for": [_plain(each) for each in Workplace.objects.filter(wanted_by__in=keys).order_by("pk")],
        "notes": [{"day": each.note.day, "text": each.content} for each in written],
        "reports": [_report(each) for each in Report.objects.filter(by=member).select_related("note").order_by("pk")],
    }


def _report(report: Report) -> dict[str, object]:
    """Return a report: which note it is about, by the hash that stands in the record, and the reason."""
    told = {"note": b64(bytes(report.note.text)), "note_day": report.note.day}
    return {**told, "why": report.why, "own": report.own}


def _plain(place: Workplace) -> dict[str, str]:
    named = {"name": place.name, "employer": place.employer, "state": place.state, "kind": place.kind}
    return {"id": b64(bytes(place.id_hash)), "salt": b64(bytes(place.salt)), **named}
