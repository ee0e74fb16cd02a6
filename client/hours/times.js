/** How long a stretch of time was where it was worked, with nothing but Intl. Days and months, as `days.js` has them. */

import { addDays, dayNumber, dayOf, isDay, isTime, isZone, wall } from "./days.js";
import { HoursProblem } from "./problems.js";

export * from "./days.js";

/** @typedef {import("./days.js").Moment} Moment */

const MINUTE = 60_000;
const DAY = 86_400_000;
const DAY_MINUTES = 1440;

/** @typedef {"" | "first" | "second"} Fold which one is meant of a time that the clock showed twice */
/** @typedef {{ day: string, start: string, end: string, startFold: Fold, endFold: Fold, zone: string, minutes: number }} Stretch */
/** @typedef {{ from: number, to: number }} Span instants */

/** Offsets at the start of each day in UTC, by zone. @type {Map<string, Map<number, number>>} */
const offsets = new Map();
/** @type {WeakMap<object, Span | null>} */
const spans = new WeakMap();

/**
 * Return by how much a zone is ahead of UTC at an instant. Zones change at most once a day: where it is the same at both
 * ends of a day in UTC, it is the same all day.
 * @param {number} instant
 * @param {string} zone
 */
function offset(instant, zone) {
  const day = Math.floor(instant / DAY);
  const [before, after] = [offsetOfDay(day, zone), offsetOfDay(day + 1, zone)];
  if (before === after) return before;
  const minute = Math.floor(instant / MINUTE) * MINUTE;
  return wall(minute, zone) - minute;
}

/**
 * @param {number} day
 * @param {string} zone
 */
function offsetOfDay(day, zone) {
  const known = offsets.get(zone) ?? new Map();
  offsets.set(zone, known);
  if (!known.has(day)) known.set(day, wall(day * DAY, zone) - day * DAY);
  return known.get(day);
}

/** @param {string} time */
function minutesOf(time) {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/**
 * Return every instant at which the clock of a zone shows a time of a day: none where it is put forward over that time,
 * two where it is put back.
 * @param {string} day
 * @param {string} time
 * @param {string} zone
 */
export function instants(day, time, zone) {
  const shown = dayNumber(day) * DAY + minutesOf(time) * MINUTE;
  const ahead = new Set([offset(shown - DAY, zone), offset(shown + DAY, zone)]);
  const found = [...ahead].map((each) => ({ each, at: shown - each }));
  return found
    .filter(({ each, at }) => offset(at, zone) === each)
    .map(({ at }) => at)
    .sort((one, other) => one - other);
}

/**
 * @param {string} day
 * @param {string} time
 * @param {string} zone
 * @param {Fold} fold
 * @param {"start" | "end"} which
 */
function instant(day, time, zone, fold, which) {
  const [first, second] = instants(day, time, zone);
  if (first === undefined) throw new HoursProblem("time_skipped", { which });
  if (second === undefined) return first;
  if (fold === "") throw new HoursProblem("time_twice", { which });
  return fold === "first" ? first : second;
}

/**
 * Say whether a time comes twice on a day.
 * @param {string} day
 * @param {string} time
 * @param {string} zone
 */
export function isTwice(day, time, zone) {
  return instants(day, time, zone).length > 1;
}

/**
 * Return the day on which a stretch ends. An end at or before the start is on the next day; but if the fold of the end is
 * said, and it comes twice on the day itself, it is the one of that day.
 * @param {Omit<Stretch, "minutes">} stretch
 */
export function endDay({ day, start, end, zone, endFold }) {
  const isSame = end > start || (endFold !== "" && isTwice(day, end, zone));
  return isSame ? day : addDays(day, 1);
}

/**
 * Say for which of the two times a person has to say whether the first or the second is meant.
 * @param {string} day
 * @param {string} start
 * @param {string} end
 * @param {string} zone
 */
export function foldsNeeded(day, start, end, zone) {
  if (!isDay(day) || !isTime(start) || !isTime(end) || !isZone(zone)) return { start: false, end: false };
  const isStart = isTwice(day, start, zone);
  const isEnd = end > start || isStart ? isTwice(day, end, zone) : isTwice(addDays(day, 1), end, zone);
  return { start: isStart, end: isEnd };
}

/**
 * Return how many minutes passed between two times. Errors: end_equals_start, end_before_start, time_skipped, time_twice,
 * zone_unknown.
 * @param {string} day
 * @param {string} start
 * @param {string} end
 * @param {string} zone
 * @param {Fold} [startFold]
 * @param {Fold} [endFold]
 */
export function elapsed(day, start, end, zone, startFold = "", endFold = "") {
  const last = endDay({ day, start, end, zone, startFold, endFold });
  if (start === end && last !== day) throw new HoursProblem("end_equals_start");
  const from = instant(day, start, zone, startFold, "start");
  const to = instant(last, end, zone, endFold, "end");
  if (to === from) throw new HoursProblem("end_equals_start");
  if (to < from) throw new HoursProblem("end_before_start");
  return { minutes: (to - from) / MINUTE, from, to };
}

/**
 * Return from when to when a stretch lasted, or null if only its length is known.
 * @param {Stretch} stretch not changed afterwards: what is found is kept
 */
export function span(stretch) {
  const known = spans.get(stretch);
  if (known !== undefined) return known;
  const { day, start, end, zone, startFold, endFold } = stretch;
  const found = start === "" ? null : elapsed(day, start, end, zone, startFold, endFold);
  spans.set(stretch, found);
  return found;
}

/**
 * Return the instant at which a day begins in a zone, be it at midnight or later.
 * @param {string} day
 * @param {string} zone
 */
function midnight(day, zone) {
  const shown = dayNumber(day) * DAY;
  return instants(day, "00:00", zone)[0] ?? shown - offset(shown - DAY, zone);
}

/**
 * Return how many minutes a day has: 1440, but for days on which the clock is changed.
 * @param {string} day
 * @param {string} zone
 */
export function dayMinutes(day, zone) {
  return (midnight(addDays(day, 1), zone) - midnight(day, zone)) / MINUTE;
}

/**
 * Return how many minutes of a stretch belong to each day: it is split at midnight.
 * @param {Stretch} stretch
 * @returns {{ day: string, minutes: number }[]}
 */
export function pieces(stretch) {
  const { day, start, end, zone, minutes } = stretch;
  if (start === "" || end > start) return [{ day, minutes }];
  const next = addDays(day, 1);
  let first = DAY_MINUTES - minutesOf(start);
  const isPlain = minutes === first + minutesOf(end); // then no clock was changed meanwhile
  if (!isPlain) first = Math.min(minutes, (midnight(next, zone) - (span(stretch)?.from ?? 0)) / MINUTE);
  if (first === minutes) return [{ day, minutes }];
  return [
    { day, minutes: first },
    { day: next, minutes: minutes - first },
  ];
}

/**
 * Return the day that a zone has at an instant.
 * @param {number} at
 * @param {string} zone
 */
export function dayAt(at, zone) {
  return dayOf(Math.floor((at + offset(at, zone)) / DAY));
}
