/** The operations of vectors/joining. */

import { b64 } from "../../client/protocol/encoding.js";
import * as joining from "../../client/protocol/joining.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation, Values } from "./cases.js" */

/**
 * Return what a check gives, with bytes as hex.
 * @param {any} value
 * @returns {any}
 */
function written(value) {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, written(each)]));
}

/** @param {Values} fields */
function asking({ door, member, place, ...rest }) {
  return /** @type {any} */ ({ ...rest, door: bytes(door), member: bytes(member), place: bytes(place) });
}

/** @type {Record<string, Operation>} */
export const operations = {
  founders_check: ({ entry }) => {
    return { ...written(joining.checkFounders(entry)), words: joining.foundersWords(entry).join(" ") };
  },
  founders_make: (given) => {
    const document = joining.foundersDocument(given.origin, given.keys.map(bytes), bytes(given.nonce));
    const secrets = given.secrets.map(bytes);
    const signatures = secrets.map((/** @type {Uint8Array} */ each) => b64(joining.signFounders(each, document)));
    return { entry: { ...document, signatures }, words: joining.foundersWords(document).join(" ") };
  },
  join_check: (given) => {
    return written(joining.checkJoin(given.document, bytes(given.member_signature), bytes(given.door_signature)));
  },
  join_code: (given) => ({ words: joining.code(bytes(given.door), bytes(given.key)).join(" ") }),
  join_make: (given) => {
    const document = joining.joinDocument(asking(given.fields));
    const { member, door } = joining.signJoin(document, bytes(given.member_secret), bytes(given.door_secret));
    return { document, member_signature: hex(member), door_signature: hex(door) };
  },
  sign_in_check: (given) => {
    const [signature, nonce] = [bytes(given.signature), bytes(given.nonce)];
    return { key: hex(joining.checkSignIn(given.document, signature, given.site, nonce)) };
  },
  sign_in_make: (given) => {
    const document = joining.signInDocument(bytes(given.key), given.site, bytes(given.nonce));
    return { document, signature: hex(joining.signSignIn(bytes(given.secret), document)) };
  },
};
