"""Makes vectors/boxes: `python -m tests.vectors.make_boxes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.definitions import ENDS, TOP, definition, hashed, head, question, tag, written
from tests.vectors.people import HARBOR, HILL, ORIGIN, rule, secret, staff, whole
from tests.vectors.people import key as key_of
from tests.vectors.run_boxes import OPERATIONS
from undersign.protocol import boxes
from undersign.protocol.encoding import Document, b64, encode, unb64
from undersign.protocol.envelopes import Head
from undersign.protocol.signatures import public_key, signed
from undersign.protocol.tags import Tag
from undersign.protocol.vouches import workplace_id

HERE: Final = "made by tests/vectors/make_boxes.py"
TEN_BILLION: Final = 10**10
WORKPLACE: Final = Tag("workplace", b64(workplace_id(HARBOR)), 0, 18)
STATE: Final = Tag("state", "NY", 0, 18)
READER: Final = "age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z"

Values = dict[str, Any]
Wrong = tuple[str, str, str, Values]  # name, expected refusal, sentence, what is changed


def good(name: str, format_: str, about: str, given: Values) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def changed(format_: str, given: Values, wrong: list[Wrong]) -> Iterator[Case]:
    """Return the cases that differ from a good input in one way each."""
    for name, expect, about, change in wrong:
        yield Case(name, format_, about, HERE, {**given, **change}, expect)


def definitions() -> Iterator[Case]:
    """Read definitions that hold."""

    def read(name: str, about: str, document: Document, **more: object) -> Case:
        return good(f"definition_{name}", "box_definition", about, {"document": document, **more})

    expected = boxes.box_id(definition()).hex()
    yield read("survey", "A survey of two questions, with the id that names it.", definition(), expected=expected)
    three = [TOP, STATE, Tag("workplace", b64(workplace_id(HARBOR)), 1, 12)]
    yield read("tags", "A survey with three tags.", definition(tags=three))
    wide = definition(questions=[question("duties", 64, most=64)], tags=[TOP, STATE])
    yield read("any", "A question of which any options may be chosen.", wide)
    yield read("vote", "A vote with a quorum.", definition("vote", quorum=12))
    yield read("demand", "A demand with two levels.", definition("demand"))
    room = definition("demand", room=True, withdrawing_ends=ENDS + 600, readers=[READER], draft=hashed("draft"))
    yield read("room", "A demand in a room, put up by a draft, whose names only readers see.", room)
    yield read("draft", "A box for drafts.", definition("draft", batch=3600))
    unnamed = definition(questions=[question("", 2), question("", 3)])
    yield read("ids_empty", "Two questions without ids.", unnamed)


def definitions_that_do_not() -> Iterator[Case]:
    """Read definitions that contradict themselves."""

    def refused(name: str, expect: str, about: str, document: Document, **more: object) -> Case:
        return Case(f"definition_{name}", "box_definition", about, HERE, {"document": document, **more}, expect)

    other = boxes.box_id(definition(k=6)).hex()
    yield refused("changed", "definition_changed", "Changed after it had its id.", definition(), expected=other)
    field = "document_field"
    wrong: list[tuple[str, str, Values]] = [
        ("kind", "A kind that there is not.", {"kind": "poll"}),
        ("k_four", "k below 5.", {"k": 4}),
        ("k_endless", "k is ten billion.", {"k": TEN_BILLION}),
        ("unknown_field", "A field that definitions do not have.", {"more": 1}),
        ("version", "Another version.", {"v": 2}),
        ("no_tag", "No tag at all.", {"tags": []}),
        ("list_size_endless", "A list of 2^41 entries.", {"list": {**definition()["list"], "size": 2**41}}),
        ("list_empty", "A list of no entries.", {"list": {**definition()["list"], "size": 0}}),
        ("room_false", "A room that is none has no such field.", {"room": False}),
        ("batch_zero", "Batches without an interval.", {"batch": 0}),
        ("options_65", "65 options.", {"questions": [question("pay", 65)]}),
        ("options_none", "A question without options.", {"questions": [question("pay", 0)]}),
    ]
    for name, about, change in wrong:
        yield refused(name, field, about, definition(**change))
    yield refused("nonce_short", "size_wrong", "A nonce of 31 bytes.", definition(nonce=b64(bytes(31))))
    yield refused("readers", field, "A reader who is no age recipient.", definition("demand", readers=["age1reader"]))
    yield from _contradictions()


def _contradictions() -> Iterator[Case]:
    pay, demand = question("pay", 5), "demand"
    own = definition()["tags"][0]
    for name, about, document in [
        ("times", "Withdrawing ends before signing.", definition(withdrawing_ends=ENDS - 1)),
        ("levels_none", "A demand without levels.", definition(demand, levels=[])),
        ("levels_order", "Levels that descend.", definition(demand, levels=[10, 5], k=10)),
        ("levels_twice", "One level twice.", definition(demand, levels=[5, 5])),
        ("levels_k", "The least level is not k.", definition(demand, levels=[6, 10])),
        ("levels_survey", "A survey with levels.", definition(levels=[5])),
        ("questions_none", "A survey without questions.", definition(questions=[])),
        ("questions_demand", "A demand with questions.", definition(demand, questions=[pay])),
        ("quorum_demand", "A demand with a quorum.", definition(demand, quorum=5)),
        ("readers_survey", "A survey with readers.", definition(readers=[READER])),
        ("draft_survey", "A survey that a draft put up.", definition(draft=hashed("draft"))),
        ("ids_twice", "Two questions with one id.", definition(questions=[pay, pay])),
        ("most_least", "At most one, at least two.", definition(questions=[{**pay, "least": 2}])),
        ("most_options", "More chosen than there are.", definition(questions=[{**pay, "most": 6}])),
        ("bins_few", "Fewer bins than options.", definition(questions=[{**pay, "bins": [0, 1, 2, 3]}])),
        ("bins_order", "Bins that do not ascend.", definition(questions=[{**pay, "bins": [0, 2, 1, 3, 4]}])),
        ("bins_zero", "Bins that begin above 0.", definition(questions=[{**pay, "bins": [1, 2, 3, 4, 5]}])),
        ("any_workplace", "Any options, and a tag for a workplace.", _any_at_a_workplace()),
        ("tags_vote", "A vote with two tags.", definition("vote", tags=[TOP, STATE])),
        ("top_missing", "No tag for all.", definition(tags=[STATE])),
        ("top_parent", "The top names another parent.", definition(tags=[Tag("all", "", 1, 9), STATE])),
        ("parent_after", "A parent behind its tag.", definition(tags=[TOP, Tag("state", "NY", 2, 9), STATE])),
        ("parent_itself", "A tag that is its own parent.", definition(tags=[TOP, Tag("state", "NY", 1, 9)])),
        ("parent_finer", "A parent that is finer.", definition(tags=[TOP, WORKPLACE, Tag("state", "NY", 1, 9)])),
        ("parent_equal", "A state below a state.", definition(tags=[TOP, STATE, Tag("state", "VT", 1, 9)])),
        ("top_twice", "Two tags for all.", definition(tags=[TOP, TOP])),
        (
            "issuer_shared",
            "Two tags share an issuing key.",
            {**definition(), "tags": [own, {**_state(), "issuers": own["issuers"]}]},
        ),
        (
            "issuers_fewer",
            "A tag lacks a keyholder's key.",
            {**definition(), "tags": [own, tag(STATE, 1, keyholders=2)]},
        ),
    ]:
        yield Case(f"definition_{name}", "box_definition", about, HERE, {"document": document}, "rule_impossible")


def _state() -> Document:
    return tag(STATE, 1)


def _any_at_a_workplace() -> Document:
    return definition(questions=[question("duties", 4, most=4)], tags=[TOP, WORKPLACE])


def raw() -> Iterator[Case]:
    """Read the bytes of a definition."""
    data = encode(definition())
    yield good("bytes", "box_definition_bytes", "The canonical bytes of a definition.", {"bytes": data.hex()})
    for name, expect, about, old, new in [
        ("key_twice", "document_not_canonical", "k stands twice, first as 5.", b'"k":5', b'"k":5,"k":500'),
        ("nan", "document_not_json", "k is NaN.", b'"k":5', b'"k":NaN'),
        ("infinity", "document_not_json", "k is Infinity.", b'"k":5', b'"k":Infinity'),
        ("fraction", "document_not_canonical", "k is 5.0.", b'"k":5', b'"k":5.0'),
        ("space", "document_not_canonical", "A space after k.", b'"k":5', b'"k": 5'),
        ("digits", "document_field", "k has 5,000 digits.", b'"k":5', b'"k":' + b"9" * 5000),
        (
            "cut",
            "document_not_json",
            "The last byte is missing.",
            b'"withdrawing_ends":1800086400}',
            b'"withdrawing_ends":1800086400',
        ),
    ]:
        assert data.count(old) == 1
        case = {"bytes": data.replace(old, new).hex()}
        yield Case(f"bytes_{name}", "box_definition_bytes", about, HERE, case, expect)


def against_lists() -> Iterator[Case]:
    """Hold definitions against the list that they name."""
    two = whole(staff(22), staff(10, HILL))
    given = {"origin": ORIGIN, "entries": two}
    sizes = {b64(workplace_id(HARBOR)): 22, b64(workplace_id(HILL)): 10}
    tags = [Tag("all", "", 0, 0), *(Tag("workplace", of, 0, members) for of, members in sorted(sizes.items()))]
    document = definition(tags=tags)
    case = {"definition": document, "list": given}
    yield good("list", "box_against_list", "The tags that the list gives.", case)
    employer = definition(tags=[Tag("all", "", 0, 0), Tag("employer", "Peers United", 0, 32)])
    about = "An employer's tag by a salted hash; the top is empty."
    yield good("list_employer", "box_against_list", about, {**case, "definition": employer})
    wide = definition(tags=[TOP], questions=[question("pay", 24)])
    yield good(
        "list_wide", "box_against_list", "24 options where every tag has 20 members.", {**case, "definition": wide}
    )
    yield from changed(
        "box_against_list",
        case,
        [
            (
                "list_tag_missing",
                "tags_wrong",
                "A tag that the list gives is missing.",
                {"definition": definition(tags=[tags[0], Tag("state", "NY", 0, 22)], k=12)},
            ),
            ("list_tag_small", "tags_wrong", "A tag of under 2k people.", {"definition": definition(tags=tags, k=12)}),
            (
                "list_tag_invented",
                "tags_wrong",
                "A tag for a workplace that nobody is at.",
                {"definition": definition(tags=[*tags, Tag("workplace", hashed("nowhere"), 0, 9)])},
            ),
            (
                "list_few",
                "rule_impossible",
                "24 options where a tag has ten members.",
                {"definition": definition(tags=tags, questions=[question("pay", 24)])},
            ),
            (
                "list_left_out",
                "member_left_out",
                "Somebody the rule covers is not on the list.",
                {"list": {**given, "entries": two[:-1]}},
            ),
            (
                "list_draft",
                "rule_impossible",
                "A box for drafts on a list of all.",
                {"definition": definition("draft")},
            ),
        ],
    )
    of_place = whole(staff(12), first=rule("workplace", b64(workplace_id(HARBOR))))
    draft = {"definition": definition("draft"), "list": {"origin": ORIGIN, "entries": of_place}}
    yield good("list_of_draft", "box_against_list", "A box for drafts on the list of a workplace.", draft)


def rules() -> Iterator[Case]:
    """Look up the issuing keys that a definition names."""
    document = definition(tags=[TOP, STATE])
    keys = [
        {"issuer": unb64(issuer).hex(), "keyholder": number, "n": "1"}
        for row in document["tags"]
        for number, issuer in enumerate(row["issuers"], 1)
    ]
    case = {"definition": document, "key": bytes(32).hex(), "t": 2, "issuers": keys}
    yield good("rules", "box_rules", "Two tags with three issuing keys each.", case)
    swapped = [{**keys[0], "keyholder": 2}, {**keys[1], "keyholder": 1}, *keys[2:]]
    about = "The keys of two keyholders have changed places."
    yield Case("rules_swapped", "box_rules", about, HERE, {**case, "issuers": swapped}, "pass_issuer_unknown")
    about = "A key that no keyholder published."
    yield Case("rules_unpublished", "box_rules", about, HERE, {**case, "issuers": keys[1:]}, "pass_issuer_unknown")


def groups() -> Iterator[Case]:
    """Make groups from counts."""
    parents = [0, 0, 1, 1, 0]
    for name, about, counts in [
        ("each", "Every tag has k.", [5, 5, 6, 7, 8]),
        ("joined", "Two small tags join their parent, which then has k.", [9, 1, 2, 2, 8]),
        ("twice", "A parent that is still too small joins its own.", [4, 1, 1, 0, 9]),
        ("shut", "Below k at the top stays shut.", [1, 0, 1, 2, 6]),
        ("nothing", "Nothing reaches k.", [0, 1, 1, 1, 1]),
        ("empty", "No envelopes.", [0, 0, 0, 0, 0]),
        ("through_empty", "A small tag joins through a parent without envelopes of its own.", [5, 0, 1, 0, 5]),
        ("child_opens", "A tag with k does not join, however small its parent.", [0, 3, 5, 1, 1]),
    ]:
        given = {"parents": parents, "counts": counts, "k": 5}
        yield good(f"groups_{name}", "box_groups", about, given)


def _heads(*numbers: int) -> list[Head]:
    return [head(f"member {tag}/{number}", tag) for tag, count in enumerate(numbers) for number in range(count)]


def openings() -> Iterator[Case]:
    """Count boxes, and check what asks for their opening."""
    document = definition(tags=[TOP, STATE])
    heads = _heads(6, 7)
    again = [*heads, head("member 0/0", 0, 1, withdraws=True), head("member 1/6", 1, 1, withdraws=True)]
    case = {"definition": document, "heads": written(again)}
    yield good("counted", "box_counted", "Two groups; two members have withdrawn.", case)
    few = {**case, "heads": written(_heads(2, 2))}
    yield Case("counted_below_k", "box_counted", "Four envelopes in all.", HERE, few, "below_k")
    vote = {"definition": definition("vote", quorum=9), "heads": written(_heads(8))}
    yield Case("counted_quorum", "box_counted", "A vote one below its quorum.", HERE, vote, "below_k")
    yield good("counted_vote", "box_counted", "A vote at its quorum.", {**vote, "heads": written(_heads(9))})
    later = [*_heads(9), head("member 0/3", 0, 2), head("member 0/3", 0, 1)]
    yield good(
        "counted_later",
        "box_counted",
        "Of one voter's three ballots the last counts.",
        {**vote, "heads": written(later)},
    )
    demand = {"definition": definition("demand"), "heads": []}
    yield Case("counted_demand", "box_counted", "A demand is not opened as totals.", HERE, demand, "rule_impossible")
    definition_ = boxes.read_definition(document)
    count = boxes.count_box(definition_, again)
    request = boxes.opening_request_document(definition_, count, (90, bytes(32)), 40, 20, len(again))
    given = {**case, "request": request}
    yield good("request", "box_opening_request", "An opening request for the set that counts.", given)
    whole_set = boxes.set_hash(definition_.box_id, heads)
    one = {"tags": [0, 1], "count": 11}
    wrong: list[Wrong] = [
        ("box", "wrong_box", "For another box.", {"box": hashed("other")}),
        ("set", "opening_request_wrong", "With those who have withdrawn.", {"set": b64(whole_set)}),
        ("groups", "group_counts_wrong", "One group instead of two.", {"groups": [one]}),
        (
            "count",
            "group_counts_wrong",
            "One more in a group.",
            {"groups": [{"tags": [0], "count": 6}, {"tags": [1], "count": 6}]},
        ),
        (
            "count_endless",
            "group_counts_wrong",
            "A group of ten billion.",
            {"groups": [{"tags": [0], "count": TEN_BILLION}]},
        ),
        ("shut", "group_counts_wrong", "Something stays shut that opens.", {"shut": [one]}),
        ("set_short", "size_wrong", "A set of 32 bytes.", {"set": hashed("set")}),
        ("size_endless", "document_field", "A checkpoint of 2^41 ticks.", {"size": 2**41}),
    ]
    for name, expect, about, change in wrong:
        other: Document = {**request, **change}
        changed_one: Values = {**given, "request": other}
        yield Case(f"request_{name}", "box_opening_request", about, HERE, changed_one, expect)


def parts_and_results() -> Iterator[Case]:
    """Read parts, results and promises."""
    random = random_from("vectors/boxes/parts")
    box, request = random(32), random(32)
    keyholders = [secret(f"keyholder {number}") for number in (1, 2, 3)]
    part = boxes.part_document(keyholders[1], box, request, 2, [random(96), random(192)])
    case = {"box": box.hex(), "request": request.hex(), "keys": [public_key(each).hex() for each in keyholders]}
    yield good("part", "box_part", "A keyholder's part for two groups.", {**case, "part": part})
    rest = {name: value for name, value in part.items() if name != "signature"}
    for name, expect, about, document in [
        ("changed", "signature_wrong", "A byte of a group has changed.", {**part, "groups": part["groups"][::-1]}),
        ("renamed", "signature_wrong", "In another keyholder's name.", {**part, "keyholder": 1}),
        (
            "unknown",
            "keyholder_unknown",
            "By keyholder 4 of three.",
            boxes.part_document(keyholders[1], box, request, 4, []),
        ),
        ("box", "wrong_box", "For another box.", boxes.part_document(keyholders[1], random(32), request, 2, [])),
        (
            "request",
            "opening_request_wrong",
            "For another request.",
            boxes.part_document(keyholders[1], box, random(32), 2, []),
        ),
        ("field", "document_field", "A field too many.", signed(keyholders[1], "part", {**rest, "more": 1})),
    ]:
        yield Case(f"part_{name}", "box_part", about, HERE, {**case, "part": document}, expect)
    result = {"box": box.hex(), "request": request.hex(), "keyholders": [1, 3], "totals": [[[3, 2, 0]]]}
    sides: Values = {"groups": [{"tags": [0, 2], "count": 5}], "shut": []}
    yield good("result", "box_result", "The totals of one question in one group.", {**result, **sides})
    promise = boxes.promise_document(secret("host"), box, random(32), 29_000_000)
    given = {"promise": promise, "host_key": key_of("host").hex()}
    yield good("promise", "box_promise", "The host's promise.", given)
    yield from changed(
        "box_promise",
        given,
        [
            (
                "promise_changed",
                "signature_wrong",
                "Promised for a later tick.",
                {"promise": {**promise, "tick": 29_000_001}},
            ),
            ("promise_stranger", "signature_wrong", "By another host.", {"host_key": key_of("Ana").hex()}),
            ("promise_field", "document_field", "A field too many.", {"promise": _signed_promise(promise)}),
        ],
    )


def _signed_promise(promise: Document) -> Document:
    rest = {name: value for name, value in promise.items() if name != "signature"}
    return signed(secret("host"), "promise", {**rest, "more": 1})


if __name__ == "__main__":
    made = (definitions, definitions_that_do_not, raw, against_lists, rules, groups, openings, parts_and_results)
    write("boxes", [case for each in made for case in each()])
