/** The operations of vectors/encoding. */

import * as encoding from "../../client/protocol/encoding.js";
import { unframe } from "../../client/protocol/frames.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation } from "./cases.js" */
/** @import { Check } from "../../client/protocol/encoding.js" */

/**
 * Return the check that a vector describes, such as {"integer": [1, 9]}.
 * @param {Record<string, any>} shape
 * @returns {Check}
 */
function check(shape) {
  const [[kind, values] = ["", []]] = Object.entries(shape);
  switch (kind) {
    case "array":
      return encoding.array(check(values[0]), values[1], values[2]);
    case "optional":
      return encoding.optional(check(values));
    case "fields":
      return encoding.fields(checks(values));
    case "text":
      return encoding.text(values);
    case "integer":
      return encoding.integer(...values);
    case "octets":
      return encoding.octets(...values);
    case "one_of":
      return encoding.oneOf(...values);
    default:
      throw new Error(`no check is named ${kind}`);
  }
}

/** @param {Record<string, any>} shapes */
function checks(shapes) {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, check(shape)]));
}

/**
 * Return the same with hex for bytes.
 * @param {any} value
 * @returns {any}
 */
function plain(value) {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

/** @type {Record<string, Operation>} */
export const operations = {
  b64: (given) => ({ text: encoding.b64(bytes(given.bytes)) }),
  challenge: (given) => ({ scalar: hex(encoding.challenge(given.label, ...given.parts.map(bytes))) }),
  decode: (given) => ({ document: encoding.decode(bytes(given.bytes)) }),
  digest: (given) => ({ bytes: hex(encoding.digest(given.label, ...given.parts.map(bytes))) }),
  encode: (given) => ({ bytes: hex(encoding.encode(given.document)) }),
  frame: (given) => ({ bytes: hex(encoding.frame(bytes(given.part))) }),
  read: (given) => ({ fields: plain(encoding.read(given.document, checks(given.shape))) }),
  u64: (given) => ({ bytes: hex(encoding.u64(BigInt(given.number))) }),
  unb64: (given) => ({ bytes: hex(encoding.unb64(given.text)) }),
  unframe: (given) => ({ parts: unframe(bytes(given.bytes), given.most).map(hex) }),
};
