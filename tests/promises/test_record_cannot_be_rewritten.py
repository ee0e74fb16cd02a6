"""record_cannot_be_rewritten: what was written down stays written down, and anyone can check."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rehearsed import HostAt, box_files, done, undersign
from tests.rewriting import Entry, rewrite
from undersign.host.files import HostProblem
from undersign.keyholder import witness
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, read_ceremony
from undersign.verifier.claims.verdict import Verdict
from undersign.verifier.folder import Folder
from undersign.verifier.report import verify

LATER = 1_800_000_000


def verdicts(path: Path) -> dict[str, Verdict]:
    """Return what comes of each claim."""
    return {claim.name: verdict for claim, verdict in verify(path)}


def unchanged(_name: str, entries: list[Entry]) -> list[Entry]:
    """Change nothing."""
    return entries


def without_one_envelope(name: str, entries: list[Entry]) -> list[Entry]:
    """Drop an envelope that the host does not like."""
    liked = [each for each in entries if each.document.get("kind") != "envelope"]
    envelopes = [each for each in entries if each.document.get("kind") == "envelope"]
    return sorted(liked + envelopes[1:], key=lambda each: each.position) if name.startswith("box") else entries


def with_a_lower_k(name: str, entries: list[Entry]) -> list[Entry]:
    """Fix another rule after all."""
    if not name.startswith("box"):
        return entries
    found = []
    for each in entries:
        if each.document.get("kind") == "definition":
            lower = {**each.document["definition"], "k": 6}
            found.append(replace(each, document={**each.document, "definition": lower}))
        else:
            found.append(each)
    return found


def ceremony_of(host: Path) -> Ceremony:
    """Return the ceremony of a host."""
    files = next(each for each in Folder(host).books().values() if each.first.audience == "host")
    return read_ceremony(
        next(line.entry for line in files.lines() if line.entry and line.entry.get("kind") == "ceremony")
    )


def cosign(keyholder: Path, host: Path) -> bytes:
    """Let a keyholder's program cosign what a host shows."""
    return witness.cosign(KeyholderFolder(keyholder), ceremony_of(host), Folder(host), LATER)


def test_writing_the_same_past_again_gives_the_same_record(host_at: HostAt) -> None:
    host = host_at("opened")
    before = Folder(host).claimed(Folder(host).checkpoint())
    assert rewrite(host, unchanged) == before
    assert verdicts(host)["record_never_rewritten"].outcome == "pass"


@pytest.mark.parametrize("change", [without_one_envelope, with_a_lower_k])
def test_another_past_is_caught_by_the_checkpoints_that_were_cosigned(
    change: Callable[[str, list[Entry]], list[Entry]], host_at: HostAt
) -> None:
    host = host_at("asked")
    rewrite(host, change)
    found = verdicts(host)["record_never_rewritten"]
    assert found.outcome == "FAIL"
    assert "record_forked" in found.reason


def test_another_past_without_the_old_checkpoints_has_no_cosignatures(host_at: HostAt) -> None:
    host = host_at("asked")
    rewrite(host, without_one_envelope, keep_cosigned=False)
    found = verdicts(host)
    assert found["record_never_rewritten"].outcome == "cannot be checked here"
    assert "not yet witnessed" in found["record_never_rewritten"].reason
    assert found["rules_fixed_first"].outcome != "pass"


def test_no_keyholder_who_saw_the_record_cosigns_another_past(host_at: HostAt) -> None:
    host, honest = host_at("asked"), host_at("asked", "honest")
    rewrite(host, without_one_envelope)
    for index in ("1", "2", "3"):
        with pytest.raises(Refused) as refused:
            cosign(honest / "rehearsal" / "keyholders" / index, host)
        assert refused.value.reason == "proof_wrong"
        assert cosign(honest / "rehearsal" / "keyholders" / index, honest)


def test_of_two_records_at_most_one_is_cosigned_by_t(host_at: HostAt) -> None:
    one, other = host_at("sealed", "one"), host_at("sealed", "other")
    inbox = next((other / "inbox").iterdir())
    inbox.write_bytes(b"".join(inbox.read_bytes().splitlines(keepends=True)[1:]))  # the host lost an envelope
    done("open", one, "--workers", 1)
    programs = [one / "rehearsal" / "keyholders" / index for index in ("1", "2", "3")]
    shutil.rmtree(other / "rehearsal" / "keyholders")
    (other / "rehearsal" / "keyholders").mkdir()
    assert "keyholders cosign" in done("open", other, "--workers", 1)
    for program in programs:
        with pytest.raises(Refused, match="not the one that was cosigned before"):
            cosign(program, other)


def test_a_host_that_went_back_to_a_backup_is_refused(host_at: HostAt) -> None:
    honest, backup = host_at("opened"), host_at("sealed", "backup")
    with pytest.raises(Refused) as refused:
        cosign(honest / "rehearsal" / "keyholders" / "1", backup)
    assert refused.value.reason == "proof_wrong"


def test_a_state_from_before_the_published_checkpoint_is_not_used(host_at: HostAt) -> None:
    host, old = host_at("opened"), host_at("sealed", "old")
    shutil.copyfile(old / "state.json", host / "state.json")
    before = {each: each.read_bytes() for each in host.rglob("*") if each.is_file()}
    ended = undersign("host", "export", host, host.parent / "export")
    assert ended.code == 3
    assert "older than the record" in ended.complaint
    assert {each: each.read_bytes() for each in host.rglob("*") if each.is_file()} == before


def test_a_keyholder_does_not_take_another_record_for_the_one_that_it_watches(host_at: HostAt) -> None:
    host, other = host_at("sealed"), host_at("sealed", "other")
    about = json.loads((other / "about.json").read_bytes())
    about["host_key"] = b64(bytes(32))
    (other / "about.json").write_bytes(json.dumps(about, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    with pytest.raises(HostProblem, match="is not the record"):
        cosign(host / "rehearsal" / "keyholders" / "1", other)


def altered(lines: list[bytes]) -> list[bytes]:
    """Change one entry."""
    place = next(i for i, line in enumerate(lines) if b'"kind":"envelope"' in line)
    lines[place] = lines[place].replace(b'"seq":0', b'"seq":1')
    return lines


def hidden(lines: list[bytes]) -> list[bytes]:
    """Hide one entry as if it were for another reader."""
    return [*lines[:5], b'{"v":1}\n', *lines[6:]]


def reordered(lines: list[bytes]) -> list[bytes]:
    """Swap two entries."""
    lines[5], lines[6] = lines[6], lines[5]
    return lines


def removed(lines: list[bytes]) -> list[bytes]:
    """Leave one out."""
    return [*lines[:5], *lines[6:]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [(altered, "leaf_wrong"), (hidden, "leaf_missing"), (reordered, "leaf_wrong"), (removed, "leaf_wrong")],
)
def test_an_entry_that_is_not_as_it_was_fails_and_is_no_gap(
    change: Callable[[list[bytes]], list[bytes]], reason: str, host_at: HostAt
) -> None:
    host = host_at("opened")
    path = box_files(host).path / "entries.jsonl"
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    found = verdicts(host)["no_leaf_missing"]
    assert found.outcome == "FAIL"
    assert reason in found.reason


def test_a_book_cut_back_with_its_leaves_fails(host_at: HostAt) -> None:
    host = host_at("opened")
    path = box_files(host).path
    path.joinpath("entries.jsonl").write_bytes(
        b"".join(path.joinpath("entries.jsonl").read_bytes().splitlines(keepends=True)[:-1])
    )
    path.joinpath("leaves").write_bytes(path.joinpath("leaves").read_bytes()[:-32])
    assert {verdict.outcome for verdict in verdicts(host).values()} >= {"FAIL"}
