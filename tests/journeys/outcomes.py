"""What people write down once the names of a demand are open."""

from __future__ import annotations

from pathlib import Path

from tests.journeys import demands
from tests.journeys.keyholders import until
from tests.journeys.people import Somebody


def writes(somebody: Somebody, after: str, link: str, fields: dict[str, str]) -> None:
    """Write down what came of a demand."""
    somebody.go(after)
    somebody.tap(link)
    somebody.page.locator("#outcome").wait_for()
    for name, value in fields.items():
        field = somebody.page.locator(f"#{name}")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    somebody.look("write-" + "-".join(link.lower().split()[2:]))
    somebody.tap("Sign and write down")
    somebody.page.wait_for_url(f"**{after}")


def shows(somebody: Somebody, path: str, words: str) -> None:
    """Visit a page until something stands there."""
    until(f"{path} says {words}", lambda: words in _text(somebody, path))


def _text(somebody: Somebody, path: str) -> str:
    somebody.go(path)
    return somebody.text()


def deliver(ana: Somebody, after: str, folder: Path) -> str:
    """Take the letter, and write down that it was handed over; return the text of the letter."""
    ana.go(after)
    ana.look("after-opening")
    letter = demands.letter(ana, "Letter to deliver (PDF)", folder)
    writes(ana, after, "Write down that it was delivered", {"how": "hand"})
    shows(ana, after, "Delivered on")
    ana.look("delivered")
    return letter
