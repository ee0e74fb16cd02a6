/**
 * Sealed choices: exponential ElGamal per option, with proofs. Specified in spec/choices.md.
 * Sealing: Cramer, Gennaro, Schoenmakers 1997. Proofs: Chaum, Pedersen 1992, made disjunctive as in Cramer, Damgard,
 * Schoenmakers 1994, non-interactive by strong Fiat-Shamir (Bernhard, Pereira, Warinschi 2012). A browser seals and
 * checks; sums and totals are for those who count.
 */

import { ristretto255 } from "../vendor/noble.js";

import { concat } from "./bytes.js";
import { Refused } from "./errors.js";
import { decodePoint, modulo, scalarInt, timesPublic } from "./group.js";
import { bind, optionChallenge, range, seal, sumChallenge } from "./sealed_choices.js";
import { bodyLength, CIPHERTEXT_BYTES, clauses } from "./sent.js";

export { bodyLength, seal };

/** @import { Point } from "./group.js" */
/** @import { Question, Statement } from "./sealed_choices.js" */
/** @typedef {[Point, Point]} Pair a ciphertext (R, C) */

const SCALAR_BYTES = 32;
const { BASE, ZERO } = ristretto255.Point;

/**
 * Return the ciphertexts per question of a body.
 * Errors: rule_impossible, body_length, point_not_canonical, point_identity (R only).
 * @param {readonly Question[]} questions
 * @param {Uint8Array} body
 * @returns {Pair[][]}
 */
export function ciphertextsOf(questions, body) {
  const expected = bodyLength(questions);
  if (body.length !== expected) {
    throw new Refused("body_length", `${body.length} bytes where ${expected} are expected`);
  }
  let at = 0;
  return questions.map((question) =>
    range(0, question.options).map(() => {
      const pair = /** @type {Pair} */ ([
        decodePoint(body.subarray(at, at + 32)),
        decodePoint(body.subarray(at + 32, at + CIPHERTEXT_BYTES), { identity: true }),
      ]);
      at += CIPHERTEXT_BYTES;
      return pair;
    }),
  );
}

/**
 * Recompute the commitments A = zG - cR and B = zP - c(C - value G) of one branch, 64 bytes.
 * @param {Point} key
 * @param {Pair} pair
 * @param {number} value
 * @param {bigint} c
 * @param {bigint} z
 */
function clause(key, [r, sealed], value, c, z) {
  const target = sealed.subtract(timesPublic(BASE, BigInt(value)));
  const a = timesPublic(BASE, z).subtract(timesPublic(r, c));
  const b = timesPublic(key, z).subtract(timesPublic(target, c));
  return concat(a.toBytes(), b.toBytes());
}

/**
 * Return the ciphertext of the sum, in which "no answer" counts `most`.
 * @param {Question} question
 * @param {Pair[]} pairs
 * @returns {Pair}
 */
function sumPair(question, pairs) {
  /** @type {Pair} */
  const start = [ZERO, ZERO];
  return pairs.reduce(([left, right], [r, c], place) => {
    const weight = BigInt(place === question.options ? question.most : 1);
    return [left.add(timesPublic(r, weight)), right.add(timesPublic(c, weight))];
  }, start);
}

/**
 * Check every proof of a body against its statement; return its ciphertexts per question.
 * Errors: rule_impossible, body_length, point_not_canonical, point_identity (R and the key), scalar_not_canonical,
 * option_proof_wrong, sum_proof_wrong.
 * @param {Statement} statement
 * @param {Uint8Array} body
 * @returns {Pair[][]}
 */
export function check(statement, body) {
  const { questions } = statement;
  const key = decodePoint(statement.key);
  const found = ciphertextsOf(questions, body);
  const end = found.flat().length * CIPHERTEXT_BYTES;
  const scalars = range(0, (body.length - end) / SCALAR_BYTES - 1).map((i) =>
    scalarInt(body.subarray(end + SCALAR_BYTES * i, end + SCALAR_BYTES * (i + 1))),
  );
  const take = (/** @type {number} */ many) => scalars.splice(0, many);
  /** @type {Uint8Array[]} */
  const commitments = [];
  const optionSums = found.map((pairs) =>
    pairs.map((pair) => {
      const [c0 = 0n, c1 = 0n, z0 = 0n, z1 = 0n] = take(4);
      commitments.push(clause(key, pair, 0, c0, z0), clause(key, pair, 1, c1, z1));
      return modulo(c0 + c1);
    }),
  );
  const sums = questions.map((question, number) => {
    const pair = sumPair(question, found[number] ?? []);
    const [c, z] = [take(clauses(question)), take(clauses(question))];
    commitments.push(...c.map((each, at) => clause(key, pair, question.least + at, each, z[at] ?? 0n)));
    return modulo(c.reduce((left, right) => left + right, 0n));
  });
  compareChallenges(bind(statement, body.subarray(0, end), concat(...commitments)), optionSums, sums);
  return found;
}

/**
 * Check that the challenges of every proof add up to what the digest gives.
 * @param {Uint8Array} bound
 * @param {bigint[][]} options
 * @param {bigint[]} sums
 */
function compareChallenges(bound, options, sums) {
  for (const [question, places] of options.entries()) {
    for (const [option, total] of places.entries()) {
      if (total !== optionChallenge(bound, question, option)) {
        throw new Refused("option_proof_wrong", `question ${question + 1}, option ${option + 1}`);
      }
    }
  }
  for (const [question, total] of sums.entries()) {
    if (total !== sumChallenge(bound, question)) throw new Refused("sum_proof_wrong", `question ${question + 1}`);
  }
}
