/** Writing into a box for drafts: the pass, the next number of one's own texts, the envelope, the door. */

import { seedOf } from "../device/keys.js";
import { envelopeSecret } from "../protocol/derived.js";
import { draftBody } from "../protocol/draft_texts.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { envelopeDocument } from "../protocol/sent.js";
import { openBox } from "./box_open.js";
import { askForPass, passOf, unlessAway } from "./box_pass.js";
import { boxReceipts } from "./box_receipts.js";
import { keepUnsent, ownKey, sendKept } from "./box_sending.js";
import { held } from "./held.js";
import { Failure, find, given, hush, say } from "./page.js";
import { keepNoMore, keepSending } from "./typed.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Recorded } from "./box_record.js" */
/** @import { BoxReceipt } from "./box_receipts.js" */

const AGAIN_MS = 4000;

/**
 * Return the number of one's next text: every text counts, so no two may have one number. What waits on this phone
 * counts too.
 * @param {Uint8Array} entropy
 * @param {Pick<Recorded, "heads" | "rules">} box
 */
export async function nextSeq(entropy, { heads, rules }) {
  const own = ownKey(entropy, rules.boxId);
  const recorded = heads.filter(({ key }) => b64(key) === own).map(({ seq }) => seq);
  const kept = (await boxReceipts(entropy, rules.boxId)).map(({ seq }) => seq);
  return Math.max(-1, ...recorded, ...kept) + 1;
}

/**
 * Return the pass, which is asked for if nobody has. While it is not there the page says what it waits for, and what is
 * typed is kept as being sent. Errors: too_late once nothing more is taken in; Failure unless the site is out of reach.
 * @param {Uint8Array} entropy
 * @param {Recorded} box
 */
async function waitForPass(entropy, box) {
  if (!box.asked) await askForPass(entropy, box);
  const ends = performance.now() + 1000 * (box.definition.fields.withdrawing_ends - box.now);
  let pass = await passOf(entropy, box);
  if (pass === null) {
    keepSending(true);
    say("waiting");
  }
  while (pass === null) {
    if (performance.now() > ends) throw new Refused("too_late");
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    pass = await passOf(entropy, box).catch(unlessAway);
  }
  return pass;
}

/**
 * Return the envelope of a text.
 * @param {Uint8Array} entropy
 * @param {Recorded} box
 * @param {string} words
 * @param {Document} pass
 * @returns {Promise<Document>}
 */
async function envelopeOf(entropy, box, words, pass) {
  const secret = envelopeSecret(seedOf(entropy), box.rules.boxId);
  return envelopeDocument(secret, box.rules, await nextSeq(entropy, box), box.tag, draftBody(words), pass);
}

/**
 * Check the box, write a text into it, and say how far that is. It waits for the pass as long as that takes; `make` is
 * asked again then, as time has passed. What cannot be sent now stays on this phone and is sent at the next visit.
 * Errors: those of openBox, waitForPass, `make`; draft_malformed; too_late.
 * @param {(box: Recorded) => string} make the text
 */
export async function sendDraft(make) {
  say("busy");
  try {
    const entropy = held();
    const open = () => openBox(entropy, unb64(given("box")));
    const before = await open();
    draftBody(make(before)); // what cannot be sent is said before anything waits
    const pass = await waitForPass(entropy, before);
    const box = find('[data-say="waiting"]').hidden ? before : await open();
    const receipt = await keepUnsent(box, await envelopeOf(entropy, box, make(box), pass));
    keepNoMore();
    say(await handIn(receipt));
  } finally {
    keepSending(false);
    hush("waiting");
    hush("busy");
  }
}

/**
 * Return which part of the page says how far it is. Errors: too_late.
 * @param {BoxReceipt} receipt
 */
async function handIn(receipt) {
  try {
    await sendKept(receipt);
  } catch (problem) {
    const reason = problem instanceof Failure ? problem.error : problem instanceof Refused ? problem.reason : "";
    if (reason === "too_late") throw problem;
    return "unsent";
  }
  return "sent";
}
