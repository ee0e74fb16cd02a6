"""Who is behind a host: the file, the entry, the page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.web import reading
from undersign.host.files import HostProblem
from undersign.protocol.signatures import public_key
from undersign.web import home
from undersign.web.record import actions as record
from undersign.web.stewards import access, actions

KEY = public_key(bytes(31) + b"\x07").hex()
FILLED = f"""
contact = "PO Box 1, Albany"
law = "United States, New York"
source = "Shelf 3 of the public library"
[[steward]]
nickname = "Ida"
key = "{KEY}"
job = "Retired librarian"
employer_kind = "none"
did_peer_work = true
manages_peer_workers = false
[[funder]]
name = "Albany Library Friends"
sum = "$600 a year"
since = "2026-03"
employs_peer_workers = false
"""
FIELDS = [line.split(" =")[0] for line in FILLED.splitlines() if " = " in line and not line.startswith("key ")]
HOST_WORDS_MOST = 200


@pytest.fixture
def write(real_site: home.Home) -> Callable[[str], home.Home]:
    """Return what puts who.toml into the home folder of a site that is no rehearsal."""

    def written(text: str) -> home.Home:
        (real_site.path / "who.toml").write_text(text)
        return real_site

    return written


@pytest.fixture(autouse=True)
def clean(real_site: home.Home) -> None:
    (real_site.path / "who.toml").unlink(missing_ok=True)


Write = Callable[[str], home.Home]


def test_a_file_that_says_everything_is_taken(write: Write) -> None:
    found = access.check_who(write(FILLED))
    assert found["stewards"][0]["nickname"] == "Ida"
    assert found["funders"][0]["sum"] == "$600 a year"


@pytest.mark.parametrize("field", FIELDS)
def test_an_empty_field_is_named(write: Write, field: str) -> None:
    emptied = re.sub(rf"^{field} = .*$", f'{field} = ""', FILLED, flags=re.MULTILINE)
    with pytest.raises(HostProblem, match=rf"{field} is empty"):
        access.check_who(write(emptied))


@pytest.mark.parametrize("field", FIELDS)
def test_a_missing_field_is_named(write: Write, field: str) -> None:
    without = re.sub(rf"^{field} = .*\n", "", FILLED, flags=re.MULTILINE)
    with pytest.raises(HostProblem, match=rf"{field} is missing"):
        access.check_who(write(without))


def test_the_template_has_every_field_and_fills_none(write: Write) -> None:
    text = access.template()
    for field in FIELDS:
        assert f'{field} = ""' in text
    with pytest.raises(HostProblem, match="contact is empty"):
        access.check_who(write(text))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("employs_peer_workers = false", "employs_peer_workers = true", "cannot pay for a host"),
        ("manages_peer_workers = false", "manages_peer_workers = true", "cannot run a host"),
        (KEY, "00" * 32, "must be a member key"),
        (KEY, "ab", "must be a member key"),
        ('"none"', '"boss"', "must be one of"),
        ("did_peer_work = true", 'did_peer_work = "true"', "without quotes"),
        ('law = "United States, New York"', "law = 1", "must be text"),
        ("contact = ", 'sponsor = "Acme"\ncontact = ', "there is no field sponsor"),
        ("[[steward]]", "[[boss]]", "there is no field boss"),
        ("contact = ", "no_funders = true\ncontact = ", "name each funder"),
        ("contact = ", "contact == ", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(write: Write, old: str, new: str, says: str) -> None:
    with pytest.raises(HostProblem, match=says):
        access.check_who(write(FILLED.replace(old, new)))


def test_no_file_no_steward_and_no_funder_are_said(write: Write, real_site: home.Home) -> None:
    with pytest.raises(HostProblem, match="is missing"):
        access.check_who(real_site)
    nobody = FILLED[: FILLED.index("[[funder]]")]
    with pytest.raises(HostProblem, match="no_funders = true"):
        access.check_who(write(nobody))
    assert access.check_who(write("no_funders = true" + nobody))["funders"] == []
    with pytest.raises(HostProblem, match="names no steward"):
        access.check_who(write('contact = "x"\nlaw = "y"\nsource = "z"\nno_funders = true'))


def test_a_key_may_be_empty_and_then_opens_nothing(write: Write, site: home.Home) -> None:  # noqa: ARG001 - a record
    found = access.check_who(write(access.made_up()))
    assert [each["key"] for each in found["stewards"]] == [""]
    actions.publish_who()
    assert access.stewards() == {}


@pytest.mark.usefixtures("site")
def test_each_change_becomes_an_entry_and_nothing_else_does(write: Write) -> None:
    write(FILLED)
    assert actions.publish_who() is True
    assert actions.publish_who() is False
    write(FILLED.replace("Albany Library Friends", "Somebody else"))
    assert actions.publish_who() is True
    assert [each["funders"][0]["name"] for each in access.published()] == ["Somebody else", "Albany Library Friends"]
    new, first = access.changes()
    assert (new.came, new.went) == (["Somebody else ($600 a year)"], ["Albany Library Friends ($600 a year)"])
    assert first.came == ["Ida", "Albany Library Friends ($600 a year)"]


def test_a_broken_file_publishes_nothing(write: Write, visitor: Client) -> None:
    write(FILLED)
    actions.publish_who()
    write(FILLED.replace("employs_peer_workers = false", "employs_peer_workers = true"))
    with pytest.raises(HostProblem):
        actions.publish_who()
    assert len(access.published()) == 1
    assert b"Albany Library Friends" in visitor.get("/who").content


def test_the_page_names_who_runs_it_who_pays_and_how_much(write: Write, visitor: Client) -> None:
    write(FILLED)
    actions.publish_who()
    for path in ("/who", "/es/who"):
        page = visitor.get(path).content.decode()
        for said in (
            "Ida",
            "Retired librarian",
            "Albany Library Friends",
            "$600 a year",
            "2026-03",
            "PO Box 1, Albany",
        ):
            assert said in page
    english = visitor.get("/who").content.decode()
    assert "Employers of peers can't fund or run a host." in html.unescape(english)
    assert "was not written by peer support workers" in english
    assert "AGPL" in english


SAID = {
    "/who": (
        "Nobody",
        "A state, county or city",
        "Has done peer work",
        "lets you take all your data along",
        "source of",
    ),
    "/es/who": ("Nadie", "Un estado, condado o ciudad", "Trabajó como par", "llevarte todos tus datos", "código de"),
}


@pytest.mark.parametrize("path", SAID)
def test_the_page_says_for_whom_they_work_and_how_to_leave_or_change_it(
    write: Write, visitor: Client, path: str
) -> None:
    nobody, employer, peer_work, leave, source = SAID[path]
    write(FILLED)
    actions.publish_who()
    page = html.unescape(visitor.get(path).content.decode())
    assert leave in page
    assert re.search(rf"{source} [^<]*:\s*<span data-own>Shelf 3 of the public library<", page)
    for kind, shown, did, answer in (
        ("none", nobody, "true", "(Yes|Sí)"),
        ("public", employer, "false", "No"),
    ):
        write(
            FILLED.replace('employer_kind = "none"', f'employer_kind = "{kind}"').replace(
                "did_peer_work = true", f"did_peer_work = {did}"
            )
        )
        actions.publish_who()
        page = html.unescape(visitor.get(path).content.decode())
        facts = re.findall(r"<dt>([^<]*)</dt>\s*<dd>\s*([^<]*?)\s*</dd>", page)
        assert shown in [answered for _, answered in facts]
        assert any(peer_work in asked and re.fullmatch(answer, answered) for asked, answered in facts)


def test_an_older_entry_without_a_source_is_still_shown(write: Write, visitor: Client) -> None:
    write(FILLED)
    actions.publish_who()
    entry = {name: value for name, value in access.published()[0].items() if name != "source"}
    record.append("host", [entry])
    page = visitor.get("/who").content.decode()
    assert "Ida" in page
    assert "Shelf 3" not in page


def test_the_page_says_so_if_nobody_was_named_yet(visitor: Client) -> None:
    assert "has not said yet who is behind it" in visitor.get("/who").content.decode()


@pytest.mark.parametrize("path", ["/who", "/es/who"])
def test_what_the_host_can_and_cannot_do_takes_under_200_words(visitor: Client, path: str) -> None:
    page = visitor.get(path).content.decode()
    assert 80 < powers(page) < HOST_WORDS_MOST


def powers(page: str) -> int:
    """Return how many words say what the host can and cannot do, the host's own among them."""
    found = re.search(r'<section id="powers">.*?</section>', page, re.DOTALL)
    assert found is not None
    return reading.words(f"<main>{found[0].replace(' data-own', '')}</main>")


@pytest.mark.parametrize("path", ["/who", "/es/who"])
def test_with_all_that_a_host_may_add_it_still_takes_under_200_words(write: Write, visitor: Client, path: str) -> None:
    own = f'host_can = "{"we do " * 20}"\nhost_cannot = "{"we never " * 20}"\n'
    before = powers(visitor.get(path).content.decode())
    write(own + FILLED)
    actions.publish_who()
    page = visitor.get(path).content.decode()
    assert powers(page) == before + 80
    assert powers(page) < HOST_WORDS_MOST


@pytest.mark.parametrize("cannot", ["we never " * 20 + "ever", "we/never/" * 20 + "ever", "can't-ever " * 41])
def test_a_host_that_says_more_is_told_how_many_words_it_has(write: Write, cannot: str) -> None:
    with pytest.raises(HostProblem, match="have 81 words together, and at most 80"):
        access.check_who(write(f'host_can = "{"we do " * 20}"\nhost_cannot = "{cannot}"\n{FILLED}'))
