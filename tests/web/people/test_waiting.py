"""Who sees who waits: those who can vouch for them, and nobody with a public key alone."""

from __future__ import annotations

import pytest

from tests.web import start
from tests.web.network import PLACE, NotDone, Phone, browser_of, found, let_in, phone
from undersign.protocol import vouches
from undersign.protocol.encoding import b64
from undersign.protocol.signatures import sign
from undersign.web import home
from undersign.web.people import access


@pytest.fixture
def three(site: home.Home) -> list[Phone]:  # noqa: ARG001 - there must be a record
    return found()


def expel(givers: list[Phone], whom: Phone) -> None:
    for giver in givers:
        word = vouches.taken_back_document(giver.secret, start.ORIGIN, whom.key, access.today())
        giver.web.post("/me/take-back", {"word": word})
    assert not access.stands(whom.key)


def seen_by(who: Phone) -> list[str]:
    return [each["nickname"] for each in who.web.get("/vouch/waiting")["people"]]


def test_whose_vouches_were_taken_back_sees_nobody_who_waits(three: list[Phone]) -> None:
    spy = let_in(three, phone("Spy"))
    theirs, other = phone("Theirs"), phone("Newcomer")
    theirs.join(spy.invite(PLACE))
    other.join(three[2].invite(PLACE))
    assert seen_by(spy) == ["Theirs", "Newcomer"]
    assert "Theirs" in browser_of(spy).get("/invite").content.decode()
    expel(three[:2], spy)
    assert seen_by(spy) == []
    page = browser_of(spy).get("/invite").content.decode()
    assert "Theirs" not in page
    assert seen_by(three[2]) == ["Theirs", "Newcomer"]


def state_refused(key: bytes, signer: Phone, site: str = start.ADDRESS, purpose: str = "wait") -> str:
    document = {"v": 1, "kind": "wait", "site": site, "key": b64(key)}
    signature = b64(sign(signer.secret, purpose, document))
    with pytest.raises(NotDone) as problem:
        phone("Stranger").web.post("/waiting/state", {"key": b64(key), "signature": signature})
    return problem.value.error


def test_a_stranger_with_a_public_key_learns_nothing(three: list[Phone]) -> None:
    waiting, stranger = phone("Newcomer"), phone("Stranger")
    waiting.join(three[0].invite(PLACE))
    for key in (waiting.key, three[0].key, stranger.key):
        with pytest.raises(NotDone, match="bad_body"):
            stranger.web.post("/waiting/state", {"key": b64(key)})
    for key in (waiting.key, three[0].key):
        assert state_refused(key, stranger) == "signature_wrong"
    assert state_refused(waiting.key, waiting, site="https://other.example") == "signature_wrong"
    assert state_refused(waiting.key, waiting, purpose="sign_in") == "signature_wrong"
    assert waiting.state() == "waiting"
