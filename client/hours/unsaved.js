/**
 * What is half typed: while nobody looks at the page it is kept in this tab, since a phone that needs room lets go of the
 * page. Loaded with the first thing that is typed, or to fill it in again.
 */

import { changed, edit, follow, isBegun, openTasks, typed, UNSAVED } from "./form.js";
import { every } from "./shown.js";

/** @returns {HTMLInputElement[]} */
function fields() {
  return /** @type {any} */ ([...every("#entry :is(input, select)")].filter((each) => each.closest("#tasks") === null));
}

/** @param {HTMLInputElement} field */
function isChosen({ type }) {
  return type === "radio" || type === "checkbox";
}

/** Keep it. Nothing is kept of a page that was left for good, or in which nothing is typed. */
function keep() {
  if (document.body.hidden || !isBegun()) return sessionStorage.removeItem(UNSAVED);
  const states = fields().map((each) => (isChosen(each) ? each.checked : each.value));
  sessionStorage.setItem(UNSAVED, JSON.stringify({ was: changed(), states, tasks: typed().tasks }));
}

/** Fill in what was kept, as it was. */
export async function restore() {
  const { was, states, tasks } = JSON.parse(sessionStorage.getItem(UNSAVED) ?? "{}");
  sessionStorage.removeItem(UNSAVED);
  const all = fields();
  if (states?.length !== all.length) return; // of another version of the page
  if (was !== null) await edit(was);
  for (const [at, each] of all.entries()) {
    if (isChosen(each)) each.checked = states[at];
    else each.value = states[at];
  }
  await follow();
  if (tasks.length > 0 || was?.tasks.length > 0) await openTasks(tasks);
}

addEventListener("pagehide", keep);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) keep();
  else sessionStorage.removeItem(UNSAVED);
});
