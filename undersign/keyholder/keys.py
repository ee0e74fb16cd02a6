"""A keyholder's own folder: the keys, the share, and what it has done before."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyrage

from undersign.host.files import FolderBusy, HostProblem, locked, write_atomically
from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document, b64, decode, encode, octets, one_of, read, text
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, line
from undersign.protocol.passes import SecretIssuingKey
from undersign.protocol.signatures import public_key

SEED_BYTES: Final = 32
EXACTLY: Final = "exactly: "
PATIENCE: Final = 60  # seconds to wait for a round to end
PAUSE: Final = 0.1
CARD: Final = {
    "kind": one_of("card"),
    "name": line(1, 80),
    "employer": line(0, 120),
    "sign": octets(32),
    "age": text(100),
}
_ISSUER = re.compile("[0-9a-f]{64}")


class Alarmed(HostProblem):
    """An alarm stands in a keyholder's folder: nothing is cosigned or opened until a person clears it."""


def read_card(path: Path) -> Document:
    """Return the card in a file. Raises HostProblem if there is none, or the file holds something else."""
    try:
        document = decode(path.read_bytes().strip())
        read(document, CARD)
    except FileNotFoundError:
        raise HostProblem(f"There is no file {path}. Nothing was changed.") from None
    except Refused as problem:
        raise HostProblem(f"{path} is not a keyholder's card: {problem} Nothing was changed.") from None
    return document


class KeyholderFolder:
    """Where one keyholder keeps its secrets. Nothing of it is ever copied into a host's folder."""

    def __init__(self, path: Path) -> None:
        """Open the folder made by `create`."""
        if not (path / "card.json").is_file():
            raise HostProblem(f'{path} is not a keyholder\'s folder. Make one with "undersign keyholder init {path}".')
        self.path = path
        self.card: Document = read_card(path / "card.json")

    @classmethod
    def create(cls, path: Path, name: str, employer: str) -> KeyholderFolder:
        """Draw the keys and write the card that the others need."""
        if path.exists() and any(path.iterdir()):
            raise HostProblem(f"{path} is not empty. Nothing was changed. Choose a folder that does not exist yet.")
        identity, seed = pyrage.x25519.Identity.generate(), secrets.token_bytes(SEED_BYTES)
        card: Document = {"v": 1, "kind": "card", "name": name, "employer": employer}
        card |= {"sign": b64(public_key(seed)), "age": str(identity.to_public())}
        read(card, CARD)
        write_atomically(path / "secret" / "sign", seed, secret=True)
        write_atomically(path / "secret" / "age", str(identity).encode(), secret=True)
        write_atomically(path / "card.json", encode(card) + b"\n")
        return cls(path)

    def locked(self) -> AbstractContextManager[None]:
        """Hold the folder, so that two commands cannot sign or open different things at once."""
        return locked(self.path / "lock")

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Hold the folder once a round of the program that runs is over. Raises FolderBusy if that takes too long."""
        end = time.monotonic() + PATIENCE
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(self.locked())
                    break
                except FolderBusy:
                    if time.monotonic() > end:
                        raise
                    time.sleep(PAUSE)
            yield

    @property
    def seed(self) -> bytes:
        """The seed of its Ed25519 key."""
        path = self.path / "secret" / "sign"
        seed = path.read_bytes()
        if len(seed) != SEED_BYTES:
            raise _broken(path)
        return seed

    def decrypt(self, data: bytes) -> bytes:
        """Open what was encrypted to this keyholder with age. Errors: share_for_another."""
        path = self.path / "secret" / "age"
        try:
            identity = pyrage.x25519.Identity.from_str(path.read_text())
        except (pyrage.IdentityError, UnicodeDecodeError):
            raise _broken(path) from None
        try:
            opened: bytes = pyrage.decrypt(data, [identity])
        except pyrage.DecryptError:
            raise Refused("share_for_another") from None
        return opened

    def index(self, ceremony: Ceremony) -> int:
        """Return which keyholder of the ceremony this is, from 1. Errors: keyholder_unknown."""
        return ceremony.index(public_key(self.seed))

    def _ceremony_file(self, ceremony: Ceremony, name: str) -> Path:
        return self.path / "secret" / "ceremonies" / ceremony.hash.hex()[:16] / name

    def save_progress(self, ceremony: Ceremony, state: rounds.State | None, messages: Sequence[Document]) -> None:
        """Keep the state between two rounds, and with it all messages for the others, before any of them is sent.

        Both stand in one file: after a crash the same messages are sent again, never others.
        """
        kept = [*([state.document()] if state else []), *messages]
        path = self._ceremony_file(ceremony, "progress.jsonl")
        write_atomically(path, b"".join(encode(each) + b"\n" for each in kept), secret=True)

    def _progress(self, ceremony: Ceremony) -> list[Document]:
        path = self._ceremony_file(ceremony, "progress.jsonl")
        if not path.exists():
            return []
        try:
            kept = [decode(line) for line in path.read_bytes().splitlines()]
        except Refused:
            raise _broken(path) from None
        if not kept:
            raise _broken(path)
        return kept

    def state(self, ceremony: Ceremony) -> rounds.State | None:
        """Return the state between two rounds, if this keyholder has begun."""
        kept = [each for each in self._progress(ceremony) if each.get("kind") == "ceremony_state"]
        return rounds.read_state(kept[0]) if kept else None

    def outbox(self, ceremony: Ceremony) -> list[Document]:
        """Return all messages that this keyholder has for the others."""
        return [each for each in self._progress(ceremony) if each.get("kind") != "ceremony_state"]

    def forget_progress(self, ceremony: Ceremony) -> None:
        """Erase the state and the shares sent to others once the ceremony has ended well."""
        self._ceremony_file(ceremony, "progress.jsonl").unlink(missing_ok=True)

    def save_share(self, ceremony: Ceremony, share: rounds.Share) -> None:
        """Keep the share of the key."""
        write_atomically(self._ceremony_file(ceremony, "share.json"), encode(share.document()), secret=True)

    def has_share(self, ceremony: Ceremony) -> bool:
        """Return whether this keyholder holds a share of the key of a ceremony."""
        return self._ceremony_file(ceremony, "share.json").exists()

    def share(self, ceremony: Ceremony) -> rounds.Share:
        """Return this keyholder's share of the key of a ceremony."""
        path = self._ceremony_file(ceremony, "share.json")
        if not self.has_share(ceremony):
            raise HostProblem(f"{self.path} holds no share of this ceremony. Nothing was changed.")
        try:
            return rounds.read_share(decode(path.read_bytes()))
        except Refused:
            raise _broken(path) from None

    def save_issuing_key(self, number: int, issuer: bytes, key: SecretIssuingKey) -> None:
        """Keep the private half of an issuing key under its issuer's hash."""
        kept = {"number": number, "n": hex(key.n), "p": hex(key.p), "q": hex(key.q)}
        write_atomically(self.path / "secret" / "issuing" / issuer.hex(), json.dumps(kept).encode(), secret=True)

    def issuing_key(self, issuer: bytes) -> SecretIssuingKey:
        """Return the private half of one of its issuing keys. Errors: pass_issuer_unknown."""
        path = self.path / "secret" / "issuing" / issuer.hex()
        if not path.exists():
            raise Refused("pass_issuer_unknown", "this keyholder has no such issuing key")
        try:
            kept = json.loads(path.read_bytes())
            return SecretIssuingKey(int(kept["n"], 16), int(kept["p"], 16), int(kept["q"], 16))
        except (ValueError, KeyError, TypeError):
            raise _broken(path) from None

    def issuing_keys(self) -> list[tuple[int, bytes, SecretIssuingKey]]:
        """Return number, issuer's hash and private half of every issuing key that was drawn, in their order."""
        folder = self.path / "secret" / "issuing"
        names = [each.name for each in folder.iterdir() if _ISSUER.fullmatch(each.name)] if folder.exists() else []
        try:
            numbers = {name: int(json.loads((folder / name).read_bytes())["number"]) for name in names}
        except (ValueError, KeyError, TypeError):
            raise _broken(folder) from None
        hashes = sorted((number, bytes.fromhex(name)) for name, number in numbers.items())
        return [(number, issuer, self.issuing_key(issuer)) for number, issuer in hashes]

    def next_stock_number(self) -> int:
        """Return the number of its next issuing key."""
        return max((number for number, _, _ in self.issuing_keys()), default=-1) + 1

    @property
    def alarm(self) -> Path:
        """The file that stands there after an alarm, until a person clears it."""
        return self.path / "ALARM"

    def raise_alarm(self, why: str, evidence: Path, seconds: float, exactly: str = "") -> None:
        """Note an alarm: what was wrong, when, and where what was seen is kept. One that stands already stays.

        `exactly`: the same with the place, for whoever looks into it.
        """
        if not self.alarm.exists():
            when = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
            place = f"{EXACTLY}{exactly}\n" if exactly else ""
            said = f"what: {why}\n{place}when: {when}\nevidence: {evidence}\n"
            write_atomically(self.alarm, said.encode())

    def check_no_alarm(self) -> None:
        """Raise Alarmed if an alarm stands."""
        if self.alarm.exists():
            raise Alarmed(
                f"An alarm stands in {self.alarm}. Nothing was fetched, cosigned or opened.\n"
                f"{self.alarm.read_text(errors='replace')}"
                "Call the other keyholders. Once you all know what happened and agree to go on: "
                f'undersign keyholder clear-alarm {self.path} --because "what you found out"'
            )

    def clear_alarm(self, because: str, seconds: float) -> Path:
        """Move the alarm to what was kept of it, with the reason for which it was cleared. Raises HostProblem."""
        if not self.alarm.exists():
            raise HostProblem(f"No alarm stands in {self.path}. Nothing was changed.")
        when = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
        said = self.alarm.read_text(errors="replace") + f"cleared: {when}\nbecause: {because}\n"
        kept = self.path / "evidence" / f"cleared-{int(seconds)}"
        write_atomically(kept, said.encode())
        self.alarm.unlink()
        return kept

    def memory(self, name: str) -> dict[str, Any]:
        """Return what this keyholder remembers under a name; empty at first."""
        path = self.path / "memory" / f"{name}.json"
        try:
            found = json.loads(path.read_bytes()) if path.exists() else {}
        except ValueError:
            raise _broken(path) from None
        if not isinstance(found, dict):
            raise _broken(path)
        return found

    def remember(self, name: str, what: dict[str, Any]) -> None:
        """Keep something for the next time."""
        data = json.dumps(what, sort_keys=True).encode()
        write_atomically(self.path / "memory" / f"{name}.json", data, secret=True)


def _broken(path: Path) -> HostProblem:
    return HostProblem(f"{path} is broken. Nothing was changed. Restore the keyholder's folder from a backup.")


def encrypt(recipient: str, plain: bytes) -> bytes:
    """Encrypt to an age recipient, for the shares of a ceremony."""
    data: bytes = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient)])
    return data
