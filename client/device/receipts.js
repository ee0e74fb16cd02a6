/**
 * The receipts of what a member has handed in, in a drawer of the vault. Each kind of box that gives receipts adds here
 * how one is withdrawn, so that whoever leaves can withdraw everything first.
 */

import { random } from "./random.js";
import { change, take } from "./vault.js";

const DRAWER = "receipts";
const PAUSE_LEAST_MS = 20_000;
const PAUSE_MOST_MS = 90_000;

/** @typedef {{ kind: string, id: string } & Record<string, unknown>} Receipt */
/** @typedef {(receipt: Receipt, entropy: Uint8Array) => Promise<void>} Withdraw it refuses by throwing */

/** @type {Map<string, Withdraw>} */
const ways = new Map();

/**
 * Say how receipts of a kind are withdrawn.
 * @param {string} kind
 * @param {Withdraw} withdraw
 */
export function addKind(kind, withdraw) {
  ways.set(kind, withdraw);
}

/**
 * Return all receipts.
 * @param {Uint8Array} entropy
 * @returns {Promise<Receipt[]>}
 */
export async function receipts(entropy) {
  return (await take(entropy, DRAWER)) ?? [];
}

/**
 * Keep a receipt; return it. One with the same id is replaced, or only changed where `changes` says so: the one in the
 * drawer may be newer than the caller's.
 * @template {Receipt} R
 * @param {Uint8Array} entropy
 * @param {R} receipt
 * @param {Partial<R>} [changes]
 * @returns {Promise<R>}
 */
export async function keepReceipt(entropy, receipt, changes = receipt) {
  let changed = receipt;
  await change(entropy, DRAWER, (/** @type {R[] | null} */ all) => {
    const others = (all ?? []).filter(({ id }) => id !== receipt.id);
    changed = { ...(all?.find(({ id }) => id === receipt.id) ?? receipt), ...changes };
    return [...others, changed];
  });
  return changed;
}

/**
 * Withdraw everything, each by itself and with a pause after it, so that they do not come in one batch as one person's.
 * What is withdrawn goes from the drawer at once, so that after a broken connection only the rest is left. What could
 * not be withdrawn stays, whatever the reason; return how many.
 * @param {Uint8Array} entropy
 * @param {(done: number, all: number) => void} told how many were tried
 * @param {() => Promise<void>} [rest]
 */
export async function withdrawAll(entropy, told, rest = pause) {
  const all = await receipts(entropy);
  let stay = 0;
  for (const [at, receipt] of all.entries()) {
    told(at, all.length);
    const withdraw = ways.get(receipt.kind);
    if (withdraw === undefined || !(await withdrawn(receipt, entropy, withdraw))) stay += 1;
    if (withdraw !== undefined) await rest(); // also after a failure: it may have arrived
    told(at + 1, all.length);
  }
  return stay;
}

/**
 * Try to withdraw one; say whether that went well.
 * @param {Receipt} receipt
 * @param {Uint8Array} entropy
 * @param {Withdraw} withdraw
 */
async function withdrawn(receipt, entropy, withdraw) {
  try {
    await withdraw(receipt, entropy);
  } catch {
    return false;
  }
  await change(
    entropy,
    DRAWER,
    (/** @type {Receipt[] | null} */ all) => all?.filter(({ id }) => id !== receipt.id) ?? [],
  );
  return true;
}

/** Wait for a while that nobody can foresee. */
export function pause() {
  const [high = 0, low = 0] = random(2);
  const part = (256 * high + low) / 65_536;
  const wait = PAUSE_LEAST_MS + part * (PAUSE_MOST_MS - PAUSE_LEAST_MS);
  return new Promise((/** @type {(nothing: void) => void} */ resolve) => setTimeout(resolve, wait));
}
