"""Two moments of a site, with everything that phones sent to get there: while it is founded, and once it has grown."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes

from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests.vectors.meeting import ceremony_document
from tests.web import start
from tests.web.network import Browser, Phone, browser_of, founders, let_in, phone
from tests.web.workplaces import places
from undersign.protocol import vouches
from undersign.protocol.ceremony import begin
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.keyholders import read_ceremony
from undersign.protocol.signatures import public_key
from undersign.rehearsal import network
from undersign.web.meetings import actions as meetings
from undersign.web.people import access
from undersign.web.people.founding.actions import open_founding
from undersign.web.people.models import Move
from undersign.web.stewards import access as stewards
from undersign.web.stewards import actions as steward_actions
from undersign.web.workplaces.models import Note

Sent = dict[str, list[Document]]
Last = dict[str, tuple[Client, str, Document]]
COSIGNED = "— keyholder.example/1 AAAAAAAAAAAAAAAAAAAA\n"


@dataclass
class Recording(Browser):
    """A browser that keeps what it sends, by the name of the address; of the last time also who sent it, and where."""

    sent: Sent = field(default_factory=dict)
    last: Last = field(default_factory=dict)

    def post(self, path: str, what: Document, /) -> Document:
        """Send JSON. Raises NotDone."""
        name = resolve(path).view_name
        self.sent[name].append(what)
        self.last[name] = (self.client, path, what)
        return super().post(path, what)


@dataclass
class Scene:
    """A site at one moment: who has signed in, and what was sent to every address so far."""

    members: list[Phone] = field(default_factory=list)
    sent: Sent = field(default_factory=lambda: defaultdict(list))
    last: Last = field(default_factory=dict)

    def meet(self, *phones: Phone) -> list[Phone]:
        """Let everything that these phones send be kept."""
        for each in phones:
            each.web = Recording(sent=self.sent, last=self.last)
        return list(phones)

    def form(self, who: Phone, path: str, **fields: str) -> None:
        """Send a form, and keep it."""
        name = resolve(path).view_name
        self.sent[name].append(fields)
        self.last[name] = (browser_of(who), path, fields)
        assert browser_of(who).post(path, fields).status_code < 400


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever happens to the database inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def at_the_founding() -> Scene:
    """Let three founders come, fix their list and sign, all but the last."""
    scene, link = Scene(), unb64(open_founding())
    three = scene.meet(*founders())
    for each in three:
        each.web.post("/founding/arrive", each.ask(link))
    first = three[0]
    with undone():
        first.web.post("/founders/remove", {**first.knock(link), "key": b64(three[2].key)})
    first.web.post("/founders/fix", {**first.knock(link), "keys": [b64(each.key) for each in three]})
    with undone():
        first.web.post("/founders/throw-away", first.knock(link))
    for each in three[:2]:
        network.sign_founders(each, link)
    with undone():
        network.sign_founders(three[2], link)
    return scene


def grown() -> Scene:
    """Let a network grow in which something is open or waits everywhere. Chi is its steward, Jo has lost a phone."""
    scene = Scene()
    ana, bo, chi, dee, eve = scene.meet(*founders("Ana", "Bo", "Chi", "Dee", "Eve"))
    network.found([ana, bo, chi, dee, eve], unb64(open_founding()))
    for each in (ana, bo, chi, dee, eve):
        each.sign_in()
    harbor, hill = places.add(ana), places.add(bo, "Hill Street", "City of Albany", "NY", "public")
    for givers, to, place in (((ana, bo, chi),) * 2 + (harbor,), ((dee, eve, bo), (dee, eve), hill)):
        for giver, other in ((giver, other) for giver in givers for other in to if giver is not other):
            giver.vouch(other.key, place)
    [jo] = scene.meet(phone("Jo"))
    let_in([ana, bo], jo, harbor)
    scene.members = [ana, bo, chi, dee, jo]
    _about_places(scene, harbor, hill)
    _at_a_meeting(scene, [ana, bo, chi, dee, eve])
    _at_doors(scene, harbor)
    _about_accounts(scene)
    scene.sent["record_files:cosignatures"].append({"size": 1, "line": COSIGNED})
    return scene


def _about_places(scene: Scene, harbor: bytes, hill: bytes) -> None:
    ana, bo, chi, dee, _ = scene.members
    with undone():
        places.confirm(bo, harbor)
    names = {"name": "Hill Street", "employer": "City of Albany"}
    scene.form(ana, f"/workplaces/{b64(harbor)}/propose", **names)
    with undone():
        places.merge(dee, harbor, hill)
        places.part(ana, harbor, hill)
    scene.form(ana, f"/workplaces/{b64(harbor)}/turn-down", **names)
    places.propose(dee, hill, harbor)
    scene.form(ana, "/workplaces/add", name="Lake", employer="Lake Inc.", state="NY", kind="private")
    for text in ("The roof leaks.", "The stairs are dark."):
        places.note(ana, harbor, text)
    with undone():
        places.note(ana, harbor, "The door is stuck.")
    note = Note.objects.order_by("pk")[0].pk
    scene.form(bo, f"/workplaces/notes/{note}/report", why="harm")
    scene.form(chi, f"/workplaces/notes/{note}/report", why="person")
    Path(start.HOME.path / "who.toml").write_text(stewards.made_up(chi.key))
    steward_actions.publish_who()
    with undone():
        scene.form(chi, f"/steward/reports/{note}", decision="keep")


def _at_a_meeting(scene: Scene, founders: list[Phone]) -> None:
    """Let two keyholders of a rehearsal say their first words."""
    document, secrets, _ = ceremony_document(2, 2, "scene")
    document |= {"founders": [b64(each.key) for each in founders], "rehearsal": True}
    ceremony = read_ceremony(document)
    scene.sent["meetings:begin"].append({"ceremony": document})
    meetings.begin(document, time.time())
    for secret in secrets:
        said = {"messages": [begin(ceremony, secret, token_bytes)[1]]}
        scene.sent["meetings:say"].append(said)
        path = f"/meetings/{ceremony.hash.hex()}/messages"
        scene.last["meetings:say"] = (Client(headers={"host": "localhost"}), path, said)
    scene.last["meetings:begin"] = (Client(headers={"host": "localhost"}), "/meetings", {"ceremony": document})


def _at_doors(scene: Scene, harbor: bytes) -> None:
    """Let one newcomer wait at an invitation and one in a room, and leave another invitation open."""
    ana, bo, *_ = scene.members
    hal, ivy = scene.meet(phone("Hal"), phone("Ivy"))
    ana.invite(harbor)
    hal.join(ana.invite(harbor))
    hal.state()
    with undone():
        bo.vouch(hal.key, harbor)
    room = bo.open_room(harbor)
    ivy.join(room)
    ivy.web.post("/rooms/state", ivy.knock(room))
    with undone():
        bo.web.post("/doors/close", {"door": b64(public_key(room))})


def _about_accounts(scene: Scene) -> None:
    ana, bo, _, _, jo = scene.members
    link, day = token_bytes(32), access.today()
    ana.web.post("/lost", {"member": b64(jo.key), "door": b64(public_key(link))})
    [new] = scene.meet(phone("Jo"))
    new.web.post("/come-back/look", new.knock(link))
    new.web.post("/come-back/arrive", new.ask(link))
    confirm = f"/lost/{Move.objects.get().pk}"
    ana.web.post(confirm, {"word": vouches.moved_document(ana.secret, start.ORIGIN, jo.key, new.key, day)})
    with undone():
        word = vouches.moved_document(bo.secret, start.ORIGIN, jo.key, new.key, day + 1)
        bo.web.post(confirm, {"word": word})
        no = vouches.stayed_document(jo.secret, start.ORIGIN, new.key, day)
        jo.web.post("/me/stop-move", {"words": [no]})
    with undone():
        ana.web.post("/me/take-back", {"word": vouches.taken_back_document(ana.secret, start.ORIGIN, bo.key, day)})
    with undone():
        jo.web.post("/leave", {"word": vouches.left_document(jo.secret, start.ORIGIN, day)})
    with undone():
        bo.web.post("/sign-out", {})
    for each in scene.members:
        each.sign_in()
    [again] = scene.meet(Phone(ana.site, ana.web, "Ana", seed=ana.seed))
    with undone():
        again.sign_in()
