/** One's own in a box for drafts: the pass, what is not there yet, taking it back. Read once the tab is unlocked. */

import { unb64 } from "../protocol/encoding.js";
import { openBox } from "./box_open.js";
import { askForPass } from "./box_pass.js";
import { withdraw } from "./box_sending.js";
import { foundAgain } from "./box_settling.js";
import { held } from "./held.js";
import { find, given, hush, onPress, say } from "./page.js";

/**
 * Check the box, ask for the pass, and say what waits. Errors: as openBox, askForPass.
 * @param {Uint8Array} words
 */
export async function showOwn(words) {
  const box = await openBox(words, unb64(given("box")));
  const receipts = await foundAgain(words, box, box.rests);
  if (receipts.some(({ state }) => state === "unsent")) say("unsent");
  if (receipts.some(({ state, envelope }) => state === "received" && !box.rests.has(envelope))) say("received");
  if (given("open") !== "yes") return;
  const last = [...receipts].sort((one, other) => one.seq - other.seq).at(-1);
  if (last?.withdraws === false) offerBack();
  if (!box.asked) await askForPass(words, box);
}

/** Let all that was written here be taken back. */
function offerBack() {
  find('[data-say="mine"]').hidden = false; // without the focus: its reader reads above
  onPress("#take-back", async () => {
    await withdraw(held(), unb64(given("box")));
    hush("mine");
    say("taken-back");
  });
}
