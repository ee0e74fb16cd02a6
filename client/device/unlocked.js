/**
 * What this tab holds while it is unlocked, in sessionStorage, which ends with the tab: the 16 bytes behind the words,
 * and the seed that they give, so that no page needs the list of words or makes the seed again. After 15 minutes without
 * a touch it is locked again; what is sealed under the words stays then (vault.js).
 */

import { b64, unb64 } from "../protocol/bytes.js";

const NAME = "undersign";
/** Under which name stands what stays, sealed. */
export const STAYS = "undersign/stays";
const IDLE_MS = 15 * 60 * 1000;
const TOUCHES = ["pointerdown", "keydown", "input"];
const LOOK_MS = 10_000;

/** @typedef {{ entropy: string, seed: string, mine: boolean, touched: number }} Held */

/** What forgets what it made from the words, when the tab locks. @type {(() => void)[]} */
const forgetting = [];
/** Who is told that the time is over, with the seed that was held. @type {((seed: Uint8Array) => void)[]} */
const watching = [];

/** Whether the phone was the member's own when this page last found the tab unlocked: work may end after they left. */
let mine = true;

/** @returns {Held | null} */
function held() {
  const text = sessionStorage.getItem(NAME);
  const found = text === null ? null : JSON.parse(text);
  if (!found?.seed) return null;
  mine = found.mine;
  return found;
}

/** @param {Held} what */
function write(what) {
  sessionStorage.setItem(NAME, JSON.stringify(what));
}

/**
 * Hold the words' bytes and their seed in this tab. `mine` is false on a phone that is not the member's own.
 * @param {Uint8Array} bytes
 * @param {boolean} mine
 * @param {Uint8Array} seed
 */
export function hold(bytes, mine, seed) {
  write({ entropy: b64(bytes), seed: b64(seed), mine, touched: Date.now() });
}

/**
 * Return the seed of the words' bytes, if this tab holds it.
 * @param {string} of the bytes in base64url
 */
export function heldSeed(of) {
  const found = held();
  return found?.entropy === of ? unb64(found.seed) : null;
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
    end(unb64(found.seed));
    return null;
  }
  return unb64(found.entropy);
}

/**
 * Lock because the time is over, and tell whoever watches.
 * @param {Uint8Array} seed
 */
function end(seed) {
  shut();
  for (const tell of watching) tell(seed);
  seed.fill(0);
}

/** Say whether this is a phone that is not the member's own, as they told when they unlocked it. */
export function isNotMine() {
  held();
  return !mine;
}

/** Start the 15 minutes anew, if the tab is unlocked. */
export function touch() {
  const found = held();
  if (found !== null && entropy() !== null) write({ ...found, touched: Date.now() });
}

/**
 * Let something be forgotten too whenever the tab locks.
 * @param {() => void} forget
 */
export function forgetWith(forget) {
  forgetting.push(forget);
}

/** Lock, and let stay what is sealed: the same member may come back. */
export function shut() {
  const stays = sessionStorage.getItem(STAYS);
  lock();
  if (stays !== null) sessionStorage.setItem(STAYS, stays);
}

/** Lock: this tab forgets everything that it holds. */
export function lock() {
  mine = true;
  sessionStorage.clear();
  for (const forget of forgetting) forget();
}

/**
 * Keep the tab unlocked while somebody uses it, from now on or from when it is unlocked, and tell when it locks
 * because nobody did. What a script locks on purpose is not told. Whoever is told can seal something with the seed.
 * @param {(seed: Uint8Array) => void} locked
 */
export function watch(locked) {
  if (watching.push(locked) > 1) return;
  for (const each of TOUCHES) document.addEventListener(each, touch, { passive: true });
  document.addEventListener("visibilitychange", entropy);
  setInterval(entropy, LOOK_MS);
}
