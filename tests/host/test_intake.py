"""What keyholders hand in: taken in if it is of this record and holds; else refused, and nothing changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rehearsed import THRESHOLD, HostAt, box_files, box_id, examined
from undersign.host import folder, intake
from undersign.host.files import HostProblem
from undersign.host.folder import HostFolder, opened
from undersign.keyholder import witness
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.opening import open_box
from undersign.keyholder.stock import draw_key, make_stock
from undersign.protocol import passes
from undersign.protocol.encoding import Document, b64, decode, encode
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import signed
from undersign.rehearsal import team
from undersign.verifier.examination import examine_record
from undersign.verifier.folder import Folder

Other = Callable[[Document], Document]


def own(host: Path, index: int = 1) -> KeyholderFolder:
    """Return a keyholder's folder of the rehearsal."""
    return KeyholderFolder(host / "rehearsal" / "keyholders" / str(index))


def files(host: Path) -> dict[Path, bytes]:
    """Return everything that the host keeps."""
    return {each: each.read_bytes() for each in host.rglob("*") if each.is_file() and "rehearsal" not in each.parts}


@contextmanager
def unchanged(host: Path) -> Iterator[HostFolder]:
    """Open the folder for something that is refused; check that nothing of it stays, not even with a later tick."""
    before = files(host)
    with opened(host) as found:
        sizes = {name: book.size for name, book in found.books.items()}
        noted = encode({"v": 1, "notes": found.notes})
        yield found
        assert {name: book.size for name, book in found.books.items()} == sizes
        assert encode({"v": 1, "notes": found.notes}) == noted
    assert files(host) == before


def meeting(host: Path) -> Document:
    """Return the team of a rehearsal as the file that a key meeting ends with."""
    book = next(each for each in Folder(host).books().values() if each.first.audience == "host")
    entries = {str((line.entry or {}).get("kind")): line.entry or {} for line in book.lines()}
    found = {"transcript": entries["team"]["transcript"], "signatures": entries["team"]["signatures"]}
    return {"v": 1, "kind": "meeting", "ceremony": entries["ceremony"], **found}


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Give another record, with a team of its own."""
    folder.create(tmp_path / "other", "other.example/undersign", rehearsal=True)
    with opened(tmp_path / "other") as found:
        team.rehearse(found, 3, 2)
    return tmp_path / "other"


@pytest.fixture(scope="module")
def drawn() -> list[passes.SecretIssuingKey]:
    """Give one key for all tests: drawing one takes a while."""
    return [draw_key(0)]


@pytest.fixture(autouse=True)
def quick(drawn: list[passes.SecretIssuingKey], monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same key always."""
    monkeypatch.setattr("undersign.keyholder.stock.draw_key", lambda _: drawn[0])


def issuing_key(host: Path, index: int = 1) -> Document:
    """Let a keyholder draw one more issuing key."""
    with opened(host) as found:
        ceremony, _ = intake.standing_team(found)
    (document,) = make_stock(own(host, index), ceremony, 1, None)
    return document


def test_a_team_is_taken_in_once(host_at: HostAt) -> None:
    met, new = host_at("met"), host_at("new", "again")
    data = encode(meeting(met)) + b"\n"
    with opened(new) as found:
        assert intake.take_in(found, data) == "the keyholders' team"
        assert len(intake.ceremonies(found)) == 1
        size = found.public_size
        intake.take_in(found, data)
        assert found.public_size == size
    assert examined_record(new) == []


def examined_record(host: Path) -> list[object]:
    """Return what the verifier finds wrong with the record."""
    return list(examine_record(Folder(host)).problems.all())


def test_another_team_is_refused_where_one_serves(host_at: HostAt, other: Path) -> None:
    with unchanged(host_at("met")) as found, pytest.raises(HostProblem, match="has its keyholders already"):
        intake.take_in(found, encode(meeting(other)))


def test_a_rehearsals_team_is_refused_by_a_real_host(host_at: HostAt, tmp_path: Path) -> None:
    folder.create(tmp_path / "real", "real.example/undersign", rehearsal=False)
    with unchanged(tmp_path / "real") as found, pytest.raises(Refused, match="rehearsal") as problem:
        intake.take_in(found, encode(meeting(host_at("met"))))
    assert problem.value.reason == "ceremony_rule"


SPOILED_TEAMS: dict[str, tuple[Other, str]] = {
    "a signature is missing": (lambda it: {**it, "signatures": it["signatures"][:-1]}, "transcript_unsigned"),
    "a signature is by another": (lambda it: {**it, "signatures": [*it["signatures"][1:], it["signatures"][0]]}, ""),
    "another threshold": (lambda it: {**it, "ceremony": {**it["ceremony"], "t": 3}}, "ceremony_other"),
    "no ceremony": (lambda it: {**it, "ceremony": 5}, "document_field"),
    "no transcript": (lambda it: {**it, "transcript": []}, "document_field"),
    "one field more": (lambda it: {**it, "more": 1}, "document_field"),
    "signatures are no list": (lambda it: {**it, "signatures": "all"}, "document_field"),
}


@pytest.mark.parametrize(("spoil", "reason"), SPOILED_TEAMS.values(), ids=SPOILED_TEAMS)
def test_a_team_that_does_not_hold_is_refused(spoil: Other, reason: str, host_at: HostAt) -> None:
    document = spoil(meeting(host_at("met", "met")))
    with unchanged(host_at("new")) as found, pytest.raises(Refused) as problem:
        intake.take_in(found, encode(document))
    assert problem.value.reason == (reason or "signature_wrong")


def test_without_a_team_nothing_of_keyholders_is_taken_in(host_at: HostAt) -> None:
    key, new = issuing_key(host_at("met", "met")), host_at("new")
    part = {"v": 1, "kind": "part", "box": b64(bytes(32))}
    for data in (encode(key), encode(part), "\u2014 a.example AAAAAAAA\n".encode()):
        with unchanged(new) as found, pytest.raises(HostProblem, match="There are no keyholders yet"):
            intake.take_in(found, data)


def test_issuing_keys_are_taken_in_once(host_at: HostAt) -> None:
    host = host_at("met")
    lines = encode(issuing_key(host)) + b"\n" + encode(issuing_key(host, 2)) + b"\n"
    with opened(host) as found:
        assert intake.take_in(found, lines + lines) == "2 new issuing keys"
        assert intake.take_in(found, lines) == "0 new issuing keys"
        assert {index: len(each) for index, each in found.notes["stock"].items()} == {"1": 1, "2": 1}
    assert examined_record(host) == []


def test_an_issuing_key_of_another_ceremony_is_refused(host_at: HostAt, other: Path) -> None:
    with unchanged(host_at("met")) as found, pytest.raises(Refused) as problem:
        intake.take_in(found, encode(issuing_key(other)))
    assert problem.value.reason == "pass_issuer_unknown"


def test_one_wrong_issuing_key_keeps_the_good_ones_out(host_at: HostAt) -> None:
    host = host_at("met")
    good, bad = issuing_key(host), {**issuing_key(host, 2), "number": 7}
    with unchanged(host) as found, pytest.raises(Refused) as problem:
        intake.take_in(found, encode(good) + b"\n" + encode(bad) + b"\n")
    assert problem.value.reason == "signature_wrong"


@pytest.mark.parametrize("index", [0, 4, 2**53 - 1, "1", True])
def test_an_issuing_key_by_nobody_is_refused(index: object, host_at: HostAt) -> None:
    host = host_at("met")
    fields = {name: value for name, value in issuing_key(host).items() if name != "signature"}
    document = signed(own(host).seed, "issuing_key", {**fields, "keyholder": index})
    with unchanged(host) as found, pytest.raises(Refused):
        intake.take_in(found, encode(document))


def test_an_issuing_key_of_the_wrong_size_is_refused_even_if_it_is_signed(host_at: HostAt) -> None:
    host = host_at("met")
    key = issuing_key(host)
    small = {name: value for name, value in key.items() if name != "signature"} | {"n": b64(bytes(383) + b"\x01")}
    with unchanged(host) as found, pytest.raises(Refused) as problem:
        intake.take_in(found, encode(signed(own(host).seed, "issuing_key", small)))
    assert problem.value.reason == "modulus_size"


def cosignature(host: Path, index: int) -> bytes:
    """Let a keyholder cosign the present checkpoint."""
    with opened(host) as found:
        ceremony, _ = intake.standing_team(found)
        return witness.cosign(own(host, index), ceremony, Folder(host), found.now())


def test_cosignatures_are_kept_for_good_when_enough_are_there(host_at: HostAt) -> None:
    host = host_at("met")
    with opened(host) as found:
        found.tick()
    first, second = cosignature(host, 1), cosignature(host, 2)
    with opened(host) as found:
        assert intake.take_in(found, first) == "a cosignature; 1 keyholders have now cosigned"
        assert not intake.cosigned(found)
        assert intake.take_in(found, first) == "a cosignature; 1 keyholders have now cosigned"
        assert intake.take_in(found, second) == f"a cosignature; {THRESHOLD} keyholders have now cosigned"
        assert intake.cosigned(found)
        assert found.note().endswith(first + second)
    assert examined_record(host) == []


def test_a_cosignature_of_an_older_checkpoint_is_refused(host_at: HostAt) -> None:
    host = host_at("met")
    line = cosignature(host, 1)
    with opened(host) as found:
        found.tick()
    with unchanged(host) as found, pytest.raises(Refused, match="another checkpoint") as problem:
        intake.take_in(found, line)
    assert problem.value.reason == "note_signature_wrong"


def test_a_cosignature_of_another_ceremony_is_refused(host_at: HostAt, other: Path) -> None:
    with unchanged(host_at("met")) as found, pytest.raises(HostProblem, match="none of this record's keyholders"):
        intake.take_in(found, cosignature(other, 1))


@pytest.mark.parametrize(
    "spoil",
    [lambda it: it[:-6] + b"AAA=\n", lambda it: it.replace(b" ", b"  "), lambda it: it[:9]],
    ids=["other bytes", "two spaces", "cut off"],
)
def test_a_broken_cosignature_is_refused_and_the_good_one_beside_it_too(
    spoil: Callable[[bytes], bytes], host_at: HostAt
) -> None:
    host = host_at("met")
    with opened(host) as found:
        found.tick()
    data = cosignature(host, 1) + spoil(cosignature(host, 2))
    with unchanged(host) as found, pytest.raises((Refused, HostProblem)):
        intake.take_in(found, data)


def part(host: Path, index: int = 1) -> Document:
    """Let a keyholder make its part of the opening."""
    with opened(host) as found:
        return open_box(own(host, index), examined(host), found.now())


def test_a_partial_opening_is_kept_until_enough_are_there(host_at: HostAt) -> None:
    host = host_at("asked")
    data = encode(part(host, 2)) + b"\n"
    with opened(host) as found:
        said = intake.take_in(found, data)
        assert said.startswith("a partial opening by keyholder 2 (")
        assert said.endswith("; 1 of 2 are here")
        assert intake.take_in(found, data) == said
    with opened(host) as found:
        assert list(found.notes["boxes"][box_id(host).hex()]["parts"]) == ["2"]


def resigned(host: Path, document: Document, **changed: object) -> Document:
    """Change a part and let keyholder 1 sign it."""
    fields = {name: value for name, value in document.items() if name != "signature"}
    return signed(own(host).seed, "part", {**fields, **changed})


def test_a_partial_opening_that_does_not_hold_is_refused(host_at: HostAt) -> None:
    host = host_at("asked")
    good = part(host)
    another = b64(secrets.token_bytes(32))
    wrong: list[tuple[Document, str]] = [
        ({**good, "groups": good["groups"][::-1]}, "signature_wrong"),
        ({**good, "keyholder": 2}, "signature_wrong"),
        (resigned(host, good, keyholder=4), "keyholder_unknown"),
        (resigned(host, good, keyholder=26), "document_field"),
        (resigned(host, good, request=another), "opening_request_wrong"),
        (resigned(host, good, more=1), "document_field"),
        ({**good, "box": 5}, "encoding_base64"),
    ]
    for document, reason in wrong:
        with unchanged(host) as found, pytest.raises(Refused) as problem:
            intake.take_in(found, encode(document))
        assert problem.value.reason == reason


def test_a_partial_opening_for_which_no_box_waits_is_refused(host_at: HostAt) -> None:
    asked = host_at("asked", "asked")
    good = part(asked)
    foreign = resigned(asked, good, box=b64(bytes(32)))
    for stage, document in (("sealed", good), ("opened", good), ("asked", foreign)):
        host = host_at(stage, f"{stage}-now")
        with unchanged(host) as found, pytest.raises(HostProblem, match="No box of this host waits"):
            intake.take_in(found, encode(document))


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"hello", b"\xff\xfe", b"[]", b"5", b"{}", b'{"kind":"part"}', b'{"kind":"card","v":1}', b'{"v":1}'],
)
def test_any_other_file_is_refused(data: bytes, host_at: HostAt) -> None:
    with unchanged(host_at("met")) as found, pytest.raises(HostProblem, match="none of the things that keyholders"):
        intake.take_in(found, data)


def test_several_things_in_one_file_are_refused(host_at: HostAt) -> None:
    host = host_at("asked")
    one = part(host)
    mixed = encode(one) + b"\n" + encode(decode(encode(issuing_key(host)))) + b"\n"
    for data in (mixed, encode(one) + b"\n" + encode(part(host, 2)) + b"\n"):
        with unchanged(host) as found, pytest.raises(HostProblem, match="none of the things that keyholders"):
            intake.take_in(found, data)
    assert [kind for kind in kinds(host) if kind == "part"] == []


def kinds(host: Path) -> list[str]:
    """Return the kinds of entries in the box's book."""
    return [str((line.entry or {}).get("kind")) for line in box_files(host).lines()]
