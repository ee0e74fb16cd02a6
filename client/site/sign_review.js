/** Shows all that is signed, as the record has it and not as the page says it. */

import { readAsks } from "../protocol/asks.js";
import { b64 } from "../protocol/encoding.js";
import { moment } from "./moments.js";
import { Failure, find, given } from "./page.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Recorded } from "./box_record.js" */

const DAY = /^\d{4}-\d\d-\d\d$/;
const days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });

/**
 * Return a text as it is, a number in figures, a day as people write it.
 * @param {unknown} value
 */
function said(value) {
  const text = String(value);
  return DAY.test(text) ? days.format(new Date(`${text}T00:00:00Z`)) : text;
}

/**
 * Show one row for each document, made of the template in the list, and return how many.
 * @param {string} selector
 * @param {Document[]} documents
 */
function rows(selector, documents) {
  const list = find(selector);
  const template = /** @type {HTMLTemplateElement} */ (list.querySelector("template"));
  const made = documents.map((each) => {
    const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("[data-is]"))) {
      place.textContent = said(each[String(place.dataset.is)]);
    }
    for (const choice of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("[data-if]"))) {
      choice.hidden = choice.dataset.if !== each.what;
    }
    return row;
  });
  list.replaceChildren(template, ...made);
  list.hidden = made.length === 0;
  return made.length;
}

/**
 * Fill the review. Errors: Failure with text_differs where the page had another title than the record; text_gone where
 * the site has no text any more, as after a strike, of which the record knows only at the next tick.
 * @param {Recorded} found
 * @param {{ name: string, title: string, level: number }} typed
 */
export function showReview({ definition, texts }, typed) {
  const { title: titled, intro, levels, signing_ends, withdrawing_ends } = definition.fields;
  const [title, words] = [texts.get(b64(titled)), texts.get(b64(intro))];
  if (!title || !words) throw new Failure("text_gone", "");
  if (title !== given("title") || !levels.includes(typed.level)) throw new Failure("text_differs", "");
  const { to, asks, reasons, evidence = [], steps = [], names, reply_by } = readAsks(words);
  const [ends, taken] = [moment(signing_ends), moment(withdrawing_ends)];
  const sealed = { name: typed.name, job: typed.title, level: typed.level, least: levels[0] };
  const all = { title, to, reasons, reply: said(reply_by), "signing-ends": ends, "withdrawing-ends": taken, ...sealed };
  for (const [name, value] of Object.entries(all)) find(`[data-fill="${name}"]`).textContent = String(value);
  rows("#asks", asks);
  find("#review-why").hidden = rows("#review-evidence", evidence) === 0 && !reasons;
  const many = rows("#review-steps", steps);
  find("#review-no-steps").hidden = many > 0;
  find("#review-count").textContent = `(${many})`;
  rows(
    "#review-levels",
    levels.map((/** @type {number} */ level) => ({ level })),
  );
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-names]"))) {
    each.hidden = each.dataset.names !== names;
  }
}
