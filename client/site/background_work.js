/** What a visit does without being told: it asks for passes, and sends again what the record does not hold yet. */

import { pause } from "../device/receipts.js";
import { entropy } from "../device/unlocked.js";
import { unb64 } from "../protocol/encoding.js";
import { openBox } from "./box_open.js";
import { askForPass } from "./box_pass.js";
import { boxReceipts } from "./box_receipts.js";
import { sendKept } from "./box_sending.js";
import { settle } from "./box_settling.js";

/** @typedef {{ box: string }} Named */

/**
 * Ask for the pass of each box, one after the other. One that cannot be asked for now waits for the next visit.
 * @param {Named[]} boxes
 */
export async function askFor(boxes) {
  for (const { box } of boxes) {
    const words = entropy();
    if (words === null) return;
    try {
      const found = await openBox(words, unb64(box));
      const ended = found.now >= found.definition.fields.signing_ends;
      if (found.asked || ended || found.mayAsk !== "") continue;
      if (found.about.of !== undefined) await pause(); // what comes as nobody does not come right after the account
      await askForPass(words, found);
    } catch {
      // The page of that box says what is wrong with it.
    }
  }
}

/**
 * Send again, as the same bytes, what the record of a box that still takes envelopes does not hold.
 * @param {Named[]} boxes
 */
export async function sendAgain(boxes) {
  const open = new Set(boxes.map(({ box }) => box));
  const words = entropy();
  if (words === null) return;
  const waiting = (await boxReceipts(words)).filter(({ box, sent }) => sent !== null && open.has(box));
  for (const box of new Set(waiting.map((receipt) => receipt.box))) {
    try {
      await settle(words, await openBox(words, unb64(box)));
      const left = (await boxReceipts(words, unb64(box))).filter(({ sent, byHand }) => sent !== null && !byHand);
      for (const receipt of left) await sendKept(receipt).catch(() => null); // what came too late stops no withdrawal
    } catch {
      // It stays kept; the page of that box says how far it is.
    }
  }
}
