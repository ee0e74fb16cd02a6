/** Sealing an answer apart from the page, and sending it; then its receipt. For whatever is asked with sealed choices. */

import { seedOf } from "../device/keys.js";
import { envelopeSecret } from "../protocol/derived.js";
import { work } from "./box_open.js";
import { keepUnsent, sendKept } from "./box_sending.js";
import { held } from "./held.js";
import { given, go, hush, input, say } from "./page.js";
import { waitForPass } from "./turn.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Month } from "../protocol/hours.js" */
/** @import { Recorded } from "./box_record.js" */
/** @import { Answer } from "./sealing_answer.js" */

/**
 * Seal an answer in a worker; return the envelope. Errors: value_out_of_range.
 * @param {Answer} answer
 * @returns {Promise<Document>}
 */
function sealApart({ secret, rules, tag, pass, chosen }) {
  const answer = { secret, rules, tag, pass, chosen };
  return work(new URL("./seal_worker.js", import.meta.url).href, { answer }, () => Promise.resolve(false));
}

/**
 * Seal what is chosen, keep it, send it unless it shall be sent later, and go to the receipt. The box was checked before.
 * Errors: as waitForPass and sealApart.
 * @param {Recorded & { hours?: Month }} found
 * @param {number[][]} chosen per question the options chosen; none is "no answer"
 */
export async function sealAndSend(found, chosen) {
  const pass = await waitForPass(found);
  say("sealing");
  try {
    const envelope = await sealApart({
      secret: envelopeSecret(seedOf(held()), found.rules.boxId),
      ...found,
      pass,
      chosen,
    });
    const later = input('[name="when"]:checked').value === "later";
    const receipt = await keepUnsent(found, envelope, undefined, later);
    if (!later) await sendKept(receipt).catch(() => null); // the receipt says that it was not sent
  } finally {
    hush("sealing");
  }
  go(given("receipt"));
}
