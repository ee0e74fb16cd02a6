"""The running demo that a host betrays: made once, then each attack has a copy of its own."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from undersign.host.files import HostProblem
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import Document, b64, encode, sha256, unb64
from undersign.protocol.signatures import public_key
from undersign.rehearsal import evening, programs, serving, signing, site
from undersign.rehearsal.betrayed.ledger import DATABASE, Ledger
from undersign.rehearsal.network import Phone, Place
from undersign.rehearsal.signing import Answering
from undersign.web.home import Home

ORIGIN: Final = "betrayed.example/undersign"
PORTS: Final = range(20_000, 32_000)
TICK: Final = 2
SETTLED_SECONDS: Final = 300
NAME, TITLE = "Ana Reyes", "Lead peer specialist"


def _run(*arguments: str, home: Path) -> str:
    """Run a module of ours in the environment of a site; return what it said. Raises HostProblem."""
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", *arguments], env=_environment(home), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise HostProblem(f"{' '.join(arguments)} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout


def _environment(home: Path) -> dict[str, str]:
    """Return the environment of a site's processes: a database of its own, whatever this machine has."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    paths = [each for each in sys.path if each]
    return {**kept, "UNDERSIGN_HOME": str(home), "PYTHONPATH": os.pathsep.join(paths)}


def free_port() -> int:
    """Return a port that nobody uses, chosen at random, since others look for one at the same time."""
    return serving.free_port(random.SystemRandom().sample(PORTS, len(PORTS)))


@dataclass
class Stage:
    """One copy: the site's folder, its keyholders' folders, and what every phone keeps. `port`: where it is served."""

    path: Path
    port: int
    told: dict[str, Any] = field(repr=False)

    @cached_property
    def home(self) -> Home:
        """The site, with its secrets."""
        return Home(self.path / "site")

    @property
    def address(self) -> str:
        """Where the site is served."""
        return f"http://localhost:{self.port}"

    @property
    def box(self) -> bytes:
        """The id of the demand."""
        return unb64(self.told["demand"])

    @property
    def drafts(self) -> bytes:
        """The id of the box for drafts."""
        return unb64(self.told["drafts"])

    @property
    def book(self) -> str:
        """The name of the demand's book."""
        return str(self.one("SELECT b.name FROM record_book b JOIN boxes_box x ON x.book_id = b.id WHERE box_id = ?"))

    @property
    def list_book(self) -> str:
        """The name of the demand's list."""
        return str(
            self.one("SELECT b.name FROM record_book b JOIN boxes_box x ON x.list_book_id = b.id WHERE box_id = ?")
        )

    def one(self, query: str, values: Sequence[object] | None = None) -> Any:  # noqa: ANN401 - whatever stands there
        """Return the first field of the first row; by default asked with the id of the demand."""
        return self.rows(query, [self.box] if values is None else values)[0][0]

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Read, or change, the host's own database."""
        with closing(sqlite3.connect(self.home.path / DATABASE)) as database, database:
            return database.execute(query, values).fetchall()

    def ledger(self) -> Ledger:
        """Return the record, to be written anew."""
        return Ledger(self.home)

    def keyholders(self) -> list[KeyholderFolder]:
        """Return the keyholders' own folders, which are not the host's."""
        return [KeyholderFolder(each) for each in sorted((self.path / "keyholders").iterdir())]

    def phone(self, nickname: str) -> Phone:
        """Return somebody's phone; it signs in when it is used."""
        names = [name for name, _ in self.told["phones"]]
        number = names.index(nickname)
        place = Place(ORIGIN, self.address, lambda: int(self.home.now()) // site.DAY_SECONDS)
        seed = bytes.fromhex(self.told["phones"][number][1])
        return Phone(place, site.Browser(self.address, 60 + number), nickname, seed=seed)

    def at_demand(self, nickname: str, phone: Phone | None = None) -> Answering:
        """Return somebody's phone at the demand. Raises NotDone."""
        phone = phone or self.phone(nickname)
        phone.sign_in()
        return signing.at(phone, self.told["demand"])

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve the site without its clock, so that its record grows only when the host wants it to."""
        module = ["undersign.web.serving", str(self.port), "1"]
        with serving.serving(module, self.address, _environment(self.home.path)):
            yield self.address

    def beat(self, seconds: int = TICK) -> None:
        """Move the clock on, and let the site do what it does at a tick."""
        self.home.move_clock(seconds)
        self.as_host("beat")

    def as_host(self, *arguments: str) -> str:
        """Let the host do something with the site's own programs; return what that said."""
        return _run("undersign.rehearsal.betrayed.host", *arguments, home=self.home.path)

    def copy(self, to: Path) -> Stage:
        """Return a fresh copy, with a port of its own."""
        shutil.copytree(self.path, to, symlinks=True)
        made = Stage(to, free_port(), self.told)
        settings = made.home.path / "site.toml"
        settings.write_text(settings.read_text().replace(f"localhost:{self.port}", f"localhost:{made.port}"))
        return made


def sign(stage: Stage, nickname: str, phone: Phone | None = None) -> Document:
    """Let somebody sign the demand; return their receipt. Raises NotDone."""
    at = stage.at_demand(nickname, phone)
    envelope, parcel = at.sealed(NAME, TITLE, evening.LEVEL)
    promise = at.send(envelope, parcel)
    receipt: Document = {"v": 1, "kind": "receipt", "box": b64(stage.box), "key": b64(public_key(at.secret))}
    return {**receipt, "envelope": b64(sha256(encode(envelope))), "promise": promise}


def settle(stage: Stage) -> None:
    """Let signing end, and what waits enter the book."""
    ends = stage.one("SELECT signing_ends FROM boxes_box WHERE box_id = ?")
    stage.beat(max(0, ends - int(stage.home.now())) + 2 * TICK)
    stage.beat()


@contextmanager
def _demo(path: Path, port: int) -> Iterator[str]:
    """Make a site and serve it with its clock."""
    address = f"http://localhost:{port}"
    options = ["--title", "Harbor peers", "--rehearsal", "--tick-seconds", str(TICK)]
    _run("undersign.cli.main", "host", "init", str(path), "--origin", ORIGIN, "--address", address, *options, home=path)
    module = ["undersign.cli.main", "serve", "--home", str(path), "--port", str(port)]
    with serving.serving(module, address, _environment(path)):
        yield address


def build(path: Path) -> Stage:
    """Make the demo: a network, its keyholders, a demand with four signatures where five must be; everybody drafted."""
    port, home = free_port(), Home(path / "site")
    path.mkdir(parents=True)
    with ExitStack() as stack:
        address = stack.enter_context(_demo(home.path, port))
        home.move_clock(0)
        made = site.fill(address, ORIGIN, home.secret("founding"))
        people = programs.meet(path / "keyholders", address, made.founders)
        stack.enter_context(programs.running(people, address, home.clock, every=1))
        clock = evening.Site(home.now, home.move_clock)
        asking = made.phones[:-1]  # the last one never asks for a pass
        demand = evening.one_short(asking, people, clock)
        drafted = evening.boxes(asking[0], "draft")[0]
        for number, phone in enumerate(asking):
            if phone is not asking[1]:  # who has put it up
                signing.at(phone, drafted).write(f"I am for it, and this is word {number}.")
        home.move_clock(evening.HOUR)
        programs.wait_for("a signed record", lambda: _settled(home), SETTLED_SECONDS)
    told = {"demand": demand, "drafts": drafted, "phones": [[each.nickname, each.seed.hex()] for each in made.phones]}
    return Stage(path, port, told)


def _settled(home: Home) -> bool:
    """Return whether everything stands under a tick that all keyholders have signed."""
    with closing(sqlite3.connect(home.path / DATABASE)) as database:
        (waits,) = database.execute("SELECT count(*) FROM record_book WHERE proven < size").fetchone()
        (last,) = database.execute("SELECT max(position) FROM record_proof").fetchone()
        query = "SELECT count(*) FROM record_cosignature WHERE size > ?"
        (signed,) = database.execute(query, (last,)).fetchone()
        (keys,) = database.execute("SELECT count(*) FROM boxes_issuingkey WHERE box_id IS NULL").fetchone()
    return not waits and signed > 3 and keys >= 60  # noqa: PLR2004 - three keyholders, each with a stock of 20
