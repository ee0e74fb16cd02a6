/** Days as numbers, counted from January 1, 1970, so that they can be compared and added. No time, no zone. */

const MS_A_DAY = 86_400_000;

/**
 * Return a day. One that a month does not have lies in the next month; `isDay` says whether there is one.
 * @param {number} year
 * @param {number} month from 1
 * @param {number} date
 */
export function dayOf(year, month, date) {
  return new Date(0).setUTCFullYear(year, month - 1, date) / MS_A_DAY;
}

/**
 * Return year, month (from 1) and date of a day.
 * @param {number} day
 * @returns {[number, number, number]}
 */
export function partsOf(day) {
  const at = new Date(day * MS_A_DAY);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
}

/**
 * Say whether a month has such a day.
 * @param {number} year
 * @param {number} month
 * @param {number} date
 */
export function isDay(year, month, date) {
  return String(partsOf(dayOf(year, month, date))) === String([year, month, date]);
}

/**
 * Return 0 for a Sunday to 6 for a Saturday.
 * @param {number} day
 */
export function weekday(day) {
  return (((day + 4) % 7) + 7) % 7;
}

/**
 * Return how many days a month has.
 * @param {number} year
 * @param {number} month
 */
export function daysIn(year, month) {
  return dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}

/** Return today, by the clock and the zone of this phone. */
export function today() {
  const now = new Date();
  return dayOf(now.getFullYear(), now.getMonth() + 1, now.getDate());
}

/**
 * Return a day in the words of a language; in full with its weekday.
 * @param {number} day
 * @param {string} language
 * @param {"full" | "long"} dateStyle
 */
export function written(day, language, dateStyle = "full") {
  return new Intl.DateTimeFormat(language, { dateStyle, timeZone: "UTC" }).format(day * MS_A_DAY);
}
