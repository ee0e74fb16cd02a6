/**
 * An entry of the hours log: one stretch of work. It has no field that could hold a word: days, times, numbers and codes
 * only, so that nothing about anybody else can stand in it.
 */

import { KINDS } from "./kinds.js";
import { HoursProblem } from "./problems.js";
import { addDays, dayAt, dayMinutes, elapsed, endDay, isDay, isTime, isTwice, isZone, pieces, span } from "./times.js";

export { KINDS, UNPAID_KINDS } from "./kinds.js";

/** @import { Fold, Moment } from "./times.js" */
/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {{ duty: string, minutes: number }} Task */
/**
 * @typedef {object} Entry as it is stored, and exported as JSON
 * @property {string} id 16 hex digits
 * @property {string} day on which it began
 * @property {string} start a time, or "" if only the minutes are known
 * @property {string} end a time, of the next day if it is at or before the start; or ""
 * @property {Fold} startFold only where the clock showed that time twice
 * @property {Fold} endFold
 * @property {string} zone where it was worked, or ""
 * @property {number} minutes that passed, 1 to 1440
 * @property {Kind} kind
 * @property {boolean} isPaid of supervision only
 * @property {boolean} byPeer of supervision only
 * @property {Task[]} tasks at most 8
 */
/** @typedef {{ rate: string, weekStarts: number }} Settings */
/** @typedef {Record<string, any>} Input what may become an entry, from a form or a file */

const DEFAULTS = {
  ...{ id: "", day: "", start: "", end: "", startFold: "", endFold: "", zone: "", minutes: null, kind: "" },
  ...{ isPaid: false, byPeer: false, tasks: [] },
};
const FOLDS = ["", "first", "second"];
const MOST_MINUTES = 1440;
const SHORTEST_DAY = 1380; // so the clock need not be asked about most days
const MOST_TASKS = 8;
const EARLIEST = "2000-01-01";
/** No phone shows an earlier day unless its clock is wrong: this page did not exist then. */
const FIRST_TODAY = "2026-01-01";

/** Return a new id. */
export function newId() {
  const random = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {boolean} isRight
 * @param {string} reason
 * @param {Record<string, any>} [detail]
 */
function must(isRight, reason, detail) {
  if (!isRight) throw new HoursProblem(reason, detail);
}

/** @param {unknown} minutes */
function isMinutes(minutes) {
  return Number.isInteger(minutes) && Number(minutes) >= 1 && Number(minutes) <= MOST_MINUTES;
}

/**
 * Return an input with every field there and of the right type.
 * @param {any} input
 * @returns {any}
 */
function whole(input) {
  must(typeof input === "object" && input !== null, "entry_broken");
  const entry = { ...DEFAULTS, ...input };
  must(Object.keys(entry).length === Object.keys(DEFAULTS).length, "entry_broken");
  for (const [name, value] of Object.entries(DEFAULTS)) {
    must(name === "minutes" || typeof entry[name] === typeof value, "entry_broken");
  }
  must(Array.isArray(entry.tasks) && FOLDS.includes(entry.startFold) && FOLDS.includes(entry.endFold), "entry_broken");
  must(entry.id === "" || /^[0-9a-f]{16}$/.test(entry.id), "entry_broken");
  return { ...entry, id: entry.id || newId() };
}

/**
 * Return what the times of an entry come to.
 * @param {any} entry
 * @returns {Pick<Entry, "start" | "end" | "startFold" | "endFold" | "zone" | "minutes">}
 */
function timed({ day, start, end, startFold, endFold, zone, minutes }) {
  must((start === "") === (end === ""), "times_half");
  if (start === "") {
    must(isMinutes(minutes), "minutes_form");
    return { start, end, startFold: "", endFold: "", zone: "", minutes };
  }
  must(isTime(start), "time_form", { which: "start" });
  must(isTime(end), "time_form", { which: "end" });
  must(isZone(zone), "zone_unknown");
  const passed = elapsed(day, start, end, zone, startFold, endFold).minutes;
  must(passed <= MOST_MINUTES, "too_long");
  must(minutes === null || minutes === passed, "minutes_differ", { minutes: passed });
  const last = endDay({ day, start, end, zone, startFold, endFold });
  const folds = {
    startFold: isTwice(day, start, zone) ? startFold : "",
    endFold: isTwice(last, end, zone) ? endFold : "",
  };
  return { start, end, ...folds, zone, minutes: passed };
}

/**
 * Return the tasks of an entry.
 * @param {any[]} tasks
 * @param {string} kind
 * @param {number} most
 * @returns {Task[]}
 */
function tasked(tasks, kind, most) {
  must(tasks.length === 0 || kind !== "organizing", "tasks_not_work");
  must(tasks.length <= MOST_TASKS, "tasks_too_many");
  const seen = new Set();
  let left = most;
  for (const task of tasks) {
    must(typeof task?.duty === "string" && /^[A-Z][A-Z0-9]{0,7}$/.test(task.duty), "task_unknown");
    must(Object.keys(task).length === 2, "entry_broken");
    must(isMinutes(task.minutes), "task_minutes");
    must(!seen.has(task.duty), "task_twice", { duty: task.duty });
    seen.add(task.duty);
    left -= task.minutes;
  }
  must(left >= 0, "tasks_too_long", { over: -left });
  return tasks.map(({ duty, minutes }) => ({ duty, minutes }));
}

/**
 * Return an entry in its stored form, checked by itself: without the clock, and without other entries.
 * @param {Input} input without id: it gets one; without minutes: they follow from the times
 * @returns {Entry}
 */
export function form(input) {
  const entry = whole(input);
  must(isDay(entry.day), "day_form");
  must(entry.day >= EARLIEST, "day_too_old");
  must(KINDS.includes(entry.kind), "kind_unknown");
  must(entry.kind === "supervision" || !(entry.isPaid || entry.byPeer), "supervision_only");
  const { id, day, kind, isPaid, byPeer } = entry;
  const { start, end, startFold, endFold, zone, minutes } = timed(entry);
  const tasks = tasked(entry.tasks, kind, minutes);
  return { id, day, start, end, startFold, endFold, zone, minutes, kind, isPaid, byPeer, tasks };
}

/**
 * Refuse an entry that is not over yet. Errors: day_in_future, ends_in_future.
 * @param {Entry} entry
 * @param {Pick<Moment, "now" | "today">} moment
 */
export function checkOver(entry, { now, today }) {
  const found = span(entry);
  must(entry.day <= (found === null ? today : dayAt(now, entry.zone)), "day_in_future");
  must(found === null || found.to <= now, "ends_in_future");
}

/**
 * Refuse an entry that does not fit among others. Errors: overlaps, day_too_full.
 * @param {Entry} entry
 * @param {Entry[]} others of the day before, the day itself and the two after it, at least
 * @param {string} here the zone for days of which only lengths are known
 */
export function checkAmong(entry, others, here) {
  const mine = span(entry);
  const rest = others.filter(({ id }) => id !== entry.id);
  for (const other of rest) {
    const theirs = span(other);
    const isApart = mine === null || theirs === null || mine.to <= theirs.from || theirs.to <= mine.from;
    must(isApart, "overlaps", { other });
  }
  for (const { day, minutes } of pieces(entry)) {
    const onDay = (/** @type {Entry} */ other) => pieces(other).find((piece) => piece.day === day)?.minutes ?? 0;
    const taken = rest.reduce((sum, other) => sum + onDay(other), 0);
    if (taken + minutes <= SHORTEST_DAY) continue;
    const near = [entry, ...rest.filter((other) => onDay(other) > 0)];
    const left = Math.max(...near.map(({ zone }) => dayMinutes(day, zone || here))) - taken;
    must(minutes <= left, "day_too_full", { day, left: Math.max(0, left) });
  }
}

/**
 * Return an entry in its stored form, or say why it cannot be kept.
 * @param {Input} input
 * @param {Moment & { others: Entry[] }} context
 * @returns {Entry}
 */
export function check(input, { now, today, zone, others }) {
  const entry = form(input);
  checkOver(entry, { now, today });
  checkAmong(entry, others, zone);
  return entry;
}

/**
 * Refuse to go by a clock that cannot be right: before this page existed, or before what was put in. One day is left for
 * those who travelled. Errors: clock_wrong, clock_behind (or the last entry was put in while it was ahead).
 * @param {Pick<Moment, "today">} moment
 * @param {Entry | null} latest the last entry that is kept, unless it is the one that is being changed
 */
export function checkClock({ today }, latest) {
  must(today >= FIRST_TODAY, "clock_wrong", { today });
  must(latest === null || latest.day <= addDays(today, 1), "clock_behind", { today, day: latest?.day });
}

/**
 * Return settings in their stored form. Errors: rate_form, week_form.
 * @param {{ rate: string, weekStarts: number }} settings
 * @returns {Settings}
 */
export function checkSettings({ rate, weekStarts }) {
  const [, dollars = "", cents = ""] = /^\$?(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(String(rate).trim()) ?? [];
  const isNone = String(rate).trim() === "";
  must(isNone || Number(dollars + cents) > 0, "rate_form");
  must(Number.isInteger(weekStarts) && weekStarts >= 0 && weekStarts <= 6, "week_form");
  return { rate: isNone ? "" : `${Number(dollars)}.${cents.padEnd(2, "0")}`, weekStarts };
}

/**
 * Say whether two entries are the same in every field.
 * @param {Entry} one
 * @param {Entry} other
 */
export function isSame(one, other) {
  const values = (/** @type {any} */ entry) => JSON.stringify(Object.keys(DEFAULTS).map((name) => entry[name]));
  return values(one) === values(other);
}

/**
 * Return entries in order of day, start and id.
 * @param {Entry[]} entries
 */
export function ordered(entries) {
  const key = (/** @type {Entry} */ { day, start, startFold, id }) => `${day} ${start} ${startFold} ${id}`;
  return entries
    .map((entry) => ({ entry, at: key(entry) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ entry }) => entry);
}
