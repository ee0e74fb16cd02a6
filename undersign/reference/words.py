"""Marks sentences that pages show, so that their Spanish can be found; translating them is the site's part."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _(text: str) -> str:
    """Give the sentence back unchanged: the mark is all that is needed."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A marked sentence and what is filled in. `str` gives the English; a page translates `text`, then fills it in."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Give the English sentence."""
        return self.text % self.values
