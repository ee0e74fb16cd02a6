/** The log as one JSON document, one entry a line: everything that is kept. It is also what a backup holds. */

import { checkSettings, form } from "./entries.js";
import { HoursProblem } from "./problems.js";

/** @import { Entry, Settings } from "./entries.js" */

const KIND = "hours";
const VERSION = 1;
const MOST_LETTERS = 10_000_000;

/**
 * Return the whole log as text.
 * @param {Entry[]} entries
 * @param {Settings} settings
 * @param {string} zone of the phone that writes this
 */
export function toJson(entries, settings, zone) {
  const head = JSON.stringify({ v: VERSION, kind: KIND, zone, settings, entries: [] }).slice(0, -2);
  return `${head}\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]}\n`;
}

/**
 * Return a document that is a log of this version. Errors: file_too_big, json_broken, json_other, json_newer.
 * @param {string} text
 */
function documentOf(text) {
  if (text.length > MOST_LETTERS) throw new HoursProblem("file_too_big");
  let found;
  try {
    found = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new HoursProblem("json_broken");
  }
  if (found?.kind !== KIND || !Number.isInteger(found.v)) throw new HoursProblem("json_other");
  if (found.v > VERSION) throw new HoursProblem("json_newer");
  if (!Array.isArray(found.entries) || typeof found.settings?.rate !== "string") throw new HoursProblem("json_broken");
  return found;
}

/**
 * Return the log that a text holds, and the line of each entry (if the file has one entry a line, as ours have). Nothing
 * is kept. Errors: those of `documentOf`, and of `form` and `checkSettings`, with the line.
 * @param {string} text
 * @returns {{ entries: Entry[], settings: Settings, places: number[] }}
 */
export function fromJson(text) {
  const found = documentOf(text);
  const settings = checkSettings(found.settings);
  const entries = found.entries.map((/** @type {any} */ each, /** @type {number} */ at) => {
    try {
      if (!each?.id) throw new HoursProblem("entry_broken");
      return form(each);
    } catch (problem) {
      if (problem instanceof HoursProblem) Object.assign(problem.detail, { line: at + 2 });
      throw problem;
    }
  });
  return { entries, settings, places: entries.map((/** @type {Entry} */ _, /** @type {number} */ at) => at + 2) };
}
