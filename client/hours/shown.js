/**
 * What the pages of My hours show, and how. All words stand in the page: scripts fill in days, times and numbers, and
 * show the sentence for a reason.
 */

import { HoursProblem } from "./problems.js";

/** @import { Entry } from "./entries.js" */

/** How days and numbers are written: in the page's language, as in the United States. */
export const lang = `${document.documentElement.lang}-US`;
const dayParts = /** @type {const} */ ({ weekday: "long", month: "long", day: "numeric", timeZone: "UTC" });
const dayForm = new Intl.DateTimeFormat(lang, dayParts);
const wholeForm = new Intl.DateTimeFormat(lang, { ...dayParts, year: "numeric" });
const monthForm = new Intl.DateTimeFormat(lang, { month: "long", year: "numeric", timeZone: "UTC" });
const hourForm = new Intl.NumberFormat(lang, { style: "unit", unit: "hour" });
const minuteForm = new Intl.NumberFormat(lang, { style: "unit", unit: "minute" });
const HOUR = 60;

/**
 * Return the first element that fits, which must be there.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`${selector} is not on the page`);
  return found;
}

/**
 * Return an input, which must be there.
 * @param {string} selector
 * @param {ParentNode} [within]
 */
export function input(selector, within = document) {
  return /** @type {HTMLInputElement} */ (find(selector, within));
}

/**
 * Return all elements that fit.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {NodeListOf<HTMLElement>}
 */
export function every(selector, within = document) {
  return within.querySelectorAll(selector);
}

/**
 * Show elements, or hide them.
 * @param {string} selector
 * @param {boolean} shown
 * @param {ParentNode} [within]
 */
export function show(selector, shown, within = document) {
  for (const each of every(selector, within)) each.hidden = !shown;
}

/**
 * Write a value wherever the page has room for it.
 * @param {string} name
 * @param {string} value
 * @param {ParentNode} [within]
 */
export function fill(name, value, within = document) {
  for (const each of every(`[data-fill="${name}"]`, within)) each.textContent = value;
}

/**
 * Return a copy of what a template holds.
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function copy(selector) {
  const { content } = /** @type {HTMLTemplateElement} */ (find(selector));
  return /** @type {HTMLElement} */ (content.firstElementChild?.cloneNode(true));
}

/** @param {string} day */
function date(day) {
  return new Date(`${day}T12:00Z`);
}

/**
 * Return a day as people say it, with its year if that is not this one.
 * @param {string} day
 */
export function dayText(day) {
  return (day.startsWith(`${new Date().getFullYear()}-`) ? dayForm : wholeForm).format(date(day));
}

/** @param {string} day */
function wholeDayText(day) {
  return wholeForm.format(date(day));
}

/**
 * Return a month as people say it.
 * @param {string} month
 */
export function monthText(month) {
  return monthForm.format(date(`${month}-01`));
}

/**
 * Return a time of minutes in hours and minutes.
 * @param {number} minutes
 */
export function lengthText(minutes) {
  const [hours, left] = [Math.floor(minutes / HOUR), minutes % HOUR];
  if (hours === 0) return minuteForm.format(left);
  return left === 0 ? hourForm.format(hours) : `${hourForm.format(hours)} ${minuteForm.format(left)}`;
}

/**
 * Return when an entry was, and how long.
 * @param {Pick<Entry, "start" | "end" | "minutes">} entry
 */
export function timesText({ start, end, minutes }) {
  return start === "" ? lengthText(minutes) : `${start}–${end} · ${lengthText(minutes)}`;
}

/** What a problem's detail is called, and how it is said. @type {Record<string, (value: any) => string>} */
const DETAILS = {
  over: lengthText,
  day: wholeDayText,
  today: wholeDayText,
  line: String,
  column: String,
  missing: String,
  other: (other) => (typeof other === "number" ? String(other) : `${dayText(other.day)}, ${timesText(other)}`),
};

/** Hide what went wrong before. */
export function clear() {
  show(".error", false);
  for (const each of every("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

/**
 * Mark the field that a sentence is about, and lead to it.
 * @param {HTMLElement} area
 * @param {string | undefined} id
 */
function point(area, id) {
  const field = id === undefined ? null : document.getElementById(id);
  const isThere = field?.checkVisibility?.() ?? field !== null;
  show("[data-to]", isThere, area);
  if (!isThere || id === undefined) return;
  field?.setAttribute("aria-invalid", "true");
  find("[data-to] a", area).onclick = (event) => {
    event.preventDefault(); // the address stays as it is
    field?.focus();
  };
}

/**
 * Show what went wrong: the page's sentence for the reason, or its general one.
 * @param {unknown} problem
 */
export function fail(problem) {
  const area = find(".error");
  const { reason, detail } = problem instanceof HoursProblem ? problem : new HoursProblem("other");
  const sentence = area.querySelector(`[data-reason="${CSS.escape(reason)}"]`);
  const own = /** @type {HTMLElement} */ (sentence ?? find('[data-reason="other"]', area));
  for (const each of every("[data-reason]", area)) each.hidden = each !== own;
  for (const each of every("[data-detail]", area)) {
    const value = detail[each.dataset.detail ?? ""];
    each.textContent = value === undefined ? "" : (DETAILS[each.dataset.detail ?? ""] ?? String)(value);
  }
  show("[data-line]", detail.line !== undefined, area);
  clear();
  point(area, own.dataset.for);
  area.hidden = false;
  area.tabIndex = -1;
  area.focus();
}

/** Work that goes on, so that nothing is done twice. @type {WeakSet<HTMLElement>} */
const working = new WeakSet();

/**
 * Do some work at most once at a time, and show what goes wrong. Return whether all went well.
 * @param {HTMLElement} element
 * @param {() => Promise<void> | void} work
 */
export async function attempt(element, work) {
  if (working.has(element)) return false;
  working.add(element);
  clear();
  try {
    await work();
    return true;
  } catch (problem) {
    fail(problem);
    return false;
  } finally {
    working.delete(element);
  }
}

/**
 * Do work when a button is pressed.
 * @param {string} selector
 * @param {(button: HTMLElement) => Promise<void> | void} work
 * @param {ParentNode} [within]
 */
export function onPress(selector, work, within = document) {
  const button = find(selector, within);
  button.addEventListener("click", () => void attempt(button, () => work(button)));
}

/**
 * Do work when a form is sent; the form itself goes nowhere.
 * @param {string} selector
 * @param {() => Promise<void> | void} work
 */
export function onSend(selector, work) {
  const form = find(selector);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(form, work);
  });
}
