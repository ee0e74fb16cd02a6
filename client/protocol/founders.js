/** The founding of a record, as everybody checks it, and what somebody comes as: a part of joining.js. */

import { array, b64, octets, oneOf, read, text } from "./encoding.js";
import { Refused } from "./errors.js";
import { checkKey, verify } from "./signatures.js";

/** @import { Document } from "./encoding.js" */

/** What somebody comes as. */
export const ROLE = oneOf("peer", "ally");

const FOUNDERS = {
  kind: oneOf("founders"),
  origin: text(200),
  keys: array(octets(32), 3, 100),
  nonce: octets(32),
};

/**
 * Return the fields of a founders entry that every founder has signed; keys and nonce as bytes.
 * Errors: document_field, size_wrong, encoding_base64, key_not_canonical, those of verify.
 * @param {Document} entry
 */
export function checkFounders(entry) {
  const { signatures, ...unsigned } = entry;
  const found = readFounders(unsigned);
  const given = array(octets(64), found.keys.length, found.keys.length)(signatures);
  for (const [at, key] of found.keys.entries()) verify(key, "founders", unsigned, given[at]);
  return found;
}

/** @param {Document} document */
export function readFounders(document) {
  const found = read(document, FOUNDERS);
  for (const key of found.keys) checkKey(key);
  if (new Set(found.keys.map(b64)).size < found.keys.length) {
    throw new Refused("document_field", "keys: a founder stands there twice");
  }
  return found;
}
