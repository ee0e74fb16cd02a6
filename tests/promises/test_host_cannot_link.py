"""host_cannot_link: nothing that the host stores says which envelope is whose."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import product
from pathlib import Path

import grimp
import pytest
from django.conf import settings as configured

from tests.habits.tree import ROOT
from tests.rehearsed import HostAt, box_files, box_id, done, list_files
from undersign.host import folder
from undersign.host.inbox import Inbox, batch
from undersign.protocol import phrase
from undersign.protocol.encoding import b64, decode
from undersign.protocol.signatures import public_key
from undersign.protocol.slots import TICK_LEAF_BYTES
from undersign.rehearsal.betrayed.linking import DATABASE, RARE, Trial, score, trial
from undersign.rehearsal.people import Devices
from undersign.verifier.folder import Folder


def pairs(host: Path) -> list[tuple[bytes, bytes]]:
    """Return member key and envelope key of everyone, in the order of the rows."""
    box = box_id(host)
    seeds = [seed for seed, _ in Devices(host).members(box).values()]
    return [(public_key(phrase.sign_secret(seed)), public_key(phrase.envelope_secret(seed, box))) for seed in seeds]


def written(key: bytes) -> tuple[bytes, ...]:
    """Return the ways in which a key could stand in a file."""
    return (key, b64(key).encode(), key.hex().encode())


def of_the_host(host: Path) -> list[Path]:
    """Return every file that a host has: the devices and the keyholders of a rehearsal are not its own."""
    return [each for each in host.rglob("*") if each.is_file() and (host / "rehearsal") not in each.parents]


def recorded(host: Path) -> list[str]:
    """Return the envelope keys in the order of the box's book."""
    lines = [line.entry or {} for line in box_files(host).lines()]
    return [entry["key"] for entry in lines if entry.get("kind") == "envelope"]


def waiting(host: Path) -> list[str]:
    """Return the envelope keys in the order in which the envelopes came."""
    path = host / "inbox" / f"{box_id(host).hex()}.jsonl"
    return [decode(line)["key"] for line in path.read_bytes().splitlines()]


def test_no_line_that_the_host_keeps_holds_a_member_and_an_envelope(host_at: HostAt) -> None:
    for stage in ("sealed", "opened"):
        host = host_at(stage, stage)
        people = pairs(host)
        for path in of_the_host(host):
            for line in path.read_bytes().split(b"\n"):
                both = [any(any(form in line for form in written(pair[i])) for pair in people) for i in (0, 1)]
                assert not all(both), path


def test_who_asked_and_what_came_stand_in_different_books(host_at: HostAt) -> None:
    host = host_at("opened")
    members, envelopes = zip(*pairs(host), strict=True)
    box, listed = [(files.path / "entries.jsonl").read_bytes() for files in (box_files(host), list_files(host))]
    rests = (box_files(host).path / "rests.jsonl").read_bytes()
    assert all(b64(key).encode() in listed and b64(key).encode() not in box + rests for key in members)
    assert all(b64(key).encode() in box and b64(key).encode() not in listed for key in envelopes)


def test_the_order_in_the_record_is_neither_that_of_the_inbox_nor_that_of_the_requests(host_at: HostAt) -> None:
    sealed, opened = host_at("sealed", "sealed"), host_at("opened", "opened")
    people = {b64(member): b64(envelope) for member, envelope in pairs(opened)}
    lines = [line.entry or {} for line in list_files(opened).lines()]
    asked = [people[entry["member"]] for entry in lines if entry.get("kind") == "request"]
    orders = [recorded(opened), waiting(sealed), asked]
    assert len({frozenset(order) for order in orders}) == 1
    assert recorded(opened) not in (waiting(sealed), asked)


def test_the_same_envelopes_are_shuffled_anew_each_time(host_at: HostAt) -> None:
    orders = []
    for name in ("one", "other"):
        host = host_at("sealed", name)
        with folder.opened(host) as opened:
            assert batch(opened, box_id(host), Inbox(opened, box_id(host))) == 45
        orders.append(recorded(host))
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]


def test_the_order_of_arrival_is_gone_after_the_batch(host_at: HostAt) -> None:
    host = host_at("opened")
    left = [path for path in (host / "inbox").iterdir() if path.stat().st_size]
    assert left == []


def test_which_keyholders_signed_a_pass_is_chance(host_at: HostAt) -> None:
    host = host_at("opened")
    used = [tuple(each["keyholder"] for each in decode(line)["pass"]["signatures"]) for line in box_files(host).rests()]
    assert set(Counter(used)) == {(1, 2), (1, 3), (2, 3)}
    by_key = {decode(line)["key"]: pair for line, pair in zip(box_files(host).rests(), used, strict=True)}
    in_rows = [by_key[b64(envelope)] for _, envelope in pairs(host)]
    assert in_rows != [in_rows[i % 3] for i in range(len(in_rows))]


def test_every_pass_of_a_tag_could_be_anyones_of_that_tag(host_at: HostAt) -> None:
    """Nothing in a pass or envelope repeats what stands in any request."""
    host = host_at("opened")
    requests = [line.entry or {} for line in list_files(host).lines() if (line.entry or {}).get("kind") == "request"]
    blinded = {each["value"] for request in requests for each in request["blinded"]}
    shown = {each["value"] for line in box_files(host).rests() for each in decode(line)["pass"]["signatures"]}
    assert len(blinded) == 3 * 45
    assert not blinded & shown


def test_envelopes_do_not_differ_in_size_and_hold_no_time(host_at: HostAt) -> None:
    host = host_at("opened")
    documents = [decode(line) for line in box_files(host).rests()]
    assert len({len(line) for line in box_files(host).rests()}) == 1
    assert {frozenset(each) for each in documents} == {
        frozenset({"v", "kind", "box", "key", "seq", "tag", "body", "pass", "signature"})
    }


def test_all_envelopes_of_a_batch_are_proven_at_one_tick(host_at: HostAt) -> None:
    host = host_at("opened")
    places = [line.index for line in box_files(host).lines() if (line.entry or {}).get("kind") == "envelope"]
    sizes = [proof["size"] for proof in box_files(host).proofs()]
    assert {next(size for size in sizes if size > place) for place in places} == {places[-1] + 1}


def test_outsiders_see_one_leaf_at_each_tick_whatever_happened(host_at: HostAt) -> None:
    host = host_at("opened")
    public = host.parent / "public"
    done("host", "export", host, public, "--for", "public")
    leaves = list(Folder(public).public_leaves())
    assert {len(leaf) for leaf in leaves} == {TICK_LEAF_BYTES}
    assert [each.name for each in (public / "books").iterdir()] == ["host"]
    everything = b"".join(each.read_bytes() for each in public.rglob("*") if each.is_file())
    for name, key in product((box_files(host).name, list_files(host).name), [box_id(host)]):
        assert name.encode() not in everything
        assert not any(form in everything for form in written(key))


def test_a_member_sees_who_asked_for_nothing(host_at: HostAt) -> None:
    host = host_at("opened")
    export = host.parent / "members"
    done("host", "export", host, export, "--for", "members")
    boxes_and_lists = b"".join(
        each.read_bytes() for each in (export / "books").rglob("*") if each.is_file() and each.parent.name != "members"
    )
    assert not any(form in boxes_and_lists for member, _ in pairs(host) for form in written(member))


# A site: the attacker has everything that is on its disk, and tries every order that anything there has


def played(folder: Path, members: int, trials: int, way: str) -> list[Trial]:
    """Let people ask and send on a site of its own, so many times; return what the attacker found each time."""
    environment = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.attacker.stage", folder, members, trials, way]
    subprocess.run(list(map(str, command)), check=True, cwd=ROOT, env=environment)  # noqa: S603 - our own program
    return [trial(each) for each in sorted(folder.glob("loot-*")) if each.is_dir()]


def by_chance(folder: Path, members: int, trials: int, way: str) -> list[Trial]:
    """Let people play; once more if it went as chance alone does one time in 2,000. What leaks does so again."""
    found = played(folder / "once", members, trials, way)
    return found if score(found).chance > RARE else played(folder / "again", members, trials, way)


@pytest.mark.parametrize(("members", "trials"), [(6, 12), (40, 3), (200, 1)])
def test_all_that_is_on_the_disk_says_no_more_than_chance(tmp_path: Path, members: int, trials: int) -> None:
    """People come in some order, each asks and sends at once: who asked when says nothing about the book."""
    found = score(by_chance(tmp_path, members, trials, "room"))
    sys.stdout.write(found.sentence() + "\n")
    assert found.ways > 100
    assert found.chance > RARE, found.sentence()


def test_a_site_that_does_not_shuffle_is_seen_through(tmp_path: Path) -> None:
    """So that the test above can fail."""
    found = score(played(tmp_path, 6, 3, "unshuffled"))
    sys.stdout.write(found.sentence() + "\n")
    assert found.right == 18
    assert found.chance < RARE


def test_with_batches_the_disk_says_no_more_than_the_batch(tmp_path: Path) -> None:
    """Here everybody sends at the very visit at which they ask, for days. No batch has fewer than five."""
    trials = by_chance(tmp_path, 40, 2, "daily")
    found = score(trials)
    whole = score([(orders, truth, dict.fromkeys(batches, 0)) for orders, truth, batches in trials])
    sys.stdout.write(f"within batches: {found.sentence()}\nwithin the list: {whole.sentence()}\n")
    sizes = [size for _, _, batches in trials for size in Counter(batches.values()).values()]
    assert len(sizes) > len(trials)
    assert min(sizes) >= 5
    assert found.chance > RARE, found.sentence()


def test_nothing_that_a_site_keeps_holds_a_member_and_an_envelope(tmp_path: Path) -> None:
    ((found, truth, _),) = played(tmp_path, 6, 1, "room")
    assert len(found.members["request rows"]) == len(found.envelopes["envelope rows"]) == 6
    (loot,) = (each for each in tmp_path.glob("loot-*") if each.is_dir())
    for path in (each for each in loot.rglob("*") if each.is_file() and DATABASE not in each.name):
        if not path.name.startswith("as it lies"):  # pages have no lines
            for line in path.read_bytes().splitlines():
                forms = [[any(form in line for form in written(pair[i])) for pair in truth.items()] for i in (0, 1)]
                assert not all(map(any, forms)), path
    log = (loot / "log").read_bytes()
    assert not any(form in log for pair in truth.items() for key in pair for form in written(key))


# The door


def test_the_door_imports_nothing_that_knows_people() -> None:
    graph = grimp.build_graph("undersign", include_external_packages=True)
    reached = graph.find_upstream_modules("undersign.web.boxes.door") | {"undersign.web.boxes.door"}
    apps = tuple(
        f"undersign.web.{app}" for app in ("people", "workplaces", "questions", "surveys", "demands", "stewards")
    )
    assert "undersign.web.boxes.envelopes.actions" in reached
    assert {each for each in reached if each.startswith(apps)} == set()
    own = [graph.find_modules_directly_imported_by(each) for each in reached if each.startswith("undersign")]
    assert not {name for names in own for name in names if name.startswith("django.contrib")}
    paths = [ROOT / f"{each.replace('.', '/')}.py" for each in reached if each.startswith("undersign.web.boxes")]
    sources = "".join(path.read_text() for path in paths if path.is_file())
    assert not re.search(r"REMOTE_ADDR|HTTP_USER_AGENT|X-Forwarded-For|address_of|\.session\b|COOKIES", sources)


def test_the_door_stands_before_whatever_knows_sessions() -> None:
    order = configured.MIDDLEWARE
    door = order.index("undersign.web.boxes.door.Door")
    assert door < order.index("django.contrib.sessions.middleware.SessionMiddleware")
    assert door < order.index("undersign.web.people.middleware.SignedIn")


SENT = """
globalThis.fetch = async (_, how) => { console.log(JSON.stringify(how)); return new Response("{}"); };
const { postOut } = await import(process.argv[1]);
await postOut("/door/0", {});
"""


def test_what_a_phone_sends_to_the_door_names_neither_somebody_nor_a_page() -> None:
    """Some pages let a browser tell this site where a request comes from; what goes to the door never does."""
    node = str(Path(sys.executable).parent / "node")
    command = [node, "--input-type=module", "--eval", SENT, (ROOT / "client/site/page.js").as_uri()]
    how = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603 - our own program
    assert (how["credentials"], how["referrerPolicy"], how["cache"]) == ("omit", "no-referrer", "no-store")
    sources = "".join(path.read_text() for path in (ROOT / "client" / "site").glob("*.js"))
    assert re.findall(r'(\w+)\(addressOf\("door"', sources) == ["postOut"]
