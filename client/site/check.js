/** Checks the record of this site on the reader's own phone, against what the phone saw before, and says what it found. */

import { remember, seen } from "../device/seen.js";
import { isOwn } from "../device/vault.js";
import { Refused } from "../protocol/errors.js";
import { ask } from "./asking.js";
import { checkRecord } from "./checking.js";
import { nameOf } from "./ending.js";
import { data, find, given, hush, say } from "./page.js";
import { Reader } from "./record.js";

/** @import { Seen } from "./checking.js" */
/** @typedef {Awaited<ReturnType<typeof checkRecord>>} Found */

/**
 * @param {string} name
 * @param {string | number} value
 */
function fill(name, value) {
  for (const each of document.querySelectorAll(`[data-fill="${name}"]`)) {
    each.textContent = typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
  }
}

/** @param {Found} found */
function showWitnesses({ witnessed, hasTeam }) {
  if (witnessed === null) {
    say(hasTeam ? "unsigned" : "unwitnessed");
    return;
  }
  const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  fill("witnessed", witnessed.size);
  fill("witnessed-time", form.format(1000 * witnessed.seconds));
  fill("t", witnessed.t);
  fill("n", witnessed.n);
  say("witnessed");
}

/**
 * @param {Found} found
 * @param {Seen | null} before
 * @param {boolean} own
 */
function show(found, before, own) {
  fill("ticks", found.tree.checkpoint.size);
  fill("host", found.entries);
  fill("founders", found.founders);
  showWitnesses(found);
  if (before !== null) fill("before", before.size);
  say(before !== null ? "again" : own ? "first" : "first-in-tab");
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
  hush("found");
  fill("problem", problem instanceof Refused ? problem.reason : String(problem));
  say(nameOf(problem));
}

const button = /** @type {HTMLButtonElement} */ (find("#check"));
button.addEventListener("click", async () => {
  if (button.disabled) return;
  button.disabled = true;
  say("busy");
  try {
    const own = await isOwn();
    const before = seen(own);
    const found = await checkRecord(new Reader(ask), given("origin"), Boolean(data().members), before);
    remember(own, found.seen);
    show(found, before, own);
  } catch (problem) {
    tell(problem);
  } finally {
    button.disabled = false;
  }
});
