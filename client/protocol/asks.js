/** What a demand says: to whom, what, by when, why, and what follows if the answer is no. Specified in spec/asks.md. */

import { isWellFormed, utf8 } from "./bytes.js";
import { array, decode, encode, fields, integer, octets, oneOf, optional, read } from "./encoding.js";
import { Refused } from "./errors.js";

const ASKS_MOST = 7;
const STEPS_MOST = 3;
const STEP_LEAST = 5; // how few may take a next step together: the least k of a box
const STEP_MOST = 2 ** 20;

// Controls but the line feed; line and paragraph separators; direction controls; lone surrogates.
const FORBIDDEN = /(?!\n)[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u;

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const MONTHS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]; // days, in a leap year

/** @import { Check, Document } from "./encoding.js" */

/**
 * Say whether a text has a character that no text of a demand or a draft may have.
 * @param {string} value
 */
export function isForbidden(value) {
  return FORBIDDEN.test(value);
}

/**
 * Return a check for a string of at most `most` UTF-8 bytes with no control characters but line feeds.
 * @param {number} most
 * @returns {Check}
 */
export function lines(most) {
  return (value) => {
    if (typeof value !== "string" || utf8(value).length > most || isForbidden(value)) {
      throw new Refused("document_field", `at most ${most} bytes without control characters are expected`);
    }
    return value;
  };
}

/**
 * Return a check for one line: as `lines`, but not empty and without line feeds.
 * @param {number} most
 * @returns {Check}
 */
export function line(most) {
  const inner = lines(most);
  return (value) => {
    const found = inner(value);
    if (!found || found.includes("\n")) {
      throw new Refused("document_field", "one line is expected, which is not empty");
    }
    return found;
  };
}

/**
 * Return `value` if it is a date that the calendar has, written YYYY-MM-DD; a check itself.
 * @param {unknown} value
 */
export function day(value) {
  const found = typeof value === "string" ? DATE.exec(value) : null;
  if (found) {
    const [year = 0, month = 0, number = 0] = found.slice(1).map(Number);
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const missing = month === 2 && number === 29 && !leap;
    if (year > 0 && number >= 1 && number <= (MONTHS[month] ?? 0) && !missing) return found[0];
  }
  throw new Refused("document_field", "a date as YYYY-MM-DD is expected");
}

const ASK = { what: line(400), by: day };
const EVIDENCE = { box: octets(32), says: line(300) };
const STEP = {
  what: oneOf("meet", "file", "funder", "press", "walkout"),
  says: line(200),
  number: integer(STEP_LEAST, STEP_MOST),
  date: day,
};
const ASKS = {
  kind: oneOf("demand"),
  to: line(200),
  asks: array(fields(ASK), 1, ASKS_MOST),
  reasons: lines(1600),
  evidence: optional(array(fields(EVIDENCE), 1, 3)),
  reply_by: day,
  names: oneOf("recipient", "signers", "public"),
  steps: optional(array(fields(STEP), 1, STEPS_MOST)),
  language: oneOf("en", "es"),
};

/**
 * Return the text behind the `intro` of a demand. `given`: the fields of ASKS but `kind`, as documents hold them.
 * Errors: document_field, size_wrong, encoding_base64.
 * @param {Document} given
 */
export function asksText(given) {
  const document = { ...given, v: 1, kind: "demand" };
  read(document, ASKS);
  return new TextDecoder().decode(encode(document));
}

/**
 * Return the fields of a demand's text; the boxes of `evidence` are bytes.
 * Errors: document_not_json for any other text; document_not_canonical, document_field, size_wrong, encoding_base64.
 * @param {string} words
 * @returns {Document}
 */
export function readAsks(words) {
  if (!isWellFormed(words)) throw new Refused("document_not_json");
  return read(decode(utf8(words)), ASKS);
}

/**
 * Check that only a demand whose names the recipient alone sees has readers, and that it has.
 * `found`: as `readAsks` gives it; `readers`: whether the definition names any. Errors: rule_impossible.
 * @param {Document} found
 * @param {boolean} readers
 */
export function checkReaders(found, readers) {
  if (readers !== (found.names === "recipient")) {
    throw new Refused("rule_impossible", "names for the recipient alone need readers, and no other names have any");
  }
}
