/** Receipts of envelopes, as this phone keeps them, and the file in which their owner takes them along. */

import { receipts } from "../device/receipts.js";
import { b64, encode } from "../protocol/encoding.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Month } from "../protocol/hours.js" */

/**
 * `unsent`: NOT SENT YET; `received`: the host promised; `recorded`: a record that t keyholders signed holds it.
 * @typedef {"unsent" | "received" | "recorded"} State
 */

/**
 * What is kept of one envelope; ids, keys and hashes in base64url. `problem`: why it could not be sent the last time;
 * `byHand`: its sender sends it, not the next visit; `broken`: the host did not keep its promise.
 * @typedef {object} BoxReceipt
 * @property {string} kind
 * @property {string} id
 * @property {string} box
 * @property {string} key
 * @property {string} envelope hash
 * @property {string} hostKey
 * @property {number} seq
 * @property {number} place tag, or in a demand the level
 * @property {boolean} withdraws
 * @property {Document} pass
 * @property {State} state
 * @property {Document | null} promise
 * @property {{ envelope: Document, sealed?: Document } | null} sent
 * @property {string} problem
 * @property {boolean} byHand
 * @property {boolean} broken
 * @property {Month} [hours] the month of a survey of hours
 */

/**
 * Return all receipts of boxes, or those of one.
 * @param {Uint8Array} entropy
 * @param {Uint8Array | null} [boxId]
 * @returns {Promise<BoxReceipt[]>}
 */
export async function boxReceipts(entropy, boxId = null) {
  const found = /** @type {BoxReceipt[]} */ (/** @type {unknown} */ (await receipts(entropy)));
  return found.filter(({ box, envelope }) => envelope && (boxId === null || box === b64(boxId)));
}

/**
 * Return the file with which any keyholder takes a withdrawal: the bytes that the door takes. Empty once it is recorded.
 * @param {BoxReceipt | undefined} last the receipt that counts
 */
export function withdrawalFile(last) {
  return last?.withdraws && last.sent ? `${new TextDecoder().decode(encode(last.sent.envelope))}\n` : "";
}

/**
 * Return the file of receipts that `undersign verify --receipts` reads: those that the host has promised.
 * @param {BoxReceipt[]} given
 */
export function receiptsFile(given) {
  const decoder = new TextDecoder();
  const lines = given.filter(({ promise }) => promise !== null);
  return lines
    .map(({ box, key, envelope, promise }) => encode({ v: 1, kind: "receipt", box, key, envelope, promise }))
    .map((line) => `${decoder.decode(line)}\n`)
    .join("");
}
