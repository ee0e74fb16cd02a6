"""Where one site lives on its machine: its settings, its secrets, its database."""

from __future__ import annotations

import os
import re
import secrets
import time
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from undersign.host.files import HostProblem, write_atomically
from undersign.protocol.notes import check_name
from undersign.protocol.signatures import public_key

ENVIRONMENT: Final = "UNDERSIGN_HOME"
DEFAULT: Final = "undersign-host"
SECRETS: Final = ("host", "slots", "django", "founding")
SETTINGS: Final = {"origin": str, "address": str, "title": str, "rehearsal": bool, "tick_seconds": int}
MORE: Final = {"onion": str}  # settings that may be left out
TICK_MOST: Final = 86_400
_ADDRESS: Final = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")
_ONION: Final = re.compile(r"http://[a-z2-7]{56}\.onion")


@dataclass(frozen=True)
class Home:
    """The folder of one site."""

    path: Path

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What site.toml says. Raises HostProblem if it is missing, broken or incomplete."""
        path = self.path / "site.toml"
        try:
            found = tomllib.loads(path.read_text())
        except FileNotFoundError:
            raise HostProblem(f'{self.path} is not a site. Make one with "undersign host init {self.path}".') from None
        except (ValueError, UnicodeDecodeError) as problem:
            raise HostProblem(f"{path} cannot be read: {problem}. Nothing was changed.") from None
        check_settings(found, path)
        return found

    @property
    def origin(self) -> str:
        """The name of the record."""
        return str(self.settings["origin"])

    @property
    def address(self) -> str:
        """Scheme and host of the site, as browsers send them in Origin; links name this one."""
        return str(self.settings["address"])

    @property
    def addresses(self) -> list[str]:
        """All addresses of the site: the one above, and its onion address if it has one."""
        onion = self.settings.get("onion")
        return [self.address, onion] if onion else [self.address]

    def reached(self, host: str) -> str:
        """Return by which address the site was reached, by the Host that a browser named; empty if it is not ours."""
        return next((each for each in self.addresses if urlsplit(each).netloc == host.lower()), "")

    @property
    def rehearsal(self) -> bool:
        """Whether everything here is made up, and every page says so."""
        return bool(self.settings["rehearsal"])

    @property
    def tick_seconds(self) -> int:
        """How long a tick of the record is."""
        return int(self.settings["tick_seconds"])

    @property
    def clock(self) -> Path:
        """The file that moves the clock of a rehearsal: by how many seconds it is ahead of the machine's."""
        return self.path / "clock"

    @property
    def moves_clock(self) -> bool:
        """Whether pages may move the clock: in a rehearsal that only this machine reaches."""
        return self.rehearsal and self.address.startswith("http://")

    def now(self) -> float:
        """Return the time in seconds since 1970: the machine's, or in a rehearsal the one that somebody moved."""
        return time.time() + (self._ahead() if self.rehearsal else 0)

    def _ahead(self) -> int:
        try:
            return int(self.clock.read_text())
        except FileNotFoundError:
            return 0
        except ValueError:
            raise HostProblem(f"{self.clock} holds no whole number of seconds. Remove it, or mend it.") from None

    def move_clock(self, seconds: int) -> None:
        """Move the clock of a rehearsal forward. Raises HostProblem on any other site."""
        if not self.rehearsal:
            raise HostProblem("Only a rehearsal has a clock that can be moved. Nothing was changed.")
        write_atomically(self.clock, str(self._ahead() + max(0, seconds)).encode())

    @property
    def lock(self) -> Path:
        """The file that is locked while the site is served, or upgraded: not both at once."""
        return self.path / ".lock"

    def secret(self, name: str) -> bytes:
        """Return one of the site's secrets, 32 bytes."""
        path = self.path / "secret" / name
        try:
            found = path.read_bytes()
        except FileNotFoundError:
            raise HostProblem(f"{path} is missing. Restore the site from a backup.") from None
        if len(found) != 32:  # noqa: PLR2004 - every secret here has 32 bytes
            raise HostProblem(f"{path} is broken. Restore the site from a backup.")
        return found

    @property
    def host_key(self) -> bytes:
        """The public half of the key with which the host signs checkpoints."""
        return public_key(self.secret("host"))


def check_settings(found: dict[str, Any], path: Path) -> None:
    """Check what site.toml says. Raises HostProblem that names the first wrong setting."""
    for name, kind in SETTINGS.items():
        if type(found.get(name)) is not kind:
            raise HostProblem(f"{path}: {name} is missing or of the wrong kind. Nothing was changed.")
    unknown = sorted(found.keys() - SETTINGS.keys() - MORE.keys())
    if unknown:
        raise HostProblem(f"{path}: there is no setting {unknown[0]}. Nothing was changed.")
    check_name(found["origin"])
    if not _ADDRESS.fullmatch(found["address"]):
        raise HostProblem(f"{path}: address is https:// and a name, without a path. Only localhost may use http://.")
    onion = found.get("onion")
    if onion is not None and not (isinstance(onion, str) and _ONION.fullmatch(onion)):
        raise HostProblem(f"{path}: onion is http:// and 56 letters and digits, then .onion, as Tor made them.")
    if not 1 <= found["tick_seconds"] <= TICK_MOST or not found["title"].strip():
        raise HostProblem(f"{path}: tick_seconds is 1 to {TICK_MOST}, and the title is not empty.")


def create(path: Path, settings: dict[str, Any]) -> Home:
    """Write settings and secrets of a new site. Raises HostProblem if the folder holds something."""
    if path.exists() and any(path.iterdir()):
        raise HostProblem(f"{path} is not empty. Nothing was changed. Choose a folder that does not exist yet.")
    check_settings(settings, path / "site.toml")
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    for name in SECRETS:
        write_atomically(path / "secret" / name, secrets.token_bytes(32), secret=True)
    lines = [f"{name} = {_toml(value)}\n" for name, value in settings.items()]
    write_atomically(path / "site.toml", "".join(lines).encode())
    return Home(path)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@lru_cache(maxsize=1)
def current() -> Home:
    """Return the site that UNDERSIGN_HOME names."""
    return Home(Path(os.environ.get(ENVIRONMENT, DEFAULT)).resolve())


def now() -> float:
    """Return the time of the site, in seconds since 1970."""
    return current().now()
