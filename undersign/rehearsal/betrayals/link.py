"""The host looks for who signed, and who drafted: by everything on its disk, or by watching who connects."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from undersign.protocol import phrase
from undersign.protocol.encoding import b64
from undersign.protocol.signatures import public_key
from undersign.rehearsal import site
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import front, linking
from undersign.rehearsal.betrayed.ledger import DATABASE
from undersign.rehearsal.betrayed.stage import Stage, sign
from undersign.rehearsal.betrayed.states import OPENED
from undersign.rehearsal.betrayed.witnesses import Sight

WATCHED = "It can watch who connects when; waiting, another network or Tor helps."
WRITERS = ("Ana", "Bo", "Chi", "Fay", "Gus", "Hal", "Ivy")
SIGNERS = ("Ana", "Bo", "Chi", "Fay", "Gus")


def _loot(stage: Stage, box: bytes, who: Sequence[str]) -> Path:
    """Take all that the host has on its disk and would hand over; beside it, what is true."""
    loot = stage.path / "loot"
    loot.mkdir()
    for path in stage.home.path.glob(f"{DATABASE}*"):
        shutil.copy(path, loot / path.name.replace(DATABASE, linking.DATABASE))
        shutil.copy(path, loot / path.name.replace(DATABASE, "as it lies"))
    shutil.copytree(stage.home.path / "batches", loot / "batches", dirs_exist_ok=True)
    stage.as_host("export", stage.box.hex(), str(loot))
    phones = [stage.phone(each) for each in who]
    pairs = [[b64(each.key), b64(public_key(phrase.envelope_secret(each.seed, box)))] for each in phones]
    told = {"pairs": pairs, "batches": {envelope: 0 for _, envelope in pairs}}
    loot.with_suffix(".json").write_text(json.dumps(told))
    return loot


def _score(stage: Stage, box: bytes, who: Sequence[str]) -> tuple[linking.Score, bool]:
    """Return how well the best order matches members with envelopes, and whether that is no better than chance."""
    row = stage.one("SELECT id FROM boxes_box WHERE box_id = ?", [box])
    found = linking.score([linking.trial(_loot(stage, box, who), row)])
    return found, found.chance > linking.RARE


def _by_disk(stage: Stage) -> Told:
    found, nothing = _score(stage, stage.box, SIGNERS)
    done = (
        "It compared every order in which members stand anywhere on its disk with every order of the envelopes: rows, "
        "free pages, the log of changes, the record, kept keys. The measure says how well that did. "
        f"{found.sentence()}."
    )
    return Told(done, stopped="the best of all orders is as good as chance" if nothing else "")


def _drafted(stage: Stage) -> Told:
    drafts: bytes = stage.drafts
    found, nothing = _score(stage, drafts, WRITERS)
    done = (
        "It knows which draft put the demand up, and compared every order of members on its disk with every order of "
        f"the drafts. {found.sentence()}."
    )
    return Told(done, stopped=f"any of {len(WRITERS)} can have written it, as far as its disk tells" if nothing else "")


def _by_watching(stage: Stage) -> Told:
    with stage.served() as address, front.before(address) as watching:
        phone = stage.phone("Ana")
        phone.web = site.Browser(watching.address, phone.web.number)  # type: ignore[attr-defined]  # a Browser's
        sign(stage, "Ana", phone)
    sent = next(each for each in watching.seen if each.path.startswith("/door/"))
    key = json.loads(sent.body)["envelope"]["key"]
    same = [each for each in watching.seen if each.address == sent.address and each.signed_in]
    if not same:
        return Told("It watched who connects.", stopped="no address was seen twice")
    done = (
        f"It wrote down who connects. From {sent.address} somebody signed in as Ana, and {len(same)} requests later "
        f"envelope {key[:8]}… came through the door from the same address: so that envelope is Ana's."
    )
    sights = [Sight("anybody", noticed=False, how="sees nothing: a host that only watches changes nothing")]
    return Told(done, sights)


ATTACKS = (
    Attack("link-by-order", "The host looks for whose envelope is whose in all that it keeps.", _by_disk, OPENED),
    Attack("link-by-watching", "The host watches from where members and envelopes come.", _by_watching, limit=WATCHED),
    Attack("find-who-drafted", "The host looks for who put the demand up.", _drafted),
)
