"""What the site says in English and whether it says it in Spanish too: `python -m tests.habits.translations APP`.

Prints what the app's django.po lacks, ready to be filled in, and what stands there without need. Exit code 1 if any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.habits.tree import ROOT, matching, read

WEB = "undersign/web/"
REFERENCE = "undersign/reference/"
APPS = ("pages", "alone", "record", "people", "workplaces", "boxes", "questions", "surveys", "demands", "stewards")
PLACE = re.compile(r"%\((\w+)\)[sd]")
CALLS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


class Said(NamedTuple):
    """One thing that the site says: where context tells two apart, the plural where there is one."""

    text: str
    plural: str = ""
    context: str = ""


def app_of(path: str) -> str:
    """Return the app whose django.po translates a file; what belongs to no app goes with the pages."""
    first = path.removeprefix(WEB).split("/")[0]
    return first if first in APPS else "pages"


def catalog_path(app: str) -> str:
    """Return where an app's Spanish words stand."""
    return f"{WEB}{app}/locale/es/LC_MESSAGES/django.po"


def said_in(path: str, text: str) -> set[Said]:
    """Return what one template or Python file says."""
    if not path.endswith(".py"):
        # Django leaves the calls where they stood in the page, which is no place for them in Python.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=path).splitlines())
    found = extract("python", BytesIO(text.encode()), CALLS)
    return {_said(message, context) for _, message, _, context in found}


def _said(message: object, context: str | None) -> Said:
    if isinstance(message, str):
        return Said(message, "", context or "")
    texts = [each for each in message if isinstance(each, str)] if isinstance(message, tuple) else []
    return Said(texts[0], texts[1] if len(texts) > 1 else "", context or "")


def said(app: str) -> set[Said]:
    """Return everything that an app says; what the routes say belongs to no app, so it goes with the pages."""
    paths = [*matching(".py", ".html", ".txt", under=WEB), *matching(".py", under=REFERENCE)]
    paths = [path for path in paths if app_of(path) == app]
    return {each for path in paths for each in said_in(path, read(path)) if each.text}


def catalog(app: str) -> Catalog:
    """Return an app's Spanish words; an empty catalog if it has none."""
    path = ROOT / catalog_path(app)
    return read_po(BytesIO(path.read_bytes()), locale="es") if path.is_file() else Catalog("es")


def translated(found: Catalog) -> set[Said]:
    """Return what a catalog has complete Spanish for, with the same places for what is filled in."""
    return {
        _key(each.id, each.context) for each in found if each.id and not each.fuzzy and _whole(each.id, each.string)
    }


def listed(found: Catalog) -> set[Said]:
    """Return everything that a catalog lists."""
    return {_key(each.id, each.context) for each in found if each.id}


def _key(text: str | Iterable[str], context: str | None) -> Said:
    texts = [text] if isinstance(text, str) else list(text)
    return Said(texts[0], texts[1] if len(texts) > 1 else "", context or "")


def _whole(text: str | Iterable[str], spanish: str | Iterable[str] | None) -> bool:
    texts = [text] if isinstance(text, str) else list(text)
    strings = [spanish] if isinstance(spanish, str) else list(spanish or ())
    places = set(PLACE.findall(texts[-1]))
    return (
        len(strings) == len(texts)
        and all(each and set(PLACE.findall(each)) <= places for each in strings)
        and (set(PLACE.findall(strings[-1])) == places)
    )


def missing(app: str) -> list[Said]:
    """Return what an app says in English alone."""
    return sorted(said(app) - translated(catalog(app)))


def stale(app: str) -> list[Said]:
    """Return what an app's catalog lists and the app no longer says."""
    found = catalog(app)
    return sorted((listed(found) | {_key(each.id, each.context) for each in found.obsolete.values()}) - said(app))


def entry(each: Said) -> str:
    """Return an empty entry of a catalog."""
    quoted = [part.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for part in each]
    context = f'msgctxt "{quoted[2]}"\n' if each.context else ""
    places = "#, python-format\n" if PLACE.search(each.text + each.plural) else ""
    if each.plural:
        return f'{places}{context}msgid "{quoted[0]}"\nmsgid_plural "{quoted[1]}"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    return f'{places}{context}msgid "{quoted[0]}"\nmsgstr ""\n'


def main(app: str) -> int:
    """Print what is missing and what is stale."""
    lacking, needless = missing(app), stale(app)
    for each in lacking:
        sys.stdout.write(f"{entry(each)}\n")
    for each in needless:
        sys.stdout.write(f"# no longer said: {each.text}\n")
    return 1 if lacking or needless else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in APPS:
        sys.exit(f"One of: {', '.join(APPS)}.")
    sys.exit(main(sys.argv[1]))
