"""The files that a site's record names for browsers, one listing after the other, and what is new in one."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder.mirror import Mirror, Site
from undersign.protocol.encoding import array, b64, encode, fields, octets, one_of, read, sha256, text
from undersign.verifier.examination import examine_record
from undersign.verifier.folder import Folder
from undersign.verifier.problems import FolderProblem

FILES_MOST: Final = 2000
PATH: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
ENTRY: Final = {
    "kind": one_of("client"),
    "files": array(fields({"path": text(200), "hash": octets(32)}), 1, FILES_MOST),
}
NAMED: Final = 10  # paths that are named; of more, only how many


@dataclass(frozen=True)
class Listing:
    """What one `client` entry names: path and hash of each file, in its order; the tick's time in seconds."""

    hashes: dict[str, bytes]
    seconds: int

    @property
    def digest(self) -> str:
        """The hash of the listing, in hex; its first digits stand in the files' addresses."""
        files = [{"path": path, "hash": b64(hashed)} for path, hashed in self.hashes.items()]
        return sha256(encode({"v": 1, "files": files})).hex()

    @property
    def prefix(self) -> str:
        """Where the files are."""
        return f"/client/{self.digest[:16]}/"

    def news(self, before: Listing) -> str:
        """Return in a sentence what it names otherwise than one before it; "" if nothing."""
        changed = [path for path in self.hashes if before.hashes.get(path, self.hashes[path]) != self.hashes[path]]
        added = [path for path in self.hashes if path not in before.hashes]
        gone = [path for path in before.hashes if path not in self.hashes]
        parts = [_said(*each) for each in ((changed, "changed"), (added, "new"), (gone, "gone")) if each[0]]
        day = datetime.fromtimestamp(self.seconds, UTC).strftime("%Y-%m-%d")
        return f"Since {day} the record names other files: {'; '.join(parts)}." if parts else ""


def _said(paths: list[str], what: str) -> str:
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return f"{len(paths)} {what}: {', '.join(paths[:NAMED])}{more}"


def listings(site: Site) -> list[Listing]:
    """Return all that the record of a site ever named, the earliest first; at least one.

    Raises Unreachable, HostProblem; FolderProblem if the record does not hold.
    """
    with tempfile.TemporaryDirectory() as name:
        Mirror(Path(name), site, ("host",)).fetch()
        record = examine_record(Folder(name))
        problems = record.problems.all()
        if problems:
            raise FolderProblem(problems[0].reason, problems[0].where)
        book, seconds = record.passes[0], record.host.tick_seconds if record.host else 0
        entries = [line for line in book.files.lines() if line.entry and line.entry["kind"] == "client"]
        found = [_listing(line.entry or {}, book.tick(line.index) * seconds) for line in entries]
    if not found:
        raise HostProblem(f"The record of {site.address} names no files yet. It does once the site was served.")
    return found


def _listing(entry: dict[str, object], seconds: int) -> Listing:
    hashes = {each["path"]: each["hash"] for each in read(entry, ENTRY)["files"]}
    if not all(PATH.fullmatch(path) for path in hashes):
        raise HostProblem("The record names a file whose path is none. Nothing was compared.")
    return Listing(hashes, seconds)


def keep(path: Path, address: str, listing: Listing) -> None:
    """Keep which listing of a site was seen last."""
    write_atomically(path, json.dumps({"site": address, "listing": listing.digest}).encode() + b"\n")


def kept(path: Path | None, address: str) -> str:
    """Return which listing of a site was kept; "" if none was. Raises HostProblem for a file of something else."""
    if path is None or not path.exists():
        return ""
    try:
        found = json.loads(path.read_bytes())
        site, digest = str(found["site"]), str(found["listing"])
    except (ValueError, KeyError, TypeError):
        raise HostProblem(f"{path} is not a file that this command keeps. Nothing was compared.") from None
    if site != address:
        raise HostProblem(f"{path} was kept for {site}. Nothing was compared. Keep one file for each site.")
    return digest


def news(found: list[Listing], seen: str) -> str | None:
    """Return what the last listing names otherwise than the one that was seen, or, if none was, than the one before.

    "" if it is the same, or the first; None if the record does not hold what was seen.
    """
    digests = [each.digest for each in found]
    if seen and seen not in digests:
        return None
    if not seen and len(found) == 1:
        return ""
    if not seen:
        return found[-1].news(found[-2])
    at = len(digests) - 1 - digests[::-1].index(seen)
    return found[-1].news(found[at])
