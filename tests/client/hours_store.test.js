/** What is kept on the phone: whole or not at all, whoever writes at the same time and however the phone fails. */

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import * as store from "../../client/hours/store.js";
import { monthTotals, totals } from "../../client/hours/totals.js";
import { DUTIES, entry, MOMENT, NY, years } from "./hours_examples.js";

/** @import { Entry } from "../../client/hours/entries.js" */

const NAME = "undersign-hours";
const SHIFT = entry(1, { day: "2026-03-31", start: "22:00", end: "06:00", zone: NY, kind: "paid" });
const NOTES = entry(2, { day: "2026-04-01", minutes: 45, kind: "notes" });
const CALL = entry(3, { day: "2026-03-02", minutes: 10, kind: "calls" });

/** @param {Entry} each */
const put = (each, more = {}) => store.put(each, { moment: MOMENT, ...more });
/** @param {Entry[]} entries */
const putAll = (entries, more = {}) => store.putAll(entries, { moment: MOMENT, ...more });

/** @param {string} name */
function pose(name) {
  /** @type {Record<string, string>} */
  const kept = { [`${NAME}-x`]: "1", other: "2" };
  const removeItem = (/** @type {string} */ key) => void delete kept[key];
  Object.defineProperty(kept, "removeItem", { value: removeItem, enumerable: false });
  Object.defineProperty(globalThis, name, { value: kept, configurable: true });
  return kept;
}
const stays = pose("localStorage");
const tab = pose("sessionStorage");

beforeEach(() => store.eraseAll());
afterEach(() => mock.restoreAll());

async function databases() {
  return (await indexedDB.databases()).map(({ name }) => name);
}

/**
 * Let the next writes fail as they do when the phone is full.
 * @param {"put" | "delete"} what
 * @param {string} name of the error
 */
function failing(what, name) {
  mock.method(IDBObjectStore.prototype, what, () => {
    throw new DOMException("full", name);
  });
}

test("a look into an empty phone finds nothing and leaves no trace", async () => {
  assert.deepEqual(await store.all(), []);
  assert.deepEqual(await store.month("2026-03"), []);
  assert.deepEqual(await store.months(), []);
  assert.equal(await store.latest(), null);
  assert.deepEqual(await store.settings(), { rate: "", weekStarts: 0 });
  assert.ok(!(await databases()).includes(NAME));
});

test("what was put in is there, by month and in order", async () => {
  for (const each of [SHIFT, NOTES, CALL]) assert.deepEqual(await put(each), each);
  assert.deepEqual(await store.all(), [CALL, SHIFT, NOTES]);
  assert.deepEqual(await store.months(), ["2026-03", "2026-04"]);
  assert.deepEqual(await store.month("2026-03"), [CALL, SHIFT]);
  assert.deepEqual(await store.latest(), NOTES);
});

test("what overlaps with the night before, over the end of the month, is refused and nothing changes", async () => {
  await put(SHIFT);
  const early = entry(4, { day: "2026-04-01", start: "05:00", end: "07:00", zone: NY, kind: "paid" });
  await assert.rejects(put(early), { reason: "overlaps", detail: { other: SHIFT } });
  assert.deepEqual(await store.all(), [SHIFT]);
});

test("a clock that cannot be right is not gone by", async () => {
  await put(NOTES);
  const moment = { now: Date.UTC(2026, 2, 5), today: "2026-03-05", zone: NY };
  const detail = { today: "2026-03-05", day: "2026-04-01" };
  await assert.rejects(store.put(CALL, { moment }), { reason: "clock_behind", detail });
  const ancient = { ...moment, today: "1970-01-01" };
  await assert.rejects(store.put(CALL, { moment: ancient }), { reason: "clock_wrong" });
  await assert.rejects(store.putAll([CALL], { moment: ancient }), { reason: "clock_wrong" });
  assert.deepEqual(await store.all(), [NOTES]);
});

test("an entry that was put in while the clock was ahead can be set right, or removed", async () => {
  const moment = { now: Date.UTC(2026, 2, 5), today: "2026-03-05", zone: NY };
  await put(NOTES);
  const right = entry(2, { ...NOTES, day: "2026-03-04" });
  assert.deepEqual(await store.put(right, { was: NOTES, moment }), right);
  await put(SHIFT);
  await store.remove(SHIFT);
  await store.put(CALL, { moment });
  assert.deepEqual(await store.all(), [CALL, right]);
});

test("two days apart by name, and at the same time all the same, on both sides of the date line", async () => {
  const honolulu = { day: "2026-03-31", start: "23:00", end: "22:59", zone: "Pacific/Honolulu", kind: "paid" };
  const kiritimati = { day: "2026-04-02", start: "00:00", end: "01:00", zone: "Pacific/Kiritimati", kind: "paid" };
  await put(entry(1, honolulu));
  await assert.rejects(put(entry(2, kiritimati)), { reason: "overlaps" });
  await assert.rejects(putAll([entry(2, kiritimati)]), { reason: "overlaps" });
  await store.remove(entry(1, honolulu));
  await put(entry(2, kiritimati));
  await assert.rejects(put(entry(1, honolulu)), { reason: "overlaps" });
});

test("an entry can be changed, and moved to another month", async () => {
  await put(NOTES);
  const longer = entry(2, { ...NOTES, minutes: 50 });
  assert.deepEqual(await put(longer, { was: NOTES }), longer);
  const moved = entry(2, { ...NOTES, day: "2026-05-09" });
  await put(moved, { was: longer });
  assert.deepEqual(await store.all(), [moved]);
  assert.deepEqual(await store.months(), ["2026-05"]);
});

test("a change of something that another tab changed or removed is refused, and shows what is there", async () => {
  await put(NOTES);
  const [mine, theirs] = [entry(2, { ...NOTES, minutes: 50 }), entry(2, { ...NOTES, minutes: 55 })];
  await put(theirs, { was: NOTES });
  await assert.rejects(put(mine, { was: NOTES }), { reason: "changed_meanwhile", detail: { stored: theirs } });
  await assert.rejects(store.remove(NOTES), { reason: "changed_meanwhile", detail: { stored: theirs } });
  await assert.rejects(putAll([SHIFT], { gone: [NOTES] }), { reason: "changed_meanwhile" });
  const moved = entry(2, { ...NOTES, day: "2026-07-01" });
  await put(moved, { was: theirs });
  await assert.rejects(put(mine, { was: theirs }), { reason: "changed_meanwhile", detail: { stored: moved } });
  await assert.rejects(store.remove(theirs), { reason: "changed_meanwhile" });
  await assert.rejects(putAll([mine], { gone: [theirs] }), { reason: "changed_meanwhile" });
  assert.deepEqual(await store.all(), [moved]);
  await store.remove(moved);
  await assert.rejects(put(mine, { was: moved }), { reason: "removed_meanwhile" });
  assert.deepEqual(await store.all(), []);
});

test("said twice is kept once", async () => {
  await Promise.all([put(NOTES), put(NOTES)]);
  assert.deepEqual(await put(NOTES), NOTES);
  assert.deepEqual(await store.all(), [NOTES]);
});

test("what goes in at the same moment is all there", async () => {
  const many = Array.from({ length: 20 }, (_, at) =>
    entry(100 + at, { day: "2026-03-09", minutes: 10, kind: "notes" }),
  );
  await Promise.all(many.map((each) => put(each)));
  assert.equal((await store.month("2026-03")).length, 20);
});

test("of two that overlap and go in at the same moment, one is refused", async () => {
  const both = [4, 5].map((id) =>
    entry(id, { day: "2026-03-09", start: "09:00", end: "10:00", zone: NY, kind: "paid" }),
  );
  const ended = await Promise.allSettled(both.map((each) => put(each)));
  assert.deepEqual(ended.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await store.all()).length, 1);
});

test("an entry is removed, and one that is not there does no harm", async () => {
  await putAll([SHIFT, NOTES]);
  await store.remove(SHIFT);
  await store.remove(SHIFT);
  assert.deepEqual(await store.all(), [NOTES]);
  assert.deepEqual(await store.months(), ["2026-04"]);
});

test("many go in at once, with what makes way and with settings", async () => {
  await putAll([SHIFT, CALL]);
  const other = entry(1, { ...SHIFT, start: "21:00", minutes: null });
  await putAll([other, NOTES], { gone: [SHIFT], settings: { rate: "18", weekStarts: 1 } });
  assert.deepEqual(await store.all(), [CALL, other, NOTES]);
  assert.deepEqual(await store.settings(), { rate: "18.00", weekStarts: 1 });
});

test("if one of many does not fit, none goes in and nothing makes way", async () => {
  await putAll([SHIFT, CALL]);
  const late = entry(4, { day: "2026-04-01", start: "05:00", end: "07:00", zone: NY, kind: "paid" });
  const gone = [CALL];
  await assert.rejects(putAll([NOTES, late], { gone }), { reason: "overlaps" });
  await assert.rejects(putAll([NOTES, entry(4, { ...NOTES, minutes: 1400 })], { gone }), { reason: "day_too_full" });
  await assert.rejects(putAll([NOTES, entry(1, { ...NOTES })], { gone }), { reason: "changed_meanwhile" });
  await assert.rejects(putAll([entry(4, { ...NOTES, day: "2026-12-24" })], { gone }), { reason: "day_in_future" });
  await assert.rejects(putAll([NOTES], { gone, settings: { rate: "x", weekStarts: 0 } }), { reason: "rate_form" });
  assert.deepEqual(await store.all(), [CALL, SHIFT]);
});

test("settings are kept, and checked", async () => {
  assert.deepEqual(await store.saveSettings({ rate: "17,5", weekStarts: 1 }), { rate: "17.50", weekStarts: 1 });
  await assert.rejects(store.saveSettings({ rate: "x", weekStarts: 1 }), { reason: "rate_form" });
  assert.deepEqual(await store.settings(), { rate: "17.50", weekStarts: 1 });
});

test("on a full phone nothing is kept, and what was there stays", async () => {
  await putAll([SHIFT, NOTES]);
  for (const error of ["QuotaExceededError", "UnknownError", "AbortError"]) {
    failing("put", error);
    await assert.rejects(put(CALL), { reason: "not_kept" });
    await assert.rejects(putAll([CALL], { gone: [NOTES] }), { reason: "not_kept" });
    await assert.rejects(store.saveSettings({ rate: "1", weekStarts: 0 }), { reason: "not_kept" });
    mock.restoreAll();
    assert.deepEqual(await store.all(), [SHIFT, NOTES]);
  }
});

test("a move between months of which the second half fails moves nothing", async () => {
  await put(NOTES);
  failing("delete", "QuotaExceededError");
  await assert.rejects(put(entry(2, { ...NOTES, day: "2026-05-09" }), { was: NOTES }), { reason: "not_kept" });
  mock.restoreAll();
  assert.deepEqual(await store.all(), [NOTES]);
});

test("a browser that keeps nothing says so", async () => {
  const whole = indexedDB;
  for (const broken of [undefined, null, { open: () => assert.fail("SecurityError") }]) {
    Object.defineProperty(globalThis, "indexedDB", { value: broken, configurable: true, writable: true });
    await assert.rejects(store.all(), { reason: "no_storage" });
    await assert.rejects(put(NOTES), { reason: "no_storage" });
    await assert.rejects(store.eraseAll(), { reason: "no_storage" });
  }
  Object.defineProperty(globalThis, "indexedDB", { value: whole, configurable: true, writable: true });
});

test("a log of a newer version is not touched", async () => {
  const request = indexedDB.open(NAME, 2);
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  request.result.close();
  await assert.rejects(store.all(), { reason: "newer_version" });
  await assert.rejects(put(NOTES), { reason: "newer_version" });
});

test("everything is erased, and what belongs to others stays", async () => {
  await putAll([SHIFT, NOTES], { settings: { rate: "18", weekStarts: 1 } });
  Object.assign(stays, { [`${NAME}-x`]: "1" });
  await store.eraseAll();
  assert.ok(!(await databases()).includes(NAME));
  assert.deepEqual([Object.keys(stays), Object.keys(tab)], [["other"], ["other"]]);
  assert.deepEqual(await store.all(), []);
});

test("other tabs hear of a change, and a tab does not hear itself", async () => {
  let heard = 0;
  const stop = store.onChange(() => {
    heard++;
  });
  const other = new BroadcastChannel(NAME);
  const said = new Promise((resolve) => other.addEventListener("message", resolve, { once: true }));
  await put(NOTES);
  await said;
  assert.equal(heard, 0);
  other.postMessage("another tab");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(heard, 1);
  stop();
  other.postMessage("another tab");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(heard, 1);
  other.close();
});

test("the totals of a month know the night and the week that began before it", async () => {
  const week = ["2026-03-29", "2026-03-30"].map((day, at) =>
    entry(10 + at, { day, start: "06:00", end: "22:00", zone: NY, kind: "paid" }),
  );
  const shifts = [SHIFT, NOTES, entry(20, { day: "2026-04-01", start: "08:00", end: "20:00", zone: NY, kind: "paid" })];
  await putAll([...week, ...shifts], { settings: { rate: "20", weekStarts: 0 } });
  const found = await monthTotals("2026-04", DUTIES);
  // Two days of 16 hours, two hours before midnight; then 6 hours, 12 hours and 45 minutes.
  assert.deepEqual([found.workedMinutes, found.unpaidMinutes, found.unpaidCents], [360 + 720 + 45, 45, 1500]);
  assert.equal(found.overMinutes, 32 * 60 + 120 + 360 + 720 + 45 - 2400);
  const empty = await monthTotals("2026-08", DUTIES);
  assert.deepEqual([empty.key, empty.minutes, empty.unpaidCents], ["2026-08", 0, 0]);
});

test("the totals of a month are those of the whole log", async () => {
  const entries = years(120);
  await putAll(entries, { settings: { rate: "20", weekStarts: 3 } });
  for (const month of totals(entries, { rate: "20.00", weekStarts: 3 }, DUTIES).months) {
    assert.deepEqual(await monthTotals(month.key, DUTIES), month);
  }
});
