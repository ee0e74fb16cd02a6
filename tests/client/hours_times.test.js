/** How long something took where it was worked. Dates and lengths of the examples were worked out by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import * as times from "../../client/hours/times.js";

/** @import { Fold } from "../../client/hours/times.js" */

const NY = "America/New_York";
const ZONES = [
  ...[NY, "America/Los_Angeles", "America/Phoenix", "America/St_Johns", "America/Havana", "America/Puerto_Rico"],
  ...["Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Asia/Beirut", "UTC"],
];

/**
 * @param {() => unknown} work
 * @param {string} reason
 * @param {Record<string, any>} [detail]
 */
function refused(work, reason, detail) {
  assert.throws(work, (/** @type {any} */ problem) => {
    assert.equal(problem.reason, reason);
    if (detail !== undefined) assert.deepEqual(problem.detail, detail);
    return true;
  });
}

const CHANGES = ["2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01", "2026-04-04", "2026-04-05", "2011-12-29"];
const anyDay = fc.integer({ min: 10957, max: 22000 }).map(times.dayOf); // 2000-01-01 to 2030-03-26
const days = fc.oneof(anyDay, fc.constantFrom(...CHANGES));
const minutes = fc.integer({ min: 0, max: 1439 });
const clockTimes = minutes.map(
  (at) => `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`,
);
const zones = fc.constantFrom(...ZONES);
/** @type {fc.Arbitrary<Fold>} */
const folds = fc.constantFrom("first", "second");

test("an ordinary shift, and one over midnight", () => {
  assert.equal(times.elapsed("2026-03-04", "09:00", "17:30", NY).minutes, 510);
  assert.equal(times.elapsed("2026-03-04", "22:00", "06:00", NY).minutes, 480);
  assert.equal(times.elapsed("2026-12-31", "23:59", "00:00", NY).minutes, 1);
});

test("over the change to summer time a night is an hour shorter, over the change back an hour longer", () => {
  assert.equal(times.elapsed("2026-03-07", "22:00", "06:00", NY).minutes, 7 * 60);
  assert.equal(times.elapsed("2026-10-31", "22:00", "06:00", NY).minutes, 9 * 60);
  assert.equal(times.elapsed("2026-03-08", "00:00", "08:00", NY).minutes, 7 * 60);
  assert.equal(times.elapsed("2026-03-07", "22:00", "06:00", "America/Phoenix").minutes, 8 * 60);
  assert.equal(times.elapsed("2026-04-04", "22:00", "06:00", "Australia/Lord_Howe").minutes, 8 * 60 + 30);
});

test("the instants are those of the zone", () => {
  const { from, to } = times.elapsed("2026-07-04", "09:00", "10:00", NY);
  assert.equal(from, Date.UTC(2026, 6, 4, 13));
  assert.equal(to, Date.UTC(2026, 6, 4, 14));
});

test("a time that the clock skipped is refused, at either end", () => {
  refused(() => times.elapsed("2026-03-08", "02:30", "06:00", NY), "time_skipped", { which: "start" });
  refused(() => times.elapsed("2026-03-08", "02:00", "06:00", NY), "time_skipped", { which: "start" });
  refused(() => times.elapsed("2026-03-07", "22:00", "02:59", NY), "time_skipped", { which: "end" });
  assert.equal(times.elapsed("2026-03-08", "01:59", "03:00", NY).minutes, 1);
  refused(() => times.elapsed("2011-12-30", "10:00", "11:00", "Pacific/Apia"), "time_skipped");
});

test("a time that came twice needs a choice, at either end", () => {
  const night = /** @type {const} */ (["2026-11-01", "01:30", "06:00", NY]);
  refused(() => times.elapsed(...night), "time_twice", { which: "start" });
  assert.equal(times.elapsed(...night, "first").minutes, 330);
  assert.equal(times.elapsed(...night, "second").minutes, 270);
  refused(() => times.elapsed("2026-10-31", "22:00", "01:30", NY), "time_twice", { which: "end" });
  assert.equal(times.elapsed("2026-10-31", "22:00", "01:30", NY, "", "first").minutes, 210);
  assert.equal(times.elapsed("2026-10-31", "22:00", "01:30", NY, "", "second").minutes, 270);
  assert.equal(times.elapsed("2026-11-01", "00:59", "02:00", NY).minutes, 121);
});

test("both ends in the hour that came twice", () => {
  const during = (/** @type {string} */ start, /** @type {string} */ end, /** @type {Fold[]} */ ...chosen) =>
    times.elapsed("2026-11-01", start, end, NY, ...chosen).minutes;
  assert.equal(during("01:45", "01:15", "first", "second"), 30);
  assert.equal(during("01:30", "01:30", "first", "second"), 60);
  assert.equal(during("01:10", "01:20", "first", "first"), 10);
  assert.equal(during("01:10", "01:20", "first", "second"), 70);
  refused(() => during("01:10", "01:20", "second", "first"), "end_before_start");
  refused(() => during("01:45", "01:15", "second", "second"), "end_before_start");
  refused(() => during("01:30", "01:30", "first", "first"), "end_equals_start");
  assert.equal(during("01:45", "01:15", "second"), 23 * 60 + 30, "without a choice it is the next day's");
});

test("start and end that are the same are refused", () => {
  refused(() => times.elapsed("2026-03-04", "09:00", "09:00", NY), "end_equals_start");
  refused(() => times.elapsed("2026-03-04", "09:00", "09:00", NY, "first", "second"), "end_equals_start");
});

test("a page learns beforehand which choice to ask for", () => {
  const asked = times.foldsNeeded;
  assert.deepEqual(asked("2026-11-01", "01:30", "06:00", NY), { start: true, end: false });
  assert.deepEqual(asked("2026-10-31", "22:00", "01:30", NY), { start: false, end: true });
  assert.deepEqual(asked("2026-11-01", "01:10", "01:50", NY), { start: true, end: true });
  assert.deepEqual(asked("2026-11-01", "01:50", "01:10", NY), { start: true, end: true });
  assert.deepEqual(asked("2026-11-02", "01:30", "06:00", NY), { start: false, end: false });
  assert.deepEqual(asked("2026-03-08", "02:30", "06:00", NY), { start: false, end: false });
  assert.deepEqual(asked("", "01:30", "", NY), { start: false, end: false });
  assert.deepEqual(asked("2026-11-01", "01:30", "06:00", "Nowhere"), { start: false, end: false });
});

test("days of 23, 24, 25 hours, one that begins at one, and one that was left out", () => {
  assert.equal(times.dayMinutes("2026-03-08", NY), 1380);
  assert.equal(times.dayMinutes("2026-07-04", NY), 1440);
  assert.equal(times.dayMinutes("2026-11-01", NY), 1500);
  assert.equal(times.dayMinutes("2026-03-08", "America/Havana"), 1380, "there midnight is skipped");
  assert.equal(times.dayMinutes("2026-11-01", "America/Havana"), 1500, "and comes twice");
  assert.equal(times.dayMinutes("2011-12-30", "Pacific/Apia"), 0);
});

test("a night is split at midnight, whatever the clock does", () => {
  const split = (/** @type {string} */ day, /** @type {string} */ start, /** @type {string} */ end, zone = NY) => {
    const { minutes } = times.elapsed(day, start, end, zone);
    return times.pieces({ day, start, end, zone, minutes, startFold: "", endFold: "" }).map((piece) => piece.minutes);
  };
  assert.deepEqual(split("2026-03-04", "22:00", "06:00"), [120, 360]);
  assert.deepEqual(split("2026-03-07", "22:00", "06:00"), [120, 300]);
  assert.deepEqual(split("2026-10-31", "22:00", "06:00"), [120, 420]);
  assert.deepEqual(split("2026-03-08", "23:00", "22:00"), [60, 1320], "the change was before it");
  assert.deepEqual(split("2026-03-04", "20:00", "00:00"), [240]);
  assert.deepEqual(split("2026-03-04", "00:00", "20:00"), [1200]);
  assert.deepEqual(split("2026-03-07", "22:00", "02:00", "America/Havana"), [120, 60]);
  const half = { day: "2026-11-01", start: "01:45", end: "01:15", zone: NY, minutes: 30 };
  assert.deepEqual(times.pieces({ ...half, startFold: "first", endFold: "second" }), [
    { day: "2026-11-01", minutes: 30 },
  ]);
});

test("days, weeks and months", () => {
  assert.equal(times.addDays("2024-02-28", 1), "2024-02-29");
  assert.equal(times.addDays("2025-02-28", 1), "2025-03-01");
  assert.equal(times.addDays("2026-01-01", -1), "2025-12-31");
  assert.equal(times.weekday("2026-03-04"), 3);
  assert.equal(times.weekday("2000-01-01"), 6);
  assert.equal(times.weekOf("2026-03-04", 0), "2026-03-01");
  assert.equal(times.weekOf("2026-03-04", 1), "2026-03-02");
  assert.equal(times.weekOf("2026-03-04", 3), "2026-03-04");
  assert.equal(times.weekOf("2026-03-04", 4), "2026-02-26");
  assert.deepEqual(times.monthDays("2024-02"), ["2024-02-01", "2024-02-29"]);
  assert.deepEqual(times.monthDays("2100-02"), ["2100-02-01", "2100-02-28"]);
  assert.deepEqual(times.monthDays("2025-12"), ["2025-12-01", "2025-12-31"]);
  assert.equal(times.addMonths("2026-01", -1), "2025-12");
  assert.equal(times.addMonths("2025-12", 14), "2027-02");
});

test("what is no day, no time or no zone is known as such", () => {
  for (const no of ["2025-02-29", "2026-13-01", "2026-00-10", "2026-3-4", "3/4/2026", "", "2026-03-04T00", null, 7]) {
    assert.equal(times.isDay(no), false, String(no));
  }
  for (const no of ["24:00", "9:00", "09:60", "0900", "", "09:00:00", undefined]) assert.equal(times.isTime(no), false);
  for (const no of ["", "Nowhere", "+05:00", "=1+1", "-05:00", "America/New York", "x".repeat(60), 5]) {
    assert.equal(times.isZone(no), false, String(no));
  }
  assert.ok(times.isDay("2024-02-29") && times.isTime("00:00") && times.isTime("23:59") && times.isZone("US/Eastern"));
});

test("the clock of the phone gives a day in its own zone", () => {
  const { now, today, zone } = times.clock();
  assert.ok(Math.abs(now - Date.now()) < 5000);
  assert.equal(today, times.dayAt(now, zone));
  assert.equal(times.dayAt(Date.UTC(2026, 2, 5, 4, 59), NY), "2026-03-04");
  assert.equal(times.dayAt(Date.UTC(2026, 2, 5, 5), NY), "2026-03-05");
});

test("property: every instant shows the time that it was found for", () => {
  fc.assert(
    fc.property(days, clockTimes, zones, (day, time, zone) => {
      const form = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
      const found = times.instants(day, time, zone);
      for (const at of found) assert.equal(form.format(at), `${day} ${time}`);
      assert.ok(found.length <= 2 && new Set(found).size === found.length);
    }),
  );
});

test("property: each minute of a zone belongs to one day, one time, and one fold of it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 946_684_800, max: 1_900_000_000 }), zones, (seconds, zone) => {
      const at = Math.floor(seconds / 60) * 60_000;
      const form = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
      const [day = "", time = ""] = form.format(at).split(" ");
      assert.ok(times.instants(day, time, zone).includes(at));
      assert.equal(times.dayAt(at, zone), day);
    }),
  );
});

test("property: the pieces of a stretch come to all of it, and each lies in its own day", () => {
  fc.assert(
    fc.property(days, clockTimes, clockTimes, zones, folds, folds, (day, start, end, zone, startFold, endFold) => {
      let found;
      try {
        found = times.elapsed(day, start, end, zone, startFold, endFold);
      } catch (problem) {
        const known = ["end_equals_start", "end_before_start", "time_skipped"];
        return assert.ok(known.includes(/** @type {any} */ (problem).reason));
      }
      const pieces = times.pieces({ day, start, end, zone, startFold, endFold, minutes: found.minutes });
      assert.equal(
        pieces.reduce((sum, piece) => sum + piece.minutes, 0),
        found.minutes,
      );
      let at = found.from;
      for (const piece of pieces) {
        assert.ok(piece.minutes > 0);
        assert.equal(times.dayAt(at, zone), piece.day);
        assert.equal(times.dayAt(at + piece.minutes * 60_000 - 1, zone), piece.day);
        at += piece.minutes * 60_000;
      }
      return undefined;
    }),
    { numRuns: 500 },
  );
});

test("property: the days of a month come to it", () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 6 }), (day, weekStarts) => {
      const [first, last] = times.monthDays(times.monthOf(day));
      assert.ok(first <= day && day <= last);
      assert.equal(times.monthOf(times.addDays(last, 1)), times.addMonths(times.monthOf(day), 1));
      const week = times.weekOf(day, weekStarts);
      assert.ok(week <= day && day < times.addDays(week, 7) && times.weekday(week) === weekStarts);
    }),
  );
});
