/** Signs a note and sends it with its text. What was typed is still there after the tab was locked. */

import { memberSecret } from "../device/keys.js";
import { entropy, watch } from "../device/unlocked.js";
import { unb64 } from "../protocol/encoding.js";
import { noteDocument } from "../protocol/vouches.js";
import { find, given, go, goUnlock, onSend, post } from "./page.js";
import { forgetSalted, salted } from "./salted.js";

const DRAFT = "undersign/note";

const area = /** @type {HTMLTextAreaElement} */ (find("textarea"));

/** Keep what was typed in this tab, and go where it is unlocked. */
function unlock() {
  if (area.value !== "") sessionStorage.setItem(DRAFT, JSON.stringify([given("id"), area.value]));
  goUnlock();
}

async function send() {
  const held = entropy();
  if (held === null) {
    unlock();
    return;
  }
  const text = salted(area.value.trim());
  const day = Number(given("today"));
  const word = noteDocument(memberSecret(held), given("origin"), unb64(given("id")), unb64(text.hash), day);
  const { next } = await post(given("send"), { text, word });
  forgetSalted();
  go(next);
}

const [place, typed] = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]");
if (place === given("id")) area.value = typed;
if (entropy() === null) unlock();
else sessionStorage.removeItem(DRAFT);
watch(unlock);
onSend("#note", send);
