"""Flesch-Kincaid grade of English text, with syllables counted by rule of thumb."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
END = re.compile(r"[.!?:]+(?:\s|$)")


def syllables(word: str) -> int:
    """Count groups of vowels; a silent e at the end, and ed or es after most letters, do not count."""
    small = re.sub(r"(?<=[^aeiouylt])e$|(?<=[^aeioudt])ed$|(?<=[^aeioucgsxz])es$|(?<=[aeiou][lt])e$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", small)))


def grade(text: str) -> float:
    """Return the school grade in which most can read the text."""
    found = WORD.findall(text)
    sentences = max(1, len([part for part in END.split(text) if WORD.search(part)]))
    return 0.39 * len(found) / sentences + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
