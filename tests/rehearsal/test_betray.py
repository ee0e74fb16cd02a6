"""Every way in which a host can betray its members, tried on a copy of the demo: who notices, and what nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undersign.cli import betray
from undersign.rehearsal.betrayals import every, outcome
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Outcome, Told
from undersign.rehearsal.betrayed.witnesses import Sight

PHONE, PROGRAM, WATCH = "Hal's phone", "a keyholder's program", "undersign watch"
SIGNERS, RECIPIENT, WHOLE = (f"undersign verify ({each})" for each in ("signers", "recipient", "keyholders"))
NOTICED = {
    "invent-members": {PHONE, PROGRAM, SIGNERS},
    "invent-members-with-liars": {"a coworker"},
    "forge-signers": {PROGRAM, SIGNERS},
    "answer-for-someone": {PROGRAM, SIGNERS},
    "lower-k": {PROGRAM, SIGNERS, RECIPIENT},
    "lower-k-in-the-rules": {PHONE, PROGRAM, SIGNERS},
    "change-the-text": {PHONE, PROGRAM, SIGNERS, RECIPIENT},
    "lift-a-name": {PROGRAM, WHOLE},
    "drop-an-envelope": {"a signer with a receipt"},
    "hide-an-envelope": {PHONE, PROGRAM},
    "ignore-a-withdrawal": {PROGRAM},
    "fork-the-record": {PHONE, PROGRAM},
    "open-twice": {PROGRAM, SIGNERS, RECIPIENT},
    "ask-a-month-twice": {PHONE, PROGRAM, WHOLE},
    "serve-changed-code": {WATCH},
    "serve-changed-worker": {WATCH},
    "serve-changed-code-and-name-it": {WATCH},
}
STOPPED = {"link-by-order", "find-who-drafted", "read-a-backup"}
UNDETECTED = {
    "fork-what-nobody-signed",
    "link-by-watching",
    "serve-changed-code-to-one",
    "read-a-backup-with-its-key",
}
Every = dict[str, tuple[Attack, Told]]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Every:
    """Try all of them once."""
    found = every.tried(tmp_path_factory.mktemp("betrayed") / "all", list(every.ATTACKS), print)
    return {attack.name: (attack, told) for attack, told in found}


def test_each_betrayal_ends_as_it_should(tried: Every) -> None:
    assert tried.keys() == NOTICED.keys() | STOPPED | UNDETECTED
    for name, (_, told) in tried.items():
        if name in NOTICED:
            assert NOTICED[name] <= {each.witness for each in told.sights if each.noticed}, told
        else:
            assert told.outcome is (Outcome.STOPPED if name in STOPPED else Outcome.UNDETECTED), told
    assert not [name for name, (attack, told) in tried.items() if outcome.fails(told, attack.limit)]


def test_a_keyholder_opens_nothing_for_a_host_that_betrays(tried: Every) -> None:
    for name in ("lower-k", "open-twice"):
        assert "It got 0 parts." in tried[name][1].done
    assert "Keyholders gave 0 blind signatures" in tried["answer-for-someone"][1].done
    assert "0 of 3 keyholders took names" in tried["lift-a-name"][1].done
    assert "it knows 4 of the 4 answers of Ivy" in tried["ask-a-month-twice"][1].done  # only phones keep it from that
    assert "0 of the 4 names" in tried["read-a-backup-with-its-key"][1].done


def _one(told: Told, limit: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Let bin/betray try one attack with this outcome; return its exit code, and what it said."""
    attack = Attack("made-up", "The host does something.", lambda _: told, limit=limit)

    def tried(_folder: Path, _names: list[str], _said: object) -> Iterator[tuple[Attack, Told]]:
        yield attack, told

    monkeypatch.setattr(every, "ATTACKS", {"made-up": attack})
    monkeypatch.setattr(every, "tried", tried)
    done = CliRunner().invoke(betray.app, ["made-up"])
    return done.exit_code, done.output


@pytest.mark.parametrize("limit", ["", "The host can do whatever it likes.", "It can watch who connects when"])
def test_what_nobody_notices_and_no_limit_says_fails(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = _one(Told("It did it.", [Sight("a phone", noticed=False, how="sees nothing")]), limit, monkeypatch)
    assert code == 1
    assert "made-up: UNDETECTED (NO LIMIT of THREAT_MODEL.md says so)" in said


def test_what_a_limit_says_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = every.ATTACKS["link-by-watching"].limit
    code, said = _one(Told("It did it."), limit, monkeypatch)
    assert code == 0
    assert f'made-up: UNDETECTED (limit: "{limit}")' in said


def test_what_somebody_notices_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Sight("a phone", noticed=True, how="refuses it", command="open the page")
    code, said = _one(Told("It did it.", [seen]), "", monkeypatch)
    assert code == 0
    assert "made-up: NOTICED by a phone" in said
    assert "See it: open the page" in said


def test_without_a_name_they_are_listed_and_an_unknown_one_is_wrong() -> None:
    listed = CliRunner().invoke(betray.app, [])
    assert listed.exit_code == 0
    assert all(name in listed.output for name in every.ATTACKS)
    assert CliRunner().invoke(betray.app, ["conquer-the-world"]).exit_code == 2
