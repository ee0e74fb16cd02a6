/** Comparing receipts with the record: what it holds, what was promised and is not there, what another phone sent. */

import { keepReceipt } from "../device/receipts.js";
import { checkPromise, readPromise } from "../protocol/boxes.js";
import { unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { boxReceipts } from "./box_receipts.js";
import { ownKey, receiptFor } from "./box_sending.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { BoxReceipt } from "./box_receipts.js" */
/** @import { Recorded } from "./box_record.js" */

/**
 * Compare the receipts of a box with its checked record, and keep what was found: what the record holds is recorded and
 * is sent no more; a promise whose time is over is broken if it does not. Return the receipts.
 * @param {Uint8Array} entropy
 * @param {Pick<Recorded, "rules" | "entries" | "witnessedEntries" | "witnessedTick">} box
 */
export async function settle(entropy, box) {
  const signed = box.entries.slice(0, box.witnessedEntries);
  const held = new Set(signed.filter((entry) => entry.kind === "envelope").map((entry) => entry.rest));
  const found = [];
  for (const receipt of await boxReceipts(entropy, box.rules.boxId)) {
    const holds = held.has(receipt.envelope);
    const broken = isBroken(receipt, box.witnessedTick, holds);
    const state = holds ? "recorded" : receipt.state;
    const changed = state !== receipt.state || broken !== receipt.broken;
    const sent = holds ? null : receipt.sent;
    found.push(changed ? await keepReceipt(entropy, receipt, { state, broken, sent }) : receipt);
  }
  return found;
}

/**
 * @param {BoxReceipt} receipt
 * @param {number} tick
 * @param {boolean} holds
 */
function isBroken({ promise, hostKey }, tick, holds) {
  if (promise === null) return false;
  try {
    checkPromise(readPromise(promise, unb64(hostKey)), tick, holds);
  } catch (problem) {
    if (problem instanceof Refused && problem.reason === "promise_broken") return true;
    throw problem;
  }
  return false;
}

/**
 * Return the receipts of one's own envelopes that the record holds and this phone does not know, such as after it was
 * lost. `rests`: whole envelopes by hash.
 * @param {Uint8Array} entropy
 * @param {Recorded} box
 * @param {Map<string, Document>} rests
 */
export async function foundAgain(entropy, box, rests) {
  const key = ownKey(entropy, box.rules.boxId);
  const known = new Set((await boxReceipts(entropy, box.rules.boxId)).map(({ envelope }) => envelope));
  const found = [...rests.values()].filter((document) => document.key === key);
  const fresh = found.map((document) => receiptFor(box, document, undefined, false));
  for (const receipt of fresh) {
    if (!known.has(receipt.id)) await keepReceipt(entropy, { ...receipt, state: "recorded", sent: null });
  }
  return settle(entropy, box);
}
