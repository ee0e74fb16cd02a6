/** Opened with a link: tells what it is for, lets somebody new ask, and waits with them until two people have vouched. */

import { entropy, isNotMine } from "../device/unlocked.js";
import { unb64 } from "../protocol/encoding.js";
import { asking, keepDoor, knock, openLink, waiting } from "./door.js";
import "./lock.js";
import { told } from "./member.js";
import { askNewcomer, showWords } from "./newcomer.js";
import { data, fail, find, given, onPress, post, say } from "./page.js";
import { showRoom } from "./room_list.js";
import { signIn } from "./session.js";
import { often } from "./vouching.js";

/** @typedef {{ kind: string, role: "peer" | "ally", workplace: string, name: string, by: string }} About */

const SECONDS = 4;
const secret = openLink();
/** @type {About | null} */
let about = null;

/** @param {Uint8Array} held */
async function wait(held) {
  showWords(held);
  const asked = waiting(held);
  let shown = "";
  const look = async () => {
    const state = await post(given("waiting"), asked);
    if (state.state === "member") await signIn(held, !isNotMine());
    if (state.state === "waiting") find("#my-code").textContent = state.code;
    if (state.state !== shown) say(state.state);
    shown = state.state;
    return state.state === "waiting";
  };
  await often(look, SECONDS);
}

/**
 * Go on once somebody has asked, or has entered.
 * @param {Uint8Array} held
 */
async function goOn(held) {
  if (secret === null || about?.kind !== "room") return wait(held);
  showWords(held);
  say("room");
  await showRoom(secret);
}

askNewcomer(async (held, typed) => {
  if (secret === null || about === null) return say("no_link");
  keepDoor(secret);
  await post(given("arrive"), asking(held, secret, { ...typed, role: about.role }, unb64(about.workplace)));
  await goOn(held);
});

onPress("#enter", async () => {
  const held = entropy();
  if (held === null || secret === null || about === null) return say("about");
  await post(given("enter"), asking(held, secret, told(), unb64(about.workplace)));
  await goOn(held);
});

/** @param {Uint8Array} from the secret of the link */
async function look(from) {
  about = /** @type {About} */ (await post(given("look"), knock(from)));
  for (const each of document.querySelectorAll("[data-about]")) {
    each.textContent = about[/** @type {keyof About} */ (each.getAttribute("data-about"))];
  }
  for (const each of document.querySelectorAll("[data-for]")) {
    const wanted = each.getAttribute("data-for");
    const area = /** @type {HTMLElement} */ (each);
    area.hidden = wanted !== about.kind && wanted !== about.role;
    if (area instanceof HTMLFieldSetElement) area.disabled = area.hidden; // what is not asked needs no answer
  }
  say(about.kind === "room" && data().nickname !== undefined && entropy() !== null ? "member_here" : "about");
}

/** Somebody who asked before and loads the page again goes on where they were. */
async function begin() {
  const held = entropy();
  const before = held === null || data().nickname !== undefined ? null : await post(given("waiting"), waiting(held));
  if (held !== null && before?.state === "waiting") {
    about = before.about;
    return goOn(held);
  }
  if (secret === null) return say("no_link");
  await look(secret);
}

await begin().catch(fail);
