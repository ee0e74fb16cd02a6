/** The page of a box for drafts: shows the link of a room, what is one's own, and looks for news. */

import { entropy } from "../device/unlocked.js";
import { fail, get, given, loadAgain } from "./page.js";

const SECONDS = given("room") === "yes" ? 8 : 60;

/** Show what is one's own, where the tab is unlocked and the keyholders have signed. */
async function own() {
  const words = entropy();
  if (words === null || given("fixed") !== "yes") return;
  const { showOwn } = await import("./drafts_own.js");
  await showOwn(words);
}

/** Show the link for the others in the room. */
async function link() {
  if (given("room") !== "yes") return;
  const { sharing, showAddress } = await import("./link.js");
  showAddress(given("here"));
  sharing();
}

/** Load the page again once it would show something else. */
async function look() {
  if (document.hidden) return;
  const { state } = await get(given("stateAt"));
  if (state !== given("state")) loadAgain();
}

setInterval(() => void look().catch(() => {}), SECONDS * 1000); // a missed look is made up for by the next
await link().catch(fail);
await own().catch(fail);
