"""`undersign letter`: who alone may read the names opens them and makes the letter, or is told why not."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from pypdf import PdfReader

from tests import interrupted
from tests.demanded import KEYHOLDERS, LISTED, THRESHOLD, DemandAt, definition_in, demand_at, sign
from tests.rehearsed import Ended, done, undersign
from undersign.host import folder
from undersign.protocol.asks import asks_text
from undersign.protocol.outcomes import demand_name
from undersign.rehearsal import demand, team
from undersign.rehearsal.demand import Wanted
from undersign.reports.letters import pdf

__all__ = ["demand_at"]
SITE = "https://undersign.example"
ASKS = {
    "to": "The board of Harbor House",
    "asks": [{"what": "One paid hour of supervision each week.", "by": "2026-03-01"}],
    "reasons": "We pay for it ourselves.",
    "reply_by": "2026-02-20",
    "names": "recipient",
    "language": "en",
}


@dataclass
class Made:
    """A demand whose names are for one reader, opened; its exports, and the reader's key file."""

    base: Path
    name: str
    names: list[str]  # of the signers: first those that open

    @property
    def key(self) -> Path:
        """The reader's key, as age-keygen writes it."""
        return self.base / "key.txt"

    def export(self, reader: str = "recipient") -> Path:
        """Return an export."""
        return self.base / reader


def play(base: Path) -> Made:
    """Play the demand once, and export it."""
    reader = pyrage.x25519.Identity.generate()
    (base / "key.txt").write_text(f"# created: 2026-01-01\n# public key: {reader.to_public()}\n{reader}\n")
    folder.create(base / "host", "letters.example/undersign", rehearsal=True)
    with folder.opened(base / "host") as host:
        team.rehearse(host, KEYHOLDERS, THRESHOLD)
        demand.new_demand(host, Wanted(text=asks_text(ASKS), readers=(str(reader.to_public()),)), LISTED)
        names = [each.name for _, each in sorted(sign(host).signers.items())]
        box = definition_in(host).box_id
        demand.close(host, definition_in(host))
        demand.ask_to_open(host, definition_in(host))
    done("host", "export", base / "host", base / "asked", "--for", "recipient", "--box", box.hex()[:8])
    with folder.opened(base / "host") as host:
        demand.open_all(host, definition_in(host))
    for each in ("recipient", "signers"):
        done("host", "export", base / "host", base / each, "--for", each, "--box", box.hex()[:8])
    done("host", "export", base / "host", base / "public", "--for", "public")
    return Made(base, demand_name(box).hex(), names)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Give the exports."""
    return play(tmp_path_factory.mktemp("letters"))


def options(*more: object) -> tuple[object, ...]:
    """Return the options that every letter needs."""
    return ("--site", SITE, "--workplace", "Harbor House", "--workers", 1, *more)


def ask(made: Made, out: Path, reader: str = "recipient", key: Path | None = None) -> Ended:
    """Ask for the letter."""
    return undersign("letter", made.export(reader), key or made.key, out, *options())


@pytest.mark.parametrize("reader", ["recipient", "signers"])
def test_the_addressee_opens_the_names_and_has_the_letter(made: Made, tmp_path: Path, reader: str) -> None:
    ended = ask(made, tmp_path / "out", reader)
    assert (ended.code, "6 names opened." in ended.words) == (0, True), ended.words
    text = (tmp_path / "out" / "letter.txt").read_text()
    pages = "".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "letter.pdf").pages)
    for said in (*made.names[:6], "The board of Harbor House", "One paid hour of supervision each week."):
        assert said in " ".join(text.split())
        assert said in " ".join(pages.split())
    assert not [each for each in made.names[6:] if each in text]
    assert f"{SITE}/check/{made.name}" in text
    for each in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600


def test_the_letter_can_hold_the_link_for_one_reply(made: Made, tmp_path: Path) -> None:
    link = f"{SITE}/reply/{made.name}#{'A' * 43}"
    out, given = tmp_path / "out", (made.export(), made.key)
    assert undersign("letter", *given, out, *options("--reply", link)).code == 0
    assert link in (out / "letter.txt").read_text()
    for wrong in (link.replace(made.name, "0" * 64), link.replace(SITE, "https://other.example")):
        ended = undersign("letter", *given, tmp_path / "other", *options("--reply", wrong))
        assert (ended.code, "belongs to another demand" in ended.words) == (3, True)
    assert not (tmp_path / "other").exists()


def test_no_export_holds_the_names_in_the_clear(made: Made) -> None:
    names = [each.encode() for each in made.names]
    assert len(names) == 8
    for reader in ("recipient", "signers", "public"):
        for path in made.export(reader).rglob("*"):
            assert not path.is_file() or not any(name in path.read_bytes() for name in names)


def test_a_wrong_key_is_told_whose_is_wanted(made: Made, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    ended = ask(made, tmp_path / "out", key=other)
    assert (ended.code, "does not open these names" in ended.words) == (3, True)
    assert made.key.read_text().split("public key: ")[1].split()[0] in ended.words
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("data", [b"", b"AGE-SECRET-KEY-1ABC\n", b"# nothing\n", bytes(range(256)), b"age1abc\n"])
def test_a_file_that_holds_no_key_is_refused(data: bytes, made: Made, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(data)
    ended = ask(made, tmp_path / "out", key=path)
    assert (ended.code, "holds no age key" in ended.words) == (3, True)
    assert ask(made, tmp_path / "out", key=tmp_path / "none").code == 3


def test_before_the_opening_there_is_no_letter(made: Made, tmp_path: Path) -> None:
    ended = ask(made, tmp_path / "out", "asked")
    assert (ended.code, "have not opened" in ended.words) == (3, True)


def test_what_is_no_such_demand_is_said(made: Made, tmp_path: Path, demand_at: DemandAt) -> None:
    assert ask(made, tmp_path / "out", "public").code == 3
    assert ask(made, tmp_path / "out", "none").code == 3
    host = demand_at("opened")
    with folder.opened(host) as read:
        box = definition_in(read).box_id.hex()
    done("host", "export", host, tmp_path / "open", "--for", "recipient", "--box", box)
    ended = undersign("letter", tmp_path / "open", made.key, tmp_path / "out", *options())
    assert (ended.code, "Of all others the site itself makes the letter" in ended.words) == (3, True)
    assert undersign("letter", made.export(), made.key, tmp_path / "out", *options("--box", "zz")).code == 3


@pytest.mark.parametrize("wrong", [("--site", "undersign.example"), ("--workplace", " ")])
def test_what_the_letter_needs_must_be_said(wrong: tuple[str, str], made: Made, tmp_path: Path) -> None:
    assert undersign("letter", made.export(), made.key, tmp_path / "out", *options(*wrong)).code == 2
    assert undersign("letter", made.export(), made.key, tmp_path / "out").code == 2


@pytest.mark.parametrize("file", ["entries.jsonl", "leaves", "rests.jsonl"])
def test_of_a_changed_export_no_letter_is_made(file: str, made: Made, tmp_path: Path) -> None:
    export = shutil.copytree(made.export(), tmp_path / "changed")
    [path] = export.glob(f"books/box-*/{file}")
    data = bytearray(path.read_bytes())
    data[-60] ^= 1
    path.write_bytes(data)
    ended = undersign("letter", export, made.key, tmp_path / "out", *options())
    assert ended.code in (1, 3)
    assert not (tmp_path / "out").exists()


def test_a_full_disk_or_an_interruption_leaves_no_half_letter_and_the_next_try_makes_it(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    command = ("letter", made.export(), made.key, out, *options())
    code, said = interrupted.without_room(1000, *command)
    assert code == 5, said
    assert not [each for each in out.iterdir() if each.name.startswith("letter")]

    def interrupt(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "letter_pdf", interrupt)
        assert undersign(*command).code == 130
    assert not list(out.glob("letter.pdf*"))
    assert undersign(*command).code == 0
    assert {"letter.pdf", "letter.txt"} <= {each.name for each in out.iterdir()}
