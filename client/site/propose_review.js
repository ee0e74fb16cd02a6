/** Shows a proposal as it would stand there, in the words of its form. */

import { find } from "./page.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Written } from "./proposal.js" */

const days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });

/** @param {string} day as documents have it */
function dayOf(day) {
  return days.format(new Date(`${day}T00:00:00Z`));
}

/**
 * Return what the form calls a choice.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function called(form, name, value) {
  const field = form.querySelector(`input[name=${name}][value="${CSS.escape(value)}"]`);
  return field?.closest("label")?.textContent?.trim() ?? "";
}

/** @param {string} what */
function stepCalled(what) {
  const template = /** @type {HTMLTemplateElement} */ (find("template#step"));
  return template.content.querySelector(`option[value="${CSS.escape(what)}"]`)?.textContent?.trim() ?? "";
}

/**
 * @param {string} selector
 * @param {string[]} lines
 */
function list(selector, lines) {
  const items = lines.map((line) => {
    const item = document.createElement("li");
    item.textContent = line;
    return item;
  });
  find(selector).replaceChildren(...items);
  find(selector).hidden = lines.length === 0;
}

/**
 * Fill the section that shows all of it.
 * @param {HTMLFormElement} form
 * @param {Written} written
 */
export function showReview(form, { asks, fields }) {
  const lasts = fields.room ? "room" : "days";
  const length = fields.room ? "" : `: ${fields.signing_ends / 86_400}`;
  const readers = (fields.readers ?? []).map((/** @type {string} */ each) => `\n${each}`).join("");
  const values = {
    title: fields.title,
    to: asks.to,
    reasons: asks.reasons,
    reply: dayOf(asks.reply_by),
    rule: called(form, "rule", fields.rule),
    levels: fields.levels.join(", "),
    names: called(form, "names", asks.names) + readers,
    lasts: called(form, "lasts", lasts) + length,
    language: called(form, "language", asks.language),
  };
  for (const [name, value] of Object.entries(values)) find(`[data-fill=${name}]`).textContent = value;
  list(
    "#review-asks",
    asks.asks.map((/** @type {Document} */ { what, by }) => `${what} (${dayOf(by)})`),
  );
  list(
    "#review-evidence",
    (asks.evidence ?? []).map((/** @type {Document} */ { says }) => says),
  );
  const steps = asks.steps ?? [];
  list(
    "#review-steps",
    steps.map(
      (/** @type {Document} */ each) => `${stepCalled(each.what)}: ${each.says} (${dayOf(each.date)}; ${each.number})`,
    ),
  );
}
