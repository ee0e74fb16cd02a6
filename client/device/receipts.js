/**
 * The receipts of what a member has handed in, in a drawer of the vault. Each kind of box that gives receipts adds here
 * how one is withdrawn, so that whoever leaves can withdraw everything first.
 */

import { put, take } from "./vault.js";

const DRAWER = "receipts";

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
 * Keep a receipt; one with the same id is replaced.
 * @param {Uint8Array} entropy
 * @param {Receipt} receipt
 */
export async function keepReceipt(entropy, receipt) {
  const others = (await receipts(entropy)).filter(({ id }) => id !== receipt.id);
  await put(entropy, DRAWER, [...others, receipt]);
}

/**
 * Withdraw everything, one after the other; what is withdrawn goes from the drawer at once, so that after a broken
 * connection only the rest is left. Receipts that cannot be withdrawn any more stay; return how many.
 * @param {Uint8Array} entropy
 * @param {(done: number, all: number) => void} told
 */
export async function withdrawAll(entropy, told) {
  const all = await receipts(entropy);
  let stay = 0;
  for (const [at, receipt] of all.entries()) {
    const withdraw = ways.get(receipt.kind);
    if (withdraw === undefined) stay += 1;
    else {
      await withdraw(receipt, entropy);
      const left = (await receipts(entropy)).filter(({ id }) => id !== receipt.id);
      await put(entropy, DRAWER, left);
    }
    told(at + 1, all.length);
  }
  return stay;
}
