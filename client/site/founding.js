/** The founders' meeting on one founder's phone: come in, see who is there, compare six words, sign. */

import { memberKey, memberSecret } from "../device/keys.js";
import { entropy, isNotMine } from "../device/unlocked.js";
import { b64, encode, sha256, unb64 } from "../protocol/encoding.js";
import { foundersWords, signFounders } from "../protocol/joining.js";
import { publicKey } from "../protocol/signatures.js";
import { asking, keepDoor, knock, openLink } from "./door.js";
import { askNewcomer, showWords } from "./newcomer.js";
import "./lock.js";
import { Failure, fail, find, given, onPress, post, say } from "./page.js";
import { signIn } from "./session.js";
import { checkedAll, list, often } from "./vouching.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Person } from "./vouching.js" */
/** @typedef {{ founded: boolean, people: Person[], list: Document | null, signed: string[] }} State */

const SECONDS = 3;
const FOUNDERS_LEAST = 3;
const secret = openLink();
/** What this phone saw last. @type {State} */
let seen = { founded: false, people: [], list: null, signed: [] };

function link() {
  if (secret === null) throw new Failure("link_broken", "");
  return secret;
}

/**
 * @param {string} address the name under which the page gives it
 * @param {object} [more]
 */
function send(address, more = {}) {
  return post(given(address), { ...knock(link()), ...more });
}

/** Look who is there and how far it is; return whether to go on looking. */
async function look() {
  seen = await send("state");
  const held = entropy();
  if (held === null) return false;
  const mine = b64(memberKey(held));
  if (seen.founded) {
    await signIn(held, !isNotMine());
    say("founded");
    return false;
  }
  if (!seen.people.some(({ key }) => key === mine)) throw new Failure("taken_off", "");
  show(mine);
  return true;
}

/** @param {string} mine */
function show(mine) {
  const people = checkedAll(seen.people, publicKey(link()));
  const named = people.map((each) => ({ ...each, nickname: String(each.found.nickname) }));
  const fixed = seen.list !== null;
  const holds = (/** @type {Person} */ { key }) => ({
    me: key === mine,
    signed: seen.signed.includes(key),
    other: key !== mine && !fixed,
  });
  list(named, holds, { remove });
  find("#few").hidden = people.length >= FOUNDERS_LEAST;
  find("#gather").hidden = fixed || people.length < FOUNDERS_LEAST;
  find("#compare").hidden = !fixed;
  find("#sign").hidden = seen.signed.includes(mine);
  find("#signed").hidden = !seen.signed.includes(mine);
  if (seen.list !== null) find("#six").textContent = foundersWords(seen.list).join(" ");
}

/** @param {{ key: string }} person who is not there, or came twice */
async function remove({ key }) {
  await send("remove", { key });
  await look();
}

/**
 * Check that the list holds exactly those whom this phone shows, for this record.
 * @param {Document} fixed
 */
function checkList(fixed) {
  const there = checkedAll(seen.people, publicKey(link())).map(({ key }) => key);
  const same = [...there].sort().join() === [...fixed.keys].sort().join();
  if (!same || fixed.origin !== given("origin")) throw new Failure("list_differs", "");
}

onPress("#fix", async () => {
  await send("fix", { keys: seen.people.map(({ key }) => key) });
  await look();
});

onPress("#throw-away", async () => {
  await send("throwAway");
  await look();
});

onPress("#sign", async () => {
  const [held, fixed] = [entropy(), seen.list];
  if (held === null || fixed === null) throw new Failure("locked", "");
  checkList(fixed);
  const signature = b64(signFounders(memberSecret(held), fixed));
  const named = { list: b64(sha256(encode(fixed))), key: b64(memberKey(held)), founders_signature: signature };
  await send("sign", named);
  await look();
});

/** @param {Uint8Array} held */
async function meet(held) {
  showWords(held);
  say("meeting");
  await often(look, SECONDS);
}

askNewcomer(async (held, typed) => {
  keepDoor(link());
  await post(given("arrive"), asking(held, link(), { ...typed, role: "peer" }));
  await meet(held);
});

/** A founder who loads the page again goes on where they were. */
async function begin() {
  if (secret === null) return say("no_link");
  seen = await send("state");
  const held = entropy();
  if (held !== null && seen.people.some(({ key }) => unb64(key).join() === memberKey(held).join())) return meet(held);
  say(seen.founded ? "founded" : "about");
}

await begin().catch(fail);
