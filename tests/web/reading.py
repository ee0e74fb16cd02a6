"""How hard a page is to read: Flesch-Kincaid grade in English, Fernandez-Huerta in Spanish."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.reports.reading import grade

HARDEST_GRADE = 7.0
LEAST_EASE = 70.0
FEW_WORDS = 40
BLOCKS = {"p", "li", "dd", "dt", "h1", "h2", "h3", "label", "legend", "td", "th", "summary", "div", "option", "button"}
NOT_READ = {"script", "style", "svg", "cite", "blockquote", "template"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Words(HTMLParser):
    """Collects what stands in <main>, block by block, without citations and members' own texts (`data-own`)."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self.open: list[str] = []
        self.skipping: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block; from something that is not read, skip to its end."""
        if tag in BLOCKS:
            self.blocks.append("")
        if tag in VOID:
            return
        self.open.append(tag)
        if self.skipping is None and (tag in NOT_READ or "data-own" in dict(attrs)):
            self.skipping = len(self.open)

    def handle_endtag(self, tag: str) -> None:
        """End whatever was open since this tag began."""
        while self.open and self.open.pop() != tag:
            pass
        if self.skipping is not None and len(self.open) < self.skipping:
            self.skipping = None
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        """Keep words of the page itself."""
        if "main" in self.open and self.skipping is None:
            self.blocks[-1] += data


def blocks(page: str) -> list[str]:
    """Return the paragraphs, headings, labels and so on of a page."""
    reader = _Words()
    reader.feed(page)
    return [text for text in (" ".join(block.split()) for block in reader.blocks) if text]


def words(page: str) -> int:
    """Return how many words a page has, header and footer not counted."""
    return sum(len(re.findall(r"\w[^\s]*", block)) for block in blocks(page))


def sentences(page: str) -> str:
    """Return the sentences of a page; where there are few, headings and labels count as sentences too."""
    found = blocks(page)
    whole = " ".join(block for block in found if block[-1] in ".?!:")
    if len(whole.split()) >= FEW_WORDS:
        return whole
    return " ".join(block if block[-1] in ".?!:" else f"{block}." for block in found)


def syllables(word: str) -> int:
    """Count the syllables of a Spanish word: strong vowels stand alone, a weak one leans on its neighbour."""
    small = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    small = re.sub(r"y(?![aeiouáéíóú])", "i", small)
    return max(1, len(re.findall(r"[iuü]?[aeoáéóíú][iuü]?(?![aeoáéóíú])|[iuü]?[aeoáéóíú]|[iuü]+", small)))


def ease(text: str) -> float:
    """Return how easy a Spanish text is, after Fernandez Huerta (1959); 100 is easiest."""
    found = re.findall(r"[^\W\d_]+", text)
    ends = max(1, len(re.findall(r"[.!?:]+(?:\s|$)", text)))
    return 206.84 - 60 * sum(map(syllables, found)) / len(found) - 1.02 * len(found) / ends


def check(page: str, language: str) -> None:
    """Fail if a page is too hard to read."""
    text = sentences(page)
    assert text, "the page has no words"
    if language == "es":
        assert ease(text) >= LEAST_EASE, f"Fernandez-Huerta {ease(text):.1f}: {text}"
    else:
        assert grade(text) <= HARDEST_GRADE, f"Flesch-Kincaid {grade(text):.1f}: {text}"


def numbers(address: str) -> set[str]:
    """Return the numbers that stand in an address by themselves; digits of an id or a hash are none."""
    return set(re.findall(r"(?<![\w.])[\d.]+(?![\w.])", address))
