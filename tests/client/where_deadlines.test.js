// The last day on a phone: the cases worked out by hand, which Python passes too, and what makes no day.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { dayOf, partsOf, weekday, written } from "../../client/where/days.js";
import { lastDay } from "../../client/where/deadlines.js";
import { holidays, isWorkingDay } from "../../client/where/holidays.js";
import { daysToKeep, sayings } from "../../client/where/route.js";
import { typedDay } from "../../client/where/typed_day.js";

const FILE = new URL("../reference/deadline_cases.json", import.meta.url);
const { rules, cases } = JSON.parse(readFileSync(FILE, "utf8"));

/** @param {string} text */
function day(text) {
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  return dayOf(year, month, date);
}

test("the last days are those worked out by hand", () => {
  assert.ok(cases.length > 40);
  for (const each of cases) {
    const found = lastDay(rules[`to_${each.route}`], day(each.start));
    const days = [found.counted, found.day, found.actBy, found.also?.day ?? null];
    const expected = [each.counted, each.day, each.act_by, each.also].map((one) => (one === null ? null : day(one)));
    assert.deepEqual(days, expected, `${each.route} from ${each.start}: ${each.because}`);
  }
});

test("the holidays of 2026", () => {
  const listed = ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"];
  assert.deepEqual(
    [...holidays(2026)].sort((one, other) => one - other),
    listed.map((each) => day(`2026-${each}`)),
  );
});

test("a last day comes later, and the safe day is a working day", () => {
  const counted = fc.constantFrom(...Object.values(rules));
  fc.assert(
    fc.property(counted, fc.integer({ min: day("2000-01-01"), max: day("2100-12-31") }), (rule, start) => {
      const found = lastDay(rule, start);
      assert.ok(start < found.counted && found.counted <= found.day && found.actBy <= found.day);
      assert.ok(isWorkingDay(found.actBy));
    }),
  );
});

test("days, their parts and their weekdays go together", () => {
  assert.deepEqual(partsOf(dayOf(2028, 2, 29)), [2028, 2, 29]);
  assert.equal(weekday(day("2026-09-04")), 5);
  assert.equal(weekday(day("1969-12-28")), 0);
  assert.equal(written(day("2026-09-04"), "en"), "Friday, September 4, 2026");
  assert.equal(written(day("2026-09-04"), "es", "long"), "4 de septiembre de 2026");
});

test("what makes no day says why", () => {
  const now = day("2026-03-10");
  const said = (/** @type {[string, string, string]} */ typed) => typedDay(...typed, now);
  assert.equal(said(["2026", "3", "10"]), now);
  assert.equal(said([" 2024", "02 ", "29"]), day("2024-02-29"));
  assert.equal(said(["2026", "2", "30"]), "no_such_day");
  assert.equal(said(["2025", "2", "29"]), "no_such_day");
  assert.equal(said(["2026", "13", "1"]), "no_such_day");
  assert.equal(said(["2026", "0", "1"]), "no_such_day");
  assert.equal(said(["2026", "3", "0"]), "no_such_day");
  assert.equal(said(["26", "3", "1"]), "year");
  assert.equal(said(["", "3", "1"]), "missing");
  assert.equal(said(["2026", "March", "1"]), "missing");
  assert.equal(said(["2026", "-3", "1"]), "missing");
  assert.equal(said(["1999", "12", "31"]), "too_early");
  assert.equal(said(["2000", "1", "1"]), day("2000-01-01"));
  assert.equal(said(["2026", "3", "11"]), "future");
});

/** Return the names of what is said of a route's last day, counted from one day, on another. */
function said(/** @type {string} */ route, /** @type {string} */ start, /** @type {string} */ now) {
  const all = Object.entries(sayings(lastDay(rules[`to_${route}`], day(start)), day(now)));
  return all.filter(([, isSaid]) => isSaid).map(([name]) => name);
}

test("what is said of a last day depends on today", () => {
  // Friday, September 4, 2026.
  assert.deepEqual(said("labor_board", "2026-03-04", "2026-09-03"), []);
  assert.deepEqual(said("labor_board", "2026-03-04", "2026-09-04"), ["today"]);
  assert.deepEqual(said("labor_board", "2026-03-04", "2026-09-05"), ["passed"]);
  // Sunday, February 28, 2027, so Friday the 26th is safe.
  assert.deepEqual(said("labor_board", "2026-08-28", "2027-02-26"), ["act_by"]);
  assert.deepEqual(said("labor_board", "2026-08-28", "2027-02-27"), ["act_by", "act_by_passed"]);
  assert.deepEqual(said("labor_board", "2026-08-28", "2027-03-01"), ["passed"]);
  assert.deepEqual(said("external_review", "2026-11-28", "2027-03-01"), ["moved"]);
});

test("only days that are still to come go into a calendar, an earlier one too", () => {
  const keep = (/** @type {string} */ route, /** @type {string} */ start, /** @type {string} */ now) =>
    daysToKeep(lastDay(rules[`to_${route}`], day(start)), day(now));
  assert.deepEqual(keep("medicaid_plan", "2026-01-31", "2026-02-01"), [day("2026-04-01"), day("2026-02-10")]);
  assert.deepEqual(keep("medicaid_plan", "2026-01-31", "2026-02-10"), [day("2026-04-01")]);
  assert.deepEqual(keep("medicaid_plan", "2026-01-31", "2026-04-01"), []);
  assert.deepEqual(keep("unpaid_hours", "2026-06-15", "2026-06-16"), [day("2028-06-15")]);
  assert.deepEqual(keep("labor_board", "2026-08-28", "2026-09-01"), [day("2027-02-26")]);
});
