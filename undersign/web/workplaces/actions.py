"""What members write about workplaces. Each is a signed word, and stands in the members' book."""

from __future__ import annotations

import logging
from typing import Final

from django.db import connection, transaction
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersign.protocol import record
from undersign.protocol.encoding import Document, read, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.vouches import WORKPLACE, workplace_id
from undersign.web.pages.answers import Stopped
from undersign.web.people import access as people_access
from undersign.web.people import actions as people_actions
from undersign.web.people.models import Member
from undersign.web.record import actions as record_actions
from undersign.web.workplaces import access, names
from undersign.web.workplaces.forms import WorkplaceForm
from undersign.web.workplaces.models import Note, Report, Workplace

_LOG: Final = logging.getLogger("undersign.web")
NOTE_MOST: Final = 1000
CONFLICT: Final = 409
SAYINGS: Final[dict[str, str | Promise]] = {
    "note_repeated": _("This note stands here already. Nothing was written down twice."),
    "there_already": _("This place is on the list already. Go back and look for it by its name."),
    "confirmed_already": _("Somebody has confirmed this place before you. Nothing was written down."),
    "own_workplace": _("You added this place, so somebody else must confirm it. Nothing was written down."),
    "merged_already": _("One of these places is joined with another. Part them first. Nothing was written down."),
    "merge_waits": _("This waits for somebody who works at the other place. Nothing was written down."),
    "decided_already": _("A steward has decided about this note already. Nothing was changed."),
    "parted_already": _("These places are not joined. Nothing was written down."),
}


def _settled(name: str) -> Stopped:
    """Return that something cannot be, as things stand."""
    return Stopped(name, SAYINGS[name], CONFLICT)


def _check_word(word: Document, kind: str, **fields: bytes) -> None:
    """Check that a word says what this page asked for; who signed it is checked where it is written."""
    if word.get("kind") != kind or any(unb64(str(word.get(name))) != value for name, value in fields.items()):
        raise Refused("document_field", "another word was expected")


def _lock(*places: Workplace) -> None:
    """Hold the record, without which nobody changes a place, and read the places as they stand now."""
    record_actions.lock()
    for each in places:
        each.refresh_from_db()


@transaction.atomic
def add(member: Member, entry: Document, kind: str, word: Document) -> Workplace:
    """Add a workplace as a device wrote it down. Raises Refused, Stopped."""
    _lock()
    given = read(entry, WORKPLACE)
    form = WorkplaceForm({**{name: given[name] for name in ("name", "employer", "state")}, "kind": kind})
    if not form.is_valid() or any(form.cleaned_data[name] != given[name] for name in ("name", "employer", "state")):
        raise Refused("document_field", "names have no spaces at their ends, and the state is on the list")
    identity = workplace_id(entry)
    _check_word(word, "workplace_hash", id=identity)
    places = Workplace.objects.filter(state=given["state"])
    if any(names.same(given["name"], given["employer"], each) for each in places):
        raise _settled("there_already")
    people_actions.write(word, member)
    return Workplace.objects.create(
        id_hash=identity,
        salt=given["salt"],
        name=given["name"],
        employer=given["employer"],
        state=given["state"],
        kind=kind,
        added_by=bytes(member.key),
    )


@transaction.atomic
def confirm(member: Member, place: Workplace, word: Document) -> None:
    """Keep that a second member knows this workplace. Raises Refused, Stopped."""
    _check_word(word, "workplace_confirmed", id=bytes(place.id_hash))
    _lock(place)
    if place.confirmed_by is not None:
        raise _settled("confirmed_already")
    person = people_access.person_of(member)
    if person is None or bytes(place.added_by) in person.keys:
        raise _settled("own_workplace")
    people_actions.write(word, member)
    place.confirmed_by = bytes(member.key)
    place.save(update_fields=["confirmed_by"])


def _sides(member: Member, place: Workplace, into: Workplace) -> set[int]:
    """Return for which of two places a member speaks. Raises Http404 if for neither."""
    sides = access.sides_of(member) & {place.pk, place.home.pk, into.pk, into.home.pk}
    if not sides:
        raise Http404
    return sides


@transaction.atomic
def propose(member: Member, place: Workplace, name: str, employer: str) -> None:
    """Keep that who speaks for a place says that it is the same as another, known to them by its names alone.

    Nothing of it is signed, nor in the record: the word names both numbers, and who works at one place gets the number
    of another only once somebody there agrees. Raises Http404.
    """
    _lock(place)
    place.wants, place.wanted_by = access.called(member, place, name, employer), bytes(member.key)
    place.save(update_fields=["wants", "wanted_by"])


@transaction.atomic
def turn_down(member: Member, place: Workplace, name: str, employer: str) -> None:
    """Forget what somebody said of two places, for one of which the member speaks. Raises Http404."""
    _lock(place)
    asked = [place, *place.wanted.all()]
    found = [each for each in asked if each.wants and _names(each.wants if each == place else each) == (name, employer)]
    if place.pk not in access.sides_of(member) or not found:
        raise Http404
    Workplace.objects.filter(pk=found[0].pk).update(wants=None, wanted_by=None)


def _names(place: Workplace) -> tuple[str, str]:
    return place.name, place.employer


@transaction.atomic
def merge(member: Member, place: Workplace, into: Workplace, word: Document) -> None:
    """Keep that two places count as one, after somebody of the first has said that they are the same.

    It takes the word of somebody of the other one; where nobody works yet, who added or confirmed the place speaks for
    it. Raises Refused, Stopped, Http404.
    """
    _check_word(word, "workplace_merged", id=bytes(place.id_hash), into=bytes(into.id_hash))
    _lock(place, into)
    sides = _sides(member, place, into)
    sides |= access.sides_of_key(bytes(place.wanted_by or b"")) & {place.pk, into.pk}
    if place.wants_id != into.pk or sides != {place.pk, into.pk}:
        raise _settled("merge_waits")  # one answer to both, or tries would tell which number has which name
    if into.into_id or into.wants_id or place.merged.exists() or place.wanted.exists():
        raise _settled("merged_already")
    people_actions.write(word, member)
    place.into, place.wants, place.wanted_by = into, None, None
    place.loosely = access.is_empty(place) or access.is_empty(into)
    place.save(update_fields=["into", "wants", "wanted_by", "loosely"])


def end_loose() -> None:
    """Part what was joined while nobody worked at one of the two, once somebody works at each: nobody asked them."""
    for place in Workplace.objects.filter(loosely=True).select_related("into"):
        if place.into and not access.is_empty(place) and not access.is_empty(place.into):
            place.into, place.loosely = None, False
            place.save(update_fields=["into", "loosely"])


@transaction.atomic
def part(member: Member, place: Workplace, into: Workplace, word: Document) -> None:
    """Keep that two places are not the same after all. Raises Refused, Stopped, Http404."""
    _check_word(word, "workplace_parted", id=bytes(place.id_hash), into=bytes(into.id_hash))
    _lock(place, into)
    _sides(member, place, into)
    if into.pk != place.into_id:
        raise _settled("parted_already")
    people_actions.write(word, member)
    place.into, place.loosely = None, False
    place.save(update_fields=["into", "loosely"])


@transaction.atomic
def write_note(member: Member, place: Workplace, text: Document, word: Document) -> Note:
    """Keep a note for the people of a workplace, once: a phone that got no answer sends the same text again.

    Raises Refused, Stopped.
    """
    hashed, content = record.check_text(text)
    if not 0 < len(content.strip()) <= NOTE_MOST:
        raise Refused("size_wrong", f"a note has 1 to {NOTE_MOST} signs")
    _check_word(word, "note", workplace=bytes(place.id_hash), text=hashed)
    _lock()
    if Note.objects.filter(by=bytes(member.key), text=hashed).exists():
        raise _settled("note_repeated")  # whatever day this names: its first one may have been yesterday
    people_actions.write(word, member)
    record_actions.append("members", [], [text])
    return Note.objects.create(workplace=place, by=bytes(member.key), text=hashed, day=word["day"])


def report(member: Member, note: Note, why: str) -> None:
    """Keep that a member says that a note must not stay; once for each member."""
    person = people_access.person_of(member)
    own = person is not None and bytes(note.by) in person.keys
    Report.objects.update_or_create(note=note, by=member, defaults={"why": why, "own": own})


def _check_undecided(note: Note) -> None:
    """Hold the record, and refuse a note about which a steward has decided meanwhile. Raises Stopped."""
    record_actions.lock()
    note.refresh_from_db()
    if note.struck_by is not None or not note.reports.exists():
        raise _settled("decided_already")


@transaction.atomic
def strike(note: Note, by: bytes, why: str) -> None:
    """Delete the text of a note for good; the note stays as a gap that says who struck it, and why. Raises Stopped."""
    _check_undecided(note)
    record_actions.strike("members", bytes(note.text), by, why)
    note.struck_by, note.struck_why = by, why
    note.save(update_fields=["struck_by", "struck_why"])
    note.reports.all().delete()
    transaction.on_commit(forget_struck)


@transaction.atomic
def keep(note: Note) -> None:
    """Show a note again: a steward has decided that it may stay. Raises Stopped."""
    _check_undecided(note)
    note.reports.all().delete()


def forget_struck() -> None:
    """Take what was deleted out of the database's own files as well: SQLite's log of changes, PostgreSQL's old rows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL record_text")
    elif not record_actions.empty_log():
        _LOG.warning("a struck text is still in SQLite's log, which was in use; the clock empties it")
