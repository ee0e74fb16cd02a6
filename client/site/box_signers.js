/** The signers of an earlier demand: whose names opened, by their envelope keys, as the book of that demand says. */

import { readDefinition } from "../protocol/boxes.js";
import { oneRequest } from "../protocol/closing.js";
import { checkRequest, countDemand, missingOf, readOpened } from "../protocol/demands.js";
import { b64, encode, sha256, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";

/** @import { Document } from "../protocol/encoding.js" */

/**
 * Return the envelope keys, in base64url, of the names that opened. That each name is what was sealed, keyholders'
 * programs and `undersign verify` check: here it matters only whose they are.
 * Errors: as readDefinition, countDemand, checkRequest, readOpened; opening_request_wrong if it was not opened.
 * @param {Document[]} entries of the demand's book
 * @param {Uint8Array} boxId
 */
export function signersIn(entries, boxId) {
  const of = (/** @type {string} */ kind) => entries.filter((entry) => entry.kind === kind);
  const definition = readDefinition(of("definition")[0]?.definition, boxId);
  const heads = of("envelope").map((entry) => {
    const [digest, key, seq] = [unb64(entry.rest), unb64(entry.key), Number(entry.seq)];
    return { digest, key, seq, place: Number(entry.level), withdraws: seq > 0 };
  });
  const request = oneRequest(of("opening_request"));
  const count = countDemand(definition, heads, missingOf(request));
  checkRequest(request, definition, count);
  if (!definition.fields.readers) {
    readOpened({ boxId, count, request: sha256(encode(request)) }, of("opened"));
  } else if (of("part").length === 0) {
    throw new Refused("opening_request_wrong", "the demand before was not opened");
  }
  return new Set(count.opens.map((head) => b64(head.key)));
}
