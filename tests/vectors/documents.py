"""Documents for vectors/encoding: good ones, and every way of being a bad one that we know of."""

import json
from typing import Any, Final

_ESCAPED: Final = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"  # the string of the sample in RFC 8785 section 3.2.2
_CONTROLS: Final = "".join(map(chr, range(33))) + "\x7f\x80\u2028\u2029\ufeff\ufffe"


def _deep(levels: int) -> str:
    return "[" * levels + "]" * levels


GOOD: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "least": ("The least document.", {"v": 1}),
    "kinds": (
        "Every kind of value; keys are sorted as bytes.",
        {"v": 1, "b": [True, False], "a10": 0, "a9": 2**53 - 1, "_": {"z": "", "10": "ten", "9": "nine"}},
    ),
    "escapes": ("Only what must be escaped is, in the short form where there is one.", {"v": 1, "string": _ESCAPED}),
    "controls": ("Every control character.", {"v": 1, "text": _CONTROLS}),
    "not_normalised": ("Text stays as it is: a letter and its accent stay two.", {"v": 1, "text": "e\u0301\u00e9"}),
    "beyond_bmp": ("A pair of surrogates is one character of four bytes.", {"v": 1, "text": "\U0001f600\U0010ffff"}),
    "proto": ("A name that JavaScript treats specially is only a name.", {"v": 1, "__proto__": {"v": 2}, "length": 0}),
    "depth": ("A value lies sixteen levels deep.", {"v": 1, "a": json.loads(_deep(16))}),
}
NOT_CANONICAL: Final[dict[str, tuple[str, bytes]]] = {
    "key_twice": ("One key stands twice.", b'{"a":1,"a":1,"v":1}'),
    "keys_unsorted": ("The keys are not in order.", b'{"v":1,"a":1}'),
    "keys_as_numbers": ("Keys of digits are sorted as text, not as numbers.", b'{"9":1,"10":1,"v":1}'),
    "space": ("A space stands between the fields.", b'{"a":1, "v":1}'),
    "newline_at_end": ("A newline follows the document.", b'{"v":1}\n'),
    "escape_needless": ("A letter is written as an escape.", b'{"a":"\\u0061","v":1}'),
    "escape_upper_case": ("An escape has upper-case digits.", b'{"a":"\\u001F","v":1}'),
    "escape_long": ("A newline is written in the long form of an escape.", b'{"a":"\\u000a","v":1}'),
    "escape_slash": ("A slash is escaped.", b'{"a":"\\/","v":1}'),
    "escape_pair": ("A character beyond the BMP is written as two escapes.", b'{"a":"\\ud83d\\ude00","v":1}'),
    "minus_zero": ("Minus zero is not an integer of a document.", b'{"a":-0,"v":1}'),
    "fraction": ("A number has a fraction.", b'{"a":1.5,"v":1}'),
    "fraction_zero": ("A whole number is written with a fraction.", b'{"a":1.0,"v":1}'),
    "exponent": ("A whole number is written with an exponent.", b'{"a":1e2,"v":1}'),
    "exponent_endless": ("A number is beyond every float.", b'{"a":1E400,"v":1}'),
    "version_fraction": ("The version is written with a fraction.", b'{"v":1.0}'),
}
NOT_A_FIELD: Final[dict[str, tuple[str, bytes]]] = {
    "negative": ("An integer is negative.", b'{"a":-1,"v":1}'),
    "integer_2_53": ("An integer is 2^53, where floats begin to skip.", b'{"a":9007199254740992,"v":1}'),
    "integer_2_53_1": ("An integer is 2^53+1, which a float rounds.", b'{"a":9007199254740993,"v":1}'),
    "integer_of_5000_digits": ("An integer has 5,000 digits.", b'{"a":' + b"9" * 5000 + b',"v":1}'),
    "null": ("Null is not a value of documents.", b'{"a":null,"v":1}'),
    "surrogate": ("An escape gives half a pair.", b'{"a":"\\ud83d","v":1}'),
    "surrogates_swapped": ("The halves of a pair are swapped.", b'{"a":"\\ude00\\ud83d","v":1}'),
    "name_upper_case": ("A field name has a capital letter.", b'{"A":1,"v":1}'),
    "name_empty": ("A field name is empty.", b'{"":1,"v":1}'),
    "name_newline": ("A field name ends in a newline.", b'{"a\\n":1,"v":1}'),
    "name_not_ascii": ("A field name has an accent.", '{"v":1,"\u00e9":1}'.encode()),
    "too_deep": ("A value lies seventeen levels deep.", f'{{"a":{_deep(17)},"v":1}}'.encode()),
    "far_too_deep": ("A value lies five thousand levels deep.", f'{{"a":{_deep(5000)},"v":1}}'.encode()),
    "version_missing": ("There is no version.", b'{"a":1}'),
    "version_other": ("The version is 2.", b'{"v":2}'),
    "version_true": ("The version is true.", b'{"v":true}'),
}
NOT_JSON: Final[dict[str, tuple[str, bytes]]] = {
    "nan": ("NaN is not JSON.", b'{"a":NaN,"v":1}'),
    "infinity": ("Infinity is not JSON.", b'{"a":-Infinity,"v":1}'),
    "leading_zero": ("A number begins with a zero.", b'{"a":01,"v":1}'),
    "comma_at_end": ("A comma follows the last field.", b'{"a":1,"v":1,}'),
    "comment": ("A comment stands in the document.", b'{"v":1/**/}'),
    "quotes_single": ("Strings need double quotes.", b"{'v':1}"),
    "control_raw": ("A control character stands in a string as it is.", b'{"a":"\n","v":1}'),
    "truncated": ("The document ends too early.", b'{"a":"b'),
    "two": ("A second document follows.", b'{"v":1}{"v":1}'),
    "empty": ("There are no bytes.", b""),
    "array": ("An array is not a document.", b"[1]"),
    "byte_order_mark": ("A byte order mark comes first.", b'\xef\xbb\xbf{"v":1}'),
    "utf8_overlong": ("A letter has an overlong form.", b'{"a":"\xc1\xa1","v":1}'),
    "utf8_surrogate": ("Half a pair is written in UTF-8.", b'{"a":"\xed\xa0\x80","v":1}'),
    "utf16": ("The text is UTF-16.", '{"v":1}'.encode("utf-16-le")),
}
NOT_ENCODABLE: Final[dict[str, tuple[str, object]]] = {
    "half": ("A float is not a value of documents.", {"v": 1, "a": 0.5}),
    "null": ("Null is not a value of documents.", {"v": 1, "a": None}),
    "negative": ("An integer is negative.", {"v": 1, "a": -1}),
    "integer_2_53": ("An integer is 2^53.", {"v": 1, "a": 2**53}),
    "surrogate": ("Half a pair is not text.", {"v": 1, "a": "\ud83d"}),
    "name_upper_case": ("A field name has a capital letter.", {"v": 1, "A": 1}),
    "name_newline": ("A field name ends in a newline.", {"v": 1, "a\n": 1}),
    "array": ("An array is not a document.", [{"v": 1}]),
    "too_deep": ("A value lies seventeen levels deep.", {"v": 1, "a": json.loads(_deep(17))}),
    "version_missing": ("There is no version.", {"a": 1}),
}

SHAPE: Final = {
    "kind": {"one_of": ["sample", "other"]},
    "count": {"integer": [1, 9]},
    "id": {"octets": [4]},
    "data": {"optional": {"octets": [None, 4]}},
    "title": {"text": 4},
    "pairs": {"array": [{"fields": {"left": {"integer": []}}}, 0, 2]},
}
SAMPLE: Final[dict[str, Any]] = {
    "v": 1,
    "kind": "sample",
    "count": 9,
    "id": "AAECAw",
    "title": "\u00e9\u00e9",
    "pairs": [{"left": 0}],
}
MISREAD: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "version_other": ("The version is 2.", "document_field", {"v": 2}),
    "field_unknown": ("A field is not part of the shape.", "document_field", {"more": 1}),
    "field_inherited": (
        "A field has a name that every object in JavaScript knows.",
        "document_field",
        {"constructor": 1},
    ),
    "choice_unknown": ("A word is not one of those that are allowed.", "document_field", {"kind": "another"}),
    "count_small": ("A number is below the least.", "document_field", {"count": 0}),
    "count_great": ("A number is above the most.", "document_field", {"count": 10}),
    "count_true": ("True is not the number 1.", "document_field", {"count": True}),
    "count_text": ("A text is not a number.", "document_field", {"count": "9"}),
    "id_short": ("Three bytes stand where four are expected.", "size_wrong", {"id": "AAEC"}),
    "id_padded": ("The base64url is padded.", "encoding_base64", {"id": "AAECAw=="}),
    "id_number": ("A number is not bytes.", "document_field", {"id": 4}),
    "data_long": ("Five bytes stand where four are the most.", "size_wrong", {"data": "AAECAwQ"}),
    "title_long": ("Five bytes of text stand where four are the most.", "document_field", {"title": "\u00e9\u00e9a"}),
    "pairs_many": ("There are more items than allowed.", "document_field", {"pairs": [{"left": 0}] * 3}),
    "pairs_object": ("An object is not a list.", "document_field", {"pairs": {"length": 0}}),
    "pair_unknown_field": ("A field of an item is unknown.", "document_field", {"pairs": [{"left": 0, "right": 0}]}),
    "pair_empty": ("A field of an item is missing.", "document_field", {"pairs": [{}]}),
}
