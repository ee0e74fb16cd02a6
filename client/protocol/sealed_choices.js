/** The part of choices.js that a page to answer loads: sealing. Specified in spec/choices.md. */

import { ristretto255 } from "../vendor/noble.js";

import { concat, littleEndian } from "./bytes.js";
import { challenge, digest, u64 } from "./encoding.js";
import { Refused } from "./errors.js";
import { base, decodePoint, intScalar, modulo, randomScalar, times } from "./group.js";
import { checkQuestion } from "./sent.js";

/** @import { Point, Random } from "./group.js" */

const { BASE } = ristretto255.Point;

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

/**
 * Return the 64-byte digest over the statement, all ciphertexts and all commitments of the envelope.
 * @param {Statement} statement
 * @param {Uint8Array} ciphertexts
 * @param {Uint8Array} commitments
 */
export function bind({ boxId, envelopeKey, seq, key, questions }, ciphertexts, commitments) {
  const shape = concat(...questions.flatMap((q) => [u64(q.options), u64(q.least), u64(q.most)]));
  return digest("choices/envelope", boxId, envelopeKey, u64(seq), key, shape, ciphertexts, commitments);
}

/**
 * @param {Uint8Array} bound
 * @param {number} question
 * @param {number} option
 */
export function optionChallenge(bound, question, option) {
  return littleEndian(challenge("choices/option", bound, u64(question), u64(option)));
}

/**
 * @param {Uint8Array} bound
 * @param {number} question
 */
export function sumChallenge(bound, question) {
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
export function range(least, most) {
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
