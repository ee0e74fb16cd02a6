/**
 * What stays on a member's own phone: the 16 bytes behind the words, sealed once for each lock (PIN, passkey), and
 * drawers such as receipts and settings, sealed under a key that comes from the words. On a phone that is not one's own
 * drawers are kept in sessionStorage, which ends with the tab, and nothing else is kept.
 */

import { utf8 } from "../protocol/bytes.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { vaultKey } from "../protocol/phrase.js";
import { seedOf } from "./keys.js";
import { Locked } from "./locked.js";
import { makePasskey, passkeyKey } from "./passkey.js";
import { pinKey, waitAfter } from "./pin.js";
import { random } from "./random.js";
import { seal, unseal } from "./seal.js";
import { forgetSeen } from "./seen.js";
import { indexed } from "./storage.js";
import { isNotMine } from "./unlocked.js";

/** @import { Passkey } from "./passkey.js" */
/** @import { Storage } from "./storage.js" */
/** @typedef {{ salt: Uint8Array, sealed: Uint8Array }} PinLock */
/** @typedef {Passkey & { sealed: Uint8Array }} PasskeyLock */
/** @typedef {{ wrong: number, until: number }} Tries */

const SALT_BYTES = 16;
const DRAWER = "undersign/drawer/";

/** Where it is kept; tests put another in its place. @type {Storage} */
let storage = indexed;

/** @param {Storage} other */
export function keepIn(other) {
  storage = other;
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
 * Keep the words' bytes on this phone under a new PIN. What another member kept here is erased.
 * Errors: Locked with not_mine on a phone that is not one's own.
 * @param {Uint8Array} entropy
 * @param {string} pin
 */
export async function keep(entropy, pin) {
  if (isNotMine()) throw new Locked("not_mine");
  const salt = random(SALT_BYTES);
  const sealed = seal(await pinKey(pin, salt), "pin", entropy);
  const stays = await isOf(entropy);
  if (!stays) await storage.erase();
  await storage.write("owner", ownerOf(entropy));
  await storage.write("pin", { salt, sealed });
  await storage.write("tries", { wrong: 0, until: 0 });
}

/** @param {Uint8Array} entropy */
function ownerOf(entropy) {
  return seal(vaultKey(seedOf(entropy)), "owner", utf8("owner"));
}

/** @param {Uint8Array} entropy */
async function isOf(entropy) {
  const owner = await storage.read("owner");
  return owner !== undefined && unseal(vaultKey(seedOf(entropy)), "owner", owner) !== null;
}

/**
 * Return the words' bytes, given the PIN. Errors: Locked with no_vault; pin_wrong, or pin_wait if it is too early for
 * another try. The try is counted before the PIN is looked at, so that closing the page undoes nothing.
 * @param {string} pin
 * @returns {Promise<Uint8Array>}
 */
export async function openWithPin(pin) {
  /** @type {PinLock | undefined} */
  const lock = await storage.read("pin");
  if (lock === undefined) throw new Locked("no_vault");
  /** @type {Tries} */
  const { wrong, until } = (await storage.read("tries")) ?? { wrong: 0, until: 0 };
  const now = Date.now();
  const left = Math.min(until - now, 1000 * waitAfter(wrong)); // a clock set back makes no wait longer
  if (left > 0) throw new Locked("pin_wait", Math.ceil(left / 1000));
  const seconds = waitAfter(wrong + 1);
  await storage.write("tries", { wrong: wrong + 1, until: now + 1000 * seconds });
  const entropy = unseal(await pinKey(pin, lock.salt), "pin", lock.sealed);
  if (entropy === null) throw new Locked("pin_wrong", seconds);
  await storage.write("tries", { wrong: 0, until: 0 });
  return entropy;
}

/**
 * Add a passkey as a second lock. Errors: Locked with no_vault, not_mine, passkey_none.
 * @param {Uint8Array} entropy
 */
export async function addPasskey(entropy) {
  if (isNotMine()) throw new Locked("not_mine");
  if (!(await isOf(entropy))) throw new Locked("no_vault");
  const { passkey, key } = await makePasskey();
  await storage.write("passkey", { ...passkey, sealed: seal(key, "passkey", entropy) });
}

/**
 * Return the words' bytes, given the passkey. Errors: Locked with passkey_none.
 * @returns {Promise<Uint8Array>}
 */
export async function openWithPasskey() {
  /** @type {PasskeyLock | undefined} */
  const lock = await storage.read("passkey");
  if (lock === undefined) throw new Locked("passkey_none");
  const entropy = unseal(await passkeyKey(lock), "passkey", lock.sealed);
  if (entropy === null) throw new Locked("passkey_none");
  return entropy;
}

/**
 * Put a value, which JSON can hold, into a drawer.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @param {unknown} value
 */
export async function put(entropy, drawer, value) {
  const sealed = seal(vaultKey(seedOf(entropy)), `drawer/${drawer}`, utf8(JSON.stringify(value)));
  if (isNotMine()) sessionStorage.setItem(DRAWER + drawer, b64(sealed));
  else await storage.write(`drawer/${drawer}`, sealed);
}

/**
 * Return what is in a drawer, or null if there is nothing of this member's.
 * @param {Uint8Array} entropy
 * @param {string} drawer
 * @returns {Promise<any>}
 */
export async function take(entropy, drawer) {
  const kept = isNotMine() ? sessionStorage.getItem(DRAWER + drawer) : await storage.read(`drawer/${drawer}`);
  if (kept === null || kept === undefined) return null;
  const sealed = typeof kept === "string" ? unb64(kept) : kept;
  const plain = unseal(vaultKey(seedOf(entropy)), `drawer/${drawer}`, sealed);
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
