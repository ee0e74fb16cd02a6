/** A demand: times as the phone tells them, figures that renew themselves, and whether this phone has signed. */

import { entropy } from "../device/unlocked.js";
import { localise } from "./moments.js";
import { data, get, given, loadAgain } from "./page.js";

/** @typedef {{ state: string, fixed: boolean, would_open: number, needed: number, counted: number, now: number,
 *   why_not?: string }} Figures `why_not`: only for a reader who may not sign yet */

const OFTEN_MS = 5_000;
const OTHER_MS = 60_000;
const MINUTE = 60;

/** How far the site's clock is from the phone's, in seconds. */
let ahead = Number(given("now")) - Date.now() / 1000;
/** When the names were counted that the page shows; none yet: the page knows. @type {number | null} */
let counted = null;

function showMinutes() {
  const left = Number(given("signingEnds")) - (Date.now() / 1000 + ahead);
  for (const each of document.querySelectorAll("[data-minutes]")) {
    each.textContent = String(Math.max(0, Math.ceil(left / MINUTE)));
  }
}

/** @param {Figures} found */
function show({ would_open, needed }) {
  const hide = (/** @type {string} */ selector, /** @type {boolean} */ hidden) => {
    for (const each of document.querySelectorAll(selector)) /** @type {HTMLElement} */ (each).hidden = hidden;
  };
  for (const each of document.querySelectorAll('[data-fill="would_open"]')) each.textContent = String(would_open);
  hide("[data-if-names]", would_open === 0);
  hide("[data-if-none]", would_open > 0);
  for (const [at, mark] of document.querySelectorAll(".marks li").entries()) {
    mark.className = at < would_open ? "in" : at < needed ? "" : "more";
  }
}

/** Fetch the figures; where the demand went on to its next part, load the page again. */
async function renew() {
  if (document.hidden) return;
  /** @type {Figures} */
  const found = await get(given("figures"));
  ahead = found.now - Date.now() / 1000;
  counted ??= found.counted;
  const went = found.state !== given("state") || String(found.fixed) !== given("fixed");
  if (went || found.counted !== counted || found.why_not !== data().whyNot) loadAgain();
  else show(found);
}

/** Show what this phone knows of its own signature. What it needs for that is fetched only now. */
async function showOwn() {
  const words = entropy();
  if (words === null) return;
  const { showMine } = await import("./own.js");
  await showMine(words);
}

localise();
showMinutes();
setInterval(showMinutes, 1000);
if (data().state !== "opened" && data().state !== "shut" && data().state !== "void") {
  const waits = data().state !== "signing" || given("fixed") === "false"; // whoever waits for others looks at the page
  const often = waits || data().room === "yes";
  setInterval(() => void renew().catch(() => undefined), often ? OFTEN_MS : OTHER_MS); // the next one tries again
}
if (document.querySelector("#mine") !== null) {
  void showOwn().catch(() => undefined); // the page of the receipt says what is wrong
}
