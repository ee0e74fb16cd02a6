"""What the vectors of spec/ceremony.md ask for."""

from __future__ import annotations

from typing import Any, Final

import pyrage

from tests.vectors.cases import Operation
from undersign.protocol.ceremony import assemble, deal, finish, finish_drill, read_state
from undersign.protocol.encoding import decode
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import check_transcript, read_ceremony


def dealing(given: dict[str, Any]) -> dict[str, Any]:
    """Deal, and show each plaintext with the recipient for whom it would be encrypted."""
    dealt: list[dict[str, Any]] = []

    def encrypt(recipient: str, plain: bytes) -> bytes:
        dealt.append({"recipient": recipient, "plain": decode(plain)})
        return b"encrypted"

    ceremony, state = read_ceremony(given["ceremony"]), read_state(given["state"])
    after, _ = deal(ceremony, state, bytes.fromhex(given["secret"]), given["messages"], encrypt)
    return {"state": after.document(), "dealt": dealt}


def finishing(given: dict[str, Any]) -> dict[str, Any]:
    """Finish with real age files."""
    identity = pyrage.x25519.Identity.from_str(given["identity"])

    def decrypt(data: bytes) -> bytes:
        try:
            plain: bytes = pyrage.decrypt(data, [identity])
        except pyrage.DecryptError:
            raise Refused("share_for_another") from None
        return plain

    ceremony, state = read_ceremony(given["ceremony"]), read_state(given["state"])
    share, message = finish(ceremony, state, bytes.fromhex(given["secret"]), given["messages"], decrypt)
    return {"share": share.document(), "message": message}


def assembling(given: dict[str, Any]) -> dict[str, Any]:
    """Put the signed transcripts together."""
    transcript, signed = assemble(read_ceremony(given["ceremony"]), given["messages"])
    return {"transcript": transcript, "signatures": [each.hex() for each in signed]}


def drilling(given: dict[str, Any]) -> dict[str, Any]:
    """Open the drill's point, and say whose parts are there."""
    ceremony = read_ceremony(given["ceremony"])
    team = check_transcript(ceremony, given["transcript"], [bytes.fromhex(each) for each in given["signatures"]])
    return {"keyholders": finish_drill(ceremony, team, given["parts"])}


OPERATIONS: Final[dict[str, Operation]] = {
    "ceremony_deal": dealing,
    "ceremony_finish": finishing,
    "ceremony_assemble": assembling,
    "ceremony_drill": drilling,
}
