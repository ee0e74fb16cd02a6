/**
 * Envelopes as they are sent, written down and counted, without the proofs in them: parts of envelopes.js and of
 * choices.js for pages that need no more.
 */

import { compare } from "./bytes.js";
import { b64, encode, sha256 } from "./encoding.js";
import { Refused } from "./errors.js";
import { publicKey, signed } from "./signatures.js";

/** @import { Question } from "./sealed_choices.js" */
/** @import { Document } from "./encoding.js" */
/** @import { Head, Rules } from "./envelopes.js" */

export const CIPHERTEXT_BYTES = 64; // R, C
const OPTION_PROOF_BYTES = 128; // c0, c1, z0, z1
const CLAUSE_BYTES = 64; // c, z: one for each sum that is allowed

/**
 * Refuse a shape that no answer could have. Errors: rule_impossible unless 1 <= least <= most <= options.
 * @param {Question} question
 */
export function checkQuestion({ options, least, most }) {
  if (!(least >= 1 && least <= most && most <= options)) {
    throw new Refused("rule_impossible", "a question asks for least to most of its options, at least one");
  }
}

/** @param {Question} question */
function width(question) {
  return question.options + 1;
}

/** @param {Question} question */
export function clauses(question) {
  return question.most - question.least + 1;
}

/**
 * Return the exact length in bytes of a body that answers `questions`. Errors: rule_impossible.
 * @param {readonly Question[]} questions
 */
export function bodyLength(questions) {
  questions.forEach(checkQuestion);
  return questions.reduce(
    (sum, q) => sum + width(q) * (CIPHERTEXT_BYTES + OPTION_PROOF_BYTES) + clauses(q) * CLAUSE_BYTES,
    0,
  );
}

/**
 * Return the signed envelope. The signature covers every other field.
 * @param {Uint8Array} secret
 * @param {Rules} rules
 * @param {number} seq
 * @param {number} place the tag, or in a demand the level
 * @param {Uint8Array} body
 * @param {Document} heldPass as passes.passDocument gives it
 * @returns {Document}
 */
export function envelopeDocument(secret, rules, seq, place, body, heldPass) {
  return signed(secret, "envelope", {
    v: 1,
    kind: "envelope",
    box: b64(rules.boxId),
    key: b64(publicKey(secret)),
    seq,
    [rules.kind === "demand" ? "level" : "tag"]: place,
    body: b64(body),
    pass: heldPass,
  });
}

/**
 * Return the entry of the box book for an envelope: key, seq, tag or level, and the hash of the whole.
 * @param {Document} document
 * @returns {Document}
 */
export function entryDocument(document) {
  const names = ["key", "seq", "tag", "level"].filter((name) => Object.hasOwn(document, name));
  const kept = Object.fromEntries(names.map((name) => [name, document[name]]));
  return { v: 1, kind: "envelope", ...kept, rest: b64(sha256(encode(document))) };
}

/**
 * Check that an entry of the book is the one that this envelope has. Errors: envelope_changed.
 * @param {Document} entry
 * @param {Document} document
 */
export function checkEntry(entry, document) {
  const expected = entryDocument(document);
  const names = Object.keys(expected);
  const same = names.length === Object.keys(entry).length && names.every((name) => entry[name] === expected[name]);
  if (!same) throw new Refused("envelope_changed", "the entry in the book names another envelope");
}

/**
 * Return the envelopes that count: per key the highest seq, of equals the smaller hash; withdrawn ones not.
 * In order of their hashes, ascending.
 * @param {Iterable<Head>} heads
 * @returns {Head[]}
 */
export function counted(heads) {
  /** @type {Map<string, Head>} */
  const best = new Map();
  for (const head of heads) {
    const other = best.get(b64(head.key));
    const later = !other || head.seq > other.seq || (head.seq === other.seq && compare(head.digest, other.digest) < 0);
    if (later) best.set(b64(head.key), head);
  }
  return [...best.values()].filter((head) => !head.withdraws).sort((left, right) => compare(left.digest, right.digest));
}
