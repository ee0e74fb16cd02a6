"""The operations of vectors/vouches."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import vouches
from undersign.protocol.vouches import People, Person

PLAIN: Final = ("role", "until")  # arguments of builders that are no bytes


def read_people(given: dict[str, Any]) -> People:
    """Read the words that a vector writes out."""
    people = People(given["origin"], [bytes.fromhex(key) for key in given["founders"]])
    for entry in given["entries"]:
        people.take(entry)
    return people


def _told(people: People, person: Person) -> dict[str, Any]:
    return {
        "keys": [key.hex() for key in person.keys],
        "present": people.present(person.key),
        "stands": person in people.standing(),
        "counting": sorted(giver.key.hex() for giver in people.counting(person)),
        "workplaces": sorted(workplace.hex() for workplace in people.workplaces(person)),
        "vouches_free": people.vouches_free(person, people.day),
        "spoke": person in people.spoke,
    }


def _read(given: dict[str, Any]) -> dict[str, Any]:
    people = read_people(given)
    return {"people": [_told(people, person) for key, person in sorted(people.by_key.items()) if key == person.key]}


def _take(given: dict[str, Any]) -> dict[str, Any]:
    return {"word": People(given["origin"], ()).take(given["entry"])}


def _make(given: dict[str, Any]) -> dict[str, Any]:
    build = getattr(vouches, f"{given['kind']}_document")
    fields = [value if name in PLAIN else bytes.fromhex(value) for name, value in given["fields"].items()]
    return {"document": build(bytes.fromhex(given["secret"]), given["origin"], *fields, given["day"])}


def _day(given: dict[str, Any]) -> dict[str, Any]:
    vouches.check_day(given["day"], given["written"])
    return {}


def _workplace(given: dict[str, Any]) -> dict[str, Any]:
    return {"id": vouches.workplace_id(given["entry"]).hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "people_read": _read,
    "word_day": _day,
    "word_make": _make,
    "word_take": _take,
    "workplace_id": _workplace,
}
