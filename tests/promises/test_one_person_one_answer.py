"""one_person_one_answer: each of us counts once, and nobody invented counts at all."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests import cast, founding
from tests.keyholder import played
from tests.rehearsed import HostAt, box_files, box_id, done, examined, list_files, plain_counts, undersign
from tests.vectors.cases import random_from
from tests.vectors.meeting import ceremony_document, hold
from undersign.host import folder
from undersign.host.opening import take_batches
from undersign.keyholder.answers import Answered, Signing, sign_requests
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.opening import checked
from undersign.keyholder.run import Alarm, read_people, run_once
from undersign.protocol import choices, lists, passes, phrase
from undersign.protocol.encoding import Document, b64, decode, encode, sha256, unb64
from undersign.protocol.envelopes import Rules, envelope_document
from undersign.protocol.errors import REASONS, Refused
from undersign.protocol.points import Random
from undersign.protocol.signatures import public_key, sign
from undersign.protocol.vouches import note_document, vouch_document
from undersign.rehearsal import phones, team
from undersign.rehearsal.people import Devices
from undersign.verifier.examination import BoxExamination
from undersign.verifier.folder import Folder

ANA, BO, CHI, DEE, ELI, FAY, GUS, HAN = range(8)  # the members of the first rows, all of New York


class Members:
    """What the members of a rehearsal can do with their own devices, honestly or not."""

    def __init__(self, host: Path, rules: Rules) -> None:
        """Take the devices of a rehearsal whose envelopes wait in the inbox."""
        self.host, self.rules = host, rules
        self.seeds = [seed for seed, _ in Devices(host).members(rules.box_id).values()]
        self.path = host / "inbox" / f"{rules.box_id.hex()}.jsonl"
        self.waiting = {decode(line)["key"]: line for line in self.path.read_bytes().splitlines()}

    def secret(self, member: int) -> bytes:
        """Return a member's envelope secret."""
        return phrase.envelope_secret(self.seeds[member], self.rules.box_id)

    def envelope(self, member: int) -> Document:
        """Return a member's envelope as it waits."""
        return decode(self.waiting[b64(public_key(self.secret(member)))])

    def send(self, member: int, line: bytes) -> None:
        """Put something in the place of a member's envelope."""
        self.waiting[b64(public_key(self.secret(member)))] = line

    def signed(self, member: int, **changes: object) -> bytes:
        """Return a member's envelope with other fields, signed by the member."""
        found = {**self.envelope(member), **changes}
        rules = replace(self.rules, box_id=unb64(str(found["box"])))
        given = (found["seq"], found["tag"], unb64(str(found["body"])), found["pass"])
        return encode(envelope_document(self.secret(member), rules, *given))

    def body(self, member: int, random: Random) -> str:
        """Return another sealed answer of a member."""
        statement = self.rules.statement(public_key(self.secret(member)), 0)
        return b64(choices.seal(statement, [(1,)], random))

    def hand_in(self, *more: bytes) -> None:
        """Put everything, and more, into the host's inbox."""
        self.path.write_bytes(b"".join(line + b"\n" for line in (*self.waiting.values(), *more)))


def cheat(members: Members) -> dict[str, bytes]:
    """Return what eight people send who do not keep to the rules, by what it is refused for."""
    held = members.envelope(ANA)["pass"]
    one = held["signatures"][0]
    other = members.envelope(HAN)["body"]
    changed = bytearray(unb64(members.envelope(FAY)["body"]))
    changed[5] ^= 1
    return {
        "pass_too_few": members.signed(ANA, **{"pass": {**held, "signatures": [one]}}),
        "pass_issuer_repeated": members.signed(BO, **{"pass": {**held, "signatures": [one, one]}}),
        "pass_signature_wrong": members.signed(CHI, tag=2),
        "wrong_box": members.signed(DEE, box=b64(bytes(32))),
        "option_proof_wrong": members.signed(ELI, body=other),
        "envelope_changed": encode({**members.envelope(FAY), "body": b64(bytes(changed))}),
        "component_copied": members.signed(GUS, body=members.body(GUS, lambda size: b"\x07" * size)),
    }


def batched(host: Path) -> BoxExamination:
    """Let the host enter its inbox in the book, and the keyholders look at it."""
    with folder.opened(host) as opened:
        definition = examined(host).definition
        assert definition
        take_batches(opened, definition)
        team.cosign(opened)
    return examined(host)


def rules_of(host: Path) -> Rules:
    """Return what the box asks of envelopes."""
    rules = examined(host).rules
    assert rules
    return rules


def test_every_cheat_is_found_and_named_and_the_box_stays_shut(host_at: HostAt) -> None:
    host = host_at("sealed")
    members = Members(host, rules_of(host))
    sent = cheat(members)
    for member, line in enumerate(sent.values()):
        members.send(member, line)
    members.hand_in()
    found = batched(host)
    reasons = sorted(each.reason for each in found.problems.all())
    assert reasons == sorted([*sent, "more_envelopes_than_requests"])  # one key too many under the tag of Ohio
    assert undersign("open", host, "--workers", 1).code == 3
    assert undersign("verify", host, "--workers", 1).code == 1
    kinds = {(line.entry or {}).get("kind") for line in box_files(host).lines()}
    assert "result" not in kinds


def test_an_envelope_that_the_host_made_up_has_no_pass(host_at: HostAt) -> None:
    host = host_at("sealed")
    rules = rules_of(host)
    members = Members(host, rules)
    held = passes.pass_document(bytes(32), [(1, b"\x01" * 384), (2, b"\x01" * 384)])
    made_up = bytes(range(32))
    body = choices.seal(rules.statement(public_key(made_up), 0), [(1,)], lambda size: bytes(range(size)))
    members.hand_in(encode(envelope_document(made_up, rules, 0, 1, body, held)))
    reasons = {each.reason for each in batched(host).problems.all()}
    assert {"pass_signature_wrong", "more_envelopes_than_requests"} <= reasons


def test_two_answers_by_one_person_count_once(host_at: HostAt) -> None:
    host = host_at("sealed")
    members = Members(host, rules_of(host))
    numbers = iter(range(10**6))
    again = members.signed(ANA, body=members.body(ANA, lambda size: (sha256(str(next(numbers)).encode()) * 2)[:size]))
    members.hand_in(again)
    done("open", host, "--workers", 1)
    result = next(line.entry for line in box_files(host).lines() if (line.entry or {}).get("kind") == "result") or {}
    assert sum(group["count"] for group in result["groups"]) == sum(sum(each) for each in plain_counts().values())
    found = examined(host)
    assert found.problems.all() == []
    assert len(found.entries.heads) == 46


def request(host: Path, member: int) -> tuple[bytes, Document]:
    """Return a member's key and the request that stands in the list book."""
    seed = [seed for seed, _ in Devices(host).members(box_id(host)).values()][member]
    key = public_key(phrase.sign_secret(seed))
    standing = (line.entry for line in list_files(host).lines() if (line.entry or {}).get("kind") == "request")
    return key, next(each for each in standing if each and each["member"] == b64(key))


def another(host: Path, member: int) -> Document:
    """Return a second, different request of a member, well signed."""
    seed = [seed for seed, _ in Devices(host).members(box_id(host)).values()][member]
    first = {name: value for name, value in request(host, member)[1].items() if name != "signature"}
    blinded = [{**each, "value": b64(b"\0" + unb64(each["value"])[1:])} for each in first["blinded"]]
    document = {**first, "blinded": blinded}
    return {**document, "signature": b64(sign(phrase.sign_secret(seed), "request", document))}


def test_a_keyholder_answers_only_the_first_request_of_a_member(host_at: HostAt) -> None:
    host = host_at("sealed")
    member, first = request(host, ANA)
    own = KeyholderFolder(host / "rehearsal" / "keyholders" / "1")
    Answered(own, box_id(host)).admit([(member, encode(first))])  # the same again is answered again
    for _ in range(2):  # and what it refused does not become the first
        with pytest.raises(Refused) as refused:
            Answered(own, box_id(host)).admit([(member, encode(another(host, ANA)))])
        assert refused.value.reason == "pass_used_twice"


def test_of_two_requests_that_come_together_none_is_answered(tmp_path: Path) -> None:
    own = KeyholderFolder.create(tmp_path / "keyholder", "Kim", "")
    answered = Answered(own, bytes(32))
    with pytest.raises(Refused):
        answered.admit([(b"m" * 32, b"one"), (b"m" * 32, b"two")])
    assert Answered(own, bytes(32)).requests == {}


@pytest.mark.parametrize("spoilt", ["signature", "box", "tag"])
def test_a_keyholder_signs_no_request_that_is_not_the_members_own_for_this_box_and_tag(
    spoilt: str, host_at: HostAt
) -> None:
    host = host_at("sealed")
    rules, (_, first) = rules_of(host), request(host, ANA)
    own = KeyholderFolder(host / "rehearsal" / "keyholders" / "1")
    secrets = {tag: own.issuing_key(row[0].issuer) for tag, row in enumerate(rules.issuers)}
    issuers, tag, box = dict(enumerate(rules.issuers)), 1, rules.box_id
    assert sign_requests(Signing(box, 1, issuers, secrets, [(encode(first), tag)]))
    if spoilt == "signature":
        first = {**first, "member": request(host, BO)[1]["member"]}
    box, tag = (bytes(32), tag) if spoilt == "box" else (box, 2 if spoilt == "tag" else tag)
    with pytest.raises(Refused) as refused:
        sign_requests(Signing(box, 1, issuers, secrets, [(encode(first), tag)]))
    assert refused.value.reason in {"signature_wrong", "wrong_box", "pass_issuer_unknown"}


def test_two_requests_of_one_member_in_the_record_stop_the_opening(host_at: HostAt) -> None:
    host = host_at("sealed")
    second = another(host, ANA)
    with folder.opened(host) as opened:
        opened.books[list_files(host).name].append(second)
        opened.tick()
        team.cosign(opened)
    found = batched(host)
    assert "pass_used_twice" in {each.reason for each in found.problems.all()}
    with pytest.raises(Exception, match="not opened"):
        checked(found)


def test_a_pass_of_fewer_than_t_keyholders_is_not_even_put_together(host_at: HostAt) -> None:
    host = host_at("sealed")
    rules = rules_of(host)
    seed = Members(host, rules).seeds[ANA]
    with pytest.raises(Refused) as refused:
        phones.finish_pass(seed, rules.box_id, rules.issuers[1], rules.t, {1: bytes(384)})
    assert refused.value.reason == "pass_too_few"


def listed_by(host: Path) -> tuple[list[Document], lists.ListReader]:
    """Return the entries of the list, and a reader that checks every signature."""
    kinds = ("rule", "workplace", "vouch", "listed")
    entries = [line.entry for line in list_files(host).lines() if line.entry and line.entry.get("kind") in kinds]
    return entries, lists.ListReader(next(iter(list_files(host).lines())).entry["origin"])  # type: ignore[index]  # the first entry is always there


def refused_for(entries: list[Document], reader: lists.ListReader) -> str:
    """Return why a list is refused, or nothing."""
    try:
        for entry in entries:
            reader.take(entry)
        reader.check_whole()
    except Refused as problem:
        return problem.reason
    return ""


@pytest.mark.parametrize(
    ("invention", "reason"),
    [
        ("nothing", ""),
        ("nobody vouches", "vouch_missing"),
        ("the invented vouch", "vouch_missing"),
        ("a vouch is forged", "signature_wrong"),
        ("a thirteenth vouch", "vouch_too_many"),
    ],
)
def test_an_invented_member_enters_no_list(invention: str, reason: str, host_at: HostAt) -> None:
    host = host_at("fixed")
    entries, reader = listed_by(host)
    vouches = [each for each in entries if each["kind"] == "vouch"]
    place, day = unb64(vouches[0]["workplace"]), vouches[-1]["day"]
    invented = [bytes([i]) * 32 for i in (1, 2, 3)]
    more: list[Document] = [{"v": 1, "kind": "listed", "member": b64(public_key(invented[0])), "workplace": b64(place)}]
    if invention == "nothing":
        more = []
    if invention == "the invented vouch":
        for giver in invented[1:]:
            word = vouch_document(giver, reader.origin, public_key(invented[0]), "peer", place, day)
            more.insert(0, word)
    if invention == "a vouch is forged":
        more.insert(0, {**vouches[-1], "to": b64(public_key(invented[0]))})
    if invention == "a thirteenth vouch":
        founder = phrase.sign_secret(Devices(host).founders()[0].seed)
        more = [vouch_document(founder, reader.origin, bytes_key(i), "peer", place, day) for i in range(13)]
    assert refused_for([*entries, *more], reader) == reason


def bytes_key(number: int) -> bytes:
    """Return a key that nobody has."""
    return public_key(bytes([100 + number]) * 32)


INVENTED = [sha256(f"invented {number}".encode()) for number in range(20)]
DAY = 20_000


def words_of(invention: str) -> list[Document]:
    """Return what a host writes into the members' book for twenty people who are not there."""
    givers = {to: [INVENTED[number - 1], INVENTED[number - 2]] for number, to in enumerate(INVENTED)}
    if invention == "they sign notes":
        return [note_document(by, played.ORIGIN, founding.PLACE, bytes(32), DAY) for by in INVENTED]
    if invention == "invented founders hold them up":
        givers = {to: [sha256(b"a founder"), sha256(b"another")] for to in INVENTED}
    if invention == "one real voucher each":
        real = [founding.seed(each) for each in founding.FOUNDERS]
        givers = {to: [real[number % 3], INVENTED[number - 1]] for number, to in enumerate(INVENTED)}
    words = [
        vouch_document(giver, played.ORIGIN, public_key(to), "peer", founding.PLACE, DAY)
        for to, both in givers.items()
        for giver in both
    ]
    if invention == "in a founder's name":
        name = b64(founding.key(founding.FOUNDERS[0]))
        return [{**word, "from": name} for word in words]
    return words


@pytest.mark.parametrize(
    ("invention", "why"),
    [
        ("a ring of twenty", "vouch_missing"),
        ("one real voucher each", "vouch_missing"),
        ("invented founders hold them up", "vouch_missing"),
        ("they sign notes", "vouch_missing"),
        ("in a founder's name", "signature_wrong"),
    ],
)
def test_a_keyholder_notices_twenty_invented_members(invention: str, why: str, tmp_path: Path) -> None:
    path, own = played.begin(tmp_path / "host"), played.keyholder(tmp_path / "own")
    with played.played(path) as site:
        assert run_once(own, site.address).stand == 3
        played.grow(path, members=words_of(invention))
        with pytest.raises(Alarm, match=re.escape(REASONS[why])) as alarm:
            run_once(own, site.address)
        assert len(site.posted) == 1  # what came after is not cosigned
    assert (alarm.value.evidence / "fetched" / "books" / "members" / "entries.jsonl").is_file()


def test_a_keyholder_does_not_cosign_a_team_of_invented_founders(tmp_path: Path) -> None:
    document, secrets, ages = ceremony_document(3, 2, "invented")
    document |= {"founders": [b64(public_key(each)) for each in INVENTED[:3]], "rehearsal": True}
    held = hold(document, secrets, ages, random_from("invented/meeting"))
    path, own = played.begin(tmp_path / "host", meeting=False), played.keyholder(tmp_path / "own")
    (own.path / "secret" / "sign").write_bytes(secrets[0])
    signed = {"v": 1, "kind": "team", "transcript": held.transcript, "signatures": [b64(each) for each in held.signed]}
    with played.played(path) as site:
        run_once(own, site.address)
        played.grow(path, host=[held.ceremony.document, signed])
        with pytest.raises(Alarm, match="other founders"):
            run_once(own, site.address)
        assert site.posted == []


def test_twenty_accounts_without_a_vouch_are_counted_by_nobody_but_the_host(tmp_path: Path) -> None:
    path, own = played.begin(tmp_path / "host"), played.keyholder(tmp_path / "own")
    real = [founding.vouch(played.ORIGIN, giver, cast.DEE, DAY) for giver in founding.FOUNDERS]
    played.grow(path, members=real)
    with played.played(path) as site:
        found = run_once(own, site.address)
    assert (found.founders, found.stand, found.cosigned) == (3, 4, True)  # whatever accounts the host claims to have
    members = next(each for each in Folder(own.path / "mirror").books().values() if each.name == "members")
    people = read_people(members, [founding.key(each) for each in founding.FOUNDERS])
    assert people.present(founding.key(cast.DEE))
    assert not any(people.present(public_key(each)) for each in INVENTED)
