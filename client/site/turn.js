/** What a phone does before it seals something for a box: it reads the box, once, looks for an earlier one, gets a pass. */

import { unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { openBox } from "./box_open.js";
import { askForPass, passOf, unlessAway } from "./box_pass.js";
import { boxReceipts } from "./box_receipts.js";
import { ownKey } from "./box_sending.js";
import { held } from "./held.js";
import { Failure, given, hush, say } from "./page.js";

/** @import { Recorded } from "./box_record.js" */

const AGAIN_MS = 4000;
const TRIES = 30;
const READ_AGAIN_MS = [4000, 8000, 16_000, 32_000, 64_000]; // together longer than a tick

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
 * Say whether the record can soon say that the reader may ask: what two coworkers confirm stands there from a tick on.
 * @param {Recorded} found
 */
function waitsForWords({ asked, definition, mayAsk }) {
  return !asked && (mayAsk === "member_objected" || (mayAsk === "too_early" && "room" in definition.fields));
}

/**
 * Return the box in which the reader may ask for a pass; it is read again while words of others are on their way there.
 * Errors: Refused with the reason for which there is none; those of openBox.
 * @param {Recorded} found
 */
async function mayAskIn(found) {
  let last = found;
  for (const milliseconds of READ_AGAIN_MS) {
    if (!waitsForWords(last)) break;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    opening = null;
    last = await box();
  }
  if (last.mayAsk === "" || last.asked) return last;
  opening = null;
  throw new Refused(/** @type {ConstructorParameters<typeof Refused>[0]} */ (last.mayAsk));
}

/**
 * Return the pass. One that nobody has asked for is asked for now; the keyholders answer within some minutes.
 * Errors: as mayAskIn; Failure with pass_waits.
 * @param {Recorded} read
 */
export async function waitForPass(read) {
  const words = held();
  say("waiting");
  try {
    const found = await mayAskIn(read);
    let pass = await passOf(words, found);
    if (pass === null && !found.asked) await askForPass(words, found);
    for (let tried = 0; pass === null && tried < TRIES; tried += 1) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      pass = await passOf(words, found).catch(unlessAway);
    }
    if (pass === null) throw new Failure("pass_waits", "");
    return pass;
  } finally {
    hush("waiting");
  }
}
