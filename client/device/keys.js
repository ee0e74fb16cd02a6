/** From the 16 bytes behind the twelve words to a member's key and signatures. */

import { b64, unb64 } from "../protocol/encoding.js";
import { checkPhrase, phraseOf, seed, signSecret } from "../protocol/phrase.js";
import { publicKey, sign, signed } from "../protocol/signatures.js";
import { mnemonicToEntropy, wordlist } from "../vendor/bip39.js";
import { random } from "./random.js";
import { forgetWith } from "./unlocked.js";

/** @import { Document } from "../protocol/encoding.js" */

const ENTROPY_BYTES = 16;
/** Of the words used last on this page: making a seed takes a phone a moment. @type {{ of: string, seed: Uint8Array } | null} */
let last = null;

/** Return 16 new bytes, for twelve new words. */
export function newEntropy() {
  return random(ENTROPY_BYTES);
}

/** Return a new secret of 32 bytes, for a link. */
export function newSecret() {
  return random(32);
}

/**
 * Return the 16 bytes behind twelve words as somebody typed them. Errors: phrase_words, phrase_checksum.
 * @param {string} typed
 * @returns {Uint8Array}
 */
export function entropyOf(typed) {
  return mnemonicToEntropy(checkPhrase(typed), wordlist);
}

/**
 * Return the seed from which all keys come.
 * @param {Uint8Array} entropy
 */
export function seedOf(entropy) {
  const of = b64(entropy);
  if (last?.of !== of) last = { of, seed: seed(phraseOf(entropy)) };
  return last.seed;
}

/**
 * Return the secret half of the member key: what the builders in client/protocol take as `secret`.
 * @param {Uint8Array} entropy
 */
export function memberSecret(entropy) {
  return signSecret(seedOf(entropy));
}

/**
 * Return the member key, 32 bytes.
 * @param {Uint8Array} entropy
 */
export function memberKey(entropy) {
  return publicKey(memberSecret(entropy));
}

/**
 * Return the member's signature of a document for a purpose, 64 bytes.
 * @param {Uint8Array} entropy
 * @param {string} purpose
 * @param {Document} document
 */
export function signFor(entropy, purpose, document) {
  return sign(memberSecret(entropy), purpose, document);
}

/**
 * Return a document with the member's signature in it.
 * @param {Uint8Array} entropy
 * @param {string} purpose
 * @param {Document} document
 */
export function signedFor(entropy, purpose, document) {
  return signed(memberSecret(entropy), purpose, document);
}

/** Forget the seed that was made last. */
export function forget() {
  last?.seed.fill(0);
  last = null;
}

forgetWith(forget);

/**
 * Return the secret of 32 bytes that stands behind the # of a link, or null if there is none.
 * @param {string} hash
 */
export function secretIn(hash) {
  try {
    const secret = unb64(hash.replace(/^#/, ""));
    return secret.length === 32 ? secret : null;
  } catch {
    return null;
  }
}
