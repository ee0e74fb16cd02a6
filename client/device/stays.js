/**
 * What stays in this tab while it is locked, sealed under the words: what is half typed, and on a phone that is not
 * one's own the drawers (vault.js). Only whoever has the words opens it again. It ends with the tab.
 */

import { b64, unb64, utf8 } from "../protocol/bytes.js";
import { vaultKey } from "../protocol/derived.js";
import { seal, unseal } from "./seal.js";
import { STAYS } from "./unlocked.js";

/** @returns {Record<string, string>} */
function all() {
  return JSON.parse(sessionStorage.getItem(STAYS) ?? "{}");
}

/** @param {Record<string, string>} what */
function write(what) {
  const text = JSON.stringify(what);
  if (text === "{}") sessionStorage.removeItem(STAYS);
  else sessionStorage.setItem(STAYS, text);
}

/**
 * Return a value, which JSON can hold, sealed under its name.
 * @param {Uint8Array} seed
 * @param {string} name
 * @param {unknown} value
 */
export function sealed(seed, name, value) {
  return seal(vaultKey(seed), name, utf8(JSON.stringify(value)));
}

/**
 * Return what was sealed, or null if it was under other words or another name.
 * @param {Uint8Array} seed
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {any}
 */
export function opened(seed, name, bytes) {
  const plain = unseal(vaultKey(seed), name, bytes);
  return plain === null ? null : JSON.parse(new TextDecoder().decode(plain));
}

/**
 * Keep a value in this tab.
 * @param {Uint8Array} seed
 * @param {string} name
 * @param {unknown} value
 */
export function stay(seed, name, value) {
  write({ ...all(), [name]: b64(sealed(seed, name, value)) });
}

/**
 * Return what this tab keeps under a name, or null if there is nothing of these words.
 * @param {Uint8Array} seed
 * @param {string} name
 * @returns {any}
 */
export function stayed(seed, name) {
  const text = all()[name];
  return text === undefined ? null : opened(seed, name, unb64(text));
}

/**
 * Keep only some of what this tab keeps.
 * @param {(name: string) => boolean} stays
 */
export function keepOnly(stays) {
  write(Object.fromEntries(Object.entries(all()).filter(([name]) => stays(name))));
}
