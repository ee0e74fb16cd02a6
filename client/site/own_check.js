/** Comparing what a phone has of its own envelopes in a box with the record. */

import { ask } from "./asking.js";
import { restsOf } from "./box_record.js";
import { foundAgain, openBox, settle } from "./boxes.js";
import { Reader } from "./record.js";

/**
 * Read the record and settle the receipts of a box. A phone that has none finds again what its owner sent from another;
 * it then fetches all envelopes of the box, so that nobody sees which one it looks for. Errors: as openBox.
 * @param {Uint8Array} words
 * @param {Uint8Array} boxId
 */
export async function checkOwn(words, boxId) {
  const box = await openBox(words, boxId);
  const known = await settle(words, box);
  if (known.length > 0) return;
  await foundAgain(words, box, await restsOf(new Reader(ask), box.about.book, box.entries));
}
