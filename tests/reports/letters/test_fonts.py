"""Which fonts a letter is set in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests.reports.letters.cases import signed, whole
from undersign.reports.letters import fonts

OGHAM = "\u1690"


def test_the_packed_fonts_suffice_for_what_people_write_today() -> None:
    hello = "Hello Привет Γειά שלום سلام नमस्ते হ্যালো ਸਤ ગુ வணக்கம் హలో ಹಲೋ ഹലോ ආයු สวัสดี ສະບາຍ ជំរាប გამ ሰላም"
    chosen = fonts.choose([f"{hello} 你好 こんにちは 안녕"], own=())
    assert chosen.missing == {}
    assert chosen.families[0] == "Source Serif 4"


def test_a_sign_that_no_font_has_is_named() -> None:
    assert fonts.choose([f"Ana {OGHAM}"], own=()).missing == {OGHAM: "[U+1690]"}


def test_a_mark_that_the_font_of_its_sign_lacks_is_named() -> None:
    """A pointed Hebrew letter is one thing; a Hebrew point on a Chinese sign is two, and no font has both."""
    assert fonts.choose(["\u05e9\u05b8"], own=()).missing == {}
    assert fonts.choose(["王\u05b8"], own=()).shown("王\u05b8") == "王[U+05B8]"


def test_signs_for_private_use_are_named() -> None:
    assert fonts.choose(["\U000fe4e6"], own=()).shown("Ana \U000fe4e6") == "Ana [U+FE4E6]"


@pytest.mark.parametrize("text", ["👩\u200d🚀", "❤\ufe0f", "葛\U000e0100", "کـ\u200c"])
def test_what_needs_no_sign_of_its_own_is_not_missed(text: str) -> None:
    assert fonts.choose([text], own=()).missing == {}


def test_the_fonts_of_the_machine_are_asked_for_the_rest(tmp_path: Path) -> None:
    made = tmp_path / "ogham.ttf"
    _font_with(OGHAM, made)
    chosen = fonts.choose([f"Ana {OGHAM}"], own=(tmp_path,))
    assert chosen.missing == {}
    assert chosen.families[-1] == "Ogham Test"
    assert str(tmp_path) in chosen.folders
    assert OGHAM in whole(signed(f"Ana {OGHAM}"), own=(tmp_path,))


def test_a_font_that_is_not_needed_is_not_used(tmp_path: Path) -> None:
    (face,) = [face for face in fonts.packed() if face.family == "Noto Sans Thai"]
    shutil.copy(face.file, tmp_path / "thai.ttf")
    assert str(tmp_path) not in fonts.choose(["สวัสดี"], own=[tmp_path]).folders


def test_the_choice_is_the_same_each_time() -> None:
    assert fonts.choose(["Ana שרה 王"], own=()) == fonts.choose(["Ana שרה 王"], own=())


def _font_with(sign: str, file: Path) -> None:
    """Make a font of another name, in which a letter of Lao stands for this sign."""
    (face,) = [face for face in fonts.packed() if face.family == "Noto Sans Lao"]
    font = TTFont(face.file)
    glyph = font.getBestCmap()[ord("ກ")]
    for table in font["cmap"].tables:
        table.cmap = {ord(sign): glyph}
    for record in font["name"].names:
        if record.nameID in {1, 16}:
            record.string = "Ogham Test"
    font.save(file)
