/**
 * What is done within a transaction that changes the log: everything is read, checked and written there. Loaded once
 * something is kept; only `store.js` uses it.
 */

import { check, checkAmong, checkClock, checkOver, checkSettings, form, isSame, ordered } from "./entries.js";
import { HoursProblem } from "./problems.js";
import { everything, last, monthsAround, records, result, SETTINGS } from "./store.js";
import { addDays, monthOf, pieces } from "./times.js";

/** @import { Entry, Input, Settings } from "./entries.js" */
/** @import { Stores } from "./store.js" */
/** @import { Moment } from "./times.js" */

/**
 * Write the record of a month, or remove it if it is empty.
 * @param {IDBObjectStore} store
 * @param {string} month
 * @param {Entry[]} entries
 */
async function write(store, month, entries) {
  if (entries.length > 0) await result(store.put(ordered(entries), month));
  else await result(store.delete(month));
}

/**
 * Return the entry with an id, wherever it is.
 * @param {IDBObjectStore} store
 * @param {string} id
 */
async function find(store, id) {
  return (await everything(store)).find((entry) => entry.id === id) ?? null;
}

/**
 * Keep an entry, as `put` of the store says.
 * @param {Stores} stores
 * @param {Input} input
 * @param {Entry | null} was
 * @param {Moment} moment
 * @returns {Promise<Entry>}
 */
export async function put({ month: store }, input, was, moment) {
  const { day, id } = form({ ...input, id: was?.id ?? input.id ?? "" });
  const latest = await last(store);
  checkClock(moment, latest?.id === was?.id ? null : latest);
  const found = await records(store, [...monthsAround(day), ...(was === null ? [] : [monthOf(was.day)])]);
  const others = [...found.values()].flat();
  const stored = others.find((other) => other.id === id) ?? (was && (await find(store, id)));
  const entry = check({ ...input, id }, { ...moment, others });
  if (stored !== null && isSame(stored, entry)) return stored; // said twice
  if (was !== null && stored === null) throw new HoursProblem("removed_meanwhile");
  if (stored !== null && !(was && isSame(stored, was))) throw new HoursProblem("changed_meanwhile", { stored });
  const touched = new Set([monthOf(day), monthOf(was?.day ?? day)]);
  for (const each of touched) {
    const rest = (found.get(each) ?? []).filter((other) => other.id !== id);
    await write(store, each, each === monthOf(day) ? [...rest, entry] : rest);
  }
  return entry;
}

/**
 * Remove an entry, as `remove` of the store says.
 * @param {Stores} stores
 * @param {Entry} was
 */
export async function remove({ month: store }, was) {
  const stored = await find(store, was.id);
  if (stored === null) return;
  if (!isSame(stored, was)) throw new HoursProblem("changed_meanwhile", { stored });
  const month = monthOf(was.day);
  const found = (await records(store, [month])).get(month) ?? [];
  await write(
    store,
    month,
    found.filter(({ id }) => id !== was.id),
  );
}

/**
 * Refuse entries that do not fit among all of them.
 * @param {Entry[]} entries
 * @param {Entry[]} all these among them
 * @param {Moment} moment
 */
function checkAll(entries, all, moment) {
  /** @type {Map<string, Entry[]>} */
  const byDay = new Map();
  for (const entry of all) {
    for (const { day } of pieces(entry)) byDay.set(day, [...(byDay.get(day) ?? []), entry]);
  }
  for (const entry of entries) {
    checkOver(entry, moment);
    const days = [-2, -1, 0, 1, 2].map((days) => byDay.get(addDays(entry.day, days)) ?? []);
    checkAmong(entry, [...new Set(days.flat())], moment.zone);
  }
}

/**
 * Keep entries and let others go, as `putAll` of the store says.
 * @param {Stores} stores
 * @param {Entry[]} inputs
 * @param {Entry[]} gone as they were shown
 * @param {Settings | null} settings
 * @param {Moment} moment
 */
export async function putAll({ month: store, other }, inputs, gone, settings, moment) {
  const entries = inputs.map(form);
  checkClock(moment, null);
  const before = await everything(store);
  const shown = new Map(gone.map((was) => [was.id, was]));
  const changed = before.find((stored) => !isSame(shown.get(stored.id) ?? stored, stored));
  if (changed !== undefined) throw new HoursProblem("changed_meanwhile", { stored: changed });
  const stay = before.filter(({ id }) => !shown.has(id));
  const coming = new Set(entries.map(({ id }) => id));
  const stored = stay.find(({ id }) => coming.has(id));
  if (stored !== undefined) throw new HoursProblem("changed_meanwhile", { stored });
  const all = [...stay, ...entries];
  checkAll(entries, all, moment);
  const touched = new Set([...entries, ...gone].map(({ day }) => monthOf(day)));
  /** @type {Map<string, Entry[]>} */
  const byMonth = new Map([...touched].map((each) => [each, []]));
  for (const entry of all) byMonth.get(monthOf(entry.day))?.push(entry);
  for (const [each, of] of byMonth) await write(store, each, of);
  if (settings !== null) await result(other.put(checkSettings(settings), SETTINGS));
}

/**
 * Keep settings, as `saveSettings` of the store says.
 * @param {Stores} stores
 * @param {Settings} given
 */
export async function putSettings(stores, given) {
  const checked = checkSettings(given);
  await result(stores.other.put(checked, SETTINGS));
  return checked;
}
