"""Calls that may be refused, as values to compare."""

from collections.abc import Callable
from typing import TypeVar

from undersign.protocol.errors import Refused

Value = TypeVar("Value")


def outcome(call: Callable[[], Value]) -> tuple[str, Value | None]:
    """Return "ok" and what `call` gives, or the name with which it is refused and None."""
    try:
        return "ok", call()
    except Refused as problem:
        return problem.reason, None
