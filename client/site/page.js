/**
 * What every page's script does the same way. All words stand in the page, hidden until they are needed: elements with
 * `data-say="name"`, shown by `say`, and an area with the class `error`, filled by `fail`. Scripts hold no words.
 */

import { Locked } from "../device/locked.js";

const TAP_MS = 5000;

/** How something is sent as nobody. @type {RequestInit} */
const NOBODY = { credentials: "omit", cache: "no-store" };

const DAY_MS = 86_400_000;

/** A request that the site did not carry out: `error` names why, `say` tells it to a person. */
export class Failure extends Error {
  /**
   * @param {string} error
   * @param {string} say
   */
  constructor(error, say) {
    super(say);
    this.name = "Failure";
    this.error = error;
    this.say = say;
  }
}

/**
 * Return what the page gives to its script: the data attributes of <main>.
 * @returns {DOMStringMap}
 */
export function data() {
  return find("main").dataset;
}

/**
 * Return one value that the page must give.
 * @param {string} name
 */
export function given(name) {
  const value = data()[name];
  if (value === undefined) throw new Error(`the page does not give ${name}`);
  return value;
}

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
 * Show what stands under a name, and hide the others of its group. A group is named by `data-group`; elements without
 * one stay as they are. The first heading or field of what is shown gets the focus, so that it is read out.
 * @param {string} name
 */
export function say(name) {
  const wanted = find(`[data-say="${name}"]`);
  const group = wanted.dataset.group;
  if (group !== undefined) {
    for (const other of document.querySelectorAll(`[data-say][data-group="${group}"]`)) {
      /** @type {HTMLElement} */ (other).hidden = other !== wanted;
    }
  }
  wanted.hidden = false;
  const first = wanted.querySelector("input:not([type=hidden]), textarea, h1, h2");
  if (first instanceof HTMLElement) {
    if (!first.matches("input, textarea")) first.tabIndex = -1;
    first.focus();
  }
}

/**
 * Hide what stands under a name.
 * @param {string} name
 */
export function hush(name) {
  find(`[data-say="${name}"]`).hidden = true;
}

/** Hide what went wrong before. */
export function clear() {
  for (const area of document.querySelectorAll(".error")) {
    /** @type {HTMLElement} */ (area).hidden = true;
  }
}

/**
 * Show what went wrong, in the error area of the page: the sentence of the site, or the page's own sentence for the
 * reason (an element [data-reason="name"] in the area; "unable" for what this browser could not do), or its general one
 * ([data-reason="other"]).
 * @param {unknown} problem
 */
export function fail(problem) {
  const area = find(".error");
  const reason = reasonOf(problem);
  const sentence = problem instanceof Failure ? problem.say : "";
  for (const each of area.querySelectorAll("[data-reason]")) /** @type {HTMLElement} */ (each).hidden = true;
  const own =
    area.querySelector(`[data-reason="${CSS.escape(reason)}"]`) ?? area.querySelector('[data-reason="other"]');
  const said = area.querySelector("[data-said]");
  if (said instanceof HTMLElement) said.textContent = sentence;
  if (problem instanceof Locked) {
    for (const each of area.querySelectorAll("[data-seconds]")) each.textContent = String(problem.seconds);
  }
  if (sentence === "" && own instanceof HTMLElement) own.hidden = false;
  area.hidden = false;
  area.tabIndex = -1;
  area.focus();
}

/** @param {any} problem any of ours names why: Refused, Locked, Unreachable, Stopped as `reason`, Failure as `error`; what this browser cannot do
 * has no name */
function reasonOf(problem) {
  return String(problem?.reason ?? problem?.error ?? "unable");
}

let signedOut = () => {};

/**
 * Do something first where the site says that nobody is signed in any more.
 * @param {() => void} act
 */
export function whenSignedOut(act) {
  signedOut = act;
}

/**
 * Fetch JSON from this site, without saying from which page, and return it. Errors: Failure; its `say` is empty if the
 * site could not be reached.
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function ask(url, options = {}) {
  let response;
  let answer;
  try {
    const headers = { Accept: "application/json", ...options.headers };
    response = await fetch(url, { ...options, headers, referrerPolicy: "no-referrer" });
    answer = await response.json();
  } catch {
    throw new Failure("unreachable", "");
  }
  if (!response.ok) {
    takeDay(answer.day);
    if (answer.error === "sign_in") signedOut();
    throw new Failure(String(answer.error ?? "other"), String(answer.say ?? ""));
  }
  return answer;
}

/**
 * Take over the day for which words must be signed now, with which a site refuses those of another day: the next press
 * signs for it. A host cannot have any other day signed by this than one next to the day by this phone's own clock.
 * @param {unknown} day
 */
function takeDay(day) {
  if (!Number.isInteger(day) || Math.abs(Number(day) - Math.floor(Date.now() / DAY_MS)) > 1) return;
  for (const name of ["today", "day"]) if (name in data()) data()[name] = String(day);
}

/**
 * Return the JSON at an address of this site. Errors: as `post`.
 * @param {string} url
 */
export function get(url) {
  return ask(url);
}

/**
 * Send an object as JSON; return the answer. Errors: Failure.
 * @param {string} url
 * @param {object} object
 * @param {RequestInit} [options] such as to send no cookie
 */
export function post(url, object, options = {}) {
  const headers = { "Content-Type": "application/json" };
  return ask(url, { ...options, method: "POST", headers, body: JSON.stringify(object) });
}

/**
 * Send an object as `post` does, but as nobody: without cookie. Errors: Failure.
 * @param {string} url
 * @param {object} object
 */
export function postOut(url, object) {
  const headers = { "Content-Type": "application/json" };
  return ask(url, { method: "POST", headers, body: JSON.stringify(object), ...NOBODY });
}

/**
 * Do some work at most once at a time: the button rests meanwhile, and what goes wrong is shown. Return whether all
 * went well.
 * @param {HTMLButtonElement | HTMLElement} button
 * @param {() => Promise<void> | void} work
 */
export async function busy(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return false;
  clear();
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
    return true;
  } catch (problem) {
    fail(problem);
    return false;
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/**
 * Do work when a form is sent; the form itself goes nowhere. Its last button rests meanwhile.
 * @param {string} selector
 * @param {(form: HTMLFormElement) => Promise<void> | void} work
 */
export function onSend(selector, work) {
  const form = /** @type {HTMLFormElement} */ (find(selector));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(find("button:not([type=button])", form), () => work(form));
  });
}

/**
 * Do work when a button is pressed.
 * @param {string} selector
 * @param {(button: HTMLElement) => Promise<void> | void} work
 * @param {ParentNode} [within]
 */
export function onPress(selector, work, within = document) {
  const button = find(selector, within);
  button.addEventListener("click", () => void busy(button, () => work(button)));
}

/**
 * Say whether an address is one of this site's. A page at another address has signed nothing for it.
 * @param {string} address
 */
export function ours(address) {
  return given("addresses").split(" ").includes(address);
}

/** When somebody last tapped here, in milliseconds. */
let tapped = -Infinity;
globalThis.addEventListener?.("click", () => {
  tapped = performance.now();
});

/** Load the page again, but not under a tap, which may be on its way to another page: whoever looks for news tries again. */
export function loadAgain() {
  if (performance.now() - tapped > TAP_MS) location.reload();
}

/** Go where this tab is unlocked (`data-unlock`), unless the page is on its way there: lock.js has hidden it then. */
export function goUnlock() {
  if (!document.body.hidden) go(given("unlock"));
}

/**
 * Go to another page of this site.
 * @param {string} address
 */
export function go(address) {
  location.assign(address);
}
