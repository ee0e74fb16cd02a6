"""After the names are open: delivery, reply, a broken promise, a question to the signers, the next step."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.journeys import chapter, demands, outcomes
from tests.journeys.chapter import DAY, Chapter
from tests.journeys.keyholders import size, until
from tests.journeys.people import Site, Somebody
from undersign.rehearsal import evening
from undersign.rehearsal.programs import wait_for

TITLE = "Pay that we can live on"
REPLY = "We will look at the budget in spring."
PROMISE = "One paid hour of supervision a week"


def reply(boss: Somebody, address: str) -> None:
    """Reply once, by the link in the letter that was delivered."""
    boss.go(address)
    boss.look("reply")
    boss.page.fill("#says", REPLY)
    boss.tap("Reply in public")
    boss.page.wait_for_url("**/check/*")
    outcomes.shows(boss, address.replace("/reply/", "/check/").partition("#")[0], REPLY)
    boss.look("replied")
    boss.go(address)
    boss.sees("A reply can be written once")


def break_promise(ana: Somebody, after: str) -> None:
    """Write down a promise, and later that it was broken."""
    given = {"ask": "2", "what": PROMISE, "due": demands.day(ana.site, 10)}
    outcomes.writes(ana, after, "Write down a promise", given)
    outcomes.shows(ana, after, "The day has not come yet")
    demands.move(ana.site, 12 * DAY)
    outcomes.shows(ana, after, "Nobody has written down yet whether it was kept")
    ana.look("promise-late")
    outcomes.writes(ana, after, "Write down what became of a promise", {"outcome-of": "broken"})
    outcomes.shows(ana, after, "broken")
    ana.look("promise-broken")


def next_step(people: Chapter, ana: Somebody, demand: str) -> None:
    """Let the day of the next step come; it begins by itself, and can be signed."""
    after = f"{people.address(demand)}/after"
    for _ in range(2):  # at once it would be further than a clock may jump
        before = size(ana.site)
        demands.move(ana.site, 20 * DAY)
        until("the record goes on", partial(_grew, ana.site, before))
    outcomes.shows(ana, after, "Has started")
    ana.look("step-started")
    ana.go("/demands")
    ana.look("demands-with-a-step")
    ana.tap("We come to the director together.")
    ana.page.wait_for_url(demands.DEMAND)
    demands.sign(ana, ana.page.url, "Ana Reyes", 5)


def is_asked(people: Chapter, ana: Somebody, after: str) -> None:
    """Let all who signed answer what they are asked once the letter was delivered, Ana on the page."""
    phone = people.phones["Ana"]
    [box] = wait_for("the question", lambda: evening.boxes(phone, "survey"))
    others = [people.phones[name] for name in chapter.SIGNERS if name != "Ana"]
    for each in evening.give_passes(others, box):
        each.answer([[1]])  # no
    ana.go(after)
    ana.tap("Answer, sealed")
    ana.page.get_by_label("Yes", exact=True).check()
    ana.look("question")
    ana.tap("Review before sealing")
    ana.sees("Is all of this right?")
    ana.look("question-review")
    ana.tap("Seal and send")
    ana.page.wait_for_url("**/receipt", timeout=demands.PATIENCE)
    ana.sees("Received")
    ana.look("question-receipt")


def _grew(site: Site, before: int) -> bool:
    return size(site) > before


def test_delivery_reply_broken_promise_and_the_next_step(site: Site, tmp_path: Path) -> None:
    with chapter.gathered(site, tmp_path / "keyholders") as people:
        demand = people.opened(TITLE)
        ana = people.comes("Ana")
        after = f"{people.address(demand)}/after"
        letter = outcomes.deliver(ana, after, tmp_path)
        boss = site.person("boss")
        reply(boss, demands.address_in(letter, "reply"))
        is_asked(people, ana, after)
        break_promise(ana, after)
        next_step(people, ana, demand)
        outcomes.shows(ana, after, "1 of 5 signers who answered say that something happened")
        ana.look("question-opened")
        boss.go("/employers")
        boss.look("employers")
        boss.tap("Harbor Services")
        assert PROMISE in boss.text()
        assert REPLY in boss.text()
        assert "Tester" not in boss.text()
        boss.look("employer")
        boss.go("/did-it-work")
        boss.look("did-it-work")
