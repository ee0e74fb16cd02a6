/**
 * The hours of a month at one workplace: a survey whose texts follow from both, and in which range an amount falls.
 * Specified in spec/hours.md.
 */

import { K_LEAST } from "./boxes.js";
import { b64, documentOf, encode, octets, oneOf, read } from "./encoding.js";
import { Refused } from "./errors.js";

/** @import { Definition } from "./boxes.js" */
/** @import { Document } from "./encoding.js" */
/** Texts by hash in base64url; null for one that was struck. @typedef {ReadonlyMap<string, string | null>} Texts */
/** A month that is asked for, and in base64url all names that the workplace had then. @typedef {{ month: string, names: readonly string[] }} Month */
/** One question: its words, the lower edges of its ranges in hours or dollars, how many minutes or cents are one. @typedef {{ words: string, bins: number[], unit: number }} Asked */

const MINUTES = 60;
const CENTS = 100;
const DAY_SECONDS = 86_400;
const EVERYWHERE = 12 * 3600; // seconds after a month has ended in UTC, it has ended all over the world
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]; // of months in days, without leap days
const MONTH = /^20[0-9]{2}-(0[1-9]|1[0-2])$/;

/** @type {Asked[]} */
export const ASKED = [
  { words: "Unpaid hours", bins: [0, 1, 5, 10, 20], unit: MINUTES },
  { words: "Dollars that the unpaid hours come to at one's own rate", bins: [0, 20, 100, 200, 400], unit: CENTS },
  { words: "Hours outside the role", bins: [0, 5, 20, 40, 80], unit: MINUTES },
  { words: "Hours of supervision received", bins: [0, 1, 2, 4, 8], unit: MINUTES },
];

/** @param {unknown} value */
function month(value) {
  if (typeof value !== "string" || !MONTH.test(value)) {
    throw new Refused("document_field", "a month is expected, YYYY-MM, of the years 2000 to 2099");
  }
  return value;
}

const HOURS = { kind: oneOf("hours"), month, workplace: octets(32) };

/**
 * Return the text behind the `intro` of a month's survey at a workplace. Errors: document_field, size_wrong.
 * @param {string} of
 * @param {Uint8Array} workplace
 */
export function hoursText(of, workplace) {
  const document = { v: 1, kind: "hours", month: of, workplace: b64(workplace) };
  read(document, HOURS);
  return new TextDecoder().decode(encode(document));
}

/** Return the texts of the ranges that begin at these edges; the last is open. @param {number[]} bins */
function optionsOf(bins) {
  const ends = bins.slice(1);
  return bins.map((low, at) => (at < ends.length ? `${low} to under ${ends[at]}` : `${low} or more`));
}

/**
 * Return the texts of a month's survey, in the order of the definition: title, then each question and its ranges.
 * @param {string} of
 * @param {Uint8Array} workplace
 */
function textsOf(of, workplace) {
  const asked = ASKED.map(({ words, bins }) => [`${words}, ${of}, workplace ${b64(workplace)}`, ...optionsOf(bins)]);
  return [`Hours of ${of}`, ...asked.flat()];
}

/** Return when a month of the years 2000 to 2099 ends in UTC, in seconds since 1970. @param {string} of */
export function monthEnds(of) {
  const [year = 0, number = 0] = of.split("-").map(Number);
  const leaps = Math.floor((year - 1969) / 4) + (year % 4 === 0 && number >= 2 ? 1 : 0); // leap days since 1970
  const days = LENGTHS.slice(0, number).reduce((sum, each) => sum + each, 0);
  return ((year - 1970) * 365 + leaps + days) * DAY_SECONDS;
}

/**
 * Return which hours a survey asks for: `month`, `workplace`. Errors: rule_impossible for a box that asks for no hours;
 * definition_changed if it asks anything else than the hours of that month there; document_field, document_not_json and
 * the like.
 * @param {Definition} definition
 * @param {Texts} texts
 * @returns {Document}
 */
export function readHours({ fields }, texts) {
  const said = documentOf(texts.get(b64(fields.intro)) ?? "");
  if (fields.kind !== "survey" || said.kind !== "hours") {
    throw new Refused("rule_impossible", "not the survey of the hours of a month");
  }
  const found = read(said, HOURS);
  if (fields.k !== K_LEAST || fields.tags.length !== 1 || fields.quorum > 0 || fields.room !== undefined) {
    throw new Refused("definition_changed", "another number, groups, or a room");
  }
  const { questions } = fields;
  const named = questions.flatMap((/** @type {Document} */ each) => [each.text, ...each.options]);
  const words = [fields.title, ...named].map((hash) => texts.get(b64(hash)));
  const right = textsOf(found.month, found.workplace);
  const same = words.length === right.length && right.every((each, at) => words[at] === each);
  if (!same || questions.length !== ASKED.length || !ASKED.every((each, at) => isAsked(each, questions[at]))) {
    throw new Refused("definition_changed", "other texts than those for the hours of a month");
  }
  if (fields.signing_ends <= monthEnds(found.month)) {
    throw new Refused("definition_changed", "it ends before its month does");
  }
  return found;
}

/**
 * @param {Asked} asked
 * @param {Document} question
 */
function isAsked({ bins }, { id, least, most, bins: given, options }) {
  const same = given?.length === bins.length && bins.every((low, at) => given[at] === low);
  return same && id === "" && least === 1 && most === 1 && options.length === bins.length;
}

/**
 * Check that those who can answer are those of the workplace whose hours are asked for. `found`: as readHours; `rule`:
 * the first entry of the list, read. Errors: definition_changed.
 * @param {Document} found
 * @param {{ rule: string, of: string } | null} rule
 */
export function checkList(found, rule) {
  if (rule?.rule !== "workplace" || rule.of !== b64(found.workplace)) {
    throw new Refused("definition_changed", "a list of other people than those of this workplace");
  }
}

/**
 * Check that a month has ended everywhere at a time, in seconds since 1970. Errors: month_not_over.
 * @param {string} of
 * @param {number} seconds
 */
export function checkOver(of, seconds) {
  if (seconds < monthEnds(of) + EVERYWHERE) throw new Refused("month_not_over", of);
}

/**
 * Return all names of a workplace: its own, and those that count as one with it; all in base64url. `merged`: as
 * People.merged.
 * @param {string} workplace
 * @param {ReadonlyMap<string, string>} merged
 */
export function namesOf(workplace, merged) {
  const home = merged.get(workplace) ?? workplace;
  return [workplace, home, ...[...merged].flatMap(([one, into]) => (into === home ? [one] : []))];
}

/**
 * Check that none of the other surveys asks for the same month at the same place. Errors: month_asked_again.
 * @param {Month} asked
 * @param {readonly Month[]} others
 */
export function checkOnce({ month: of, names }, others) {
  const again = others.some((other) => other.month === of && other.names.some((each) => names.includes(each)));
  if (again) throw new Refused("month_asked_again", of);
}

/**
 * Return the range in which an amount of a log falls, counted from 0. `amount`: minutes or cents, not negative.
 * @param {Asked} asked
 * @param {number} amount
 */
export function rangeOf({ bins, unit }, amount) {
  return bins.filter((low) => low * unit <= amount).length - 1;
}
