"""A month's unpaid hours of a team: one button begins, one tap answers from the log on the phone, sums open."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Request

from tests.journeys import chapter, demands
from tests.journeys.chapter import DAY, HOUR, Chapter
from tests.journeys.keyholders import until
from tests.journeys.people import Site, Somebody
from tests.web import reading
from tests.web.surveys.logs import PUT, month_of_work
from undersign.protocol.encoding import unb64
from undersign.rehearsal import evening
from undersign.rehearsal.programs import wait_for

RATE = "17.50"


def asks(site: Site, ana: Somebody) -> None:
    """Ask for the last month by the one button, and let the next full hour come."""
    ana.go("/me")
    ana.tap("Our hours, added up")
    ana.sees("Nobody sees who pressed it")
    ana.look("hours-none")
    ana.page.locator("main form button").first.click()
    ana.sees("Somebody asked for it.")
    ana.look("hours-asked")
    demands.move(site, HOUR)


def answers(ana: Somebody, path: str) -> None:
    """Put a month into the log of the phone, look at the ranges that come of it, and seal them with one tap."""
    demands.waits_until(ana, path, "What your month came to")
    page = ana.page
    ana.sees("The log on this phone has no work in this month.")
    ana.look("survey-no-log")
    page.evaluate(PUT, [month_of_work(str(page.locator("main").get_attribute("data-month"))), RATE])
    ana.go(path)
    ana.sees("These ranges come from the hours log on this phone.")
    assert page.locator("output").all_inner_texts() == ["12.5 hours", "$218.75", "5.83 hours", "2.5 hours"]
    ana.look("survey-from-log")
    sent: list[Request] = []
    page.on("request", lambda each: sent.append(each))  # noqa: PLW0108 - Playwright marks what it calls
    ana.tap("Seal and send these ranges")
    page.wait_for_url("**/receipt", timeout=demands.PATIENCE)
    ana.sees("Received")
    ana.look("survey-receipt")
    posted = {urlsplit(each.url).path.split("/")[1] for each in sent if each.method == "POST"}
    assert posted <= {"door", "boxes"}, "the envelope, and the request for a pass"
    found = set[str]().union(*(reading.numbers(each.url) for each in sent))
    assert not found & {"12.5", "218", "218.75", "21875", "750", RATE}


def four_more(people: Chapter, box: str) -> None:
    """Let four coworkers seal what their month came to."""
    others = [people.phones[name] for name in chapter.SIGNERS if name != "Ana"]
    ranges = ([[3], [3], [2], [1]], [[2], [2], [0], [2]], [[3], [3], [], [2]], [[4], [4], [3], [0]])
    for each, chosen in zip(evening.give_passes(others, box), ranges, strict=True):
        each.answer(chosen)


def test_a_teams_unpaid_hours_become_a_sum_of_money(site: Site, tmp_path: Path) -> None:
    with chapter.gathered(site, tmp_path / "keyholders") as people:
        ana = people.comes("Ana")
        asks(site, ana)
        [box] = wait_for("the survey", lambda: evening.boxes(people.phones["Bo"], "survey"))
        path = f"/surveys/{unb64(box).hex()}"
        four_more(people, box)
        answers(ana, path)
        outsider = site.person("outsider")
        outsider.go(path)
        assert urlsplit(outsider.page.url).path == "/sign-in"
        demands.move(site, 15 * DAY)
        until("answers come in no more", lambda: _state(ana, path) != "signing")
        demands.move(site, DAY)
        until("the sums are open", lambda: _state(ana, path) == "opened")
        assert "5 of the 8 people on the list answered" in ana.text()
        assert "Together between 55 and 90 hours, or more." in ana.text()
        assert "Together between $1,100 and $1,800, or more." in ana.text()
        ana.look("survey-opened")
        ana.go(f"/es{path}")
        assert "De las 8 personas de la lista, 5 respondieron" in ana.text()
        ana.look("survey-opened-es")
        ana.tap("Volver")
        ana.look("hours-es")


def _state(somebody: Somebody, path: str) -> str | None:
    somebody.go(path)
    return somebody.page.locator("main").get_attribute("data-state")
