/**
 * What this device saw of the record, for the next check to be held against. On a member's own phone it stays; on every
 * other it ends with the tab, like all that is kept there.
 */

/** @import { Seen } from "../site/checking.js" */

const NAME = "undersign/record";

/** @param {boolean} own */
function place(own) {
  return own ? localStorage : sessionStorage;
}

/**
 * Return what was seen the last time, or null.
 * @param {boolean} own whether this is a member's own phone
 * @returns {Seen | null}
 */
export function seen(own) {
  const text = place(own).getItem(NAME);
  return text === null ? null : JSON.parse(text);
}

/**
 * Keep what was seen.
 * @param {boolean} own whether this is a member's own phone
 * @param {Seen} what
 */
export function remember(own, what) {
  place(own).setItem(NAME, JSON.stringify(what));
}

/** Forget what stays. */
export function forgetSeen() {
  localStorage.removeItem(NAME);
}
