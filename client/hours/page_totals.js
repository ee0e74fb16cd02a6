/** Shows what the log comes to in a week, a month or in all. */

import { bar, marks } from "./bars.js";
import { addDays, addMonths, clock, monthDays, monthOf, weekOf } from "./days.js";
import { duties } from "./duties.js";
import { attempt, copy, every, fail, fill, find, lang, lengthText, monthText, onPress, show } from "./shown.js";
import { all, month, onChange, settings } from "./store.js";
import { SUPERVISION_MINUTES, totals } from "./totals.js";

/** @import { Settings } from "./entries.js" */
/** @import { Bucket } from "./totals.js" */
/** @typedef {{ title: string, sum: Bucket, rows: [string, Bucket][], hasRest: boolean }} Shown */

const money = new Intl.NumberFormat(lang, { style: "currency", currency: "USD" });
const percent = new Intl.NumberFormat(lang, { style: "percent" });
const shortDay = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", timeZone: "UTC" });
const shortWeek = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", timeZone: "UTC" });
const WEEK = 7;
const WEEK_MINUTES = 2400;
const QUARTER = 15;

/** A day in the week or month that is shown. */
let at = clock().today;

/** @param {string} day */
function date(day) {
  return new Date(`${day}T12:00Z`);
}

/** How far the page looks at once. */
function span() {
  return /** @type {"week" | "month" | "all"} */ (/** @type {HTMLInputElement} */ (find("[name=span]:checked")).value);
}

/**
 * Return the entries of a month with those of the two beside it: nights and weeks do not end with it.
 * @param {string} middle
 */
async function near(middle) {
  return (await Promise.all([-1, 0, 1].map((step) => month(addMonths(middle, step))))).flat();
}

/**
 * @param {Bucket[]} buckets
 * @param {string} key
 * @returns {Bucket}
 */
function of(buckets, key) {
  return buckets.find((each) => each.key === key) ?? { ...totals([], { rate: "", weekStarts: 0 }, []).all, key };
}

/** @param {Settings} kept @returns {Promise<Shown>} */
async function week(kept) {
  const first = weekOf(at, kept.weekStarts);
  const { weeks, days } = totals(await near(monthOf(at)), kept, await duties());
  const keys = Array.from({ length: WEEK }, (_, step) => addDays(first, step));
  const rows = keys.map((key) => /** @type {[string, Bucket]} */ ([shortDay.format(date(key)), of(days, key)]));
  const title = shortWeek.formatRange(date(first), date(addDays(first, WEEK - 1)));
  return { title, sum: of(weeks, first), rows, hasRest: true };
}

/** @param {Settings} kept @returns {Promise<Shown>} */
async function wholeMonth(kept) {
  const key = monthOf(at);
  const [first, last] = monthDays(key);
  const { weeks, months } = totals(await near(key), kept, await duties());
  /** @type {[string, Bucket][]} */
  const rows = [];
  for (let from = weekOf(first, kept.weekStarts); from <= last; from = addDays(from, WEEK)) {
    rows.push([shortWeek.formatRange(date(from), date(addDays(from, WEEK - 1))), of(weeks, from)]);
  }
  return { title: monthText(key), sum: of(months, key), rows, hasRest: true };
}

/** @param {Settings} kept @returns {Promise<Shown>} */
async function everything(kept) {
  const found = totals(await all(), kept, await duties());
  const rows = found.months.map((each) => /** @type {[string, Bucket]} */ ([monthText(each.key), each]));
  const title = [rows[0]?.[0], rows.length > 1 ? rows.at(-1)?.[0] : undefined].filter(Boolean).join(" – ");
  return { title, sum: found.all, rows: rows.reverse(), hasRest: false };
}

/** @param {Bucket} sum */
function showKinds({ kinds, minutes }) {
  const most = Math.max(...Object.values(kinds));
  for (const row of every("[data-kind]")) {
    const kind = /** @type {keyof typeof kinds} */ (row.dataset.kind);
    row.hidden = kinds[kind] === 0;
    find("[data-bar]", row).replaceChildren(bar([[kind, kinds[kind]]], most));
    find("[data-length]", row).textContent = lengthText(kinds[kind]);
  }
  show("#kinds", minutes > 0);
}

/** @param {[string, Bucket][]} rows */
function showRows(rows) {
  const by = span();
  const most = Math.max(...rows.map(([, { workedMinutes }]) => workedMinutes));
  const made = rows.map(([name, { paidMinutes, unpaidMinutes, workedMinutes }]) => {
    const row = copy("#bar-row");
    const parts = /** @type {[string, number][]} */ ([
      ["paid", paidMinutes],
      ["unpaid", unpaidMinutes],
    ]);
    fill("name", name, row);
    find("[data-bar]", row).append(bar(parts, most, by === "month" ? WEEK_MINUTES : 0));
    find("[data-length]", row).textContent = lengthText(workedMinutes);
    return row;
  });
  find("#rows ul").replaceChildren(...made);
  for (const each of every("[data-by]")) each.hidden = each.dataset.by !== by;
  show("[data-line]", by === "month" && most >= WEEK_MINUTES);
  show("#rows", most > 0);
}

/** @param {Bucket} sum @param {Settings} kept */
function showMoney({ unpaidMinutes, unpaidCents, overMinutes, overCents, premiumCents }, { rate }) {
  show("#unpaid", unpaidMinutes > 0);
  show("[data-rate=yes]", rate !== "");
  show("[data-rate=no]", rate === "");
  fill("unpaid", lengthText(unpaidMinutes));
  fill("rate", money.format(Number(rate)));
  fill("unpaid-money", money.format((unpaidCents ?? 0) / 100));
  show("#over", overMinutes > 0);
  fill("over", lengthText(overMinutes));
  fill("over-money", money.format((overCents ?? 0) / 100));
  fill("premium", money.format((premiumCents ?? 0) / 100));
}

/** @param {Bucket} sum */
function showRole(sum) {
  const { inRoleMinutes, incidentalMinutes, contestedMinutes, outsideMinutes, unmarkedMinutes, workedMinutes } = sum;
  const marked = workedMinutes - unmarkedMinutes;
  show("#role", workedMinutes > 0);
  show("[data-marked=yes]", marked > 0);
  show("[data-marked=no]", marked <= 0);
  if (marked <= 0) return;
  fill("outside", lengthText(outsideMinutes));
  fill("outside-share", percent.format(outsideMinutes / marked));
  fill("marked", lengthText(marked));
  const parts = { out: outsideMinutes, contested: contestedMinutes, incidental: incidentalMinutes, in: inRoleMinutes };
  find("#role [data-bar]").replaceChildren(bar(Object.entries(parts), marked));
  for (const each of every("[data-part]")) {
    const minutes = parts[/** @type {keyof typeof parts} */ (each.dataset.part)];
    each.hidden = minutes === 0;
    fill("part", lengthText(minutes), each);
  }
}

/** @param {Bucket} sum */
function showSupervision({ supervisionMinutes, supervisionPaidMinutes, supervisionByPeerMinutes, minutes }) {
  show("#supervised", span() === "month" && minutes > 0);
  fill("supervision", lengthText(supervisionMinutes));
  fill("supervision-paid", lengthText(supervisionPaidMinutes));
  fill("supervision-peer", lengthText(supervisionByPeerMinutes));
  fill("supervision-missing", lengthText(Math.max(0, SUPERVISION_MINUTES - supervisionMinutes)));
  show("[data-supervised=some]", supervisionMinutes > 0);
  show("[data-supervised=less]", supervisionMinutes < SUPERVISION_MINUTES);
  marks(find("#supervised .marks"), Math.floor(supervisionMinutes / QUARTER), SUPERVISION_MINUTES / QUARTER);
}

const SPANS = { week, month: wholeMonth, all: everything };

async function draw() {
  const kept = await settings();
  const by = span();
  const { title, sum, rows, hasRest } = await SPANS[by](kept);
  if (by !== span()) return;
  fill("title", title);
  fill("worked", lengthText(sum.workedMinutes));
  show("[data-empty]", sum.minutes === 0);
  show("[data-some]", sum.minutes > 0);
  show("[data-turn]", hasRest);
  const next = by === "week" ? addDays(weekOf(at, kept.weekStarts), WEEK) : addMonths(monthOf(at), 1);
  show("#later", hasRest && next <= clock().today);
  showKinds(sum);
  showRows(rows);
  showMoney(sum, kept);
  showRole(sum);
  showSupervision(sum);
  show("#survey", by === "month" && sum.minutes > 0);
  show("#totals", true);
}

/** @param {number} step */
function turn(step) {
  const [first] = monthDays(addMonths(monthOf(at), step));
  at = span() === "week" ? addDays(at, WEEK * step) : first;
  return draw();
}

onPress("#earlier", () => turn(-1));
onPress("#later", () => turn(1));
for (const each of every("[name=span]")) each.addEventListener("change", () => void attempt(each, draw));
onChange(() => void draw().catch(fail));
await draw().catch(fail);
const { keepPages } = await import("./offline.js");
await keepPages();
