/** The people in a room, as everybody in it sees them, and a vouch for each who has read their two words aloud. */

import { memberKey } from "../device/keys.js";
import { entropy, isNotMine } from "../device/unlocked.js";
import { b64 } from "../protocol/encoding.js";
import { publicKey } from "../protocol/signatures.js";
import { keepDoor, knock } from "./door.js";
import { find, given, post, say } from "./page.js";
import { signIn } from "./session.js";
import { checked, list, marked, often, passing, vouch } from "./vouching.js";

/** @import { Checked } from "./vouching.js" */
/** @typedef {{ over: boolean, people: (Checked & { nickname: string })[], members: number, here: boolean, day: number }} State */

const SECONDS = 4;
const MEMBERS_LEAST = 2;

/**
 * Show the room until this page is left, or until it is over, which the page then says.
 * @param {Uint8Array} secret of its link
 */
export async function showRoom(secret) {
  keepDoor(secret);
  const door = publicKey(secret);
  const held = entropy();
  const me = held === null ? "" : b64(memberKey(held));
  /** @returns {Promise<State>} */
  const ask = () => post(given("roomState"), knock(secret));
  const today = async () => (await ask()).day;
  const look = async () => {
    const state = await ask();
    if (state.over) {
      say("over");
      return false;
    }
    const checks = passing(state.people, (each) => checked(each, door));
    const people = marked(checks).map((each) => ({ ...each, nickname: each.found.nickname }));
    const mine = people.find(({ key }) => key === me);
    await welcome(mine?.member === true, state.here);
    find("#few").hidden = state.members >= MEMBERS_LEAST;
    if (mine !== undefined) find("#code").textContent = mine.code;
    const may = state.here && state.members >= MEMBERS_LEAST;
    list(people, (each) => holds(each, me, may), { vouch: give });
    return true;
  };
  /** @param {Checked} person */
  async function give(person) {
    await vouch(person, today);
    await look();
  }
  await often(look, SECONDS);
}

/**
 * Somebody who has become a member here is signed in at once, so that they can vouch too.
 * @param {boolean} member
 * @param {boolean} here
 */
async function welcome(member, here) {
  const held = entropy();
  if (member && !here && held !== null) await signIn(held, !isNotMine());
  find("#in").hidden = !member;
}

/**
 * @param {Checked} each
 * @param {string} me
 * @param {boolean} may
 */
function holds(each, me, may) {
  const other = each.key !== me;
  return {
    me: !other,
    member: each.member,
    waits: !each.member,
    twice: each.twice,
    vouched: each.vouched,
    may: may && other && !each.twice && !each.vouched && !each.settled,
  };
}
