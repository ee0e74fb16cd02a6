/** Sealing an answer: what a worker makes of it before anything is sent. The randomness is fresh and kept nowhere. */

import { random } from "../device/random.js";
import { seal } from "../protocol/sealed_choices.js";
import { envelopeDocument } from "../protocol/sent.js";
import { publicKey } from "../protocol/signatures.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Rules } from "../protocol/envelopes.js" */

/**
 * What is to be sealed. `secret`: of the envelope key; `chosen`: per question the options chosen, counted from 0; none is
 * "no answer".
 * @typedef {{ secret: Uint8Array, rules: Rules, tag: number, pass: Document, chosen: number[][] }} Answer
 */

/**
 * Return the envelope of an answer. Errors: value_out_of_range.
 * @param {Answer} answer
 */
export function sealAnswer({ secret, rules, tag, pass, chosen }) {
  const { boxId, key, questions } = rules;
  const body = seal({ boxId, envelopeKey: publicKey(secret), seq: 0, key, questions }, chosen, random);
  return envelopeDocument(secret, rules, 0, tag, body, pass);
}
