/**
 * One question at a time, then the routes with their last days. All texts and rules stand in the page. What is chosen and
 * typed stays in this tab's memory: nothing is sent or kept, and the address never changes. Whatever may be needed later
 * is fetched by everybody right after the page, so that no request says what anybody chose.
 */

import { today } from "./days.js";
import { typedDay } from "./typed_day.js";

/** @import { Counting } from "./deadlines.js" */

const main = find("main");
/** @type {Record<string, Counting>} */
const rules = JSON.parse(main.dataset.rules ?? "{}");
const form = /** @type {HTMLFormElement} */ (find("form.typed-day"));

/**
 * What shows at each point of the way; of routes also the day from which they are counted there, if there is one.
 * @type {{ ids: string[], day?: number | null | undefined }[]}
 */
const views = [];
let at = 0;
/** The routes to which the answers led. @type {string[]} */
let found = [];

/**
 * @param {string} selector
 * @param {ParentNode} [within]
 */
function find(selector, within = document) {
  return /** @type {HTMLElement} */ (within.querySelector(selector));
}

/** Show what is due at this point of the way, and nothing else. */
function draw() {
  const ids = views[at]?.ids ?? [];
  for (const each of document.querySelectorAll(".step")) {
    each.classList.toggle("now", ids.includes(each.id));
    /** @type {HTMLElement} */ (each).hidden = !ids.includes(each.id);
  }
  for (const id of ids) find(".steps").append(find(`#${id}`));
  find("[data-do-area=back]").hidden = at === 0;
  find(".again").hidden = ids[0] === "start";
}

/**
 * Go on to what comes next. The browser's own way back leads through these, all under one address.
 * @param {string[]} ids
 * @param {number | null} [day] of routes
 */
function goOn(ids, day) {
  views.splice(++at, views.length, { ids, day });
  history.pushState(at, "", location.pathname + location.search);
  arrive();
}

/** Show what is due from its beginning, so that it is read out. */
function arrive() {
  draw();
  const first = find(`#${views[at]?.ids[0]}`);
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Forget what was typed and ticked. */
function forget() {
  for (const each of document.forms) each.reset();
  find(".error", form).hidden = true;
}

/** @param {string} id of a question, a route or several */
function choose(id) {
  const target = find(`#${id}`);
  const routes = target.dataset.routes?.split(" ") ?? (target.matches(".route") ? [id] : []);
  if (id === "start") forget();
  if (routes.length === 0) return goOn([id]);
  found = routes;
  const starts = routes.map((each) => rules[each]?.starts).find(Boolean);
  if (starts === undefined) return void showRoutes(null).catch(sayNotLoaded);
  for (const each of form.querySelectorAll("legend")) each.hidden = each.dataset.starts !== starts;
  return goOn(["day"]);
}

/** Show the routes, counted from a day if there is one. @param {number | null} day */
function showRoutes(day) {
  goOn(found, day);
  return count();
}

/** Count the routes of this point of the way from its own day: on the way back it is that of before. */
async function count() {
  const { ids, day } = views[at] ?? { ids: [] };
  if (day === undefined) return;
  const { showRoute } = await later;
  for (const id of ids) showRoute(find(`#${id}`), rules[id], day, today());
}

/** Take the day, or say what is wrong with it and leave it as it was typed. */
function takeDay() {
  const typed = new FormData(form);
  const [year, month, date] = ["year", "month", "date"].map((name) => String(typed.get(name)));
  const day = typedDay(year ?? "", month ?? "", date ?? "");
  const area = find(".error", form);
  area.hidden = typeof day === "number";
  for (const each of area.querySelectorAll("p")) each.hidden = each.dataset.reason !== day;
  for (const each of form.querySelectorAll("input")) each.setAttribute("aria-invalid", String(!area.hidden));
  if (typeof day === "number") showRoutes(day).catch(sayNotLoaded);
  else find("input", form).focus();
}

/** @param {HTMLElement} button */
async function press(button) {
  if (button.dataset.do === "back") return history.back();
  if (button.dataset.do === "no_day") return showRoutes(null);
  const { saveDays, writeLetter, letters } = await later;
  if (button.dataset.do === "calendar") saveDays(button);
  if (button.dataset.do !== "letter") return undefined;
  writeLetter(await letters, button, views[at]?.day ?? null);
  return goOn(["letter"]);
}

/** Say that what was fetched later did not come. To fetch it now would tell what somebody wants. */
function sayNotLoaded() {
  const words = find("[data-say=not_loaded]");
  words.hidden = false;
  words.focus();
}

/** Fetch what only some need, once the page is there. Everybody does, so it says nothing about anybody. */
async function fetchLater() {
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  const letters = fetch(main.dataset.letters ?? "", { credentials: "omit" }).then((answer) => answer.json());
  letters.catch(() => {}); // said when somebody needs them
  const [route, calendar, letter] = [import("./route.js"), import("./save_days.js"), import("./letter_page.js")];
  return { letters, ...(await route), ...(await calendar), ...(await letter) };
}

/** Begin at the question that the address names, if any, and take it out of the address. */
function begin() {
  const named = document.getElementById(location.hash.slice(1));
  views[0] = { ids: [named?.matches(".step") ? named.id : "start"] };
  history.replaceState(0, "", location.pathname + location.search);
  draw();
}

const later = fetchLater();
later.catch(() => {}); // said when somebody needs it
begin();
main.addEventListener("click", (event) => {
  const pressed = /** @type {Element} */ (event.target).closest("a[href^='#'], [data-do]");
  if (!(pressed instanceof HTMLElement)) return;
  if (pressed instanceof HTMLAnchorElement) {
    event.preventDefault();
    choose(pressed.hash.slice(1));
  } else press(pressed).catch(sayNotLoaded);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  takeDay();
});
addEventListener("popstate", (event) => {
  if (typeof event.state !== "number") return; // the link that skips to the text
  at = Math.min(event.state, views.length - 1);
  arrive();
  count().catch(sayNotLoaded);
});
