/**
 * Twelve words, and every key that comes from them. Specified in spec/phrase.md.
 * The same words give the same keys on any device. Nothing here keeps or prints a secret.
 */

import { bech32 } from "../vendor/base.js";
import { entropyToMnemonic, mnemonicToSeedSync, validateMnemonic, wordlist } from "../vendor/bip39.js";
import { x25519 } from "../vendor/ed25519.js";
import { hkdf } from "../vendor/hkdf.js";
import { sha512 } from "../vendor/sha2.js";
import { bytesToHex } from "../vendor/utils.js";

import { bigEndian, utf8 } from "./bytes.js";
import { Refused } from "./errors.js";

const WORDS = 12;
const WORD_BITS = 11; // the list has 2048 words
const ENTROPY_BYTES = 16;
const SEED_BYTES = 64;
const SECRET_BYTES = 32;
const PREFIX_BYTES = 32; // RFC 9474 section 4.1: the random prefix of the prepared message
const PSS_SALT_BYTES = 48; // RFC 9474 section 5: SHA-384's length
const ID_BYTES = 32; // of a box id and of an issuer
const MODULUS_BYTES = 384; // RSA-3072
const DERIVE_MOST = 255 * 64; // HKDF's limit for SHA-512
const INFO = "undersign/v1/";
const KNOWN = new Set(wordlist);
// After NFKD, which turns most other spaces into U+0020, this is Unicode's White_Space, and the byte order mark.
const SPACES = /[\t-\r \u0085\u1680\u2028\u2029\ufeff]+/u;

/**
 * Return the twelve words, joined by one space, of 16 bytes (BIP39). Errors: size_wrong.
 * @param {Uint8Array} entropy
 */
export function phraseOf(entropy) {
  if (entropy.length !== ENTROPY_BYTES) throw new Refused("size_wrong", "twelve words stand for 16 bytes");
  return entropyToMnemonic(entropy, wordlist);
}

/**
 * Return the words of 16 bytes of `random`.
 * @param {(length: number) => Uint8Array} random
 */
export function newPhrase(random) {
  return phraseOf(random(ENTROPY_BYTES));
}

/**
 * Return the phrase that `text` means: twelve known words in lower case, joined by one space.
 * `text` may be in any case and have any white space before, after and between the words; it is normalised by NFKD.
 * Errors: phrase_words, whose detail gives the number (1 to 12) of the first unknown word and never the word;
 * phrase_checksum if the words are known but their last four bits are not the checksum of the rest.
 * @param {string} text
 */
export function checkPhrase(text) {
  const words = text
    .normalize("NFKD")
    .toLowerCase()
    .split(SPACES)
    .filter((word) => word !== "");
  if (words.length !== WORDS) throw new Refused("phrase_words", `${words.length} words where ${WORDS} are expected`);
  const unknown = words.findIndex((word) => !KNOWN.has(word));
  if (unknown >= 0) throw new Refused("phrase_words", `word ${unknown + 1} is not on the list`);
  const phrase = words.join(" ");
  if (!validateMnemonic(phrase, wordlist)) throw new Refused("phrase_checksum");
  return phrase;
}

/**
 * Return `count` words of the list for the first 11 * count bits of `data`, for people to read out and compare.
 * Errors: size_wrong if the data is shorter.
 * @param {Uint8Array} data
 * @param {number} count
 */
export function wordsOf(data, count) {
  const bits = WORD_BITS * count;
  if (8 * data.length < bits) throw new Refused("size_wrong", `${count} words stand for ${bits} bits`);
  const number = bigEndian(data) >> BigInt(8 * data.length - bits);
  return Array.from({ length: count }, (_, at) => {
    const index = (number >> BigInt(WORD_BITS * (count - 1 - at))) & BigInt(2 ** WORD_BITS - 1);
    return String(wordlist[Number(index)]);
  });
}

/**
 * Return the 64-byte BIP39 seed: PBKDF2-HMAC-SHA-512, 2048 rounds, salt "mnemonic" (no passphrase).
 * `phrase` is checked first. Errors: phrase_words, phrase_checksum.
 * @param {string} phrase
 * @returns {Uint8Array}
 */
export function seed(phrase) {
  return mnemonicToSeedSync(checkPhrase(phrase));
}

/**
 * Return `length` bytes (1 to 16,320) of HKDF-SHA-512 (RFC 5869): empty salt, info "undersign/v1/" + label.
 * Errors: size_wrong unless the seed has 64 bytes; value_out_of_range for a length that HKDF cannot give.
 * @param {Uint8Array} from the seed
 * @param {string} label
 * @param {number} [length]
 * @returns {Uint8Array}
 */
export function derive(from, label, length = SECRET_BYTES) {
  if (from.length !== SEED_BYTES) throw new Refused("size_wrong", "a seed has 64 bytes");
  if (!Number.isInteger(length) || length < 1 || length > DERIVE_MOST) {
    throw new Refused("value_out_of_range", `between 1 and ${DERIVE_MOST} bytes can be derived`);
  }
  return hkdf(sha512, from, new Uint8Array(0), utf8(INFO + label), length);
}

/**
 * Return the member's Ed25519 seed, 32 bytes.
 * @param {Uint8Array} from the seed
 */
export function signSecret(from) {
  return derive(from, "member/sign");
}

/**
 * Return the member's age identity: the X25519 secret of label member/age as AGE-SECRET-KEY-1... (Bech32).
 * @param {Uint8Array} from the seed
 */
export function ageIdentity(from) {
  return bech32.encode("age-secret-key-", bech32.toWords(derive(from, "member/age"))).toUpperCase();
}

/**
 * Return the member's age recipient, age1..., which belongs to `ageIdentity`.
 * @param {Uint8Array} from the seed
 */
export function ageRecipient(from) {
  return bech32.encode("age", bech32.toWords(x25519.getPublicKey(derive(from, "member/age"))));
}

/**
 * Return the key of 32 bytes under which a device keeps what it stores.
 * @param {Uint8Array} from the seed
 */
export function vaultKey(from) {
  return derive(from, "device/vault");
}

/**
 * @param {string} name
 * @param {Uint8Array} value
 */
function hexId(name, value) {
  if (value.length !== ID_BYTES) throw new Refused("size_wrong", `${name} has 32 bytes`);
  return bytesToHex(value);
}

/**
 * Return the Ed25519 seed, 32 bytes, of the member's envelope key for a box. Errors: size_wrong.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 */
export function envelopeSecret(from, boxId) {
  return derive(from, `envelope/${hexId("a box id", boxId)}/key`);
}

/**
 * Return the 32-byte prefix of the prepared message for a box (RFC 9474 section 4.1). Errors: size_wrong.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 */
export function prefix(from, boxId) {
  return derive(from, `envelope/${hexId("a box id", boxId)}/prefix`, PREFIX_BYTES);
}

/**
 * Return the 48-byte PSS salt for one issuing key of a box. Errors: size_wrong.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 * @param {Uint8Array} issuer SHA-256 of the issuing key's document, 32 bytes
 */
export function pssSalt(from, boxId, issuer) {
  const label = `envelope/${hexId("a box id", boxId)}/salt/${hexId("an issuer", issuer)}`;
  return derive(from, label, PSS_SALT_BYTES);
}

/**
 * @param {bigint} left
 * @param {bigint} right
 */
function greatestCommonDivisor(left, right) {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/**
 * Return the RFC 9474 blinding factor r for one issuing key of a box, 1 < r < n and invertible mod n.
 * Candidates are 384 bytes each, big-endian, from labels that end in a counter 0, 1, ...; the first that fits is
 * taken, so r is uniform. `n`: a modulus of 3072 bits. Errors: size_wrong for an id, modulus_size.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 * @param {Uint8Array} issuer
 * @param {bigint} n
 */
export function blindingFactor(from, boxId, issuer, n) {
  const label = `envelope/${hexId("a box id", boxId)}/blind/${hexId("an issuer", issuer)}`;
  if (n >> BigInt(8 * MODULUS_BYTES - 1) !== 1n) throw new Refused("modulus_size");
  for (let counter = 0; ; counter += 1) {
    const r = bigEndian(derive(from, `${label}/${counter}`, MODULUS_BYTES));
    if (r > 1n && r < n && greatestCommonDivisor(r, n) === 1n) return r;
  }
}
