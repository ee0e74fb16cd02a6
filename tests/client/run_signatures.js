/** The operations of vectors/signatures. */

import * as signatures from "../../client/protocol/signatures.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  document_sign: (given) => ({ document: signatures.signed(bytes(given.secret), given.purpose, given.document) }),
  document_verify: (given) => ({ document: signatures.verifySigned(bytes(given.key), given.purpose, given.document) }),
  signature_key: (given) => ({ key: hex(signatures.checkKey(bytes(given.key))) }),
  signature_sign: (given) => {
    const secret = bytes(given.secret);
    return {
      key: hex(signatures.publicKey(secret)),
      signature: hex(signatures.signBytes(secret, bytes(given.message))),
    };
  },
  signature_verify: (given) => {
    signatures.verifyBytes(bytes(given.key), bytes(given.signature), bytes(given.message));
    return {};
  },
};
