/**
 * What the log comes to by day, week and month. All sums are whole minutes and whole cents.
 * A stretch over midnight is split there. Work is paid time, the unpaid kinds and supervision; organizing is not work.
 */

import { UNPAID_KINDS } from "./kinds.js";
import { month as entriesOf, settings as keptSettings } from "./store.js";
import { addMonths, monthDays, monthOf, pieces, weekOf } from "./times.js";

/** @import { Entry, Kind, Settings } from "./entries.js" */
/** @typedef {{ id: string, role: string }} Duty */
/** @typedef {ReturnType<typeof empty>} Bucket */

/** What IC&RC asks for in a month. */
export const SUPERVISION_MINUTES = 240;
/** Beyond so much work in a week, federal law may ask for more pay. */
const WEEK_MINUTES = 2400;

/** @type {Record<string, "inRoleMinutes" | "incidentalMinutes" | "contestedMinutes" | "outsideMinutes">} */
const ROLES = {
  in: "inRoleMinutes",
  in_if_incidental: "incidentalMinutes",
  contested: "contestedMinutes",
  out: "outsideMinutes",
};
const COUNTED = /** @type {const} */ ([
  ...["minutes", "workedMinutes", "paidMinutes", "unpaidMinutes", "organizingMinutes", "supervisionMinutes"],
  ...["supervisionPaidMinutes", "supervisionByPeerMinutes", "inRoleMinutes", "incidentalMinutes", "contestedMinutes"],
  ...["outsideMinutes", "unmarkedMinutes", "overMinutes"],
]);

/** @param {string} key */
function empty(key) {
  return {
    key,
    minutes: 0,
    workedMinutes: 0,
    paidMinutes: 0,
    unpaidMinutes: 0,
    organizingMinutes: 0,
    /** @type {Record<Kind, number>} */
    kinds: {
      ...{ paid: 0, notes: 0, meetings: 0, debriefing: 0, training: 0, calls: 0 },
      ...{ supervision: 0, organizing: 0 },
    },
    supervisionMinutes: 0,
    supervisionPaidMinutes: 0,
    supervisionByPeerMinutes: 0,
    inRoleMinutes: 0,
    incidentalMinutes: 0,
    contestedMinutes: 0,
    outsideMinutes: 0,
    unmarkedMinutes: 0,
    overMinutes: 0,
    unpaidCents: /** @type {number | null} */ (null),
    overCents: /** @type {number | null} */ (null),
    premiumCents: /** @type {number | null} */ (null),
  };
}

/**
 * Return the bucket of a key, a new one if there is none.
 * @param {Map<string, Bucket>} buckets
 * @param {string} key
 */
function bucket(buckets, key) {
  const known = buckets.get(key);
  if (known !== undefined) return known;
  const made = empty(key);
  buckets.set(key, made);
  return made;
}

/**
 * Add so many minutes of an entry to a day, whatever its tasks are.
 * @param {Bucket} to
 * @param {Entry} entry
 * @param {number} minutes
 */
function addTime(to, { kind, isPaid, byPeer }, minutes) {
  to.minutes += minutes;
  to.kinds[kind] += minutes;
  if (kind === "organizing") {
    to.organizingMinutes += minutes;
    return;
  }
  const isSupervision = kind === "supervision";
  to.workedMinutes += minutes;
  if (kind === "paid" || isPaid) to.paidMinutes += minutes;
  if (UNPAID_KINDS.includes(kind) || (isSupervision && !isPaid)) to.unpaidMinutes += minutes;
  if (isSupervision) to.supervisionMinutes += minutes;
  if (isPaid) to.supervisionPaidMinutes += minutes;
  if (byPeer) to.supervisionByPeerMinutes += minutes;
}

/**
 * Add an entry to its days. Nobody says at what time a task was done: of a stretch over midnight, each day gets its share
 * of each task, in whole minutes that come to the same.
 * @param {Map<string, Bucket>} days
 * @param {Entry} entry
 * @param {Map<string, string>} roles of duties
 */
function addEntry(days, entry, roles) {
  let before = 0;
  for (const { day, minutes } of pieces(entry)) {
    const to = bucket(days, day);
    addTime(to, entry, minutes);
    const share = (/** @type {number} */ of, /** @type {number} */ until) => Math.floor((of * until) / entry.minutes);
    let sum = 0;
    let marked = 0;
    for (const task of entry.tasks) {
      const upTo = (/** @type {number} */ until) => share(sum + task.minutes, until) - share(sum, until);
      const mine = upTo(before + minutes) - upTo(before);
      const role = ROLES[roles.get(task.duty) ?? ""];
      if (role !== undefined) to[role] += mine;
      if (role !== undefined) marked += mine;
      sum += task.minutes;
    }
    if (entry.kind !== "organizing") to.unmarkedMinutes += minutes - marked;
    before += minutes;
  }
}

/**
 * Say of each day how much of its work lies beyond 40 hours of its week.
 * @param {Bucket[]} days in order
 * @param {number} weekStarts
 */
function countOver(days, weekStarts) {
  let week = "";
  let worked = 0;
  for (const day of days) {
    const mine = weekOf(day.key, weekStarts);
    if (mine !== week) worked = 0;
    week = mine;
    const free = Math.max(0, WEEK_MINUTES - worked);
    day.overMinutes = Math.max(0, day.workedMinutes - free);
    worked += day.workedMinutes;
  }
}

/**
 * @param {Bucket} to
 * @param {Bucket} from
 */
function add(to, from) {
  for (const name of COUNTED) to[name] += from[name];
  for (const kind of /** @type {Kind[]} */ (Object.keys(to.kinds))) to.kinds[kind] += from.kinds[kind];
}

/**
 * Return what minutes cost, half cents rounded up.
 * @param {number} minutes
 * @param {number} rate cents for an hour, times `halves` and divided by two
 * @param {number} halves
 */
function cents(minutes, rate, halves) {
  return Math.floor((minutes * rate * halves + 60) / 120);
}

/**
 * Put the money into a bucket.
 * @param {Bucket} to
 * @param {number | null} rate cents for an hour
 */
function pay(to, rate) {
  if (rate === null) return;
  to.unpaidCents = cents(to.unpaidMinutes, rate, 2);
  to.overCents = cents(to.overMinutes, rate, 3);
  to.premiumCents = cents(to.overMinutes, rate, 1);
}

/**
 * Return the sums of days, by a key of each day.
 * @param {Bucket[]} days
 * @param {(day: string) => string} key
 * @param {number | null} rate
 */
function together(days, key, rate) {
  /** @type {Map<string, Bucket>} */
  const found = new Map();
  for (const day of days) add(bucket(found, key(day.key)), day);
  const sums = [...found.values()];
  for (const sum of sums) pay(sum, rate);
  return sums;
}

/**
 * Return what entries come to. Money is rounded once for each day, week or month; that of `all` is the sum of the months.
 * @param {Entry[]} entries
 * @param {Settings} settings
 * @param {Duty[]} duties
 */
export function totals(entries, { rate, weekStarts }, duties) {
  const inCents = rate === "" ? null : Math.round(Number(rate) * 100);
  const roles = new Map(duties.map(({ id, role }) => [id, role]));
  /** @type {Map<string, Bucket>} */
  const found = new Map();
  for (const entry of entries) addEntry(found, entry, roles);
  const days = [...found.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  countOver(days, weekStarts);
  for (const day of days) pay(day, inCents);
  const weeks = together(days, (day) => weekOf(day, weekStarts), inCents);
  const months = together(days, monthOf, inCents);
  const all = empty("");
  for (const month of months) add(all, month);
  if (inCents !== null) {
    for (const name of /** @type {const} */ (["unpaidCents", "overCents", "premiumCents"])) {
      all[name] = months.reduce((sum, month) => sum + (month[name] ?? 0), 0);
    }
  }
  return { days, weeks, months, all };
}

/**
 * Return what a month comes to, from the store. The month before is read too: a night or a week may have begun there.
 * @param {string} month
 * @param {Duty[]} duties
 * @returns {Promise<Bucket>}
 */
export async function monthTotals(month, duties) {
  const [before, mine, settings] = await Promise.all([
    entriesOf(addMonths(month, -1)),
    entriesOf(month),
    keptSettings(),
  ]);
  const [first] = monthDays(month);
  const found = totals([...before, ...mine], settings, duties).months.find(({ key }) => key === month);
  if (found !== undefined || first === undefined) return found ?? empty(month);
  const none = empty(month);
  pay(none, settings.rate === "" ? null : 0);
  return none;
}
