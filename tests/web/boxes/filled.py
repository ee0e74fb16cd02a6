"""Makes a site on which six hold passes, for real processes: `python -m tests.web.boxes.filled [DEVICES]`.

UNDERSIGN_TEST_FOLDER names the folder. What phones will send lies beside the site, one body of a request in each line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from tests.web import start as here
from tests.web.boxes.evening import Evening
from tests.web.boxes.signing import Signing
from tests.web.people.clock import standing
from undersign.protocol.encoding import Document
from undersign.web import start
from undersign.web.record import actions
from undersign.web.stewards import who

DRAFTS: Final = "drafts.jsonl"
SIGNED: Final = "signed.jsonl"
EACH: Final = 40  # drafts of each of six
DEVICES: Final = 2  # of each by default, which sign without knowing of each other


def main(devices: int) -> None:
    """Make it."""
    start.migrate()
    (here.HOME.path / who.FILE).write_text(who.made_up())
    machine = time.time
    with pytest.MonkeyPatch.context() as patch:
        clock = standing(patch)
        actions.begin()
        actions.tick(time.time())
        signing = Signing.of(Evening.of_six(clock))
        drafts = [signing.draft(each, f"Words {number}", seq=number) for number in range(EACH) for each in range(6)]
        signed = [signing.signature(each, signing.room) for _ in range(devices) for each in range(6)]
    _write(here.FOLDER / DRAFTS, signing.drafted.hex, ({"envelope": each} for each in drafts))
    _write(here.FOLDER / SIGNED, signing.room.hex, ({"envelope": each, "sealed": parcel} for each, parcel in signed))
    here.HOME.clock.write_text(str(int(clock.now - machine())))


def _write(path: Path, box: str, sent: Iterable[Document]) -> None:
    path.write_text("".join(f"{json.dumps({'box': box, 'what': each})}\n" for each in sent))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEVICES)
