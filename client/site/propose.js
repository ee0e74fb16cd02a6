/** The form of a proposal: rows of asks and next steps, what is left of the room, a look at all of it, sending. */

import { readAsks } from "../protocol/asks.js";
import { readDraft } from "../protocol/draft_texts.js";
import { hexToBytes } from "../vendor/noble.js";
import { find, given, onPress, onSend, say } from "./page.js";
import { sizeOf, wordsOf } from "./proposal.js";
import { addRow, fillForm, readForm } from "./propose_form.js";
import { showReview } from "./propose_review.js";
import { keepTyped } from "./typed.js";

/** @import { Written } from "./proposal.js" */

const form = /** @type {HTMLFormElement} */ (find("#propose"));
const figures = new Intl.NumberFormat(document.documentElement.lang);
const amends = given("amends") === "" ? null : hexToBytes(given("amends"));
const most = Number(given("most"));

/** Return the proposal that is amended. @returns {Written} */
function start() {
  const { kind: _, amends: __, text, ...fields } = readDraft(given("start"));
  return { asks: readAsks(text), fields };
}

/** Show what is left of the room, and ask for readers and days where there are any. */
function count() {
  const written = readForm(form);
  find("[data-left]").textContent = figures.format(most - sizeOf(written, amends !== null));
  find("#for-readers").hidden = written.asks.names !== "recipient";
  find("#for-days").hidden = written.fields.room === true;
}

/** @param {number} now */
function words(now) {
  return wordsOf(readForm(form), amends, { most, now, listed: Number(given("listed")) });
}

function review() {
  words(Number(given("now")));
  showReview(form, readForm(form));
  say("review");
}

/** Add an ask in the words of the one that was chosen, or an empty one. */
function addAsk() {
  const common = /** @type {HTMLSelectElement} */ (find("#common"));
  addRow("ask", { what: common.value });
  common.value = "";
  count();
}

if (amends === null) addRow("ask");
else fillForm(form, start());
form.addEventListener("input", count);
form.addEventListener("change", count);
const goesOn = keepTyped(
  () => readForm(form),
  (typed) => fillForm(form, typed),
);
count();
onPress("#add-ask", addAsk);
onPress("#add-step", () => {
  addRow("step");
  count();
});
onSend("#propose", review);
onPress("#change", () => say("form"));
onPress("#send", async () => {
  const { sendDraft } = await import("./drafting.js");
  await sendDraft(({ now }) => words(now));
});
if (goesOn) {
  find("[type=submit]", form).click();
  find("#send").click();
}
