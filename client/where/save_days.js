/** The button that puts days into somebody's calendar. */

import { random } from "../device/random.js";
import { calendar } from "./calendar.js";
import { saveFile } from "./saving.js";

const UID_BYTES = 16;

function uid() {
  return Array.from(random(UID_BYTES), (each) => each.toString(16).padStart(2, "0")).join("");
}

/**
 * Save the days of a button as a calendar file with a title that says nothing.
 * @param {HTMLElement} button
 */
export function saveDays(button) {
  const days = (button.dataset.days ?? "").split(" ").map(Number);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const title = button.dataset.title ?? "";
  saveFile(calendar(days, { title, zone, now: Date.now(), uid }), "date.ics", "text/calendar");
}
