/** Copies of the log, the settings, and erasing. What a copy needs is loaded once one is made or put back. */

import { forgetPages } from "./forgetting.js";
import { keepPages } from "./offline.js";
import { every, fail, fill, find, input, lang, onPress, onSend, show } from "./shown.js";
import { all, eraseAll, months, onChange, saveSettings, settings } from "./store.js";

const SUNDAY = 4; // of January 2026
const weekday = new Intl.DateTimeFormat(lang, { weekday: "long", timeZone: "UTC" });

/** Say that something was done. @param {string} name */
export function done(name) {
  for (const each of every("[data-done]")) each.hidden = each.dataset.done !== name;
  if (name === "") return;
  const said = find(`[data-done="${name}"]`);
  said.scrollIntoView({ block: "center" });
  if (every("button:focus:not([hidden] *)").length > 0) return;
  said.tabIndex = -1; // what was pressed is gone, so whoever has no mouse goes on from here
  said.focus();
}

async function showSettings() {
  const { rate, weekStarts } = await settings();
  input("#rate").value = rate;
  input("#week-starts").value = String(weekStarts);
}

/** Show what can be done with what is here. */
export async function draw() {
  const isEmpty = (await months()).length === 0;
  show("[data-nothing]", isEmpty);
  show("#all", true);
}

async function ask() {
  const [entries, kept] = await Promise.all([all(), months()]);
  fill("entries", entries.length.toLocaleString(lang));
  fill("months", String(kept.length));
  show("#sure", true);
  find("#erase-not").focus();
}

async function erase() {
  await eraseAll();
  await forgetPages();
  for (const each of every("form")) /** @type {HTMLFormElement} */ (each).reset();
  show("#sure, #take-form", false);
  await draw();
  done("erased");
}

async function begin() {
  for (const each of every("#week-starts option")) {
    const number = Number(/** @type {HTMLOptionElement} */ (each).value);
    each.textContent = weekday.format(new Date(Date.UTC(2026, 0, SUNDAY + number)));
  }
  await showSettings();
  await draw();
}

onSend("#rate-form", async () => {
  await saveSettings({ rate: input("#rate").value, weekStarts: Number(input("#week-starts").value) });
  await showSettings();
  done("settings");
});
for (const name of /** @type {const} */ (["csv", "json"])) {
  onPress(`#${name}`, async () => {
    const { saveOpen } = await import("./copies.js");
    await saveOpen(name);
    done("copy");
  });
}
onSend("#lock-form", async () => {
  const { saveLocked } = await import("./copies.js");
  await saveLocked();
  done("copy");
});
find("#file").addEventListener("change", async () => {
  show("#take-form", false);
  const file = input("#file").files?.[0];
  const { isLocked } = await import("./taking.js");
  show("#opens", file !== undefined && (await isLocked(file).catch(() => false)));
});
onSend("#look-form", async () => {
  done("");
  const { look } = await import("./taking.js");
  await look();
});
onSend("#take-form", async () => {
  const { take } = await import("./taking.js");
  fill("taken", String(await take()));
  show("#take-form", false);
  await begin();
  done("taken");
});
onPress("#take-not", () => show("#take-form", false));
onPress("#erase", ask);
onPress("#erase-not", () => show("#sure", false));
onPress("#erase-sure", erase);
onChange(() => void draw().catch(fail));
await begin().catch(fail);
await keepPages();
