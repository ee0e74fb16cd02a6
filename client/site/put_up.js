/** Puts a proposal up for signing, or asks first who would sign: what stands in the checked record, with times from now. */

import { askFirstText, draftText, putUpText, readDraft } from "../protocol/draft_texts.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { hexToBytes } from "../vendor/noble.js";
import { Failure, find, given, input, onPress, onSend } from "./page.js";
import { checkDays, lengthOf } from "./proposal.js";
import { keepTyped } from "./typed.js";

/** @import { Recorded } from "./box_record.js" */

const ROOM_BACK = 300; // seconds to take an answer back
const BACK = 86_400;

/**
 * Return the fields of the page's proposal. Errors: Failure with text_differs if the page shows another text than the
 * record; with text_gone for a struck one.
 * @param {Recorded} box
 */
function proposal({ rests }) {
  const envelope = rests.get(b64(hexToBytes(given("proposal"))));
  if (!envelope?.body) throw new Failure("text_gone", "");
  const text = draftText(unb64(envelope.body));
  if (text !== given("words")) throw new Failure("text_differs", "");
  const { kind: _, amends: __, ...fields } = readDraft(text);
  return fields;
}

/**
 * Return the text that puts the page's proposal up. Errors: as proposal; those of checkDays.
 * @param {Recorded} box
 */
function words(box) {
  const [fields, { now }] = [proposal(box), box];
  const ends = now + lengthOf(fields.signing_ends, now);
  const after = fields.withdrawing_ends - fields.signing_ends;
  const times = { signing_ends: ends, withdrawing_ends: ends + after };
  checkDays({ ...fields, ...times });
  return putUpText({ ...fields, ...times });
}

/**
 * Return the text that asks first who would sign. Errors: as proposal.
 * @param {Recorded} box
 */
function first(box) {
  const fields = proposal(box);
  const seconds = Number(input("#length").value) * Number(find("#first-form").dataset.unit);
  const ends = box.now + seconds;
  return askFirstText({ ...fields, signing_ends: ends, withdrawing_ends: ends + (fields.room ? ROOM_BACK : BACK) });
}

/** Whether the reader asks first, so that what waited for the tab to be unlocked goes on as it was meant. */
let asksFirst = false;
const goesOn = keepTyped(
  () => ({ first: asksFirst, length: input("#length").value }),
  (typed) => {
    asksFirst = typed.first;
    input("#length").value = typed.length;
  },
);
onSend("#first-form", async () => {
  asksFirst = true;
  const { sendDraft } = await import("./drafting.js");
  await sendDraft(first);
});
onPress("#put-up", async () => {
  asksFirst = false;
  const { sendDraft } = await import("./drafting.js");
  await sendDraft(words);
});
if (goesOn) find(asksFirst ? "#ask-first" : "#put-up").click();
