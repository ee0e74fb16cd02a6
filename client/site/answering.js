/**
 * Answering a sealed question: yes, no or no answer, a look at it, then sealed on this phone and sent. Only where there is
 * one to answer.
 */

import { readAsks } from "../protocol/asks.js";
import { b64 } from "../protocol/encoding.js";
import { readQuestion } from "../protocol/questions.js";
import { sealAndSend } from "./answer_sending.js";
import { Failure, find, given, hush, input, onPress, onSend, say } from "./page.js";
import { box, checkFirst } from "./turn.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Recorded } from "./box_record.js" */

/** Return what is chosen for each question: the option, or nothing for "no answer". */
function chosen() {
  const fields = [...document.querySelectorAll("[data-question]")];
  return fields.map((_, at) => {
    const { value } = input(`[name="q${at}"]:checked`);
    return value === "" ? [] : [Number(value)];
  });
}

/**
 * Show what the demand says that somebody would sign, as the record has it and not as the page says it.
 * @param {string} text
 */
function showDemand(text) {
  const { to, asks, reasons, steps = [] } = readAsks(text);
  const wanted = asks.map((/** @type {Document} */ { what, by }) => `${what} (${by})`);
  const next = steps.map((/** @type {Document} */ { says, date }) => `${says} (${date})`);
  const rows = [to, ...wanted, reasons, ...next].filter(Boolean).map((line) => {
    const row = document.createElement("li");
    row.textContent = line;
    return row;
  });
  find("#recorded").replaceChildren(...rows);
}

/**
 * Show the question as the record has it beside what was chosen. Errors: Failure with text_differs if the page asks
 * something else, with text_gone as in sign_review.js; those of readQuestion.
 * @param {Recorded} found
 */
function showChosen({ definition, texts }) {
  if (!texts.get(b64(definition.fields.intro))) throw new Failure("text_gone", "");
  const { asks, kind, text } = readQuestion(definition, texts);
  if (kind === "ask_first") showDemand(text);
  const legends = [...document.querySelectorAll("[data-question] legend")];
  const same = texts.get(b64(definition.fields.title)) === given("title") && legends.length === asks.length;
  const rows = asks.map((/** @type {string} */ asked, /** @type {number} */ at) => {
    const own = legends[at]?.querySelector("[data-own]"); // else the page's own words for the one question of its kind
    if (!same || (own && own.textContent !== asked)) throw new Failure("text_differs", "");
    const one = /** @type {HTMLTemplateElement} */ (find("#chosen-one")).content.cloneNode(true);
    const row = /** @type {DocumentFragment} */ (one);
    const [dt, dd] = [find("dt", row), find("dd", row)];
    dt.textContent = legends[at]?.textContent?.trim() ?? "";
    dd.textContent = input(`[name="q${at}"]:checked`).parentElement?.textContent?.trim() ?? "";
    return row;
  });
  find("#chosen").replaceChildren(...rows);
}

async function review() {
  say("checking");
  try {
    const found = await box();
    await checkFirst(found);
    showChosen(found);
  } finally {
    hush("checking");
  }
  say("review");
}

async function seal() {
  const found = await box();
  await checkFirst(found);
  await sealAndSend(found, chosen());
}

onSend("#answer-form", review);
onSend("#seal-form", seal);
onPress("#back", () => say("ask"));
box().catch(() => null); // whoever goes on is told what is wrong
