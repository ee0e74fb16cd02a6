/** A day as somebody types it: three numbers, so that what makes no sense can be said and stays as it was typed. */

import { dayOf, isDay, today } from "./days.js";

const EARLIEST_YEAR = 2000;
const LATEST_YEAR = 2100;

/**
 * Return the day, or why it is none: `missing`, `year`, `no_such_day`, `too_early`, `future`.
 * @param {string} year
 * @param {string} month
 * @param {string} date
 * @param {number} now today
 * @returns {number | string}
 */
export function typedDay(year, month, date, now = today()) {
  const texts = [year, month, date].map((each) => each.trim());
  if (texts.some((each) => !/^\d+$/.test(each))) return "missing";
  if (texts[0]?.length !== 4) return "year";
  const [y = 0, m = 0, d = 0] = texts.map(Number);
  if (!isDay(y, m, d)) return "no_such_day";
  if (y < EARLIEST_YEAR) return "too_early";
  const day = dayOf(y, m, d);
  return day > now || y > LATEST_YEAR ? "future" : day;
}
