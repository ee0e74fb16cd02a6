/**
 * What stays on a member's own phone: the 16 bytes behind the words, sealed once for each lock (locks.js), and drawers
 * such as receipts and settings, sealed under a key that comes from the words. What is half typed stays in the tab,
 * sealed so too, while it is locked; on a phone that is not one's own the drawers do, and nothing else is kept.
 */

import { b64, unb64, utf8 } from "../protocol/bytes.js";
import { vaultKey } from "../protocol/derived.js";
import { seedOf } from "./keys.js";
import { seal, unseal } from "./seal.js";
import { forgetSeen } from "./seen.js";
import { indexed } from "./storage.js";
import { heldSeed, isNotMine, STAYS } from "./unlocked.js";

/** @import { Storage } from "./storage.js" */

/** Where it is kept; tests put another in its place. @type {Storage} */
let storage = indexed;

/** @param {Storage} other */
export function keepIn(other) {
  storage = other;
}

/** Return where it is kept, for the locks. */
export function store() {
  return storage;
}

/** Say which locks this phone has for the vault; none: it has no vault. */
export async function locks() {
  return { pin: Boolean(await storage.read("pin")), passkey: Boolean(await storage.read("passkey")) };
}

/** Say whether this phone has a vault. */
export async function exists() {
  return (await locks()).pin;
}

/** Say whether this is a member's own phone: it has a vault, and nobody said that it is not theirs. */
export async function isOwn() {
  return !isNotMine() && (await exists().catch(() => false)); // where nothing can be kept, nothing is
}

/** @returns {Record<string, string>} what this tab keeps, sealed; only whoever has the words opens it again */
function all() {
  try {
    return JSON.parse(sessionStorage.getItem(STAYS) ?? "{}");
  } catch {
    return {}; // what is broken stops nobody from signing in
  }
}

/** @param {Record<string, string>} what */
function write(what) {
  const text = JSON.stringify(what);
  if (text === "{}") sessionStorage.removeItem(STAYS);
  else sessionStorage.setItem(STAYS, text);
}

/**
 * Return a value, which JSON can hold, sealed under its name.
 * @param {Uint8Array} key
 * @param {string} name
 * @param {unknown} value
 */
function sealed(key, name, value) {
  return seal(key, name, utf8(JSON.stringify(value)));
}

/**
 * Return what was sealed, or null if there is nothing, or nothing under these words and this name.
 * @param {Uint8Array} key
 * @param {string} name
 * @param {any} kept bytes, or those in base64url
 * @returns {any}
 */
function opened(key, name, kept) {
  try {
    const plain = unseal(key, name, typeof kept === "string" ? unb64(kept) : kept);
    return plain && JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/**
 * Keep a value in this tab.
 * @param {Uint8Array} seed
 * @param {string} name
 * @param {unknown} value
 */
export function stay(seed, name, value) {
  write({ ...all(), [name]: b64(sealed(vaultKey(seed), name, value)) });
}

/**
 * Return what this tab keeps under a name, or null if there is nothing of these words.
 * @param {Uint8Array} seed
 * @param {string} name
 * @returns {any}
 */
export function stayed(seed, name) {
  return opened(vaultKey(seed), name, all()[name]);
}

/**
 * Keep only some of what this tab keeps.
 * @param {(name: string) => boolean} stays
 */
export function keepOnly(stays) {
  write(Object.fromEntries(Object.entries(all()).filter(([name]) => stays(name))));
}

/**
 * Put a value, which JSON can hold, into a drawer.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @param {unknown} value
 */
export async function put(entropy, drawer, value) {
  await change(entropy, drawer, () => value);
}

/**
 * Change what is in a drawer in one step, so that nothing is lost that another tab, or this one, puts in meanwhile.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @param {(value: any) => unknown} turn from what is in it, or null as `take` says it
 */
export async function change(entropy, drawer, turn) {
  const [seed, name] = [seedOf(entropy), `drawer/${drawer}`];
  if (isNotMine()) {
    if (heldSeed(b64(entropy)) !== null) stay(seed, name, turn(stayed(seed, name))); // whoever left leaves nothing
    return;
  }
  const key = vaultKey(seed); // now: the seed is gone once the tab locks
  await storage.change(name, (kept) => sealed(key, name, turn(opened(key, name, kept))));
}

/**
 * Return what is in a drawer, or null if there is nothing of this member's.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @returns {Promise<any>}
 */
export async function take(entropy, drawer) {
  const [seed, name] = [seedOf(entropy), `drawer/${drawer}`];
  return isNotMine() ? stayed(seed, name) : opened(vaultKey(seed), name, await storage.read(name));
}

/** Erase everything that this phone keeps. */
export async function erase() {
  forgetSeen();
  await storage.erase();
}
