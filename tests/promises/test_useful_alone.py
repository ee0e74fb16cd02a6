"""useful_alone: something useful on the first visit, without an account, a host, a network or a trace."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from tests.interrupted import command
from tests.web import fuzz, start, weight
from tests.web.network import browser_of, found
from undersign.web import client
from undersign.web.people.middleware import BORROWED

ROOT = Path(__file__).parents[2]
ASKED = ("yardstick", "--state", "Ohio", "--hourly", "15", "--hours", "40", "--household", "2")


@pytest.fixture
def visitor(tmp_path: Path) -> dict[str, str]:
    """Return the environment of somebody who has nothing: an empty home, and no right to write in it."""
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o500)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


def visit(visitor: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the visitor, in the visitor's home."""
    return subprocess.run(  # noqa: S603 - our own command
        command(*arguments), env=visitor, cwd=visitor["HOME"], capture_output=True, text=True, check=False
    )


def test_a_visitor_without_anything_learns_where_their_pay_stands(visitor: dict[str, str]) -> None:
    ended = visit(visitor, *ASKED)
    assert (ended.returncode, ended.stderr) == (0, "")
    words = " ".join(ended.stdout.split())
    assert "31,200.00 a year" in words
    assert "Poverty line" in words
    assert "Federal minimum wage" in words
    assert words.count("Source:") >= 3


def test_nothing_is_left_behind(visitor: dict[str, str]) -> None:
    Path(visitor["HOME"]).chmod(0o700)
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "undersign").rglob("*")}
    assert visit(visitor, *ASKED, "--json").returncode == 0
    assert list(Path(visitor["HOME"]).iterdir()) == []
    assert {path for path in (ROOT / "undersign").rglob("*") if before.get(path) != path.stat().st_mtime_ns} == set()


def test_the_figures_can_be_used_by_other_programs(visitor: dict[str, str]) -> None:
    found = json.loads(visit(visitor, *ASKED, "--json").stdout)
    assert found["yearly"] == 31200.0
    assert found["poverty"]["percent"] > 100


def test_help_needs_nothing_either(visitor: dict[str, str]) -> None:
    ended = visit(visitor, "--help")
    assert ended.returncode == 0
    assert "yardstick" in ended.stdout


TYPED = {
    "state": "NY",
    "city": "Syracuse",
    "pay": "17.83",
    "unit": "hour",
    "paid": "31.5",
    "unpaid": "6.25",
    "household": "7",
    "job": "21-1015",
}
WRONG = TYPED | {"pay": "17.83 a lot", "city": "Atlantis"}


def kept() -> dict[str, int]:
    """Return every file of the site's folder, with its size; the database is looked at row by row."""
    return {path.name: path.stat().st_size for path in start.HOME.path.rglob("*") if "sqlite3" not in path.name}


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("typed", [TYPED, WRONG], ids=["right", "wrong"])
@pytest.mark.parametrize("address", ["/pay", "/es/pay"])
def test_checking_ones_pay_leaves_no_trace(
    address: str, typed: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("django", "undersign"):
        logging.getLogger(name).addHandler(caplog.handler)
    rows, files = fuzz.snapshot(), kept()
    with caplog.at_level(logging.DEBUG):
        answer = Client(headers={"host": "localhost"}).post(address, typed)
    assert answer.status_code == 200
    assert "17.83" in answer.content.decode()
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers
    assert (fuzz.snapshot(), kept()) == (rows, files)
    assert not [record for record in caplog.records if not record.name.startswith("django.db")]
    assert "17.83" not in caplog.text
    for name in ("django", "undersign"):
        logging.getLogger(name).removeHandler(caplog.handler)


@pytest.mark.usefixtures("site")
def test_a_members_own_pay_check_leaves_no_trace_either() -> None:
    browser = browser_of(found()[0])
    session = browser.session
    session[BORROWED] = True  # on such a phone every other page renews the session
    session.save()
    before = fuzz.snapshot()
    answer = browser.post("/pay", TYPED)
    assert "17.83" in answer.content.decode()
    assert not answer.cookies
    assert fuzz.snapshot() == before


@pytest.mark.usefixtures("site")
def test_the_form_never_puts_what_was_typed_into_an_address() -> None:
    page = Client(headers={"host": "localhost"}).post("/pay", TYPED).content.decode()
    assert '<form class="fields" method="post" action="/pay"' in " ".join(page.split())
    assert 'method="get"' not in page
    assert not [part for part in page.split("href=")[1:] if "17.83" in part.split(">")[0]]


HOURS = [f"{prefix}/hours{more}" for prefix in ("", "/es") for more in ("", "/totals", "/log", "/keep")]
SENDS = re.compile(r"\bfetch\(|\b(?:sendBeacon|XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection)\b")
MAY_ASK = {
    "hours/duties.js": "the list of tasks, from an address that stands in the page",
    "hours/worker.js": "the files of the pages, by the site's list of them",
    "site/leave.js": "that the session ends, when somebody leaves quickly",
}


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("address", HOURS)
def test_no_form_of_my_hours_can_be_sent_and_no_page_takes_one(address: str) -> None:
    browser = Client(headers={"host": "localhost"})
    page = browser.get(address).content.decode()
    forms = re.findall(r"<form[^>]*>", page)
    assert all('method="dialog"' in each and "action=" not in each for each in forms)
    assert "formaction" not in page
    assert browser.post(address, {"start": "09:00"}).status_code == 405


@pytest.mark.usefixtures("site")
def test_no_script_of_my_hours_sends_what_somebody_put_in() -> None:
    browser = Client(headers={"host": "localhost"})
    named = set[str]().union(*(weight.files(browser.get(address).content.decode()) for address in HOURS))
    scripts = {path for path in named | weight.APART if path.endswith(".js")}
    assert {"hours/store.js", "hours/copies.js", "hours/backup_words.js"} <= scripts
    assert {path for path in scripts if SENDS.search((client.SERVED / path).read_text())} == set(MAY_ASK)
    for path in ("hours/duties.js", "hours/worker.js"):
        assert not re.search(r"\bbody\b|method:|[?]\$\{", (client.SERVED / path).read_text()), path


def test_what_is_asked_where_something_can_be_taken_never_leaves_the_phone() -> None:
    names = "XMLHttpRequest|sendBeacon|WebSocket|EventSource|localStorage|sessionStorage|indexedDB"
    sends = re.compile(rf"\bfetch\(|\b(?:{names})\b")
    folder = ROOT / "client" / "where"
    found = {path.name: sends.findall(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.js"))}
    # One request, for the parts of all letters, made by everybody before anything is chosen.
    assert {name: used for name, used in found.items() if used} == {"where.js": ["fetch("]}
    assert 'fetch(main.dataset.letters ?? "", { credentials: "omit" })' in (folder / "where.js").read_text()
