"""who.toml: who runs a host and who pays for it. It says everything that the page says, or the host does not start."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from undersign.host.files import HostProblem
from undersign.protocol.encoding import Document
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import check_key
from undersign.web.home import Home

FILE: Final = "who.toml"
TEXT_MOST: Final = 2000
HOST_WORDS_MOST: Final = 80  # of host_can and host_cannot: with the page's own, fewer than 200 say what a host can do
MOST: Final = 100  # stewards, and funders
EMPLOYERS: Final = ("private", "public", "federal", "none")
NOT_WRITTEN: Final = "Nothing was changed. Fill in the file, then try again."
Check = Callable[[object, bool], str | None]

TEMPLATE: Final = """\
# Who is behind this host. Everyone can read all of it on the page "Who is behind this", and each change stays in
# the record. The host starts once every field is filled in.

# A postal address or a web page where people reach you. No email address or phone number of a member.
contact = ""
# Country and state whose law holds for you.
law = ""
# Where people get the source of the program that runs here, with your changes: the license asks for it.
source = ""
# What this host can and cannot do beyond what the page says anyway, in at most 80 words together. Both lines may be
# taken out.
# host_can = ""
# host_cannot = ""

# One block for each person who runs this host. Copy it as often as you need.
[[steward]]
nickname = ""
# Their member key, 64 digits and letters a to f. They find it on their page once they are a member.
# While it is empty they have no steward's pages.
key = ""
job = ""
# Who employs them: "private", "public", "federal" or "none".
employer_kind = ""
# Did they do peer support work themselves? true or false, without quotes.
did_peer_work = ""
# Do they manage peer support workers? Who does cannot run a host.
manages_peer_workers = ""

# One block for each one who pays. If nobody pays, take the block out and write above all blocks: no_funders = true
[[funder]]
name = ""
# How much, for what time, such as "$600 a year".
sum = ""
# Since when, such as "2026-03".
since = ""
# Do they employ peer support workers? Who does cannot pay for a host.
employs_peer_workers = ""
"""

MADE_UP: Final = """\
# Made up, for trying out. None of these people exist, and nobody pays.
contact = "Made-up address, 1 Example Street, Exampletown"
law = "Made-up country, made-up state"
source = "Made up. It is the folder from which this was started."
no_funders = true

[[steward]]
nickname = "Made-up steward"
key = "KEY"
job = "Made-up job"
employer_kind = "none"
did_peer_work = false
manages_peer_workers = false
"""


def template() -> str:
    """Return who.toml of a new host, with every field empty."""
    return TEMPLATE


def made_up(key: bytes = b"") -> str:
    """Return who.toml of a rehearsal, which says that it is made up; `key`: who plays the steward, if anybody."""
    return MADE_UP.replace("KEY", key.hex())


def _text(value: object, _rehearsal: bool) -> str | None:  # noqa: FBT001 - all checks are called alike
    if not isinstance(value, str):
        return "must be text"
    if not value.strip():
        return "is empty"
    return None if len(value.encode()) <= TEXT_MOST else "is too long"


def _employer(value: object, _rehearsal: bool) -> str | None:  # noqa: FBT001 - the same
    if value == "":
        return "is empty"
    return None if value in EMPLOYERS else f"must be one of {', '.join(EMPLOYERS)}"


def _yes_or_no(value: object, _rehearsal: bool) -> str | None:  # noqa: FBT001 - the same
    if value == "":
        return "is empty"
    return None if isinstance(value, bool) else "must be true or false, without quotes"


def _no_manager(value: object, rehearsal: bool) -> str | None:  # noqa: FBT001 - the same
    refused = "is true. Who manages peer support workers cannot run a host"
    return refused if value is True else _yes_or_no(value, rehearsal)


def _no_employer(value: object, rehearsal: bool) -> str | None:  # noqa: FBT001 - the same
    refused = "is true. Who employs peer support workers cannot pay for a host"
    return refused if value is True else _yes_or_no(value, rehearsal)


def _key(value: object, _rehearsal: bool) -> str | None:  # noqa: FBT001 - the same
    if value == "":
        return None  # before the founding nobody has one
    try:
        check_key(bytes.fromhex(str(value)))
    except (ValueError, Refused):
        return "must be a member key, 64 digits and letters a to f"
    return None


HEAD: Final[dict[str, Check]] = {"contact": _text, "law": _text, "source": _text}
MAY_STAND: Final[dict[str, Check]] = {"host_can": _text, "host_cannot": _text, "no_funders": _yes_or_no}
STEWARD: Final[dict[str, Check]] = {
    "nickname": _text,
    "key": _key,
    "job": _text,
    "employer_kind": _employer,
    "did_peer_work": _yes_or_no,
    "manages_peer_workers": _no_manager,
}
FUNDER: Final[dict[str, Check]] = {"name": _text, "sum": _text, "since": _text, "employs_peer_workers": _no_employer}


def check_who(home: Home) -> Document:
    """Return what who.toml says, as the record names it. Raises HostProblem that names the first field amiss."""
    path = home.path / FILE
    found = _load(path)
    lists = {"steward": found.pop("steward", []), "funder": found.pop("funder", [])}
    shape = HEAD | {name: check for name, check in MAY_STAND.items() if name in found}
    _check(found, shape, str(path), rehearsal=home.rehearsal)
    for (name, blocks), fields in zip(lists.items(), (STEWARD, FUNDER), strict=True):
        _check_blocks(name, blocks, fields, path, rehearsal=home.rehearsal)
    if not lists["steward"]:
        raise HostProblem(f"{path} names no steward. {NOT_WRITTEN}")
    if bool(lists["funder"]) == (found.get("no_funders") is True):
        raise HostProblem(f"{path}: name each funder, or say no_funders = true if nobody pays. {NOT_WRITTEN}")
    texts = {name: found.get(name, "") for name in (*HEAD, "host_can", "host_cannot")}
    _check_words(texts["host_can"], texts["host_cannot"], path)
    stewards = [{**each, "key": each["key"].lower()} for each in lists["steward"]]
    return {"v": 1, "kind": "who", "stewards": stewards, "funders": lists["funder"], **texts}


def _check_words(can: str, cannot: str, path: Path) -> None:
    count = len(re.findall(r"[\w'\u2019-]+", f"{can} {cannot}"))
    if count > HOST_WORDS_MOST:
        raise HostProblem(
            f"{path}: host_can and host_cannot have {count} words together, and at most {HOST_WORDS_MOST} are taken. "
            f"All of what a host can and cannot do is said in fewer than 200. {NOT_WRITTEN}"
        )


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise HostProblem(f"{path} is missing. It says who is behind this host. {NOT_WRITTEN}") from None
    except ValueError as problem:
        raise HostProblem(f"{path} cannot be read: {problem}. {NOT_WRITTEN}") from None


def _check(found: Mapping[str, object], shape: Mapping[str, Check], where: str, *, rehearsal: bool) -> None:
    for name, check in shape.items():
        problem = check(found[name], rehearsal) if name in found else "is missing"
        if problem:
            raise HostProblem(f"{where}: {name} {problem}. {NOT_WRITTEN}")
    unknown = sorted(found.keys() - shape.keys())
    if unknown:
        raise HostProblem(f"{where}: there is no field {unknown[0]}. {NOT_WRITTEN}")


def _check_blocks(name: str, blocks: object, shape: Mapping[str, Check], path: Path, *, rehearsal: bool) -> None:
    if not isinstance(blocks, list) or len(blocks) > MOST or not all(isinstance(each, dict) for each in blocks):
        raise HostProblem(f"{path}: write each {name} as a block [[{name}]], at most {MOST}. {NOT_WRITTEN}")
    for number, block in enumerate(blocks, 1):
        _check(block, shape, f"{path}, {name} {number}", rehearsal=rehearsal)
