"""The program's own page: one browser gets in by a link that works once, and no other site can do anything on it."""

from __future__ import annotations

import http.client
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from undersign.keyholder import approvals, duties, page, shown, status
from undersign.keyholder.duties import BoxState
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.page import Page

BOX = "ab" * 32
STARTS = 1_900_000_000
WAITING = BoxState(BOX, "demand", "<b>Paid supervision</b>", STARTS, ("It may not be opened yet.",), sizes=(3, 4))


@pytest.fixture
def own(tmp_path: Path) -> KeyholderFolder:
    """Give a keyholder's folder with one demand that waits."""
    made = KeyholderFolder.create(tmp_path / "own", "North <chapter>", "")
    made.remember(duties.MEMORY, {"box-abababab": asdict(WAITING)})
    return made


@pytest.fixture
def shown_page(own: KeyholderFolder) -> Iterator[Page]:
    """Serve its page."""
    with page.serving(own) as found:
        yield found


class Browser:
    """A browser with one cookie."""

    def __init__(self, served: Page) -> None:
        self.served, self.cookie = served, ""

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """Send a request with these headers besides; return the answer, which was read."""
        connection = http.client.HTTPConnection(*self.served.server_address[:2], timeout=10)  # type: ignore[arg-type]  # host and port
        sent = {"Host": self.served.name, "Cookie": self.cookie}
        if form is not None:
            sent |= {"Origin": f"http://{self.served.name}", "Content-Type": "application/x-www-form-urlencoded"}
        sent |= headers or {}
        body = urlencode(form) if form is not None else None
        connection.request("GET" if form is None else "POST", path, body, sent)
        answer = connection.getresponse()
        self.text = answer.read().decode()
        connection.close()
        return answer

    def enter(self, link: str) -> int:
        """Follow a link; return the status."""
        answer = self.ask(urlsplit(link).path)
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.status


@pytest.fixture
def browser(shown_page: Page) -> Browser:
    """Give a browser that was let in."""
    found = Browser(shown_page)
    assert found.enter(shown_page.link) == 303
    return found


def approval(served: Page, **changes: str) -> dict[str, str]:
    """Return what the form sends."""
    return {"token": served.form_token, "box": BOX, "at": "", **changes}


def test_the_link_works_once_and_the_next_is_another(shown_page: Page) -> None:
    link = shown_page.link
    assert Browser(shown_page).enter(link) == 303
    assert Browser(shown_page).enter(link) == 403
    assert shown_page.link != link
    assert page.link_of(shown_page.own) == shown_page.link
    assert Browser(shown_page).enter(shown_page.link) == 303


def test_the_link_is_for_the_owner_of_the_folder_and_goes_with_the_program(own: KeyholderFolder) -> None:
    with page.serving(own) as served:
        path = own.path / "secret" / page.LINK
        assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (served.link, 0o600)
        assert urlsplit(served.link).hostname == "127.0.0.1"
        assert served.form_token not in served.link
    assert page.link_of(own) == ""


def test_the_cookie_is_for_this_page_alone(shown_page: Page) -> None:
    answer = Browser(shown_page).ask(urlsplit(shown_page.link).path)
    cookie = answer.getheader("Set-Cookie") or ""
    assert cookie.endswith(f"; Path={shown_page.base}; HttpOnly; SameSite=Strict")


def test_it_says_what_waits_in_words_that_do_nothing(browser: Browser, shown_page: Page) -> None:
    answer = browser.ask(shown_page.base)
    assert answer.status == 200
    for said in ("North &lt;chapter&gt;", "&lt;b&gt;Paid supervision", "It may not be opened yet.", "I approve"):
        assert said in browser.text
    assert "<script" not in browser.text
    assert "default-src 'none'" in (answer.getheader("Content-Security-Policy") or "")
    assert answer.getheader("Cache-Control") == "no-store"
    assert answer.getheader("Referrer-Policy") == "same-origin"


def test_nothing_on_it_comes_from_elsewhere_and_every_field_has_its_label(browser: Browser, shown_page: Page) -> None:
    browser.ask(shown_page.base)
    tags: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append((tag, dict(attrs)))  # type: ignore[method-assign]  # a parser for once
    parser.feed(browser.text)
    assert not [
        tag
        for tag, attrs in tags
        for name, value in attrs.items()
        if name in ("src", "href", "action") and "//" in (value or "")
    ]
    labels = {attrs["for"] for tag, attrs in tags if tag == "label"}
    assert {attrs.get("id") for tag, attrs in tags if tag == "input" and attrs.get("type") != "hidden"} == labels
    assert any(attrs.get("name") == "viewport" for _, attrs in tags)
    assert browser.ask("/look.css").status == 200
    assert browser.text.encode() == shown.look()
    assert "http" not in browser.text


def test_a_person_approves_and_takes_it_back(browser: Browser, shown_page: Page) -> None:
    own = shown_page.own
    assert browser.ask(f"{shown_page.base}approve", approval(shown_page)).status == 303
    approved = approvals.approval(own, bytes.fromhex(BOX))
    assert approved
    assert approved.not_before == STARTS
    browser.ask(shown_page.base)
    assert "Take back my approval" in browser.text
    assert browser.ask(f"{shown_page.base}take-back", approval(shown_page)).status == 303
    assert approvals.approval(own, bytes.fromhex(BOX)) is None


def test_a_later_time_is_kept_and_an_earlier_one_is_not(browser: Browser, shown_page: Page) -> None:
    for at, start in (("2031-01-01T10:00", None), ("2020-01-01T10:00", STARTS)):
        assert browser.ask(f"{shown_page.base}approve", approval(shown_page, at=at)).status == 303
        approved = approvals.approval(shown_page.own, bytes.fromhex(BOX))
        assert approved
        assert approved.not_before == start or (start is None and approved.not_before > STARTS)


@pytest.mark.parametrize("change", [{"box": "cd"}, {"box": ""}, {"at": "soon"}])
def test_what_cannot_be_approved_is_said(change: dict[str, str], browser: Browser, shown_page: Page) -> None:
    status = browser.ask(f"{shown_page.base}approve", approval(shown_page, **change)).status
    assert (status, 'role="alert"' in browser.text) == (409, True)
    assert approvals.approvals(shown_page.own) == []


def test_while_an_alarm_stands_nothing_is_approved(browser: Browser, shown_page: Page) -> None:
    shown_page.own.raise_alarm("proof_wrong", Path("evidence"), 0)
    assert browser.ask(f"{shown_page.base}approve", approval(shown_page)).status == 409
    browser.ask(shown_page.base)
    assert "THE RECORD WAS WRONG" in browser.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost"},
        {"Host": "undersign.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "https://undersign.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_or_name_gets_nothing(headers: dict[str, str], browser: Browser, shown_page: Page) -> None:
    assert browser.ask(f"{shown_page.base}approve", approval(shown_page), headers).status == 403
    assert browser.ask(shown_page.base, headers=headers).status == 403
    assert "Paid supervision" not in browser.text
    link = shown_page.link
    assert browser.ask(urlsplit(link).path, headers=headers).status == 403
    assert shown_page.link == link
    assert approvals.approvals(shown_page.own) == []


def test_a_form_needs_origin_cookie_and_token(browser: Browser, shown_page: Page) -> None:
    where, form = f"{shown_page.base}approve", approval(shown_page)
    assert browser.ask(where, {**form, "token": "x"}).status == 403
    assert browser.ask(where, {"box": BOX}).status == 403
    assert browser.ask(f"{shown_page.base}approve", {**form, "more": "x" * 5000}).status == 403
    assert browser.ask(f"{shown_page.base}other", form).status == 404
    assert browser.ask("/approve", form).status == 403
    stranger = Browser(shown_page)
    for cookie in ("", "keyholder=x", f"other={shown_page.session}"):
        stranger.cookie = cookie
        assert stranger.ask(where, form).status == 403
        assert stranger.ask(shown_page.base).status == 403
    connection = http.client.HTTPConnection("127.0.0.1", shown_page.server_address[1], timeout=10)
    connection.request("POST", where, urlencode(form), {"Host": shown_page.name, "Cookie": browser.cookie})
    assert connection.getresponse().status == 403
    connection.close()
    assert approvals.approvals(shown_page.own) == []


@pytest.mark.parametrize("path", ["/", "/in/", "/in/x", "//", "/x", "/look.css/..", "*"])
def test_no_other_address_says_anything(path: str, shown_page: Page) -> None:
    stranger = Browser(shown_page)
    assert stranger.ask(path).status == 403
    assert "North" not in stranger.text


def test_it_listens_on_this_computer_alone_and_at_a_new_place_each_time(own: KeyholderFolder) -> None:
    with page.serving(own) as one:
        assert one.server_address[0] == "127.0.0.1"
        first = (one.base, one.session, one.form_token)
    with page.serving(own) as two:
        assert not set(first) & {two.base, two.session, two.form_token}


def test_what_waits_for_the_person_stands_first(own: KeyholderFolder) -> None:
    drafts = BoxState("cd" * 32, "draft", "Harbor House", STARTS + 1)
    ended = BoxState("ef" * 32, "demand", "Paid notes", STARTS + 2, done=True)
    own.remember(duties.MEMORY, {each.box: asdict(each) for each in (ended, drafts, WAITING)})
    assert [each.box for each in status.boxes(own)] == [WAITING.box, ended.box, drafts.box]
