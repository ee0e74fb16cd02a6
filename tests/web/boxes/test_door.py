"""The door: what it takes, and that whatever it refuses leaves nothing behind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.web.boxes.junk import junk
from tests.web.boxes.signing import Signing, digest, post, send, standing
from tests.web.network import browser_of
from undersign.protocol import drafts
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.envelopes import envelope_document
from undersign.web.boxes import access
from undersign.web.boxes.door import LATE, Door
from undersign.web.boxes.envelopes import access as waiting
from undersign.web.boxes.models import Box, Envelope, Parcel, Waiting

MANY_BYTES = 200_000
JUNK = 10_000


def kept() -> tuple[int, int, int, list[str]]:
    """Return how much there is of everything that the door could leave behind."""
    files = sorted(path.name for path in waiting.folder().iterdir()) if waiting.folder().exists() else []
    return Waiting.objects.count(), Envelope.objects.count(), Parcel.objects.count(), files


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Fail unless what happens inside leaves everything as it was."""
    before = kept()
    yield
    assert kept() == before


def resigned(signing: Signing, box: Box, who: int = 0, **changes: Any) -> Document:  # noqa: ANN401 - any field
    """Return a genuine envelope with some fields changed, and signed anew by its own key."""
    phone = signing.at(who, box)
    body = drafts.draft_body("Rent went up.")
    fields: dict[str, Any] = {"seq": 0, "place": 0, "body": body, "held_pass": signing.passes[box.pk][who], **changes}
    return envelope_document(phone.secret, phone.rules, **fields)


def forged(held: Document) -> Document:
    """Return a pass with one byte of a signature changed."""
    first, *rest = held["signatures"]
    value = bytearray(unb64(first["value"]))
    value[100] ^= 1
    return {**held, "signatures": [{**first, "value": b64(bytes(value))}, *rest]}


def one_signature(held: Document) -> Document:
    """Return a pass by one keyholder alone."""
    return {**held, "signatures": held["signatures"][:1]}


def same_twice(held: Document) -> Document:
    """Return a pass in which one keyholder stands twice."""
    return {**held, "signatures": held["signatures"][:1] * 2}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda held: {"held_pass": forged(held)}, "pass_signature_wrong"),
        (lambda held: {"held_pass": one_signature(held)}, "pass_too_few"),
        (lambda held: {"held_pass": same_twice(held)}, "pass_issuer_repeated"),
        (lambda held: {"held_pass": {**held, "prefix": b64(bytes(32))}}, "pass_signature_wrong"),
        (lambda _: {"place": 1}, "tag_unknown"),
        (lambda _: {"body": b"short"}, "body_length"),
        (lambda _: {"body": b""}, "sequence_not_allowed"),
        (lambda _: {"seq": 2**40}, "document_field"),
    ],
    ids=[
        "forged",
        "too few",
        "the same twice",
        "other prefix",
        "other tag",
        "short",
        "withdraws first",
        "seq too high",
    ],
)
def test_what_the_rules_do_not_allow_is_refused(
    signing: Signing, change: Callable[[Document], dict[str, Any]], reason: str
) -> None:
    box = signing.drafted
    with nothing_kept():
        answer = send(box, resigned(signing, box, **change(signing.passes[box.pk][0])))
    assert (answer.status, answer.error) == (400, reason)


def test_somebody_elses_pass_is_refused(signing: Signing) -> None:
    box = signing.drafted
    with nothing_kept():
        answer = send(box, resigned(signing, box, held_pass=signing.passes[box.pk][1]))
    assert answer.error == "pass_signature_wrong"


def test_a_pass_of_another_box_is_refused(signing: Signing) -> None:
    with nothing_kept():
        answer = send(signing.drafted, resigned(signing, signing.drafted, held_pass=signing.passes[signing.room.pk][0]))
    assert answer.error == "pass_signature_wrong"


def test_an_envelope_of_another_box_is_refused(signing: Signing) -> None:
    with nothing_kept():
        assert send(signing.room, signing.draft(0)).error == "wrong_box"
        assert send(signing.daily, *signing.signature(0, signing.room)).error == "wrong_box"


@pytest.mark.parametrize("field", ["seq", "body", "pass", "key"])
def test_an_envelope_that_was_changed_on_the_way_is_refused(signing: Signing, field: str) -> None:
    whole, other = signing.draft(0), signing.draft(1, "Other words.", seq=3)
    with nothing_kept():
        answer = send(signing.drafted, {**whole, field: other[field]})
    assert answer.error == "envelope_changed"


def test_a_signed_demand_is_not_signed_again_but_only_taken_back(signing: Signing) -> None:
    phone = signing.at(0, signing.room)
    with nothing_kept():
        assert send(signing.room, phone.envelope(1, 5, bytes(32))).error == "sequence_not_allowed"
        assert send(signing.room, phone.envelope(0, 6, bytes(32))).error == "level_unknown"


def test_a_signature_comes_with_its_own_sealed_name_and_nothing_else_does(signing: Signing) -> None:
    (envelope, parcel), (_, of_another) = (signing.signature(who, signing.room) for who in (0, 1))
    with nothing_kept():
        assert send(signing.room, envelope).error == "document_field"
        assert send(signing.room, envelope, of_another).error != ""
        other_salt = {**parcel, "salt": b64(bytes(32))} if parcel else None
        assert send(signing.room, envelope, other_salt).error == "name_wrong_commitment"
        assert send(signing.room, signing.withdrawal(0, signing.room), parcel).error == "document_field"
        assert send(signing.drafted, signing.draft(0), parcel).error == "document_field"


def test_an_unknown_box_is_not_there(signing: Signing) -> None:
    with nothing_kept():
        answer = post(Box(box_id=bytes(32)), {"envelope": signing.draft(0)})
    assert (answer.status, answer.error) == (404, "bad_body")


@pytest.mark.parametrize("address", ["/door/", "/door/abc", f"/door/{'AB' * 32}", f"/door/{'ab' * 33}"])
def test_an_address_that_names_no_box_is_an_unknown_page(signing: Signing, address: str) -> None:
    data = json.dumps({"envelope": signing.draft(0)})
    with nothing_kept():
        answer = Client(headers={"host": "localhost"}).post(address, data, content_type="application/json")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"envelope":1}',
        b'{"envelope":{},"envelope":{}}',
        b'{"envelope":{},"more":1}',
        b'{"envelope":{},"sealed":null}',
        b'{"envelope":{"seq":1.5}}',
        b'{"envelope":{"seq":NaN}}',
        b'{"envelope":{"seq":' + b"9" * 5000 + b"}}",
        b'{"envelope":' + b"[" * 5000,
        b'{"envelope":{"body":"\\ud800"}}',
    ],
)
def test_what_is_no_json_of_this_form_is_refused(signing: Signing, junk: bytes) -> None:
    with nothing_kept():
        answer = post(signing.drafted, junk)
    assert (answer.status, answer.error) == (400, "bad_body")


def test_an_empty_object_is_no_envelope(signing: Signing) -> None:
    with nothing_kept():
        assert post(signing.drafted, {"envelope": {}}).status == 400


def test_what_is_too_long_is_not_read(signing: Signing) -> None:
    padded = {**signing.draft(0), "body": "A" * MANY_BYTES}
    with nothing_kept():
        answer = send(signing.drafted, padded)
    assert answer.status == 413


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options", "patch"])
def test_nothing_but_a_post_is_answered(signing: Signing, method: str) -> None:
    client = Client(headers={"host": "localhost"})
    with nothing_kept():
        answer = getattr(client, method)(f"/door/{signing.drafted.hex}")
    assert answer.status_code == 405


def test_a_page_of_another_site_cannot_send_anything(signing: Signing) -> None:
    client = Client(headers={"host": "localhost", "origin": "https://elsewhere.example"})
    with nothing_kept():
        answer = post(signing.drafted, {"envelope": signing.draft(0)}, client)
    assert (answer.status, answer.error) == (403, "other_origin")


def test_before_the_keyholders_signed_the_rules_nothing_is_taken(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "is_fixed", lambda _: False)
    with nothing_kept():
        answer = send(signing.drafted, signing.draft(0))
    assert (answer.status, answer.error) == (409, "not_witnessed")


@pytest.mark.parametrize(
    ("state", "error"),
    [("asked", "too_late"), ("opened", "too_late"), ("shut", "too_late"), ("void", "struck_definition")],
)
def test_a_box_that_has_ended_takes_nothing(signing: Signing, state: str, error: str) -> None:
    Box.objects.filter(pk=signing.drafted.pk).update(state=state)
    with nothing_kept():
        assert send(signing.drafted, signing.draft(0)).error == error


def test_after_signing_only_withdrawals_come_in_and_after_that_nothing(signing: Signing) -> None:
    box, clock = signing.room, signing.evening.clock
    signed, back = signing.signature(0, box), signing.withdrawal(0, box)
    clock.now = box.signing_ends - 1
    assert send(box, *signed).status == 200
    clock.now = box.signing_ends
    with nothing_kept():
        assert send(box, *signing.signature(1, box)).error == "too_late"
        again = send(box, *signed)  # its answer was lost, and it waits here
    assert (again.status, again.found["say"]) == (400, str(LATE))
    assert send(box, back).status == 200
    clock.now = box.withdrawing_ends
    with nothing_kept():
        assert send(box, signing.withdrawal(1, box)).error == "too_late"


def test_every_envelope_waits_in_as_many_bytes_as_any_other(signing: Signing) -> None:
    for who in range(3):
        signing.send(signing.room, *signing.signature(who, signing.room))
    signing.send(signing.room, signing.withdrawal(0, signing.room))
    assert len({len(bytes(row.data)) for row in Waiting.objects.all()}) == 1


def test_the_same_bytes_again_give_a_promise_again_and_stand_once(signing: Signing) -> None:
    sent = signing.signature(0, signing.room)
    before = [signing.send(signing.room, *sent) for _ in range(3)]
    assert before[0] == before[1] == before[2]
    assert Waiting.objects.count() == 1
    signing.evening.end(signing.room)
    after = signing.send(signing.room, *sent)
    assert standing(signing.room) == [digest(sent[0])]
    assert Waiting.objects.count() == 0
    assert after["envelope"] == before[0]["envelope"]
    signing.check_promises()


def test_the_same_bytes_in_two_batches_stand_once(signing: Signing) -> None:
    envelope = signing.draft(0)
    signing.send(signing.drafted, envelope)
    signing.evening.clock.pass_by(60)  # the tick of that batch is missed
    signing.send(signing.drafted, envelope)
    assert Waiting.objects.count() == 2
    for _ in range(3):
        signing.evening.tick()
    assert standing(signing.drafted).count(digest(envelope)) == 1
    signing.check_promises()


def test_no_cookie_is_read_or_set_and_nothing_says_who_asked(signing: Signing) -> None:
    signed_in = browser_of(signing.evening.people[0])
    assert signed_in.cookies["undersign"].value  # the session of a member
    data = json.dumps({"envelope": signing.draft(0)})
    answer = signed_in.post(f"/door/{signing.drafted.hex}", data, content_type="application/json")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    assert not hasattr(answer.wsgi_request, "session")
    assert not hasattr(answer.wsgi_request, "member")


def test_an_answer_is_in_the_language_of_the_address(signing: Signing) -> None:
    client = Client(headers={"host": "localhost"})
    answers = [
        client.post(f"{start}/door/{signing.drafted.hex}", b"[]", content_type="application/json").json()["say"]
        for start in ("", "/es")
    ]
    assert answers[0] != answers[1]


def test_a_disk_that_is_full_gives_no_promise_and_a_plain_word(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(waiting, "_make", full)
    with nothing_kept():
        answer = send(signing.drafted, signing.draft(0))
    assert (answer.status, answer.error) == (409, "host_problem")
    assert answer.found.keys() == {"error", "say"}
    assert "Nothing was written down" in answer.found["say"]


def test_whoever_was_too_slow_gets_no_promise(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the batch may be erased by then: it is so only if nothing waits a tick after the end."""
    clock, insert = signing.evening.clock, waiting.insert

    def slowly(rows: Sequence[tuple[int, int, int, bytes]]) -> None:
        clock.pass_by(200)
        insert(rows)

    monkeypatch.setattr(waiting, "insert", slowly)
    answer = send(signing.drafted, signing.draft(0))
    assert (answer.status, answer.error) == (503, "too_slow")


def test_a_batch_that_was_entered_while_its_key_was_made_takes_nothing(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = waiting._make

    def and_erase(path: Path) -> None:
        make(path)
        path.unlink()

    monkeypatch.setattr(waiting, "_make", and_erase)
    with nothing_kept():
        answer = send(signing.drafted, signing.draft(0))
    assert (answer.status, answer.error) == (503, "too_slow")


def test_ten_thousand_junk_envelopes_leave_nothing(signing: Signing) -> None:
    """Mutations of genuine envelopes of two kinds; whichever they spoil, each is told what is wrong with it."""
    signed = [signing.signature(who, signing.room) for who in range(6)]
    genuine: dict[Box, list[Document]] = {
        signing.drafted: [{"envelope": signing.draft(who, f"Words of {who}")} for who in range(6)],
        signing.room: [{"envelope": envelope, "sealed": parcel} for envelope, parcel in signed],
    }
    said: Counter[str] = Counter()
    door = Door(lambda _: HttpResponse(status=404))
    with nothing_kept():
        for box, sent in genuine.items():
            for data in junk(sent, JUNK // len(genuine)):
                request = RequestFactory().post(f"/door/{box.hex}", data, content_type="application/json")
                answer = door(request)
                assert 400 <= answer.status_code < 500, data
                said[json.loads(answer.content)["error"]] += 1
    assert said.total() == JUNK
    assert {"bad_body", "document_field", "envelope_changed", "encoding_base64", "wrong_box"} <= said.keys()
    for box, sent in genuine.items():
        for each in sent:
            signing.promises.append(post(box, each).promise)
    signing.evening.end(signing.room)
    assert len(standing(signing.room)) == len(standing(signing.drafted)[-6:]) == 6
    signing.check_promises()
