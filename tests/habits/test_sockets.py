"""No test reaches beyond this machine. These tests try to."""

from __future__ import annotations

import socket

import pytest

ELSEWHERE = "192.0.2.1"  # RFC 5737: an address that belongs to nobody


def test_a_connection_elsewhere_is_refused(reached_for: list[str]) -> None:
    with socket.socket() as outgoing, pytest.raises(PermissionError):
        outgoing.connect((ELSEWHERE, 80))
    assert reached_for == [ELSEWHERE]
    reached_for.clear()


def test_a_name_is_not_looked_up(reached_for: list[str]) -> None:
    with pytest.raises(PermissionError):
        socket.create_connection(("example.org", 80), timeout=1)
    assert reached_for == ["example.org"]
    reached_for.clear()


def test_a_datagram_elsewhere_is_refused(reached_for: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as outgoing, pytest.raises(PermissionError):
        outgoing.sendto(b"", (ELSEWHERE, 9))
    assert reached_for == [ELSEWHERE]
    reached_for.clear()


def test_this_machine_may_speak_to_itself() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    with listening, socket.create_connection(listening.getsockname(), timeout=5) as outgoing:
        listening.accept()[0].close()
        assert outgoing.recv(1) == b""
