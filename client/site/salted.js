/**
 * Texts with their salts. The same words on one page get the same salt until they are sent: where an answer was lost,
 * a second press makes the same bytes, of which the site says that they stand there already.
 */

import { random } from "../device/random.js";
import { textDocument } from "../protocol/record.js";

/** @import { Document } from "../protocol/encoding.js" */

const SALT_BYTES = 32;

/** @type {Map<string, Document>} */
const made = new Map();

/**
 * Return the document of a text.
 * @param {string} content
 * @param {number} [at] which text of an entry it is: two that say the same must not have the same salt
 * @returns {Document}
 */
export function salted(content, at = 0) {
  const name = `${at} ${content}`;
  const found = made.get(name) ?? textDocument(random(SALT_BYTES), content);
  made.set(name, found);
  return found;
}

/** Forget the texts once they stand there: what this page sends next is something else. */
export function forgetSalted() {
  made.clear();
}
