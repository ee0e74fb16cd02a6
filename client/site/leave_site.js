/** Leaves for good: withdraws what can be withdrawn, signs the last word, then erases this phone. */

import { memberSecret } from "../device/keys.js";
import { withdrawAll } from "../device/receipts.js";
import { isNotMine, lock } from "../device/unlocked.js";
import { erase } from "../device/vault.js";
import { leftDocument } from "../protocol/vouches.js";
import { held } from "./held.js";
import { find, given, hush, onSend, post, say } from "./page.js";

/**
 * @param {number} done
 * @param {number} all
 */
function tell(done, all) {
  find("#done").textContent = String(done);
  find("#all").textContent = String(all);
  say("withdrawing");
}

onSend("#leave-form", async () => {
  const entropy = held();
  await withdrawAll(entropy, tell);
  const word = leftDocument(memberSecret(entropy), given("origin"), Number(given("today")));
  await post(given("send"), { word });
  if (!isNotMine()) await erase();
  lock();
  hush("withdrawing");
  say("left");
});
