"""An evening of coworkers: they write, put a demand up, sign; the clock and the keyholders do their part between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.web.boxes.team import Keyholders, meeting
from tests.web.days import ahead
from tests.web.network import Phone, browser_of, founders
from tests.web.people.clock import Clock
from tests.web.workplaces import places
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, b64, unb64
from undersign.rehearsal import network
from undersign.rehearsal.signing import Answering, at
from undersign.web import home
from undersign.web.boxes.envelopes.access import folder
from undersign.web.boxes.models import Box
from undersign.web.demands.drafts import actions
from undersign.web.demands.models import Demand, DraftBox
from undersign.web.people import access as people
from undersign.web.people.founding.actions import open_founding
from undersign.web.record import access as record_access
from undersign.web.record import actions as record
from undersign.web.record import clock as ticking
from undersign.web.workplaces.models import Workplace

TICK = 60
FIRST_SEQ = 100  # of what puts demands up: in a room that tests share, its writer may have written before
ASKS: Document = {
    "to": "The director of Hill Services",
    "asks": [{"what": "Pay of at least $22 an hour for every peer worker", "by": ahead(91)}],
    "reasons": "Rent went up. Our pay did not.",
    "reply_by": ahead(62),
    "names": "signers",
    "language": "en",
}


@dataclass
class Evening:
    """Who is there, what time it is, and who holds the keys."""

    people: list[Phone]
    place: bytes
    keyholders: Keyholders
    clock: Clock
    numbered: bool = False  # whether no two demands are in the same words
    asked: int = 0

    @classmethod
    def of_six(cls, clock: Clock) -> Evening:
        """Let six found a network and work at one place, and the keyholders meet."""
        clock.now = max(clock.now, record_access.last_tick() or 0)
        phones = founders("Ana", "Bo", "Chi", "Dee", "Eli", "Fay")
        network.found(phones, unb64(open_founding()))
        for each in phones:
            each.sign_in()
        place = places.add(phones[0])
        places.confirm(phones[1], place)
        for number, to in enumerate(phones):
            for giver in (phones[number - 1], phones[number - 2]):
                giver.vouch(to.key, place)
        held = meeting(people.founders())
        record.add_team(held.ceremony.document, held.transcript, held.signed)
        evening = cls(phones, place, Keyholders(held), clock)
        evening.tick()
        evening.keyholders.restock()
        evening.witness()
        return evening

    @contextmanager
    def lent(self) -> Iterator[Evening]:
        """Lend the evening to a test that puts the database back: the same people, this time, these sessions."""
        before, cookies = self.clock.now, [browser_of(each).cookies["undersign"].value for each in self.people]
        held = replace(self.keyholders, issuing=dict(self.keyholders.issuing), silent=set(self.keyholders.silent))
        shutil.rmtree(folder(), ignore_errors=True)
        yield replace(self, people=list(self.people), keyholders=held)
        shutil.rmtree(folder(), ignore_errors=True)
        self.clock.now = before
        for each, cookie in zip(self.people, cookies, strict=True):
            browser_of(each).cookies["undersign"] = cookie

    def tick(self, seconds: int = TICK) -> None:
        """Let time pass, and the clock of the record beat once."""
        assert ticking.beat(self.clock.pass_by(seconds))

    def witness(self) -> None:
        """Let the record tick, and the keyholders sign it."""
        self.tick()
        self.keyholders.cosign()

    def room(self) -> DraftBox:
        """Open a box for drafts of this room, and give everybody a pass."""
        drafted = actions.open_room(Workplace.objects.get(id_hash=self.place))
        self.witness()
        self.give_passes(drafted.box)
        return drafted

    def at(self, who: int, box: Box) -> Answering:
        """Return somebody's phone at a box."""
        return at(self.people[who], b64(bytes(box.box_id)))

    def give_passes(self, box: Box) -> None:
        """Let everybody ask for a pass, and the keyholders answer."""
        for who in range(len(self.people)):
            self.at(who, box).ask()
        self.witness()
        self.keyholders.answer(box)

    def fields(self, **more: object) -> Document:
        """Return what puts a demand up in a room: an hour to sign, ten minutes to withdraw. `room=None`: elsewhere."""
        ends = int(home.now()) + 3600
        times = {"signing_ends": ends, "withdrawing_ends": ends + 600, "batch": 60, "room": True}
        self.asked += 1
        title = f"Pay {self.asked}" if self.numbered else "Pay"
        found = {"title": title, "text": asks_text(ASKS), "levels": [5], "rule": "workplace", **times, **more}
        return {name: value for name, value in found.items() if value is not None}

    def put_up(self, drafted: DraftBox, who: int = 0, **more: object) -> Demand:
        """Put a demand up, and give everybody a pass for it."""
        words = drafts.put_up_text(self.fields(**more))
        self.at(who, drafted.box).write(words, FIRST_SEQ + self.asked)
        self.tick()
        self.tick()
        demand = Demand.objects.latest("id")
        self.witness()
        self.give_passes(demand.box)
        return demand

    def end(self, box: Box) -> None:
        """Let signing and withdrawing end, and the keyholders sign what then stands there."""
        self.clock.now = max(self.clock.now, box.withdrawing_ends)
        self.tick(3 * TICK)
        self.witness()
        self.tick()
        self.witness()
        box.refresh_from_db()
