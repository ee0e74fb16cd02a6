/**
 * Seals envelopes as a page does and prints one JSON object: milliseconds per envelope by number of answers, the very
 * first one apart, since a member seals once, with nothing warmed up. `bench/browser.py` starts it.
 */

import { randomBytes } from "node:crypto";

import { seal } from "../client/protocol/choices.js";
import { encode } from "../client/protocol/encoding.js";
import { envelopeDocument, statementOf } from "../client/protocol/envelopes.js";
import { passDocument } from "../client/protocol/passes.js";
import { base, randomScalar } from "../client/protocol/points.js";
import { publicKey } from "../client/protocol/signatures.js";

/** @import { Rules } from "../client/protocol/envelopes.js" */

const T = 3;
const MODULUS_BYTES = 384;
const WARM_UP = 5;
const REPEATS = 41;

const random = (/** @type {number} */ length) => new Uint8Array(randomBytes(length));

/**
 * Return the rules of a vote with one question: exactly one of `answers`, or "no answer". Sealing reads no issuing keys.
 * @param {number} answers
 * @returns {Rules}
 */
function box(answers) {
  const questions = [{ options: answers, least: 1, most: 1 }];
  const key = base(randomScalar(random)).toBytes();
  return { boxId: random(32), kind: "vote", key, t: T, issuers: [[]], questions, levels: [] };
}

/**
 * Return the milliseconds for sealing one envelope with a new key. Its pass is random bytes: sealing doesn't check it.
 * @param {Rules} rules
 */
function sealOne(rules) {
  const secret = random(32);
  const envelopeKey = publicKey(secret);
  const held = passDocument(
    random(32),
    [1, 2, 3].map((keyholder) => [keyholder, random(MODULUS_BYTES)]),
  );
  const start = performance.now();
  const body = seal(statementOf(rules, envelopeKey, 0), [[1]], random);
  encode(envelopeDocument(secret, rules, 0, 0, body, held));
  return performance.now() - start;
}

/**
 * Return the median of an odd number of times.
 * @param {number[]} times
 */
function median(times) {
  return times.sort((a, b) => a - b)[(times.length - 1) / 2];
}

/** @param {number} answers */
function measure(answers) {
  const rules = box(answers);
  const [first] = Array.from({ length: WARM_UP }, () => sealOne(rules));
  return { first, typical: median(Array.from({ length: REPEATS }, () => sealOne(rules))) };
}

process.stdout.write(`${JSON.stringify({ 5: measure(5), 24: measure(24) })}\n`);
