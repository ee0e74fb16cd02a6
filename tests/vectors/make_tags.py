"""Makes vectors/tags: `python -m tests.vectors.make_tags`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.run_tags import OPERATIONS

HERE: Final = "made by tests/vectors/make_tags.py"


def good(name: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, "tags", about, HERE, given, output=OPERATIONS["tags"](given))


def tags() -> Iterator[Case]:
    """Tags by the counts of a list."""
    random = random_from("vectors/tags")
    places = {
        "Harbor": (random(32), "Peers United", "NY"),
        "Hill": (random(32), "Peers United", "VT"),
        "Coast": (random(32), "Hope Inc", "NY"),
        "Lake": (random(32), "Peers United", "NY"),
        "Pier": (random(32), "Peers United", "NY"),
        "Cove": (random(32), "Shore Inc", "NY"),
        "": (random(32), "", ""),
    }

    def people(counts: dict[str, int]) -> list[dict[str, Any]]:
        return [
            {"member": random(32).hex(), "workplace": place.hex(), "employer": employer, "state": state}
            for name, count in counts.items()
            for place, employer, state in [places[name]] * count
        ]

    def made(name: str, about: str, levels: list[str], **counts: int) -> Case:
        given = {"people": people(counts), "levels": levels, "k": 5}
        return good(name, about, given)

    every = ["workplace", "employer", "state", "all"]
    yield made("all", "Nobody is in a group of 2k.", every, Harbor=9, Hill=3)
    yield made("workplace", "One workplace has 2k people, the rest is at the top.", every, Harbor=10, Hill=6, Coast=6)
    about = "Three are left for the top, so the only tag dissolves into it."
    yield made("dissolved", about, every, Harbor=10, Hill=3)
    about = "Three are left for the top, so the smaller tag dissolves into it."
    yield made("dissolved_smaller", about, every, Harbor=10, Coast=14, Hill=3)
    yield made("top_empty", "Everyone is in a finer tag; the top has nobody and stays.", every, Harbor=10, Coast=12)
    yield made("spanning", "An employer in two states has the top as its parent.", every, Lake=6, Hill=4, Coast=10)
    yield made(
        "left_over",
        "Who is in a finer tag does not help a coarser one to 2k.",
        every,
        **{"Harbor": 10, "Lake": 4, "Coast": 5, "": 2},
    )
    about = "A workplace below its employer below its state."
    yield made("nested", about, every, Harbor=11, Lake=6, Pier=5, Coast=6, Cove=5)
    yield made(
        "state", "Only the levels that are named.", ["state", "all"], **{"Harbor": 8, "Coast": 5, "Hill": 9, "": 2}
    )
    given = {"people": people({"": 11, "Harbor": 1}), "levels": every, "k": 6}
    yield good("unknown", "An unknown employer or state groups nobody.", given)
    few = people({"Harbor": 3})
    for name, levels in {
        "unordered": ["state", "workplace", "all"],
        "twice": ["state", "state", "all"],
        "without_all": ["workplace", "state"],
        "unknown_level": ["city", "all"],
        "none": [],
    }.items():
        given = {"people": few, "levels": levels, "k": 5}
        yield Case(name, "tags", "Levels that are not in order and end in all.", HERE, given, "rule_impossible")


if __name__ == "__main__":
    write("tags", tags())
