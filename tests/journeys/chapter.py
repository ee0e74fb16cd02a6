"""What journeys of demands begin with: eight made-up coworkers, keyholders whose programs run, and who signs what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys import keyholders
from tests.journeys.demands import move
from tests.journeys.keyholders import Keyholder, until
from tests.journeys.people import Site, Somebody
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, unb64
from undersign.rehearsal import evening, network
from undersign.rehearsal import site as made_up
from undersign.rehearsal.network import Phone
from undersign.rehearsal.programs import wait_for
from undersign.rehearsal.signing import Answering
from undersign.web.demands.drafts.times import quarter_ends, quarter_of

HOUR = 3600
DAY = 86_400
HOURS_OF_DRAFTS = 6  # at most a day, so that the site's day is next to the machine's, by which people sign
SIGNERS = ("Ana", "Bo", "Chi", "Fay", "Gus")


@dataclass
class Chapter:
    """People of one workplace, the founders first, and their keyholders."""

    site: Site
    phones: dict[str, Phone]
    keyholders: list[Keyholder]

    def comes(self, name: str) -> Somebody:
        """Let somebody sign in with twelve words on a borrowed phone."""
        somebody = self.site.person(name)
        somebody.go("/me")
        somebody.page.locator("#typed").filter(visible=True).wait_for()
        somebody.page.fill("#typed", self.phones[name].words)
        somebody.page.check("input[name=whose][value=other]")
        somebody.tap("Sign in")
        somebody.page.wait_for_url("**/me")
        return somebody

    def joins(self, name: str, *vouchers: str) -> None:
        """Let somebody new join at the workplace, for whom two members vouch."""
        members = [self.phones[each] for each in vouchers]
        web = made_up.Browser(self.site.address, 30 + len(self.phones))
        newcomer = Phone(members[0].site, web, name)
        network.grow(members, [newcomer], self.place)
        self.phones[name] = newcomer

    @property
    def place(self) -> bytes:
        """The id of their workplace."""
        [found] = {unb64(each["workplace"]) for each in self._vouches()}
        return found

    def _vouches(self) -> list[Document]:
        lines = self.phones["Ana"].web.lines("/record/books/members/entries.jsonl")
        return [line["entry"] for line in lines if line["entry"]["kind"] == "vouch"]

    def standing_drafts(self) -> str:
        """Wait for the drafts of these months; return the id of their box."""
        return wait_for("the box for drafts", lambda: evening.boxes(self.phones["Ana"], "draft"))[0]

    def put_up(self, asks: Document, *, title: str, levels: list[int], days: int) -> str:
        """Let phones put a demand up; return the id of its box."""
        before = evening.boxes(self.phones["Ana"], "demand")
        waits = list(self.phones.values())[:5]
        phones = evening.give_passes(waits, self.standing_drafts())
        ends = int(self.site.home.now()) + days * DAY
        times = {"signing_ends": ends, "withdrawing_ends": ends + DAY, "batch": DAY}
        fields = {"title": title, "text": asks_text(asks), "levels": levels, "rule": "workplace", **times}
        phones[1].write(drafts.put_up_text(fields), len(before))
        move(self.site, HOUR)
        return wait_for("the demand", lambda: [each for each in self.demands() if each not in before])[0]

    def demands(self) -> list[str]:
        """Return the ids of the boxes of demands."""
        return evening.boxes(self.phones["Ana"], "demand")

    def sign(self, demand: str, levels: Mapping[str, int]) -> dict[str, Answering]:
        """Let phones sign a demand at their levels, each with the name that the person goes by and a letter."""
        phones = evening.give_passes([self.phones[name] for name in levels], demand)
        for phone, (name, level) in zip(phones, levels.items(), strict=True):
            phone.sign(f"{name} Tester", "Peer Support Specialist", level)
        return dict(zip(levels, phones, strict=True))

    def approve(self, title: str, count: int = 2) -> None:
        """Let keyholders approve that the names of a demand open."""
        for each in self.keyholders[:count]:
            keyholders.approves(self.site, each, title)

    def opened(self, title: str) -> str:
        """Let phones put a demand up, five sign it and the keyholders open their names; return the id of its box."""
        demand = self.put_up(evening.asks(self.site.home.now()), title=title, levels=[5], days=3)
        self.sign(demand, dict.fromkeys(SIGNERS, 5))
        self.approve(title)
        move(self.site, 3 * DAY)
        until("signing has ended", lambda: self._state(demand) != "signing")
        move(self.site, DAY)
        until("the names are open", lambda: self._state(demand) == "opened")
        return demand

    def _state(self, demand: str) -> str:
        found = self.phones["Ana"].web.get(f"{self.address(demand)}/figures.json")
        return str(found["state"])

    def address(self, demand: str) -> str:
        """Return the path of a demand's page."""
        return f"/demands/{unb64(demand).hex()}"


def _long_before_the_drafts_end(site: Site) -> None:
    """Begin in the next quarter where one ends within hours: a journey moves the clock by some before it puts up."""
    now = site.home.now()
    left = quarter_ends(quarter_of(now)) - now
    if left < HOURS_OF_DRAFTS * HOUR:
        site.home.move_clock(int(left) + 1)


@contextmanager
def gathered(site: Site, folder: Path) -> Iterator[Chapter]:
    """Make a chapter up on a site, and let its keyholders' programs run."""
    founding = bytes((site.server.home / "secret" / "founding").read_bytes())
    made = made_up.fill(site.address, site.home.origin, founding)  # by the machine's day
    _long_before_the_drafts_end(site)
    with keyholders.meeting(site, folder, made.founders) as programs:
        yield Chapter(site, {each.nickname: each for each in made.phones}, programs)


def opens(somebody: Somebody, path: str) -> None:
    """Wait until the names of a demand are open, as somebody on its list sees it."""
    until("the names open", lambda: _state(somebody, path) == "opened")


def _state(somebody: Somebody, path: str) -> str | None:
    somebody.go(path)
    return somebody.page.locator("main").get_attribute("data-state")
