/**
 * Days, weeks and months, and what the clock of a zone shows.
 * A day is "YYYY-MM-DD", a month "YYYY-MM", a time "HH:MM", a weekday 0 (Sunday) to 6, an instant milliseconds since 1970.
 */

import { HoursProblem } from "./problems.js";

/** @typedef {{ now: number, today: string, zone: string }} Moment */

const DAY = 86_400_000;
const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]{0,49}$/;

/** @type {Map<string, Intl.DateTimeFormat | null>} */
const formats = new Map();

/** @param {string} zone */
function format(zone) {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let made = null;
  try {
    const form = /** @type {const} */ ({ year: "numeric", month: "numeric", day: "numeric" });
    const times = /** @type {const} */ ({ hour: "numeric", minute: "numeric", hourCycle: "h23" });
    if (ZONE.test(zone)) made = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...form, ...times });
  } catch {} // a name that this browser does not know
  formats.set(zone, made);
  return made;
}

/**
 * Return what the clock of a zone shows at an instant, as if that were UTC.
 * @param {number} instant
 * @param {string} zone
 */
export function wall(instant, zone) {
  /** @type {Record<string, number>} */
  const part = {};
  const found = format(zone);
  if (found === null) throw new HoursProblem("zone_unknown");
  for (const { type, value } of found.formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 0, day, hour, minute } = part;
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** @param {string} day */
export function dayNumber(day) {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8))) / DAY;
}

/** @param {number} number days since 1970 */
export function dayOf(number) {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/** @param {unknown} text */
export function isDay(text) {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const number = dayNumber(text);
  return !Number.isNaN(number) && dayOf(number) === text;
}

/** @param {unknown} text */
export function isTime(text) {
  return typeof text === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** @param {unknown} text */
export function isZone(text) {
  return typeof text === "string" && format(text) !== null;
}

/**
 * @param {string} day
 * @param {number} days
 */
export function addDays(day, days) {
  return dayOf(dayNumber(day) + days);
}

/** @param {string} day */
export function weekday(day) {
  return (dayNumber(day) + 4) % 7; // 1970 began on a Thursday
}

/**
 * Return the first day of the week that a day is in.
 * @param {string} day
 * @param {number} weekStarts its weekday
 */
export function weekOf(day, weekStarts) {
  return addDays(day, -((weekday(day) - weekStarts + 7) % 7));
}

/** @param {string} day */
export function monthOf(day) {
  return day.slice(0, 7);
}

/**
 * @param {string} month
 * @param {number} months
 */
export function addMonths(month, months) {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

/**
 * Return the first and the last day of a month.
 * @param {string} month
 * @returns {[string, string]}
 */
export function monthDays(month) {
  return [`${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1)];
}

/**
 * Return what the clock of this phone says.
 * @returns {Moment}
 */
export function clock() {
  const now = Date.now();
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = isZone(here) ? here : "UTC";
  return { now, today: dayOf(Math.floor(wall(now, zone) / DAY)), zone };
}
