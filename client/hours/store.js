/**
 * Where the log is kept: in this browser's IndexedDB, unencrypted, one record for each month, and the settings.
 * Everything that changes is read, checked and written in one transaction, so two tabs at once lose nothing; what fails
 * leaves everything as it was. What only a change needs stands in `writing.js`, loaded once there is one.
 */

import { addDays, clock, monthOf } from "./days.js";
import { HoursProblem } from "./problems.js";

/** @import { Entry, Input, Settings } from "./entries.js" */
/** @import { Moment } from "./days.js" */
/** @typedef {{ month: IDBObjectStore, other: IDBObjectStore }} Stores */

const NAME = "undersign-hours";
const MONTHS = "months";
const OTHER = "other";
export const SETTINGS = "settings";
const TAB = String(crypto.getRandomValues(new Uint32Array(2)));

/**
 * Return what a request of IndexedDB gives.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Return the problem that an error of IndexedDB stands for.
 * @param {any} error
 * @param {string} otherwise
 */
function problem(error, otherwise) {
  if (error instanceof HoursProblem) return error;
  const isFull = error?.name === "QuotaExceededError";
  return new HoursProblem(error?.name === "VersionError" ? "newer_version" : isFull ? "not_kept" : otherwise);
}

/**
 * Open the database. Only `making` makes it: a look into an empty phone leaves no trace there, and gives null.
 * @param {boolean} making
 * @returns {Promise<IDBDatabase | null>}
 */
async function open(making) {
  let empty = false;
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      empty = !making;
      if (empty) request.transaction?.abort();
      else for (const name of [MONTHS, OTHER]) request.result.createObjectStore(name);
    };
    return await result(request);
  } catch (error) {
    if (empty) return null;
    throw problem(error, "no_storage");
  }
}

/** @param {IDBTransaction} transaction */
function undo(transaction) {
  try {
    transaction.abort();
  } catch {} // the browser did so already
}

/**
 * Do some work in one transaction; return its result once it is kept, or `none` where there is nothing to look into. If
 * the work throws, nothing of it is kept.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {T} none
 * @param {(stores: Stores) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function within(mode, none, work) {
  const database = await open(mode === "readwrite");
  if (database === null) return none;
  try {
    const transaction = database.transaction([MONTHS, OTHER], mode, { durability: "strict" });
    const kept = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(transaction.error);
    });
    kept.catch(() => undefined); // what the work itself says of it comes first
    const stores = { month: transaction.objectStore(MONTHS), other: transaction.objectStore(OTHER) };
    const found = await work(stores).catch((error) => {
      undo(transaction);
      throw error;
    });
    await kept;
    return found;
  } catch (error) {
    throw problem(error, mode === "readwrite" ? "not_kept" : "no_storage");
  } finally {
    database.close();
  }
}

/** Return a new line to the other tabs, if the browser has such and lets this site use it. */
function channel() {
  try {
    return new BroadcastChannel(NAME);
  } catch {
    return null;
  }
}

function tell() {
  const others = channel();
  others?.postMessage(TAB);
  others?.close();
}

/**
 * Change something in one transaction, and tell the other tabs.
 * @template T
 * @param {(stores: Stores) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function changing(work) {
  const found = await within("readwrite", /** @type {any} */ (null), work);
  tell();
  return found;
}

/**
 * Return the records of some months, by month.
 * @param {IDBObjectStore} store
 * @param {string[]} months
 * @returns {Promise<Map<string, Entry[]>>}
 */
export async function records(store, months) {
  const wanted = [...new Set(months)];
  const found = await Promise.all(wanted.map((month) => result(store.get(month))));
  return new Map(wanted.map((month, at) => [month, found[at] ?? []]));
}

/**
 * @param {IDBObjectStore} store
 * @returns {Promise<Entry[]>}
 */
export async function everything(store) {
  return (await result(store.getAll())).flat();
}

/**
 * Return the last entry.
 * @param {IDBObjectStore} store
 * @returns {Promise<Entry | null>}
 */
export async function last(store) {
  const cursor = await result(store.openCursor(null, "prev"));
  return cursor?.value.at(-1) ?? null;
}

/**
 * Return the months of the days that can matter to an entry of one day: where it lasts a day, and another was worked on
 * the other side of the date line, they can be two days apart.
 * @param {string} day
 */
export function monthsAround(day) {
  return [monthOf(addDays(day, -2)), monthOf(day), monthOf(addDays(day, 2))];
}

/**
 * Return the entries of a month, by the day on which they began.
 * @param {string} month
 * @returns {Promise<Entry[]>}
 */
export function month(month) {
  return within("readonly", [], async (stores) => (await records(stores.month, [month])).get(month) ?? []);
}

/** Return the months that have entries. @returns {Promise<string[]>} */
export function months() {
  return within("readonly", [], async (stores) => (await result(stores.month.getAllKeys())).map(String));
}

/** Return all entries, in order. @returns {Promise<Entry[]>} */
export function all() {
  return within("readonly", [], (stores) => everything(stores.month));
}

/** Return the last entry. @returns {Promise<Entry | null>} */
export function latest() {
  return within("readonly", null, (stores) => last(stores.month));
}

/**
 * Keep an entry: a new one, or a change of the one that `was` there. Return it as it is kept.
 * Errors: those of `check`, clock_wrong, clock_behind, changed_meanwhile, removed_meanwhile, no_storage, not_kept.
 * @param {Input} input
 * @param {{ was?: Entry | null, moment?: Moment }} [more]
 * @returns {Promise<Entry>}
 */
export async function put(input, { was = null, moment = clock() } = {}) {
  const { put } = await import("./writing.js");
  return changing((stores) => put(stores, input, was, moment));
}

/**
 * Remove an entry, if it is there. Errors: changed_meanwhile, no_storage, not_kept.
 * @param {Entry} was as it was shown
 * @returns {Promise<void>}
 */
export async function remove(was) {
  const { remove } = await import("./writing.js");
  return changing((stores) => remove(stores, was));
}

/**
 * Keep all these entries and let others go, with settings if some are given; or change nothing. Errors: those of `check`,
 * clock_wrong, changed_meanwhile if an id is there already or what goes was changed, rate_form, week_form, no_storage, not_kept.
 * @param {Entry[]} inputs
 * @param {{ gone?: Entry[], settings?: Settings | null, moment?: Moment }} [more]
 * @returns {Promise<void>}
 */
export async function putAll(inputs, { gone = [], settings = null, moment = clock() } = {}) {
  const { putAll } = await import("./writing.js");
  return changing((stores) => putAll(stores, inputs, gone, settings, moment));
}

/** Return the settings. @returns {Promise<Settings>} */
export function settings() {
  const none = { rate: "", weekStarts: 0 };
  return within("readonly", none, async (stores) => (await result(stores.other.get(SETTINGS))) ?? none);
}

/**
 * Keep settings. Errors: rate_form, week_form, no_storage, not_kept.
 * @param {Settings} given
 * @returns {Promise<Settings>}
 */
export async function saveSettings(given) {
  const { putSettings } = await import("./writing.js");
  return changing((stores) => putSettings(stores, given));
}

/** Remove everything that My hours keeps in this browser, but for the cached page. Errors: no_storage. */
export async function eraseAll() {
  try {
    await result(indexedDB.deleteDatabase(NAME));
    for (const kept of [localStorage, sessionStorage]) {
      for (const key of Object.keys(kept).filter((key) => key.startsWith(NAME))) kept.removeItem(key);
    }
  } catch (error) {
    throw problem(error, "no_storage");
  }
  tell();
}

let isAsked = false;

/**
 * Ask the browser, once for each page, not to clear this by itself. Nothing may wait for this: some browsers ask the
 * person, who may never answer.
 */
export async function persist() {
  if (isAsked) return;
  isAsked = true;
  const { storage } = navigator;
  if (!(await storage?.persisted?.())) await storage?.persist?.();
}

/**
 * Call back whenever another tab changed or erased something. Return what stops that.
 * @param {() => void} callback
 */
export function onChange(callback) {
  const others = channel();
  others?.addEventListener("message", ({ data }) => {
    if (data !== TAB) callback();
  });
  return () => others?.close();
}
