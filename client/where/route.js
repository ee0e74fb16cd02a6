/** Fills in a route: its last day, whether that has passed, the working day to act by. The words stand in the page. */

import { written } from "./days.js";
import { lastDay } from "./deadlines.js";

/** @import { Counting, Day } from "./deadlines.js" */

/**
 * Show the last day of a route in its part of the page, or none if there is no rule or no day to count from.
 * @param {HTMLElement} section
 * @param {Counting | undefined} counting
 * @param {number | null} start
 * @param {number} now today
 */
export function showRoute(section, counting, start, now) {
  const place = section.querySelector("[data-counted]");
  place?.replaceChildren();
  const last = counting && start !== null ? lastDay(counting, start) : null;
  if (place && last) {
    const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#counted"));
    place.append(template.content.cloneNode(true));
    fill(place, { day: last.day, act_by: last.actBy });
    when(place, sayings(last, now));
    setDays(place, daysToKeep(last, now));
  }
  showAlso(section, last?.also ?? null, now);
  for (const letter of section.querySelectorAll("[data-do-area=letter]")) letter.toggleAttribute("hidden", false);
}

/**
 * Return what has to be said of a last day today, by name.
 * @param {Day} last
 * @param {number} now today
 */
export function sayings(last, now) {
  const isOpen = last.day >= now;
  return {
    passed: !isOpen,
    today: last.day === now,
    moved: last.day !== last.counted,
    act_by: isOpen && last.actBy !== last.day,
    act_by_passed: isOpen && last.actBy < now,
  };
}

/**
 * Return the days to keep that are still to come: the safe one, and the one under the second rule if it comes before.
 * @param {Day & { also: Day | null }} last
 * @param {number} now today
 */
export function daysToKeep(last, now) {
  const earlier = last.also && last.also.day < last.day ? [last.also.actBy] : [];
  return [last.actBy, ...earlier].filter((each) => each > now);
}

/**
 * @param {Element} section
 * @param {Day | null} also
 * @param {number} now
 */
function showAlso(section, also, now) {
  const isOpen = also !== null && also.day >= now;
  fill(section, { also: also?.day ?? null, also_act_by: also?.actBy ?? null });
  when(section, { also_passed: also !== null && !isOpen, also_act_by: isOpen && also.actBy !== also.day });
}

/**
 * Give the button for the calendar its days, or take it away.
 * @param {Element} place
 * @param {number[]} days
 */
function setDays(place, days) {
  when(place, { calendar: days.length > 0 });
  place.querySelector("[data-do=calendar]")?.setAttribute("data-days", days.join(" "));
}

/**
 * @param {Element} place
 * @param {Record<string, number | null>} days
 */
function fill(place, days) {
  for (const [name, day] of Object.entries(days)) {
    const target = place.querySelector(`[data-fill=${name}]`);
    if (target) target.textContent = day === null ? "" : written(day, document.documentElement.lang);
  }
}

/**
 * @param {Element} place
 * @param {Record<string, boolean>} shown
 */
function when(place, shown) {
  for (const [name, isShown] of Object.entries(shown)) {
    for (const each of place.querySelectorAll(`[data-when=${name}]`)) each.toggleAttribute("hidden", !isShown);
  }
}
