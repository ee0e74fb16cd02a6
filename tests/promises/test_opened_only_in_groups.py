"""opened_only_in_groups: an answer is opened at most once, mixed with at least k-1 others, as totals."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rehearsed import HostAt, K, ask, box_files, done, examined, plain_counts, undersign
from undersign.host import folder
from undersign.host.files import HostProblem
from undersign.host.opening import publish, sound_parts
from undersign.keyholder.answers import Answered
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.opening import checked, open_box
from undersign.protocol import boxes, openings
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.errors import Refused
from undersign.rehearsal import team
from undersign.verifier.box.opening import OPENED_BYTES
from undersign.verifier.examination import BoxExamination
from undersign.verifier.report import exit_status, verify

LATER = 1_800_000_000


def enter(host: Path, *documents: Document) -> None:
    """Let the host enter documents in the box's book, and the keyholders cosign."""
    with folder.opened(host) as opened:
        for document in documents:
            opened.books[box_files(host).name].append(document)
        opened.tick()
        team.cosign(opened)


def request_of(host: Path) -> Document:
    """Return the opening request that stands in the box."""
    return (
        next(line.entry for line in box_files(host).lines() if (line.entry or {}).get("kind") == "opening_request")
        or {}
    )


def refusal(own: KeyholderFolder, box: BoxExamination, seconds: int = LATER) -> str:
    """Return why a keyholder's program does not open the box, and check that nothing was remembered as opened."""
    before = own.memory("opened")
    with pytest.raises((Refused, HostProblem)) as refused:
        open_box(own, box, seconds)
    assert own.memory("opened") == before
    return refused.value.reason if isinstance(refused.value, Refused) else str(refused.value)


def test_what_is_opened_is_the_plain_count_of_each_group_and_nothing_else(host_at: HostAt) -> None:
    host = host_at("opened")
    result = next(line.entry for line in box_files(host).lines() if (line.entry or {}).get("kind") == "result") or {}
    counts = plain_counts()
    assert [group["totals"] for group in result["groups"]] == [
        [counts[name]] for name in ("Everyone else", "New York", "Ohio")
    ]
    assert min(group["count"] for group in result["groups"]) >= K
    assert set(result) == {"v", "kind", "box", "request", "keyholders", "groups", "shut"}


def test_fewer_than_k_stay_shut_and_nobody_is_asked_to_open(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    done("survey", "seal", host, plan, file, "--limit", K - 1, "--workers", 1)
    ended = undersign("open", host, "--workers", 1)
    assert (ended.code, "below_k" in ended.complaint) == (4, True)
    kinds = {(line.entry or {}).get("kind") for line in box_files(host).lines()}
    assert kinds == {"book", "definition", "envelope"}
    with pytest.raises(Refused) as refused:
        checked(examined(host))
    assert refused.value.reason == "below_k"


def test_a_state_with_fewer_than_k_is_opened_only_with_all_others(host_at: HostAt, plan: Path, file: Path) -> None:
    host, few = host_at("fixed"), host_at("fixed", "few").parent / "few.csv"
    lines = file.read_text().splitlines()
    few.write_text("\n".join([lines[0], *lines[1:19], *lines[19 : 19 + K - 1]]) + "\n")
    done("survey", "seal", host, plan, few, "--workers", 1)
    assert "Opened: 1 groups, 18 envelopes." in done("open", host, "--workers", 1)
    result = next(line.entry for line in box_files(host).lines() if (line.entry or {}).get("kind") == "result") or {}
    assert result["shut"] == [{"tags": [0, 2], "count": K - 1}]
    assert exit_status(verify(host)) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"groups": [{"tags": [0], "count": 13}, {"tags": [1, 2], "count": 32}]}, "group_counts_wrong"),
        ({"groups": [{"tags": [0, 1, 2], "count": 41}, {"tags": [0], "count": 4}]}, "below_k"),
        ({"set": b64(bytes(64))}, "opening_request_wrong"),
        ({"size": 1}, "cosignatures_missing"),
    ],
)
def test_a_request_for_other_groups_or_another_set_is_refused(
    change: Document, reason: str, host_at: HostAt, own: KeyholderFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = boxes.opening_request_document
    monkeypatch.setattr(boxes, "opening_request_document", lambda *given: {**real(*given), **change})
    host = host_at("sealed")
    ask(host)
    own.remember("record", {})
    assert reason in refusal(own, examined(host))


def test_two_different_requests_end_the_box(host_at: HostAt, own: KeyholderFolder) -> None:
    host = host_at("asked")
    enter(host, {**request_of(host), "envelopes": 44})
    assert "opening_requests_two" in refusal(own, examined(host))


def test_a_request_that_is_not_cosigned_is_not_opened(host_at: HostAt, own: KeyholderFolder) -> None:
    host = host_at("asked")
    for note in sorted((host / "record" / "checkpoints").iterdir(), key=lambda path: int(path.name))[-1:]:
        note.unlink()
    lines = (host / "record" / "checkpoint").read_bytes().splitlines(keepends=True)
    (host / "record" / "checkpoint").write_bytes(b"".join(lines[:-3]))  # without the three cosignatures
    assert refusal(own, examined(host)) == "cosignatures_missing"


def test_a_box_is_never_opened_for_a_second_set(own: KeyholderFolder, box: BoxExamination) -> None:
    assert open_box(own, box, LATER)["keyholder"] == 1
    assert open_box(own, box, LATER)["keyholder"] == 1  # the same set again is the same opening
    memory = own.memory("opened")
    (identity,) = memory
    memory[identity]["request"] = bytes(32).hex()
    own.remember("opened", memory)
    assert refusal(own, box) == "opened_before"


def test_what_a_keyholder_opens_is_remembered_before_its_part_leaves(
    own: KeyholderFolder, box: BoxExamination, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(openings, "open_part", stopped)
    with pytest.raises(KeyboardInterrupt):
        open_box(own, box, LATER)
    assert len(own.memory("opened")) == 1


@pytest.mark.parametrize("days", [0, 179])
def test_a_question_is_not_opened_again_for_the_same_people_within_180_days(
    days: int, own: KeyholderFolder, box: BoxExamination
) -> None:
    open_box(own, box, LATER)
    (kept,) = own.memory("opened").values()
    own.remember("opened", {"ab" * 32: kept})  # as if it had been another box
    assert refusal(own, box, LATER + days * 86_400) == "question_asked_recently"
    assert open_box(own, box, LATER + 180 * 86_400)


@pytest.mark.parametrize("days", [0, 1000])
def test_the_hours_of_a_month_are_not_opened_twice_however_late_and_under_whatever_name(
    days: int, own: KeyholderFolder, box: BoxExamination
) -> None:
    """Two totals over nearly the same people give the answer of the few who are in one alone."""
    assert box.listed
    asked = replace(box, asks={"v": 1, "kind": "hours", "month": "2026-10", "workplace": bytes(32)})
    open_box(own, asked, LATER)
    (kept,) = own.memory("opened").values()
    texts = {each for each in kept["questions"] if not each.startswith("hours ")}
    assert len(texts) < len(kept["questions"])
    named = [each for each in kept["questions"] if each not in texts]  # other texts: those of another name of the place
    own.remember("opened", {"ab" * 32: {**kept, "questions": named[:1]}})
    assert refusal(own, asked, LATER + days * 86_400) == "question_asked_recently"
    assert asked.asks
    assert open_box(own, replace(asked, asks={**asked.asks, "month": "2026-11"}), LATER)


def test_a_place_that_was_joined_with_another_is_the_same_one_for_a_months_hours(
    own: KeyholderFolder, box: BoxExamination, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert box.listed
    asked = replace(box, asks={"v": 1, "kind": "hours", "month": "2026-10", "workplace": bytes(32)})
    place, joined = next(iter(box.listed.reader.places)), b"j" * 32
    monkeypatch.setattr(type(box.listed.reader.people), "merged", lambda _self: {joined: place})
    open_box(own, asked, LATER)
    (kept,) = own.memory("opened").values()
    assert {f"hours 2026-10 {b64(each)}" for each in (place, joined)} <= set(kept["questions"])


def test_the_same_question_may_be_opened_for_other_people(own: KeyholderFolder, box: BoxExamination) -> None:
    open_box(own, box, LATER)
    (kept,) = own.memory("opened").values()
    own.remember("opened", {"ab" * 32: {**kept, "people": [b64(bytes(32))]}})
    assert open_box(own, box, LATER)


def about(box: BoxExamination, rule: str) -> BoxExamination:
    """Return the box as if its list had been made by another rule."""
    assert box.listed
    changed = deepcopy(box.listed)
    changed.reader.rule = {**(changed.reader.rule or {}), "rule": rule}
    return replace(box, listed=changed)


@pytest.mark.parametrize("rule", ["employer", "workplace"])
def test_a_keyholder_leaves_a_box_about_its_own_employer_to_the_others(
    rule: str, own: KeyholderFolder, box: BoxExamination
) -> None:
    own.card["employer"] = " rehearsal EMPLOYER oh"
    assert refusal(own, about(box, rule)) == "rule_impossible"
    own.card["employer"] = "Somebody else"
    assert open_box(own, about(box, rule), LATER)


@pytest.mark.parametrize("rule", ["state", "all"])
def test_a_list_as_wide_as_a_state_concerns_no_employer(rule: str, own: KeyholderFolder, box: BoxExamination) -> None:
    own.card["employer"] = "Rehearsal employer OH"
    assert open_box(own, about(box, rule), LATER)


def test_nothing_is_opened_before_the_time_for_withdrawing_is_over(own: KeyholderFolder, box: BoxExamination) -> None:
    assert box.definition
    ends = box.definition.fields["withdrawing_ends"]
    assert refusal(own, box, ends - 1) == "too_early"
    assert open_box(own, box, ends)


def test_a_request_that_was_answered_and_is_gone_stops_the_opening(own: KeyholderFolder, box: BoxExamination) -> None:
    assert box.definition
    Answered(own, box.definition.box_id).admit([(bytes(32), b"a request that the host removed")])
    assert refusal(own, box) == "request_missing"


def test_without_the_whole_list_nothing_is_opened(host_at: HostAt, own: KeyholderFolder) -> None:
    host = host_at("asked")
    export = host.parent / "members"
    done("host", "export", host, export, "--for", "members")
    assert "its list could not be read in full" in refusal(own, examined(export))


def test_a_record_that_is_not_the_one_cosigned_before_is_not_opened(own: KeyholderFolder, box: BoxExamination) -> None:
    own.remember("record", {**own.memory("record"), "root": b64(bytes(32))})
    assert refusal(own, box) == "proof_wrong"


def keyholder(host: Path, index: int) -> KeyholderFolder:
    """Return a keyholder's own folder."""
    return KeyholderFolder(host / "rehearsal" / "keyholders" / str(index))


def spoilt(part: Document, own: KeyholderFolder) -> Document:
    """Return a signed part with two points exchanged."""
    first, *rest = [unb64(group) for group in part["groups"]]
    one, two, more = first[:OPENED_BYTES], first[OPENED_BYTES : 2 * OPENED_BYTES], first[2 * OPENED_BYTES :]
    return part_of(own, part, [two + one + more, *rest])


def part_of(own: KeyholderFolder, part: Document, groups: list[bytes]) -> Document:
    """Return a part with other groups, signed by its keyholder."""
    box, request = unb64(part["box"]), unb64(part["request"])
    return boxes.part_document(own.seed, box, request, part["keyholder"], groups)


def test_a_wrong_partial_opening_is_left_out_and_others_take_its_place(host_at: HostAt) -> None:
    host = host_at("asked")
    found = examined(host)
    parts = [open_box(keyholder(host, index), found, LATER) for index in (1, 2, 3)]
    sound, complaints = sound_parts(found, [spoilt(parts[0], keyholder(host, 1)), *parts[1:]], None)
    assert [part["keyholder"] for part in sound] == [2, 3]
    assert "partial_opening_wrong" in complaints[0]
    with folder.opened(host) as opened:
        result = publish(opened, found, sound, None)
        team.cosign(opened)
    assert result["keyholders"] == [2, 3]
    assert result["groups"][1]["totals"] == [plain_counts()["New York"]]
    assert exit_status(verify(host)) == 0


def test_a_part_with_other_groups_is_left_out_too(own: KeyholderFolder, box: BoxExamination) -> None:
    part = open_box(own, box, LATER)
    assert sound_parts(box, [part_of(own, part, [unb64(part["groups"][0])])], None)[0] == []


def test_t_minus_one_parts_give_no_result(host_at: HostAt, own: KeyholderFolder, box: BoxExamination) -> None:
    host = host_at("asked")
    part = open_box(own, box, LATER)
    before = box_files(host).path.joinpath("leaves").read_bytes()
    with folder.opened(host) as opened, pytest.raises(Refused) as refused:
        publish(opened, box, [part], None)
    assert refused.value.reason == "keyholders_too_few"
    assert box_files(host).path.joinpath("leaves").read_bytes() == before


def test_nobody_can_place_themselves_into_a_coworkers_group(box: BoxExamination) -> None:
    """Each tag has issuing keys of its own, so a pass of one tag is worth nothing in another."""
    assert box.rules
    moduli = [key.n for row in box.rules.issuers for key in row]
    assert len(set(moduli)) == len(moduli) == 9
