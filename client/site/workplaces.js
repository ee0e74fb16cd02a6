/** Adds workplaces, confirms them, and says which are the same: each a word that this phone signs. */

import { memberSecret } from "../device/keys.js";
import { random } from "../device/random.js";
import { entropy } from "../device/unlocked.js";
import { b64, unb64 } from "../protocol/encoding.js";
import {
  workplaceConfirmedDocument,
  workplaceHashDocument,
  workplaceId,
  workplaceMergedDocument,
  workplacePartedDocument,
} from "../protocol/vouches.js";
import { busy, Failure, given, go, goUnlock, post } from "./page.js";

const SALT_BYTES = 32;

/** Return the secret half of the member key; where the tab is locked, go and unlock it first. */
function secret() {
  const held = entropy();
  if (held === null) {
    goUnlock();
    throw new Failure("locked", "");
  }
  return memberSecret(held);
}

/** @param {string} salt */
function entry(salt) {
  const named = { name: given("name"), employer: given("employer"), state: given("state") };
  return { v: 1, kind: "workplace", salt, ...named };
}

function today() {
  return Number(given("today"));
}

async function add() {
  const made = entry(b64(random(SALT_BYTES)));
  const word = workplaceHashDocument(secret(), given("origin"), workplaceId(made), today());
  const { next } = await post(given("send"), { kind: given("employerKind"), entry: made, word });
  go(next);
}

async function confirm() {
  const id = workplaceId(entry(given("salt")));
  if (b64(id) !== given("id")) throw new Failure("id_differs", "");
  const word = workplaceConfirmedDocument(secret(), given("origin"), id, today());
  const { next } = await post(given("send"), { word });
  go(next);
}

/**
 * Say that two places are the same, or that they are not.
 * @param {HTMLElement} button
 * @param {typeof workplaceMergedDocument} make
 */
async function pair(button, make) {
  const { this: id = "", into = "", send = "" } = button.dataset;
  const word = make(secret(), given("origin"), unb64(id), unb64(into), today());
  const { next } = await post(send, { into, word });
  go(next);
}

/** @type {Record<string, (button: HTMLElement) => Promise<void>>} */
const acts = {
  add,
  confirm,
  merge: (button) => pair(button, workplaceMergedDocument),
  part: (button) => pair(button, workplacePartedDocument),
};

for (const button of document.querySelectorAll("[data-act]")) {
  const pressed = /** @type {HTMLElement} */ (button);
  const act = acts[pressed.dataset.act ?? ""];
  if (act) pressed.addEventListener("click", () => void busy(pressed, () => act(pressed)));
}
