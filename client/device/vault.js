/**
 * What stays on a member's own phone: the 16 bytes behind the words, sealed once for each lock (locks.js), and drawers
 * such as receipts and settings, sealed under a key that comes from the words. On a phone that is not one's own
 * drawers are kept in sessionStorage, which ends with the tab, and nothing else is kept.
 */

import { b64, unb64, utf8 } from "../protocol/bytes.js";
import { vaultKey } from "../protocol/derived.js";
import { seedOf } from "./keys.js";
import { seal, unseal } from "./seal.js";
import { forgetSeen } from "./seen.js";
import { indexed } from "./storage.js";
import { isNotMine } from "./unlocked.js";

/** @import { Storage } from "./storage.js" */

const DRAWER = "undersign/drawer/";

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
  await change(entropy, drawer, () => value);
}

/**
 * Change what is in a drawer in one step, so that nothing is lost that another tab, or this one, puts in meanwhile.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @param {(value: any) => unknown} turn from what is in it, or null as `take` says it
 */
export async function change(entropy, drawer, turn) {
  const key = vaultKey(seedOf(entropy));
  const name = `drawer/${drawer}`;
  const turned = (/** @type {any} */ kept) => seal(key, name, utf8(JSON.stringify(turn(opened(key, name, kept)))));
  if (isNotMine()) sessionStorage.setItem(DRAWER + drawer, b64(turned(sessionStorage.getItem(DRAWER + drawer))));
  else await storage.change(name, turned);
}

/**
 * Return what is in a drawer, or null if there is nothing of this member's.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @returns {Promise<any>}
 */
export async function take(entropy, drawer) {
  const name = `drawer/${drawer}`;
  const kept = isNotMine() ? sessionStorage.getItem(DRAWER + drawer) : await storage.read(name);
  return opened(vaultKey(seedOf(entropy)), name, kept);
}

/**
 * @param {Uint8Array} key
 * @param {string} name
 * @param {string | Uint8Array | null | undefined} kept
 * @returns {any}
 */
function opened(key, name, kept) {
  if (kept === null || kept === undefined) return null;
  const plain = unseal(key, name, typeof kept === "string" ? unb64(kept) : kept);
  return plain === null ? null : JSON.parse(new TextDecoder().decode(plain));
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
