/** What an entry may hold, and what is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import * as entries from "../../client/hours/entries.js";
import { HoursProblem } from "../../client/hours/problems.js";

const NY = "America/New_York";
const NOON = Date.UTC(2026, 2, 4, 17); // 12:00 in New York on 2026-03-04
const MOMENT = { now: NOON, today: "2026-03-04", zone: NY };
const SHIFT = { id: "0123456789abcdef", day: "2026-03-03", start: "09:00", end: "17:30", zone: NY, kind: "paid" };
const NOTES = { id: "00000000000000aa", day: "2026-03-03", minutes: 45, kind: "notes" };

/**
 * @param {any} input
 * @param {any[]} [others]
 */
function check(input, others = []) {
  return entries.check(input, { ...MOMENT, others: others.map((other) => entries.form(other)) });
}

/**
 * Assert that an entry is refused, for this reason and with these details.
 * @param {any} input
 * @param {string} reason
 * @param {Record<string, any>} [detail]
 * @param {any[]} [others]
 */
function refused(input, reason, detail, others) {
  assert.throws(
    () => check(input, others),
    (/** @type {any} */ problem) => {
      assert.ok(problem instanceof HoursProblem);
      assert.equal(problem.reason, reason);
      if (detail !== undefined) assert.deepEqual(problem.detail, detail);
      return true;
    },
  );
}

test("an entry is kept in one form, with the minutes that its times come to", () => {
  assert.deepEqual(check(SHIFT), {
    ...{ id: "0123456789abcdef", day: "2026-03-03", start: "09:00", end: "17:30", startFold: "", endFold: "" },
    ...{ zone: NY, minutes: 510, kind: "paid", isPaid: false, byPeer: false, tasks: [] },
  });
  assert.deepEqual(check({ ...NOTES, zone: NY }).zone, "", "a length alone has no zone");
});

test("an entry without an id gets one, and no two get the same", () => {
  const { id: _, ...rest } = SHIFT;
  assert.match(check(rest).id, /^[0-9a-f]{16}$/);
  assert.notEqual(check(rest).id, check(rest).id);
});

test("what is checked already stays as it is", () => {
  const kept = check(SHIFT);
  assert.deepEqual(check(kept), kept);
  assert.deepEqual(Object.keys(check(JSON.parse(JSON.stringify(kept)))), Object.keys(kept));
});

test("there is no place for words", () => {
  refused({ ...SHIFT, note: "somebody's name" }, "entry_broken");
  refused({ ...SHIFT, id: "somebody's name" }, "entry_broken");
  refused({ ...SHIFT, zone: "somebody's name" }, "zone_unknown");
  refused({ ...SHIFT, kind: "somebody's name" }, "kind_unknown");
  refused({ ...SHIFT, tasks: [{ duty: "somebody's name", minutes: 5 }] }, "task_unknown");
  refused({ ...SHIFT, tasks: [{ duty: "D01", minutes: 5, note: "x" }] }, "entry_broken");
});

test("values of another type are refused", () => {
  for (const bad of [null, 5, "x", undefined]) refused(bad, "entry_broken");
  for (const bad of [{ isPaid: "yes" }, { tasks: {} }, { day: 5 }, { startFold: "third" }, { start: null }]) {
    refused({ ...SHIFT, ...bad }, "entry_broken");
  }
});

test("days that are none, too old or yet to come are refused", () => {
  refused({ ...SHIFT, day: "2026-02-29" }, "day_form");
  refused({ ...SHIFT, day: "3/3/2026" }, "day_form");
  refused({ ...SHIFT, day: "1999-12-31" }, "day_too_old");
  assert.equal(check({ ...SHIFT, day: "2000-01-01" }).minutes, 510);
  refused({ ...NOTES, day: "2026-03-05" }, "day_in_future");
  refused({ ...SHIFT, day: "2026-03-05" }, "day_in_future");
  assert.equal(check({ ...NOTES, day: "2026-03-04" }).minutes, 45);
});

test("what is not over yet is refused, by the minute and by the zone", () => {
  const today = { ...SHIFT, day: "2026-03-04", start: "09:00" };
  assert.equal(check({ ...today, end: "12:00" }).minutes, 180);
  refused({ ...today, end: "12:01" }, "ends_in_future");
  refused({ ...today, start: "13:00", end: "14:00" }, "ends_in_future");
  refused({ ...today, end: "12:00", zone: "America/Los_Angeles" }, "ends_in_future");
  const tokyo = { ...SHIFT, zone: "Asia/Tokyo", day: "2026-03-05", start: "00:00", end: "02:00" };
  assert.equal(check(tokyo).minutes, 120, "there it is tomorrow already");
});

test("times come in twos, and are times", () => {
  refused({ ...SHIFT, end: "" }, "times_half");
  refused({ ...SHIFT, start: "" }, "times_half");
  refused({ ...SHIFT, start: "9:00" }, "time_form", { which: "start" });
  refused({ ...SHIFT, end: "24:00" }, "time_form", { which: "end" });
  refused({ ...SHIFT, zone: "" }, "zone_unknown");
  refused({ ...SHIFT, end: "09:00" }, "end_equals_start");
  refused({ ...SHIFT, minutes: 480 }, "minutes_differ", { minutes: 510 });
  refused({ ...SHIFT, day: "2025-11-01", start: "08:30", end: "08:20", zone: NY }, "too_long");
});

test("a length is a whole number of minutes, from one to a day", () => {
  for (const minutes of [0, -5, 1441, 30.5, Number.NaN, null, "30"]) refused({ ...NOTES, minutes }, "minutes_form");
  for (const minutes of [1, 1440]) assert.equal(check({ ...NOTES, minutes }).minutes, minutes);
});

test("a choice between two times stands only where there is one", () => {
  const night = { ...SHIFT, day: "2025-11-02", start: "01:30", end: "06:00", startFold: "second", endFold: "first" };
  assert.deepEqual([check(night).startFold, check(night).endFold, check(night).minutes], ["second", "", 270]);
  assert.equal(check({ ...SHIFT, startFold: "first" }).startFold, "");
  refused({ ...night, startFold: "" }, "time_twice", { which: "start" });
  const hour = { ...night, start: "01:30", end: "01:30", startFold: "first", endFold: "second" };
  assert.deepEqual(check(check(hour)), check(hour));
  assert.equal(check(hour).minutes, 60);
});

test("only supervision is paid or not, and by a peer or not", () => {
  const supervision = { ...NOTES, kind: "supervision", isPaid: true, byPeer: true };
  assert.deepEqual([check(supervision).isPaid, check(supervision).byPeer], [true, true]);
  refused({ ...NOTES, isPaid: true }, "supervision_only");
  refused({ ...SHIFT, byPeer: true }, "supervision_only");
});

test("tasks take no longer than the entry", () => {
  const task = (/** @type {string} */ duty, /** @type {number} */ minutes) => ({ duty, minutes });
  const tasks = [task("D01", 30), task("D28", 15)];
  assert.deepEqual(check({ ...NOTES, tasks }).tasks, tasks);
  refused({ ...NOTES, tasks: [...tasks, task("D02", 1)] }, "tasks_too_long", { over: 1 });
  refused({ ...NOTES, tasks: [task("D01", 5), task("D01", 5)] }, "task_twice", { duty: "D01" });
  for (const minutes of [0, 1441, 1.5]) refused({ ...NOTES, tasks: [task("D01", minutes)] }, "task_minutes");
  refused({ ...NOTES, tasks: [task("d01", 5)] }, "task_unknown");
  refused({ ...NOTES, tasks: [null] }, "task_unknown");
  refused({ ...NOTES, kind: "organizing", tasks }, "tasks_not_work");
  const nine = Array.from({ length: 9 }, (_, at) => task(`D0${at}`, 1));
  refused({ ...NOTES, tasks: nine }, "tasks_too_many");
  assert.equal(check({ ...NOTES, tasks: nine.slice(1) }).tasks.length, 8);
});

test("an entry that overlaps with another is refused, and the other is named", () => {
  const other = { ...SHIFT, id: "ffffffffffffffff" };
  const overlapping = (/** @type {any} */ input) => refused(input, "overlaps", { other: entries.form(other) }, [other]);
  overlapping(SHIFT);
  overlapping({ ...SHIFT, start: "17:29", end: "18:00" });
  overlapping({ ...SHIFT, start: "08:00", end: "09:01" });
  overlapping({ ...SHIFT, day: "2026-03-02", start: "22:00", end: "09:30" });
  overlapping({ ...SHIFT, start: "14:29", end: "15:00", zone: "America/Los_Angeles" });
  assert.equal(check({ ...SHIFT, start: "17:30", end: "18:00" }, [other]).minutes, 30);
  assert.equal(check({ ...SHIFT, start: "08:00", end: "09:00" }, [other]).minutes, 60);
  assert.equal(check({ ...SHIFT, start: "14:30", end: "15:00", zone: "America/Los_Angeles" }, [other]).minutes, 30);
  assert.equal(check({ ...SHIFT, end: "18:00" }, [{ ...other, id: SHIFT.id }]).minutes, 540, "the entry itself");
});

test("nights overlap into the next day, and twice shown times only if they meet", () => {
  const night = { ...SHIFT, id: "ffffffffffffffff", day: "2026-03-02", start: "22:00", end: "06:00" };
  refused({ ...SHIFT, start: "05:59", end: "07:00" }, "overlaps", undefined, [night]);
  assert.equal(check({ ...SHIFT, start: "06:00", end: "07:00" }, [night]).minutes, 60);
  const first = { ...SHIFT, day: "2025-11-02", start: "01:00", end: "01:59", startFold: "first", endFold: "first" };
  const second = { ...first, id: "ffffffffffffffff", startFold: "second", endFold: "second" };
  assert.equal(check(first, [second]).minutes, 59);
  refused({ ...first, id: "00000000000000aa" }, "overlaps", undefined, [first]);
});

test("a day holds 24 hours, and 25 when the clock is put back", () => {
  const long = { ...NOTES, minutes: 1400 };
  refused(SHIFT, "day_too_full", { day: "2026-03-03", left: 40 }, [long]);
  assert.equal(check({ ...NOTES, id: "00000000000000bb", minutes: 40 }, [long]).minutes, 40);
  refused({ ...NOTES, id: "00000000000000bb", minutes: 41 }, "day_too_full", { day: "2026-03-03", left: 40 }, [long]);
  const autumn = { ...long, day: "2025-11-02", minutes: 1440 };
  assert.equal(check({ ...autumn, id: "00000000000000bb", minutes: 60 }, [autumn]).minutes, 60);
  refused({ ...autumn, id: "00000000000000bb", minutes: 61 }, "day_too_full", undefined, [autumn]);
  const spring = { ...long, day: "2025-03-09", minutes: 1380 };
  refused({ ...spring, id: "00000000000000bb", minutes: 1 }, "day_too_full", { day: "2025-03-09", left: 0 }, [spring]);
});

test("a night counts for both of its days", () => {
  const full = { ...NOTES, minutes: 1200 };
  const night = { ...SHIFT, day: "2026-03-02", start: "22:00", end: "04:00" };
  assert.equal(check(night, [full]).minutes, 360);
  refused({ ...night, end: "04:01" }, "day_too_full", { day: "2026-03-03", left: 240 }, [full]);
});

test("a clock that cannot be right is said so", () => {
  const wrong = (/** @type {string} */ today, /** @type {any} */ latest = null) =>
    assert.throws(() => entries.checkClock({ today }, latest), {
      reason: latest === null ? "clock_wrong" : "clock_behind",
    });
  wrong("1970-01-01");
  wrong("2025-12-31");
  const latest = entries.form(NOTES);
  wrong("2026-03-01", latest);
  entries.checkClock({ today: "2026-03-02" }, latest); // somebody who flew west
  entries.checkClock({ today: "2026-03-04" }, latest);
  entries.checkClock({ today: "2026-03-04" }, null);
});

test("settings hold a rate in dollars and cents, and the day on which the week begins", () => {
  const rate = (/** @type {string} */ text) => entries.checkSettings({ rate: text, weekStarts: 0 }).rate;
  assert.deepEqual(["", " ", "17", "17.5", "17,50", "$17.50", " 007.05 "].map(rate), [
    ...["", "", "17.00", "17.50", "17.50", "17.50", "7.05"],
  ]);
  for (const bad of ["0", "0.00", "-3", "17.505", "1700", "much", "1e2", "17.50 an hour"]) {
    assert.throws(() => rate(bad), { reason: "rate_form" });
  }
  for (const weekStarts of [-1, 7, 1.5, Number.NaN]) {
    assert.throws(() => entries.checkSettings({ rate: "", weekStarts }), { reason: "week_form" });
  }
});

test("entries are put in order, and compared in every field", () => {
  const one = entries.form(SHIFT);
  const all = [one, entries.form({ ...SHIFT, id: "00000000000000bb", start: "07:00", end: "08:00" })];
  assert.deepEqual(
    entries.ordered(all).map(({ start }) => start),
    ["07:00", "09:00"],
  );
  assert.ok(entries.isSame(one, entries.form(SHIFT)));
  assert.ok(!entries.isSame(one, entries.form({ ...SHIFT, end: "17:31" })));
  assert.ok(!entries.isSame(one, entries.form({ ...SHIFT, tasks: [{ duty: "D01", minutes: 1 }] })));
});

test("property: whatever comes in is refused by a known name or kept in a form that stays", () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), fc.array(fc.object()));
  const fields = Object.fromEntries(Object.keys(entries.form(SHIFT)).map((name) => [name, value]));
  fc.assert(
    fc.property(fc.record(fields, { requiredKeys: [] }), fc.record(fields, { requiredKeys: [] }), (over, under) => {
      for (const input of [over, { ...SHIFT, ...Object.fromEntries(Object.entries(under).slice(0, 1)) }]) {
        try {
          const kept = entries.form(input);
          assert.deepEqual(entries.form(kept), kept);
        } catch (problem) {
          assert.ok(problem instanceof HoursProblem, String(problem));
        }
      }
    }),
  );
});

test("every reason that can be given has a sentence, on the pages and in docs/hours.md", async () => {
  const { readFile, readdir } = await import("node:fs/promises");
  const all = async (/** @type {string} */ folder, /** @type {string} */ ending) => {
    const names = (await readdir(new URL(folder, import.meta.url))).filter((name) => name.endsWith(ending));
    return Promise.all(names.map((name) => readFile(new URL(folder + name, import.meta.url), "utf8")));
  };
  const text = (await all("../../client/hours/", ".js")).join("\n");
  const lines = text.split("\n").filter((line) => /HoursProblem\(|must\(|problem\(/.test(line));
  const used = lines.flatMap((line) => [...line.matchAll(/"([a-z]+_[a-z_]+)"/g)].map((match) => match[1]));
  const [doc = ""] = await all("../../docs/", "hours.md");
  const pages = (await all("../../undersign/web/alone/templates/alone/hours/", ".html")).join("\n");
  const reasons = [...new Set(used)].sort();
  assert.ok(reasons.length > 40);
  assert.deepEqual(
    reasons.filter((reason) => !doc.includes(`| ${reason} |`)),
    [],
  );
  assert.deepEqual(
    reasons.filter((reason) => !pages.includes(`data-reason="${reason}"`)),
    [],
  );
});

test("no module of the log can reach the network, and only its store keeps anything", async () => {
  const { served } = await import("../../client/publish.js");
  const names = [
    ...["age", "backup", "backup_words", "csv", "days", "entries", "json", "merging", "problems", "store", "times"],
    ...["totals", "writing"],
  ];
  for (const name of names) {
    const text = new TextDecoder().decode(await served(`hours/${name}.js`)); // without comments
    assert.doesNotMatch(text, /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|document|location)\b/, name);
    if (name !== "store") assert.doesNotMatch(text, /\b(indexedDB|localStorage|sessionStorage|caches|cookie)\b/, name);
  }
});
