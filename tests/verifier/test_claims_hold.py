"""What the claims say of folders in which nothing is wrong: to each reader what that reader can know, and no more."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.verifier.builder import Maker
from tests.verifier.judging import ABOUT_BOXES, WITHOUT_RECEIPTS, verdicts
from tests.verifier.survey import Survey
from undersign.verifier.claims import CLAIMS
from undersign.verifier.claims.verdict import Verdict, fails, open_question, passes
from undersign.verifier.problems import FolderProblem
from undersign.verifier.report import exit_status, verify


def outcomes(found: dict[str, Verdict]) -> dict[str, str]:
    """Return the outcomes alone."""
    return {name: verdict.outcome for name, verdict in found.items()}


@pytest.mark.parametrize("made_for", ["host", "keyholders"])
def test_keyholders_can_check_everything_but_receipts(played: Survey, tmp_path: Path, made_for: str) -> None:
    found = verdicts(played.write(tmp_path, made_for))
    assert {name for name, verdict in found.items() if verdict.outcome == "pass"} == set(WITHOUT_RECEIPTS)
    assert found["mine_is_in_the_set"] == found["host_kept_promises"] == open_question("no receipts were given")


def test_members_have_the_list_attested_and_check_the_rest(played: Survey, tmp_path: Path) -> None:
    found = verdicts(played.write(tmp_path, "members"))
    assert {name for name, verdict in found.items() if verdict.outcome == "pass"} == set(WITHOUT_RECEIPTS) - {
        "envelopes_within_list"
    }
    within = found["envelopes_within_list"]
    assert within.outcome == "cannot be checked here"
    assert "attested by 2 keyholders: 15 envelopes, 14 requests, 20 members listed" in within.reason
    assert "for other readers" in found["no_leaf_missing"].reason


def test_outsiders_check_the_record_and_nothing_of_boxes(played: Survey, tmp_path: Path) -> None:
    found = verdicts(played.write(tmp_path, "public"))
    assert found["record_never_rewritten"].outcome == found["no_leaf_missing"].outcome == "pass"
    for claim in ABOUT_BOXES:
        assert found[claim].outcome == "cannot be checked here"
        assert "only what outsiders may see" in found[claim].reason


def test_a_folder_without_a_box_says_so(tmp_path: Path) -> None:
    maker = Maker()
    maker.begin()
    found = verdicts(maker.write(tmp_path))
    assert {found[claim].reason for claim in ABOUT_BOXES} == {"this folder holds no box"}
    assert found["record_never_rewritten"].outcome == "pass"


def test_before_the_first_ceremony_nothing_is_witnessed(tmp_path: Path) -> None:
    maker = Maker()
    maker.tick(())
    found = verdicts(maker.write(tmp_path))
    assert found["record_never_rewritten"] == open_question("not yet witnessed: no ceremony was held")


def test_a_team_that_has_cosigned_nothing_is_no_witness(tmp_path: Path) -> None:
    maker = Maker()
    maker.witnesses = ()
    maker.begin()
    found = verdicts(maker.write(tmp_path))
    assert found["record_never_rewritten"].reason.startswith("not yet witnessed: no checkpoint")


def test_leaves_after_the_last_cosigned_checkpoint_are_not_yet_witnessed(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.box.add({"v": 1, "kind": "strike", "hash": "A" * 43, "by": "A" * 43, "why": ""})
    survey.tick([1])
    found = verdicts(survey.write(tmp_path))["record_never_rewritten"]
    assert found == open_question("not yet witnessed: the newest leaves of books/box-1")


def test_ticks_without_growth_need_no_cosignature(tmp_path: Path) -> None:
    survey = Survey().play()
    survey.tick([1])
    assert verdicts(survey.write(tmp_path))["record_never_rewritten"].outcome == "pass"


def test_a_latest_checkpoint_that_is_cosigned_counts_before_it_is_kept(tmp_path: Path) -> None:
    survey = Survey().play()
    del survey.kept[survey.tree.size]
    assert verdicts(survey.write(tmp_path))["record_never_rewritten"].outcome == "pass"


def test_a_record_longer_than_a_tile_is_read_whole(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    for _ in range(300):
        survey.tick(())
    survey.tick()
    found = verdicts(survey.write(tmp_path))
    assert found["record_never_rewritten"].outcome == found["no_leaf_missing"].outcome == "pass"


def test_a_box_without_envelopes_leaves_its_claims_open(tmp_path: Path) -> None:
    found = verdicts(Survey().until_defined().write(tmp_path))
    assert found["rules_fixed_first"].outcome == "pass"
    for claim in ("every_envelope_had_a_pass", "envelopes_within_list", "envelopes_well_formed"):
        assert found[claim] == open_question("box-1: it holds no envelope yet")
    for claim in ("opened_once_in_groups", "result_equals_opening"):
        assert found[claim] == open_question("box-1: not opened yet")


def test_a_box_is_judged_before_its_opening(tmp_path: Path) -> None:
    found = verdicts(Survey().until_recorded().write(tmp_path))
    assert found["envelopes_well_formed"] == passes("box-1: 15 envelopes")
    assert found["opened_once_in_groups"] == open_question("box-1: not opened yet")


def test_an_opening_under_way_is_no_result(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    asked = verdicts(survey.write(tmp_path / "asked"))
    assert "no keyholder has opened yet" in asked["opened_once_in_groups"].reason
    survey.open(survey.parts([2]))
    one = verdicts(survey.write(tmp_path / "one"))
    assert one["result_equals_opening"] == open_question("box-1: sound parts so far: 1")
    survey.open(survey.parts([1]))
    both = verdicts(survey.write(tmp_path / "both"))
    assert "no result stands in the book yet" in both["result_equals_opening"].reason
    assert both["opened_once_in_groups"].outcome == "pass"


def test_any_t_keyholders_open_the_same(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    survey.open(survey.parts([3, 2]))
    survey.publish(survey.result(keyholders=[2, 3]))
    assert verdicts(survey.write(tmp_path))["result_equals_opening"].outcome == "pass"


def test_an_executor_changes_nothing_and_progress_is_told(good: Path) -> None:
    told: list[tuple[int, int, str]] = []
    with ProcessPoolExecutor(2) as pool:
        found = verify(good, executor=pool, progress=lambda *step: told.append(step))
    assert found == verify(good)
    assert (15, 15, "envelopes") in told
    assert {what for _, _, what in told} == {"ticks of the public tree", "vouches and requests", "envelopes"}


def test_claims_come_in_one_order_each_with_a_plain_sentence(good: Path) -> None:
    assert [claim.name for claim, _ in verify(good)] == [claim.name for claim in CLAIMS]
    assert all(claim.sentence.endswith(".") for claim in CLAIMS)


def test_only_a_failing_claim_gives_a_failing_exit_status() -> None:
    assert exit_status([(CLAIMS[0], passes("")), (CLAIMS[1], open_question(""))]) == 0
    assert exit_status([(CLAIMS[0], passes("")), (CLAIMS[1], fails(""))]) == 1


def test_a_folder_that_is_not_there_is_a_problem_and_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(FolderProblem):
        verify(tmp_path / "nowhere")
