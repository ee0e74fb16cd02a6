/** The form in which an entry is put in or changed: what stands in it, and how it follows what is chosen. */

import { clock } from "./days.js";
import { every, fail, fill, find, input, lengthText, show, timesText } from "./shown.js";

/** @import { Entry } from "./entries.js" */

const HOUR = 60;
/** Under which name this tab keeps what is half typed; erased with all that begins so. */
export const UNSAVED = "undersign-hours unsaved";
/** How tasks are put in, once somebody wants to. @type {typeof import("./tasks.js") | null} */
let tasks = null;

/** The entry that is being changed. @type {Entry | null} */
let was = null;

/** The day that was today when the page was last looked at with nothing in the form. */
let begun = "";

/** Return the entry that is being changed, as it was shown, or null for a new one. */
export function changed() {
  return was;
}

/** @param {string} name */
function chosen(name) {
  return /** @type {HTMLInputElement | null} */ (document.querySelector(`[name="${name}"]:checked`))?.value ?? "";
}

/** @param {string} name @param {string} value */
function choose(name, value) {
  for (const each of every(`[name="${name}"]`)) {
    /** @type {HTMLInputElement} */ (each).checked = /** @type {HTMLInputElement} */ (each).value === value;
  }
}

/** Return the minutes that are typed, or NaN. */
function typedMinutes() {
  const [hours, minutes] = [input("#hours").value.trim(), input("#minutes").value.trim()];
  const isNumber = /^\d+$/.test(hours + minutes);
  return isNumber ? HOUR * Number(hours) + Number(minutes) : Number.NaN;
}

/**
 * Return which one is meant of a time that came twice, if that is asked now: a choice for another day counts no more.
 * @param {string} name
 */
function fold(name) {
  const asked = /** @type {HTMLElement} */ (find(`[name="${name}"]`).closest("[data-twice]"));
  return asked.hidden ? "" : chosen(name);
}

/** The zone in which times are meant: that of an entry which is changed, or the phone's. */
function zone() {
  return was?.zone || clock().zone;
}

/**
 * Return for which times the form has to ask which one is meant. The calendar of clock changes is loaded for that.
 * @param {string} start
 * @param {string} end
 */
async function needed(start, end) {
  const { foldsNeeded } = await import("./times.js");
  return foldsNeeded(input("#day").value, start, end, zone());
}

/** Show what belongs to what is chosen. */
export async function follow() {
  const byTimes = chosen("by") !== "length";
  const [start, end] = [input("#start").value, input("#end").value];
  show('[data-by="times"]', byTimes);
  show('[data-by="length"]', !byTimes);
  show("[data-zone]", zone() !== clock().zone);
  fill("zone", zone().replaceAll("_", " "));
  find("#supervision").hidden = input("#kind").value !== "supervision";
  const areBoth = byTimes && start !== "" && end !== "";
  const twice = areBoth ? await needed(start, end) : { start: false, end: false };
  show('[data-twice="start"]', twice.start);
  show('[data-twice="end"]', twice.end);
  show("[data-overnight]", areBoth && end < start && !twice.end);
}

/** Return what stands in the form, for the store to check. @returns {any} */
export function typed() {
  const byTimes = chosen("by") !== "length";
  const times = byTimes
    ? { start: input("#start").value, end: input("#end").value, zone: zone() }
    : { start: "", end: "", zone: "", minutes: typedMinutes() };
  const kind = input("#kind").value;
  const isSupervision = kind === "supervision";
  return {
    ...(was && { id: was.id }),
    ...times,
    day: input("#day").value,
    startFold: byTimes ? fold("start-fold") : "",
    endFold: byTimes ? fold("end-fold") : "",
    kind,
    isPaid: isSupervision && input("#is-paid").checked,
    byPeer: isSupervision && input("#by-peer").checked,
    tasks: tasks?.typed() ?? was?.tasks ?? [],
  };
}

/** @param {Entry["tasks"]} given */
async function beginTasks(given) {
  const found = await import("./tasks.js");
  await found.begin(given);
  tasks = found;
}

/**
 * Show these tasks in the part of the form in which they are put in.
 * @param {Entry["tasks"]} given
 */
export async function openTasks(given) {
  await beginTasks(given);
  /** @type {HTMLDetailsElement} */ (find("#tasks")).open = true;
}

/** Empty what belongs to one entry alone; day, kind and the way of giving the time stay for the next. */
export function empty() {
  was = null;
  for (const each of ["#start", "#end", "#hours", "#minutes"]) input(each).value = "";
  for (const each of ["#is-paid", "#by-peer"]) input(each).checked = false;
  for (const each of ["start-fold", "end-fold"]) choose(each, "");
  /** @type {HTMLDetailsElement} */ (find("#tasks")).open = false;
  void tasks?.begin([]);
  show("[data-new]", true);
  show("[data-change], #leave-it", false);
  void follow();
}

/**
 * Put an entry into the form, to be changed.
 * @param {Entry} entry
 */
export async function edit(entry) {
  empty();
  was = entry;
  input("#day").value = entry.day;
  input("#kind").value = entry.kind;
  choose("by", entry.start === "" ? "length" : "times");
  fillTimes(entry);
  fillLength(entry.minutes);
  choose("start-fold", entry.startFold);
  choose("end-fold", entry.endFold);
  input("#is-paid").checked = entry.isPaid;
  input("#by-peer").checked = entry.byPeer;
  show("[data-new]", false);
  show("[data-change], #leave-it", true);
  await follow();
  if (entry.tasks.length > 0) await openTasks(entry.tasks);
  find("#kind").focus();
}

/** Let what stands in the form be a new entry: the one that was to be changed is gone. */
export function asNew() {
  was = null;
}

/** @param {Pick<Entry, "start" | "end">} times */
function fillTimes({ start, end }) {
  input("#start").value = start;
  input("#end").value = end;
}

/** @param {number} minutes */
function fillLength(minutes) {
  input("#hours").value = String(Math.floor(minutes / HOUR));
  input("#minutes").value = String(minutes % HOUR);
}

/** Say whether the form holds something that would be lost. */
export function isBegun() {
  const times = ["#start", "#end", "#hours", "#minutes"].map((each) => input(each).value);
  return was !== null || (tasks?.typed() ?? []).length > 0 || times.some((each) => each !== "");
}

/**
 * A page that was left open overnight: let it begin with the new day, unless an entry is half typed. Return whether the
 * day in the form is another one.
 */
export function turnDay() {
  const { today } = clock();
  const day = input("#day");
  day.max = today;
  if (isBegun()) return false;
  const isOld = day.value === begun && begun < today;
  begun = today;
  if (isOld) day.value = today;
  return isOld;
}

/**
 * Begin with what was put in last: its kind, its way of giving the time, and its times at one tap.
 * @param {Entry | null} last
 */
export function begin(last) {
  begun = clock().today;
  input("#day").value = begun;
  input("#day").max = begun;
  if (last !== null) {
    input("#kind").value = last.kind;
    choose("by", last.start === "" ? "length" : "times");
  }
  offer(last);
  for (const each of every("[data-minutes]")) {
    const minutes = Number(each.dataset.minutes);
    each.textContent = lengthText(minutes);
    each.addEventListener("click", () => fillLength(minutes));
  }
  find("#tasks").addEventListener("toggle", () => {
    if (/** @type {HTMLDetailsElement} */ (find("#tasks")).open && !tasks) void beginTasks([]).catch(fail);
  });
  find("#entry").addEventListener("input", () => void follow().catch(fail));
  void follow();
}

/**
 * Offer the times of the last entry at one tap.
 * @param {Entry | null} last
 */
export function offer(last) {
  const button = find("#as-before");
  button.hidden = last === null || last.start === "";
  if (last === null || last.start === "") return;
  fill("before", timesText(last));
  button.onclick = () => {
    fillTimes(last);
    void follow();
  };
}
