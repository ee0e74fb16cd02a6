/** The locks of the vault on a member's own phone, PIN and passkey: making them, and opening with them. */

import { utf8 } from "../protocol/bytes.js";
import { vaultKey } from "../protocol/derived.js";
import { seedOf } from "./keys.js";
import { Locked } from "./locked.js";
import { makePasskey, passkeyKey } from "./passkey.js";
import { pinKey, waitAfter } from "./pin.js";
import { random } from "./random.js";
import { seal, unseal } from "./seal.js";
import { isNotMine } from "./unlocked.js";
import { store } from "./vault.js";
import "./words.js"; // what a lock gives has no seed yet

/** @import { Passkey } from "./passkey.js" */
/** @typedef {{ salt: Uint8Array, sealed: Uint8Array }} PinLock */
/** @typedef {Passkey & { sealed: Uint8Array }} PasskeyLock */
/** @typedef {{ wrong: number, until: number }} Tries */

const SALT_BYTES = 16;

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
  if (!stays) await store().erase();
  await store().write("owner", ownerOf(entropy));
  await store().write("pin", { salt, sealed });
  await store().write("tries", { wrong: 0, until: 0 });
}

/** @param {Uint8Array} entropy */
function ownerOf(entropy) {
  return seal(vaultKey(seedOf(entropy)), "owner", utf8("owner"));
}

/** @param {Uint8Array} entropy */
async function isOf(entropy) {
  const owner = await store().read("owner");
  return owner !== undefined && unseal(vaultKey(seedOf(entropy)), "owner", owner) !== null;
}

/**
 * Return the words' bytes, given the PIN. Errors: Locked with no_vault; pin_wrong, or pin_wait if it is too early for
 * another try. The try is counted before the PIN is looked at, in one step, so that neither closing the page nor a
 * second tab undoes anything.
 * @param {string} pin
 * @returns {Promise<Uint8Array>}
 */
export async function openWithPin(pin) {
  /** @type {PinLock | undefined} */
  const lock = await store().read("pin");
  if (lock === undefined) throw new Locked("no_vault");
  let [left, seconds] = [0, 0];
  await store().change("tries", (/** @type {Tries} */ tries = { wrong: 0, until: 0 }) => {
    const now = Date.now();
    left = Math.min(tries.until - now, 1000 * waitAfter(tries.wrong)); // a clock set back makes no wait longer
    if (left > 0) return tries;
    seconds = waitAfter(tries.wrong + 1);
    return { wrong: tries.wrong + 1, until: now + 1000 * seconds };
  });
  if (left > 0) throw new Locked("pin_wait", Math.ceil(left / 1000));
  const entropy = unseal(await pinKey(pin, lock.salt), "pin", lock.sealed);
  if (entropy === null) throw new Locked("pin_wrong", seconds);
  await store().write("tries", { wrong: 0, until: 0 });
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
  await store().write("passkey", { ...passkey, sealed: seal(key, "passkey", entropy) });
}

/**
 * Return the words' bytes, given the passkey. Errors: Locked with passkey_none.
 * @returns {Promise<Uint8Array>}
 */
export async function openWithPasskey() {
  /** @type {PasskeyLock | undefined} */
  const lock = await store().read("passkey");
  if (lock === undefined) throw new Locked("passkey_none");
  const entropy = unseal(await passkeyKey(lock), "passkey", lock.sealed);
  if (entropy === null) throw new Locked("passkey_none");
  return entropy;
}
