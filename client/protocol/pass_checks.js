/** Checking a pass as a whole: the part of passes.js for whoever reads envelopes. Specified in spec/passes.md. */

import { Refused } from "./errors.js";
import { preparedMessage, verifySignature } from "./passes.js";

/** @import { Document } from "./encoding.js" */
/** @import { IssuingKey } from "./passes.js" */

/**
 * Check that `found` (read with PASS) holds exactly t signatures by different issuers of this box and tag.
 * Errors: pass_too_few, pass_issuer_repeated, pass_issuer_unknown, pass_signature_wrong, document_field if there are
 * more than t or they are not in keyholder order.
 * @param {Document} found
 * @param {Uint8Array} envelopeKey
 * @param {readonly IssuingKey[]} issuers
 * @param {number} t
 */
export function checkPass(found, envelopeKey, issuers, t) {
  /** @type {{ keyholder: number, value: Uint8Array }[]} */
  const signatures = found.signatures;
  const given = signatures.map((each) => each.keyholder);
  if (new Set(given).size !== given.length) throw new Refused("pass_issuer_repeated");
  if (given.length < t) throw new Refused("pass_too_few", `${given.length} of ${t}`);
  if (given.length > t || given.some((number, at) => at > 0 && number < Number(given[at - 1]))) {
    throw new Refused("document_field", `exactly ${t} signatures in keyholder order are expected`);
  }
  const message = preparedMessage(found.prefix, envelopeKey);
  const moduli = new Map(issuers.map((key) => [key.keyholder, key.n]));
  for (const each of signatures) {
    const n = moduli.get(each.keyholder);
    if (n === undefined) throw new Refused("pass_issuer_unknown", `keyholder ${each.keyholder}`);
    verifySignature(n, message, each.value);
  }
}
