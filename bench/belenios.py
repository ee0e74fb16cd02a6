"""An election made and verified by Debian's belenios-tool, offline, in a folder of its own.

One question with five answers, exactly one to be chosen, blank vote allowed: six ciphertexts, six proofs of 0 or 1, the
two proofs that tie them together, and a signature by the voter's credential. A 2-of-3 threshold key beside the one
mandatory key that Belenios asks for. The steps follow /usr/share/doc/belenios-tool/examples/demo-threshold.sh.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.frame import CannotRun

PROGRAM = "belenios-tool"
INSTALL = "apt-get update && apt-get install -y belenios-tool"
ANSWERS = 5
DEFAULT_GROUP = "BELENIOS-2048"
"""What version 2.0 takes by default. Its other group is RFC-3526-2048; Ed25519 came with 2.1, which Debian 12 lacks."""

TEMPLATE = {
    "description": "Made for a measurement.",
    "name": "Measurement",
    "administrator": "Bench",
    "credential_authority": "Bench",
    "questions": [
        {"question": "Which?", "answers": [f"Answer {i}" for i in range(ANSWERS)], "blank": True, "min": 1, "max": 1}
    ],
}


def version() -> str:
    """Return what the installed tool calls itself. Raises CannotRun with the line that installs it if it is missing."""
    if shutil.which(PROGRAM) is None:
        raise CannotRun(f"{PROGRAM} is not installed. On Debian: {INSTALL}")
    return call([PROGRAM, "--version"], None).strip()


@dataclass(frozen=True)
class Election:
    """An open election in its own folder, and the private credentials of those who have not voted yet."""

    folder: Path
    group: str
    credentials: list[str]

    def tool(self, *arguments: str, text: str = "") -> str:
        """Run the tool in the election's folder with `text` as its input and return what it prints."""
        return call([PROGRAM, *arguments], self.folder, text)

    def vote(self, count: int) -> None:
        """Add `count` ballots, each new, each with a credential of its own, going round the choices."""
        for turn in range(count):
            credential, choice = self.folder / "credential.tmp", self.folder / "choice.tmp"
            credential.write_text(self.credentials.pop() + "\n", encoding="ascii")
            choice.write_text(json.dumps([[int(i == turn % (ANSWERS + 1)) for i in range(ANSWERS + 1)]]), "ascii")
            ballot = self.tool("election", "generate-ballot", "--privcred", credential.name, "--ballot", choice.name)
            self.tool("archive", "add-event", "--type=Ballot", text=ballot)

    def verify(self) -> None:
        """Let the tool check the whole election. Raises CannotRun if it finds anything wrong."""
        self.tool("election", "verify")

    def copy(self, folder: Path) -> Election:
        """Return the election as it stands now, in another folder, for verifying only."""
        folder.mkdir()
        for archive in self.folder.glob("*.bel"):
            shutil.copy(archive, folder)
        return Election(folder, self.group, [])


def found(folder: Path, group: str, voters: int) -> Election:
    """Make keys, credentials and the election in an empty `folder`, which is created."""
    folder.mkdir()
    election = Election(folder, group, [])
    identity = election.tool("setup", "generate-token").strip()
    shared = ("--uuid", identity, "--group", group)
    election.tool("setup", "generate-credentials", *shared, "--count", str(voters))
    only(folder, "*.pubcreds").rename(folder / "public_creds.json")
    election.credentials.extend(
        line.split()[1] for line in only(folder, "*.privcreds").read_text(encoding="ascii").splitlines()
    )
    make_keys(election)
    (folder / "template.json").write_text(json.dumps(TEMPLATE), encoding="utf-8")
    election.tool("setup", "make-election", *shared, "--template", "template.json")
    election.tool("archive", "init")
    for leftover in ("election.json", "trustees.json", "public_creds.json"):
        (folder / leftover).unlink()
    return election


def make_keys(election: Election) -> None:
    """Run the six steps of Belenios's threshold key (2 of 3), add the mandatory key, and write trustees.json."""
    folder = election.folder

    def step(number: int, *more: str, text: str = "") -> str:
        shared = ("setup", "generate-trustee-key-threshold", "--group", election.group, "--step", str(number))
        return election.tool(*shared, *more, text=text)

    for _ in range(3):
        step(1)
    gather(folder, "*.cert", "certs.jsons")
    certificates = ("--certs", "certs.jsons")
    step(2, *certificates)
    keys = sorted(folder.glob("*.key"))
    polynomials = "".join(step(3, *certificates, "--key", key.name, "--threshold", "2") for key in keys)
    (folder / "polynomials.jsons").write_text(polynomials, encoding="utf-8")
    step(4, *certificates, "--polynomials", "polynomials.jsons")
    inputs = [key.with_suffix(".vinput").read_text(encoding="utf-8") for key in keys]
    outputs = [step(5, *certificates, "--key", key.name, text=text) for key, text in zip(keys, inputs, strict=True)]
    threshold = step(6, *certificates, "--polynomials", "polynomials.jsons", text="".join(outputs))
    (folder / "threshold.json").write_text(threshold, encoding="utf-8")
    election.tool("setup", "generate-trustee-key", "--group", election.group)
    gather(folder, "*.pubkey", "public_keys.jsons")
    election.tool("setup", "make-trustees")
    (folder / "threshold.json").unlink()


def gather(folder: Path, pattern: str, name: str) -> None:
    """Write all files that match, in the order of their names, one after the other into one file."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern))]
    (folder / name).write_text("".join(texts), encoding="utf-8")


def only(folder: Path, pattern: str) -> Path:
    """Return the one file that matches."""
    (path,) = folder.glob(pattern)
    return path


def call(command: list[str], folder: Path | None, text: str = "") -> str:
    """Run one command without a shell and return what it prints; its own complaint ends the benchmark."""
    environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
    done = subprocess.run(  # noqa: S603 - a fixed program, arguments made here, no shell
        command, cwd=folder, env=environment, input=text, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CannotRun(f"`{' '.join(command)}` ended with exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout
