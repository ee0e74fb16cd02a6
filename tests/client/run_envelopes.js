/** The operations of vectors/envelopes that a browser has. */

import * as envelopes from "../../client/protocol/envelopes.js";
import { bytes, headsOf, hex } from "./cases.js";
import { questionsOf } from "./run_choices.js";
import { issuerKeys } from "./run_passes.js";

/** @import { Rules } from "../../client/protocol/envelopes.js" */
/** @import { Operation } from "./cases.js" */

/**
 * Return the rules that a vector writes out.
 * @param {any} given
 * @returns {Rules}
 */
export function rulesOf(given) {
  return {
    boxId: bytes(given.box_id),
    kind: given.kind,
    key: bytes(given.key),
    t: given.t,
    issuers: given.issuers.map(issuerKeys),
    questions: questionsOf(given.questions),
    levels: given.levels,
  };
}

/** @type {Record<string, Operation>} */
export const operations = {
  envelope_check: (given) => {
    const found = envelopes.checkEnvelope(rulesOf(given.rules), given.document, { proofs: given.proofs });
    const { digest, key, seq, place, body } = found;
    return { digest: hex(digest), key: hex(key), seq, place, body: hex(body) };
  },
  envelope_counted: (given) => {
    const heads = headsOf(given.heads);
    return { digests: envelopes.counted(heads).map((head) => hex(head.digest)) };
  },
  envelope_entry: (given) => ({ entry: envelopes.entryDocument(given.document) }),
  envelope_entry_check: (given) => {
    envelopes.checkEntry(given.entry, given.document);
    return {};
  },
  envelope_make: (given) => {
    const [secret, rules, body] = [bytes(given.secret), rulesOf(given.rules), bytes(given.body)];
    return { document: envelopes.envelopeDocument(secret, rules, given.seq, given.place, body, given.pass) };
  },
};
