"""Four faces of one idea share a stem: spec/X.md, undersign/protocol/X.py, client/protocol/X.js, vectors/X/.

spec/README.md lists the formats without a browser's part, by stem and with the reason; a page whose formats are all
there may lack its JavaScript. Nothing else may be missing.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.habits.tree import files, matching, read

NOT_AN_IDEA = {
    "undersign/protocol/__init__.py": "says what the package is",
    "undersign/protocol/errors.py": "the names of all refusals, whichever page states them",
    "client/protocol/errors.js": "the same",
    "client/protocol/reasons.js": "what each of them means",
    "client/protocol/derived.js": "the part of phrase.js that pages without the list of words load",
    "client/protocol/founders.js": "the part of joining.js that checks of the record load",
    "client/protocol/book.js": "the part of record.js that checks of the record load",
    "client/protocol/draft_texts.js": "the part of drafts.js that pages load",
    "client/protocol/frames.js": "the part of encoding.js that no page loads",
    "client/protocol/group.js": "the part of points.js that a page without proofs loads",
    "client/protocol/merkle.js": "the part of tree.js that checks of the record load",
    "client/protocol/pass_checks.js": "the part of passes.js that only readers of envelopes load",
    "client/protocol/seldom.js": "what pages seldom need of other modules",
    "client/protocol/people.js": "the part of vouches.js that checks of the record load",
    "client/protocol/sealed_choices.js": "the part of choices.js that a page to answer loads",
    "client/protocol/sealed_names.js": "the part of names.js that a page to sign loads",
    "client/protocol/sent.js": "the part of envelopes.js and choices.js that a page without choices loads",
    "client/protocol/ticks.js": "the part of slots.js that no page loads",
    "client/protocol/words.js": "the part of phrase.js that pages with the list of words load",
    "client/protocol/bytes.js": "what Python's own bytes can do and JavaScript's cannot",
    "spec/README.md": "the list of the pages",
    "spec/carrying.md": "addresses of a site, of undersign/web/boxes/keyholders and undersign/keyholder",
}
ROW = re.compile(r"^\| `?([a-z_]+)`? \| .*`.+` \| \S", re.MULTILINE)
NO_BROWSER = re.compile(r"^## Formats without a browser's part\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def stems(folder: str, ending: str) -> set[str]:
    """Return the stems of the files directly in a folder."""
    named = [PurePosixPath(name) for name in matching(ending, under=f"{folder}/") if name not in NOT_AN_IDEA]
    return {path.stem for path in named if str(path.parent) == folder}


def without_browser() -> set[str]:
    """Return the stems in spec/README.md's table of formats that a browser has no part in."""
    section = NO_BROWSER.search(read("spec/README.md"))
    return set(ROW.findall(section[1])) if section else set()


SPEC = stems("spec", ".md")
PYTHON = stems("undersign/protocol", ".py")
BROWSER = stems("client/protocol", ".js")
VECTORS = {PurePosixPath(name).parts[1] for name in files() if name.startswith("vectors/") and name.count("/") > 1}


def test_there_are_pages() -> None:
    assert {"encoding", "phrase", "passes", "choices", "names", "keyholders", "boxes", "record"} <= SPEC


def test_every_page_has_its_python_and_the_reverse() -> None:
    assert SPEC == PYTHON


def test_every_page_has_its_javascript_or_a_reason() -> None:
    assert BROWSER <= SPEC
    assert SPEC - BROWSER <= without_browser() <= SPEC


def test_every_page_has_its_vectors() -> None:
    assert SPEC == VECTORS


@pytest.mark.parametrize("stem", sorted(PYTHON))
def test_every_page_has_a_test_of_its_name(stem: str) -> None:
    assert f"tests/protocol/test_{stem}.py" in files()


@pytest.mark.parametrize("stem", sorted(BROWSER))
def test_every_browser_part_has_a_test_of_its_name(stem: str) -> None:
    assert f"tests/client/{stem}.test.js" in files()


@pytest.mark.parametrize("stem", sorted(PYTHON))
def test_a_module_says_which_page_specifies_it(stem: str) -> None:
    assert f"spec/{stem}.md" in read(f"undersign/protocol/{stem}.py")


@pytest.mark.parametrize("name", sorted(NOT_AN_IDEA))
def test_what_is_not_an_idea_exists(name: str) -> None:
    assert name in files()
