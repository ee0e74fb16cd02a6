"""What a keyholder's person says about names: open them from a time on if the rule is met, or not after all."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final

from undersign.host.files import HostProblem
from undersign.keyholder import approvals, status
from undersign.keyholder.duties import BoxState
from undersign.keyholder.keys import KeyholderFolder

HOUR: Final = "%H:%M"
WRITTEN: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


def find(own: KeyholderFolder, digits: str = "") -> BoxState:
    """Return the demand whose id begins so; the only one that waits if nothing is said. Raises HostProblem."""
    waiting = [each for each in status.boxes(own) if each.kind == status.NAMED and not each.done]
    found = [each for each in waiting if each.box.startswith(digits.lower())]
    if len(found) == 1:
        return found[0]
    known = "".join(f"\n{each.box[:16]}  {each.title}" for each in waiting)
    if not waiting:
        raise HostProblem("No demand waits for you, as of the last round of your program. Nothing was changed.")
    raise HostProblem(f"Say which demand you mean, by the first digits. Nothing was changed.{known}")


def read_time(written: str, now: float) -> int:
    """Return a time of this computer's clock, in seconds since 1970: "21:00", the next time, or "2026-12-01 21:00".

    Raises HostProblem.
    """
    here = datetime.fromtimestamp(now).astimezone()
    try:
        hour = datetime.strptime(written.strip(), HOUR).time()  # noqa: DTZ007 - the zone is this computer's
    except ValueError:
        return _read_day(written)
    found = here.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return int((found if found > here else found + timedelta(days=1)).timestamp())


def _read_day(written: str) -> int:
    for form in WRITTEN:
        try:
            return int(datetime.strptime(written.strip(), form).astimezone().timestamp())
        except ValueError:
            continue
    raise HostProblem(f'"{written}" is no time. Write 21:00, or 2026-12-01 21:00. Nothing was changed.')


def approve(own: KeyholderFolder, box: BoxState, not_before: int | None = None) -> int:
    """Approve that names open, at the earliest when the box says; return from when on. Raises HostProblem, FolderBusy.

    Raises Alarmed while an alarm stands.
    """
    own.check_no_alarm()
    start = max(box.opens_at, not_before or 0)
    with own.waited_for():
        approvals.approve(own, bytes.fromhex(box.box), start, int(time.time()))
    return start


def take_back(own: KeyholderFolder, box: BoxState) -> None:
    """Take an approval back, if there is one. Raises FolderBusy."""
    with own.waited_for():
        approvals.withdraw(own, bytes.fromhex(box.box))
