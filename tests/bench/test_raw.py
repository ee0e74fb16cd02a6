"""The counts of raw operations and the operations that they name."""

from __future__ import annotations

import pytest

from bench import raw


def test_counts_grow_by_the_same_amount_with_every_option() -> None:
    def growth(options: int) -> dict[str, int]:
        more, less = raw.verify_counts(options + 1), raw.verify_counts(options)
        return {name: more[name] - less[name] for name in more}

    assert growth(5) == growth(24)
    assert all(growth(5)[name] >= count for name, count in raw.VERIFY_PER_OPTION.items())


def test_every_counted_operation_exists_and_runs() -> None:
    known = raw.operations()
    assert set(raw.seal_counts(6)) | set(raw.verify_counts(6)) <= set(known)
    for operation in known.values():
        operation()


def test_repeated_calls_each_operation_as_often_as_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(raw, "operations", lambda: {"base": lambda: called.append("base")})
    raw.repeated({"base": 3}, 2)()
    assert called == ["base"] * 6
