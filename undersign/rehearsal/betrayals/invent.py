"""The host invents members, and puts them on the list of the demand."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Final

from undersign.protocol.encoding import Document, b64
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import vouch_document
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import ORIGIN, Stage

INVENTED: Final = 4
KNOWN: Final = 8  # people on the list


def _invent(stage: Stage, givers: list[bytes]) -> None:
    """Enter people who do not exist in both books and in the tables, vouched for by those with these secrets."""
    place = stage.one("SELECT workplace FROM boxes_listed l JOIN boxes_box b ON b.id = l.box_id WHERE b.box_id = ?")
    today, seeds = int(stage.home.now()) // 86_400, [secrets.token_bytes(32) for _ in range(INVENTED)]
    words: list[Document] = []
    for number, seed in enumerate(seeds):
        both = givers or [seeds[number - 1], seeds[number - 2]]
        words += [vouch_document(each, ORIGIN, public_key(seed), "peer", place, today) for each in both]
    listed = [{"v": 1, "kind": "listed", "member": b64(public_key(seed)), "workplace": b64(place)} for seed in seeds]
    ledger = stage.ledger()
    ledger.append("members", words)
    ledger.append(stage.list_book, [*words, *listed])
    ledger.write()
    _enter_rows(stage, [public_key(seed) for seed in seeds], place)


def _enter_rows(stage: Stage, keys: list[bytes], place: bytes) -> None:
    box = stage.one("SELECT id FROM boxes_box WHERE box_id = ?")
    day = datetime.fromtimestamp(stage.home.now(), UTC).date().isoformat()
    for number, key in enumerate(keys):
        stage.rows(
            "INSERT INTO people_member (key, nickname, role, employer, supervisor, founder, joined) "
            "VALUES (?, ?, 'peer', 'private', 0, 0, ?)",
            [key, ("Kim", "Lou", "Max", "Nell")[number], day],
        )
        stage.rows(
            "INSERT INTO boxes_listed (box_id, member, workplace, tag, late) VALUES (?, ?, ?, 0, 1)", [box, key, place]
        )


def _alone(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
        _invent(stage, [])
        sights = [witnesses.phone(stage), witnesses.coworker(stage, "Ivy", KNOWN), witnesses.keyholders(stage)]
    done = (
        f"It made {INVENTED} keys, let each be vouched for by two others of them, with true signatures, and entered "
        "them in the members' book, in the list of the demand and in its tables, under a tick that fits."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


def _with_liars(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
        _invent(stage, [stage.phone("Bo").secret, stage.phone("Chi").secret])
        sights = [witnesses.phone(stage), witnesses.coworker(stage, "Ivy", KNOWN), witnesses.keyholders(stage)]
    done = f"Bo and Chi, who are members, help it: both vouch for {INVENTED} people who do not exist."
    return Told(done, [*sights, *witnesses.verify(stage)])


ATTACKS = (
    Attack("invent-members", "The host invents members and puts them on the list.", _alone),
    Attack("invent-members-with-liars", "Two members help the host to invent members.", _with_liars),
)
