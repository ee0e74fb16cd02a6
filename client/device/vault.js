/**
 * What stays on a member's own phone: the 16 bytes behind the words, sealed once for each lock (locks.js), and drawers
 * such as receipts and settings, sealed under a key that comes from the words. On a phone that is not one's own
 * drawers are kept in the tab (stays.js), and nothing else is kept.
 */

import { seedOf } from "./keys.js";
import { forgetSeen } from "./seen.js";
import { opened, sealed, stay, stayed } from "./stays.js";
import { indexed } from "./storage.js";
import { isNotMine } from "./unlocked.js";

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

/**
 * Put a value, which JSON can hold, into a drawer.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @param {unknown} value
 */
export async function put(entropy, drawer, value) {
  const [seed, name] = [seedOf(entropy), `drawer/${drawer}`];
  if (isNotMine()) stay(seed, name, value);
  else await storage.write(name, sealed(seed, name, value));
}

/**
 * Return what is in a drawer, or null if there is nothing of this member's.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @returns {Promise<any>}
 */
export async function take(entropy, drawer) {
  const [seed, name] = [seedOf(entropy), `drawer/${drawer}`];
  if (isNotMine()) return stayed(seed, name);
  const kept = await storage.read(name);
  return kept === undefined ? null : opened(seed, name, kept);
}

/** The drawers of pages that hold no secret: whether the words are on paper, links of lost phones by their public keys. */
const PLAIN = ["words_saved", "links_back", "coming_back"];

/**
 * Return what this phone keeps about its member beside the sealed words, without anything secret.
 * @param {Uint8Array} entropy
 */
export async function kept(entropy) {
  const drawers = await Promise.all(PLAIN.map(async (name) => [name, await take(entropy, name)]));
  return { mine: !isNotMine(), locks: await locks(), ...Object.fromEntries(drawers) };
}

/** Erase everything that this phone keeps. */
export async function erase() {
  forgetSeen();
  await storage.erase();
}
