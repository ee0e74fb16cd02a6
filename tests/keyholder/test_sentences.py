"""Whatever a keyholder's program refuses, its person reads a sentence, and never the name of the reason."""

from __future__ import annotations

import ast
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.keyholder.boxed import Case, case, no_stock, stages
from tests.rehearsed import undersign
from undersign import keyholder
from undersign.keyholder import asked, duties, handed, sentences, shown, status
from undersign.keyholder.duties import BoxState
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Unreachable
from undersign.protocol import closing, demands
from undersign.protocol.errors import REASONS, Refused
from undersign.verifier.problems import SENTENCES, FolderProblem

__all__ = ["case", "no_stock", "stages"]
CODE = re.compile(rf"\b({'|'.join(each for each in SENTENCES if '_' in each)})\b|books/|not yet witnessed|\b\d{{9,}}\b")
MODULES = [
    *Path(str(keyholder.__file__)).parent.glob("*.py"),
    *(Path(str(each.__file__)) for each in (closing, demands)),
]


def raised() -> set[str]:
    """Return every reason that the program's own modules give."""
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Refused", "FolderProblem"):
                [name, *_] = node.args
                found |= {name.value} if isinstance(name, ast.Constant) and isinstance(name.value, str) else set()
    return found


def test_every_reason_that_the_program_gives_itself_has_a_sentence_of_its_own() -> None:
    found = raised()
    assert len(found) > 25
    assert found - sentences.OWN.keys() - {"host_differs"} == set()
    assert sentences.OWN.keys() <= REASONS.keys()


@pytest.mark.parametrize("reason", sorted(SENTENCES))
def test_every_reason_that_can_reach_the_page_is_said_in_a_sentence(reason: str, tmp_path: Path) -> None:
    problems: list[Exception] = [FolderProblem(reason, "books/box-12345678, leaf 3"), sentences.Unfit("x", reason)]
    if reason in REASONS:
        problems.append(Refused(reason, "ends at 1900000000"))
    own = KeyholderFolder.create(tmp_path / "own", "North", "")
    for problem in problems:
        said = sentences.sentence(problem)
        assert re.fullmatch(r"[A-Z][^_]*[.]", said)
        assert not CODE.search(said)
        state = BoxState("ab" * 32, "demand", "Paid supervision", 1_900_000_000, ("One.",), said)
        own.remember(duties.MEMORY, {"box-abababab": asdict(state)})
        own.raise_alarm(said, Path("evidence"), 0, str(problem))
        shows = shown.page(own, "token")
        assert said in shows.replace("&#x27;", "'").replace("&quot;", '"')
        assert not CODE.search(re.sub(r"<[^>]*>", "", shows))
        assert not CODE.search(undersign("keyholder", "status", own.path).said)


def test_what_speaks_for_itself_is_said_as_it_is() -> None:
    assert sentences.sentence(Unreachable("The site is away.")) == "The site is away."
    why = sentences.sentence(Refused("rule_impossible", sentences.CONCERNED))
    assert why == "It concerns your own employer, so the other keyholders open it."


@pytest.mark.parametrize("case", ["asked"], indirect=True)
@pytest.mark.parametrize("address", ["parts", "deleted"])
def test_a_part_that_comes_late_is_no_trouble(case: Case, address: str) -> None:
    case.run()
    asked.approve(case.own, case.state())
    case.site.saying = {f"/keyholders/{address}": "box_not_opened"}
    case.run()
    assert not case.state().trouble
    assert not any("came to nothing" in each for each in status.about(case.own))


@pytest.mark.parametrize("case", ["asked"], indirect=True)
def test_what_a_site_refuses_otherwise_is_said_in_its_own_sentence(case: Case) -> None:
    case.run()
    asked.approve(case.own, case.state())
    case.site.saying = {"/keyholders/parts": "partial_opening_wrong"}
    with pytest.raises(Unreachable) as problem:
        case.run()
    assert problem.value.error == "partial_opening_wrong"
    assert "Nothing was written down." in case.state().trouble
    assert not CODE.search(case.state().trouble)


@pytest.mark.parametrize("case", ["fixed", "signed", "closed", "asked"], indirect=True)
def test_at_no_stage_does_the_page_show_a_name_of_a_reason(case: Case) -> None:
    case.run()
    case.run()
    assert not CODE.search(re.sub(r"<[^>]*>", "", shown.page(case.own, "token")))
    assert not case.state().trouble


def test_the_refusals_of_a_file_name_no_reason() -> None:
    state = BoxState("ab" * 32, "demand", "Paid supervision", 1_900_000_000)
    for reason in REASONS:
        assert not CODE.search(handed._refusal(state, Refused(reason, "x")))  # noqa: SLF001 - each of its sentences
