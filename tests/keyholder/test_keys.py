"""A keyholder's own folder: what it holds, who may read it, and what it says when something in it is broken."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vectors.meeting import meeting
from undersign.host.files import FolderBusy, HostProblem
from undersign.keyholder.keys import KeyholderFolder, encrypt, read_card
from undersign.protocol.encoding import unb64
from undersign.protocol.errors import Refused
from undersign.protocol.passes import SecretIssuingKey
from undersign.protocol.signatures import public_key

HELD = meeting(3, 2)
CEREMONY = HELD.ceremony
MESSAGE = {"v": 1, "kind": "ceremony_message", "round": 1}


@pytest.fixture
def mine(tmp_path: Path) -> KeyholderFolder:
    """Give a new keyholder."""
    return KeyholderFolder.create(tmp_path / "keyholder", "Kim", "Care County")


def test_the_card_is_what_the_others_need(mine: KeyholderFolder) -> None:
    card = read_card(mine.path / "card.json")
    assert (card["name"], card["employer"]) == ("Kim", "Care County")
    assert unb64(card["sign"]) == public_key(mine.seed)
    assert mine.decrypt(encrypt(card["age"], b"a share")) == b"a share"
    assert KeyholderFolder(mine.path).card == card


def test_no_two_keyholders_have_the_same_keys(mine: KeyholderFolder, tmp_path: Path) -> None:
    other = KeyholderFolder.create(tmp_path / "other", "Lou", "")
    assert other.card["sign"] != mine.card["sign"]
    with pytest.raises(Refused) as refused:
        other.decrypt(encrypt(mine.card["age"], b"a share"))
    assert refused.value.reason == "share_for_another"


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    with pytest.raises(HostProblem, match="not empty"):
        KeyholderFolder.create(tmp_path, "Kim", "")
    with pytest.raises(HostProblem, match="is not a keyholder's folder"):
        KeyholderFolder(tmp_path)


def test_state_and_messages_are_kept_together_and_forgotten_together(mine: KeyholderFolder) -> None:
    assert mine.state(CEREMONY) is None
    assert mine.outbox(CEREMONY) == []
    mine.save_progress(CEREMONY, HELD.states[0], [MESSAGE])
    assert mine.state(CEREMONY) == HELD.states[0]
    assert mine.outbox(CEREMONY) == [MESSAGE]
    mine.save_progress(CEREMONY, None, [MESSAGE, MESSAGE])
    assert mine.state(CEREMONY) is None
    mine.forget_progress(CEREMONY)
    mine.forget_progress(CEREMONY)
    assert mine.outbox(CEREMONY) == []


def test_a_share_is_kept_for_its_ceremony_alone(mine: KeyholderFolder) -> None:
    assert not mine.has_share(CEREMONY)
    mine.save_share(CEREMONY, HELD.shares[0])
    assert mine.share(CEREMONY) == HELD.shares[0]
    other = meeting(3, 2, label="another")
    with pytest.raises(HostProblem, match="holds no share of this ceremony"):
        mine.share(other.ceremony)


def test_issuing_keys_are_numbered_and_found_again(mine: KeyholderFolder) -> None:
    assert mine.next_stock_number() == 0
    key = SecretIssuingKey(35, 5, 7)
    mine.save_issuing_key(4, b"i" * 32, key)
    assert mine.issuing_key(b"i" * 32) == key
    assert mine.next_stock_number() == 5
    with pytest.raises(Refused) as refused:
        mine.issuing_key(b"j" * 32)
    assert refused.value.reason == "pass_issuer_unknown"


def test_what_is_remembered_is_there_next_time(mine: KeyholderFolder) -> None:
    assert mine.memory("opened") == {}
    mine.remember("opened", {"box": {"request": "ab"}})
    assert KeyholderFolder(mine.path).memory("opened") == {"box": {"request": "ab"}}


def test_every_file_but_the_card_is_for_the_keyholder_alone(mine: KeyholderFolder) -> None:
    mine.save_progress(CEREMONY, HELD.states[0], [MESSAGE])
    mine.save_share(CEREMONY, HELD.shares[0])
    mine.save_issuing_key(0, b"i" * 32, SecretIssuingKey(35, 5, 7))
    mine.remember("record", {"size": 1})
    files = [each for each in mine.path.rglob("*") if each.is_file() and each.name != "card.json"]
    assert len(files) == 6
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_what_is_broken_is_named_and_never_passed_over(mine: KeyholderFolder) -> None:
    mine.save_progress(CEREMONY, HELD.states[0], [MESSAGE])
    mine.save_share(CEREMONY, HELD.shares[0])
    mine.save_issuing_key(0, b"i" * 32, SecretIssuingKey(35, 5, 7))
    mine.remember("opened", {"box": {}})
    readers: dict[str, Callable[[], object]] = {
        "sign": lambda: mine.seed,
        "age": lambda: mine.decrypt(b""),
        "progress.jsonl": lambda: mine.state(CEREMONY),
        "share.json": lambda: mine.share(CEREMONY),
        (b"i" * 32).hex(): lambda: mine.issuing_key(b"i" * 32),
        "opened.json": lambda: mine.memory("opened"),
    }
    for name, reader in readers.items():
        (path,) = mine.path.rglob(name)
        whole = path.read_bytes()
        for data in (b"", b"{", b"[]", b"\xff", whole[: len(whole) // 2]):
            path.write_bytes(data)
            with pytest.raises((HostProblem, Refused)) as refused:
                reader()
            assert whole.decode(errors="replace")[:20] not in str(refused.value)
        path.write_bytes(whole)


def test_a_broken_number_of_an_issuing_key_stops_the_drawing_of_more(mine: KeyholderFolder) -> None:
    mine.save_issuing_key(0, b"i" * 32, SecretIssuingKey(35, 5, 7))
    path = mine.path / "secret" / "issuing" / (b"i" * 32).hex()
    path.write_text(json.dumps({"number": None}))
    with pytest.raises(HostProblem, match="is broken"):
        mine.next_stock_number()


def test_two_commands_do_not_work_on_one_keyholder_at_once(mine: KeyholderFolder) -> None:
    with mine.locked(), pytest.raises(FolderBusy), KeyholderFolder(mine.path).locked():
        pass
    with mine.locked():
        pass
