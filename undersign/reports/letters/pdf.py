"""The letter as a PDF file: tagged for screen readers, for archives, and the same bytes for the same letter."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import typst

from undersign.reports.letters import fonts
from undersign.reports.letters.code import qr
from undersign.reports.letters.content import Content, content
from undersign.reports.letters.letter import Letter

SOURCE = Path(__file__).parent / "letter.typ"
# PDF/UA-1 is for screen readers, PDF/A-2a for archives.
STANDARDS: Final = ("ua-1", "a-2a")


@dataclass(frozen=True)
class Unshown:
    """A text of a letter that no font here can show in full, what stands in its place, and a package that may help."""

    text: str
    shown: str
    package: Literal["fonts-noto-core", "fonts-noto-cjk-extra"]


def letter_pdf(letter: Letter, own: Iterable[Path] | None = None) -> bytes:
    """Set a letter. `own` are folders of fonts to use instead of the machine's.

    A sign that no font has stands as its code in brackets, [U+12000], and a line under the names says so; `unshown`
    tells whom it concerns. Nobody can stop a letter by what they sign with: should a sign be lost all the same, the
    file is made without the marks of its standards.
    """
    made = compiler(letter, own)
    at = datetime(letter.day.year, letter.day.month, letter.day.day, tzinfo=UTC)
    try:
        file = made.compile(format="pdf", pdf_standards=[*STANDARDS], timestamp=at)
    except typst.TypstError:
        file = made.compile(format="pdf", timestamp=at)
    return file if isinstance(file, bytes) else b""


def letter_png(letter: Letter, own: Iterable[Path] | None = None, ppi: float = 110) -> list[bytes]:
    """Give the pages of the same letter as pictures."""
    made = compiler(letter, own).compile(format="png", ppi=ppi)
    return made if isinstance(made, list) else [made or b""]


def unshown(letter: Letter, own: Iterable[Path] | None = None) -> tuple[Unshown, ...]:
    """Name the texts of a letter that a PDF made here can't show in full. Empty if there are none.

    The package is one of Debian and Ubuntu, with fonts for many more scripts.
    """
    whole = content(letter)
    chosen = _fonts(whole, own)
    pairs = ((text, chosen.shown(text)) for text in _texts(asdict(whole)))
    return tuple(Unshown(text, shown, _package(text, shown)) for text, shown in pairs if shown != text)


def _package(text: str, shown: str) -> Literal["fonts-noto-core", "fonts-noto-cjk-extra"]:
    lost = set(text) - set(shown)
    return "fonts-noto-cjk-extra" if any(map(_eastern, lost)) else "fonts-noto-core"


def _eastern(sign: str) -> bool:
    return "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7ff" or "\U00020000" <= sign <= "\U0003ffff"


def _fonts(whole: Content, own: Iterable[Path] | None) -> fonts.Choice:
    return fonts.choose(_texts(asdict(whole)), own)


def compiler(letter: Letter, own: Iterable[Path] | None = None) -> typst.Compiler:
    """Give what sets a letter: the source, the fonts and what the letter says. It reads nothing else."""
    whole = content(letter)
    chosen = _fonts(whole, own)
    folders = [Path(folder) for folder in chosen.folders]
    return typst.Compiler(
        SOURCE,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders),
        sys_inputs={"letter": json.dumps(_handed_over(letter, whole, chosen), ensure_ascii=False)},
    )


def _handed_over(letter: Letter, whole: Content, chosen: fonts.Choice) -> dict[str, object]:
    """Give what the typst source reads, with each sign that cannot be shown as its code."""
    concerned = sum(1 for text in _texts(asdict(whole)) if chosen.shown(text) != text)
    return {
        **{name: _as_shown(value, chosen) for name, value in asdict(whole).items()},
        "fonts": chosen.families,
        "date": (letter.day.year, letter.day.month, letter.day.day),
        "unshown": whole.words.unshown.format(number=concerned) if concerned else "",
        "code": qr(letter.check_address),
        "code_says": whole.words.code.format(address=letter.check_address),
    }


def _as_shown(value: object, chosen: fonts.Choice) -> object:
    if isinstance(value, str):
        return chosen.shown(value)
    if isinstance(value, dict):
        return {key: _as_shown(part, chosen) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_as_shown(part, chosen) for part in value]
    return value


def _texts(value: object) -> list[str]:
    """Give every text in plain data."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return [text for part in parts for text in _texts(part)]
