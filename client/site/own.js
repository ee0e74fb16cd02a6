/** What a phone knows of its own signature under the demand of the page. */

import { unb64 } from "../protocol/encoding.js";
import { boxReceipts } from "./box_receipts.js";
import { given, say } from "./page.js";

/** @import { BoxReceipt } from "./box_receipts.js" */

/**
 * Return under which name a page says how far somebody's signature is.
 * @param {BoxReceipt[]} receipts of one demand
 */
export function standing(receipts) {
  const last = [...receipts].sort((one, other) => one.seq - other.seq).at(-1);
  if (last === undefined) return "none";
  if (last.broken) return "broken";
  if (last.withdraws) return last.state === "recorded" ? "out" : `out_${last.state}`;
  return last.state;
}

/**
 * Show how far the reader's signature is, and what they can do about it. Return their receipts.
 * @param {Uint8Array} words
 */
export async function showMine(words) {
  const receipts = await boxReceipts(words, unb64(given("box")));
  const name = standing(receipts);
  if (document.querySelector(`[data-say="${name}"]`) !== null) say(name);
  for (const each of document.querySelectorAll("[data-hide-signed]")) {
    /** @type {HTMLElement} */ (each).hidden = receipts.length > 0;
  }
  for (const each of document.querySelectorAll("[data-show-signed]")) {
    /** @type {HTMLElement} */ (each).hidden = receipts.length === 0;
  }
  return receipts;
}
