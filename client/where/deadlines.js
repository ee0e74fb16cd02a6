/**
 * The last day to act, counted exactly; the same as undersign/reference/routes/deadlines.py. The rules come from the
 * page, which has them from the list. Cases worked out by hand: tests/reference/deadline_cases.json.
 */

import { dayOf, daysIn, partsOf } from "./days.js";
import { workingDay } from "./holidays.js";

/**
 * @typedef {{ amount: number, unit: string, no_such_day: string, moves: boolean }} Rule
 * @typedef {{ rule: Rule, condition: string }} Also
 * @typedef {{ starts: string, rule: Rule, also: Also | null }} Counting how one route is counted
 * @typedef {{ counted: number, day: number, actBy: number }} Day the last day before any weekend rule, the one after it,
 *   and the latest that is safe
 */

/**
 * Count from a day, which is not counted itself. The second day holds on the rule's condition alone.
 * @param {Counting} counting
 * @param {number} start
 * @returns {Day & { also: Day | null }}
 */
export function lastDay(counting, start) {
  return { ...day(counting.rule, start), also: counting.also && day(counting.also.rule, start) };
}

/**
 * @param {Rule} rule
 * @param {number} start
 * @returns {Day}
 */
function day(rule, start) {
  const counted = add(rule, start);
  const last = rule.moves ? workingDay(counted, 1) : counted;
  return { counted, day: last, actBy: workingDay(last, -1) };
}

/**
 * @param {Rule} rule
 * @param {number} start
 */
function add(rule, start) {
  if (rule.unit === "days") return start + rule.amount;
  const [year, month, date] = partsOf(start);
  const first = dayOf(year, month + rule.amount * (rule.unit === "years" ? 12 : 1), 1);
  const [endYear, endMonth] = partsOf(first);
  const last = daysIn(endYear, endMonth);
  if (date <= last) return first + date - 1;
  return first + last - (rule.no_such_day === "next" ? 0 : 1);
}
