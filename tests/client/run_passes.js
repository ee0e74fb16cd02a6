/** The operations of vectors/passes that a browser has. */

import { read } from "../../client/protocol/encoding.js";
import { checkPass } from "../../client/protocol/pass_checks.js";
import * as passes from "../../client/protocol/passes.js";
import * as phrase from "../../client/protocol/phrase.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { bytes, hex } from "./cases.js";

/** @import { IssuingKey } from "../../client/protocol/passes.js" */
/** @import { Operation } from "./cases.js" */

/** @param {string} text */
function big(text) {
  return BigInt(`0x${text}`);
}

/**
 * Return the issuing keys that a vector lists.
 * @param {any[]} given
 * @returns {IssuingKey[]}
 */
export function issuerKeys(given) {
  return given.map((each) => ({ issuer: bytes(each.issuer), keyholder: each.keyholder, n: big(each.n) }));
}

/** @type {Record<string, Operation>} */
export const operations = {
  issuing_key: (given) => {
    const { issuer, keyholder, n } = passes.readIssuingKey(given.document, bytes(given.key));
    return { issuer: hex(issuer), keyholder, n: n.toString(16) };
  },
  pass_blind: (given) => ({
    blinded: hex(passes.blind(big(given.n), bytes(given.message), bytes(given.salt), big(given.factor))),
  }),
  pass_check: (given) => {
    const found = read({ v: 1, ...given.pass }, passes.PASS);
    checkPass(found, bytes(given.envelope_key), issuerKeys(given.issuers), given.t);
    return {};
  },
  pass_finalize: (given) => {
    const [message, answer] = [bytes(given.message), bytes(given.blind_signature)];
    return { signature: hex(passes.finalize(big(given.n), message, answer, big(given.factor))) };
  },
  pass_prepare: (given) => ({
    message: hex(passes.preparedMessage(bytes(given.prefix), bytes(given.envelope_key))),
  }),
  pass_verify: (given) => {
    passes.verifySignature(big(given.n), bytes(given.message), bytes(given.signature));
    return {};
  },
  request_make: (given) => {
    const [seed, boxId] = [bytes(given.seed), bytes(given.box_id)];
    const message = passes.preparedMessage(phrase.prefix(seed, boxId), publicKey(phrase.envelopeSecret(seed, boxId)));
    const blinded = issuerKeys(given.issuers).map((key) => {
      const factor = phrase.blindingFactor(seed, boxId, key.issuer, key.n);
      const value = passes.blind(key.n, message, phrase.pssSalt(seed, boxId, key.issuer), factor);
      return /** @type {[IssuingKey, Uint8Array]} */ ([key, value]);
    });
    const secret = phrase.signSecret(seed);
    return { document: passes.requestDocument(secret, publicKey(secret), boxId, blinded) };
  },
};
