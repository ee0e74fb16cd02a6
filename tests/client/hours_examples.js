/** Entries for the tests of the hours log: a few, made up at random, and ten years of them. */

import fc from "fast-check";

import { form, KINDS } from "../../client/hours/entries.js";
import { addDays, dayOf } from "../../client/hours/times.js";

/** @import { Entry } from "../../client/hours/entries.js" */

export const NY = "America/New_York";
export const MOMENT = { now: Date.UTC(2026, 10, 29, 17), today: "2026-11-29", zone: NY };
export const DUTIES = [
  ...[
    { id: "D01", role: "in" },
    { id: "D15", role: "in_if_incidental" },
    { id: "D17", role: "contested" },
  ],
  ...[
    { id: "D28", role: "out" },
    { id: "D27", role: "out" },
  ],
];

/**
 * Return an entry with an id that ends in `number`.
 * @param {number} number
 * @param {any} input
 */
export function entry(number, input) {
  return form({ ...input, id: number.toString(16).padStart(16, "0") });
}

const digit = (/** @type {number} */ number) => String(number).padStart(2, "0");
const quarters = fc.integer({ min: 0, max: 95 }).map((at) => `${digit(Math.floor(at / 4))}:${digit(15 * (at % 4))}`);
const some = fc.record({
  day: fc.integer({ min: 10957, max: 20700 }).map(dayOf),
  zone: fc.constantFrom(NY, "America/Phoenix", "Asia/Kathmandu"),
  times: fc.option(fc.tuple(quarters, quarters), { nil: null }),
  minutes: fc.integer({ min: 1, max: 1440 }),
  kind: fc.constantFrom(...KINDS),
  flags: fc.tuple(fc.boolean(), fc.boolean()),
  folds: fc.tuple(fc.constantFrom("first", "second"), fc.constantFrom("first", "second")),
  tasks: fc.uniqueArray(fc.constantFrom("D01", "D15", "D17", "D28", "X"), { maxLength: 5 }),
});

/**
 * Return the entry that random parts stand for, or null where its times are none.
 * @param {any} parts
 * @param {number} number
 * @returns {Entry | null}
 */
function made({ day, zone, times, minutes, kind, flags: [isPaid, byPeer], folds, tasks }, number) {
  const [start, end] = times ?? ["", ""];
  const more = kind === "supervision" ? { isPaid, byPeer } : {};
  const when = times === null ? { day, minutes } : { day, start, end, zone, startFold: folds[0], endFold: folds[1] };
  try {
    const whole = entry(number, { ...when, kind, ...more });
    const each = Math.floor(whole.minutes / Math.max(1, tasks.length));
    const marked =
      kind === "organizing" || each === 0 ? [] : tasks.map((/** @type {string} */ duty) => ({ duty, minutes: each }));
    return form({ ...whole, tasks: marked });
  } catch {
    return null;
  }
}

/** Some entries, which may overlap. @type {import("fast-check").Arbitrary<Entry[]>} */
export const logs = fc.array(some, { maxLength: 30 }).map((all) => all.map(made).filter((each) => each !== null));

/**
 * Return three entries a day: a shift with tasks, notes of which only the length is known, and a night shift.
 * @param {number} days
 */
export function years(days) {
  /** @type {Entry[]} */
  const found = [];
  const tasks = [
    { duty: "D01", minutes: 100 },
    { duty: "D28", minutes: 33 },
  ];
  for (let at = 0; at < days; at++) {
    const day = addDays("2016-11-01", at);
    found.push(entry(3 * at, { day, start: "09:00", end: "13:00", zone: NY, kind: "paid", tasks }));
    found.push(entry(3 * at + 1, { day, minutes: 25, kind: "notes" }));
    found.push(entry(3 * at + 2, { day, start: "22:00", end: "03:30", zone: NY, kind: "paid" }));
  }
  return found;
}
