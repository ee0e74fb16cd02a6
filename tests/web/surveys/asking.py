"""Six coworkers who are asked for their hours of the last month."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.web.boxes.evening import Evening
from tests.web.network import browser_of
from tests.web.questions.asking import close
from undersign.protocol import hours
from undersign.protocol.encoding import b64
from undersign.rehearsal.signing import Answering
from undersign.web import home
from undersign.web.boxes.definitions.actions import fix
from undersign.web.boxes.models import Box
from undersign.web.surveys import access, actions
from undersign.web.surveys.models import Survey
from undersign.web.workplaces.models import Workplace

HOUR = 3600
SILENT = list[int]()


def written(evening: Evening) -> str:
    """Return the workplace of the evening as addresses have it."""
    return b64(evening.place)


def press(evening: Evening, who: int) -> int:
    """Press the button that asks for the last month; return the status."""
    return browser_of(evening.people[who]).post(f"/surveys/hours/{written(evening)}").status_code


def begun(evening: Evening, who: int = 0) -> Survey:
    """Let somebody press the button, and the survey begin."""
    assert press(evening, who) == 302
    evening.tick(HOUR)
    return Survey.objects.latest("pk")


def forged(evening: Evening, month: str) -> Survey:
    """Fix, as a host that no rule of the site holds back, a survey for a month, and let its pages name it alone."""
    place, ends = Workplace.objects.get(id_hash=evening.place), max(int(home.now()), hours.month_ends(month)) + 2 * HOUR
    evening.keyholders.restock(2)
    box = fix(actions.plan_of(evening.place, month, ends, HOUR))
    Survey.objects.filter(month=month).delete()
    found = Survey.objects.create(box=box, workplace=place, month=month)
    evening.witness()
    evening.give_passes(box)
    return found


@dataclass(frozen=True)
class Asked:
    """Who is there, and the survey for which all six hold a pass."""

    evening: Evening
    survey: Survey

    @classmethod
    def of(cls, evening: Evening) -> Asked:
        """Let it come so far."""
        found = begun(evening)
        evening.witness()
        evening.give_passes(found.box)
        return cls(evening, found)

    def fresh(self, evening: Evening) -> Asked:
        """Return the same with rows as the database has them; `evening`: lent to a test."""
        return replace(self, evening=evening, survey=Survey.objects.get(pk=self.survey.pk))

    @property
    def box(self) -> Box:
        """The box of the survey."""
        return self.survey.box

    def at(self, who: int) -> Answering:
        """Return somebody's phone."""
        return self.evening.at(who, self.box)

    def answer(self, *ranges: tuple[int, int, int, int]) -> None:
        """Let one after the other seal a range for each question."""
        for who, each in enumerate(ranges):
            self.at(who).answer([[at] for at in each])

    def close(self) -> Box:
        """Let its time end, and the keyholders open it if it asks for that."""
        return close(self.evening, self.box)

    def page(self, more: str = "", who: int = 0, language: str = "") -> str:
        """Return the page of the survey as somebody sees it."""
        return page(self.evening, f"{language}/surveys/{self.box.hex}{more}", who)


def page(evening: Evening, path: str, who: int = 0) -> str:
    """Return a page as somebody sees it."""
    answer = browser_of(evening.people[who]).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(answer.content.decode().split())


MONTH = access.last_month
