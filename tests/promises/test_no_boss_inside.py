"""no_boss_inside: no employer accounts, no ads, no trackers, no request to anyone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interrupted import command
from tests.rehearsed import HostAt, done
from tests.web.boxes.evening import Evening
from tests.web.demands.following import Signer, nobody, opened, send
from undersign.cli import help as page
from undersign.host.files import HostProblem
from undersign.protocol import vouches
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.demands.followup import letters
from undersign.web.people.models import Member
from undersign.web.stewards.who import check_who, made_up

NO_SOCKET = """
import os, socket
real = socket.socket
class Refusing(real):
    def __init__(self, family=-1, *given, **named):
        if family in (-1, socket.AF_INET, socket.AF_INET6):
            with open(os.environ["REACHED"], "a") as file:
                file.write(f"{os.getpid()}\\n")
            raise PermissionError("no network here")
        super().__init__(family, *given, **named)
socket.socket = Refusing
def look_up(*given, **named):
    with open(os.environ["REACHED"], "a") as file:
        file.write("name\\n")
    raise PermissionError("no network here")
socket.getaddrinfo = socket.gethostbyname = look_up
"""

THIS_MACHINE = """
import os, socket
def refuse_elsewhere(host):
    if host not in ("127.0.0.1", "::1", "localhost", "", None):
        with open(os.environ["REACHED"], "a") as file:
            file.write(f"{host}\\n")
        raise PermissionError("no network here")
def guarded(method):
    def inner(self, *given):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            refuse_elsewhere(given[-1][0])
        return method(self, *given)
    return inner
for name in ("bind", "connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
real_look_up = socket.getaddrinfo
def look_up(host, *given, **named):
    refuse_elsewhere(host)
    return real_look_up(host, *given, **named)
socket.getaddrinfo = look_up
"""


def guarded(folder: Path, guard: str) -> dict[str, str]:
    """Return an environment in which a guard stands in every Python process, and says in a file what it refused."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(guard)
    path = os.pathsep.join([str(folder), str(Path(__file__).parents[2])])
    return {**os.environ, "PYTHONPATH": path, "REACHED": str(folder / "reached")}


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which no Python process can make a socket."""
    return guarded(tmp_path / "alone", NO_SOCKET)


@pytest.fixture
def at_home(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which Python processes reach this machine and no other."""
    return guarded(tmp_path / "at-home", THIS_MACHINE)


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def test_a_socket_would_be_noticed(alone: dict[str, str]) -> None:
    ended = run([sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"], alone)
    assert ended.returncode
    assert Path(alone["REACHED"]).exists()


def test_another_machine_would_be_noticed(at_home: dict[str, str]) -> None:
    ended = run([sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 9))"], at_home)
    assert ended.returncode
    assert Path(at_home["REACHED"]).read_text() == "192.0.2.1\n"


def test_verify_and_its_processes_need_no_network(alone: dict[str, str], host_at: HostAt) -> None:
    ended = run(command("verify", host_at("opened"), "--workers", 2), alone)
    assert ended.returncode == 0, ended.stderr
    assert not Path(alone["REACHED"]).exists()


def test_the_yardstick_needs_no_network(alone: dict[str, str]) -> None:
    asked = ("yardstick", "--state", "NY", "--hourly", "17.50", "--hours", "35", "--household", "3")
    ended = run(command(*asked), alone)
    assert ended.returncode == 0, ended.stderr
    assert not Path(alone["REACHED"]).exists()


SMALL_DEMO = """
import sys
from pathlib import Path
from undersign.cli import demo
demo.PLAN, demo.ANSWERS = Path(sys.argv[1]), Path(sys.argv[2])
demo.demo(Path(sys.argv[3]), stay=False)
"""


def test_the_whole_demo_reaches_for_nothing_but_this_machine(
    at_home: dict[str, str], plan: Path, file: Path, tmp_path: Path
) -> None:
    """The demo in processes of its own, on the answers of the rehearsal, which are fewer."""
    ended = run([sys.executable, "-c", SMALL_DEMO, str(plan), str(file), str(tmp_path / "demo")], at_home)
    assert ended.returncode == 0, ended.stderr
    assert not Path(at_home["REACHED"]).exists()
    assert "The forgery was caught." in ended.stdout
    assert "FAIL  Every envelope is signed" in ended.stdout
    assert "All 3 groups equal the plain count of the same rows." in ended.stdout
    assert "A made-up network is at http://localhost:" in ended.stdout
    html = (tmp_path / "demo" / "report" / "report.html").read_text()
    assert (
        re.findall(
            r"""(?:src|href|action|poster)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""", html
        )
        == []
    )
    assert "<script" not in html


def test_a_report_reaches_for_nothing(host_at: HostAt, tmp_path: Path, reached_for: list[str]) -> None:
    done("report", host_at("opened"), tmp_path / "report", "--no-verify")
    assert reached_for == []


def test_there_are_peer_workers_and_allies_and_nobody_else() -> None:
    role = vouches.SHAPES["vouch"]["role"]
    assert [role("peer"), role("ally")] == ["peer", "ally"]
    for other in ("employer", "manager", "admin", "host", "funder"):
        with pytest.raises(Refused):
            role(other)


def test_no_command_lets_anyone_in_or_sells_anything() -> None:
    words = re.findall(r"`(?:undersign )?([a-z -]+)`", page.document())
    assert "yardstick" in words
    let_in = {"login", "account", "register", "invite", "advert", "sponsor", "pay", "track", "telemetry"}
    assert not let_in & {part for word in words for part in word.replace("-", " ").split()}


FUNDER = '\n[[funder]]\nname = "Acme Care"\nsum = "$600 a year"\nsince = "2026-03"\nemploys_peer_workers = false\n'


def test_who_pays_or_runs_a_host_and_employs_or_manages_peers_is_refused(tmp_path: Path) -> None:
    settings = {"origin": "x.example/u", "address": "https://x.example", "title": "x", "rehearsal": True}
    site = home.create(tmp_path / "site", {**settings, "tick_seconds": 60})
    who = site.path / "who.toml"
    who.write_text(made_up().replace("no_funders = true", "") + FUNDER)
    assert check_who(site)["funders"][0]["name"] == "Acme Care"
    for field, says in (("employs_peer_workers", "cannot pay"), ("manages_peer_workers", "cannot run")):
        text = made_up().replace("no_funders = true", "") + FUNDER
        who.write_text(text.replace(f"{field} = false", f"{field} = true"))
        with pytest.raises(HostProblem, match=says):
            check_who(site)


def test_an_employer_replies_by_a_link_without_an_account_and_sees_no_member(evening: Evening) -> None:
    demand = opened(evening)
    send(Signer(evening, demand).delivers())
    link, before = Signer(evening, demand), Member.objects.count()
    link.secret = letters.reply_secret(demand)
    shown = nobody().get(f"/reply/{letters.named(demand).hex()}")
    assert not shown.cookies
    assert not {each.nickname for each in Member.objects.all()} & set(shown.content.decode().split())
    assert send(link.document("reply", says=("We will look into it.",))) == {}
    assert Member.objects.count() == before
    assert nobody().get("/me").status_code == 302
