/** Leaves for good: withdraws what can be withdrawn, signs the last word, then erases this phone. */

import { memberSecret } from "../device/keys.js";
import { withdrawAll } from "../device/receipts.js";
import { isNotMine, lock, touch } from "../device/unlocked.js";
import { erase } from "../device/vault.js";
import { leftDocument } from "../protocol/vouches.js";
import "./box_sending.js"; // how envelopes are withdrawn
import { held } from "./held.js";
import { find, given, onPress, onSend, post, say } from "./page.js";

/**
 * @param {number} done
 * @param {number} all
 */
function tell(done, all) {
  touch(); // the tab stays unlocked while this goes on, which takes about a minute for each
  find("#done").textContent = String(done);
  find("#all").textContent = String(all);
  if (done === 0) say("withdrawing");
}

/** Withdraw first. Where something stays, nothing is erased before its owner has said so. */
async function withdraw() {
  const stay = await withdrawAll(held(), tell);
  if (stay === 0) return leave().catch(askAgain);
  find("#stay").textContent = String(stay);
  say("not_all");
}

/**
 * Show the first form once more, above which stands what went wrong.
 * @param {unknown} problem
 */
function askAgain(problem) {
  say("ask");
  throw problem;
}

async function leave() {
  const entropy = held();
  const word = leftDocument(memberSecret(entropy), given("origin"), Number(given("today")));
  await post(given("send"), { word });
  if (!isNotMine()) await erase();
  lock();
  say("left");
}

onSend("#leave-form", withdraw);
onPress("#again", withdraw);
onPress("#all-the-same", leave);
