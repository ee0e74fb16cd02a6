"""Makes vectors/encoding: `python -m tests.vectors.make_encoding`."""

from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.documents import (
    GOOD,
    MISREAD,
    NOT_A_FIELD,
    NOT_CANONICAL,
    NOT_ENCODABLE,
    NOT_JSON,
    SAMPLE,
    SHAPE,
)
from undersign.protocol import encoding

STEM: Final = "encoding"
HERE: Final = "made by tests/vectors/make_encoding.py"
ORIGINS: Final = {
    "escapes": "RFC 8785 section 3.2.2, the string of its sample",
    "not_normalised": "RFC 8785 section 3.1",
}
TEN_GIGABYTES: Final = (10 * 10**9).to_bytes(8, "big").hex()

BAD_FRAMES: Final[dict[str, tuple[str, str, str, int]]] = {
    "frame_of_10_gb": ("A length field says 10 GB.", "value_out_of_range", TEN_GIGABYTES + "61", 2**20),
    "frame_over_most": ("A part is longer than its format allows.", "value_out_of_range", "0000000000000003616263", 2),
    "frame_truncated": ("The data ends before the part does.", "truncated", "00000000000000036162", 40),
    "frame_length_truncated": ("The data ends inside a length field.", "truncated", "000000000000000161000000", 40),
}
BAD_BASE64: Final[dict[str, tuple[str, str]]] = {
    "base64_padded": ("Padding is not used.", "YQ=="),
    "base64_tail": ("Unused bits of the last character must be zero.", "YR"),
    "base64_plus": ("The signs of plain base64 are not those of base64url.", "+/+/"),
    "base64_space": ("White space is not skipped.", "YWJj YWJj"),
    "base64_newline": ("A newline at the end is not skipped.", "YWJj\n"),
    "base64_length": ("No bytes have one character left over.", "YWJjY"),
    "base64_not_ascii": ("A letter only looks like one of the alphabet.", "YWJ\u0458"),
}


def _ok(name: str, operation: str, about: str, given: dict[str, Any], output: dict[str, Any]) -> Case:
    return Case(name, operation, about, HERE, given, output=output)


def _frames() -> list[Case]:
    parts = [b"", b"a", bytes(range(40))]
    held = {"parts": [part.hex() for part in parts]}
    joined = b"".join(encoding.frame(part) for part in parts).hex()
    three = {"bytes": "0000000000000003616263"}
    return [
        _ok("frame", "frame", "A frame is 8 bytes of length and the part.", {"part": "616263"}, three),
        _ok("frame_empty", "frame", "An empty part has a frame of eight zeros.", {"part": ""}, {"bytes": "00" * 8}),
        _ok("unframe", "unframe", "Three parts come apart again.", {"bytes": joined, "most": 40}, held),
        _ok("unframe_nothing", "unframe", "No bytes hold no parts.", {"bytes": "", "most": 40}, {"parts": []}),
        _ok("u64_most", "u64", "The greatest integer part.", {"number": str(2**64 - 1)}, {"bytes": "ff" * 8}),
        *(
            Case(name, "unframe", about, HERE, {"bytes": data, "most": most}, expect)
            for name, (about, expect, data, most) in BAD_FRAMES.items()
        ),
        Case("u64_negative", "u64", "An integer is negative.", HERE, {"number": "-1"}, "value_out_of_range"),
        Case("u64_too_big", "u64", "An integer is 2^64.", HERE, {"number": str(2**64)}, "value_out_of_range"),
    ]


def _digests() -> list[Case]:
    cases = []
    samples = {
        "": ("SHA-512 over the framed label and parts", [b"", b"a", bytes(range(40))]),
        "_label_only": ("No parts", []),
        "_parts_shifted": ("The same bytes in other parts give another value", [b"a", b"", bytes(range(40))]),
    }
    for name, (about, parts) in samples.items():
        given = {"label": "sample/label", "parts": [part.hex() for part in parts]}
        digest = {"bytes": encoding.digest("sample/label", *parts).hex()}
        scalar = {"scalar": encoding.challenge("sample/label", *parts).hex()}
        cases.append(_ok(f"digest{name}", "digest", f"{about}.", given, digest))
        cases.append(_ok(f"challenge{name}", "challenge", f"{about}; little-endian, mod L.", given, scalar))
    return cases


def _base64() -> list[Case]:
    source = random_from("vectors/encoding/base64")
    samples = {f"base64_{length}": source(length) for length in (0, 1, 2, 3, 32)}
    cases = []
    for name, data in {**samples, "base64_url_signs": b"\xfb\xff\xbf"}.items():
        text, plain = {"text": encoding.b64(data)}, {"bytes": data.hex()}
        cases.append(_ok(name, "b64", f"{len(data)} bytes as base64url.", plain, text))
        cases.append(_ok(f"un{name}", "unb64", f"{len(data)} bytes back from base64url.", text, plain))
    for name, (about, bad) in BAD_BASE64.items():
        cases.append(Case(name, "unb64", about, HERE, {"text": bad}, "encoding_base64"))
    return cases


def _documents() -> list[Case]:
    cases = []
    for name, (about, document) in GOOD.items():
        written, read = {"bytes": encoding.encode(document).hex()}, {"document": document}
        origin = ORIGINS.get(name, HERE)
        cases.append(Case(f"encode_{name}", "encode", about, origin, read, output=written))
        cases.append(Case(f"decode_{name}", "decode", about, origin, written, output=read))
    reasons = {
        "document_not_canonical": NOT_CANONICAL,
        "document_field": NOT_A_FIELD,
        "document_not_json": NOT_JSON,
    }
    for expect, table in reasons.items():
        for name, (about, data) in table.items():
            cases.append(Case(f"decode_{name}", "decode", about, HERE, {"bytes": data.hex()}, expect))
    for name, (about, value) in NOT_ENCODABLE.items():
        cases.append(Case(f"encode_{name}", "encode", about, HERE, {"document": value}, "document_field"))
    return cases


def _reading() -> list[Case]:
    plain = {**SAMPLE, "id": "00010203"}
    del plain["v"]
    more = {"document": {**SAMPLE, "data": "AAEC"}, "shape": SHAPE}
    less = {"document": {name: value for name, value in SAMPLE.items() if name != "count"}, "shape": SHAPE}
    sample, found = {"document": SAMPLE, "shape": SHAPE}, {"fields": plain}
    return [
        _ok("read", "read", "Every field passes its check.", sample, found),
        _ok(
            "read_optional",
            "read",
            "A field is there that may be absent.",
            more,
            {"fields": {**plain, "data": "000102"}},
        ),
        Case("read_field_missing", "read", "A field is missing.", HERE, less, "document_field"),
        *(
            Case(f"read_{name}", "read", about, HERE, {"document": {**SAMPLE, **change}, "shape": SHAPE}, expect)
            for name, (about, expect, change) in MISREAD.items()
        ),
    ]


def cases() -> list[Case]:
    """Return every case of this stem."""
    return [*_frames(), *_digests(), *_base64(), *_documents(), *_reading()]


if __name__ == "__main__":
    write(STEM, cases())
