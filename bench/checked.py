"""Verifies envelopes, nothing else: `python -m bench.checked SITE FILE FIRST STEP SECONDS`.

It says how many in a second of a processor.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import cycle
from pathlib import Path

from undersign.web import start


def main(site: Path, file: Path, first: int, step: int, seconds: float) -> None:
    """Verify every `step`-th line, again and again, for some seconds."""
    start.ready(site)
    from undersign.protocol.envelopes import check_envelope  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.boxes import access  # noqa: PLC0415 - the same
    from undersign.web.boxes.kinds import KINDS  # noqa: PLC0415 - the same

    sent = [json.loads(line) for line in file.read_text().splitlines()[first::step]]
    box = access.by_hex(sent[0]["box"])
    rules, kind, done = access.rules(box), KINDS[box.kind], 0
    begun, taken = time.perf_counter(), time.process_time()
    for each in cycle(sent):
        envelope = check_envelope(rules, each["what"]["envelope"])
        kind.check_parcel(rules, envelope, each["what"]["sealed"])
        done += 1
        if time.perf_counter() - begun > seconds:
            break
    sys.stdout.write(f"{done / (time.process_time() - taken)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
