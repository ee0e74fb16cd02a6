/**
 * Answering a survey of hours: the log on this phone says what the month came to, in ranges that can be changed, and one
 * tap seals and sends these. Nothing else of the log leaves the phone.
 */

import { ASKED, rangeOf } from "../protocol/hours.js";
import { sealAndSend } from "./answer_sending.js";
import { boxReceipts } from "./box_receipts.js";
import { held } from "./held.js";
import { checkMonth } from "./month.js";
import { Failure, find, given, hush, onSend, say } from "./page.js";
import { box, checkFirst } from "./turn.js";

/** @import { Asked } from "../protocol/hours.js" */
/** @import { Recorded } from "./box_record.js" */

const LOG = "undersign-hours"; // the database of the log
const NONE = "none"; // "no answer", in a form
const MINUTES = 60;
const CENTS = 100;

/** @type {HTMLSelectElement[]} */
const fields = [...document.querySelectorAll("select[data-question]")].map((each) => /** @type {any} */ (each));
const language = document.documentElement.lang;
const money = new Intl.NumberFormat(language, { style: "currency", currency: "USD" });
const hours = new Intl.NumberFormat(language, { style: "unit", unit: "hour", unitDisplay: "long" });

/** Say whether this phone has a log. Only then is fetched what reads it: such a phone has these files already. */
async function hasLog() {
  const known = await indexedDB.databases?.();
  return known === undefined || known.some(({ name }) => name === LOG);
}

/**
 * Return what the log says of the month, question by question: minutes, cents; null where it says nothing. Null if it has
 * no work in that month.
 * @returns {Promise<(number | null)[] | null>}
 */
async function fromLog() {
  if (!(await hasLog())) return null;
  const { monthTotals } = await import("../hours/totals.js");
  const found = await monthTotals(given("month"), JSON.parse(given("duties")));
  if (found.workedMinutes === 0) return null;
  const marked = found.unmarkedMinutes < found.workedMinutes;
  return [found.unpaidMinutes, found.unpaidCents, marked ? found.outsideMinutes : null, found.supervisionMinutes];
}

/**
 * Choose the range of an amount in a field, and show the amount beside it.
 * @param {HTMLSelectElement} field
 * @param {Asked} asked
 * @param {number | null} amount
 */
function choose(field, asked, amount) {
  const around = field.closest("p") ?? document;
  if (field.value === "") field.value = amount === null ? NONE : String(rangeOf(asked, amount)); // not what was changed
  if (amount === null) {
    find("[data-unsaid]", around).hidden = false;
    return;
  }
  const hint = find(".hint", around);
  const isMoney = asked.unit === CENTS;
  find("output", hint).textContent = isMoney ? money.format(amount / CENTS) : hours.format(round(amount / MINUTES));
  hint.hidden = false;
}

/** Show what the log says, or that it says nothing. @param {(number | null)[] | null} amounts */
function fill(amounts) {
  for (const [at, asked] of ASKED.entries()) {
    const field = fields[at];
    if (field && amounts) choose(field, asked, amounts[at] ?? null);
  }
  say(amounts === null ? "no_log" : "log");
}

/** Return a number of hours with two digits at most. @param {number} amount */
function round(amount) {
  return Math.round(amount * 100) / 100;
}

/**
 * Return which month's hours are asked for. Refuse those of another month than this page's, or other ranges on the page.
 * Errors: Failure with text_differs; those of checkMonth.
 * @param {Recorded} found
 */
async function checkAsked(found) {
  const asked = checkMonth(found, await boxReceipts(held()));
  const same = asked.month === given("month") && asked.names[0] === given("workplace");
  const shown = fields.length === ASKED.length && ASKED.every((each, at) => isShown(each, fields[at]));
  if (!same || !shown) throw new Failure("text_differs", "");
  return asked;
}

/**
 * Say whether a field shows the numbers of each range, in whatever language, and gives that range if it is chosen.
 * @param {Asked} asked
 * @param {HTMLSelectElement | undefined} field
 */
function isShown({ bins }, field) {
  const shown = Array.from(field?.options ?? [], ({ text, value }) => `${value}: ${text.match(/\d+/g) ?? ""}`);
  const right = Array.from(bins.keys(), (at) => `${at}: ${bins.slice(at, at + 2)}`);
  return shown.join("; ") === [": ", ...right, `${NONE}: `].join("; ");
}

/** Return what is chosen, as it is sealed. */
function chosen() {
  return fields.map(({ value }) => (value === NONE ? [] : [Number(value)]));
}

/** Let the ranges be changed, or not while they are sealed. @param {boolean} isOpen */
function open(isOpen) {
  for (const field of fields) field.disabled = !isOpen;
}

async function send() {
  open(false);
  await checkAndSend(chosen()).finally(() => open(true));
}

/** @param {number[][]} ranges */
async function checkAndSend(ranges) {
  say("checking");
  let found;
  try {
    const read = await box();
    await checkFirst(read);
    found = { ...read, hours: await checkAsked(read) };
  } finally {
    hush("checking");
  }
  await sealAndSend(found, ranges);
}

onSend("#hours-form", send);
box().catch(() => null); // whoever goes on is told what is wrong
try {
  fill(await fromLog());
} catch {
  say("log_unread"); // each range can be chosen by hand
}
