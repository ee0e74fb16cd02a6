"""Sites that tests start get ports that nobody else draws."""

from __future__ import annotations

import socket
from pathlib import Path

from tests import ports
from undersign.cli import demo_site
from undersign.rehearsal.betrayed import stage

KERNEL = Path("/proc/sys/net/ipv4/ip_local_port_range")
KERNEL_USUALLY = "32768 60999"


def test_no_two_workers_draw_from_the_same_ports() -> None:
    ranges = [ports.own(worker) for worker in range(ports.WORKERS)]
    assert len(set().union(*ranges)) == ports.WORKERS * ports.EACH


def test_nobody_else_draws_from_them() -> None:
    first, last = map(int, (KERNEL.read_text() if KERNEL.exists() else KERNEL_USUALLY).split())
    taken = {*range(first, last + 1), *demo_site.PORTS, *stage.PORTS}
    assert all(taken.isdisjoint(ports.own(worker)) for worker in range(ports.WORKERS))


def test_a_port_in_use_is_not_given_and_none_is_given_twice_in_a_row() -> None:
    port = ports.free_port()
    with socket.create_server(("127.0.0.1", port)):
        given = [ports.free_port() for _ in range(ports.EACH)]
    assert port not in given
    assert len(set(given[: ports.EACH // 2])) == ports.EACH // 2
