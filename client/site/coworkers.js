/**
 * Checks the people on the list of a workplace: whether each is somebody whom a chain of vouches in the record holds up,
 * back to the founders. The reader's own phone finds that out; what it needs for that is fetched only when it is asked.
 */

import { remember, seen } from "../device/seen.js";
import { isOwn } from "../device/vault.js";
import { unb64 } from "../protocol/encoding.js";
import { find, given, onPress, say } from "./page.js";

/** @import { People } from "../protocol/vouches.js" */

/**
 * Mark whoever is not held up, and a key that stands there a second time; return how many.
 * @param {People} people
 */
function mark(people) {
  const standing = people.standing();
  const met = new Set();
  let marked = 0;
  for (const row of document.querySelectorAll("#coworkers li")) {
    const key = row.getAttribute("data-key") ?? "";
    const person = people.person(unb64(key));
    const held = person !== undefined && people.present(unb64(key)) && standing.has(person) && !met.has(key);
    met.add(key);
    find("[data-mark]", row).hidden = held;
    if (!held) marked += 1;
  }
  return marked;
}

onPress("#check-people", async () => {
  say("busy");
  const [{ checkRecord }, { ask }, { nameOf }, { Reader }] = await Promise.all([
    import("./checking.js"),
    import("./asking.js"),
    import("./ending.js"),
    import("./record.js"),
  ]);
  try {
    const own = await isOwn();
    const { members, seen: now } = await checkRecord(new Reader(ask), given("origin"), true, seen(own));
    remember(own, now);
    if (members === null) return say("away");
    say(mark(members.people) === 0 ? "held" : "invented");
  } catch (problem) {
    say(nameOf(problem));
  }
});
