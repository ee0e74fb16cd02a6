"""What the vectors of spec/keyholders.md ask for."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol.keyholders import check_succession, check_transcript, fingerprint, read_ceremony


def ceremony(given: dict[str, Any]) -> dict[str, Any]:
    """Check a ceremony document."""
    checked = read_ceremony(given["ceremony"])
    return {"hash": checked.hash.hex(), "fingerprint": fingerprint(checked.hash)}


def transcript(given: dict[str, Any]) -> dict[str, Any]:
    """Check a transcript and the signatures under it."""
    signed = [bytes.fromhex(each) for each in given["signatures"]]
    team = check_transcript(read_ceremony(given["ceremony"]), given["transcript"], signed)
    return {"key": team.key.hex(), "shares": [share.hex() for share in team.shares]}


def succession(given: dict[str, Any]) -> dict[str, Any]:
    """Check that an old team has handed over to a new one."""
    signed = [(each["index"], bytes.fromhex(each["signature"])) for each in given["signatures"]]
    check_succession(read_ceremony(given["old"]), read_ceremony(given["new"]), signed)
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "ceremony": ceremony,
    "transcript": transcript,
    "succession": succession,
}
