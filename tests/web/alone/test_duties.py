"""The tasks as pages show them: in the page's language, and the host's own list in place of the shipped one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from undersign.reference.duties import OWN_COLUMNS, OWN_FILE, shipped
from undersign.web import home as homes
from undersign.web.alone import duties

OWN = f"{','.join(OWN_COLUMNS)}\nC1,Case management,Hacer café,out,inferred,,\n"


@pytest.fixture
def own_list() -> Iterator[None]:
    """Give the site a list of its own, one of whose English names stands in the shipped list too."""
    path = homes.current().path / OWN_FILE
    path.write_text(OWN, encoding="utf-8")
    yield
    path.unlink()


def test_scripts_get_every_task_in_english_and_in_spanish() -> None:
    with translation.override("en"):
        english = duties.for_scripts()
    with translation.override("es"):
        spanish = duties.for_scripts()
    assert english[27] == {"id": "D28", "name": "Cleaning, kitchen, repairs", "role": "out", "inferred": True}
    assert spanish[27] == {"id": "D28", "name": "Limpieza, cocina, arreglos", "role": "out", "inferred": True}
    assert [one["id"] for one in spanish] == [one.id for one in shipped()]
    assert all(one["name"] != other["name"] for one, other in zip(english, spanish, strict=True))


def test_a_list_of_the_host_holds_at_once_and_in_its_own_words(own_list: None) -> None:  # noqa: ARG001 - it acts
    with translation.override("en"):
        assert [one["name"] for one in duties.for_scripts()] == ["Case management"]
    with translation.override("es"):
        assert [one["name"] for one in duties.for_scripts()] == ["Hacer café"]


def test_without_it_the_shipped_list_holds_again() -> None:
    assert duties.here() == shipped()
