"""The list of a box as its host keeps it: who may ask now, and what does not get in."""

from __future__ import annotations

import pytest

from tests.demanded import DemandAt, definition_in, demand_at, sign
from undersign.host import folder
from undersign.host.folder import HostFolder
from undersign.host.listed import Listed
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.growth import saying_document
from undersign.protocol.phrase import sign_secret
from undersign.rehearsal.demand import Signing
from undersign.verifier.folder import Folder

__all__ = ["demand_at"]

DAY = 86_400


def read(host: HostFolder) -> Listed:
    """Read a demand's list book, as if all of it were of this moment."""
    listed = Listed(definition_in(host), check_signatures=False)
    book = Folder(host.path).books()[listed.definition.fields["list"]["book"]]
    for line in book.lines():
        if line.index and line.entry:
            listed.take(line.entry, host.now())
    return listed


def refused(listed: Listed, entry: Document, seconds: int) -> str:
    """Return the reason for which an entry is not taken in."""
    with pytest.raises(Refused) as problem:
        listed.take(entry, seconds)
    return problem.value.reason


def test_whoever_is_listed_may_ask_once_until_signing_ends(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("signed")) as host:
        listed, signing = read(host), Signing.of(host, definition_in(host))
        assert listed.fixed
        assert set(listed.asked) == {signing.key(number) for number in range(8)}
        listed.may_ask(signing.key(9), host.now())
        for key, seconds, reason in (
            (signing.key(0), host.now(), "pass_used_twice"),
            (bytes(32), host.now(), "member_not_listed"),
            (signing.key(9), listed.definition.fields["signing_ends"], "too_late"),
        ):
            with pytest.raises(Refused) as problem:
                listed.may_ask(key, seconds)
            assert problem.value.reason == reason


def test_who_comes_late_waits_a_day_and_an_objection_stops_them(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("fixed")) as host:
        signing = sign(host, (5,))
        number = signing.add_late()
        listed, key = read(host), signing.key(number)
        listed.may_ask(key, host.now() + DAY)
        ask: Document = {"v": 1, "kind": "request", "member": b64(key)}
        assert refused(listed, ask, host.now()) == "too_early"
        secret = sign_secret(signing.seeds[0])
        said = saying_document(secret, "objection", listed.definition.box_id, key)
        listed.check_signatures = True
        other = saying_document(secret, "confirmation", listed.definition.box_id, key)["signature"]
        assert refused(listed, {**said, "signature": other}, host.now()) == "signature_wrong"
        listed.take(said, host.now())
        assert refused(listed, said, host.now()) == "objection_not_allowed"
        assert refused(listed, ask, host.now() + DAY) == "member_objected"
        assert key not in listed.asked


def test_what_a_list_does_not_hold_is_refused(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("fixed")) as host:
        listed = read(host)
        assert refused(listed, {"v": 1, "kind": "strike"}, host.now()) == "document_field"
        fresh = Listed(listed.definition)
        assert refused(fresh, {"v": 1, "kind": "request"}, host.now()) == "list_grew"
        with pytest.raises(Refused):
            fresh.may_ask(unb64(b64(bytes(32))), host.now())
