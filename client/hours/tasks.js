/** The tasks of an entry: which, for how many minutes, and whether the list has them in the role or outside. */

import { duties } from "./duties.js";
import { copy, every, find, input, show } from "./shown.js";

/** @import { Task } from "./entries.js" */

const MOST = 8;

/** @type {import("./duties.js").Duty[]} */
let all = [];

/** @returns {HTMLElement} */
function list() {
  return find("#tasks > ul");
}

/**
 * Say of the chosen task whether it is in the role.
 * @param {HTMLElement} row
 */
function sayRole(row) {
  const chosen = all.find(({ id }) => id === input("select", row).value);
  const roles = find("[data-roles]", row);
  roles.hidden = chosen === undefined;
  for (const each of every("[data-role]", roles)) each.hidden = each.dataset.role !== chosen?.role;
  show("[data-inferred]", chosen?.inferred === true, roles);
}

/** @param {Partial<Task>} task */
function add({ duty = "", minutes }) {
  const row = copy("#task");
  const select = /** @type {HTMLSelectElement} */ (find("select", row));
  for (const { id, name } of all) select.add(new Option(name, id));
  if (duty !== "" && !all.some(({ id }) => id === duty)) select.add(new Option(duty, duty)); // the list had it once
  select.value = duty;
  input("input", row).value = String(minutes ?? "");
  select.addEventListener("change", () => sayRole(row));
  find("button", row).addEventListener("click", () => {
    row.remove();
    settle();
  });
  list().append(row);
  sayRole(row);
  settle();
}

/** Offer another task as long as there may be one. */
function settle() {
  find("#add-task").hidden = list().children.length >= MOST;
}

/**
 * Show these tasks, and room for the first one if there are none. Errors: HoursProblem with no_network.
 * @param {Task[]} tasks
 */
export async function begin(tasks) {
  all = await duties();
  list().replaceChildren();
  for (const each of tasks) add(each);
  if (tasks.length === 0) add({});
  find("#add-task").onclick = () => add({});
}

/** Return the tasks that are typed; a row in which nothing stands is none. */
export function typed() {
  const rows = [...every("li", list())].map((row) => {
    const minutes = input("input", row).value.trim();
    const { value: duty } = /** @type {HTMLSelectElement} */ (find("select", row));
    return { duty, minutes: minutes === "" ? Number.NaN : Number(minutes) };
  });
  return rows.filter(({ duty, minutes }) => duty !== "" || !Number.isNaN(minutes));
}
