"""What a Debian server needs to run a site: the files that systemd, Caddy and Tor read, made from its settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from undersign.host.files import HostProblem, write_atomically
from undersign.web.home import Home

KEEP_DAYS: Final = 30
PACKAGES: Final = ("caddy", "python3-venv")

SERVICE: Final = """\
[Unit]
Description=Undersign
After=network.target postgresql.service

[Service]
User=undersign
Environment=UNDERSIGN_HOME={home}
EnvironmentFile=-{home}/database.env
ExecStart={command} serve --port {port}
Restart=on-failure
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectHome=yes
ProtectKernelTunables=yes
ProtectSystem=strict
ReadWritePaths={home}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallFilter=@system-service
UMask=0077
StandardOutput=null

[Install]
WantedBy=multi-user.target
"""

BACKUP: Final = """\
[Unit]
Description=Encrypted backup of Undersign

[Service]
Type=oneshot
User=undersign
Environment=UNDERSIGN_HOME={home}
EnvironmentFile=-{home}/database.env
ExecStart={command} host backup {home} --keep-days {days}
UMask=0077
"""

TIMER: Final = """\
[Unit]
Description=Encrypted backup of Undersign every night

[Timer]
OnCalendar=*-*-* 03:30:00
RandomizedDelaySec=30m
Persistent=true

[Install]
WantedBy=timers.target
"""

# No `log` directive: Caddy then writes no access log. Its own messages name no visitor. A body is taken in whole before
# the site hears of it, within ten seconds: whoever sends slowly holds a connection of Caddy's, and none of the site's.
CADDY: Final = """\
{
	admin off
	servers {
		timeouts {
			read_header 10s
			read_body 10s
			idle 2m
		}
	}
	log default {
		level ERROR
		exclude http.log.access http.log.error http.handlers.reverse_proxy
	}
}
"""

PROXY: Final = """
{at} {{{bind}
	encode zstd gzip
	request_body {{
		max_size 256KB
	}}
	reverse_proxy 127.0.0.1:{port} {{
		buffer_requests
		max_buffer_size 256KB
		header_up X-Forwarded-For {visitor}
		header_up -User-Agent
	}}
}}
"""

# Debian's own service, with this file instead of its own, which stays as the package brings it.
CADDY_SERVICE: Final = """\
[Service]
ExecStart=
ExecStart=/usr/bin/caddy run --config /etc/undersign/Caddyfile
ExecReload=
"""

TORRC: Final = """\
# Tor writes the address of the site into the file service/hostname below this folder.
DataDirectory /var/lib/undersign-onion
HiddenServiceDir /var/lib/undersign-onion/service
HiddenServicePort 80 127.0.0.1:{onion_port}
SocksPort 0
Log warn stderr
"""

ONION: Final = """\
[Unit]
Description=Onion address of Undersign
After=network-online.target

[Service]
User=debian-tor
StateDirectory=undersign-onion
StateDirectoryMode=0700
ExecStart=/usr/bin/tor -f /etc/undersign/torrc
Restart=on-failure
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectHome=yes
ProtectSystem=strict

[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True)
class Plan:
    """The files of an installation, by where they belong."""

    files: dict[str, str]
    steps: tuple[str, ...]


def plan(home: Home, command: str, port: int, *, onion: bool) -> Plan:
    """Return files and steps for a server. Raises HostProblem for a site that cannot stand on one."""
    if home.rehearsal or not home.address.startswith("https://"):
        raise HostProblem("A rehearsal, or a site without https, is not for a server. Nothing was written.")
    values = {"home": home.path, "command": command, "port": port, "days": KEEP_DAYS, "address": home.address}
    values["onion_port"] = port + 1
    files = {
        "etc/systemd/system/undersign.service": SERVICE,
        "etc/systemd/system/undersign-backup.service": BACKUP,
        "etc/systemd/system/undersign-backup.timer": TIMER,
        "etc/systemd/system/caddy.service.d/undersign.conf": CADDY_SERVICE,
    }
    packages, services = list(PACKAGES), "undersign.service undersign-backup.timer"
    if onion:
        files |= {"etc/undersign/torrc": TORRC, "etc/systemd/system/undersign-onion.service": ONION}
        packages.append("tor")
        services += " undersign-onion.service"
    steps = [
        f"apt-get install -y {' '.join(packages)}",
        "adduser --system --group --no-create-home undersign",
        f"chown -R undersign:undersign {home.path}",
        "systemctl daemon-reload",
        f"systemctl enable --now {services}",
        "systemctl restart caddy.service",
    ]
    if onion:
        steps += [
            "cat /var/lib/undersign-onion/service/hostname",
            f'add the line onion = "http://(what stands there)" to {home.path / "site.toml"}',
            "systemctl restart undersign.service",
        ]
    caddy = {"etc/undersign/Caddyfile": _caddyfile(home.address, port, onion=onion)}
    return Plan({name: text.format(**values) for name, text in files.items()} | caddy, tuple(steps))


def _caddyfile(address: str, port: int, *, onion: bool) -> str:
    """Return what Caddy reads. What comes in by Tor has no address: it counts as one, whatever a visitor says."""
    made = CADDY + PROXY.format(at=address, bind="", port=port, visitor="{remote_host}")
    if onion:
        made += PROXY.format(at=f"http://:{port + 1}", bind="\n\tbind 127.0.0.1", port=port, visitor="onion")
    return made


def write(made: Plan, root: Path) -> list[Path]:
    """Write the files below `root`; one that is there with other content is kept and stops everything."""
    for name, text in made.files.items():
        path = root / name
        if path.exists() and path.read_text() != text:
            raise HostProblem(f"{path} is there with other content. Nothing was written. Move it away first.")
    for name, text in made.files.items():
        write_atomically(root / name, text.encode())
    return [root / name for name in made.files]
