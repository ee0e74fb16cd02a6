/** Signing: name and level, a look at everything, then sealed on this phone and sent. What was typed stays. */

import { utf8 } from "../protocol/bytes.js";
import { Refused } from "../protocol/errors.js";
import { keepUnsent, sendKept } from "./box_sending.js";
import { held } from "./held.js";
import { localise } from "./moments.js";
import { given, go, hush, input, onPress, onSend, say } from "./page.js";
import { sealSignature } from "./sealing.js";
import { box, checkFirst, waitForPass } from "./turn.js";

const NAME_BYTES = 200;

/** @param {string} selector */
function line(selector) {
  const text = input(selector).value.trim().normalize("NFC");
  if (text === "" || utf8(text).length > NAME_BYTES) throw new Refused("name_too_long");
  return text;
}

/** Return what is to be sealed. Errors: name_too_long. */
function signature() {
  const level = input('[name="level"]:checked').value;
  return { name: line("#name"), title: line("#job"), level: Number(level) };
}

async function review() {
  const typed = signature();
  say("checking");
  try {
    const found = await box();
    await checkFirst(found);
    const { showReview } = await import("./sign_review.js");
    showReview(found, typed);
  } finally {
    hush("checking");
  }
  say("review");
}

async function seal() {
  const found = await box();
  await checkFirst(found);
  const pass = await waitForPass(found);
  const start = performance.now();
  const { envelope, sealed } = sealSignature(held(), found, pass, signature());
  performance.measure("sealing", { start });
  const later = input('[name="when"]:checked').value === "later";
  const receipt = await keepUnsent(found, envelope, sealed, later);
  if (!later) await sendKept(receipt).catch(() => null); // the receipt says that it was not sent
  go(given("receipt"));
}

localise();
onSend("#sign-form", review);
onSend("#seal-form", seal);
onPress("#back", () => say("name"));
box().catch(() => null); // whoever goes on is told what is wrong
