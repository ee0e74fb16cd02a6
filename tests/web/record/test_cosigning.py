"""Cosignatures over the network: kept if they hold, refused otherwise; with enough of them the record is witnessed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.cast import ANA
from tests.web.record import people
from tests.web.record.test_appending import ticked
from tests.web.record.test_files import met
from undersign.protocol import notes
from undersign.protocol.keyholders import cosigners
from undersign.web.home import Home
from undersign.web.record import access
from undersign.web.record.models import Cosignature

__all__ = ["met"]
WHERE = "/record/cosignatures"


def line(site: Home, number: int, seed: bytes | None = None, note: bytes | None = None) -> str:
    """Return the line by which a keyholder, from 1, cosigns the latest checkpoint."""
    held = people.meeting()
    name = cosigners(site.origin, held.ceremony)[number - 1].name
    found = access.checkpoint()
    assert found
    return notes.cosign(seed or held.secrets[number - 1], name, note or access.note(found), 1_800_000_000).decode()


def size() -> int:
    """Return the size of the latest checkpoint."""
    found = access.checkpoint()
    assert found
    return found.size


def posted(visitor: Client, what: object) -> int:
    """Return the status of a posted cosignature."""
    answer = visitor.post(WHERE, json.dumps(what), content_type="application/json")
    if answer.status_code != 200:
        assert set(answer.json()) == {"error", "say"}
    return answer.status_code


def test_with_enough_cosignatures_the_record_is_witnessed(met: Home, visitor: Client) -> None:
    assert access.witnessed() is None
    assert posted(visitor, {"size": size(), "line": line(met, 1)}) == 200
    assert visitor.get("/record/checkpoints/witnessed").status_code == 204
    assert posted(visitor, {"size": size(), "line": line(met, 3)}) == 200
    witnessed = access.checkpoint()
    ticked(2)
    assert access.witnessed() == witnessed
    log, others = notes.log_key(met.origin, met.host_key), cosigners(met.origin, people.meeting().ceremony)
    note = visitor.get("/record/checkpoints/witnessed").content
    assert notes.require(note, log, others, 2).checkpoint == witnessed


def test_the_first_cosigned_checkpoint_behind_a_leaf_is_given(met: Home, visitor: Client) -> None:
    where = "/record/checkpoints/after/"
    assert visitor.get(f"{where}0").status_code == 204
    first = size()
    for number in (1, 2):
        assert posted(visitor, {"size": first, "line": line(met, number)}) == 200
    ticked(2)
    for number in (1, 2):
        assert posted(visitor, {"size": size(), "line": line(met, number)}) == 200
    for position, wanted in ((0, first), (first - 1, first), (first, size()), (size() - 1, size())):
        assert int(visitor.get(f"{where}{position}").content.splitlines()[1]) == wanted
    assert visitor.get(f"{where}{size()}").status_code == 204
    assert visitor.get(f"{where}01").status_code == 404
    assert visitor.get(f"{where}-1").status_code == 404


def test_a_second_line_of_one_keyholder_says_nothing_new(met: Home, visitor: Client) -> None:
    for _ in range(2):
        assert posted(visitor, {"size": size(), "line": line(met, 1)}) == 200
    assert Cosignature.objects.count() == 1
    assert access.witnessed() is None


def test_an_earlier_checkpoint_can_still_be_cosigned(met: Home, visitor: Client) -> None:
    before, early = size(), line(met, 2)
    ticked(3)
    assert posted(visitor, {"size": before, "line": early}) == 200


def test_what_does_not_hold_is_refused_and_not_kept(met: Home, visitor: Client) -> None:
    good, now = line(met, 1), size()
    other = notes.sign_checkpoint(bytes(32), notes.Checkpoint(met.origin, now, bytes(32)))
    wrong: list[dict[str, Any]] = [
        {"size": now, "line": line(met, 1, note=other)},
        {"size": now, "line": line(met, 1, seed=people.seed(ANA))},
        {"size": now - 1, "line": good},
        {"size": now + 1, "line": good},
        {"size": now, "line": good + line(met, 2)},
        {"size": now, "line": good[:-1]},
        {"size": now, "line": "x" + good},
        {"size": now, "line": ""},
        {"size": now, "line": "\n" + good},
        {"size": now, "line": good.replace("keyholder", "kayholder")},
    ]
    for what in wrong:
        assert posted(visitor, what) == 400, what
    assert Cosignature.objects.count() == 0
    assert posted(visitor, {"size": now, "line": good}) == 200


@pytest.mark.parametrize(
    "what",
    [
        None,
        [],
        {},
        {"size": 1},
        {"size": "1", "line": "x"},
        {"size": True, "line": "x"},
        {"size": 0, "line": "x"},
        {"size": -1, "line": "x"},
        {"size": 2**70, "line": "x"},
        {"size": 1.5, "line": "x"},
        {"size": 1, "line": 5},
        {"size": 1, "line": "\ud800"},
        {"size": 1, "line": "x" * 100_000},
    ],
)
@pytest.mark.usefixtures("met")
def test_any_other_body_is_refused(what: object, visitor: Client) -> None:
    assert posted(visitor, what) in {400, 413}


def test_before_a_key_meeting_nobody_cosigns(site: Home, visitor: Client) -> None:
    assert posted(visitor, {"size": size(), "line": line(site, 1)}) == 400


def test_the_address_takes_only_posts(visitor: Client) -> None:
    assert visitor.get(WHERE).status_code == 405
