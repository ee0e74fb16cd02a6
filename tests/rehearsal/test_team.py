"""The keyholders of a rehearsal: one meeting, enough issuing keys and no more, a cosignature each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsed import KEYHOLDERS, ORIGIN, THRESHOLD, HostAt
from undersign.host import folder, intake
from undersign.host.files import HostProblem, write_atomically
from undersign.host.folder import HostFolder, opened
from undersign.keyholder import stock
from undersign.keyholder.stock import draw_key
from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused
from undersign.protocol.passes import SecretIssuingKey
from undersign.protocol.vouches import workplace_hash_document
from undersign.rehearsal import team
from undersign.rehearsal.people import Devices
from undersign.verifier.examination import examine_record
from undersign.verifier.folder import Folder


@pytest.fixture(scope="module")
def drawn() -> SecretIssuingKey:
    """Give one key for all tests: drawing one takes a while."""
    return draw_key(0)


@pytest.fixture(autouse=True)
def quick(drawn: SecretIssuingKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same key always."""
    monkeypatch.setattr(stock, "draw_key", lambda _: drawn)


def stocked(host: HostFolder) -> dict[str, int]:
    """Return how many issuing keys of each keyholder are left."""
    return {index: len(each) for index, each in host.notes.get("stock", {}).items()}


def test_the_meeting_makes_a_team_whose_founders_are_the_rehearsals(host_at: HostAt) -> None:
    host = host_at("met")
    with opened(host) as found:
        ceremony, standing = intake.standing_team(found)
        assert (ceremony.n, ceremony.t, ceremony.rehearsal) == (KEYHOLDERS, THRESHOLD, True)
        assert list(ceremony.founders) == [each.key for each in Devices(host).founders()]
        assert found.notes["ceremony"] == {"hash": b64(ceremony.hash), "n": KEYHOLDERS, "t": THRESHOLD}
        for index, each in enumerate(team.keyholder_folders(found), start=1):
            assert each.index(ceremony) == index
            assert each.has_share(ceremony)
            assert "(rehearsal)" in each.card["name"]
            assert len(standing.share(index)) == 32
    assert examine_record(Folder(host)).problems.all() == []


def test_a_second_meeting_gives_the_same_team_back(host_at: HostAt) -> None:
    with opened(host_at("met")) as found:
        before, size = intake.standing_team(found)[1], found.public_size
        assert team.rehearse(found, 5, 3) == before
        assert (found.public_size, len(intake.ceremonies(found))) == (size, 1)


def test_a_meeting_that_was_cut_off_is_held_again_by_the_same_people(
    host_at: HostAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = host_at("new")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, opened(host) as found:
        patch.setattr(intake, "add_team", stop)
        with pytest.raises(KeyboardInterrupt):
            team.rehearse(found, KEYHOLDERS, THRESHOLD)
    with opened(host) as found:
        cards = [each.card for each in team.keyholder_folders(found)]
        assert len(cards) == KEYHOLDERS
        team.rehearse(found, KEYHOLDERS, THRESHOLD)
        ceremony, _ = intake.standing_team(found)
        assert [b64(each.sign) for each in ceremony.keyholders] == [card["sign"] for card in cards]
        assert all(each.has_share(ceremony) for each in team.keyholder_folders(found))


def test_a_real_hosts_keyholders_are_not_played(tmp_path: Path) -> None:
    folder.create(tmp_path / "real", ORIGIN, rehearsal=False)
    with opened(tmp_path / "real") as found, pytest.raises(HostProblem, match="was not made for a rehearsal"):
        team.rehearse(found, KEYHOLDERS, THRESHOLD)
    assert not (tmp_path / "real" / "rehearsal").exists()


@pytest.mark.parametrize(("n", "t"), [(3, 1), (3, 4), (4, 2)])
def test_a_threshold_that_breaks_the_rule_enters_nothing(n: int, t: int, host_at: HostAt) -> None:
    with opened(host_at("new")) as found:
        with pytest.raises(Refused) as problem:
            team.rehearse(found, n, t)
        assert problem.value.reason in {"ceremony_rule", "document_field"}
        assert found.books["host"].size == 1
        assert "ceremony" not in found.notes


def test_keyholders_come_in_the_order_of_their_numbers(tmp_path: Path, host_at: HostAt) -> None:
    host = host_at("met")
    one = host / "rehearsal" / "keyholders" / "1"
    for index in (10, 12, 11):
        (one.parent / str(index)).mkdir()
        (one.parent / str(index) / "card.json").write_bytes((one / "card.json").read_bytes())
    with opened(host) as found:
        names = [each.path.name for each in team.keyholder_folders(found)]
    assert names == ["1", "2", "3", "10", "11", "12"]
    folder.create(tmp_path / "empty", ORIGIN, rehearsal=True)
    with opened(tmp_path / "empty") as found:
        assert team.keyholder_folders(found) == []


def test_the_stock_grows_to_what_is_needed_and_no_further(host_at: HostAt) -> None:
    host = host_at("met")
    shown: list[int] = []
    with opened(host) as found:
        team.restock(found, 2, None, shown.append)
        assert stocked(found) == {"1": 2, "2": 2, "3": 2}
        assert sum(shown) == 6
        size = found.public_size
        team.restock(found, 2, None, shown.append)
        team.restock(found, 1, None, shown.append)
        assert (sum(shown), found.public_size) == (6, size)
        found.notes["stock"]["2"].pop()
        team.restock(found, 2, None, shown.append)
        assert (sum(shown), stocked(found)["2"]) == (7, 2)
    assert examine_record(Folder(host)).problems.all() == []


def test_without_keyholders_there_is_no_stock_and_no_cosignature(host_at: HostAt) -> None:
    with opened(host_at("new")) as found:
        with pytest.raises(HostProblem, match="There are no keyholders yet"):
            team.restock(found, 1, None, lambda _: None)
        with pytest.raises(HostProblem, match="There are no keyholders yet"):
            team.cosign(found)


def test_all_keyholders_cosign_the_present_checkpoint_once(host_at: HostAt) -> None:
    with opened(host_at("met")) as found:
        found.tick()
        assert not intake.cosigned(found)
        team.cosign(found)
        note = found.note()
        assert intake.cosigned(found)
        assert note.count("\u2014 ".encode()) == 1 + KEYHOLDERS
        team.cosign(found)
        assert found.note() == note
        found.tick()
        assert not intake.cosigned(found)


def test_a_keyholder_cosigns_no_other_past(host_at: HostAt) -> None:
    host, other = host_at("met"), host_at("met", "other")
    with opened(host) as found:
        found.tick()
        team.cosign(found)
    with opened(other) as found:
        found.books["members"].append(workplace_hash_document(bytes(32), found.origin, bytes(32), 0))
        found.tick()
        found.tick()
    memory = host / "rehearsal" / "keyholders" / "1" / "memory" / "record.json"
    write_atomically(other / memory.relative_to(host), memory.read_bytes())
    with opened(other) as found:
        with pytest.raises(Refused) as problem:
            team.cosign(found)
        assert problem.value.reason == "proof_wrong"
        assert not intake.cosigned(found)


def test_no_keyholders_secret_stands_in_what_the_host_keeps(host_at: HostAt) -> None:
    host = host_at("met")
    with opened(host) as found:
        ceremony, _ = intake.standing_team(found)
        keyholders = team.keyholder_folders(found)
        secret = [each.share(ceremony).secret for each in keyholders] + [each.seed for each in keyholders]
    kept = b"".join(each.read_bytes() for each in host.rglob("*") if each.is_file() and "rehearsal" not in each.parts)
    assert len(set(secret)) == 2 * KEYHOLDERS
    assert not any(each in kept or b64(each).encode() in kept for each in secret)
