"""The letter as a PDF file."""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from tests.reports.letters.cases import FIVE, LETTER, NASTY, many, pages, signed, whole
from undersign.reports.letters.letter import Letter, Signer
from undersign.reports.letters.pdf import compiler, letter_pdf, letter_png, unshown

NO_FONTS: tuple[Path, ...] = ()
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsmitglied"


def reader(letter: Letter) -> PdfReader:
    return PdfReader(io.BytesIO(letter_pdf(letter)))


def test_a_letter_of_five_is_one_page_and_its_annex() -> None:
    first, annex = pages(LETTER)
    assert all(signer.name in first and signer.title in first for signer in FIVE)
    assert "How this letter was made" in annex


def test_all_that_is_asked_and_said_is_there() -> None:
    text = whole(LETTER)
    for said in (
        "5 peer support workers of Harbor House",
        "The director, Harbor House",
        "1. One paid hour of supervision each week. By March 1, 2027",
        "2. Notes are paid time. By March 15, 2027",
        "We write our notes at home.",
        "in writing by February 20, 2027",
        "https://undersign.example/answer/only-once",
        "On March 20, 2027, if 5 or more of us sign for it",
        "14 of 19 wrote notes at home.",
        "https://undersign.example/check/7k2m",
        "5 names, in the order of the alphabet.",
    ):
        assert said in text


def test_pages_are_numbered() -> None:
    assert [page.endswith(f"{number} / 2") for number, page in enumerate(pages(LETTER), 1)] == [True, True]


@pytest.mark.parametrize("number", [40, 600])
def test_every_name_is_there_once(number: int) -> None:
    text = whole(many(number))
    assert [name for place in range(number) if text.count(name := f"Kim{place} Castillo-{place} ") != 1] == []
    assert f"{number} names" in text


def test_nothing_is_left_out_of_a_letter_without_what_may_be_missing() -> None:
    text = whole(replace(LETTER, evidence=(), steps=(), reasons="", reply_address=None))
    assert not [said for said in ("Why we ask", "If the answer", "What we found", "works once") if said in text]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_printed_as_it_is_written_and_does_nothing(name: str) -> None:
    letter = signed(name, title=name)
    everywhere = replace(letter, to=name, workplace=name, title=name, reasons=name, evidence=(name,))
    assert whole(letter).count(name) == 2
    # Sender twice a page (head, foot), opening, addressee, title, reason, evidence, name, job.
    assert whole(everywhere).count(name) >= 8


def test_names_of_other_scripts_are_printed() -> None:
    names = ("王小明", "김민지", "Мария Іваненко", "Ελένη", "Փարոս", "თამარი", "ዓለም", "สมชาย")
    text = whole(signed(*names))
    assert [name for name in names if name not in text] == []
    assert unshown(signed(*names, "محمد", "שרה", "अनीता", "தமிழ்", "😀"), NO_FONTS) == ()


def test_a_text_is_read_from_its_own_side() -> None:
    """Hebrew with an English word within looks like English with a Hebrew word, both words the other way round."""
    hebrew, english = (letter_png(signed("Ana", title=title)) for title in ("שרה Ann", "Ann שרה"))
    assert hebrew == english
    assert hebrew != letter_png(signed("Ana", title="שרה Zoe"))


def test_a_long_name_is_broken_where_it_would_leave_its_column() -> None:
    text = whole(signed(LONG))
    assert LONG not in text
    assert LONG in text.replace(" ", "")


def test_there_are_as_many_columns_as_fit() -> None:
    def columns(letter: Letter) -> object:
        return json.loads(compiler(letter).query("<columns>", field="value", one=True))

    wide = tuple(Signer(f"Maria de los Angeles Fernandez y Ortiz {place}", "") for place in range(40))
    assert columns(many(40)) == 4
    assert columns(LETTER) == 3
    assert columns(replace(LETTER, names=wide, listed=40)) == 2


def test_a_sign_that_no_font_has_stands_as_its_code_and_is_told() -> None:
    letter = signed("Ana 𒀀", "Bo")
    (told,) = unshown(letter, NO_FONTS)
    assert (told.text, told.shown, told.package) == ("Ana 𒀀", "Ana [U+12000]", "fonts-noto-core")
    text = whole(letter, NO_FONTS)
    assert "Ana [U+12000]" in text
    assert "Some signs in 1 of these texts could not be set here" in text
    assert "Some signs" not in whole(LETTER)


def test_a_sign_that_is_lost_all_the_same_does_not_stop_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undersign.reports.letters.fonts._has", lambda _face, _letter: True)
    letter = signed("Ana 𒀀", "Bo")
    assert unshown(letter, NO_FONTS) == ()
    assert "Bo" in whole(letter, NO_FONTS)
    assert b"pdfuaid:part" not in letter_pdf(letter, NO_FONTS)


@given(st.lists(st.text(max_size=12), min_size=5, max_size=5))
@settings(max_examples=15, deadline=None)
def test_any_name_can_be_set(names: list[str]) -> None:
    assert b"pdfuaid:part" in letter_pdf(signed(*names), NO_FONTS)


def test_the_same_letter_is_the_same_file() -> None:
    shuffled = replace(LETTER, names=tuple(reversed(FIVE)))
    assert letter_pdf(LETTER) == letter_pdf(LETTER) == letter_pdf(shuffled)
    assert letter_pdf(LETTER) != letter_pdf(replace(LETTER, title="Other"))


def test_the_file_says_its_title_language_and_date_and_no_author() -> None:
    found = reader(LETTER)
    about = found.metadata
    assert about is not None
    assert (about.title, about.author) == (LETTER.title, None)
    assert about.creation_date == datetime(2027, 2, 1, tzinfo=UTC)
    assert str(found.root_object["/Lang"]) == "en-US"
    assert str(reader(replace(LETTER, language="es")).root_object["/Lang"]) == "es-US"


def test_the_file_is_made_for_screen_readers_and_for_archives() -> None:
    found = reader(LETTER)
    about = found.xmp_metadata
    assert about is not None
    assert about.pdfaid_part == "2"
    assert b"pdfuaid:part" in letter_pdf(LETTER)
    assert "/StructTreeRoot" in found.root_object


def test_a_spanish_letter_speaks_spanish() -> None:
    text = whole(replace(LETTER, language="es"))
    assert "5 personas que dan apoyo entre pares en Harbor House" in text
    assert "Para el 1 de marzo de 2027" in text
    assert "What we ask" not in text


def test_a_rehearsal_says_so_on_every_page() -> None:
    assert all("This is a rehearsal." in page for page in pages(replace(LETTER, rehearsal=True)))
    assert "ehearsal" not in whole(LETTER)


def test_the_code_leads_to_the_check_page() -> None:
    picture = Image.open(io.BytesIO(letter_png(LETTER)[-1]))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [LETTER.check_address]


def test_setting_a_letter_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        letter_pdf(signed("王小明", LONG))
