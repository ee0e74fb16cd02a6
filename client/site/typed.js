/**
 * What somebody types is still there after the tab was locked or the session had ended, and what waits to be sent also
 * after it was loaded again: it is kept in this tab, sealed under the words, and filled in again for whoever has them.
 */

import { seedOf } from "../device/keys.js";
import { entropy, shut, watch } from "../device/unlocked.js";
import { keepOnly, stay, stayed } from "../device/vault.js";
import { goUnlock, whenSignedOut } from "./page.js";

const KEPT = "typed";

/** How this page reads what was typed; null once it is sealed. @type {(() => unknown) | null} */
let reading = null;
let sending = false;

/** @param {Uint8Array} seed */
function keep(seed) {
  if (reading !== null) stay(seed, KEPT, [location.pathname, reading(), sending]);
}

/**
 * Keep that what is typed is being sent, until it is or cannot be: `keepTyped` says so when this tab comes again. What is
 * kept of another page waits for that one.
 * @param {boolean} now
 */
export function keepSending(now) {
  sending = now;
  const words = entropy();
  if (words === null) return;
  const seed = seedOf(words);
  if (now) keep(seed);
  else if (stayed(seed, KEPT)?.[0] === location.pathname) keepOnly((name) => name !== KEPT);
}

/** What was typed is sealed, and kept so: nobody shall find it in the form again, and send it twice. */
export function keepNoMore() {
  reading = null;
  keepSending(false);
}

/**
 * Keep what is typed, and go to where the tab is unlocked.
 * @param {Uint8Array} seed
 */
function leave(seed) {
  keep(seed);
  goUnlock();
}

/** The session has ended: the tab locks too, and hides the page, which is loaded anew by whoever comes back to it. */
function lockToo() {
  const words = entropy();
  if (words === null) return;
  leave(seedOf(words));
  document.body.hidden = true;
  shut();
}

/**
 * Keep what is typed on this page whenever the tab locks or the session has ended, and let it be unlocked; fill in what
 * was kept before. Return whether that was being sent.
 * @template T
 * @param {() => T} read what JSON can hold
 * @param {(typed: T) => void} fill
 */
export function keepTyped(read, fill) {
  const words = entropy();
  if (words === null) {
    goUnlock();
    return false;
  }
  const [where, typed, wasSending] = stayed(seedOf(words), KEPT) ?? [];
  const here = where === location.pathname;
  if (here) fill(typed);
  reading = read;
  keepSending(here && wasSending);
  watch(leave);
  whenSignedOut(lockToo);
  return sending;
}
