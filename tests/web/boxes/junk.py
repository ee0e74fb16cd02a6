"""Envelopes that were spoiled on the way: mutations of genuine ones, and bytes that are no envelope at all."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from undersign.protocol.encoding import Document

Sent = dict[str, Any]
LETTERS: Final = "ABCXYZabcxyz0189-_"
ODD: Final[tuple[Any, ...]] = (None, True, 0, -1, 2**53, "", "x", [], {}, [[]], "é", "A" * 500)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Yield where something stands in a document."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield (*path, name)
            yield from _places(each, (*path, name))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield (*path, at)
            yield from _places(each, (*path, at))


def _inside(what: Sent, path: tuple[Any, ...]) -> Any:  # noqa: ANN401 - JSON
    for step in path[:-1]:
        what = what[step]
    return what


def letter(what: Sent, chance: random.Random, _others: Sequence[Sent]) -> None:
    """Change one letter of one text, or one number by one."""
    texts = [path for path in _places(what) if isinstance(_inside(what, path)[path[-1]], str | int)]
    path = chance.choice(texts)
    holder, name = _inside(what, path), path[-1]
    value = holder[name]
    if isinstance(value, int):
        holder[name] = value + chance.choice((-1, 1))
    elif value:
        at = chance.randrange(len(value))
        new = chance.choice([each for each in LETTERS if each != value[at]])
        holder[name] = value[:at] + new + value[at + 1 :]
    else:
        holder[name] = "A"


def swap(what: Sent, chance: random.Random, others: Sequence[Sent]) -> None:
    """Put in what stands at the same place in another envelope."""
    other = chance.choice(others)
    path = chance.choice(list(_places(what)))
    try:
        new = _inside(other, path)[path[-1]]
    except (KeyError, IndexError, TypeError):
        new = None
    holder = _inside(what, path)
    holder[path[-1]] = json.loads(json.dumps(new)) if new != holder[path[-1]] else "other"


def drop(what: Sent, chance: random.Random, _others: Sequence[Sent]) -> None:
    """Leave something out."""
    path = chance.choice(list(_places(what)))
    del _inside(what, path)[path[-1]]


def odd(what: Sent, chance: random.Random, _others: Sequence[Sent]) -> None:
    """Put in a value of another kind."""
    path = chance.choice(list(_places(what)))
    _inside(what, path)[path[-1]] = chance.choice(ODD)


def more(what: Sent, chance: random.Random, _others: Sequence[Sent]) -> None:
    """Add a field that nobody knows."""
    objects = [(), *(path for path in _places(what) if isinstance(_inside(what, path)[path[-1]], dict))]
    path = chance.choice(objects)
    holder = _inside(what, path)[path[-1]] if path else what
    holder[chance.choice(("more", "time", "v2"))] = chance.choice(ODD)


WAYS: Final[tuple[Callable[[Sent, random.Random, Sequence[Sent]], None], ...]] = (letter, swap, drop, odd, more)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Cut bytes off, or turn one bit."""
    at = chance.randrange(len(data))
    return (
        data[:at]
        if chance.random() < 1 / 2
        else data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
    )


def junk(genuine: Sequence[Sent], count: int, seed: int = 1) -> Iterator[bytes]:
    """Yield so many bodies, each spoiled in one way; the same ones each time."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    known = {json.dumps(each, sort_keys=True) for each in genuine}
    while count:
        what: Document = json.loads(json.dumps(chance.choice(genuine)))
        way = chance.choice((*WAYS, None))
        if way is None:
            data = cut(json.dumps(what).encode(), chance)
        else:
            way(what, chance, genuine)
            data = json.dumps(what).encode()
        if json.dumps(_read(data), sort_keys=True) not in known:
            count -= 1
            yield data


def _read(data: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
