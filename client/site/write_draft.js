/** Writes plain words into a box for drafts, or a comment on what stands there. */

import { utf8 } from "../protocol/bytes.js";
import { commentText, draftBody } from "../protocol/draft_texts.js";
import { hexToBytes } from "../vendor/noble.js";
import { find, given, onSend } from "./page.js";
import { keepTyped } from "./typed.js";

const area = /** @type {HTMLTextAreaElement} */ (find("#text"));
const figures = new Intl.NumberFormat(document.documentElement.lang);

/** Return the text as it would stand in the envelope. Errors: draft_malformed. */
function words() {
  const typed = area.value.trim();
  draftBody(typed);
  return given("on") === "" ? typed : commentText(hexToBytes(given("on")), typed);
}

/** Return how many bytes there are around a comment. */
function around() {
  return given("on") === "" ? 0 : utf8(commentText(hexToBytes(given("on")), "x")).length - 1;
}

const least = around();

function count() {
  const plain = area.value.trim();
  const used = least === 0 ? utf8(plain).length : least + utf8(JSON.stringify(plain)).length - 2;
  find("[data-left]").textContent = figures.format(Number(given("most")) - used);
}

area.addEventListener("input", count);
const goesOn = keepTyped(
  () => area.value,
  (typed) => {
    area.value = typed;
  },
);
count();
onSend("#draft", async () => {
  const { sendDraft } = await import("./drafting.js");
  await sendDraft(words);
});
if (goesOn) find("#draft [type=submit]").click();
