"""Make vectors/names: `python -m tests.vectors.make_names`."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.vectors.cases import Case, random_from, write
from tests.vectors.make_openings import hexes
from tests.vectors.meeting import meeting
from tests.vectors.run_names import OPERATIONS
from undersign.protocol import names, points
from undersign.protocol.encoding import challenge, frame
from undersign.protocol.signatures import public_key

ORIGIN: Final = "made by tests/vectors/make_names.py"
HELD: Final = meeting(5, 3, "vectors/names")
RANDOM: Final = random_from("vectors/names/values")
PLACE: Final = names.Place(RANDOM(32), public_key(RANDOM(32)), 5, 0)
REQUEST: Final = RANDOM(32)
NAME, TITLE = "Ana María Ruiz", "peer support specialist"
SEALED: Final = names.seal_name(HELD.team.key, PLACE, NAME, TITLE, RANDOM)
C_END: Final = names.BOX_BYTES


def place(**changes: object) -> dict[str, Any]:
    """Return the place as a vector gives it."""
    box_id, envelope_key = PLACE.box_id.hex(), PLACE.envelope_key.hex()
    return {"box_id": box_id, "envelope_key": envelope_key, "level": PLACE.level, "seq": PLACE.seq, **changes}


def team() -> dict[str, Any]:
    """Return the team as a vector gives it."""
    shares = hexes(HELD.team.shares)
    return {"ceremony": HELD.ceremony.hash.hex(), "t": HELD.team.t, "key": HELD.team.key.hex(), "shares": shares}


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today; a change of it shows as a changed file."""
    return Case(name, format_, about, ORIGIN, given, output=OPERATIONS[format_](copy.deepcopy(given)) or None)


def seals() -> Iterator[Case]:
    """Sealing with given random bytes."""
    given = {"key": HELD.team.key.hex(), "place": place(), "name": NAME, "title": TITLE, "random": "vectors/names/seal"}
    yield good("seal", "name_seal", "A name with an accent.", given)
    widest = {**given, "name": "ñ" * 100, "title": "x" * 200, "place": place(level=400, seq=2**53 - 1)}
    yield good("seal_longest", "name_seal", "200 bytes each, the greatest seq of a document.", widest)

    def refused(case: str, expect: str, about: str, **changes: object) -> Case:
        return Case(f"seal_{case}", "name_seal", about, ORIGIN, {**given, **changes}, expect=expect)

    yield refused("name_too_long", "name_too_long", "201 bytes in 101 characters.", name="ñ" * 100 + "x")
    yield refused("name_empty", "name_too_long", "No name.", name="")
    yield refused("title_empty", "name_too_long", "No job title.", title="")
    yield refused("title_too_long", "name_too_long", "A job title of 201 bytes.", title="x" * 201)
    yield refused("name_line_break", "name_too_long", "A line break in the name.", name="Ana\nBo")
    yield refused("name_delete", "name_too_long", "The control character U+007F.", name="Ana\x7f")
    yield refused("name_c1", "name_too_long", "The control character U+0085.", name="Ana\x85")
    yield refused("name_turned", "name_too_long", "A character that turns the line round.", name="Ana\u202e")
    yield refused("name_surrogate", "name_too_long", "Half of a surrogate pair.", name="Ana\ud800")
    yield refused("key_identity", "point_identity", "The identity as the team's key.", key=bytes(32).hex())
    yield refused("box_id_short", "size_wrong", "A box id of 31 bytes.", place=place(box_id=bytes(31).hex()))


def checks() -> Iterator[Case]:
    """Check a sealed name at its place, at others, and changed."""
    given = {"team": team(), "place": place(), "sealed": SEALED.hex()}
    yield good("check", "name_check", "A sealed name at its place.", given)

    def lifted(name: str, about: str, **changes: object) -> Case:
        return refused(f"lifted_{name}", "name_proof_wrong", about, place=place(**changes))

    def refused(case: str, expect: str, about: str, **changes: object) -> Case:
        return Case(f"check_{case}", "name_check", about, ORIGIN, {**given, **changes}, expect=expect)

    def changed(name: str, expect: str, about: str, at: int, part: bytes) -> Case:
        return refused(name, expect, about, sealed=(SEALED[:at] + part + SEALED[at + len(part) :]).hex())

    wrong, other = "name_proof_wrong", points.base(points.random_scalar(RANDOM))
    yield lifted("box", "Lifted into another box.", box_id=RANDOM(32).hex())
    yield lifted("envelope", "Lifted into another envelope.", envelope_key=public_key(RANDOM(32)).hex())
    yield lifted("level", "Lifted to another level.", level=6)
    yield lifted("seq", "Lifted to another seq.", seq=1)
    yield refused("other_team", wrong, "Sealed for another key.", team={**team(), "key": other.hex()})
    yield changed("c", wrong, "The first byte of c differs.", 0, bytes([SEALED[0] ^ 1]))
    yield changed("tag", wrong, "The last byte of c differs.", C_END - 1, bytes([SEALED[C_END - 1] ^ 1]))
    yield changed("r", wrong, "Another R.", C_END, other)
    yield changed("r2", wrong, "Another R2.", C_END + 32, other)
    e, f = SEALED[C_END + 64 : C_END + 96], SEALED[C_END + 96 :]
    yield changed("e", wrong, "The challenge e is one more.", C_END + 64, points.int_scalar(points.scalar_int(e) + 1))
    yield changed("f", wrong, "The response f is one more.", C_END + 96, points.int_scalar(points.scalar_int(f) + 1))
    above = (points.scalar_int(e) + points.L).to_bytes(32, "little")
    yield changed("e_above_l", "scalar_not_canonical", "The challenge is e + L.", C_END + 64, above)
    above = (points.scalar_int(f) + points.L).to_bytes(32, "little")
    yield changed("f_above_l", "scalar_not_canonical", "The response is f + L.", C_END + 96, above)
    yield changed("r_identity", "point_identity", "R is the identity.", C_END, bytes(32))
    yield changed("r2_identity", "point_identity", "R2 is the identity.", C_END + 32, bytes(32))
    yield changed("r_not_a_point", "point_not_canonical", "R is no point.", C_END, b"\xff" * 32)
    yield changed("r2_not_a_point", "point_not_canonical", "R2 is no point.", C_END + 32, b"\xff" * 32)
    yield refused("truncated", "size_wrong", "The last byte is missing.", sealed=SEALED[:-1].hex())
    yield refused("longer", "size_wrong", "A byte too many.", sealed=SEALED.hex() + "00")
    yield refused("empty", "size_wrong", "Nothing at all.", sealed="")


def commitments() -> Iterator[Case]:
    """Check what the envelope signs."""
    salt = RANDOM(32)
    given = {"salt": salt.hex(), "sealed": SEALED.hex(), "commitment": names.commitment(salt, SEALED).hex()}
    yield good("commitment", "name_commitment", "The commitment of salt and sealed name.", given)

    def refused(case: str, expect: str, about: str, **changes: str) -> Case:
        return Case(f"commitment_{case}", "name_commitment", about, ORIGIN, {**given, **changes}, expect=expect)

    other = names.seal_name(HELD.team.key, PLACE, NAME, TITLE, RANDOM)
    wrong = "name_wrong_commitment"
    yield refused("wrong_salt", wrong, "Another salt.", salt=RANDOM(32).hex())
    yield refused("resealed", wrong, "The same name sealed again.", sealed=other.hex())
    yield refused("salt_short", "size_wrong", "A salt of 31 bytes.", salt=salt[:31].hex())
    # Without fixed lengths a byte could move from the sealed name into the salt.
    yield refused(
        "shifted", "size_wrong", "Salt and name cut elsewhere.", salt=(salt + SEALED[:1]).hex(), sealed=SEALED[1:].hex()
    )


def seal_plain(plain: bytes, key: bytes | None = None) -> bytes:
    """Seal any bytes with a proof that holds, as a person with another program could."""
    secret, s, label = points.random_scalar(RANDOM), points.random_scalar(RANDOM), PLACE.label()
    r, r2 = points.base(secret), points.times(secret, names.G2)
    info = frame(label) + frame(r) + frame(r2)
    shared = points.times(secret, HELD.team.key)
    key = key or HKDF(algorithm=SHA512(), length=32, salt=None, info=info).derive(shared)
    c = ChaCha20Poly1305(key).encrypt(bytes(12), plain, label)
    w, w2 = points.base(s), points.times(s, names.G2)
    e = challenge("tdh2", HELD.team.key, c, label, r, r2, w, w2)
    return b"".join((c, r, r2, e, points.scalar_add(s, points.scalar_mul(secret, e))))


def parts(sealed: bytes, *indices: int, request: bytes = REQUEST) -> list[dict[str, Any]]:
    """Return the parts of these keyholders as a vector gives them."""
    checked = names.check_sealed_name(HELD.team.key, PLACE, sealed)
    made = [(i, names.open_part(HELD.shares[i - 1].secret, checked, request, RANDOM)) for i in indices]
    return [{"index": index, "point": part.point.hex(), "proof": part.proof.hex()} for index, part in made]


def openings() -> Iterator[Case]:
    """Open a sealed name with parts of three of five."""
    given: dict[str, Any] = {"team": team(), "place": place(), "sealed": SEALED.hex(), "request": REQUEST.hex()}

    def of(*indices: int) -> dict[str, Any]:
        return {**given, "parts": parts(SEALED, *indices)}

    def refused(name: str, expect: str, about: str, values: dict[str, Any]) -> Case:
        return Case(f"open_{name}", "name_open", about, ORIGIN, values, expect=expect)

    yield good("open_1_2_3", "name_open", "Keyholders 1, 2 and 3 open.", of(1, 2, 3))
    yield good("open_5_4_2", "name_open", "Three others in another order: the same name.", of(5, 4, 2))
    yield refused("two", "keyholders_too_few", "Two of the three needed.", of(1, 2))
    yield refused("repeated", "keyholder_repeated", "Keyholder 2 twice.", of(1, 2, 2))
    wrong = "partial_opening_wrong"
    other = of(1, 2, 3)
    other["parts"][2] = {**parts(SEALED, 4)[0], "index": 3}
    yield refused("part_of_another", wrong, "Keyholder 4's part given as keyholder 3's.", other)
    lifted = {**given, "parts": parts(SEALED, 1, 2, 3, request=RANDOM(32))}
    yield refused("other_request", wrong, "Parts made for another opening request.", lifted)
    elsewhere = names.seal_name(HELD.team.key, PLACE, NAME, TITLE, RANDOM)
    yield refused("other_name", wrong, "Parts of another sealed name.", {**given, "parts": parts(elsewhere, 1, 2, 3)})
    unknown = of(1, 2, 3)
    unknown["parts"][0]["index"] = 6
    yield refused("unknown", "keyholder_unknown", "Keyholder 6 of five.", unknown)
    flat = of(1, 2, 3)
    flat["parts"][0]["point"] = bytes(32).hex()
    yield refused("part_identity", "point_identity", "A part that is the identity.", flat)
    yield refused("before_check", "name_proof_wrong", "Lifted, with parts.", {**of(1, 2, 3), "place": place(level=7)})
    yield from _plaintexts(given)


def _plaintexts(given: dict[str, Any]) -> Iterator[Case]:
    """Open names that hold what they may, and what they may not; the proofs hold in all of them."""

    def values(plain: bytes, key: bytes | None = None) -> dict[str, Any]:
        sealed = seal_plain(plain, key)
        return {**given, "sealed": sealed.hex(), "parts": parts(sealed, 1, 2, 3)}

    def line(data: bytes) -> bytes:
        return len(data).to_bytes(2, "big") + data

    def refused(name: str, about: str, plain: bytes, key: bytes | None = None) -> Case:
        return Case(f"open_{name}", "name_open", about, ORIGIN, values(plain, key), expect="name_malformed")

    ok, title = line(b"Ana"), line(b"peer")
    with_mark = (line("\ufeffAna".encode()) + title).ljust(512, b"\0")
    yield good("open_byte_order_mark", "name_open", "U+FEFF is a character like others.", values(with_mark))
    yield refused("other_key", "The text is under a key that nobody has.", (ok + title).ljust(512, b"\0"), bytes(32))
    yield refused("padding", "A byte of the padding is 1.", (ok + title).ljust(511, b"\0") + b"\1")
    yield refused("padding_first", "The padding begins with 1.", (ok + title + b"\1").ljust(512, b"\0"))
    yield refused("name_empty", "A name of no bytes.", (line(b"") + title).ljust(512, b"\0"))
    yield refused("title_empty", "A job title of no bytes.", (ok + line(b"")).ljust(512, b"\0"))
    yield refused("name_201", "A name of 201 bytes.", (line(b"x" * 201) + title).ljust(512, b"\0"))
    yield refused("length_huge", "A length of 65535.", (b"\xff\xff" + b"x" * 300).ljust(512, b"\0"))
    yield refused("utf8", "A name that is not UTF-8.", (line(b"Ana\xff") + title).ljust(512, b"\0"))
    yield refused("utf8_overlong", "An overlong form of a slash.", (line(b"\xc0\xaf") + title).ljust(512, b"\0"))
    yield refused("utf8_surrogate", "A surrogate in UTF-8.", (line(b"\xed\xa0\x80") + title).ljust(512, b"\0"))
    yield refused("control", "A line break in the job title.", (ok + line(b"a\nb")).ljust(512, b"\0"))


def levels() -> Iterator[Case]:
    """Which level opens."""

    def case(name: str, about: str, listed: list[int], counted: list[int]) -> Case:
        return good(f"levels_{name}", "levels_reached", about, {"levels": listed, "counted": counted})

    yield case("exact", "Five of level 5.", [5, 10], [5] * 5)
    yield case("four", "Four of level 5: nothing opens.", [5, 10], [5] * 4)
    yield case("higher", "Five of level 5 and five of level 10 open together at 10.", [5, 10], [5] * 5 + [10] * 5)
    yield case("lower_only", "Five of level 5, four of level 10: only the five open.", [5, 10], [5] * 5 + [10] * 4)
    yield case("skip", "Level 5 is not reached, 10 is.", [5, 10], [5] * 4 + [10] * 6)
    yield case("not_listed", "Twelve of level 5 open at 5: 12 is not a listed level.", [5, 20], [5] * 12)
    yield case("unordered", "The order does not matter.", [40, 5, 20, 10], [20, 5, 10] * 7)
    yield case("none", "No envelopes.", [5], [])
    unknown = {"levels": [5, 10], "counted": [5, 7]}
    about = "An envelope with a level that is not listed."
    yield Case("levels_unknown", "levels_reached", about, ORIGIN, unknown, expect="level_unknown")


if __name__ == "__main__":
    write("names", [*seals(), *checks(), *commitments(), *openings(), *levels()])
