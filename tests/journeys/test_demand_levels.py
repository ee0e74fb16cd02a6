"""Two weeks of signing: one demand opens at its first level and leaves a name sealed, another misses.

Meanwhile somebody takes a name out, and somebody whom not all know comes late to the list.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.journeys import chapter, demands
from tests.journeys.chapter import DAY, HOUR, Chapter
from tests.journeys.demands import TITLE, Wish
from tests.journeys.keyholders import until
from tests.journeys.people import Site, Somebody
from undersign.protocol.encoding import decode, unb64
from undersign.rehearsal import evening
from undersign.rehearsal.network import NotDone
from undersign.rehearsal.signing import at

OTHER = "A room of our own"
LEVELS = (5, 7)


def propose_and_put_up(people: Chapter, ana: Somebody, other: str) -> str:
    """Let Ana propose a demand for two weeks at the drafts that stand, and put it up; return its address."""
    drafts = f"/drafts/{unb64(people.standing_drafts()).hex()}"
    demands.come(ana, drafts)
    demands.propose(ana, Wish(levels=LEVELS, days=14, reply=40))
    demands.move(ana.site, HOUR)
    demands.read_drafts(ana, drafts, TITLE)
    ana.look("drafts-for-weeks")
    demands.put_up(ana)
    demands.move(ana.site, HOUR)
    until("the demand is there", lambda: len(people.demands()) > 1)
    [found] = [each for each in people.demands() if each != other]
    return found


def comes_late(people: Chapter, ana: Somebody, demand: str) -> None:
    """Let somebody new come to the list; one objects, the others confirm; before that there is no pass."""
    people.joins("Kim", "Fay", "Gus")
    path = f"{people.address(demand)}/list"
    until("Kim is on the list", lambda: "Kim" in _list(ana, path))
    ana.look("list-late")
    row(ana, "Kim").get_by_role("button", name="Object").click()
    ana.look("list-object")
    ana.tap("Yes, sign this")
    ana.sees("Written down")
    until("it shows that somebody objects", lambda: "1 person objects" in _list(ana, path))
    ana.look("list-objected")
    demands.move(ana.site, DAY + HOUR)
    kim = people.comes("Kim")
    demands.waits_until(kim, people.address(demand), "Somebody on the list objects to your entry")
    kim.look("objected")
    with pytest.raises(NotDone):
        at(people.phones["Kim"], demand).ask()
    for name in ("Bo", "Chi"):
        confirms(people.comes(name), path)
    until("two have confirmed", lambda: "2 of 2 have confirmed" in _list(ana, path))
    demands.sign(kim, people.address(demand), "Kim Vale", 5)
    kim.page.context.close()


def confirms(somebody: Somebody, path: str) -> None:
    """Let somebody say that they know Kim."""
    somebody.go(path)
    row(somebody, "Kim").get_by_role("button", name="I know this person").click()
    somebody.tap("Yes, sign this")
    somebody.sees("Written down")
    somebody.page.context.close()


def row(somebody: Somebody, name: str) -> Locator:
    """Return the line of somebody on the list."""
    return somebody.page.locator("#people li").filter(has_text=name)


def _list(somebody: Somebody, path: str) -> str:
    somebody.go(path)
    return somebody.page.inner_text("#people")


def takes_out(somebody: Somebody, path: str) -> None:
    """Let somebody take their name out, from the page of the demand on."""
    somebody.go(path)
    somebody.tap("Take my name out")
    somebody.page.locator("#withdraw").click()
    somebody.look("take-out-sure")
    somebody.tap("Yes, take it out now")
    somebody.sees("You took your name out")
    somebody.look("taken-out")
    saves_it_for_a_keyholder(somebody)


def saves_it_for_a_keyholder(somebody: Somebody) -> None:
    """Let somebody save what they took back as a file, as any keyholder's program takes it."""
    with somebody.page.expect_download() as saved:
        somebody.tap("Save it for a keyholder")
    document = decode(saved.value.path().read_bytes().strip())
    assert (document["kind"], document["seq"], document["body"]) == ("envelope", 1, "")


def test_levels_a_withdrawal_a_miss_and_a_late_entry(site: Site, tmp_path: Path) -> None:
    with chapter.gathered(site, tmp_path / "keyholders") as people:
        missed = people.put_up(evening.asks(site.home.now()), title=OTHER, levels=[5], days=14)
        ana = people.comes("Ana")
        opened = propose_and_put_up(people, ana, missed)
        path = people.address(opened)
        people.sign(missed, dict.fromkeys(("Chi", "Fay", "Gus", "Hal"), 5))
        demands.sign(ana, path, "Ana Reyes", 5)
        bo = people.comes("Bo")
        demands.sign(bo, path, "Bo Marsh", 5)
        people.sign(opened, {"Chi": 5, "Fay": 5, "Gus": 5, "Hal": 7})
        comes_late(people, ana, opened)
        people.approve(TITLE)
        takes_out(bo, path)
        demands.move(site, 13 * DAY)
        demands.waits_until(ana, path, "Signing has ended")
        demands.move(site, DAY)
        chapter.opens(ana, path)
        ana.look("opened-at-a-level")
        names = ana.page.inner_text("#names")
        assert all(name in names for name in ("Ana Reyes", "Chi Tester", "Fay Tester", "Gus Tester", "Kim Vale"))
        assert "Hal" not in names
        assert "Bo Marsh" not in names
        demands.waits_until(ana, people.address(missed), "Nothing opened")
        ana.look("missed")
        assert "Tester" not in ana.text()
        ana.go("/demands")
        ana.look("all-my-demands")
