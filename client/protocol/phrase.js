/**
 * Twelve words, and every key that comes from them. Specified in spec/phrase.md.
 * The same words give the same keys on any device. Nothing here keeps or prints a secret. Pages import one part alone:
 * words.js has the list of words, derived.js what comes from the seed.
 */

import { bech32 } from "../vendor/bech32.js";
import { x25519 } from "../vendor/x25519.js";

import { derive } from "./derived.js";

export { blindingFactor, derive, envelopeSecret, prefix, pssSalt, signSecret, vaultKey } from "./derived.js";
export { checkPhrase, newPhrase, phraseOf, seed, wordsOf } from "./words.js";

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
