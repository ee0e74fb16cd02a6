"""One evening: six people come in, write a demand together, sign it sealed, and hold the letter with their names."""

from __future__ import annotations

from pathlib import Path

from tests.journeys import demands, keyholders
from tests.journeys.demands import TITLE, Wish
from tests.journeys.network import add_workplace, found, let_in, member_key, settle
from tests.journeys.people import Site, Somebody

NAMES = ("Ana Reyes", "Bo Marsh", "Chi Okafor", "Fay Lindqvist", "Gus Moreno", "Hal Ng")
COMMENT = "Let us say from which day on."


def gather(site: Site) -> list[Somebody]:
    """Let three people found the network at one workplace, and three others join in a room."""
    founders = found(site)
    add_workplace(*founders[:2])
    settle(founders)
    newcomers = [site.person(name) for name in ("Fay", "Gus", "Hal")]
    for each in newcomers:
        let_in(founders[:2], each)  # the room before ends, and the pages of those in it say so
    assert [each.broken for each in founders] == [[]] * 3
    return [*founders, *newcomers]


def write_together(people: list[Somebody]) -> str:
    """Let one propose, one comment and one put it up; return the address of the demand."""
    ana, bo, *_, hal = people
    address = demands.open_drafts(ana)
    ana.look("drafts-begun")
    for each in people:
        demands.come(each, address)
    hal.look("drafts-wait")
    demands.propose(ana, Wish())
    ana.look("proposal-received")
    demands.read_drafts(hal, address, TITLE)
    hal.look("drafts-proposal")
    demands.comment(hal, COMMENT)
    demands.read_drafts(bo, address, COMMENT)
    bo.look("drafts-comment")
    demands.put_up(bo)
    return demands.find_demand(ana, address)


def test_a_room_of_six_goes_from_the_picture_to_the_letter(site: Site, tmp_path: Path) -> None:
    people = gather(site)
    founders = [bytes.fromhex(member_key(each)) for each in people[:3]]
    with keyholders.meeting(site, tmp_path / "keyholders", founders) as programs:
        demand = write_together(people)
        people[0].look("demand")
        for each, name in zip(people[:5], NAMES, strict=False):
            demands.sign(each, demand, name, 5, looks=each.nickname == "Ana")
        people[0].go(demand)
        people[0].look("demand-signed")
        keyholders.approves_on_page(site, programs[0], TITLE)
        keyholders.approves(site, programs[1], TITLE)
        demands.move(site, 3600)
        demands.waits_until(people[1], demand, "Signing has ended")
        people[1].look("demand-withdrawing")
        demands.move(site, 600)
        demands.waits_until(people[0], demand, "The names are open")
        people[0].look("demand-opened")
        letter = demands.letter(people[0], "The letter (PDF)", tmp_path)
    assert all(name in letter for name in NAMES[:5])
    assert NAMES[5] not in letter
    outsider = site.person("outsider")
    outsider.go(demands.address_in(letter, "check"))
    outsider.sees("You are here because you hold a letter")
    outsider.look("check-letter")
