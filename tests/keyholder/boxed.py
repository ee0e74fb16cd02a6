"""A demand on a played site, at each of its stages, and one keyholder whose program has seen nothing yet."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.keyholder.played import PlayedSite, played
from undersign.host import demand_folder, folder
from undersign.host.folder import HostFolder
from undersign.keyholder import duties, status, stock
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.run import Clocks, run_once
from undersign.protocol.boxes import Definition, read_definition
from undersign.protocol.encoding import Document, b64, encode
from undersign.protocol.joining import founders_document, sign_founders
from undersign.protocol.phrase import sign_secret
from undersign.rehearsal import demand, people, phones, team
from undersign.rehearsal.demand import Signing, Wanted
from undersign.verifier.folder import Folder

ORIGIN = "boxes.example/undersign"
LEVELS = (5, 5, 5, 5, 5, 10)


def found(host: HostFolder) -> None:
    """Enter the founding of a rehearsal in its record, as a site does."""
    founders = people.Devices(host.path).founders()
    document = founders_document(host.origin, [each.key for each in founders], bytes(32))
    signed = [b64(sign_founders(sign_secret(each.seed), document)) for each in founders]
    host.books["host"].append({**document, "signatures": signed})
    host.tick()
    team.cosign(host)


@dataclass
class Case:
    """A demand on a played site, and one keyholder whose program has seen nothing yet."""

    path: Path
    site: PlayedSite
    own: KeyholderFolder
    definition: Definition
    stages: Path  # where all stages are

    @property
    def withdrawal(self) -> Path:
        """The file with which the first signer takes back what they signed."""
        return self.stages / "withdrawal"

    def go_on(self, stage: str) -> None:
        """Let the site go on to a stage, as it went without anything that was done meanwhile."""
        shutil.rmtree(self.path)
        shutil.copytree(self.stages / stage, self.path)

    @property
    def box(self) -> str:
        """The id of the box, in hex."""
        return self.definition.box_id.hex()

    def ahead(self) -> float:
        """Return by how much the record's clock is ahead."""
        with folder.opened(self.path) as host:
            return host.now() - time.time()

    def run(self) -> None:
        """Let the program do one round."""
        self.site.name_books()
        with folder.opened(self.path) as host:
            lines = [encode(each) + b"\n" for each in demand_folder.sealed_names(host, self.definition.box_id)]
        self.site.more[f"/keyholders/boxes/{self.box}/sealed.jsonl"] = b"".join(lines)
        run_once(self.own, self.site.address, Clocks(ahead=self.ahead))

    def said(self, path: str) -> list[Document]:
        """Return what the program has posted to an address below /keyholders/."""
        return [what for where, what in self.site.sent if where == f"/keyholders/{path}"]

    def state(self) -> duties.BoxState:
        """Return what the program remembers of the box."""
        [found] = status.boxes(self.own)
        return found


@pytest.fixture(autouse=True)
def no_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no keys: each takes a while."""
    monkeypatch.setattr(stock, "STOCK", 0)


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Play a demand once; keep it fixed, signed, closed and asked."""
    base = tmp_path_factory.mktemp("boxes")
    path = base / "host"
    folder.create(path, ORIGIN, rehearsal=True)
    with folder.opened(path) as host:
        team.rehearse(host, 3, 2)
        found(host)
        definition = demand.new_demand(host, Wanted(), 8)
    shutil.copytree(path, base / "fixed")
    with folder.opened(path) as host:
        signing = Signing.of(host, definition)
        signing.ask(range(len(LEVELS)))
        signing.sign(dict(enumerate(LEVELS)))
        rules = demand.examined(host, definition).rules
        assert rules
        (base / "withdrawal").write_bytes(encode(phones.take_back(rules, signing.signers[0])) + b"\n")
    shutil.copytree(path, base / "signed")
    with folder.opened(path) as host:
        demand.close(host, definition)
    shutil.copytree(path, base / "closed")
    with folder.opened(path) as host:
        demand.ask_to_open(host, definition)
    shutil.copytree(path, base / "asked")
    return base


def case_at(stages: Path, stage: str, path: Path) -> Case:
    """Return a copy of a stage; the keyholder's folder is apart, and it has forgotten what it did in the rehearsal."""
    host = shutil.copytree(stages / stage, path / stage)
    own = KeyholderFolder(shutil.copytree(host / "rehearsal" / "keyholders" / "1", path / f"own-{stage}"))
    [files] = [each for each in Folder(host).books().values() if each.first.audience == "box"]
    entry = next(line.entry for line in files.lines() if line.entry and line.entry["kind"] == "definition")
    definition = read_definition(entry["definition"])
    return Case(host, PlayedSite(host), own, definition, stages)


@pytest.fixture
def case(stages: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Case]:
    """Give a copy of a stage, served."""
    made = case_at(stages, request.param, tmp_path)
    made.site.server_close()
    with played(made.path) as site:
        made.site = site
        yield made
