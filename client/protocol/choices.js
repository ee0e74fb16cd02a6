/**
 * Sealed choices: exponential ElGamal per option, with proofs. Specified in spec/choices.md.
 * Sealing: Cramer, Gennaro, Schoenmakers 1997. Proofs: Chaum, Pedersen 1992, made disjunctive as in Cramer, Damgard,
 * Schoenmakers 1994, non-interactive by strong Fiat-Shamir (Bernhard, Pereira, Warinschi 2012). A browser seals and
 * checks; sums and totals are for those who count.
 */

import { ristretto255 } from "../vendor/ed25519.js";

import { concat, littleEndian } from "./bytes.js";
import { challenge, digest, u64 } from "./encoding.js";
import { Refused } from "./errors.js";
import { base, decodePoint, intScalar, modulo, randomScalar, scalarInt, times, timesPublic } from "./points.js";

/** @import { Point, Random } from "./points.js" */

const CIPHERTEXT_BYTES = 64; // R, C
const OPTION_PROOF_BYTES = 128; // c0, c1, z0, z1
const CLAUSE_BYTES = 64; // c, z: one for each sum that is allowed
const SCALAR_BYTES = 32;
const { BASE, ZERO } = ristretto255.Point;

/**
 * The shape of a question: how many options beside "no answer", and how many may be chosen (1 <= least <= most).
 * @typedef {{ options: number, least: number, most: number }} Question
 */

/**
 * What every challenge of an envelope binds: the box, the envelope key, seq, the keyholders' key, the questions.
 * @typedef {object} Statement
 * @property {Uint8Array} boxId
 * @property {Uint8Array} envelopeKey
 * @property {number} seq
 * @property {Uint8Array} key
 * @property {readonly Question[]} questions
 */

/** @typedef {[Point, Point]} Pair a ciphertext (R, C) */

/**
 * Refuse a shape that no answer could have. Errors: rule_impossible unless 1 <= least <= most <= options.
 * @param {Question} question
 */
function checkQuestion({ options, least, most }) {
  if (!(least >= 1 && least <= most && most <= options)) {
    throw new Refused("rule_impossible", "a question asks for least to most of its options, at least one");
  }
}

/** @param {Question} question */
function width(question) {
  return question.options + 1;
}

/** @param {Question} question */
function clauses(question) {
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
 * Return the 64-byte digest over the statement, all ciphertexts and all commitments of the envelope.
 * @param {Statement} statement
 * @param {Uint8Array} ciphertexts
 * @param {Uint8Array} commitments
 */
function bind({ boxId, envelopeKey, seq, key, questions }, ciphertexts, commitments) {
  const shape = concat(...questions.flatMap((q) => [u64(q.options), u64(q.least), u64(q.most)]));
  return digest("choices/envelope", boxId, envelopeKey, u64(seq), key, shape, ciphertexts, commitments);
}

/**
 * @param {Uint8Array} bound
 * @param {number} question
 * @param {number} option
 */
function optionChallenge(bound, question, option) {
  return littleEndian(challenge("choices/option", bound, u64(question), u64(option)));
}

/**
 * @param {Uint8Array} bound
 * @param {number} question
 */
function sumChallenge(bound, question) {
  return littleEndian(challenge("choices/sum", bound, u64(question)));
}

/**
 * Return 0 or 1 per ciphertext; an empty choice sets "no answer", the last.
 * Errors: value_out_of_range for an option that does not exist, one named twice, or a wrong number of them.
 * @param {Question} question
 * @param {readonly number[]} chosen
 */
function choiceBits(question, chosen) {
  const known = (/** @type {number} */ option) => Number.isInteger(option) && option >= 0 && option < question.options;
  if (new Set(chosen).size !== chosen.length || !chosen.every(known)) {
    throw new Refused("value_out_of_range", "an option that does not exist, or one chosen twice");
  }
  if (chosen.length > 0 && (chosen.length < question.least || chosen.length > question.most)) {
    throw new Refused("value_out_of_range", `${question.least} to ${question.most} options can be chosen`);
  }
  const bits = Array.from({ length: question.options }, (_, option) => Number(chosen.includes(option)));
  return [...bits, Number(chosen.length === 0)];
}

/**
 * A disjunctive proof under way: its commitments, and what closes it once the challenge is known.
 * @typedef {object} Branches
 * @property {Uint8Array} commitments
 * @property {(e: bigint) => Uint8Array} close gives all challenges, then all responses
 */

/**
 * Commit to "(R, C) = (rG, rP + value G) holds one of `values`".
 * Knowing r, a false branch j is simulated as A = uG, B = uP - c(value - j)G with z = u + cr, which is zG - cR and
 * zP - c(C - jG) at less cost.
 * @param {Point} key
 * @param {bigint} r
 * @param {number} value
 * @param {readonly number[]} values
 * @param {Random} random
 * @returns {Branches}
 */
function openBranches(key, r, value, values, random) {
  const w = randomScalar(random);
  const branches = values.map((j) => {
    if (j === value) return { a: base(w), b: times(key, w), c: 0n, z: 0n };
    const [u, c] = [randomScalar(random), randomScalar(random)];
    return { a: base(u), b: times(key, u).subtract(base(c * BigInt(value - j))), c, z: u + c * r };
  });
  const close = (/** @type {bigint} */ e) => {
    const left = modulo(branches.reduce((rest, branch) => rest - branch.c, e));
    const closed = branches.map(({ c, z }, at) => (values[at] === value ? { c: left, z: w + left * r } : { c, z }));
    return concat(...closed.map(({ c }) => intScalar(c)), ...closed.map(({ z }) => intScalar(z)));
  };
  return { commitments: concat(...branches.flatMap(({ a, b }) => [a.toBytes(), b.toBytes()])), close };
}

/**
 * Return minimum to maximum, both included.
 * @param {number} least
 * @param {number} most
 */
function range(least, most) {
  return Array.from({ length: most - least + 1 }, (_, at) => least + at);
}

/**
 * Seal one question: its ciphertexts, and the proofs of its options and of its sum, not yet closed.
 * @param {Point} key
 * @param {Question} question
 * @param {readonly number[]} chosen
 * @param {Random} random
 */
function sealQuestion(key, question, chosen, random) {
  const bits = choiceBits(question, chosen);
  let [total, value] = [0n, 0];
  /** @type {Uint8Array[]} */
  const ciphertexts = [];
  const options = bits.map((m, place) => {
    const r = randomScalar(random);
    const shared = times(key, r);
    ciphertexts.push(base(r).toBytes(), (m ? shared.add(BASE) : shared).toBytes());
    const weight = place === question.options ? question.most : 1;
    total += BigInt(weight) * r;
    value += weight * m;
    return openBranches(key, r, m, [0, 1], random);
  });
  const sum = openBranches(key, modulo(total), value, range(question.least, question.most), random);
  return { ciphertexts: concat(...ciphertexts), options, sum };
}

/**
 * Return the body of an envelope that answers every question; `bodyLength` bytes.
 * Errors: rule_impossible; value_out_of_range; size_wrong, point_not_canonical, point_identity for the keyholders' key.
 * @param {Statement} statement
 * @param {readonly (readonly number[])[]} chosen per question the options chosen, counted from 0; none: "no answer"
 * @param {Random} random fresh, and never kept
 * @returns {Uint8Array}
 */
export function seal(statement, chosen, random) {
  if (chosen.length !== statement.questions.length) {
    throw new Refused("value_out_of_range", "one choice per question is expected");
  }
  statement.questions.forEach(checkQuestion);
  const key = decodePoint(statement.key).precompute(5);
  const sealed = statement.questions.map((question, at) => sealQuestion(key, question, chosen[at] ?? [], random));
  const ciphertexts = concat(...sealed.map((each) => each.ciphertexts));
  const optionCommitments = sealed.flatMap(({ options }) => options.map((each) => each.commitments));
  const commitments = concat(...optionCommitments, ...sealed.map(({ sum }) => sum.commitments));
  const bound = bind(statement, ciphertexts, commitments);
  const optionProofs = sealed.flatMap(({ options }, question) =>
    options.map((each, option) => each.close(optionChallenge(bound, question, option))),
  );
  const sumProofs = sealed.map(({ sum }, question) => sum.close(sumChallenge(bound, question)));
  return concat(ciphertexts, ...optionProofs, ...sumProofs);
}

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
