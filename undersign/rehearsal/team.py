"""The keyholders of a rehearsal, all on one machine: their meeting, stock, cosignatures."""

from __future__ import annotations

import secrets
from concurrent.futures import Executor
from pathlib import Path

from undersign.host import intake
from undersign.host.files import HostProblem
from undersign.host.folder import HostFolder
from undersign.keyholder import meeting, stock, witness
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document, b64
from undersign.protocol.keyholders import Team, read_ceremony
from undersign.rehearsal.people import Devices, Progress
from undersign.verifier.folder import Folder

NAMES = ("Ada", "Ben", "Cleo", "Dov", "Ema", "Finn", "Gia", "Hal", "Ivo", "Jun", "Kai", "Lou", "Mia")


def keyholder_folders(host: HostFolder) -> list[KeyholderFolder]:
    """Return the keyholders of the rehearsal, in their order."""
    folder = host.path / "rehearsal" / "keyholders"
    paths = sorted(folder.iterdir(), key=lambda path: int(path.name)) if folder.exists() else []
    return [KeyholderFolder(path) for path in paths]


def _check(host: HostFolder) -> None:
    if not host.rehearsal:
        raise HostProblem(
            "This host was not made for a rehearsal, so its keyholders hold a real meeting with exchanged files "
            "(undersign ceremony --help). Nothing was changed."
        )


def rehearse(host: HostFolder, n: int, t: int) -> Team:
    """Play the whole meeting and enter the team in the record. A second call gives the same team back."""
    _check(host)
    if "ceremony" in host.notes:
        return intake.standing_team(host)[1]
    people = [_keyholder(host.path / "rehearsal" / "keyholders" / str(i), i) for i in range(1, n + 1)]
    document: Document = {
        "v": 1,
        "kind": "ceremony",
        "keyholders": [{key: each.card[key] for key in ("name", "sign", "age", "employer")} for each in people],
        "t": t,
        "founders": [b64(each.key) for each in Devices(host.path).founders()],
        "nonce": b64(secrets.token_bytes(32)),
        "rehearsal": True,
    }
    ceremony = read_ceremony(document)
    messages: list[Document] = []
    done = 0
    while done < n:
        steps = [meeting.step(each, ceremony, messages) for each in people]
        messages += [message for each in steps for message in each.messages]
        done = sum(each.done for each in steps)
    transcript, signatures = rounds.assemble(ceremony, messages)
    return intake.add_team(host, document, transcript, signatures)


def _keyholder(path: Path, index: int) -> KeyholderFolder:
    if (path / "card.json").exists():
        return KeyholderFolder(path)
    return KeyholderFolder.create(path, f"{NAMES[(index - 1) % len(NAMES)]} {index} (rehearsal)", "")


def restock(host: HostFolder, tags: int, executor: Executor | None, progress: Progress) -> None:
    """Let every keyholder draw issuing keys until the stock lasts for `tags` tags."""
    ceremony, _ = intake.standing_team(host)
    for keyholder in keyholder_folders(host):
        index = str(keyholder.index(ceremony))
        missing = tags - len(host.notes.get("stock", {}).get(index, []))
        if missing > 0:
            made = []
            for document in stock.make_stock(keyholder, ceremony, missing, executor):
                made.append(document)
                progress(1)
            intake.add_stock(host, made)


def cosign(host: HostFolder) -> None:
    """Let every keyholder check the record and cosign its present checkpoint."""
    if intake.cosigned(host):
        return
    ceremony, _ = intake.standing_team(host)
    seen = Folder(host.path)
    lines = [witness.cosign(each, ceremony, seen, host.now()) for each in keyholder_folders(host)]
    intake.add_cosignatures(host, lines)
