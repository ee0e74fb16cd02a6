"""Who only holds a letter checks it. Then the host changes a byte of the record, and others notice."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.journeys import chapter, demands, outcomes
from tests.journeys.behind import do
from tests.journeys.chapter import Chapter
from tests.journeys.keyholders import until, witnessed
from tests.journeys.people import Site, Somebody
from tests.journeys.server import END_SECONDS
from tests.journeys.test_witnessed import check
from tests.rehearsed import Ended, undersign

TITLE = "Pay that we can live on"
ALL = "What everybody may check, as one file"
MINE = "What you may check, as one file"
OURS = "All that you may check, as one file"
FAILED = 1


def verified(somebody: Somebody, label: str, folder: Path) -> Ended:
    """Download a file by a link or a button of the page, unpack it, and run the command that checks it."""
    with somebody.page.expect_download() as download:
        somebody.tap(label)
    folder.mkdir()
    download.value.save_as(folder / "file.zip")
    with zipfile.ZipFile(folder / "file.zip") as packed:
        packed.extractall(folder)
    [found] = [each for each in folder.iterdir() if each.is_dir()]
    return undersign("verify", found, "--workers", 1)


def check_letter(outsider: Somebody, ana: Somebody, letter: str, folder: Path) -> None:
    """Let an outsider, the addressee and a signer each check what they may."""
    boss = ana.site.person("boss")
    outsider.go(demands.address_in(letter, "check"))
    outsider.sees("You are here because you hold a letter")
    outsider.look("check-delivered")
    boss.go(demands.address_in(letter, "reply"))
    for somebody, label in ((outsider, ALL), (boss, MINE), (ana, OURS)):
        ended = verified(somebody, label, folder / somebody.nickname)
        assert ended.code == 0, ended.said
        assert "FAIL" not in ended.said
        assert "cannot be checked here" in ended.said


def rewrite(people: Chapter, ana: Somebody, after: str) -> None:
    """While no keyholder looks, let a signer write something down, and the host change a byte of it."""
    for each in people.keyholders:
        each.running.terminate()
        each.running.wait(END_SECONDS)
    outcomes.writes(ana, after, "Write down an answer", {"ask": "1", "status": "refused"})
    outcomes.shows(ana, after, "refused")
    ana.page.goto("about:blank")
    people.site.server.stop()
    do(people.site, "change", "host")
    people.site.server.start()


def noticed(people: Chapter, ana: Somebody, outsider: Somebody, letter: str, folder: Path) -> None:
    """Check that a member's phone, the command, the letter's page and a keyholder's program notice it.

    The outsider has the page open since before.
    """
    said = check(ana)
    assert "Something is wrong" in said
    ana.look("byte-changed")
    ended = verified(outsider, ALL, folder / "again")
    assert ended.code == FAILED
    assert "FAIL" in ended.said
    outsider.go(demands.address_in(letter, "check"))
    outsider.sees("The record does not hold")
    outsider.look("check-broken")
    keyholder = people.keyholders[0].folder
    ended = undersign("keyholder", "run", keyholder, people.site.address, "--once", "--clock", people.site.home.clock)
    assert (ended.code, "THE RECORD IS WRONG. IT WAS NOT COSIGNED." in ended.complaint) == (FAILED, True), ended.words


def test_a_letter_is_checked_and_a_changed_byte_noticed(site: Site, tmp_path: Path) -> None:
    with chapter.gathered(site, tmp_path / "keyholders") as people:
        demand = people.opened(TITLE)
        ana = people.comes("Ana")
        after = f"{people.address(demand)}/after"
        letter = outcomes.deliver(ana, after, tmp_path)
        until("it is witnessed that it was delivered", lambda: witnessed(site))
        outsider = site.person("outsider")
        check_letter(outsider, ana, letter, tmp_path)
        assert "The record holds" in check(ana)
        rewrite(people, ana, after)
        noticed(people, ana, outsider, letter, tmp_path)
