/** Puts in the hours of a day, shows them, and lets them be changed or removed. */

import { isDay, monthOf } from "./days.js";
import { asNew, begin, changed, edit, empty, offer, turnDay, typed, UNSAVED } from "./form.js";
import {
  attempt,
  copy,
  dayText,
  fail,
  fill,
  find,
  input,
  lengthText,
  onPress,
  onSend,
  show,
  timesText,
} from "./shown.js";
import { latest, month, onChange, persist, put, remove } from "./store.js";

/** @import { Entry } from "./entries.js" */

/** @param {Entry} entry */
function kindText({ kind }) {
  return find(`#kind option[value="${kind}"]`).textContent;
}

/**
 * Return an entry as it stands in the list.
 * @param {Entry} entry
 */
function row(entry) {
  const found = copy("#row");
  fill("times", timesText(entry), found);
  fill("kind", kindText(entry), found);
  show('[data-supervision="isPaid"]', entry.isPaid, found);
  show('[data-supervision="byPeer"]', entry.byPeer, found);
  if (entry.tasks.length > 0) void listTasks(find("ul", found), entry.tasks).catch(fail);
  onPress('[data-do="change"]', () => edit(entry), found);
  onPress('[data-do="remove"]', () => ask(found), found);
  onPress('[data-do="sure"]', () => take(entry), found);
  return found;
}

/** @param {HTMLElement} to @param {Entry["tasks"]} tasks */
async function listTasks(to, tasks) {
  const { duties, nameOf } = await import("./duties.js");
  const all = await duties();
  for (const { duty, minutes } of tasks) {
    const task = document.createElement("li");
    task.textContent = `${nameOf(all, duty)}: ${lengthText(minutes)}`;
    to.append(task);
  }
}

/** @param {HTMLElement} shown */
function ask(shown) {
  const sure = find('[data-do="sure"]', shown);
  sure.hidden = !sure.hidden;
  if (!sure.hidden) sure.focus();
}

/** @param {Entry} entry */
async function take(entry) {
  await remove(entry);
  if (changed()?.id === entry.id) empty();
  await list();
  find("#entries h2").focus();
}

/** Show what is put in for the day that is chosen. @returns {Promise<void>} */
async function list() {
  const day = input("#day").value;
  if (!isDay(day)) return;
  const entries = (await month(monthOf(day))).filter((entry) => entry.day === day);
  if (input("#day").value !== day) return list(); // another day was chosen meanwhile
  fill("day", dayText(day));
  find("#entries ul").replaceChildren(...entries.map(row));
  show("[data-none]", entries.length === 0);
  show("[data-sum]", entries.length > 1);
  fill("sum", lengthText(entries.reduce((sum, { minutes }) => sum + minutes, 0)));
  find("#entries").hidden = false;
}

async function save() {
  const entry = await put(typed(), { was: changed() }).catch((problem) => {
    if (problem.reason === "removed_meanwhile") asNew();
    throw problem;
  });
  empty();
  sessionStorage.removeItem(UNSAVED); // kept if the page was hidden meanwhile
  offer(entry);
  fill("saved", `${dayText(entry.day)}, ${timesText(entry)}`);
  show("[data-saved]", true);
  await list();
  void persist().catch(() => null);
}

/** Show the form as it can be used, and what is kept. */
async function start() {
  begin(await latest());
  if (UNSAVED in sessionStorage) await import("./unsaved.js").then(({ restore }) => restore()).catch(fail);
  find("#entry").hidden = false;
  await list();
}

find("#entry").addEventListener("input", () => void import("./unsaved.js").catch(() => null), { once: true });
onSend("#entry", async () => {
  show("[data-saved]", false);
  await save();
});
onPress("#leave-it", () => {
  empty();
  find("#entries h2").focus();
});
find("#day").addEventListener("change", () => void attempt(find("#entries"), list));
onChange(() => void list().catch(fail));
document.addEventListener("visibilitychange", () => {
  if (turnDay()) void list().catch(fail);
});
await start().catch(fail);
const { keepPages } = await import("./offline.js");
await keepPages();
