/** Twelve words and the seed that they give, with the list of words; the first part of phrase.js. */

import { entropyToMnemonic, mnemonicToSeedSync, validateMnemonic, wordlist } from "../vendor/words.js";

import { bigEndian } from "./bytes.js";
import { Refused } from "./errors.js";

const WORDS = 12;
const WORD_BITS = 11; // the list has 2048 words
const ENTROPY_BYTES = 16;
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
