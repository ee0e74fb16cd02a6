"""Both languages are complete: what an app says in English it says in Spanish, and nothing is left over."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from tests.habits.translations import APPS, Said, app_of, missing, said, said_in, stale, translated

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
PLURALS = HEAD + '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


@pytest.mark.parametrize("app", APPS)
def test_everything_is_said_in_spanish_too(app: str) -> None:
    assert missing(app) == []


@pytest.mark.parametrize("app", APPS)
def test_nothing_is_translated_that_nobody_says(app: str) -> None:
    assert stale(app) == []


def test_the_pages_say_something() -> None:
    assert Said("Leave now") in said("pages")


def test_what_the_routes_say_is_found_with_the_pages() -> None:
    assert Said("Who is the employer?") in said("pages")
    assert Said("Who is the employer?") not in said("people")


def test_what_templates_say_is_found() -> None:
    greeting = "{% blocktranslate trimmed with name=x %}\n  Hello\n  {{ name }}{% endblocktranslate %}"
    text = '{% translate "Sign in" %}' + greeting
    assert said_in("a.html", text) == {Said("Sign in"), Said("Hello %(name)s")}


def test_a_plural_in_a_template_is_found() -> None:
    text = "{% blocktranslate count n=n %}one day{% plural %}{{ n }} days{% endblocktranslate %}"
    assert said_in("a.html", text) == {Said("one day", "%(n)s days")}


def test_what_python_says_is_found() -> None:
    text = 'x = gettext("One " "sentence.")\ny = pgettext("a door", "Open")\nz = ngettext("a", "b", n)\n'
    assert said_in("a.py", text) == {Said("One sentence."), Said("Open", "", "a door"), Said("a", "b")}


@pytest.mark.parametrize(
    ("path", "app"), [("undersign/web/people/views.py", "people"), ("undersign/web/security.py", "pages")]
)
def test_every_file_belongs_to_one_catalog(path: str, app: str) -> None:
    assert app_of(path) == app


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Hello"\nmsgstr ""',
        '#, fuzzy\nmsgid "Hello"\nmsgstr "Hola"',
        'msgid "Hello %(name)s"\nmsgstr "Hola"',
        'msgid "Hello"\nmsgstr "Hola %(name)s"',
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s día"\nmsgstr[1] ""',
    ],
)
def test_half_a_translation_does_not_count(entry: str) -> None:
    assert translated(read_po(BytesIO(f"{PLURALS}\n{entry}\n".encode()), locale="es")) == set()


def test_a_whole_translation_counts() -> None:
    entry = 'msgid "one day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "un día"\nmsgstr[1] "%(n)s días"'
    found = read_po(BytesIO(f"{PLURALS}\n{entry}\n".encode()), locale="es")
    assert translated(found) == {Said("one day", "%(n)s days")}
