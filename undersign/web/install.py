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

# No `log` directive: Caddy then writes no access log. Its own messages name no visitor.
CADDY: Final = """\
{{
	admin off
	log default {{
		level ERROR
		exclude http.log.access http.log.error http.handlers.reverse_proxy
	}}
}}

{address} {{
	encode zstd gzip
	request_body {{
		max_size 256KB
	}}
	reverse_proxy 127.0.0.1:{port} {{
		header_up X-Forwarded-For {{remote_host}}
		header_up -User-Agent
	}}
}}
"""

ONION: Final = """\
# Tor writes the address of the site into the file hostname in this folder.
HiddenServiceDir /var/lib/tor/undersign/
HiddenServicePort 80 127.0.0.1:{port}
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
    files = {
        "etc/systemd/system/undersign.service": SERVICE.format(**values),
        "etc/systemd/system/undersign-backup.service": BACKUP.format(**values),
        "etc/systemd/system/undersign-backup.timer": TIMER.format(**values),
        "etc/caddy/Caddyfile": CADDY.format(**values),
    }
    packages = " ".join([*PACKAGES, *(["tor"] if onion else [])])
    steps = [
        f"apt-get install -y {packages}",
        "adduser --system --group --no-create-home undersign",
        f"chown -R undersign:undersign {home.path}",
        "systemctl daemon-reload",
        "systemctl enable --now undersign.service undersign-backup.timer caddy.service",
        "systemctl reload caddy.service",
    ]
    if onion:
        files["etc/tor/torrc.d/undersign.conf"] = ONION.format(**values)
        steps.append("systemctl restart tor.service")
    return Plan(files, tuple(steps))


def write(made: Plan, root: Path) -> list[Path]:
    """Write the files below `root`; one that is there with other content is kept and stops everything."""
    for name, text in made.files.items():
        path = root / name
        if path.exists() and path.read_text() != text:
            raise HostProblem(f"{path} is there with other content. Nothing was written. Move it away first.")
    for name, text in made.files.items():
        write_atomically(root / name, text.encode())
    return [root / name for name in made.files]
