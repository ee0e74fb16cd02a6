"""Days, numbers and addresses of files, as templates write them."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from undersign.web import client


def shown(text: str, **words: object) -> str:
    """Return what a template shows."""
    return Template(text).render(Context(words))


@pytest.mark.parametrize(("language", "day"), [("en", "March 1, 2026"), ("es", "1 de marzo de 2026")])
def test_a_day_is_written_as_people_write_it(language: str, day: str) -> None:
    with translation.override(language):
        assert shown("{{ n|day }}", n=20513) == day


def test_a_number_has_marks_between_thousands() -> None:
    with translation.override("en"):
        assert shown("{{ n|figure }}", n=26791) == "26,791"


def test_a_file_has_the_version_of_all_files_in_its_address() -> None:
    assert shown('{% client "site/leave.js" %}') == f"/client/{client.version()}/site/leave.js"


def test_a_file_that_is_not_served_has_no_address() -> None:
    with pytest.raises(KeyError):
        shown('{% client "site/none.js" %}')


def test_a_module_names_all_that_it_needs_at_once() -> None:
    element = shown('{% module "site/sealing.js" %}')
    assert element.startswith(f'<script type="module" src="{client.prefix()}site/sealing.js"></script><link')
    named = {path.removeprefix(client.prefix()) for path in re.findall('(?:href|src)="([^"]+)"', element)}
    assert {"site/sealing.js", "device/keys.js", "protocol/sealed_names.js", "vendor/chacha.js"} <= named
    assert named == set(client.modules("site/sealing.js")) <= set(client.files())
    assert all(set(client.modules(each)) <= named for each in named)
    assert shown('{% module "vendor/qr.js" %}').endswith("</script>")


def test_a_module_that_is_not_served_has_no_element() -> None:
    with pytest.raises(KeyError):
        shown('{% module "site/none.js" %}')
