"""The export of a site: the folder that everybody can check, for each reader."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from django.test import Client

from tests.cast import ANA, BO, DEE
from tests.web.record import people
from tests.web.record.test_appending import entry, text, ticked
from tests.web.record.test_cosigning import line, posted, size
from tests.web.record.test_files import met
from undersign.host.files import HostProblem
from undersign.verifier.folder import Folder
from undersign.verifier.report import verify
from undersign.web.home import Home
from undersign.web.record import access, actions, exports

__all__ = ["met"]
BOOKS = {"public": {"host"}, "members": {"host", "members"}, "keyholders": {"host", "members"}}


@pytest.fixture
def grown(met: Home, visitor: Client) -> Home:
    """Give a record with words, a text, ticks over more than one tile, and witnesses."""
    for giver in (ANA, BO):
        actions.append("members", [people.vouch(met.origin, giver, DEE, 20_000)])
        ticked(150)
    hashed, document = text("A note.")
    actions.append("members", [entry(1)], [document])
    ticked(1)
    for number in (1, 2):
        assert posted(visitor, {"size": size(), "line": line(met, number)}) == 200
    ticked(5)
    actions.append("members", [{"v": 1, "kind": "not yet proven", "hash": hashed.hex()}])
    return met


@pytest.mark.parametrize("reader", list(BOOKS))
@pytest.mark.usefixtures("grown")
def test_an_export_verifies(reader: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert exports.export(out, reader) == len(BOOKS[reader])
    found = {claim.name: verdict for claim, verdict in verify(out)}
    assert "FAIL" not in {each.outcome for each in found.values()}, found
    assert found["record_never_rewritten"].outcome == found["no_leaf_missing"].outcome == "pass", found
    folder = Folder(out)
    assert {each.first.audience for each in folder.books().values()} == BOOKS[reader]
    assert (folder.about()["for"], folder.checkpoint_sizes()) == (reader, [303])
    assert {each.name for each in out.iterdir()} == {"about.json", "books", "record"}


@pytest.mark.usefixtures("grown")
def test_an_export_is_as_of_one_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = exports._write_tiles  # noqa: SLF001 - the middle of an export

    def grow_meanwhile(folder: Path, size: int) -> None:
        actions.append("host", [entry(9)])
        ticked(1)
        real(folder, size)

    monkeypatch.setattr(exports, "_write_tiles", grow_meanwhile)
    before = access.checkpoint()
    exports.export(tmp_path / "out", "members")
    folder = Folder(tmp_path / "out")
    assert folder.claimed(folder.checkpoint()) == before
    assert before is not None
    assert {each.head()["position"] for each in folder.books().values()} == {before.size - 1}
    assert "FAIL" not in {verdict.outcome for _, verdict in verify(tmp_path / "out")}


def test_an_export_holds_no_secret(grown: Home, tmp_path: Path) -> None:
    exports.export(tmp_path / "out", "keyholders")
    data = b"".join(each.read_bytes() for each in (tmp_path / "out").rglob("*") if each.is_file())
    for name in ("host", "slots", "django", "founding"):
        assert grown.secret(name) not in data


@pytest.mark.usefixtures("site")
def test_an_export_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(HostProblem):
        exports.export(tmp_path / "there", "public")

    def fail(*_: object) -> None:
        raise OSError(secrets.token_hex(4))

    monkeypatch.setattr(exports, "_write_tiles", fail)
    with pytest.raises(OSError, match=r"^[0-9a-f]{8}$"):
        exports.export(tmp_path / "out", "public")
    assert [each.name for each in tmp_path.iterdir()] == ["there"]
