/** Shows who waits at an invitation, once this phone has checked them, and vouches for whom the reader knows. */

import { entropy } from "../device/unlocked.js";
import { fail, find, get, given, say } from "./page.js";
import { invited, list, often, passing, vouch } from "./vouching.js";

/** @import { Waiting } from "./vouching.js" */

const SECONDS = 10;

/** @returns {Promise<{ people: Waiting[], day: number }>} */
function ask() {
  return get(given("waiting"));
}

async function today() {
  return (await ask()).day;
}

async function look() {
  const { people, day } = await ask();
  const known = passing(people, (person) => {
    const { nickname } = person.document;
    return { ...invited(person, day), nickname, by: person.about.by, place: person.about.name };
  });
  find("#nobody").hidden = people.length > 0;
  const stands = given("stands") === "yes";
  const holds = (/** @type {Waiting} */ each) => ({ vouched: each.vouched, may: stands && !each.vouched });
  list(known, holds, {
    vouch: async (each) => {
      await vouch(each, today);
      say("written");
      await look();
    },
  });
  return true;
}

if (entropy() !== null) await often(look, SECONDS).catch(fail);
