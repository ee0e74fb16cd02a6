"""A keyholder answers requests: the first of each listed member, blindly, and nothing else for that member and box."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field

from undersign.host.files import AppendFile
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import decode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.passes import IssuingKey, SecretIssuingKey, blind_sign, read_request

RECORD_BYTES = 64  # member key, request hash


@dataclass(frozen=True)
class Signing:
    """Some requests for one process: the box, the issuing keys of their tags, each request with its member's tag."""

    box: bytes
    keyholder: int
    issuers: dict[int, tuple[IssuingKey, ...]]
    secrets: dict[int, SecretIssuingKey] = field(repr=False)
    requests: list[tuple[bytes, int]]


def sign_requests(work: Signing) -> list[tuple[bytes, bytes]]:
    """Return (member key, blind signature) for each request. Errors: those of read_request and blind_sign."""
    answers = []
    for data, tag in work.requests:
        found = read_request(decode(data), work.box, work.issuers[tag])
        mine = next(each["value"] for each in found["blinded"] if each["keyholder"] == work.keyholder)
        answers.append((found["member"], blind_sign(work.secrets[tag], mine)))
    return answers


class Answered:
    """What one keyholder has answered for one box, kept on disk before any answer leaves."""

    def __init__(self, keyholder: KeyholderFolder, box: bytes) -> None:
        """Read back what was answered; a record cut off by a crash was never answered and is dropped."""
        self._path = keyholder.path / "memory" / f"answered-{box.hex()}"
        data = self._path.read_bytes() if self._path.exists() else b""
        self._size = whole = len(data) - len(data) % RECORD_BYTES
        records = [data[at : at + RECORD_BYTES] for at in range(0, whole, RECORD_BYTES)]
        self.requests = {record[:32]: record[32:] for record in records}

    def admit(self, requests: list[tuple[bytes, bytes]]) -> None:
        """Note requests as (member key, canonical request) before they are answered.

        The same request may come again; another one of the same member is refused, with all that came with it.
        Errors: pass_used_twice.
        """
        new = b""
        fresh: dict[bytes, bytes] = {}
        for member, data in requests:
            identity = sha256(data)
            known = self.requests.get(member, fresh.get(member))
            if known is not None and known != identity:
                raise Refused("pass_used_twice", "another request by a member whose first was answered")
            if known is None:
                fresh[member] = identity
                new += member + identity
        with closing(AppendFile(self._path, self._size, secret=True)) as file:
            file.append(new)
            self._size = file.sync()
        self.requests |= fresh

    def check_still_there(self, standing: dict[bytes, bytes]) -> None:
        """Check that every request that was answered still stands in the list book (member key -> request hash).

        Errors: request_missing.
        """
        gone = [member for member, identity in self.requests.items() if standing.get(member) != identity]
        if gone:
            raise Refused("request_missing", f"{len(gone)} requests that were answered")
