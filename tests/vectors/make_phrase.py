"""Makes vectors/phrase: `python -m tests.vectors.make_phrase`."""

from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from tests.vectors.run_phrase import OPERATIONS

HERE: Final = "made by tests/vectors/make_phrase.py"
TREZOR: Final = "vectors.json of trezor/python-mnemonic, named in BIP39; entropy and words"
EMPTY: Final = "BIP39, the words of its first vector without a passphrase"
WORDS: Final = {
    "00000000000000000000000000000000": "abandon " * 11 + "about",
    "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f": ("legal winner thank year wave sausage worth useful legal winner thank yellow"),
    "80808080808080808080808080808080": (
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"
    ),
    "ffffffffffffffffffffffffffffffff": "zoo " * 11 + "wrong",
    "7dce4ed2284c9134d026608ab684c05c": "lava include region explain simple omit dog slot melt reflect copy reward",
    "5baf069620eff15c71dd97c9a6ee328f": (
        "forum join pitch dove yellow purchase shuffle real situate danger million bunker"
    ),
    "63deb1e7f0c3de56f4ab43c9d2ae6c86": "glow void ketchup thunder digital clock sport half six nice open artefact",
    "00641669f095b433a304ed0f953f28eb": "about camera omit thrive forget border metal oval auto prepare sketch stomach",
}
# PBKDF2-HMAC-SHA-512 of the first words with the salt "mnemonic", as many wallets publish it.
FIRST_SEED: Final = (
    "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1"
    "9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4"
)
SAMPLE: Final = "lava include region explain simple omit dog slot melt reflect copy reward"


def _made(name: str, operation: str, about: str, given: dict[str, Any]) -> Case:
    return Case(name, operation, about, HERE, given, output=OPERATIONS[operation](given))


def _words() -> list[Case]:
    cases = []
    for number, (entropy, words) in enumerate(WORDS.items(), start=1):
        given, found = {"entropy": entropy}, {"phrase": words}
        cases.append(Case(f"words_{number}", "phrase_of", "16 bytes are twelve words.", TREZOR, given, output=found))
        about = "The words have the right checksum."
        cases.append(Case(f"check_{number}", "phrase_check", about, TREZOR, {"text": words}, output=found))
    return [
        *cases,
        Case("words_15_bytes", "phrase_of", "15 bytes.", HERE, {"entropy": "00" * 15}, "size_wrong"),
        Case("words_32_bytes", "phrase_of", "32 bytes are 24 words.", HERE, {"entropy": "00" * 32}, "size_wrong"),
    ]


def _writing() -> list[Case]:
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in SAMPLE)
    good = {
        "capitals": ("Capitals mean the same.", SAMPLE.title()),
        "lines": ("Any white space may stand around the words.", "\n  " + SAMPLE.replace(" ", "\r\n\t ") + "\u00a0\n"),
        "spaces": ("So may the spaces of other scripts.", SAMPLE.replace(" ", "\u2003\u1680\u2029\x85")),
        "byte_order_mark": ("A byte order mark is skipped.", "\ufeff" + SAMPLE),
        "wide_letters": ("Wide letters mean the same under NFKD.", wide),
    }
    words = SAMPLE.split()
    bad = {
        "eleven": ("A word is missing.", " ".join(words[:11]), "phrase_words"),
        "thirteen": ("A word is too many.", SAMPLE + " zoo", "phrase_words"),
        "twenty_four": ("24 words, which BIP39 allows and we do not.", "abandon " * 23 + "art", "phrase_words"),
        "empty": ("No words.", " \n", "phrase_words"),
        "unknown_word": ("A word is not on the list.", SAMPLE.replace("omit", "ommit"), "phrase_words"),
        "four_letters": (
            "Four letters would name a word, but are not it.",
            SAMPLE.replace("include", "incl"),
            "phrase_words",
        ),
        "accent": ("An accent makes it another word.", SAMPLE.replace("omit", "om\u00edt"), "phrase_words"),
        "commas": ("Commas are not white space.", SAMPLE.replace(" ", ", "), "phrase_words"),
        "spanish": ("Words of another list.", "\u00e1baco " * 11 + "abierto", "phrase_words"),
        "checksum": ("The last word has another checksum.", " ".join([*words[:11], "abandon"]), "phrase_checksum"),
        "swapped": ("Two words are swapped.", " ".join([words[1], words[0], *words[2:]]), "phrase_checksum"),
    }
    return [
        *(
            Case(f"check_{name}", "phrase_check", about, HERE, {"text": text}, output={"phrase": SAMPLE})
            for name, (about, text) in good.items()
        ),
        *(
            Case(f"check_{name}", "phrase_check", about, HERE, {"text": text}, e)
            for name, (about, text, e) in bad.items()
        ),
    ]


def _seeds() -> list[Case]:
    first = WORDS["00" * 16]
    short, long = {"seed": "00" * 63}, {"seed": "00" * 65}
    sample = {"seed": FIRST_SEED, "label": "sample", "length": 80}
    out = "value_out_of_range"
    return [
        Case("seed", "phrase_seed", "No passphrase.", EMPTY, {"phrase": first}, output={"seed": FIRST_SEED}),
        _made("seed_capitals", "phrase_seed", "Capitals give the same seed.", {"phrase": SAMPLE.upper()}),
        _made("seed_small", "phrase_seed", "As these do.", {"phrase": SAMPLE}),
        Case(
            "seed_checksum", "phrase_seed", "No seed of a bad phrase.", HERE, {"phrase": "zoo " * 12}, "phrase_checksum"
        ),
        _made("derive", "phrase_derive", "80 bytes for a label.", sample),
        _made("derive_other_label", "phrase_derive", "Another label.", {**sample, "label": "sampl\u00e9"}),
        Case("derive_nothing", "phrase_derive", "No bytes.", HERE, {**sample, "length": 0}, out),
        Case("derive_too_much", "phrase_derive", "More than HKDF gives.", HERE, {**sample, "length": 16321}, out),
        Case("derive_short_seed", "phrase_derive", "63 bytes of seed.", HERE, {**sample, **short}, "size_wrong"),
        _made("keys", "phrase_keys", "The keys of a member.", {"seed": FIRST_SEED}),
        Case("keys_long_seed", "phrase_keys", "65 bytes of seed.", HERE, long, "size_wrong"),
    ]


def _boxes() -> list[Case]:
    source = random_from("vectors/phrase/boxes")
    box, issuer = source(32).hex(), source(32).hex()
    odd = int.from_bytes(source(384), "big") | 1 << 3071 | 1
    many = 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23
    given = {"seed": FIRST_SEED, "box_id": box, "issuer": issuer, "n": f"{odd:x}"}
    low = {**given, "n": f"{(1 << 3071) + 1:x}"}
    shared = {**given, "n": f"{(odd // many | 1) * many:x}"}
    size = {"n_3071_bits": 1 << 3070 | 1, "n_3073_bits": 1 << 3072 | 1, "n_4096_bits": 1 << 4095 | 1}
    return [
        _made("box", "phrase_box_keys", "The keys of a member for one box.", given),
        _made("box_other", "phrase_box_keys", "Another box has other keys.", {**given, "box_id": issuer}),
        _made("box_other_issuer", "phrase_box_keys", "Another issuer has other values.", {**given, "issuer": box}),
        _made("box_low_n", "phrase_box_keys", "Factors not below a low n are passed over.", low),
        _made("box_shared_divisor", "phrase_box_keys", "Factors with a divisor of n are passed over.", shared),
        Case("box_id_short", "phrase_box_keys", "31 bytes.", HERE, {**given, "box_id": box[2:]}, "size_wrong"),
        Case("box_issuer_long", "phrase_box_keys", "33 bytes.", HERE, {**given, "issuer": issuer + "00"}, "size_wrong"),
        *(
            Case(
                f"box_{name}", "phrase_box_keys", "n has not 3072 bits.", HERE, {**given, "n": f"{n:x}"}, "modulus_size"
            )
            for name, n in size.items()
        ),
    ]


def _read_out() -> list[Case]:
    named = "phrase_words_of"
    data = random_from("vectors/phrase/read out")(9).hex()
    return [
        _made("read_out_first", named, "The first eleven bits are 1.", {"data": "0020" + "ff" * 7, "count": 1}),
        _made("read_out_last", named, "The first eleven bits are ones.", {"data": "ffe0", "count": 1}),
        _made("read_out_six", named, "66 bits of nine bytes.", {"data": data, "count": 6}),
        Case(
            "read_out_short",
            named,
            "Eight bytes are 64 bits, and six words need 66.",
            HERE,
            {"data": data[:16], "count": 6},
            "size_wrong",
        ),
    ]


if __name__ == "__main__":
    write("phrase", [*_words(), *_writing(), *_seeds(), *_boxes(), *_read_out()])
