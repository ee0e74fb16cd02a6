"""A survey of hours on the stage: asked, answered and opened, as the host and keyholders who help it have it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from undersign.host.files import HostProblem
from undersign.protocol.encoding import Document, decode, unb64
from undersign.rehearsal import signing
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import TICK, Stage
from undersign.rehearsal.evening import HOUR

STEPS_MOST: Final = 12
Survey = dict[str, str]  # as the site's page names it: box, kind, book, list


def asked(stage: Stage, month: str, who: Sequence[int]) -> Survey:
    """Let the host ask for a month, and keyholders sign the record that holds it."""
    found: Survey = json.loads(stage.as_host("month", stage.box.hex(), month))
    _agreed(stage, who)
    return found


def answered(stage: Stage, survey: Survey, ranges: Mapping[str, Sequence[int]], who: Sequence[int]) -> None:
    """Let people get their passes and seal one range for each question. Raises NotDone."""
    phones = {name: stage.phone(name) for name in ranges}
    for phone in phones.values():
        phone.sign_in()
    there = {name: signing.at(phone, survey["box"]) for name, phone in phones.items()}
    for each in there.values():
        each.ask()
    for _ in range(2):  # they answer what stands under a tick that they have signed
        _agreed(stage, who)
    for name, each in there.items():
        each.answer([[at] for at in ranges[name]])


def ended(stage: Stage, survey: Survey, who: Sequence[int]) -> None:
    """Let its time pass, until keyholders have signed that it is to be opened. Raises HostProblem if it never does."""
    stage.beat(HOUR + 2 * TICK)
    _agreed(stage, who)
    stage.beat(HOUR + 3 * TICK)
    _reach(stage, survey, "asked", who)
    _agreed(stage, who)


def opened(stage: Stage, survey: Survey, who: Sequence[int]) -> list[list[int]]:
    """Let keyholders open it; return the totals. Raises HostProblem if they do not."""
    _reach(stage, survey, "opened", who)
    _agreed(stage, who)
    (group,) = next(each for each in _entries(stage, survey["book"]) if each["kind"] == "result")["groups"]
    totals: list[list[int]] = group["totals"]
    return totals


def _reach(stage: Stage, survey: Survey, state: str, who: Sequence[int]) -> None:
    for _ in range(STEPS_MOST):
        if stage.one("SELECT state FROM boxes_box WHERE box_id = ?", [unb64(survey["box"])]) == state:
            return
        _agreed(stage, who)
    raise HostProblem(f"The survey was not {state}. The attack with it cannot be tried.")


def _agreed(stage: Stage, who: Sequence[int]) -> None:
    stage.beat()
    saw = witnesses.keyholders(stage, who=who)
    if saw.noticed:
        raise HostProblem(f"Where nobody should notice anything, {saw.witness} {saw.how}")


def _entries(stage: Stage, book: str) -> list[Document]:
    query = "SELECT l.entry FROM record_leaf l JOIN record_book b ON b.id = l.book_id WHERE b.name = ? ORDER BY number"
    return [decode(bytes(entry)) for (entry,) in stage.rows(query, [book])]
