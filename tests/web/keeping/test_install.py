"""The files of a server: what they must hold, since nothing here is a server with a name of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from undersign.host.files import HostProblem
from undersign.web import home as homes
from undersign.web import install

REAL = {"origin": "real.example/undersign", "address": "https://real.example", "title": "Real"}
REAL |= {"rehearsal": False, "tick_seconds": 60}  # type: ignore[dict-item]  # settings are of several kinds


def made(path: Path, *, onion: bool = False, **more: object) -> install.Plan:
    """Plan the installation of a new site."""
    return install.plan(homes.create(path / "site", {**REAL, **more}), "bin/undersign", 8000, onion=onion)


def units(plan: install.Plan, name: str) -> str:
    """Return one of the files for systemd."""
    return plan.files[f"etc/systemd/system/{name}"]


def blocks(caddy: str) -> list[str]:
    """Return the parts of a Caddyfile, the general one first."""
    assert "{{" not in caddy
    return caddy.split("\n\n")


def test_an_installation_logs_no_visitor(tmp_path: Path) -> None:
    plan = made(tmp_path, onion=True)
    general, *sites = blocks(plan.files["etc/undersign/Caddyfile"])
    assert "exclude http.log.access" in general
    assert not any("\tlog" in site for site in sites)
    assert all("header_up -User-Agent" in site for site in sites)
    assert "StandardOutput=null" in units(plan, "undersign.service")
    assert "Log warn" in plan.files["etc/undersign/torrc"]


def test_a_site_has_its_name_its_proxy_and_its_folder(tmp_path: Path) -> None:
    plan = made(tmp_path)
    _, site = blocks(plan.files["etc/undersign/Caddyfile"])
    assert site.startswith("https://real.example {")
    assert "reverse_proxy 127.0.0.1:8000 {" in site
    assert "header_up X-Forwarded-For {remote_host}" in site
    assert f"UNDERSIGN_HOME={tmp_path / 'site'}" in units(plan, "undersign.service")
    assert "ExecStart=bin/undersign serve --port 8000" in units(plan, "undersign.service")


@pytest.mark.parametrize("onion", [False, True])
def test_who_sends_slowly_holds_no_connection_of_the_site(onion: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    general, *sites = blocks(made(tmp_path, onion=onion).files["etc/undersign/Caddyfile"])
    assert "read_header 10s" in general
    assert "read_body 10s" in general
    assert len(sites) == 1 + onion
    for site in sites:
        assert "buffer_requests\n\t\tmax_buffer_size 256KB" in site
        assert "max_size 256KB" in site


def test_backups_are_made_each_night_and_kept_for_thirty_days(tmp_path: Path) -> None:
    plan = made(tmp_path)
    assert "--keep-days 30" in units(plan, "undersign-backup.service")
    assert "OnCalendar=*-*-* 03:30:00" in units(plan, "undersign-backup.timer")
    assert any("undersign-backup.timer" in step for step in plan.steps)


def test_caddy_is_started_anew_with_our_file_and_keeps_its_own(tmp_path: Path) -> None:
    """It has no address by which it could be told to read a file again, and the package's file stays as it is."""
    plan = made(tmp_path)
    assert "admin off" in blocks(plan.files["etc/undersign/Caddyfile"])[0]
    assert "--config /etc/undersign/Caddyfile" in units(plan, "caddy.service.d/undersign.conf")
    assert "systemctl restart caddy.service" in plan.steps
    assert not any("reload caddy" in step for step in plan.steps)
    assert not any(name.startswith(("etc/caddy/", "etc/tor/")) for name in plan.files)


def test_an_onion_address_comes_by_its_own_way(tmp_path: Path) -> None:
    plan = made(tmp_path, onion=True)
    _, _, site = blocks(plan.files["etc/undersign/Caddyfile"])
    assert site.startswith("http://:8001 {\n\tbind 127.0.0.1\n")
    assert "header_up X-Forwarded-For onion" in site
    assert "HiddenServicePort 80 127.0.0.1:8001" in plan.files["etc/undersign/torrc"]
    assert "tor -f /etc/undersign/torrc" in units(plan, "undersign-onion.service")
    assert "tor" in plan.steps[0].split()
    assert any("onion = " in step for step in plan.steps)


def test_without_one_nothing_speaks_of_tor(tmp_path: Path) -> None:
    plan = made(tmp_path)
    assert not any("tor" in Path(name).name or "onion" in name for name in plan.files)
    assert "onion" not in "".join([*plan.files.values(), *plan.steps])


def test_an_installation_overwrites_nothing(tmp_path: Path) -> None:
    plan, root = made(tmp_path), tmp_path / "root"
    assert len(install.write(plan, root)) == len(plan.files)
    install.write(plan, root)
    (root / "etc/undersign/Caddyfile").write_text("mine")
    with pytest.raises(HostProblem, match="other content"):
        install.write(plan, root)
    assert (root / "etc/undersign/Caddyfile").read_text() == "mine"


def test_a_rehearsal_is_not_for_a_server(tmp_path: Path) -> None:
    with pytest.raises(HostProblem, match="not for a server"):
        made(tmp_path, rehearsal=True)


@pytest.mark.parametrize("onion", ["http://abc.onion", "https://" + "a" * 56 + ".onion", "", 7])
def test_an_onion_address_is_one(onion: object, tmp_path: Path) -> None:
    with pytest.raises(HostProblem, match="onion is http://"):
        homes.create(tmp_path / "site", {**REAL, "onion": onion})
