/** Makes copies of the log and hands them to the browser to be saved. They go nowhere else. */

import { clock } from "./days.js";
import { HoursProblem } from "./problems.js";
import { find, input, show } from "./shown.js";
import { all, settings } from "./store.js";

const TYPES = { csv: "text/csv", json: "application/json", age: "application/octet-stream" };

/**
 * Let the browser save a file, under a name with the day.
 * @param {BlobPart} data
 * @param {keyof typeof TYPES} ending
 */
function save(data, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data], { type: TYPES[ending] }));
  link.download = `${find("main").dataset.file}-${clock().today}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some phones read it only once the person has said where to
}

/** Return the whole log as JSON. */
async function whole() {
  const { toJson } = await import("./json.js");
  return toJson(await all(), await settings(), clock().zone);
}

/**
 * Save a copy that anybody can read.
 * @param {"csv" | "json"} form
 */
export async function saveOpen(form) {
  if (form === "json") return save(await whole(), form);
  const { toCsv } = await import("./csv.js");
  return save(toCsv(await all()), form);
}

/** Save a copy that opens with what is typed, and clear the fields. */
export async function saveLocked() {
  const [phrase, again] = [input("#phrase"), input("#phrase-again")];
  const { checkPassphrase, seal } = await import("./backup.js");
  await checkPassphrase(phrase.value);
  if (phrase.value.trim() !== again.value.trim()) throw new HoursProblem("passphrases_differ");
  const progress = /** @type {HTMLProgressElement} */ (find("#locking"));
  show("#lock-form [data-progress]", true);
  try {
    const file = await seal(await whole(), phrase.value, (/** @type {number} */ part) => {
      progress.value = part;
    });
    save(new Uint8Array(file), "age");
  } finally {
    show("#lock-form [data-progress]", false);
  }
  phrase.value = "";
  again.value = "";
}
