/** Working days as federal offices keep them; the same as undersign/reference/routes/holidays.py. */

import { dayOf, partsOf, weekday } from "./days.js";

const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6];
const JUNETEENTH_SINCE = 2021;
const FIXED = [
  [1, 1],
  [7, 4],
  [11, 11],
  [12, 25],
];
/** Month, weekday, and which one of the month: Martin Luther King, Washington, Labor Day, Columbus, Thanksgiving. */
const FLOATING = [
  [1, MONDAY, 3],
  [2, MONDAY, 3],
  [9, MONDAY, 1],
  [10, MONDAY, 2],
  [11, THURSDAY, 4],
];

/**
 * Return the days on which federal offices keep the holidays of a year: one on a Saturday on the Friday before, one on a
 * Sunday on the Monday after.
 * @param {number} year
 */
export function holidays(year) {
  const fixed = FIXED.concat(year >= JUNETEENTH_SINCE ? [[6, 19]] : []);
  const days = fixed.map(([month = 0, date = 0]) => kept(dayOf(year, month, date)));
  const floating = FLOATING.map(([month = 0, day = 0, which = 0]) => nth(year, month, day, which));
  const memorial = dayOf(year, 5, 25); // its Monday is the last of May
  return new Set([...days, ...floating, memorial + ((MONDAY - weekday(memorial) + 7) % 7)]);
}

/** @param {number} day */
function kept(day) {
  if (weekday(day) === SATURDAY) return day - 1;
  return weekday(day) === SUNDAY ? day + 1 : day;
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day of the week
 * @param {number} which
 */
function nth(year, month, day, which) {
  const first = dayOf(year, month, 1);
  return first + ((day - weekday(first) + 7) % 7) + 7 * (which - 1);
}

/**
 * Say whether a day is neither on a weekend nor a federal holiday.
 * @param {number} day
 */
export function isWorkingDay(day) {
  const [year] = partsOf(day);
  const isWeekend = weekday(day) === SUNDAY || weekday(day) === SATURDAY;
  return !isWeekend && !holidays(year).has(day) && !holidays(year + 1).has(day);
}

/**
 * Return the day itself if it is a working day, else the next one (step 1) or the last one before it (step -1).
 * @param {number} day
 * @param {1 | -1} step
 */
export function workingDay(day, step) {
  let at = day;
  while (!isWorkingDay(at)) at += step;
  return at;
}
