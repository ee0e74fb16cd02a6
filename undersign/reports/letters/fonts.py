"""Which fonts a letter is set in, and which signs they can't show.

The first are installed with Undersign, the same on every machine, so that a letter is the same wherever it is made:
Source Serif for what most read, Noto Sans for the other scripts that people write today. For a sign that none of
these has, the machine's own fonts are asked. What a letter needs of its fonts goes into its file.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from undersign.reports.letters.signs import JOINERS, ZWJ

PACKAGES = ("fontpkg_source_serif_4", "manimgx_fonts", "manimgx_fonts_cjk")
# The order in which fonts are asked for a sign. The rest of the packages follow, by name.
FIRST = ("Source Serif 4", "Noto Sans", "Noto Sans CJK SC")
# What sets no letter: a slanted or single-width face has the same signs as its plain one.
NEVER = ("Mono", "Italic")


@dataclass(frozen=True)
class Choice:
    """The families to set a letter in, best first; the folders they lie in; and the letters that none of them has.

    A letter here is one sign with the marks on it, since no program sets a mark from one font on a sign from another.
    `missing` gives for each of them what stands in its place: whatever of it can be shown, and the codes of the rest.
    """

    families: tuple[str, ...]
    folders: tuple[str, ...]
    missing: dict[str, str]

    def shown(self, text: str) -> str:
        """Give a text as it can be set."""
        return "".join(self.missing.get(letter, letter) for letter in letters(text)) if self.missing else text


@dataclass(frozen=True)
class Face:
    """One face in a font file."""

    family: str
    file: str
    index: int


def choose(texts: Iterable[str], own: Iterable[Path] | None = None) -> Choice:
    """Choose fonts for all letters of some texts. `own` are folders to ask instead of those of the machine.

    Those of the machine are read only if a text needs them, which takes some seconds once.
    """
    faces = list(packed())
    wanted = {letter for text in texts for letter in letters(text) if not letter.isspace()}
    wanted -= {letter for letter in wanted if any(_has(face, letter) for face in faces)}
    for face in _own(None if own is None else tuple(map(str, own))) if wanted else ():
        found = {letter for letter in wanted if _has(face, letter)}
        if found:
            faces.append(face)
            wanted -= found
    return Choice(
        tuple(dict.fromkeys(face.family for face in faces)),
        tuple(sorted({str(Path(face.file).parent) for face in faces})),
        {letter: _coded(letter, faces) for letter in sorted(wanted)},
    )


def letters(text: str) -> list[str]:
    """Part a text into signs with the marks on them, and with what a joiner ties to them."""
    found: list[str] = []
    for sign in text:
        tied = unicodedata.category(sign).startswith("M") or sign in JOINERS
        if found and (tied or found[-1].endswith(ZWJ)):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _has(face: Face, letter: str) -> bool:
    return all(sign in signs(face) or _unseen(sign) for sign in letter)


def _unseen(sign: str) -> bool:
    """Say whether a sign needs no glyph: a joiner, or a selector of another form of the sign before it."""
    return sign in JOINERS or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _coded(letter: str, faces: list[Face]) -> str:
    """Show the first sign of a letter if a font has it, with the marks that this font has; give codes for the rest."""
    first = next((face for face in faces if _has(face, letter[0])), None)
    kept = "".join(sign for sign in letter if first and _has(first, sign))
    return kept + "".join(f"[U+{ord(sign):04X}]" for sign in letter if sign not in kept and not _unseen(sign))


@cache
def signs(face: Face) -> frozenset[str]:
    """Give the signs that a face has glyphs for.

    Signs for private use are left out: they mean something else in each font, and PDF/A has no place for them.
    """
    with TTFont(face.file, fontNumber=face.index, lazy=True) as font:
        found = map(chr, font.getBestCmap() or ())
        return frozenset(sign for sign in found if unicodedata.category(sign) != "Co")


@cache
def packed() -> tuple[Face, ...]:
    """Give the faces that are installed with Undersign, in the order in which they are asked."""
    found = _faces(typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=_folders()))
    ranks = {family: rank for rank, family in enumerate(FIRST)}
    return tuple(sorted(found, key=lambda face: (ranks.get(face.family, len(ranks)), face.family, face.file)))


def _folders() -> list[Path]:
    specs = [find_spec(name) for name in PACKAGES]
    return [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin is not None]


@cache
def _own(folders: tuple[str, ...] | None) -> tuple[Face, ...]:
    here = typst.Fonts(
        include_system_fonts=folders is None,
        include_embedded_fonts=False,
        font_paths=[Path(folder) for folder in folders or ()],
    )
    return tuple(sorted(_faces(here), key=lambda face: ("Noto" not in face.family, face.family, face.file)))


def _faces(fonts: typst.Fonts) -> list[Face]:
    return [
        Face(font.family, font.path, font.index)
        for font in fonts.fonts()
        if font.path is not None and font.style == "normal" and not any(word in font.family for word in NEVER)
    ]
