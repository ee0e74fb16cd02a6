/** The operations of vectors/asks. */

import * as asks from "../../client/protocol/asks.js";
import { hex } from "./cases.js";

/** @import { Operation } from "./cases.js" */

/**
 * Return fields as vectors write them: bytes in hex.
 * @param {any} value
 * @returns {any}
 */
export function written(value) {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, written(each)]));
}

/** @type {Record<string, Operation>} */
export const operations = {
  asks_read: (given) => ({ fields: written(asks.readAsks(given.text)) }),
  asks_readers: (given) => {
    asks.checkReaders(asks.readAsks(given.text), given.readers);
    return {};
  },
  asks_text: (given) => ({ text: asks.asksText(given.fields) }),
};
