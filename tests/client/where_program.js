/**
 * What a phone makes of days, for tests in Python. Reads one JSON object and prints one:
 *
 *   {"count": [[counting, day], ...]}                    the last days: [[counted, day, actBy, also], ...]
 *   {"calendar": {"days", "title", "zone", "now"}}       the calendar file
 *   {"pdf": {"parts", "title", "language"}}              the letter, in base64; "unwritable" if the fonts lack a letter
 */

import { readFileSync } from "node:fs";
import { calendar } from "../../client/where/calendar.js";
import { lastDay } from "../../client/where/deadlines.js";
import { letterPdf, Unwritable } from "../../client/where/pdf.js";

const asked = JSON.parse(readFileSync(0, "utf8"));

/** @param {{ parts: { kind: string, text: string }[], title: string, language: string }} letter */
function pdf({ parts, title, language }) {
  try {
    return Buffer.from(letterPdf(parts, title, language)).toString("base64");
  } catch (problem) {
    if (problem instanceof Unwritable) return "unwritable";
    throw problem;
  }
}

let made = 0;
const answer = {
  count: asked.count?.map((/** @type {[any, number]} */ [counting, start]) => {
    const { counted, day, actBy, also } = lastDay(counting, start);
    return [counted, day, actBy, also?.day ?? null];
  }),
  calendar: asked.calendar && calendar(asked.calendar.days, { ...asked.calendar, uid: () => String(++made) }),
  pdf: asked.pdf && pdf(asked.pdf),
};
process.stdout.write(JSON.stringify(answer));
