"""Write vectors/notes/: checkpoints, signatures and cosignatures. Run as `python -m tests.vectors.make_notes`."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from undersign.protocol.notes import (
    COSIGNER,
    Checkpoint,
    checkpoint_text,
    cosign,
    cosigner_key,
    log_key,
    sign_checkpoint,
)
from undersign.protocol.signatures import public_key, sign_bytes

MADE: Final = "made by tests/vectors/make_notes.py"
EXAMPLE: Final = "the example of C2SP tlog-checkpoint.md, whose keys are not given"
LITEWITNESS: Final = "FiloSottile/litetlog, internal/witness/witness_test.go"
GO_NOTE: Final = "golang.org/x/mod/sumdb/note, note_test.go"
ARCHE: Final = (
    "a checkpoint of the log arche2025h1.staging.ct.transparency.dev, with keys as its witnesses publish them"
)

Values = dict[str, Any]
Wrong = tuple[str, str, Values, str]  # name, sentence, what is changed in the good input, the expected refusal

ORIGIN: Final = "undersign.example/record"
NAMES: Final = ("chapter-1.example", "chapter-2.example", "union.example")
ROOT: Final = hashlib.sha256(b"some tree").digest()
TEN_BILLION: Final = 10**10

draw = random_from("vectors/notes")
LOG_SECRET: Final = draw(32)
SECRETS: Final = [draw(32) for _ in NAMES]
OTHER_SECRET: Final = draw(32)

CHECKPOINT: Final = Checkpoint(ORIGIN, 70_000, ROOT)
TEXT: Final = checkpoint_text(CHECKPOINT).decode()
SIGNED: Final = sign_checkpoint(LOG_SECRET, CHECKPOINT)
TIMES: Final = (1_700_000_000, 1_700_000_060, 1_700_000_120)
LINES: Final = [
    cosign(secret, name, SIGNED, at).decode() for secret, name, at in zip(SECRETS, NAMES, TIMES, strict=True)
]
NOTE: Final = SIGNED.decode()
LOG: Final = {"name": ORIGIN, "key": public_key(LOG_SECRET).hex()}
COSIGNERS: Final = [
    {"name": name, "key": public_key(secret).hex()} for secret, name in zip(SECRETS, NAMES, strict=True)
]
FIELDS: Final = {"origin": ORIGIN, "size": CHECKPOINT.size, "root": ROOT.hex()}
GOOD: Final[Values] = {"note": NOTE + "".join(LINES[:2]), "log": LOG, "cosigners": COSIGNERS, "t": 2}

ARCHE_NOTE: Final = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501 - a note as it was published
ARCHE_KEYS: Final = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f",
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
)
SIGSUM: Final = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_NOTE: Final = f"""{SIGSUM}
5
QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=

— {SIGSUM} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=
"""
SIGSUM_KEY: Final = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"


def published_key(vkey: str) -> Values:
    """Return name and key of a verifier key `name+id+base64(type || key)`."""
    name, _, encoded = vkey.split("+", 2)
    return {"name": name, "key": base64.b64decode(encoded)[1:].hex()}


def refused(operation: str, good: Values, wrong: list[Wrong], prefix: str = "") -> list[Case]:
    """Return the cases that differ from a good input in one way each."""
    return [
        Case(f"{prefix or operation}_{name}", operation, about, MADE, {**good, **change}, expect)
        for name, about, change, expect in wrong
    ]


def standard(data: bytes) -> str:
    """Return standard base64, as notes use it."""
    return base64.b64encode(data).decode()


def checkpoint_cases() -> list[Case]:
    """Return good and bad texts of checkpoints."""
    root = standard(ROOT)
    empty = hashlib.sha256(b"").digest()
    example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    example_root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=").hex()
    fields = {"origin": "example.com/behind-the-sofa", "size": 20852163, "root": example_root}
    largest = {"text": f"{ORIGIN}\n{2**53 - 1}\n{root}\n"}
    wrong: list[Wrong] = [
        ("extension", "Extension lines are not accepted.", {"text": TEXT + "more\n"}, "checkpoint_malformed"),
        ("two_lines", "The root is missing.", {"text": f"{ORIGIN}\n5\n"}, "checkpoint_malformed"),
        ("no_newline", "The last newline is missing.", {"text": TEXT[:-1]}, "checkpoint_malformed"),
        ("no_origin", "The origin is empty.", {"text": f"\n5\n{root}\n"}, "checkpoint_malformed"),
        ("space_in_origin", "The origin holds a space.", {"text": f"a b\n5\n{root}\n"}, "checkpoint_malformed"),
        ("long_origin", "An origin of 256 bytes.", {"text": f"{'a' * 256}\n5\n{root}\n"}, "checkpoint_malformed"),
        ("leading_zero", "A size has no leading zeros.", {"text": f"{ORIGIN}\n05\n{root}\n"}, "checkpoint_malformed"),
        ("negative", "A size is not negative.", {"text": f"{ORIGIN}\n-5\n{root}\n"}, "checkpoint_malformed"),
        ("other_digits", "Digits of ASCII only.", {"text": f"{ORIGIN}\n\u0665\n{root}\n"}, "checkpoint_malformed"),
        ("too_large", "A size is below 2^53.", {"text": f"{ORIGIN}\n{2**53}\n{root}\n"}, "checkpoint_malformed"),
        ("huge", "A size of 60 digits.", {"text": f"{ORIGIN}\n{'9' * 60}\n{root}\n"}, "checkpoint_malformed"),
        ("empty_other_root", "Size 0 has one root.", {"text": f"{ORIGIN}\n0\n{root}\n"}, "checkpoint_malformed"),
        ("short_root", "31 bytes.", {"text": f"{ORIGIN}\n5\n{standard(ROOT[:31])}\n"}, "checkpoint_malformed"),
        ("root_unpadded", "Base64 ends in =.", {"text": f"{ORIGIN}\n5\n{root[:-1]}\n"}, "checkpoint_malformed"),
        ("root_spare_bits", "Unused bits.", {"text": f"{ORIGIN}\n5\n{loose(root)}\n"}, "checkpoint_malformed"),
    ]
    return [
        Case("checkpoint", "checkpoint", "A checkpoint.", MADE, {"text": TEXT}, output=FIELDS),
        Case("checkpoint_example", "checkpoint", "The published example.", EXAMPLE, {"text": example}, output=fields),
        Case(
            "checkpoint_empty",
            "checkpoint",
            "An empty tree.",
            MADE,
            {"text": f"{ORIGIN}\n0\n{standard(empty)}\n"},
            output={"origin": ORIGIN, "size": 0, "root": empty.hex()},
        ),
        Case("checkpoint_largest", "checkpoint", "2^53-1.", MADE, largest, output={**FIELDS, "size": 2**53 - 1}),
        *refused("checkpoint", {}, wrong),
    ]


def loose(text: str) -> str:
    """Return base64 with the same bytes and other unused bits: the last letter before = is the next one."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + letters[letters.index(text[-2]) + 1] + "="


def note_cases() -> list[Case]:
    """Return notes as whoever knows some keys opens them: good ones, and ones that are not notes."""
    keys = [{**LOG, "kind": 1}, {**COSIGNERS[0], "kind": 4}]
    signed = [{"name": ORIGIN}, {"name": NAMES[0], "seconds": TIMES[0]}]
    good: Values = {"note": GOOD["note"], "keys": keys}
    dash, name, signature = LINES[1].split(" ")
    unknown = {"note": NOTE + f"— {NAMES[0]} {standard(b'otherkey')}\n" + LINES[0]}
    sigsum: Values = {"note": SIGSUM_NOTE, "keys": [{"name": SIGSUM, "key": SIGSUM_KEY, "kind": 1}]}
    sigsum_fields = {
        "origin": SIGSUM,
        "size": 5,
        "root": "42bb57ad06420afa4882c4a63ac6a1ec77480b330b2f20dfc53a0caa5f564e36",
    }
    twice = {"note": NOTE + LINES[0] * 2, "keys": keys}
    wrong: list[Wrong] = [
        ("no_blank_line", "The blank line is missing.", {"note": NOTE.replace("\n\n", "\n")}, "note_malformed"),
        ("no_signatures", "Nothing follows the blank line.", {"note": TEXT + "\n"}, "note_malformed"),
        ("no_last_newline", "The last newline is missing.", {"note": NOTE[:-1]}, "note_malformed"),
        ("empty", "There is nothing.", {"note": ""}, "note_malformed"),
        ("control", "A tab stands in the note.", {"note": NOTE.replace(".", "\t", 1)}, "note_malformed"),
        ("carriage_return", "Lines end in CR LF.", {"note": NOTE.replace("\n", "\r\n")}, "note_malformed"),
        ("byte_order_mark", "A byte order mark comes first.", {"note": "\ufeff" + NOTE}, "checkpoint_malformed"),
        ("not_utf8", "A byte that is not UTF-8.", {"note": NOTE + "— x ", "then_hex": "ff0a"}, "note_malformed"),
        ("hyphen", "A hyphen stands for the dash.", {"note": NOTE.replace("— ", "- ")}, "note_malformed"),
        ("other_line", "A line that is no signature.", {"note": NOTE + "signed\n"}, "note_malformed"),
        ("plus_in_name", "A name holds a plus.", {"note": NOTE + f"— a+b {signature}"}, "note_malformed"),
        ("wide_space", "A name holds an em space.", {"note": NOTE + f"— a\u2003b {signature}"}, "note_malformed"),
        ("two_spaces", "Two spaces before the name.", {"note": NOTE + f"{dash}  {name} {signature}"}, "note_malformed"),
        ("not_base64", "A signature is not base64.", {"note": NOTE + f"{dash} {name} ?{signature}"}, "note_malformed"),
        ("key_id_only", "Four bytes only.", {"note": NOTE + f"— x {standard(b'only')}\n"}, "note_malformed"),
        ("too_many_lines", "65 signature lines.", {"note": NOTE + LINES[0] * 64}, "note_malformed"),
        ("too_long", "More than 65,536 bytes.", {"note": NOTE, "then_repeat": [LINES[1], 700]}, "note_malformed"),
        ("unsigned", "No known key has signed.", {"keys": [{**COSIGNERS[2], "kind": 4}]}, "note_unsigned"),
        ("keys_ambiguous", "Two keys share a name and an id.", {"keys": collision()}, "keys_ambiguous"),
    ]
    return [
        Case("note", "open_note", "Log and one cosigner.", MADE, good, output={**FIELDS, "signatures": signed}),
        Case(
            "note_most_lines",
            "open_note",
            "64 signature lines are as many as a note may have.",
            MADE,
            {**good, "note": NOTE + LINES[1] * 63},
            output={**FIELDS, "signatures": signed[:1]},
        ),
        Case(
            "note_unknown_id",
            "open_note",
            "A known name with an unknown key id is ignored.",
            MADE,
            {**good, **unknown},
            output={**FIELDS, "signatures": signed},
        ),
        Case(
            "note_twice",
            "open_note",
            "Two lines of one key both hold.",
            MADE,
            twice,
            output={**FIELDS, "signatures": [*signed, signed[1]]},
        ),
        Case(
            "note_litewitness",
            "open_note",
            "A checkpoint that litewitness accepts.",
            LITEWITNESS,
            sigsum,
            output={**sigsum_fields, "signatures": [{"name": SIGSUM}]},
        ),
        *refused("open_note", good, wrong, "note"),
        *signature_cases(good),
    ]


def collision() -> list[Values]:
    """Return two keys under one name whose ids agree.

    To find such a pair takes 2^16 tries at random; these two were found once, as SHA-256 of two numbers.
    """
    found = [hashlib.sha256(number.to_bytes(8, "big")).hexdigest() for number in COLLISION]
    return [{"name": "twin", "key": key, "kind": COSIGNER} for key in found]


def signature_cases(good: Values) -> list[Case]:
    """Return notes on which a known key's signature does not hold."""
    at, key = TIMES[0], cosigner_key(NAMES[0], public_key(SECRETS[0]))
    body = base64.b64decode(LINES[0].split(" ")[2])
    later = body[:4] + (at + 1).to_bytes(8, "big") + body[12:]
    far = (2**63).to_bytes(8, "big")
    plain = key.id + at.to_bytes(8, "big") + sign_bytes(SECRETS[0], TEXT.encode())
    malleable = body[:44] + (int.from_bytes(body[44:], "little") + ORDER).to_bytes(32, "little")
    wrong_log = sign_checkpoint(OTHER_SECRET, CHECKPOINT).decode().split(" ")[-1]
    forged = log_key(ORIGIN, public_key(LOG_SECRET)).id + base64.b64decode(wrong_log)[4:]
    lines: list[tuple[str, str, bytes]] = [
        ("other_time", "The time was changed after signing.", later),
        ("altered", "A bit of the signature is altered.", body[:-1] + bytes([body[-1] ^ 1])),
        ("short", "The signature lacks a byte.", body[:-1]),
        ("long", "The signature has a byte too many.", body + b"\x00"),
        ("far_time", "The time is 2^63.", body[:4] + far + body[12:]),
        ("not_a_cosignature", "Signed without the cosignature's head.", plain),
        ("malleable", "S is the same, mod L.", malleable),
    ]
    wrong: list[Wrong] = [
        (name, about, {"note": NOTE + f"— {NAMES[0]} {standard(data)}\n"}, "note_signature_wrong")
        for name, about, data in lines
    ]
    other_text = {"note": GOOD["note"].replace("70000", "70001")}
    forged_log = {"note": f"{TEXT}\n— {ORIGIN} {standard(forged)}\n{LINES[0]}"}
    wrong += [
        ("other_size", "The checkpoint was changed after signing.", other_text, "note_signature_wrong"),
        ("forged_log", "The log's line is signed by another key.", forged_log, "note_signature_wrong"),
    ]
    return refused("open_note", good, wrong, "note_signature")


def require_cases() -> list[Case]:
    """Return checkpoints as a reader requires them: the log and t cosigners."""
    signed = [{"name": ORIGIN}, *({"name": NAMES[n], "seconds": TIMES[n]} for n in range(2))]
    renamed = cosign(SECRETS[0], "second-name.example", SIGNED, TIMES[0]).decode()
    two_names = [COSIGNERS[0], {**COSIGNERS[0], "name": "second-name.example"}]
    copied = LINES[0].replace(NAMES[0], NAMES[1])
    arche: Values = {
        "note": ARCHE_NOTE,
        "log": published_key(ARCHE_KEYS[0]),
        "cosigners": [published_key(each) for each in ARCHE_KEYS[1:]],
        "t": 4,
    }
    seconds = 1_779_573_024
    arche_signed = [
        {"name": arche["log"]["name"]},
        *({"name": each["name"], "seconds": seconds} for each in arche["cosigners"]),
    ]
    arche_root = base64.b64decode("U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=").hex()
    arche_out = {"origin": arche["log"]["name"], "size": 1432088532, "root": arche_root, "signatures": arche_signed}
    other_log = {"name": "other.example/record", "key": LOG["key"]}
    foreign = sign_checkpoint(LOG_SECRET, Checkpoint("other.example/record", 70_000, ROOT)).decode()
    wrong: list[Wrong] = [
        ("too_few", "One cosignature where two are needed.", {"note": NOTE + LINES[0]}, "cosignatures_missing"),
        ("one_twice", "One keyholder cosigned twice.", {"note": NOTE + LINES[0] * 2}, "cosignatures_missing"),
        (
            "one_key_two_names",
            "One key under two names counts once.",
            {"note": NOTE + LINES[0] + renamed, "cosigners": two_names},
            "cosignatures_missing",
        ),
        ("copied_line", "A line under another's name.", {"note": NOTE + LINES[0] + copied}, "cosignatures_missing"),
        ("unknown_cosigner", "A cosigner of no ceremony.", {"cosigners": COSIGNERS[1:]}, "cosignatures_missing"),
        ("no_log", "The log has not signed.", {"note": f"{TEXT}\n{LINES[0]}{LINES[1]}"}, "note_unsigned"),
        ("other_log", "Another log's name.", {"log": other_log}, "checkpoint_malformed"),
        ("other_origin", "Another origin.", {"note": foreign + LINES[0]}, "note_signature_wrong"),
    ]
    return [
        Case("require", "require", "Two of three cosigned.", MADE, GOOD, output={**FIELDS, "signatures": signed}),
        Case("require_published", "require", "A log and four witnesses.", ARCHE, arche, output=arche_out),
        *refused("require", GOOD, wrong),
    ]


def sign_cases() -> list[Case]:
    """Return notes as log and cosigners make them: Ed25519 is deterministic, so every byte is fixed."""
    cosigners = [
        {"name": name, "secret": secret.hex(), "seconds": at}
        for name, secret, at in zip(NAMES, SECRETS, TIMES, strict=True)
    ]
    given: Values = {**FIELDS, "secret": LOG_SECRET.hex(), "cosigners": cosigners}
    large: Values = {**given, "size": 2**53, "cosigners": []}
    return [
        Case("sign", "sign_note", "A log and three cosigners.", MADE, given, output={"note": NOTE + "".join(LINES)}),
        Case("sign_too_large", "sign_note", "A size is below 2^53.", MADE, large, "value_out_of_range"),
    ]


def key_cases() -> list[Case]:
    """Return key ids."""
    keys: list[tuple[str, str, int, str]] = [
        ("key_id_log", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", 1, GO_NOTE),
        ("key_id_cosigner", ARCHE_KEYS[3], 4, "transparency-dev/formats, note/note_cosigv1_test.go"),
    ]
    cases = []
    for name, vkey, kind, origin in keys:
        given: Values = {**published_key(vkey), "kind": kind}
        about = "The id of a published key."
        cases.append(Case(name, "key_id", about, origin, given, output={"id": vkey.split("+")[1]}))
    return cases


ORDER: Final = 2**252 + 27742317777372353535851937790883648493
COLLISION: Final = (59461, 83717)

if __name__ == "__main__":
    write("notes", [*checkpoint_cases(), *note_cases(), *require_cases(), *sign_cases(), *key_cases()])
