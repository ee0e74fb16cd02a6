"""A keyholder's own folder: the keys, the share, and what it has done before."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage

from undersign.host.files import HostProblem, write_atomically
from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document, b64, decode, encode
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony
from undersign.protocol.passes import SecretIssuingKey
from undersign.protocol.signatures import public_key


class KeyholderFolder:
    """Where one keyholder keeps its secrets. Nothing of it is ever copied into a host's folder."""

    def __init__(self, path: Path) -> None:
        """Open the folder made by `create`."""
        if not (path / "card.json").is_file():
            raise HostProblem(f'{path} is not a keyholder\'s folder. Make one with "undersign ceremony card {path}".')
        self.path = path
        self.card: Document = decode((path / "card.json").read_bytes().strip())

    @classmethod
    def create(cls, path: Path, name: str, employer: str) -> KeyholderFolder:
        """Draw the keys and write the card that the others need."""
        if path.exists() and any(path.iterdir()):
            raise HostProblem(f"{path} is not empty. Nothing was changed. Choose a folder that does not exist yet.")
        identity, seed = pyrage.x25519.Identity.generate(), secrets.token_bytes(32)
        write_atomically(path / "secret" / "sign", seed, secret=True)
        write_atomically(path / "secret" / "age", str(identity).encode(), secret=True)
        card: Document = {"v": 1, "kind": "card", "name": name, "employer": employer}
        card |= {"sign": b64(public_key(seed)), "age": str(identity.to_public())}
        write_atomically(path / "card.json", encode(card) + b"\n")
        return cls(path)

    @property
    def seed(self) -> bytes:
        """The seed of its Ed25519 key."""
        return (self.path / "secret" / "sign").read_bytes()

    def decrypt(self, data: bytes) -> bytes:
        """Open what was encrypted to this keyholder with age. Errors: share_for_another."""
        identity = pyrage.x25519.Identity.from_str((self.path / "secret" / "age").read_text())
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

    def save_state(self, ceremony: Ceremony, state: rounds.State) -> None:
        """Keep the state between two rounds."""
        write_atomically(self._ceremony_file(ceremony, "state.json"), encode(state.document()), secret=True)

    def state(self, ceremony: Ceremony) -> rounds.State | None:
        """Return the state between two rounds, if this keyholder has begun."""
        path = self._ceremony_file(ceremony, "state.json")
        return rounds.read_state(decode(path.read_bytes())) if path.exists() else None

    def save_share(self, ceremony: Ceremony, share: rounds.Share) -> None:
        """Keep the share of the key."""
        write_atomically(self._ceremony_file(ceremony, "share.json"), encode(share.document()), secret=True)

    def share(self, ceremony: Ceremony) -> rounds.Share:
        """Return this keyholder's share of the key of a ceremony."""
        path = self._ceremony_file(ceremony, "share.json")
        if not path.exists():
            raise HostProblem(f"{self.path} holds no share of this ceremony. Nothing was changed.")
        return rounds.read_share(decode(path.read_bytes()))

    def save_outbox(self, ceremony: Ceremony, messages: Sequence[Document]) -> None:
        """Keep messages before they are sent, so that after a crash the same ones are sent, never others."""
        lines = self.outbox(ceremony) + list(messages)
        write_atomically(
            self._ceremony_file(ceremony, "outbox.jsonl"), b"".join(encode(each) + b"\n" for each in lines), secret=True
        )

    def outbox(self, ceremony: Ceremony) -> list[Document]:
        """Return all messages that this keyholder has for the others."""
        path = self._ceremony_file(ceremony, "outbox.jsonl")
        return [decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []

    def forget_state(self, ceremony: Ceremony) -> None:
        """Erase the state and the shares sent to others once the ceremony has ended well."""
        for name in ("state.json", "outbox.jsonl"):
            self._ceremony_file(ceremony, name).unlink(missing_ok=True)

    def save_issuing_key(self, number: int, issuer: bytes, key: SecretIssuingKey) -> None:
        """Keep the private half of an issuing key under its issuer's hash."""
        kept = {"number": number, "n": hex(key.n), "p": hex(key.p), "q": hex(key.q)}
        write_atomically(self.path / "secret" / "issuing" / issuer.hex(), json.dumps(kept).encode(), secret=True)

    def issuing_key(self, issuer: bytes) -> SecretIssuingKey:
        """Return the private half of one of its issuing keys. Errors: pass_issuer_unknown."""
        path = self.path / "secret" / "issuing" / issuer.hex()
        if not path.exists():
            raise Refused("pass_issuer_unknown", "this keyholder has no such issuing key")
        kept = json.loads(path.read_bytes())
        return SecretIssuingKey(int(kept["n"], 16), int(kept["p"], 16), int(kept["q"], 16))

    def next_stock_number(self) -> int:
        """Return the number of its next issuing key."""
        folder = self.path / "secret" / "issuing"
        numbers = [json.loads(path.read_bytes())["number"] for path in folder.glob("*")] if folder.exists() else []
        return max(numbers, default=-1) + 1

    def memory(self, name: str) -> dict[str, Any]:
        """Return what this keyholder remembers under a name; empty at first."""
        path = self.path / "memory" / f"{name}.json"
        found: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
        return found

    def remember(self, name: str, what: dict[str, Any]) -> None:
        """Keep something for the next time."""
        write_atomically(self.path / "memory" / f"{name}.json", json.dumps(what, sort_keys=True).encode())


def encrypt(recipient: str, plain: bytes) -> bytes:
    """Encrypt to an age recipient, for the shares of a ceremony."""
    data: bytes = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient)])
    return data
