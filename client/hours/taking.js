/** Takes a copy back in: reads the whole file, checks it, says what is in it, and only then puts it in. */

import { clock } from "./days.js";
import { HoursProblem } from "./problems.js";
import { copy, dayText, every, fill, find, input, show, timesText } from "./shown.js";
import { all, putAll } from "./store.js";

/** @import { Entry, Settings } from "./entries.js" */

/** @type {Awaited<ReturnType<typeof planned>> | null} */
let waiting = null;

/** More letters than a log may have; a bigger file is not even read, since a phone could not hold it. */
const MOST_BYTES = 20_000_000;
const LOCKED = "age-encryption.org/";

/**
 * Say whether a file is a locked copy. Phones and mail programs give files other names, so what is in it counts.
 * @param {File} file
 */
export async function isLocked(file) {
  return /\.age$/i.test(file.name) || (await file.slice(0, LOCKED.length).text()) === LOCKED;
}

/**
 * Return the text of a file; a locked one is opened with what is typed.
 * @param {File} file
 */
async function textOf(file) {
  if (file.size > MOST_BYTES) throw new HoursProblem("file_too_big");
  if (!(await isLocked(file))) return file.text();
  const { open } = await import("./backup.js");
  const progress = /** @type {HTMLProgressElement} */ (find("#opening"));
  show("#look-form [data-progress]", true);
  try {
    return await open(new Uint8Array(await file.arrayBuffer()), input("#opens-with").value, (part) => {
      progress.value = part;
    });
  } finally {
    show("#look-form [data-progress]", false);
  }
}

/**
 * Return what a file holds.
 * @param {File} file
 */
async function read(file) {
  const text = await textOf(file);
  if (!/\.json$/i.test(file.name) && !/^\ufeff?\s*\{/.test(text)) {
    const { fromCsv } = await import("./csv.js");
    return { settings: null, ...fromCsv(text) };
  }
  const { fromJson } = await import("./json.js");
  return fromJson(text);
}

/** @param {File} file */
async function planned(file) {
  const { plan, chosen } = await import("./merging.js");
  const found = await read(file);
  return { plan: plan(await all(), found, clock()), chosen, settings: /** @type {Settings | null} */ (found.settings) };
}

/** @param {Entry} entry */
function entryText(entry) {
  const { content } = /** @type {HTMLTemplateElement} */ (find("#kinds"));
  const kind = content.querySelector(`option[value="${entry.kind}"]`)?.textContent;
  return `${dayText(entry.day)}, ${timesText(entry)}, ${kind}`;
}

/** Look into the chosen file, and show what is in it. Errors: HoursProblem, and nothing was changed. */
export async function look() {
  waiting = null;
  show("#take-form", false);
  const file = input("#file").files?.[0];
  if (file === undefined) throw new HoursProblem("no_file");
  waiting = await planned(file);
  const { fresh, same, conflicts } = waiting.plan;
  for (const [name, list] of Object.entries({ fresh, same, conflicts })) fill(name, String(list.length));
  const rows = conflicts.map(({ theirs, mine, why }, at) => {
    const row = copy("#conflict");
    for (const each of every("[data-why]", row)) each.hidden = each.dataset.why !== why;
    for (const each of every("input", row)) /** @type {HTMLInputElement} */ (each).name = `conflict-${at}`;
    fill("mine", mine.map(entryText).join("; "), row);
    fill("theirs", entryText(theirs), row);
    return row;
  });
  find("#conflicts").replaceChildren(...rows);
  show("[data-has-settings]", waiting.settings !== null);
  input("#with-settings").checked = waiting.settings !== null && (await all()).length === 0;
  show("#take-form", true);
  find("#take-form h3").focus();
}

/** Put in what was shown, as it was chosen; return how many entries. Errors: as `putAll`, and nothing was changed. */
export async function take() {
  if (waiting === null) throw new HoursProblem("no_file");
  const { plan, chosen, settings } = waiting;
  const choices = plan.conflicts.map((_each, at) =>
    input(`[name="conflict-${at}"]:checked`).value === "theirs" ? "theirs" : "mine",
  );
  const { entries, gone } = chosen(plan, choices);
  await putAll(entries, { gone, settings: input("#with-settings").checked ? settings : null });
  waiting = null;
  for (const each of ["#file", "#opens-with"]) input(each).value = "";
  show("#opens", false);
  return entries.length;
}
