/** The operations of vectors/choices that a browser has. */

import * as choices from "../../client/protocol/choices.js";
import { bytes, hex, randomFrom } from "./cases.js";

/** @import { Question, Statement } from "../../client/protocol/sealed_choices.js" */
/** @import { Operation } from "./cases.js" */

/**
 * Return the questions that a vector writes out.
 * @param {[number, number, number][]} given
 * @returns {Question[]}
 */
export function questionsOf(given) {
  return given.map(([options, least, most]) => ({ options, least, most }));
}

/**
 * Return the statement that a vector writes out.
 * @param {any} given
 * @returns {Statement}
 */
function statementOf(given) {
  const [boxId, envelopeKey, key] = [bytes(given.box_id), bytes(given.envelope_key), bytes(given.key)];
  return { boxId, envelopeKey, seq: given.seq, key, questions: questionsOf(given.questions) };
}

/** @type {Record<string, Operation>} */
export const operations = {
  choices_check: (given) => {
    const found = choices.check(statementOf(given.statement), bytes(given.body));
    const ciphertexts = found.map((pairs) => pairs.map((pair) => pair.map((point) => hex(point.toBytes()))));
    return { ciphertexts };
  },
  choices_length: (given) => ({ length: choices.bodyLength(questionsOf(given.questions)) }),
  choices_seal: (given) => ({
    body: hex(choices.seal(statementOf(given.statement), given.chosen, randomFrom(given.random))),
  }),
};
