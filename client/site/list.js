/** The list of a demand: an objection or a confirmation, signed on this phone; the list compared with the record. */

import { memberSecret } from "../device/keys.js";
import { unb64 } from "../protocol/encoding.js";
import { sayingDocument } from "../protocol/growth.js";
import { openBox } from "./box_open.js";
import { addressOf } from "./box_pass.js";
import { held } from "./held.js";
import { localise } from "./moments.js";
import { find, given, hush, onPress, post, say } from "./page.js";

/** @typedef {"objection" | "confirmation"} Word */

const boxId = unb64(given("box"));
/** What waits for a yes. @type {{ word: Word, member: string } | null} */
let asked = null;

for (const button of document.querySelectorAll(".say-word")) {
  button.addEventListener("click", () => {
    const { word } = /** @type {HTMLElement} */ (button).dataset;
    const item = /** @type {HTMLElement} */ (button.closest("[data-key]"));
    asked = { word: /** @type {Word} */ (word), member: String(item.dataset.key) };
    find('[data-fill="who"]').textContent = String(find("[data-own]", item).textContent).trim();
    say(asked.word);
    say("sure");
  });
}

onPress("#no", () => {
  asked = null;
  hush("sure");
});

onPress("#yes", async () => {
  if (asked === null) return;
  const { word, member } = asked;
  const document = sayingDocument(memberSecret(held()), word, boxId, unb64(member));
  await post(addressOf("boxes", boxId, "/saying"), { word: document });
  asked = null;
  hush("sure");
  forget(member);
  say("written");
});

/** Take away the buttons beside somebody about whom a word was just said. @param {string} member */
function forget(member) {
  for (const button of document.querySelectorAll(`[data-key="${CSS.escape(member)}"] .say-word`)) button.remove();
}

/** Compare the page with the list that the record holds. */
async function check() {
  say("busy");
  try {
    const { listed } = await openBox(held(), boxId);
    const items = [...document.querySelectorAll("#people [data-key]")];
    const shown = new Set(items.map((item) => /** @type {HTMLElement} */ (item).dataset.key));
    for (const item of items) {
      find("[data-mark]", item).hidden = listed.has(String(/** @type {HTMLElement} */ (item).dataset.key));
    }
    const same = items.length === listed.size && [...listed.keys()].every((key) => shown.has(key));
    say(same ? "same" : "differs");
  } finally {
    hush("busy");
  }
}

localise();
onPress("#check", check);
