"""asks_for_little: no name, no address; nothing secret outside the files that are for it, those closed to others."""

from __future__ import annotations

import base64
import getpass
import io
import json
import logging
import re
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.rehearsed import HostAt, box_files, box_id, done, examined, undersign
from tests.web import fuzz, start
from tests.web.network import Browser, NotDone, Phone, browser_of, founders, let_in, member_of, phone
from tests.web.workplaces import places
from undersign.cli.demo import app as demo_app
from undersign.cli.main import app
from undersign.host import folder
from undersign.keyholder.answers import Signing
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import ceremony as rounds
from undersign.protocol import phrase
from undersign.protocol.encoding import b64, decode, digest, sha256, u64, unb64
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import left_document, moved_document
from undersign.rehearsal import network
from undersign.rehearsal.people import Devices
from undersign.rehearsal.phones import Asking, Sealing
from undersign.web import backup
from undersign.web.people import access as people_access
from undersign.web.people.founding.actions import open_founding
from undersign.web.people.models import Move
from undersign.web.record import actions, readers
from undersign.web.security import PlainFormatter
from undersign.web.workplaces.models import Note

PEOPLE = 48  # three founders and 45 members
IDENTIFYING = re.compile(r"e_?mail|phone|address|(^|_)ip($|_)|agent|birth|gender|client_name|legal", re.IGNORECASE)


def phrases(host: Path) -> list[tuple[bytes, str]]:
    """Return entropy and words of everyone in the rehearsal."""
    master = Devices(host).master
    entropies = [digest("rehearsal/person", master, u64(number))[:16] for number in range(PEOPLE)]
    return [(each, phrase.phrase_of(each)) for each in entropies]


def secrets_of(host: Path) -> list[bytes]:
    """Return every secret of a rehearsal, as bytes or as the text that it is."""
    found = [path.read_bytes() for path in (host / "secret").iterdir()] + [Devices(host).master]
    for own in (host / "rehearsal" / "keyholders").iterdir():
        found += [(own / "secret" / name).read_bytes() for name in ("sign", "age")]
        (share,) = (own / "secret" / "ceremonies").rglob("share.json")
        found.append(rounds.read_share(decode(share.read_bytes())).secret)
        for issuing in (own / "secret" / "issuing").iterdir():
            kept = json.loads(issuing.read_bytes())
            found += [int(kept[prime], 16).to_bytes(192, "big") for prime in "pq"]
    for entropy, words in phrases(host)[3:]:
        seed = phrase.seed(words)
        found += [entropy, words.encode(), seed, phrase.sign_secret(seed), phrase.age_identity(seed).encode()]
        found += [phrase.envelope_secret(seed, box_id(host))]
    return found


def forms(secret: bytes) -> tuple[bytes, ...]:
    """Return the ways in which a secret could stand in a file or on a screen."""
    number = str(int.from_bytes(secret, "big")).encode()
    return (secret, secret.hex().encode(), b64(secret).encode(), base64.b64encode(secret), number)


def standing(secrets: list[bytes], data: bytes) -> bool:
    """Return whether one of the secrets stands in some bytes."""
    return any(form in data for secret in secrets for form in forms(secret))


def everything(path: Path) -> bytes:
    """Return all bytes of all files below a folder."""
    return b"\n".join(each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file())


def test_a_secret_would_be_found(host_at: HostAt) -> None:
    host = host_at("sealed")
    secrets = secrets_of(host)
    assert len(secrets) > 200
    for each in secrets[:20]:
        assert standing(secrets, b"before " + b64(each).encode() + b" after")
    assert standing(secrets, everything(host / "rehearsal"))


def test_what_the_host_holds_and_hands_out_has_no_secret_in_it(host_at: HostAt) -> None:
    host = host_at("opened")
    secrets = secrets_of(host)
    for reader in ("public", "members", "keyholders"):
        done("host", "export", host, host.parent / reader, "--for", reader)
        assert not standing(secrets, everything(host.parent / reader)), reader
        assert {each.name for each in (host.parent / reader).iterdir()} == {"about.json", "books", "record"}
    for part in ("books", "record", "inbox", "state.json", "about.json", "lock"):
        path = host / part
        assert not standing(secrets, everything(path) if path.is_dir() else path.read_bytes()), part


def test_what_waits_in_the_inbox_has_no_secret_in_it(host_at: HostAt) -> None:
    host = host_at("sealed")
    assert not standing(secrets_of(host), everything(host / "inbox"))


def test_a_keyholder_hands_out_and_remembers_nothing_secret(host_at: HostAt) -> None:
    host = host_at("opened")
    secrets = secrets_of(host)
    for own in (host / "rehearsal" / "keyholders").iterdir():
        assert not standing(secrets, (own / "card.json").read_bytes() + everything(own / "memory"))


def test_a_receipt_holds_neither_the_answer_nor_what_sealed_it(host_at: HostAt) -> None:
    host = host_at("sealed")
    data = (host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts").read_bytes()
    assert not standing(secrets_of(host), data)
    assert {frozenset(decode(line)) for line in data.splitlines()} == {
        frozenset({"v", "kind", "box", "key", "envelope", "promise"})
    }


def test_secret_files_are_for_their_owner_alone(host_at: HostAt) -> None:
    host = host_at("opened")
    kept = [
        each
        for each in host.rglob("*")
        if each.is_file()
        and (
            {"secret", "memory", "inbox"} & set(each.parts)
            or each.suffix in {".seeds", ".receipts"}
            or each.name == "master"
        )
    ]
    assert len(kept) > 25
    assert {each.name: oct(stat.S_IMODE(each.stat().st_mode)) for each in kept} == {each.name: "0o600" for each in kept}


def test_nothing_shows_a_secret_when_it_is_printed(host_at: HostAt) -> None:
    host = host_at("sealed")
    secrets, found = secrets_of(host), examined(host)
    assert found.rules
    assert found.ceremony
    own = KeyholderFolder(host / "rehearsal" / "keyholders" / "1")
    issuing = own.issuing_key(found.rules.issuers[0][0].issuer)
    seed = next(iter(Devices(host).members(box_id(host)).values()))[0]
    state = rounds.State(found.ceremony.hash, 1, (own.seed,))
    shown: list[object] = [own, issuing, own.share(found.ceremony), state, Devices(host), Devices(host).founders()]
    shown += [Signing(bytes(32), 1, {}, {0: issuing}, []), Asking(bytes(32), {}, [(seed, 0)])]
    shown += [Sealing(found.rules, [(seed, 0, ((1,),), {})])]
    with folder.opened(host) as opened:
        shown += [opened, opened.books]
        for each in shown:
            text = f"{each!r} {each} {vars(each) if isinstance(each, KeyholderFolder) else ''}"
            assert not standing(secrets, text.encode()), type(each)
            assert seed.hex()[:16] not in text
            assert repr(seed)[2:20] not in text


@pytest.mark.parametrize("name", ["sign", "age", "share.json", "issuing"])
def test_a_broken_secret_is_not_shown_by_the_message_about_it(name: str, host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("asked")
    own = host / "rehearsal" / "keyholders" / "1"
    path = next(
        each for each in (own / "secret").rglob("*") if each.is_file() and name in {each.name, each.parent.name}
    )
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    ceremony = tmp_path / "ceremony.json"
    ceremony.write_bytes(meeting_file(host))
    for command in (
        ["keyholder", "cosign", own, ceremony, host, "--out", tmp_path / "out"],
        ["keyholder", "open", own, host, "--out", tmp_path / "out", "--workers", 1],
        ["keyholder", "stock", own, ceremony, "--out", tmp_path / "out", "--count", 1, "--workers", 1],
    ):
        ended = undersign(*command)
        assert ended.code in {0, 3, 4}
        assert not standing([whole, whole[: len(whole) // 2]], ended.words.encode())


def meeting_file(host: Path) -> bytes:
    """Return the ceremony file of a rehearsal."""
    for line in (host / "books" / "host" / "entries.jsonl").read_bytes().splitlines():
        entry = decode(line).get("entry", {})
        if entry.get("kind") == "ceremony":
            return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    raise AssertionError


def test_inspecting_a_secret_does_not_show_it(host_at: HostAt) -> None:
    host = host_at("met")
    (share,) = (host / "rehearsal" / "keyholders" / "1").rglob("share.json")
    secret = rounds.read_share(decode(share.read_bytes())).secret
    assert not standing([secret], done("inspect", share).encode())


CRASH = """
from undersign.cli.main import app
from undersign.keyholder import opening
def broken(secret, *rest):
    raise RuntimeError("a fault that nobody foresaw")
opening.openings.open_part = broken
app(prog_name="undersign")
"""


def test_a_fault_that_nobody_foresaw_shows_no_values(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("asked")
    arguments = ["keyholder", "open", host / "rehearsal" / "keyholders" / "1", host, "--out", tmp_path / "part"]
    ended = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", CRASH, *map(str, arguments), "--workers", "1"], capture_output=True, check=False
    )
    assert b"a fault that nobody foresaw" in ended.stderr
    assert not standing(secrets_of(host), ended.stdout + ended.stderr)
    assert not app.pretty_exceptions_enable
    assert not demo_app.pretty_exceptions_enable


def fields(value: object) -> set[str]:
    """Return all field names in a document."""
    if isinstance(value, dict):
        return set(value) | {name for each in value.values() for name in fields(each)}
    if isinstance(value, list):
        return {name for each in value for name in fields(each)}
    return set()


def test_no_document_has_a_field_for_who_somebody_is(host_at: HostAt) -> None:
    host = host_at("opened")
    names: set[str] = set()
    for path in [*host.rglob("books/*/*.jsonl"), host / "state.json"]:
        for line in path.read_bytes().splitlines() if path.suffix == ".jsonl" else [path.read_bytes()]:
            names |= fields(json.loads(line))
    assert len(names) > 50
    assert {name for name in names if IDENTIFYING.search(name)} == set()


def test_nothing_of_this_machine_gets_into_the_record(host_at: HostAt) -> None:
    host = host_at("opened")
    data = b"".join(each.read_bytes() for each in (*box_files(host).path.iterdir(), host / "state.json"))
    data += everything(host / "record")
    names = [f'"{socket.gethostname()}"', f"/{getpass.getuser()}/"]
    for word in (*names, str(Path.home()) + "/", str(host), sys.prefix):
        assert word.encode() not in data


USER_AGENT, REFERRER = "Zyzzogeton/7.3 (Quuxphone)", "https://zyzz.example/where-they-came-from"
LANGUAGE = "gsw-LI,qaa-zyzzy;q=0.7"
ADDRESSES = ("203.0.113.77", "198.51.100.177", "2001:db8:77:77::7")  # RFC 5737 and 3849: they belong to nobody
EMAIL, TELEPHONE = "zylpha.quux@undersign.example", "+1 212 555 0177"
TOLD = (USER_AGENT, REFERRER, LANGUAGE, *ADDRESSES, EMAIL, TELEPHONE)
HEADERS = {"user-agent": USER_AGENT, "referer": REFERRER, "accept-language": LANGUAGE}
FORWARDED = {"x-forwarded-for": f"{ADDRESSES[1]}, {ADDRESSES[2]}", "forwarded": f"for={ADDRESSES[1]}"}


def telling(*phones: Phone) -> list[Phone]:
    """Let phones tell with every request what browsers tell, and come from an address."""
    for each in phones:
        headers = {"host": "localhost", "origin": start.ADDRESS, **HEADERS, **FORWARDED}
        each.web = Browser(Client(headers=headers, REMOTE_ADDR=ADDRESSES[0]))
    return list(phones)


def traces(told: str) -> list[bytes]:
    """Return how something could stand in a file: as it is, in other letters, in pieces, or as a plain hash."""
    pieces = [told, told.lower(), told.partition("/")[0], told.partition(" (")[0], re.sub(r"[^0-9+]", "", told)]
    data = [piece.encode() for piece in pieces if len(piece) > 6]  # shorter ones stand anywhere
    return [form for each in data for form in (each, each.hex().encode(), b64(each).encode(), sha256(each))]


def told_in(data: bytes) -> list[str]:
    """Return what of all that was told stands in some bytes."""
    return [told for told in TOLD if any(form in data for form in traces(told))]


def visited(phones: list[Phone]) -> Client:
    """Let people do everything that the site is for, and type what it does not ask for; return a visitor's browser."""
    ana, bo, chi = phones
    harbor = places.add(ana)
    places.confirm(bo, harbor)
    for giver, to in ((ana, bo), (bo, ana), (ana, chi), (bo, chi), (chi, ana), (chi, bo)):
        giver.vouch(to.key, harbor)
    dee, eli, fay, new = telling(phone("Dee"), phone("Eli", "ally"), phone("Fay"), phone("Dee"))
    let_in([ana, bo], dee, harbor)
    let_in([ana, bo], eli, harbor)
    room = ana.open_room(harbor)
    bo.enter(room)
    fay.join(room)
    for giver in (ana, bo):
        giver.vouch(fay.key, harbor)
    fay.sign_in()
    places.note(ana, harbor, "The roof leaks.")
    [note] = Note.objects.all()
    assert (
        browser_of(bo).post(f"/workplaces/notes/{note.pk}/report", {"why": "harm", "email": EMAIL}).status_code == 302
    )
    move(ana, bo, dee, new)
    fay.web.post("/leave", {"word": left_document(fay.secret, start.ORIGIN, people_access.today())})
    typed(ana, harbor)
    for path in (
        "/me",
        "/me.json",
        "/vouch",
        "/invite",
        "/room",
        "/lost",
        f"/workplaces/{b64(harbor)}",
        "/es/me/looks",
    ):
        assert browser_of(ana).get(f"{path}?from={EMAIL}").status_code == 200, path
    return looked_around()


def move(ana: Phone, bo: Phone, lost: Phone, new: Phone) -> None:
    """Move somebody's place to a new phone, all but the day that has to pass."""
    link = sha256(b"the link of a move")
    ana.web.post("/lost", {"member": b64(lost.key), "door": b64(public_key(link))})
    new.web.post("/come-back/look", new.knock(link))
    new.web.post("/come-back/arrive", new.ask(link))
    for day, giver in enumerate((ana, bo)):
        word = moved_document(giver.secret, start.ORIGIN, lost.key, new.key, people_access.today() + day)
        giver.web.post(f"/lost/{Move.objects.get().pk}", {"word": word})


def typed(ana: Phone, harbor: bytes) -> None:
    """Type an address and a number wherever the site might take them."""
    for nickname in (EMAIL, TELEPHONE, f"Dee {TELEPHONE}"):
        [dee] = telling(phone(nickname))
        with pytest.raises(NotDone, match="nickname"):
            dee.join(ana.invite(harbor))
    sent = {"document": {"email": EMAIL, "phone": TELEPHONE}, "signature": TELEPHONE}
    for path in ("/sign-in", "/join/arrive", "/doors/look", "/vouch/give"):
        with pytest.raises(NotDone):
            ana.web.post(path, {**sent, "email": EMAIL})
    form = {"name": "Lake", "employer": "Lake Inc.", "state": "NY", "kind": "private", "email": EMAIL, "tel": TELEPHONE}
    assert browser_of(ana).post("/workplaces/add", form).status_code == 200
    assert browser_of(ana).get("/workplaces/find", {"q": EMAIL}).status_code == 200


def looked_around() -> Client:
    """Let a visitor open every page, and send something to every address; return their browser."""
    [boss] = telling(phone("Boss"))
    browser = browser_of(boss)
    for name, route, _ in fuzz.routes():
        if not name.startswith("record_files:"):
            path = fuzz.PART.sub("1", route)
            browser.get(path, {"email": EMAIL})
            browser.post(path, {"email": EMAIL, "phone": TELEPHONE})
            browser.post(path, {"email": EMAIL, "phone": TELEPHONE}, "application/json")
    return browser


def rows() -> bytes:
    """Return every value of every column of every table, sessions opened."""
    found: list[object] = [session.get_decoded() for session in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of ours
            found += [value for row in cursor.fetchall() for value in row]
    return b"\n".join(bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in found)


def database_files() -> bytes:
    """Return the bytes of the database's files, what is not yet moved into the main one too; of SQLite alone."""
    if connection.vendor != "sqlite":
        return b""
    path = Path(str(connection.settings_dict["NAME"]))
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def backed_up(folder: Path) -> bytes:
    """Make a backup, open it again; return everything in it."""
    public = backup.make_key(folder / "key")
    named = start.HOME.path / "backup-recipients.txt"
    named.write_text(public + "\n")
    backup.make(start.HOME, folder / "one.age", lambda *_: None)
    named.unlink()
    backup.unpack(folder / "one.age", folder / "key", folder / "again")
    return everything(folder / "again")


def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Keep what the site writes to its log, as it is set up to write it."""
    kept = io.StringIO()
    for name in ("django", "undersign"):
        [handler] = [each for each in logging.getLogger(name).handlers if isinstance(each.formatter, PlainFormatter)]
        monkeypatch.setattr(handler, "stream", kept)
    return kept


@pytest.mark.usefixtures("transactional_db", "site")
def test_a_site_keeps_nothing_that_browsers_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = logged(monkeypatch)
    three = telling(*founders())
    network.found(three, unb64(open_founding()))
    for each in three:
        each.sign_in()
    browser = visited(three)
    broken(three[0], monkeypatch)
    assert not browser.cookies
    actions.tick(time.time())
    kept = {"tables": rows(), "files": database_files(), "backup": backed_up(tmp_path), "log": log.getvalue().encode()}
    for name, data in kept.items():
        assert told_in(data) == [], name
    for name in ("tables", "backup") + (("files",) if kept["files"] else ()):
        assert b"Dee" in kept[name], name  # a nickname is there, so the rest would have been found
    assert b"RuntimeError at" in kept["log"]


def broken(who: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page break over what was sent to it."""

    def fail(request: HttpRequest) -> HttpResponse:
        raise RuntimeError(f"{request.headers} {request.META} {EMAIL} {TELEPHONE}")

    monkeypatch.setattr(readers, "members", [fail])
    browser_of(who).raise_request_exception = False
    assert browser_of(who).get(f"/record?email={EMAIL}").status_code == 500


def test_what_browsers_tell_would_be_found() -> None:
    for told in TOLD:
        for data in (told.encode(), b64(told.encode()).encode(), sha256(told.encode())):
            assert told_in(b"before " + data + b" after") == [told]
    assert told_in(b"2125550177 or 12125550177") == []
    assert told_in(b"+12125550177") == [TELEPHONE]


@pytest.mark.usefixtures("transactional_db", "site")
def test_an_address_in_a_table_would_be_found() -> None:
    three = telling(*founders())
    network.found(three, unb64(open_founding()))
    member = member_of(three[0])
    member.nickname = ADDRESSES[0]
    member.save()
    assert told_in(rows()) == [ADDRESSES[0]]
    if connection.vendor == "sqlite":
        assert ADDRESSES[0] in told_in(database_files())
    member.delete()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert told_in(database_files()) == []  # what is deleted does not linger
