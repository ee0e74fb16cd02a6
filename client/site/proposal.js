/** A proposal between its form and its text. Times in it count from when it is put up. Shows nothing itself. */

import { asksText, readAsks } from "../protocol/asks.js";
import { utf8 } from "../protocol/bytes.js";
import { proposalText } from "../protocol/draft_texts.js";
import { Failure } from "./page.js";

/** @import { Document } from "../protocol/encoding.js" */
/** What a form says, complete or not: the fields of a demand's text, and those around it. @typedef {{ asks: Document, fields: Document }} Written */

const DAY = 86_400;
const LONGEST = 400 * DAY; // what is greater is a time of the clock
const READER = /^age1[02-9ac-hj-np-z]{58}$/;

/**
 * Return for how many seconds signing lasts.
 * @param {number} ends as a proposal has it
 * @param {number} now
 */
export function lengthOf(ends, now) {
  return ends <= LONGEST ? ends : Math.max(0, ends - now);
}

/**
 * Return the text of a proposal. `listed`: how many work at the place. Errors: Failure with too_long, levels_order,
 * levels_high, recipient, reply_early, step_early; those of drafts.proposalText.
 * @param {Written} written
 * @param {Uint8Array | null} amends
 * @param {{ most: number, now: number, listed: number }} limits `most`: bytes
 */
export function wordsOf({ asks, fields }, amends, { most, now, listed }) {
  checkNumbers({ asks, fields }, listed);
  checkReaders(asks, fields.readers ?? []);
  if (sizeOf({ asks, fields }, amends !== null) > most) throw new Failure("too_long", "");
  const whole = { ...fields, text: asksText(asks) };
  checkDays({ ...whole, withdrawing_ends: now + fields.withdrawing_ends });
  return proposalText(whole, amends);
}

/**
 * @param {Written} written
 * @param {number} listed
 */
function checkNumbers({ asks, fields }, listed) {
  /** @type {number[]} */
  const levels = fields.levels;
  if (levels.some((each, at) => each <= (levels[at - 1] ?? 0))) throw new Failure("levels_order", "");
  const numbers = [...levels, ...(asks.steps ?? []).map((/** @type {Document} */ { number }) => number)];
  if (fields.rule === "workplace" && numbers.some((each) => each > listed)) throw new Failure("levels_high", "");
}

/**
 * @param {Document} asks
 * @param {string[]} readers
 */
function checkReaders({ names }, readers) {
  const sound = readers.every((each) => READER.test(each));
  if (!sound || (names === "recipient" && readers.length === 0)) throw new Failure("recipient", "");
}

/**
 * Return how many bytes a proposal has, also of one that is not complete.
 * @param {Written} written
 * @param {boolean} amends
 */
export function sizeOf({ asks, fields }, amends) {
  const text = JSON.stringify({ ...asks, v: 1, kind: "demand" });
  const more = amends ? { amends: "A".repeat(43) } : {};
  return utf8(JSON.stringify({ ...fields, ...more, text, v: 1, kind: "proposal" })).length;
}

/**
 * Check that the answer is due after the day on which withdrawing ends, and next steps begin then or later.
 * `fields`: with the text of a demand; times of the clock. Errors: Failure with reply_early, step_early.
 * @param {Document} fields
 */
export function checkDays(fields) {
  const { reply_by, steps = [] } = readAsks(fields.text);
  const ends = new Date(fields.withdrawing_ends * 1000).toISOString().slice(0, 10);
  if (reply_by <= ends) throw new Failure("reply_early", "");
  if (steps.some((/** @type {Document} */ { date }) => date < reply_by)) throw new Failure("step_early", "");
}
