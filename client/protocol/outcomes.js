/**
 * What came of a demand: delivered, answered, promised, kept, replied to. Specified in spec/outcomes.md.
 * These documents stand in the host's book, for everybody, each signed by one of those whose names opened; a reply is
 * signed with the key of the link in the letter.
 */

import { day } from "./asks.js";
import { compare } from "./bytes.js";
import { array, b64, digest, fields, integer, octets, oneOf, optional, read } from "./encoding.js";
import { Refused } from "./errors.js";
import { leafHash, root } from "./merkle.js";
import { publicKey, signed, verifySigned } from "./signatures.js";

/** @import { Document, Shape } from "./encoding.js" */

const ASKS_MOST = 7;
const SIGNERS_LEAST = 5;
const SIGNERS_MOST = 2 ** 20;
const PATH_MOST = 20; // hashes; as many as the largest box needs

const ONE = { demand: octets(32), key: octets(32), day };
const BY = { ...ONE, index: integer(0, SIGNERS_MOST - 1), path: array(octets(32), 0, PATH_MOST) };
/** @type {Record<string, Shape>} */
const SHAPES = {
  delivered: {
    ...BY,
    signers: fields({ count: integer(SIGNERS_LEAST, SIGNERS_MOST), root: octets(32) }),
    level: integer(1, SIGNERS_MOST),
    employer: octets(32),
    title: octets(32),
    asks: array(fields({ what: octets(32), by: day }), 1, ASKS_MOST),
    how: oneOf("hand", "post", "email", "meeting"),
    reply_by: day,
    reply_key: octets(32),
  },
  answer: {
    ...BY,
    ask: integer(0, ASKS_MOST),
    status: oneOf("met", "partly", "refused", "ignored", "withdrawn"),
    says: optional(octets(32)),
  },
  promise: { ...BY, ask: integer(0, ASKS_MOST), what: octets(32), due: day },
  promise_outcome: {
    ...BY,
    promise: octets(32),
    outcome: oneOf("kept", "broken", "repaired"),
    says: optional(octets(32)),
  },
  reply: { ...ONE, says: octets(32) },
};

/** @param {string} kind */
function shape(kind) {
  const found = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  if (found === undefined) throw new Refused("document_field", "an unknown kind of outcome");
  return { kind: oneOf(kind), ...found };
}

/**
 * Return the 32 bytes by which outcomes speak of the demand of a box: nobody finds the box by them.
 * @param {Uint8Array} boxId
 */
export function demandName(boxId) {
  return digest("outcomes/demand", boxId).slice(0, 32);
}

/**
 * Return the leaves over the envelope keys whose names opened, in ascending order of the keys.
 * @param {Uint8Array[]} keys
 */
function leaves(keys) {
  return [...keys].sort(compare).map(leafHash);
}

/**
 * Return the root (RFC 6962) over the envelope keys whose names opened, in ascending order, each one a leaf.
 * @param {Uint8Array[]} keys
 */
export function signersRoot(keys) {
  return root(leaves(keys));
}

/**
 * Return the path of a leaf (RFC 9162 section 2.1.3.1), its sibling first.
 * @param {number} index
 * @param {Uint8Array[]} hashes
 * @returns {Uint8Array[]}
 */
function path(index, hashes) {
  if (hashes.length < 2) return [];
  let middle = 1;
  while (middle * 2 < hashes.length) middle *= 2;
  const [left, right] = [hashes.slice(0, middle), hashes.slice(middle)];
  return index < middle ? [...path(index, left), root(right)] : [...path(index - middle, right), root(left)];
}

/**
 * Return where a key stands among those whose names opened, and the proof of it. Errors: outcome_signer.
 * @param {Uint8Array[]} keys
 * @param {Uint8Array} key
 */
export function placeOf(keys, key) {
  const index = [...keys].sort(compare).findIndex((each) => compare(each, key) === 0);
  if (index < 0) throw new Refused("outcome_signer", "a key whose name did not open");
  return { index, path: path(index, leaves(keys)) };
}

/**
 * Return a signed entry of the host's book. `given`: the fields of its shape but `key`, as documents hold them.
 * Errors: document_field, size_wrong, encoding_base64.
 * @param {Uint8Array} secret
 * @param {string} kind
 * @param {Document} given
 */
export function outcomeDocument(secret, kind, given) {
  const document = { ...given, v: 1, kind, key: b64(publicKey(secret)) };
  read(document, shape(kind));
  return signed(secret, `outcome/${kind}`, document);
}

/**
 * Return the fields of an entry whose signature holds; hashes and keys are bytes.
 * Errors: as outcomeDocument; those of signatures.verify.
 * @param {Document} document
 */
export function readOutcome(document) {
  const { signature: _, ...rest } = document;
  const kind = String(document.kind);
  const found = read(rest, shape(kind));
  verifySigned(found.key, `outcome/${kind}`, document);
  return found;
}
