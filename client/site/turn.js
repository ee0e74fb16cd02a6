/** What a phone does before it seals something for a box: it reads the box, once, looks for an earlier one, gets a pass. */

import { unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { openBox } from "./box_open.js";
import { askForPass, passOf } from "./box_pass.js";
import { boxReceipts } from "./box_receipts.js";
import { ownKey } from "./box_sending.js";
import { held } from "./held.js";
import { Failure, given, hush, say } from "./page.js";

/** @import { Recorded } from "./box_record.js" */

const AGAIN_MS = 4000;
const TRIES = 30;

/** The box, once it is asked for; a failed try is made again. @type {Promise<Recorded> | null} */
let opening = null;

/** Return the checked box, which the page begins to read while its reader still looks at it. Errors: as openBox. */
export function box() {
  opening ??= openBox(held(), unb64(given("box"))).catch((problem) => {
    opening = null;
    throw problem;
  });
  return opening;
}

/** Refuse a second envelope, from whichever phone. Errors: Failure with already. @param {Recorded} found */
export async function checkFirst({ entries, rules }) {
  const words = held();
  const key = ownKey(words, rules.boxId);
  const here = await boxReceipts(words, rules.boxId);
  if (here.length > 0 || entries.some((entry) => entry.key === key)) throw new Failure("already", "");
}

/**
 * Return the pass. One that nobody has asked for is asked for now; the keyholders answer within some minutes.
 * Errors: Refused with the reason for which there is none; Failure with pass_waits.
 * @param {Recorded} found
 */
export async function waitForPass(found) {
  const words = held();
  if (found.mayAsk !== "" && !found.asked) {
    throw new Refused(/** @type {ConstructorParameters<typeof Refused>[0]} */ (found.mayAsk));
  }
  let pass = await passOf(words, found);
  if (pass === null && !found.asked) await askForPass(words, found);
  say("waiting");
  try {
    for (let tried = 0; pass === null && tried < TRIES; tried += 1) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      pass = await passOf(words, found);
    }
  } finally {
    hush("waiting");
  }
  if (pass === null) throw new Failure("pass_waits", "");
  return pass;
}
