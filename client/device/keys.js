/** From the 16 bytes behind the twelve words to a member's key and signatures. */

import { b64, unb64 } from "../protocol/bytes.js";
import { signSecret } from "../protocol/derived.js";
import { publicKey, sign, signed } from "../protocol/signatures.js";
import { random } from "./random.js";
import { forgetWith, heldSeed } from "./unlocked.js";

/** @import { Document } from "../protocol/encoding.js" */

/** Of the words used last on this page. @type {{ of: string, seed: Uint8Array } | null} */
let last = null;
/** What makes a seed, on pages that have the list of words. @type {((entropy: Uint8Array) => Uint8Array) | null} */
let make = null;

/**
 * Say what makes a seed that this tab does not hold.
 * @param {(entropy: Uint8Array) => Uint8Array} maker
 */
export function makeSeedsWith(maker) {
  make = maker;
}

/** Return a new secret of 32 bytes, for a link. */
export function newSecret() {
  return random(32);
}

/**
 * Return the seed from which all keys come: as this tab holds it, else made anew, where the page has words.js.
 * @param {Uint8Array} entropy
 */
export function seedOf(entropy) {
  const of = b64(entropy);
  if (last?.of !== of) {
    const seed = heldSeed(of) ?? make?.(entropy);
    if (!seed) throw new Error("this tab does not hold the seed");
    last = { of, seed };
  }
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
