/** The page on which anybody has their own phone check the record of this site; it says what was found. */

import { isNotMine } from "../device/unlocked.js";
import { Refused } from "../protocol/errors.js";
import { ask, check, nameOf, remember } from "./checking.js";
import { find, given, say } from "./page.js";
import { Reader } from "./record.js";

/**
 * @param {string} name
 * @param {string | number} value
 */
function fill(name, value) {
  for (const each of document.querySelectorAll(`[data-fill="${name}"]`)) {
    each.textContent = typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
  }
}

/** @param {Awaited<ReturnType<typeof check>>} found */
function show(found) {
  fill("ticks", found.tree.checkpoint.size);
  fill("host", found.entries);
  fill("founders", found.founders);
  fill("witnessed", found.witnessed);
  say(found.witnessed > 0 ? "witnessed" : "unwitnessed");
  if (found.before !== null) fill("before", found.before.size);
  if (isNotMine()) say("forgets");
  else say(found.before === null ? "first" : "again");
  if (found.members !== null) {
    const site = Number(given("claimed"));
    const stand = [...found.members.people.standing()].filter((person) => !person.left).length;
    fill("members", found.members.entries);
    fill("stand", stand);
    fill("claimed", site);
    find('[data-say="invented"]').hidden = site <= stand;
  }
  say("found");
  say("good");
}

/** @param {unknown} problem */
function tell(problem) {
  find('[data-say="found"]').hidden = true;
  fill("problem", problem instanceof Refused ? problem.reason : String(problem));
  say(nameOf(problem));
}

const button = /** @type {HTMLButtonElement} */ (find("#check"));
button.addEventListener("click", async () => {
  if (button.disabled) return;
  button.disabled = true;
  say("busy");
  try {
    const found = await check(new Reader(ask));
    if (!isNotMine()) remember(found);
    show(found);
  } catch (problem) {
    tell(problem);
  } finally {
    button.disabled = false;
  }
});
