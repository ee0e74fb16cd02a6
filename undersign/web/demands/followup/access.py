"""What came of demands, as the host's book says it, for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

from django.http import Http404

from undersign.protocol.encoding import Document, b64, decode
from undersign.protocol.errors import Refused
from undersign.protocol.outcomes import KINDS, WHOLE, Course, Outcomes
from undersign.web import home
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.models import Box
from undersign.web.demands import access
from undersign.web.demands.asked import access as asked
from undersign.web.demands.asked.access import Shown
from undersign.web.demands.followup import letters
from undersign.web.demands.followup.holding import Broken, proven_on
from undersign.web.demands.models import Demand, Question
from undersign.web.people.models import Member
from undersign.web.questions.access import Total
from undersign.web.record import access as record
from undersign.web.record.models import Text


def today() -> date:
    """Return the day (UTC)."""
    return datetime.fromtimestamp(home.now(), UTC).date()


def opened(member: Member, written: str) -> Demand:
    """Return a demand whose names have opened. Raises Http404 for who is not on its list, and before."""
    found = access.demand(member, written)
    if found.box.state != Box.OPENED:
        raise Http404
    return found


def outcomes() -> Outcomes:
    """Return what the host's book says of all demands, with what no tick has proven yet. Raises Broken."""
    host = record.book("host")
    return _outcomes(bytes(host.book_id), host.size, bytes(host.hashes))


@lru_cache(maxsize=1)
def _outcomes(_book_id: bytes, size: int, _hashes: bytes) -> Outcomes:
    """Read the host's book: once for each state of the book."""
    found = Outcomes()
    for leaf in record.leaves("host", 0, size):
        try:
            entry = decode(bytes(leaf.entry))
            if entry["kind"] in KINDS:
                found.take(entry)
        except Refused:
            raise Broken(proven_on(record.book("host"), leaf.number)) from None
    return found


def course(found: Demand) -> Course | None:
    """Return what came of a demand; None before it was delivered."""
    return outcomes().courses.get(letters.named(found))


def by_name(written: str) -> Demand:
    """Return the opened demand that a check page or a reply names. Raises Http404."""
    for each in Demand.objects.filter(box__state=Box.OPENED).select_related("box", "drafts__workplace"):
        if letters.named(each).hex() == written:
            return each
    raise Http404


def signer_keys(found: Demand) -> list[bytes]:
    """Return the envelope keys whose names opened, in ascending order."""
    return sorted(lists.signers(found.box))


def spoken() -> list[tuple[str, str]]:
    """Return every text beside the host's book that was not struck, with its hash in hex, the newest first."""
    found = Text.objects.filter(book=record.book("host"), content__isnull=False).order_by("-id")
    return [(bytes(each.hash).hex(), each.content or "") for each in found]


def words(hashes: set[bytes]) -> dict[bytes, str | None]:
    """Return texts beside the host's book by their hashes; None for one that was struck."""
    found = Text.objects.filter(book=record.book("host"), hash__in=hashes).values_list("hash", "content")
    return {bytes(hashed): content for hashed, content in found}


@dataclass(frozen=True)
class Said:
    """A word on an ask, a promise or its end: by which signer in order of speaking, when, what."""

    day: date
    what: str  # a status, or what became of a promise
    words: str | None
    struck: bool = False


@dataclass(frozen=True)
class Promise:
    """A promise, as signers wrote it down. `fate`: what became of it, in order; `late`: past its day."""

    hash: str
    what: str | None
    due: date
    day: date
    fate: list[str]
    said: list[Said]
    late: bool


@dataclass(frozen=True)
class Ask:
    """An ask with what was answered to it. `statuses`: one, or several where signers disagree."""

    number: int
    what: str | None
    by: date
    statuses: list[str]
    said: list[Said]
    promises: list[Promise]
    met: Total | None = None  # what signers answered, sealed


@dataclass(frozen=True)
class Story:
    """A delivered demand, in words."""

    number: int
    name: str  # as addresses have it
    employer: str | None
    title: str | None
    count: int
    level: int
    how: str
    day: date
    reply_by: date
    asks: list[Ask]
    whole: list[Said] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)  # on the demand as a whole
    reply: Said | None = None
    met_on: date | None = None  # when the sealed answers opened


def story(found: Course) -> Story:
    """Return a delivered demand in words."""
    met = _met(found.delivered["demand"])
    told = _Teller(found, met.totals if met else [])
    start, asks = found.delivered, [told.ask(i) for i in range(1, len(found.delivered["asks"]) + 1)]
    reply = found.reply
    return Story(
        number=found.number,
        name=start["demand"].hex(),
        employer=told.words.get(start["employer"]),
        title=told.words.get(start["title"]),
        count=start["signers"]["count"],
        level=start["level"],
        how=start["how"],
        day=date.fromisoformat(start["day"]),
        reply_by=date.fromisoformat(start["reply_by"]),
        asks=asks,
        whole=told.answers(WHOLE),
        promises=told.promises(WHOLE),
        reply=told.said(reply, "") if reply else None,
        met_on=met.ends.date() if met else None,
    )


def _met(name: bytes) -> Shown | None:
    """Return what signers last answered to whether the asks of a delivered demand are met, once that is open."""
    rows = Question.objects.filter(about=asked.MET, box__state=Box.OPENED).select_related("demand__box").distinct()
    demand = next((each.demand for each in rows if letters.named(each.demand) == name), None)
    return asked.last_opened(demand, asked.MET) if demand else None


class _Teller:
    """Puts the entries about one demand into words."""

    def __init__(self, found: Course, met: list[Total]) -> None:
        self.course = found
        self.met = dict(enumerate(met, 1))
        self.words = words(_hashes(found))

    def ask(self, number: int) -> Ask:
        given = self.course.delivered["asks"][number - 1]
        what, by = self.words.get(given["what"]), date.fromisoformat(given["by"])
        statuses = self.course.statuses(number)
        return Ask(number, what, by, statuses, self.answers(number), self.promises(number), self.met.get(number))

    def answers(self, ask: int) -> list[Said]:
        return [self.said(each, each["status"]) for each in self.course.answers if each["ask"] == ask]

    def said(self, entry: Document, what: str) -> Said:
        hashed = entry.get("says")
        content = self.words.get(hashed) if hashed else None
        return Said(date.fromisoformat(entry["day"]), what, content, struck=hashed is not None and content is None)

    def promises(self, ask: int) -> list[Promise]:
        return [self._promise(key, each) for key, each in self.course.promises.items() if each["ask"] == ask]

    def _promise(self, key: bytes, entry: Document) -> Promise:
        fate, due = self.course.fate(key), date.fromisoformat(entry["due"])
        said = [self.said(each, each["outcome"]) for each in self.course.outcomes.get(key, [])]
        what, day = self.words.get(entry["what"]), date.fromisoformat(entry["day"])
        return Promise(b64(key), what, due, day, fate, said, late=not fate and due < today())


def _hashes(found: Course) -> set[bytes]:
    """Return the hashes of all texts that speak of a demand."""
    start = found.delivered
    hashes = {start["employer"], start["title"], *(each["what"] for each in start["asks"])}
    hashes |= {each["what"] for each in found.promises.values()}
    spoken = [*found.answers, *(each for list_ in found.outcomes.values() for each in list_)]
    spoken += [found.reply] if found.reply else []
    return hashes | {each["says"] for each in spoken if "says" in each}
