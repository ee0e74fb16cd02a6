"""What a demand says. Ways of being wrong, one file each: vectors/asks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.make_asks import ASK, FEW, FULL, STEP
from undersign.protocol import asks
from undersign.protocol.encoding import Document, b64
from undersign.protocol.errors import Refused

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1, max_size=50)
DAYS = st.dates().map(date.isoformat)
ASKS = st.lists(st.fixed_dictionaries({"what": LINES, "by": DAYS}), min_size=1, max_size=7)
KINDS = st.sampled_from(["meet", "file", "funder", "press", "walkout"])
STEPS = st.fixed_dictionaries({"what": KINDS, "says": LINES, "number": st.integers(5, 2**20), "date": DAYS})
EVIDENCE = st.fixed_dictionaries({"box": st.binary(min_size=32, max_size=32).map(b64), "says": LINES})
DEMANDS = st.fixed_dictionaries(
    {
        "to": LINES,
        "asks": ASKS,
        "reasons": LINES | st.just("") | st.just("a\nb"),
        "reply_by": DAYS,
        "names": st.sampled_from(["recipient", "signers", "public"]),
        "language": st.sampled_from(["en", "es"]),
    },
    optional={
        "evidence": st.lists(EVIDENCE, min_size=1, max_size=3),
        "steps": st.lists(STEPS, min_size=1, max_size=3),
    },
)


@given(DEMANDS)
def test_a_demand_is_read_back_as_it_was_written(demand: Document) -> None:
    found = asks.read_asks(asks.asks_text(demand))
    boxes = [{**each, "box": b64(each["box"])} for each in found.get("evidence", [])]
    assert found | ({"evidence": boxes} if boxes else {}) == {**demand, "kind": "demand"}


@given(st.text(max_size=60))
def test_plain_words_are_no_demand(words: str) -> None:
    with pytest.raises(Refused):
        asks.read_asks(words)


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_date_is_one_that_the_calendar_has(year: int, month: int, number: int) -> None:
    written = f"{year:04}-{month:02}-{number:02}"
    try:
        expected = date(year, month, number).isoformat()
    except ValueError:
        expected = None
    assert outcome(lambda: asks.day(written)) == (("ok", expected) if expected else ("document_field", None))


@pytest.mark.parametrize("field", FEW)
def test_every_field_is_needed(field: str) -> None:
    given = {name: value for name, value in FEW.items() if name != field}
    assert outcome(lambda: asks.asks_text(given))[0] == "document_field"


def test_an_error_does_not_repeat_what_was_written() -> None:
    with pytest.raises(Refused) as caught:
        asks.asks_text({**FEW, "asks": [{**ASK, "what": "Secreto\u0007"}], "steps": [STEP]})
    assert "Secreto" not in str(caught.value)


def test_only_names_for_the_recipient_have_readers() -> None:
    for demand, readers in [(FULL, True), (FEW, False)]:
        found = asks.read_asks(asks.asks_text(demand))
        asks.check_readers(found, readers=readers)
        with pytest.raises(Refused, match="recipient alone"):
            asks.check_readers(found, readers=not readers)
