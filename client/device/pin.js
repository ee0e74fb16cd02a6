/** The PIN that opens the vault of this phone. It never leaves the phone. Whoever has the phone can try all PINs. */

import { utf8 } from "../protocol/bytes.js";
import { scryptAsync } from "../vendor/words.js";
import { Locked } from "./locked.js";

const FORM = /^\d{6,12}$/;
const COST = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };
const WAIT_MOST_S = 3600;

/**
 * Return a new PIN that was typed twice. Errors: Locked with pin_form unless it is 6 to 12 digits, pin_other if the two
 * differ.
 * @param {string} pin
 * @param {string} again
 */
export function checkNewPin(pin, again) {
  if (!FORM.test(pin)) throw new Locked("pin_form");
  if (pin !== again) throw new Locked("pin_other");
  return pin;
}

/**
 * Return the key of a PIN, 32 bytes: scrypt with N = 2^15, r = 8, p = 1.
 * @param {string} pin
 * @param {Uint8Array} salt
 * @returns {Promise<Uint8Array>}
 */
export function pinKey(pin, salt) {
  return scryptAsync(utf8(pin), salt, COST);
}

/**
 * Return for how many seconds no PIN is taken after so many wrong ones: 1, 2, 4 and so on, at most an hour.
 * @param {number} wrong
 */
export function waitAfter(wrong) {
  return wrong < 1 ? 0 : Math.min(2 ** (wrong - 1), WAIT_MOST_S);
}
