/** The keyholders of vectors/passes, who can sign: for tests of what a browser asks for. */

import { invert } from "@noble/curves/abstract/modular.js";

import { bigEndian, bytesOf } from "../../client/protocol/bytes.js";
import * as passes from "../../client/protocol/passes.js";
import * as phrase from "../../client/protocol/phrase.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { allCases } from "./cases.js";
import { issuerKeys } from "./run_passes.js";

/** @import { Document } from "../../client/protocol/encoding.js" */
/** @import { IssuingKey } from "../../client/protocol/passes.js" */

const vectors = new Map(allCases().map((each) => [each.file, each]));
export const T = 2;
export const keys = issuerKeys(vectors.get("passes/pass.txt")?.input.issuers);
const secrets = keys.map((key) => {
  const { p, q } = vectors.get(`passes/sign_by_${key.keyholder}.txt`)?.input ?? {};
  return { p: BigInt(`0x${p}`), q: BigInt(`0x${q}`) };
});

/**
 * @param {bigint} base
 * @param {bigint} exponent
 * @param {bigint} n
 */
function power(base, exponent, n) {
  let [result, square, rest] = [1n, base % n, exponent];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

/**
 * Return the blind signature of the keyholder with this number (from 1).
 * @param {number} number
 * @param {Uint8Array} blinded
 */
export function blindSign(number, blinded) {
  const { p = 0n, q = 0n } = secrets[number - 1] ?? {};
  const message = bigEndian(blinded);
  const halves = [p, q].map((prime) => power(message, invert(65537n, prime - 1n), prime));
  const [left = 0n, right = 0n] = halves;
  const s = right + q * (((((left - right) * invert(q, p)) % p) + p) % p);
  return bytesOf(s, blinded.length);
}

/**
 * Return the prepared message of a member for a box, the blinded message for one issuer, and the factor.
 * @param {Uint8Array} seed
 * @param {Uint8Array} boxId
 * @param {IssuingKey} key
 */
export function blinded(seed, boxId, key) {
  const message = passes.preparedMessage(phrase.prefix(seed, boxId), publicKey(phrase.envelopeSecret(seed, boxId)));
  const factor = phrase.blindingFactor(seed, boxId, key.issuer, key.n);
  return { message, value: passes.blind(key.n, message, phrase.pssSalt(seed, boxId, key.issuer), factor), factor };
}

/**
 * Return the pass of a member for a box, signed by these keyholders.
 * @param {Uint8Array} seed
 * @param {Uint8Array} boxId
 * @param {number[]} [numbers]
 * @returns {Document}
 */
export function heldPass(seed, boxId, numbers = [1, 2]) {
  const chosen = keys.filter((key) => numbers.includes(key.keyholder));
  const signatures = chosen.map((key) => {
    const { message, value, factor } = blinded(seed, boxId, key);
    const signature = passes.finalize(key.n, message, blindSign(key.keyholder, value), factor);
    return /** @type {[number, Uint8Array]} */ ([key.keyholder, signature]);
  });
  return passes.passDocument(phrase.prefix(seed, boxId), signatures);
}
