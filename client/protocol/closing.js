/**
 * Until when envelopes come in, who may open afterwards, what must be in the set. Specified in spec/closing.md.
 * Times are seconds since 1970 by the clock of whoever checks; ticks are those of the public tree. What only keyholders
 * are handed is for their programs.
 */

import { equal } from "./bytes.js";
import { encode } from "./encoding.js";
import { Refused } from "./errors.js";

export { checkPromise } from "./boxes.js";

const EXEMPT = ["state", "all"]; // lists so wide that a keyholder's own employer among them does not matter

/** @import { Definition } from "./boxes.js" */
/** @import { Document } from "./encoding.js" */
/** @import { ListReader } from "./lists.js" */

/**
 * Check that an envelope may come in at `seconds`: until signing ends; a withdrawal until withdrawing ends.
 * Errors: too_late.
 * @param {Definition} definition
 * @param {number} seconds
 * @param {boolean} withdraws
 */
export function checkTime({ fields }, seconds, withdraws) {
  const ends = withdraws ? fields.withdrawing_ends : fields.signing_ends;
  if (seconds >= ends) throw new Refused("too_late", `${withdraws ? "withdrawing" : "signing"} ended at ${ends}`);
}

/**
 * Check that the box may be opened at `seconds`: withdrawing has ended. Errors: too_early.
 * @param {Definition} definition
 * @param {number} seconds
 */
export function checkEnded({ fields }, seconds) {
  if (seconds < fields.withdrawing_ends)
    throw new Refused("too_early", `withdrawing ends at ${fields.withdrawing_ends}`);
}

/**
 * Return when the batch ends, in seconds, with which an envelope of `seconds` enters the book.
 * Batches end at each multiple of the interval, and when signing and when withdrawing ends; a room has only these two,
 * unless it is one for drafts. Errors: too_late.
 * @param {Definition} definition
 * @param {number} seconds
 * @param {boolean} withdraws
 * @returns {number}
 */
export function batchEnd(definition, seconds, withdraws) {
  checkTime(definition, seconds, withdraws);
  const { batch, kind, room, signing_ends, withdrawing_ends } = definition.fields;
  const ends = seconds < signing_ends ? signing_ends : withdrawing_ends;
  if (room && kind !== "draft") return ends;
  return Math.min(ends, (Math.floor(seconds / batch) + 1) * batch);
}

/**
 * Return the opening request of a box from all that stand in its book.
 * Errors: opening_request_wrong if there is none; opening_requests_two if there are different ones.
 * @param {Document[]} documents
 * @returns {Document}
 */
export function oneRequest(documents) {
  const [first, ...others] = documents;
  if (!first) throw new Refused("opening_request_wrong", "no opening request stands in the box");
  const data = encode(first);
  if (others.some((other) => !equal(encode(other), data))) throw new Refused("opening_requests_two");
  return first;
}

/**
 * Say whether a character is white space, as Python's str.strip has it.
 * @param {string} one
 */
function isSpace(one) {
  const code = one.charCodeAt(0);
  return (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f) || code === 0x85 || /\p{Z}/u.test(one);
}

/**
 * Return a text without outer white space and with case folded (Unicode), so that equal employers are equal texts.
 * @param {string} given
 */
function folded(given) {
  const letters = Array.from(given);
  const first = letters.findIndex((one) => !isSpace(one));
  let end = letters.length;
  while (end > 0 && isSpace(String(letters[end - 1]))) end -= 1;
  const fold = (/** @type {string} */ one) => (one === "\u0131" ? one : one.toLowerCase().toUpperCase().toLowerCase());
  return letters.slice(Math.max(first, 0), end).map(fold).join("");
}

/**
 * Return the keyholders (indices from 1) who may open a box with this list: not those whose employer it concerns.
 * `employers`: those that the keyholders of the ceremony declare, in order; `t`: the ceremony's. Employers are compared
 * without regard to case and outer spaces. Errors: keyholders_too_few if fewer than t remain; such a box is refused
 * from the start.
 * @param {readonly string[]} employers
 * @param {number} t
 * @param {ListReader} reader
 * @returns {number[]}
 */
export function mayOpen(employers, t, reader) {
  const shown = Array.from(reader.places.values(), ({ employer }) => folded(employer)).filter(Boolean);
  const concerned = new Set(EXEMPT.includes(reader.rule?.rule) ? [] : shown);
  const found = employers.flatMap((employer, at) => (concerned.has(folded(employer)) ? [] : [at + 1]));
  if (found.length < t) {
    throw new Refused("keyholders_too_few", `the box concerns the employer of all but ${found.length}`);
  }
  return found;
}
