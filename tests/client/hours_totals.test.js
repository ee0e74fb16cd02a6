/** What a log comes to. The sums of the examples were worked out by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { pieces } from "../../client/hours/times.js";
import { totals } from "../../client/hours/totals.js";
import { DUTIES, entry, logs, NY, years } from "./hours_examples.js";

/** @import { Entry } from "../../client/hours/entries.js" */
/** @import { Bucket } from "../../client/hours/totals.js" */

const SETTINGS = { rate: "17.50", weekStarts: 0 };

/**
 * @param {Entry[]} entries
 * @param {Partial<typeof SETTINGS>} [settings]
 */
function sums(entries, settings = {}) {
  return totals(entries, { ...SETTINGS, ...settings }, DUTIES);
}

/**
 * Return the values of some fields, by key of the bucket.
 * @param {Bucket[]} buckets
 * @param {(keyof Bucket)[]} names
 */
function fields(buckets, ...names) {
  return Object.fromEntries(buckets.map((each) => [each.key, names.map((name) => each[name])]));
}

/**
 * Return a shift from nine o'clock.
 * @param {number} number
 * @param {string} day
 * @param {string} end
 * @param {any} [more]
 */
function shift(number, day, end, more = {}) {
  return entry(number, { day, start: "09:00", end, zone: NY, kind: "paid", ...more });
}

test("nothing comes to nothing", () => {
  const found = sums([]);
  assert.deepEqual([found.days, found.weeks, found.months], [[], [], []]);
  assert.deepEqual([found.all.minutes, found.all.unpaidCents], [0, 0]);
});

test("each kind is counted as what it is", () => {
  const day = "2026-03-04";
  const kinds = ["notes", "meetings", "debriefing", "training", "calls"];
  const found = sums([
    shift(1, day, "17:00"),
    ...kinds.map((kind, at) => entry(10 + at, { day, minutes: 10 + at, kind })),
    entry(20, { day, minutes: 30, kind: "supervision", byPeer: true }),
    entry(21, { day, minutes: 20, kind: "supervision", isPaid: true }),
    entry(22, { day, minutes: 50, kind: "organizing" }),
  ]).all;
  assert.deepEqual(found.kinds, {
    ...{ paid: 480, notes: 10, meetings: 11, debriefing: 12, training: 13, calls: 14, supervision: 50, organizing: 50 },
  });
  assert.deepEqual([found.minutes, found.workedMinutes], [640, 590]);
  assert.deepEqual([found.paidMinutes, found.unpaidMinutes, found.organizingMinutes], [500, 90, 50]);
  assert.deepEqual(
    [found.supervisionMinutes, found.supervisionPaidMinutes, found.supervisionByPeerMinutes],
    [50, 20, 30],
  );
  assert.equal(found.unpaidCents, 2625, "an hour and a half at 17.50");
});

test("a night is split at midnight: at the end of a day, a week, a month and a year", () => {
  const found = sums([entry(1, { day: "2022-12-31", start: "22:00", end: "06:00", zone: NY, kind: "paid" })]);
  assert.deepEqual(fields(found.days, "minutes"), { "2022-12-31": [120], "2023-01-01": [360] });
  assert.deepEqual(fields(found.weeks, "minutes"), { "2022-12-25": [120], "2023-01-01": [360] });
  assert.deepEqual(fields(found.months, "minutes"), { "2022-12": [120], "2023-01": [360] });
});

test("a leap day belongs to its month", () => {
  const found = sums([entry(1, { day: "2024-02-29", start: "20:00", end: "02:00", zone: NY, kind: "paid" })]);
  assert.deepEqual(fields(found.months, "minutes"), { "2024-02": [240], "2024-03": [120] });
});

test("money is rounded once a month, half cents up, and the whole is the sum of the months", () => {
  const minutes = [1, 1, 1].map((n, at) => entry(at, { day: `2026-03-0${at + 1}`, minutes: n, kind: "notes" }));
  const april = entry(9, { day: "2026-04-01", minutes: 3, kind: "notes" });
  const found = sums([...minutes, april], { rate: "17.50" });
  // 3 minutes at 1750 cents an hour are 87.5 cents; one minute is 29.17.
  assert.deepEqual(fields(found.months, "unpaidCents"), { "2026-03": [88], "2026-04": [88] });
  assert.deepEqual(
    found.days.map((day) => day.unpaidCents),
    [29, 29, 29, 88],
  );
  assert.equal(found.all.unpaidCents, 176);
});

test("without a rate there is no money", () => {
  const found = sums([entry(1, { day: "2026-03-04", minutes: 60, kind: "notes" })], { rate: "" });
  assert.deepEqual([found.all.unpaidCents, found.all.overCents, found.months[0]?.premiumCents], [null, null, null]);
});

test("a large rate and ten years stay exact", () => {
  const entries = Array.from({ length: 3650 }, (_, at) =>
    entry(at, { day: "2026-03-04", minutes: 1440, kind: "notes" }),
  );
  assert.equal(sums(entries, { rate: "999.99" }).all.unpaidCents, 3650 * 24 * 99_999);
});

test("work beyond 40 hours in a week counts from the minute on, on the day on which it falls", () => {
  const week = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"];
  const entries = week.map((day, at) => shift(at, day, "17:00"));
  assert.equal(sums(entries).all.overMinutes, 0, "40 hours are not more than 40");
  const notes = entry(10, { day: "2026-03-06", minutes: 45, kind: "notes" });
  const found = sums([...entries, notes]);
  assert.deepEqual(fields(found.weeks, "overMinutes"), { "2026-03-01": [45] });
  assert.deepEqual(
    found.days.map((day) => day.overMinutes),
    [0, 0, 0, 0, 0, 45],
  );
  // 45 minutes at 26.25 an hour are 1968.75 cents; the extra half alone is 656.25.
  assert.deepEqual([found.all.overCents, found.all.premiumCents], [1969, 656]);
});

test("organizing is no work for the employer, supervision is", () => {
  const week = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"].map((day, at) => shift(at, day, "19:00"));
  const more = (/** @type {string} */ kind) => entry(10, { day: "2026-03-06", minutes: 60, kind });
  assert.equal(sums([...week, more("organizing")]).all.overMinutes, 0);
  assert.equal(sums([...week, more("supervision")]).all.overMinutes, 60);
});

test("the week begins where the employer begins it, and a night over that line is split there", () => {
  const entries = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"].map((day, at) => shift(at, day, "19:00"));
  const night = entry(10, { day: "2026-03-07", start: "22:00", end: "06:00", zone: NY, kind: "paid" }); // Saturday
  // The clock was put forward that night: two hours before midnight, five after.
  const sunday = sums([...entries, night]);
  assert.deepEqual(fields(sunday.weeks, "workedMinutes", "overMinutes"), {
    "2026-03-01": [2520, 120],
    "2026-03-08": [300, 0],
  });
  const monday = sums([...entries, night], { weekStarts: 1 });
  assert.deepEqual(fields(monday.weeks, "workedMinutes", "overMinutes"), { "2026-03-02": [2820, 420] });
});

test("a week over the end of a month: each month has what falls into it", () => {
  const days = ["2026-03-29", "2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02"];
  const found = sums(days.map((day, at) => shift(at, day, "19:00")));
  assert.deepEqual(fields(found.weeks, "overMinutes"), { "2026-03-29": [600] });
  assert.deepEqual(fields(found.months, "overMinutes"), { "2026-04": [600], "2026-03": [0] });
});

test("tasks are in the role, outside, incidental, contested or not marked", () => {
  const tasks = [
    ...[
      { duty: "D01", minutes: 100 },
      { duty: "D15", minutes: 20 },
      { duty: "D17", minutes: 30 },
    ],
    ...[
      { duty: "D28", minutes: 40 },
      { duty: "D27", minutes: 5 },
      { duty: "GONE", minutes: 60 },
    ],
  ];
  const found = sums([shift(1, "2026-03-04", "17:00", { tasks })]).all;
  assert.deepEqual(
    [found.inRoleMinutes, found.incidentalMinutes, found.contestedMinutes, found.outsideMinutes, found.unmarkedMinutes],
    [100, 20, 30, 45, 285],
  );
});

test("tasks of a night are shared out in whole minutes that come to the same", () => {
  const tasks = [
    { duty: "D01", minutes: 101 },
    { duty: "D28", minutes: 100 },
  ];
  const night = entry(1, { day: "2026-03-04", start: "23:00", end: "02:00", zone: NY, kind: "paid", tasks: [] });
  const found = sums([
    { ...night, minutes: 180, tasks: tasks.map((task) => ({ ...task, minutes: task.minutes - 20 })) },
  ]);
  assert.deepEqual(fields(found.days, "inRoleMinutes", "outsideMinutes", "unmarkedMinutes"), {
    "2026-03-04": [27, 26, 7],
    "2026-03-05": [54, 54, 12],
  });
});

test("property: days, weeks and months come to the same, and the parts to the whole", () => {
  fc.assert(
    fc.property(logs, fc.integer({ min: 0, max: 6 }), (entries, weekStarts) => {
      const { days, weeks, months, all } = sums(entries, { weekStarts });
      const counted = /** @type {(keyof Bucket)[]} */ (Object.keys(all).filter((name) => name.endsWith("Minutes")));
      for (const name of counted) {
        for (const buckets of [days, weeks, months]) {
          assert.equal(
            buckets.reduce((sum, each) => sum + Number(each[name]), 0),
            all[name],
            name,
          );
        }
      }
      assert.equal(
        entries.reduce((sum, each) => sum + each.minutes, 0),
        all.minutes,
      );
      for (const each of [...days, ...weeks, ...months, all]) {
        assert.equal(each.paidMinutes + each.unpaidMinutes, each.workedMinutes);
        assert.equal(each.workedMinutes + each.organizingMinutes, each.minutes);
        assert.equal(
          Object.values(each.kinds).reduce((sum, minutes) => sum + minutes, 0),
          each.minutes,
        );
        const roles = each.inRoleMinutes + each.incidentalMinutes + each.contestedMinutes + each.outsideMinutes;
        assert.equal(roles + each.unmarkedMinutes, each.workedMinutes);
        for (const name of counted) assert.ok(Number.isInteger(each[name]) && Number(each[name]) >= 0, name);
      }
      for (const week of weeks) assert.equal(week.overMinutes, Math.max(0, week.workedMinutes - 2400));
    }),
  );
});

test("property: the order of entries changes nothing, and one more entry takes nothing away", () => {
  fc.assert(
    fc.property(logs, (entries) => {
      const keep = (/** @type {Entry[]} */ of) => sums(of).all;
      assert.deepEqual(keep([...entries].reverse()), keep(entries));
      const [first, ...rest] = entries;
      if (first === undefined) return;
      for (const name of /** @type {const} */ (["minutes", "unpaidMinutes", "overMinutes"])) {
        assert.ok(keep(rest)[name] <= keep(entries)[name]);
      }
    }),
  );
});

test("property: a day has what the pieces of that day come to", () => {
  fc.assert(
    fc.property(logs, (entries) => {
      const each = entries.flatMap(pieces);
      for (const { key, minutes } of sums(entries).days) {
        assert.equal(
          each.filter(({ day }) => day === key).reduce((sum, piece) => sum + piece.minutes, 0),
          minutes,
        );
      }
    }),
  );
});

/** Return the milliseconds that some work took when it was quickest. @param {() => void} work */
function least(work) {
  const took = Array.from({ length: 5 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...took);
}

test("ten years with three entries a day take well below 100 ms", () => {
  const entries = years(3650);
  const took = least(() => assert.equal(sums(entries).all.kinds.notes, 3650 * 25));
  const copied = least(() => structuredClone(entries)); // what a slow or busy machine takes for hardly anything
  assert.ok(took < Math.max(100, 6 * copied), `${Math.round(took)} ms, a copy ${Math.round(copied)} ms`);
});
