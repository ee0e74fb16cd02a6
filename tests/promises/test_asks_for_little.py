"""asks_for_little: no name, no address; nothing secret outside the files that are for it, those closed to others."""

from __future__ import annotations

import base64
import getpass
import json
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rehearsed import HostAt, box_files, box_id, done, examined, undersign
from undersign.cli.demo import app as demo_app
from undersign.cli.main import app
from undersign.host import folder
from undersign.keyholder.answers import Signing
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import ceremony as rounds
from undersign.protocol import phrase
from undersign.protocol.encoding import b64, decode, digest, u64
from undersign.rehearsal.people import Devices
from undersign.rehearsal.phones import Asking, Sealing

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
