"""plain_words: whoever reads a help, a message or a report understands it. No jargon, no cheering, no selling."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import typer

from tests.rehearsed import Ended, HostAt, done, undersign
from tests.reports.reading import grade
from undersign.cli import help as page
from undersign.cli.frame import EXIT_CODES
from undersign.cli.main import app
from undersign.protocol.errors import REASONS
from undersign.verifier.claims import CLAIMS
from undersign.verifier.problems import SENTENCES

ROOT = Path(__file__).parents[2]
NEVER = re.compile(
    r"\b(escrows?|trustees?|ciphertexts?|tokens?|entit(y|ies)|cryptograph\w*|leverag\w*|empower\w*|stakeholders?"
    r"|journeys?|oops|whoops|congratulations|awesome|great|successfully|sorry|unfortunately|simply|just|easily|powerful"
    r"|seamless\w*|robust|blockchain|users?)\b|(?<![<!=])!(?!=|doctype|\[)",
    re.IGNORECASE,
)
SAID = ("cli", "host", "keyholder", "rehearsal")  # what these packages print is what people read
CALLS = {"HostProblem", "FolderBusy", "FolderProblem", "Option", "Argument", "Typer", "print", "problem", "RefusedRow"}


def messages(source: str) -> list[str]:
    """Return the texts that a module prints, raises or gives as help, with gaps for what is filled in."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [*node.args, *(each.value for each in node.keywords)] if name in CALLS else []
            found += [text for each in texts if (text := words_in(each))]
    return found


def words_in(node: ast.expr) -> str:
    """Return the text of a literal, or nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [each.value if isinstance(each, ast.Constant) else "X" for each in node.values]
        return "".join(str(part) for part in parts)
    return ""


def every_message() -> dict[str, list[str]]:
    """Return what each module says to people."""
    paths = [path for part in SAID for path in (ROOT / "undersign" / part).glob("*.py")]
    return {path.relative_to(ROOT).as_posix(): messages(path.read_text()) for path in paths}


def test_messages_are_found() -> None:
    found = [text for texts in every_message().values() for text in texts]
    assert len(found) > 100
    assert any("Another command is working on" in text for text in found)
    assert messages('raise HostProblem(f"{path} is a token.")') == ["X is a token."]
    assert NEVER.search("X is a token.")
    assert NEVER.search("Done!")


def test_no_message_has_a_word_that_is_never_on_a_page() -> None:
    wrong = {path: [text for text in texts if NEVER.search(text)] for path, texts in every_message().items()}
    assert {path: texts for path, texts in wrong.items() if texts} == {}


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([page.document()], id="help"),
        pytest.param(list(EXIT_CODES.values()), id="exit codes"),
        pytest.param(list(REASONS.values()), id="reasons"),
        pytest.param(list(SENTENCES.values()), id="problems"),
        pytest.param([claim.sentence for claim in CLAIMS], id="claims"),
    ],
)
def test_no_sentence_has_one_either(texts: list[str]) -> None:
    assert [text for text in texts for match in [NEVER.search(text)] if match] == []


def test_help_and_claims_can_be_read_by_most() -> None:
    helps = [command.help or "" for _, command in page.commands(typer.main.get_command(app), "undersign")]
    assert grade(" ".join(helps)) <= 8
    assert grade(" ".join(claim.sentence for claim in CLAIMS)) <= 8
    assert grade(" ".join(EXIT_CODES.values())) <= 8


def test_a_report_can_be_read_by_most(host_at: HostAt, tmp_path: Path) -> None:
    done("report", host_at("opened"), tmp_path / "report", "--workers", 1)
    html = (tmp_path / "report" / "report.html").read_text()
    text = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert NEVER.search(text) is None


FAILING: list[tuple[str, list[str]]] = [
    ("missing host", ["host", "export", "nowhere", "out"]),
    ("missing plan", ["survey", "new", "{host}", "nowhere.toml", "--people", "nowhere.csv"]),
    ("folder that is no host", ["open", "."]),
    ("missing file", ["inspect", "nowhere"]),
    ("file that is nothing", ["inspect", "{junk}"]),
    ("nothing to report", ["report", "{host}", "out"]),
    ("unknown box", ["open", "{host}", "--box", "ffffffffffff"]),
    ("card that is none", ["ceremony", "new", "out.json", "{junk}", "--threshold", "2", "--founder", "x"]),
]


def failing(arguments: list[str], host: Path, junk: Path) -> Ended:
    """Run a command that cannot succeed."""
    return undersign(*(each.format(host=host, junk=junk) for each in arguments))


@pytest.mark.parametrize(("what", "arguments"), FAILING, ids=[name for name, _ in FAILING])
def test_a_failure_is_one_plain_message_that_says_what_happened(
    what: str, arguments: list[str], host_at: HostAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    junk = tmp_path / "junk"
    junk.write_bytes(b"\xff\x00 not a document")
    ended = failing(arguments, host_at("new"), junk)
    assert ended.code == 3, what
    assert ended.said == ""
    assert ended.complaint.endswith(".\n") or "undersign" in ended.complaint
    assert NEVER.search(ended.complaint.replace(str(tmp_path), "")) is None
    assert len(ended.complaint) < 400
