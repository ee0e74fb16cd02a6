"""Who could notice a betrayal, each with what they really have: their own programs, and what they kept from before."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from undersign.host.files import HostProblem
from undersign.keyholder import duties
from undersign.keyholder.keys import Alarmed, KeyholderFolder
from undersign.keyholder.mirror import Unreachable
from undersign.keyholder.run import Alarm, Clocks, run_once
from undersign.protocol.encoding import Document, b64, encode
from undersign.protocol.errors import REASONS
from undersign.rehearsal.betrayed.stage import ORIGIN, Stage
from undersign.verifier.report import verify as check

NODE: Final = Path(sys.executable).parent / "node"
SCRIPT: Final = Path(__file__).with_name("phone.js")
SECONDS: Final = 60
NOTES: Final = (1, 6)  # how `undersign watch` ends if a file differs, or other files are named
UNKNOWN: Final = "cannot be checked here"
RECEIPT: Final = "a signer with a receipt"
READERS: Final = ("public", "signers", "recipient", "keyholders")
WORDS: Final = {
    **REASONS,
    "text_differs": "The text of the demand is not the one that its rules name.",
    "away": "The site does not give what it gave before.",
}


@dataclass(frozen=True)
class Sight:
    """What one witness saw. `how`: in plain words; `command`: with which anybody sees it for themselves."""

    witness: str
    noticed: bool
    how: str
    command: str = ""


def phone(stage: Stage, nickname: str = "Hal", address: str = "") -> Sight:
    """Let a member open the page of the demand: their phone reads the record and holds it against what it kept."""
    found = look(stage, nickname, address)
    who, command = f"{nickname}'s phone", "open the page of the demand, or Check the record"
    if "refused" in found:
        why = ": ".join(each for each in (found["refused"], found.get("detail")) if each)
        how = f"{WORDS.get(found['refused'], '')} ({why})"
        return Sight(who, noticed=True, how=how, command=command)
    how = f"sees nothing wrong: {found['heads']} envelopes, {len(found['listed'])} people on the list"
    return Sight(who, noticed=False, how=how, command=command)


def month(stage: Stage, nickname: str, survey: dict[str, str]) -> Sight:
    """Let a member answer a survey of hours: their phone checks it before it seals, and keeps which month it was."""
    kept = stage.path / f"hours-{nickname}.json"
    before = json.loads(kept.read_text()) if kept.exists() else []
    found, who = look(stage, nickname, about=survey, receipts=before), f"{nickname}'s phone"
    if "refused" in found:
        how = f"seals nothing: {WORDS.get(found['refused'], '')} ({found['refused']})"
        return Sight(who, noticed=True, how=how, command="answer on the page of the survey")
    kept.write_text(json.dumps([*before, {"box": survey["box"], "hours": found["hours"]}]))
    return Sight(who, noticed=False, how="sees nothing wrong" if before else "knows of no earlier survey, and seals")


def look(
    stage: Stage,
    nickname: str,
    address: str = "",
    about: dict[str, str] | None = None,
    receipts: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return what somebody's phone finds; it keeps what it saw for the next time. `about`: by default the demand."""
    one = stage.phone(nickname)
    one.sign_in()
    kept = stage.path / f"phone-{nickname}.json"
    before = kept.read_text() if kept.exists() else "null"
    demand = {"box": stage.told["demand"], "kind": "demand", "book": stage.book, "list": stage.list_book}
    named, answered = json.dumps(about or demand), json.dumps(list(receipts))
    given = [address or stage.address, ORIGIN, one.web.cookie, b64(one.key), named, before, answered]  # type: ignore[attr-defined]  # a Browser's
    done = subprocess.run([NODE, SCRIPT, *given], capture_output=True, text=True, timeout=SECONDS, check=True)  # noqa: S603 - our own modules
    found: dict[str, Any] = json.loads(done.stdout)
    if "seen" in found:
        kept.write_text(json.dumps(found["seen"]))
    return found


def keyholders(stage: Stage, *, rounds: int = 1, who: Sequence[int] = (1, 2, 3)) -> Sight:
    """Let keyholders' programs do their rounds; return what the first of them saw that is wrong."""
    saw = ""
    for _ in range(rounds):
        for number in who:
            saw = saw or _round(stage, stage.keyholders()[number - 1])
    command = f"undersign keyholder status {stage.path / 'keyholders' / str(who[0])}"
    return Sight("a keyholder's program", bool(saw), saw or "sees nothing wrong, and cosigns", command)


def _round(stage: Stage, own: KeyholderFolder) -> str:
    """Do one round; return what is wrong, or nothing."""
    clocks = Clocks(ahead=lambda: int(stage.home.clock.read_text()))
    try:
        run_once(own, stage.address, clocks)
    except Alarm as alarm:
        return f"raises the alarm and signs nothing more: {alarm}"
    except Alarmed as alarm:
        return f"stands still since its alarm: {alarm}"
    except Unreachable as problem:
        trouble = _trouble(own)
        return trouble or f"cosigns nothing: {problem}"
    return _trouble(own)


def _trouble(own: KeyholderFolder) -> str:
    found = [each for each in duties.states(own).values() if each.trouble]
    return f'refuses "{found[0].title}": {found[0].trouble}' if found else ""


def verify(stage: Stage, receipts: Sequence[Document] = (), *, whole: bool = False) -> list[Sight]:
    """Let people check each of the three exports about the demand, with their receipts if they have any.

    `whole`: the record with all boxes too, as keyholders have it.
    """
    out = stage.path / "exports"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    try:
        stage.as_host("export", stage.box.hex(), str(out))
    except HostProblem as problem:
        return [Sight("whoever wants an export", noticed=True, how=f"gets none: {str(problem)[-200:]}")]
    file = None
    if receipts:
        file = out / "receipts.jsonl"
        file.write_bytes(b"".join(encode(each) + b"\n" for each in receipts))
    return [_judged(out / reader, reader, file) for reader in READERS[: None if whole else -1]]


def _judged(folder: Path, reader: str, receipts: Path | None) -> Sight:
    judged = check(folder, receipts if reader == "signers" else None)
    failed = [f"{claim.sentence} FAIL: {verdict.reason}" for claim, verdict in judged if verdict.outcome == "FAIL"]
    who = RECEIPT if receipts and reader == "signers" else f"undersign verify ({reader})"
    command = f"undersign verify {folder}{f' --receipts {receipts}' if who == RECEIPT else ''}"
    unknown = sum(verdict.outcome == UNKNOWN for _, verdict in judged)
    nothing = f"finds nothing wrong; {unknown} of {len(judged)} claims cannot be checked there"
    return Sight(who, bool(failed), failed[0] if failed else nothing, command)


def watch(stage: Stage, address: str = "") -> Sight:
    """Let somebody compare what browsers get with what the record names."""
    command = [sys.executable, "-m", "undersign.cli.main", "watch", address or stage.address, "--once"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 - ours
    said = " ".join((done.stdout + done.stderr).split())
    return Sight("undersign watch", done.returncode in NOTES, said, f"undersign watch {stage.address}")


def coworker(stage: Stage, nickname: str, known: int) -> Sight:
    """Let a coworker look at the list, whom they know: more people than `known` are strangers."""
    found = look(stage, nickname)
    more = len(found.get("listed", ())) - known
    how = f"sees {more} on the list whom nobody knows" if more > 0 else "sees nobody new on the list"
    return Sight("a coworker", more > 0, how, "open the list on the page of the demand, and object")
