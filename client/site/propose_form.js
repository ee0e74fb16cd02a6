/** Reads the form of a proposal, and fills it. */

import { b64, unb64 } from "../protocol/encoding.js";
import { bytesToHex, hexToBytes } from "../vendor/noble.js";
import { find, given, input } from "./page.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Written } from "./proposal.js" */

const DAY = 86_400;
const MOST = { ask: 7, step: 3 };

/** @typedef {"ask" | "step"} Kind of a row */

/** @param {Kind} kind */
function rowsOf(kind) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`#${kind}s fieldset`))];
}

/** Number the rows of a kind, and let none be added beyond the most. @param {Kind} kind */
function number(kind) {
  const rows = rowsOf(kind);
  for (const [at, row] of rows.entries()) {
    for (const each of row.querySelectorAll("[data-number]")) each.textContent = String(at + 1);
  }
  find(`#add-${kind}`).hidden = rows.length >= MOST[kind];
}

/**
 * Add a row, with values by the second part of their fields' names; without any, its first field gets the focus.
 * @param {Kind} kind
 * @param {Document} [values]
 */
export function addRow(kind, values = {}) {
  const template = /** @type {HTMLTemplateElement} */ (find(`template#${kind}`));
  const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  for (const [name, value] of Object.entries(values)) set(input(`[name=${kind}-${name}]`, row), value);
  const fields = find("fieldset", row);
  find("[data-act=remove]", row).addEventListener("click", () => {
    fields.remove();
    number(kind);
    find(`#add-${kind}`).focus();
    fields.ownerDocument.querySelector("#propose")?.dispatchEvent(new Event("input"));
  });
  find(`#${kind}s`).append(row);
  number(kind);
}

/**
 * @param {HTMLInputElement} field
 * @param {unknown} value
 */
function set(field, value) {
  field.value = value === null || Number.isNaN(value) ? "" : String(value);
}

/** @param {string} value */
function oneLine(value) {
  return value.split(/\s+/u).filter(Boolean).join(" ");
}

/**
 * Return what the form says. What is not filled in is empty there.
 * @param {HTMLFormElement} form
 * @returns {Written}
 */
export function readForm(form) {
  const data = new FormData(form);
  const one = (/** @type {string} */ name) => oneLine(String(data.get(name) ?? ""));
  const names = one("names");
  const evidence = evidenceOf(form);
  const steps = rowsOf("step").map(stepOf);
  const asks = {
    to: one("to"),
    asks: rowsOf("ask").map(askOf),
    reasons: String(data.get("reasons") ?? "")
      .replaceAll("\r\n", "\n")
      .trim(),
    ...(evidence.length > 0 && { evidence }),
    reply_by: one("reply"),
    names,
    ...(steps.length > 0 && { steps }),
    language: one("language"),
  };
  const levels = data
    .getAll("level")
    .filter((each) => each !== "")
    .map(Number);
  const readers = String(data.get("readers") ?? "")
    .split(/\s+/u)
    .filter(Boolean);
  const fields = { title: one("title"), levels, rule: one("rule"), ...timesOf(data) };
  return { asks, fields: names === "recipient" ? { ...fields, readers } : fields };
}

/** @param {HTMLElement} row */
function askOf(row) {
  return { what: oneLine(input("[name=ask-what]", row).value), by: input("[name=ask-by]", row).value };
}

/** @param {HTMLElement} row */
function stepOf(row) {
  const value = (/** @type {string} */ name) => oneLine(input(`[name=step-${name}]`, row).value);
  return { what: value("what"), says: value("says"), number: Number(value("number")), date: value("date") };
}

/** @param {HTMLFormElement} form */
function evidenceOf(form) {
  const inputs = [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=evidence]"))];
  return inputs
    .map(({ dataset, value }) => ({ box: b64(hexToBytes(dataset.box ?? "")), says: oneLine(value) }))
    .filter(({ says }) => says !== "");
}

/** @param {FormData} data */
function timesOf(data) {
  if (data.get("lasts") === "room") {
    const signing = Number(given("roomSigning"));
    const ends = { signing_ends: signing, withdrawing_ends: signing + Number(given("roomWithdrawing")) };
    return { ...ends, batch: Number(given("roomBatch")), room: true };
  }
  const signing = Math.round(Number(data.get("days"))) * DAY;
  return { signing_ends: signing, withdrawing_ends: signing + DAY, batch: DAY };
}

/**
 * Fill the form.
 * @param {HTMLFormElement} form
 * @param {Written} written
 */
export function fillForm(form, { asks, fields }) {
  const values = { title: fields.title, to: asks.to, reasons: asks.reasons, reply: asks.reply_by };
  for (const [name, value] of Object.entries(values)) set(input(`[name=${name}]`, form), value);
  set(input("[name=readers]", form), (fields.readers ?? []).join("\n"));
  for (const kind of /** @type {Kind[]} */ (["ask", "step"])) for (const row of rowsOf(kind)) row.remove();
  for (const each of asks.asks) addRow("ask", each);
  for (const each of asks.steps ?? []) addRow("step", each);
  fillEvidence(form, asks.evidence ?? []);
  const levels = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=level]"));
  for (const [at, field] of levels.entries()) set(field, fields.levels[at] ?? "");
  fillTimes(form, fields);
  for (const [name, value] of Object.entries({ rule: fields.rule, names: asks.names, language: asks.language })) {
    input(`[name=${name}][value="${CSS.escape(value)}"]`, form).checked = true;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {Document[]} given
 */
function fillEvidence(form, given) {
  for (const { box, says } of given) {
    const hex = bytesToHex(typeof box === "string" ? unb64(box) : box);
    const field = form.querySelector(`[name=evidence][data-box="${hex}"]`);
    if (field instanceof HTMLInputElement) field.value = says;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {Document} fields
 */
function fillTimes(form, { room, signing_ends }) {
  const way = form.querySelector(`[name=lasts][value=${room ? "room" : "days"}]`);
  if (way instanceof HTMLInputElement) way.checked = true;
  if (!room) set(input("[name=days]", form), Math.max(1, Math.round(signing_ends / DAY)));
}
