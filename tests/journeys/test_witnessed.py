"""Keyholders witness the record, and phones read that they do. Then the host puts another history in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.journeys.keyholders import SECONDS, Keyholder, size, until, watching, witnessed
from tests.journeys.network import found, member_key
from tests.journeys.people import Site, Somebody
from tests.rehearsed import done, undersign

KEYHOLDERS, THRESHOLD = (1, 2, 3), 2
FAILED = 1

# The host takes the time that passed since the copy, and gives each of its ticks to the other history.
REWRITE = """
import os, time
from pathlib import Path
from undersign.web import start
start.ready(Path(os.environ["UNDERSIGN_HOME"]))
from undersign.web.record import actions
from undersign.web.record.models import Tree
for tick in range(Tree.objects.get().last_tick + 1, int(time.time())):
    actions.tick(tick)
"""


def make_keys(folder: Path) -> list[Path]:
    """Let keyholders make their keys; return their folders."""
    folders = [folder / f"keyholder-{index}" for index in KEYHOLDERS]
    for index, each in zip(KEYHOLDERS, folders, strict=True):
        done("keyholder", "init", each, "--name", f"Chapter {index}")
    return folders


def hold_meeting(folders: list[Path], founders: list[str]) -> Path:
    """Let keyholders hold their meeting with the founders' keys; return the file for the host."""
    base = folders[0].parent
    ceremony, messages, team = base / "ceremony.json", base / "messages", base / "team.json"
    more = [part for key in founders for part in ("--founder", key)] + ["--threshold", THRESHOLD, "--rehearsal"]
    done("ceremony", "new", ceremony, *(each / "card.json" for each in folders), *more)
    messages.mkdir()
    said = ""
    while "The meeting is over" not in said:
        for each in folders:
            said = done("ceremony", "step", each, ceremony, messages)
    done("ceremony", "finish", ceremony, messages, team)
    return team


def check(somebody: Somebody) -> str:
    """Let somebody's own phone check the record; return what it says."""
    somebody.go("/record")
    somebody.tap("Check now")
    somebody.page.locator("[data-say=good], [data-say=bad], [data-say=away]").filter(visible=True).wait_for()
    return somebody.text()


def leaves(somebody: Somebody) -> None:
    """Let somebody leave for good."""
    somebody.go("/leave")
    somebody.page.locator("#leave-form input[type=checkbox]").check()
    somebody.tap("Leave now and delete my account")
    somebody.sees("You have left")


def take_in(site: Site, team: Path, keyholders: list[Keyholder]) -> None:
    """Let the programs see the record before the host takes in the team; wait until enough cosign one checkpoint."""
    until("all have checked", lambda: all("not yet cosigned" in each.said() for each in keyholders))
    assert "the keyholders' team" in site.server.command("host", "add", site.server.home, team)
    until("it is witnessed", lambda: witnessed(site))


def first_checks(readers: list[Somebody]) -> None:
    """Let people's phones check the witnessed record for the first time."""
    for each in readers:
        said = check(each)
        assert "The record holds" in said
        assert "Witnessed: at least 2 of 3 keyholders have signed the record up to step" in said
        assert "This is the first check on this phone" in said
        assert "Not yet witnessed" not in said
        each.look("witnessed")


def stand_still(site: Site, members: list[Somebody], work: Callable[[], None]) -> None:
    """Let the host do something to the database; meanwhile nobody's browser asks the site."""
    for each in members:
        each.page.goto("about:blank")
    site.server.stop()
    work()
    site.server.start()


def rewrite(site: Site) -> None:
    """Put the older copy in the place of the database, and give it all the ticks that have passed since."""
    site.server.put_back()
    site.server.script(REWRITE)


def refuses(keyholder: Keyholder, site: Site) -> None:
    """Check that a keyholder's program ended loudly and kept what it saw, and ends so again when it is started."""
    code, said = keyholder.running.wait(SECONDS), keyholder.said()
    assert (code, "THE RECORD IS WRONG. IT WAS NOT COSIGNED." in said) == (FAILED, True), said
    assert "Call the other keyholders now" in said
    (evidence,) = (keyholder.folder / "evidence").iterdir()
    before = (evidence / "checkpoint-before").read_text().splitlines()
    fetched = (evidence / "fetched" / "record" / "checkpoint").read_text().splitlines()
    assert int(before[1]) <= int(fetched[1])
    again = undersign("keyholder", "run", keyholder.folder, site.address, "--once")
    assert (again.code, "THE RECORD WAS WRONG. NOTHING IS COSIGNED." in again.complaint) == (FAILED, True)


def test_a_witnessed_record_and_a_host_that_rewrites_it(site: Site, tmp_path: Path) -> None:
    ana, bo, chi = found(site)
    founders = [member_key(each) for each in (ana, bo, chi)]
    folders = make_keys(tmp_path)
    team = hold_meeting(folders, founders)
    outsider = site.person("outsider")
    with watching(site, folders) as keyholders:
        take_in(site, team, keyholders)
        first_checks([outsider, ana])
        stand_still(site, [ana, bo, chi], site.server.keep_copy)
        leaves(chi)
        since = size(site) + 1
        until("it is witnessed that Chi left", lambda: witnessed(site) > since)
        said = check(ana)
        assert "Since then it has only grown" in said
        assert "2 people stand here" in said
        ana.look("grown")
        seen = size(site)
        stand_still(site, [ana, chi], lambda: rewrite(site))
        kept = witnessed(site)
        assert kept < since < seen <= size(site)
        said = check(ana)
        assert "Something is wrong" in said
        assert "proof_wrong" in said
        assert "Witnessed" not in said
        ana.look("refused")
        for keyholder in keyholders:
            refuses(keyholder, site)
        assert f"up to step {kept}." in check(outsider)  # who saw nothing of what is gone: nobody signs any more
        outsider.look("no-longer-witnessed")
    assert witnessed(site) == kept
