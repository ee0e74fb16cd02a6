/**
 * What this tab holds while it is unlocked: the 16 bytes behind the words, in sessionStorage, which ends with the tab.
 * After 15 minutes without a touch it is locked again. On a phone that is not one's own, nothing else is ever kept.
 */

import { b64, unb64 } from "../protocol/encoding.js";
import { forget } from "./keys.js";

const NAME = "undersign";
const IDLE_MS = 15 * 60 * 1000;
const TOUCHES = ["pointerdown", "keydown", "input"];
const LOOK_MS = 10_000;

/** @typedef {{ entropy: string, mine: boolean, touched: number }} Held */

/** @returns {Held | null} */
function held() {
  const text = sessionStorage.getItem(NAME);
  return text === null ? null : JSON.parse(text);
}

/** @param {Held} what */
function write(what) {
  sessionStorage.setItem(NAME, JSON.stringify(what));
}

/**
 * Hold the words' bytes in this tab. `mine` is false on a phone that is not the member's own.
 * @param {Uint8Array} bytes
 * @param {boolean} mine
 */
export function hold(bytes, mine) {
  write({ entropy: b64(bytes), mine, touched: Date.now() });
}

/**
 * Return the words' bytes, or null if this tab is locked.
 * @returns {Uint8Array | null}
 */
export function entropy() {
  const found = held();
  if (found === null) return null;
  const idle = Date.now() - found.touched;
  if (idle < 0 || idle >= IDLE_MS) {
    lock();
    return null;
  }
  return unb64(found.entropy);
}

/** Say whether this is a phone that is not the member's own, as they told when they unlocked it. */
export function isNotMine() {
  return held()?.mine === false;
}

/** Start the 15 minutes anew, if the tab is unlocked. */
export function touch() {
  const found = held();
  if (found !== null && entropy() !== null) write({ ...found, touched: Date.now() });
}

/** Lock: this tab forgets everything that it holds. */
export function lock() {
  sessionStorage.clear();
  forget();
}

/**
 * Keep the tab unlocked while somebody uses it, and tell when it locks. Where it is locked already, nothing is told.
 * @param {() => void} locked
 */
export function watch(locked) {
  if (entropy() === null) return;
  for (const each of TOUCHES) document.addEventListener(each, touch, { passive: true });
  const timer = setInterval(() => {
    if (entropy() !== null) return;
    clearInterval(timer);
    locked();
  }, LOOK_MS);
}
