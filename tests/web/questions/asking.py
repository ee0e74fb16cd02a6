"""What six coworkers are asked: whether they would sign, later whether it is met, and whether they were punished."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.web.boxes.evening import Evening
from tests.web.demands.drafting import proposal
from tests.web.demands.following import Signer, opened, send
from tests.web.network import browser_of
from undersign.protocol import drafts
from undersign.rehearsal.signing import Answering
from undersign.web import home
from undersign.web.boxes.models import Box
from undersign.web.demands.models import Demand, DraftBox, First, Question

YES, NO, SILENT = [0], [1], list[int]()


@dataclass(frozen=True)
class Asked:
    """Who is there, the demand that five signed, and the three questions, for which all who may hold passes."""

    evening: Evening
    drafted: DraftBox
    first: Box
    demand: Demand
    met: Box
    punished: Box

    @classmethod
    def of(cls, evening: Evening) -> Asked:
        """Let six come so far."""
        drafted = evening.room()
        first = ask_first(evening, drafted)
        demand = opened(evening)
        send(Signer(evening, demand).delivers())
        send(Signer(evening, demand).document("answer", ask=1, status="partly"))
        evening.keyholders.restock(4)
        evening.tick()
        evening.tick()
        met, punished = (Question.objects.get(demand=demand, about=about).box for about in ("met", "punished"))
        evening.witness()
        for box in (met, punished):
            for who in range(5):
                evening.at(who, box).ask()
        evening.witness()
        for box in (met, punished):
            evening.keyholders.answer(box)
        return cls(evening, drafted, first, demand, met, punished)

    def fresh(self, evening: Evening) -> Asked:
        """Return the same with boxes as the database has them; `evening`: lent to a test."""
        first, met, punished = (Box.objects.get(pk=each.pk) for each in (self.first, self.met, self.punished))
        demand = Demand.objects.get(pk=self.demand.pk)
        return replace(self, evening=evening, demand=demand, first=first, met=met, punished=punished)

    def at(self, who: int, box: Box) -> Answering:
        """Return somebody's phone at a question."""
        return self.evening.at(who, box)

    def close(self, box: Box) -> Box:
        """Let the time of a question end, and the keyholders open it if it asks for that."""
        return close(self.evening, box)

    def page(self, path: str, who: int = 0) -> str:
        """Return a page as somebody sees it."""
        answer = browser_of(self.evening.people[who]).get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return " ".join(answer.content.decode().split())


def close(evening: Evening, box: Box) -> Box:
    """Let the time of a question end, and the keyholders open it if it asks for that; return it as it is then."""
    evening.end(box)
    if box.state == Box.ASKED:
        evening.keyholders.open_totals(box)
    evening.tick()
    evening.witness()
    return Box.objects.get(pk=box.pk)


def ask_first_words(**fields: object) -> str:
    """Return the text of a draft that asks who would sign: ten minutes to answer, five to take it back."""
    ends = int(home.now()) + 600
    return drafts.ask_first_text({**proposal(), "signing_ends": ends, "withdrawing_ends": ends + 300, **fields})


def ask_first(evening: Evening, drafted: DraftBox) -> Box:
    """Let somebody propose a demand, somebody else ask who would sign, five say yes and one no, and it open."""
    evening.keyholders.restock(2)
    evening.at(4, drafted.box).write(drafts.proposal_text(proposal()))
    evening.at(5, drafted.box).write(ask_first_words())
    evening.tick()
    evening.tick()
    box = First.objects.get().box
    evening.witness()
    evening.give_passes(box)
    for who in range(6):
        evening.at(who, box).answer([NO if who == 3 else YES])
    return close(evening, box)
