/**
 * What somebody types is still there after the tab was locked, and what waits to be sent also after it was loaded again:
 * it is kept in this tab, and filled in again.
 */

import { entropy, watch } from "../device/unlocked.js";
import { goUnlock } from "./page.js";

const KEPT = "undersign/typed";

/** How this page reads what was typed. */
let reading = () => /** @type {unknown} */ (null);
let sending = false;
let leaving = false; // to be unlocked

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, reading(), sending]));
}

/**
 * Keep that what is typed is being sent, until it is or cannot be: `keepTyped` says so when this tab comes again.
 * @param {boolean} now
 */
export function keepSending(now) {
  if (leaving) return;
  sending = now;
  if (sending) keep();
  else sessionStorage.removeItem(KEPT);
}

/**
 * Keep what is typed on this page whenever the tab locks, and let it be unlocked; fill in what was kept before. Return
 * whether that was being sent.
 * @template T
 * @param {() => T} read what JSON can hold
 * @param {(typed: T) => void} fill
 */
export function keepTyped(read, fill) {
  const [where, typed, wasSending] = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const here = where === location.pathname;
  if (here) fill(typed);
  reading = read;
  sending = here && wasSending === true;
  const unlock = () => {
    keep();
    leaving = true;
    goUnlock();
  };
  if (entropy() === null) unlock();
  else if (!sending) sessionStorage.removeItem(KEPT);
  watch(unlock);
  return sending && entropy() !== null;
}
