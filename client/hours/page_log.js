/** A month as a log on paper, to be signed by whoever worked and by their supervisor. */

import { addMonths, clock, monthOf } from "./days.js";
import { duties, nameOf } from "./duties.js";
import { copy, every, fail, fill, find, input, lang, lengthText, monthText, onPress, show } from "./shown.js";
import { month, onChange } from "./store.js";

/** @import { Duty } from "./duties.js" */
/** @import { Entry } from "./entries.js" */

const shortDay = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", timeZone: "UTC" });
const HOUR = 60;
const DAY = 1440;

let key = monthOf(clock().today);

/**
 * Return minutes as timesheets have them.
 * @param {number} minutes
 */
function figure(minutes) {
  return `${Math.floor(minutes / HOUR)}:${String(minutes % HOUR).padStart(2, "0")}`;
}

/** @param {string} time */
function minutesOf(time) {
  return HOUR * Number(time.slice(0, 2)) + Number(time.slice(3));
}

/** @param {string} kind */
function kindText(kind) {
  const { content } = /** @type {HTMLTemplateElement} */ (find("#kinds"));
  return content.querySelector(`option[value="${kind}"]`)?.textContent ?? "";
}

/**
 * @param {Entry} entry
 * @param {Duty[]} all the tasks that may be shown; none, if they are left out
 */
function row({ day, start, end, kind, minutes, tasks }, all) {
  const made = copy("#log-row");
  find("th", made).textContent = shortDay.format(new Date(`${day}T12:00Z`));
  fill("times", start === "" ? "" : `${start}–${end}`, made);
  fill("kind", kindText(kind), made);
  fill("length", figure(minutes), made);
  const shown = start === "" ? minutes : (DAY + minutesOf(end) - minutesOf(start)) % DAY;
  show("[data-clocks]", shown !== minutes, made);
  show("[data-next]", start !== "" && minutesOf(start) + minutes >= DAY, made);
  for (const task of all.length > 0 ? tasks : []) {
    const item = document.createElement("li");
    item.textContent = `${nameOf(all, task.duty)}: ${lengthText(task.minutes)}`;
    find("ul", made).append(item);
  }
  return made;
}

/** @param {Entry[]} entries */
function sum(entries) {
  return entries.reduce((all, { minutes }) => all + minutes, 0);
}

async function draw() {
  const entries = (await month(key)).filter(({ kind }) => kind !== "organizing");
  const paid = sum(entries.filter(({ kind, isPaid }) => kind === "paid" || isPaid));
  const tasks = input("#with-tasks").checked ? await duties() : [];
  fill("month", monthText(key));
  find("#log tbody").replaceChildren(...entries.map((entry) => row(entry, tasks)));
  fill("paid", figure(paid));
  fill("unpaid", figure(sum(entries) - paid));
  fill("worked", figure(sum(entries)));
  show("[data-none]", entries.length === 0);
  show("#log", entries.length > 0);
  show("#later", key < monthOf(clock().today));
  show("#choose", true);
  for (const each of every("[data-by-hand]")) each.remove();
}

/** @param {number} step */
function turn(step) {
  key = addMonths(key, step);
  return draw();
}

/** Show an empty log, to be filled in by hand. */
function showEmpty() {
  show("#log, [data-none]", false);
  const made = copy("#empty-log");
  made.dataset.byHand = "";
  for (const each of every("[data-by-hand]")) each.remove();
  find("#log").after(made);
}

/** Print under a name that is that of the month, and says nothing of this site. */
function print() {
  const { title } = document;
  document.title = monthText(key);
  globalThis.print();
  document.title = title;
}

onPress("#earlier", () => turn(-1));
onPress("#later", () => turn(1));
onPress("#empty", showEmpty);
onPress("#print", print);
find("#with-tasks").addEventListener("change", () => void draw().catch(fail));
onChange(() => void draw().catch(fail));
await draw().catch(fail);
const { keepPages } = await import("./offline.js");
await keepPages();
