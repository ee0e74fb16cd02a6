"""What a page about a box says where something did not work: an old browser is no record that does not fit."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "unable", "wrong"), [("en", "browser", "record"), ("es", "navegador", "registro")]
)
def test_what_a_browser_could_not_do_has_a_sentence_of_its_own(language: str, unable: str, wrong: str) -> None:
    with translation.override(language):
        page = render_to_string("boxes/_problem.html")
    said = {name: page.split(f'data-reason="{name}"')[1].split("</p>")[0] for name in ("unable", "other")}
    assert unable in said["unable"]
    assert wrong in said["other"]
    assert unable not in said["other"]
