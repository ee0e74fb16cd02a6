/** The list of tasks, in the words of the page's language: fetched once it is needed, kept with the pages. */

import { HoursProblem } from "./problems.js";
import { find } from "./shown.js";

/** @typedef {{ id: string, name: string, role: string, inferred: boolean }} Duty */

/** @type {Promise<Duty[]> | null} */
let listed = null;

/** Return the list. Errors: HoursProblem with no_network. @returns {Promise<Duty[]>} */
export function duties() {
  listed ??= fetch(find("main").dataset.duties ?? "", { credentials: "omit" })
    .then((response) => response.json())
    .then(({ duties: found }) => found)
    .catch(() => {
      listed = null;
      throw new HoursProblem("no_network");
    });
  return listed;
}

/**
 * Return what a task is called; its code, if the list does not have it any more.
 * @param {Duty[]} all
 * @param {string} duty
 */
export function nameOf(all, duty) {
  return all.find(({ id }) => id === duty)?.name ?? duty;
}
