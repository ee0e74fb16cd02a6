/** The letter on the page: its few choices, and the three ways to take it along. */

import { today, written } from "./days.js";
import { asText, compose } from "./letter.js";
import { letterPdf, Unwritable } from "./pdf.js";
import { saveFile } from "./saving.js";

/** @import { Letters } from "./letter.js" */

const step = /** @type {HTMLElement} */ (document.querySelector("#letter"));
const form = /** @type {HTMLFormElement} */ (step.querySelector("form"));
const sheet = /** @type {HTMLElement} */ (step.querySelector(".sheet"));
/** From these days the letter knows the date on the plan's own letter. */
const ON_LETTER = ["notice", "resolution"];

/** @type {{ title: string, parts: { kind: string, text: string }[] }} */
let current = { title: "", parts: [] };
let draw = () => {};

/**
 * Show the letter of a button.
 * @param {Letters} letters
 * @param {HTMLElement} button
 * @param {number | null} day which was given before
 */
export function writeLetter(letters, button, day) {
  const marks = (button.dataset.marks ?? "").split(" ");
  const dated = day !== null && ON_LETTER.includes(button.dataset.starts ?? "");
  const [words, law] = [document.documentElement.lang, letters.laws[marks[1] ?? ""] ?? ""];
  const values = { today: written(today(), words, "long"), day: dated ? written(day, words, "long") : "", law };
  /** @type {HTMLElement} */ (step.querySelector("[data-when=unchecked]")).hidden = !("unchecked" in button.dataset);
  draw = () => {
    const chosen = new FormData(form);
    const all = [...marks, dated ? "dated" : "undated", ...chosen.getAll("did"), ...chosen.getAll("more")];
    current = { title: letters.title, parts: compose(letters, new Set(all.map(String)), values) };
    sheet.replaceChildren(...current.parts.map(paragraph));
    say("");
  };
  draw();
}

/** @param {{ kind: string, text: string }} part */
function paragraph({ kind, text }) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}

/** Show one of the sentences about what was done, or none. @param {string} name */
function say(name) {
  for (const each of step.querySelectorAll("[data-say]")) {
    /** @type {HTMLElement} */ (each).hidden = each.getAttribute("data-say") !== name;
  }
}

function savePdf() {
  try {
    saveFile(letterPdf(current.parts, current.title, document.documentElement.lang), "letter.pdf", "application/pdf");
    say("");
  } catch (problem) {
    if (!(problem instanceof Unwritable)) throw problem;
    say("no_pdf");
  }
}

async function copy() {
  try {
    await navigator.clipboard.writeText(asText(current.parts));
    say("copied");
  } catch {
    say("not_copied");
  }
}

form.addEventListener("change", () => draw());
form.addEventListener("submit", (event) => event.preventDefault());
step.addEventListener("click", (event) => {
  const what = /** @type {Element} */ (event.target).closest("[data-do]")?.getAttribute("data-do");
  if (what === "pdf") savePdf();
  if (what === "text") saveFile(asText(current.parts), "letter.txt", "text/plain");
  if (what === "copy") void copy();
});
